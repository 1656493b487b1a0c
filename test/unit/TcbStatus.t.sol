// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbStatus} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";

// TcbStatus
// └── compares as "at most this bad": each status after all that lack less
contract TcbStatus_Test is Suite {
    /// @dev Spelt out: tests that compare by the enum itself agree with any order.
    function test_isOrderedFromBestToWorst() public pure {
        assertEq(uint8(TcbStatus.UNRECOGNIZED), 0);
        assertEq(uint8(TcbStatus.UP_TO_DATE), 1);
        assertEq(uint8(TcbStatus.SW_HARDENING_NEEDED), 2);
        assertEq(uint8(TcbStatus.CONFIGURATION_NEEDED), 3);
        assertEq(uint8(TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED), 4);
        assertEq(uint8(TcbStatus.OUT_OF_DATE), 5);
        assertEq(uint8(TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED), 6);
        assertEq(uint8(TcbStatus.REVOKED), 7);
    }
}
