// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IReceiver} from "../../src/interfaces/IReceiver.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";

/// @notice Keeps the last report a forwarder delivered; refuses payloads whose first word is REFUSED.
/// @dev Also emits what looks like the forwarder's event and says the opposite: a transmitter must look at the emitter.
contract RecordingReceiver is IReceiver {
    error PayloadRefused(bytes payload);

    event ReportProcessed(
        address indexed receiver, bytes32 indexed workflowExecutionId, bytes2 indexed reportId, bool result
    );

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
        emit ReportProcessed(address(this), bytes32(0), bytes2(0), false);
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IReceiver).interfaceId || interfaceId == type(IERC165).interfaceId;
    }
}
