// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReceiver} from "../../src/interfaces/IReceiver.sol";

/// @notice Keeps the last report a forwarder delivered; refuses the one payload that starts with REFUSED.
contract RecordingReceiver is IReceiver {
    error PayloadRefused(bytes payload);

    bytes32 public constant REFUSED = keccak256("refused");

    bytes public metadata;
    bytes public payload;
    uint256 public reports;

    function onReport(bytes calldata metadata_, bytes calldata payload_) external {
        require(payload_.length < 32 || bytes32(payload_) != REFUSED, PayloadRefused(payload_));

        metadata = metadata_;
        payload = payload_;
        ++reports;
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IReceiver).interfaceId || interfaceId == 0x01ffc9a7;
    }
}
