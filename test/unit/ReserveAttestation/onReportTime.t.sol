// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {RecordedReport, ReserveReport} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";

// onReport: when
// ├── when the epoch is the recorded one or older        → reverts EpochNotNewer
// ├── when the epoch is in the future                    → reverts EpochInFuture
// ├── when the epoch is older than maxAge                → reverts EpochStale
// ├── when the statement is older than the recorded one  → reverts StatementOlder
// ├── when the statement is in the future                → reverts StatementInFuture
// ├── when the statement is older than maxAge            → reverts StatementStale
// └── otherwise                                          → records
//     ├── epoch and statement exactly maxAge old
//     ├── the same statement again, with a newer epoch
//     └── any maxAge, even one longer than the chain's clock has run
contract ReserveAttestation_OnReportTime_Test is Base {
    function test_reverts_whenEpochIsNotNewer(uint256 seed, uint256 epoch) external {
        RecordedReport memory recorded = _recordOne(seed);
        ReserveReport memory report = _acceptableReport(~seed);
        report.epoch = uint40(bound(epoch, 0, recorded.epoch));
        _expectRefusal(
            report, abi.encodeWithSelector(IReserveAttestation.EpochNotNewer.selector, report.epoch, recorded.epoch)
        );
    }

    function test_reverts_whenEpochIsTheRecordedOne(uint256 seed) external {
        RecordedReport memory recorded = _recordOne(seed);
        ReserveReport memory report = _acceptableReport(~seed);
        report.epoch = recorded.epoch;
        _expectRefusal(
            report, abi.encodeWithSelector(IReserveAttestation.EpochNotNewer.selector, report.epoch, recorded.epoch)
        );
    }

    function test_reverts_whenEpochIsInTheFuture(uint256 seed, uint256 epoch) external {
        ReserveReport memory report = _acceptableReport(seed);
        report.epoch = uint40(bound(epoch, block.timestamp + 1, type(uint40).max));
        _expectRefusal(
            report, abi.encodeWithSelector(IReserveAttestation.EpochInFuture.selector, report.epoch, block.timestamp)
        );
    }

    function test_reverts_whenEpochIsStale(uint256 seed, uint256 epoch) external {
        ReserveReport memory report = _acceptableReport(seed);
        uint256 oldest = block.timestamp - MAX_AGE;
        report.epoch = uint40(bound(epoch, 1, oldest - 1));
        _expectRefusal(report, abi.encodeWithSelector(IReserveAttestation.EpochStale.selector, report.epoch, oldest));
    }

    function test_reverts_whenStatementIsOlder(uint256 seed, uint256 statementAt) external {
        RecordedReport memory recorded = _recordOne(seed);
        ReserveReport memory report = _acceptableReport(~seed);
        report.statementAt = uint40(bound(statementAt, 0, recorded.statementAt - 1));
        _expectRefusal(
            report,
            abi.encodeWithSelector(
                IReserveAttestation.StatementOlder.selector, report.statementAt, recorded.statementAt
            )
        );
    }

    function test_reverts_whenStatementIsInTheFuture(uint256 seed, uint256 statementAt) external {
        ReserveReport memory report = _acceptableReport(seed);
        report.statementAt = uint40(bound(statementAt, block.timestamp + 1, type(uint40).max));
        _expectRefusal(
            report,
            abi.encodeWithSelector(IReserveAttestation.StatementInFuture.selector, report.statementAt, block.timestamp)
        );
    }

    function test_reverts_whenStatementIsStale(uint256 seed, uint256 statementAt) external {
        ReserveReport memory report = _acceptableReport(seed);
        uint256 oldest = block.timestamp - MAX_AGE;
        report.statementAt = uint40(bound(statementAt, 0, oldest - 1));
        _expectRefusal(
            report, abi.encodeWithSelector(IReserveAttestation.StatementStale.selector, report.statementAt, oldest)
        );
    }

    function test_records_exactlyAtMaxAge(uint256 seed) external {
        ReserveReport memory report = _acceptableReport(seed);
        report.epoch = SafeCast.toUint40(block.timestamp - MAX_AGE);
        report.statementAt = report.epoch;
        assertTrue(_deliver(report));
        assertEq(attestation.latestReport().epoch, report.epoch);
    }

    function test_records_whenStatementIsTheRecordedOne(uint256 seed) external {
        RecordedReport memory recorded = _recordOne(seed);
        ReserveReport memory report = _acceptableReport(~seed);
        report.statementAt = recorded.statementAt;
        assertTrue(_deliver(report));
        assertEq(attestation.latestReport().epoch, report.epoch);
    }

    function test_records_whenClockIsYoungerThanMaxAge(uint256 maxAge, uint256 nowAt, uint256 epoch) external {
        nowAt = bound(nowAt, 1, START);
        vm.warp(nowAt);
        attestation = _deployAttestation(address(forwarder), bound(maxAge, nowAt, type(uint256).max));
        vm.prank(owner);
        attestation.acceptWorkflow(WORKFLOW_ID);

        ReserveReport memory report;
        report.chainId = CHAIN_ID;
        report.receiver = address(attestation);
        report.epoch = uint40(bound(epoch, 1, nowAt));
        report.isSolvent = true;
        assertTrue(_deliver(report));
        assertTrue(attestation.isSolvent());
    }

    /// @dev Leaves room below the recorded times, and time for the next epoch above them.
    function _recordOne(uint256 seed) private returns (RecordedReport memory) {
        assertTrue(_deliver(_acceptableReport(seed)));
        skip(_boundWord(seed, "waited", 1, MAX_AGE / 2));
        vm.assume(attestation.latestReport().statementAt >= block.timestamp - MAX_AGE);
        return attestation.latestReport();
    }

    function _expectRefusal(ReserveReport memory report, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(address(forwarder));
        attestation.onReport(_metadata(), abi.encode(report));
    }
}
