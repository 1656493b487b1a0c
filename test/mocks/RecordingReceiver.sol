// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReceiver} from "../../src/interfaces/IReceiver.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";

/// @notice Keeps the last report a forwarder delivered; refuses payloads whose first word is REFUSED.
contract RecordingReceiver is IReceiver {
    error PayloadRefused(bytes payload);

    bytes32 public constant REFUSED = keccak256("refused");

    bytes public metadata;
    bytes public payload;
    uint256 public reports;

    /// @param payload_ abi.encode(bytes32, uint256).
    function onReport(bytes calldata metadata_, bytes calldata payload_) external {
        (bytes32 first,) = abi.decode(payload_, (bytes32, uint256));
        require(first != REFUSED, PayloadRefused(payload_));

        metadata = metadata_;
        payload = payload_;
        ++reports;
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IReceiver).interfaceId || interfaceId == type(IERC165).interfaceId;
    }
}
