// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Base} from "test/Base.t.sol";

// insolventSince
// ├── before any report and after a solvent one  → zero
// ├── after the first insolvent one              → when it was recorded
// ├── through the run of insolvent ones          → stays
// └── when the last report goes stale            → stays
contract ReserveAttestation_InsolventSince_Test is Base {
    uint256 private constant LONGEST_RUN = 4;

    function test_isZero_whenNeverInsolvent(uint256 seed, uint256 reports) external {
        assertEq(attestation.insolventSince(), 0);
        _report(seed, true, reports);
        assertEq(attestation.insolventSince(), 0);
    }

    function test_isWhenTheRunBegan_throughTheRun(uint256 seed, uint256 solventBefore, uint256 run) public {
        _report(seed, true, solventBefore);
        uint256 beganAt = vm.getBlockTimestamp();
        _report(~seed, false, run);
        assertEq(attestation.insolventSince(), beganAt);
    }

    function test_isZero_whenARunEnds(uint256 seed, uint256 run) external {
        _report(seed, false, run);
        _report(~seed, true, 1);
        assertEq(attestation.insolventSince(), 0);
    }

    function test_stays_whenStale(uint256 seed, uint256 run, uint256 waited) external {
        test_isWhenTheRunBegan_throughTheRun(seed, run, run);
        uint256 since = attestation.insolventSince();
        skip(bound(waited, MAX_AGE + 1, 3650 days));
        assertEq(attestation.insolventSince(), since);
    }

    function test_beginsAnew_whenInsolventAgain(uint256 seed, uint256 run) external {
        test_isWhenTheRunBegan_throughTheRun(seed, run, run);
        test_isWhenTheRunBegan_throughTheRun(_next(seed), run, run);
    }

    /// @dev At least one report, and time after each for the next.
    function _report(uint256 seed, bool isSolvent, uint256 reports) private {
        reports = bound(reports, 1, LONGEST_RUN);
        for (uint256 i = 0; i < reports; ++i) {
            assertTrue(_deliver(_acceptableReport(seed = _next(seed), isSolvent)));
            skip(_boundWord(seed, "waited", 1, 2 * MAX_AGE));
        }
    }

    function _next(uint256 seed) private pure returns (uint256) {
        return uint256(_word(seed, "next"));
    }
}
