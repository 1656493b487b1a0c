// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";

/// @title IReceiver
/// @notice What Chainlink's KeystoneForwarder calls with a report whose signatures it has checked.
/// @dev The forwarder asks through ERC-165 first; the interface id is the selector of {onReport}, 0x805f2132.
/// @custom:source Chainlink Keystone 1.0.0; read 2026-11.
interface IReceiver is IERC165 {
    /// @notice Takes a report. A revert is swallowed by the forwarder, and anyone may deliver the report again.
    /// @param metadata 64 bytes, packed: workflow id (32), workflow name (10), workflow owner (20), report id (2).
    /// @param report   The workflow's payload.
    function onReport(bytes calldata metadata, bytes calldata report) external;
}
