// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QeIdentity, TcbInfo} from "src/libraries/PackedTcb.sol";
import {TcbJson} from "src/libraries/TcbJson.sol";

/// @notice The parser behind calls, so that a revert can be expected.
contract TcbJsonHarness {
    function parseTcbInfo(bytes calldata text) external pure returns (TcbInfo memory) {
        return TcbJson.parseTcbInfo(text);
    }

    function parseQeIdentity(bytes calldata text) external pure returns (QeIdentity memory) {
        return TcbJson.parseQeIdentity(text);
    }
}
