// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ReserveReport, ReserveStatus, UnknownReason} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";

// status, isSolvent
// ├── before any report                                    → UNKNOWN, NEVER_REPORTED
// ├── while paused, reported or not                        → UNKNOWN, PAUSED
// │   └── when unpaused                                    → what the last report says, even one recorded meanwhile
// ├── until maxAge after the older of epoch and statement  → what was reported, NONE
// └── one second later                                     → UNKNOWN, STALE
contract ReserveAttestation_Status_Test is Base {
    function test_isUnknown_whenNeverReported(uint256 waited) external {
        skip(bound(waited, 0, 3650 days));
        _assertStatus(ReserveStatus.UNKNOWN, UnknownReason.NEVER_REPORTED);
    }

    function test_saysWhatWasReported_whileFresh(uint256 seed, uint256 waited) public returns (uint256 freshUntil) {
        ReserveReport memory report = _acceptableReport(seed);
        assertTrue(_deliver(report));
        freshUntil = (report.epoch < report.statementAt ? report.epoch : report.statementAt) + MAX_AGE;
        vm.warp(bound(waited, block.timestamp, freshUntil));
        _assertReported(report.isSolvent);
    }

    function test_saysWhatWasReported_exactlyAtMaxAge(uint256 seed) external {
        test_saysWhatWasReported_whileFresh(seed, type(uint256).max);
    }

    function test_isUnknown_oneSecondAfterMaxAge(uint256 seed, uint256 waited) public {
        uint256 freshUntil = test_saysWhatWasReported_whileFresh(seed, 0);
        vm.warp(bound(waited, freshUntil + 1, freshUntil + 3650 days));
        _assertStatus(ReserveStatus.UNKNOWN, UnknownReason.STALE);
    }

    function test_isUnknown_exactlyOneSecondAfterMaxAge(uint256 seed) external {
        test_isUnknown_oneSecondAfterMaxAge(seed, 0);
    }

    function test_isUnknown_whenPaused(uint256 seed, bool isReported, uint256 waited) external {
        if (isReported) assertTrue(_deliver(_acceptableReport(seed)));
        _pause();
        skip(bound(waited, 0, 10 * MAX_AGE));
        _assertStatus(ReserveStatus.UNKNOWN, UnknownReason.PAUSED);
    }

    function test_saysWhatWasReportedMeanwhile_whenUnpaused(uint256 seed, bool isSolvent) external {
        assertTrue(_deliver(_acceptableReport(seed, !isSolvent)));
        _pause();
        skip(MAX_AGE / 2);
        assertTrue(_deliver(_acceptableReport(~seed, isSolvent)));
        vm.prank(owner);
        attestation.unpause();
        _assertReported(isSolvent);
    }

    function _assertReported(bool isSolvent) private view {
        _assertStatus(isSolvent ? ReserveStatus.SOLVENT : ReserveStatus.INSOLVENT, UnknownReason.NONE);
    }

    function _assertStatus(ReserveStatus wanted, UnknownReason wantedReason) private view {
        (ReserveStatus status, UnknownReason reason) = attestation.status();
        assertEq(uint256(status), uint256(wanted));
        assertEq(uint256(reason), uint256(wantedReason));
        assertEq(attestation.isSolvent(), wanted == ReserveStatus.SOLVENT);
    }
}
