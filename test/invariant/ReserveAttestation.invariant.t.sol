// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {StdInvariant} from "forge-std/StdInvariant.sol";
import {RecordedReport, ReserveReport, ReserveStatus, UnknownReason} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";
import {Actor, AttestationLedger, State} from "test/invariant/AttestationLedger.sol";
import {AttestationHandler} from "test/invariant/handlers/AttestationHandler.sol";
import {GovernanceHandler} from "test/invariant/handlers/GovernanceHandler.sol";
import {LedgerHandler} from "test/invariant/handlers/LedgerHandler.sol";

/// @dev The sentences behind the numbers, and what kills each: README.md. Fifteen campaigns share the minute that the
/// default profile has; `FOUNDRY_PROFILE=deep` is not in a hurry.
/// forge-config: default.invariant.runs = 16
/// forge-config: deep.invariant.runs = 1000
contract ReserveAttestation_Invariant_Test is Base, StdInvariant {
    AttestationLedger private ledger;
    AttestationHandler private reporting;
    GovernanceHandler private governance;

    function setUp() public override {
        super.setUp();
        attestation = _deployAttestation(address(forwarder), MAX_AGE);
        ledger = new AttestationLedger(attestation);
        reporting = new AttestationHandler(ledger, attestation, forwarder);
        governance = new GovernanceHandler(ledger, attestation, forwarder);
        _target(reporting);
        _target(governance);
    }

    function invariant_A1_onlyAcceptedReportsChangeTheRecord() external view {
        if (_differ(ledger.before().report, attestation.latestReport())) assertTrue(ledger.lastActor() == Actor.DON);
    }

    function invariant_A2_epochsIncreaseAndAreNeverInTheFuture() external view {
        (RecordedReport memory earlier, RecordedReport memory later) = _step();
        if (_differ(earlier, later)) assertGt(later.epoch, earlier.epoch);
        assertLe(later.epoch, block.timestamp);
    }

    function invariant_A3_statementsNeverRunBackwards() external view {
        (RecordedReport memory earlier, RecordedReport memory later) = _step();
        assertGe(later.statementAt, earlier.statementAt);
        assertLe(later.statementAt, block.timestamp);
    }

    function invariant_A4_statusIsUnknownUnlessReportedAndFresh() external view {
        ReserveReport memory delivered = ledger.delivered();
        uint256 asOf = delivered.epoch < delivered.statementAt ? delivered.epoch : delivered.statementAt;
        bool isFresh = ledger.deliveries() != 0 && block.timestamp <= asOf + MAX_AGE && !attestation.paused();
        (ReserveStatus status, UnknownReason reason) = attestation.status();
        assertEq(status != ReserveStatus.UNKNOWN, isFresh);
        assertEq(reason == UnknownReason.NONE, isFresh);
        assertEq(status == ReserveStatus.SOLVENT, isFresh && delivered.isSolvent);
        assertEq(attestation.isSolvent(), isFresh && delivered.isSolvent);
    }

    function invariant_A5_insolventSinceTheRunBegan() external view {
        assertEq(attestation.insolventSince(), ledger.runBeganAt());
        bool isInsolvent = ledger.deliveries() != 0 && !ledger.delivered().isSolvent;
        assertEq(attestation.insolventSince() != 0, isInsolvent);
    }

    function invariant_A6_stateIsTheFoldOfItsEvents() external view {
        assertEq(keccak256(abi.encode(ledger.current())), keccak256(abi.encode(ledger.folded())));
    }

    function invariant_A7_noReportIsRecordedTwice() external view {
        assertEq(ledger.recordings(), ledger.deliveries());
        assertEq(ledger.statusUpdates(), ledger.deliveries());
    }

    function invariant_A8_aPauseIsUnknownAndLosesNothing() external view {
        (ReserveStatus status, UnknownReason reason) = attestation.status();
        assertEq(reason == UnknownReason.PAUSED, attestation.paused());
        if (attestation.paused()) assertTrue(status == ReserveStatus.UNKNOWN);
        assertEq(attestation.latestReport().epoch, ledger.delivered().epoch);
        assertEq(attestation.lastUpdated(), ledger.deliveredAt());
    }

    function invariant_A9_theLastDeliveryIsAnsweredAndItsOrdersAreOnChain() external view {
        ReserveReport memory delivered = ledger.delivered();
        RecordedReport memory recorded = attestation.latestReport();
        assertEq(recorded.statementAt, delivered.statementAt);
        assertEq(recorded.mintCeiling, delivered.mintCeiling);
        assertEq(recorded.orderDigest, delivered.orderDigest);
        if (ledger.deliveries() == 0) return;
        assertEq(ledger.foldedOrders(), keccak256(abi.encode(delivered.poolOrder, delivered.sealedOrder)));
    }

    function invariant_G1_theWorkflowChangesOnlyAnnounced() external view {
        bytes32 former = ledger.before().workflowId;
        if (former == attestation.workflowId()) return;
        assertTrue(ledger.lastActor() == Actor.OWNER);
        assertTrue(attestation.workflowId() != 0);
        if (former != 0) assertEq(ledger.pendingCount() + 1, ledger.pendingBefore());
    }

    function invariant_G2_aScheduledCallRunsOnceAndNeverEarly() external view {
        assertGe(ledger.shortestDelay(), DELAY);
        assertEq(ledger.executions() + ledger.cancellations() + ledger.pendingCount(), ledger.schedules());
    }

    function invariant_G3_theGuardianStartsNothing() external view {
        if (ledger.lastActor() != Actor.GUARDIAN) return;
        State memory wanted = ledger.before();
        assertTrue(attestation.paused() || !wanted.paused);
        assertLe(ledger.pendingCount(), ledger.pendingBefore());
        wanted.paused = attestation.paused();
        assertEq(keccak256(abi.encode(ledger.current())), keccak256(abi.encode(wanted)));
    }

    function invariant_G4_guardianAndOwnerChangeOnlyAnnounced() external view {
        State memory former = ledger.before();
        bool isReplaced = attestation.guardian() != former.guardian;
        if (isReplaced) assertEq(ledger.pendingCount() + 1, ledger.pendingBefore());
        if (attestation.owner() != former.owner) assertEq(attestation.owner(), former.pendingOwner);
        assertTrue(attestation.guardian() != address(0) && attestation.owner() != address(0));
    }

    function invariant_G5_theScheduleIsTheFoldOfItsEvents() external view {
        for (uint256 i = 0; i < ledger.pendingCount(); ++i) {
            bytes32 callHash = ledger.pending(i);
            assertEq(attestation.readyAt(callHash), ledger.foldedReadyAt(callHash));
            assertEq(attestation.readyAt(callHash), ledger.scheduledAt(callHash) + DELAY);
        }
        assertEq(
            attestation.readyAt(keccak256(ledger.lastExecuted())),
            ledger.foldedReadyAt(keccak256(ledger.lastExecuted()))
        );
    }

    function invariant_G6_anAttackerChangesNothing() external view {
        if (ledger.lastActor() != Actor.ATTACKER) return;
        assertEq(keccak256(abi.encode(ledger.current())), keccak256(abi.encode(ledger.before())));
        assertEq(ledger.pendingCount(), ledger.pendingBefore());
    }

    /// @dev A campaign in which nothing happens must not pass: every honest action does what it says.
    function test_everyHonestActionSucceeds(uint256 seed, bool isWorkflow) external {
        reporting.wait(seed);
        governance.acceptFirstWorkflow(seed);
        assertTrue(attestation.workflowId() != 0, "acceptFirstWorkflow");
        reporting.report(seed);
        governance.pauseAsGuardian();
        assertTrue(attestation.paused(), "pause");
        reporting.report(~seed);
        reporting.reportRun(seed, seed % 2 == 0, 3);
        assertEq(ledger.recordings(), 5, "report");
        governance.unpause();
        assertFalse(attestation.paused(), "unpause");
        reporting.waitForTheEdge(true);
        (, UnknownReason reason) = attestation.status();
        assertTrue(reason == UnknownReason.STALE, "waitForTheEdge");

        governance.schedule(seed, isWorkflow);
        governance.cancelAsOwner(seed);
        governance.schedule(seed, isWorkflow);
        governance.cancelAsGuardian(seed);
        assertEq(ledger.cancellations(), 2, "cancel");
        governance.schedule(seed, isWorkflow);
        governance.execute(seed);
        assertEq(ledger.executions(), 1, "execute");

        governance.proposeOwner(seed);
        governance.acceptOwnership();
        assertTrue(attestation.owner() != owner, "acceptOwnership");
    }

    /// @dev Every function that a handler adds is an action; what it inherits is not.
    function _target(LedgerHandler handler) private {
        bytes4[] memory inherited = new bytes4[](1);
        inherited[0] = handler.setUp.selector;
        targetContract(address(handler));
        excludeSelector(FuzzSelector(address(handler), inherited));
    }

    function _step() private view returns (RecordedReport memory earlier, RecordedReport memory later) {
        return (ledger.before().report, attestation.latestReport());
    }

    function _differ(RecordedReport memory one, RecordedReport memory other) private pure returns (bool) {
        return keccak256(abi.encode(one)) != keccak256(abi.encode(other));
    }
}
