// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {KeystoneForwarder} from "@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol";
import {IRouter} from "@chainlink/contracts/src/v0.8/keystone/interfaces/IRouter.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {RecordedReport, ReserveReport} from "src/types/ReserveReport.sol";
import {Actor, AttestationLedger} from "test/invariant/AttestationLedger.sol";
import {LedgerHandler} from "test/invariant/handlers/LedgerHandler.sol";

/// @notice The DON and time, honest; and everyone who would like to report in the DON's place.
contract AttestationHandler is LedgerHandler {
    constructor(AttestationLedger ledger_, ReserveAttestation attestation_, KeystoneForwarder forwarder_)
        LedgerHandler(ledger_, attestation_, forwarder_)
    {}

    modifier onceAccepted() {
        if (attestation.workflowId() == 0) return;
        _;
    }

    // --- honest ---

    function wait(uint256 seconds_) external recordedAs(Actor.NOBODY) {
        skip(bound(seconds_, 1, MAX_AGE));
    }

    /// @dev To the last second in which the record is fresh, or the first in which it is not.
    function waitForTheEdge(bool isPast) external recordedAs(Actor.NOBODY) {
        RecordedReport memory recorded = attestation.latestReport();
        uint256 asOf = recorded.epoch < recorded.statementAt ? recorded.epoch : recorded.statementAt;
        uint256 edge = asOf + MAX_AGE + (isPast ? 1 : 0);
        if (edge > block.timestamp) vm.warp(edge);
    }

    function report(uint256 seed) external onceAccepted {
        _report(_nextReport(seed));
    }

    /// @dev Several reports that say the same, as the workflow's schedule makes them.
    function reportRun(uint256 seed, bool isSolvent, uint256 length) external onceAccepted {
        length = bound(length, 2, 4);
        for (uint256 i = 0; i < length; ++i) {
            ReserveReport memory next = _nextReport(uint256(_word(seed, vm.toString(i))));
            next.isSolvent = isSolvent;
            _report(next);
        }
    }

    function _report(ReserveReport memory next) private recordedAs(Actor.DON) {
        bytes32 executionId = keccak256(abi.encode("execution", next));
        bytes memory raw = _rawReport(executionId, _acceptedMetadata(), abi.encode(next));
        assertTrue(_forward(address(attestation), executionId, raw), "an honest report was refused");
        ledger.noteDelivery(executionId, raw, next);
    }

    // --- hostile: wrong sender, wrong workflow ---

    function reportWithoutForwarder(uint256 seed) external onceAccepted recordedAs(Actor.ATTACKER) {
        address[5] memory senders =
            [stranger, attestation.owner(), attestation.guardian(), nodes[0], address(attestation)];
        bytes memory payload = abi.encode(_nextReport(seed));
        bytes memory data = abi.encodeCall(attestation.onReport, (_acceptedMetadata(), payload));
        _assertRefused(senders[seed % senders.length], data, IReserveAttestation.SenderNotForwarder.selector);
    }

    function reportFromAnotherWorkflow(uint256 seed, bytes32 workflowId) external recordedAs(Actor.ATTACKER) {
        vm.assume(workflowId == 0 || workflowId != attestation.workflowId());
        bytes memory metadata = _metadata(workflowId, workflowOwner);
        _assertReportRefused(metadata, _nextReport(seed), IReserveAttestation.WorkflowNotAccepted.selector);
    }

    function reportForAnotherOwner(uint256 seed, address owner_) external onceAccepted recordedAs(Actor.ATTACKER) {
        vm.assume(owner_ != workflowOwner);
        bytes memory metadata = _metadata(attestation.workflowId(), owner_);
        _assertReportRefused(metadata, _nextReport(seed), IReserveAttestation.WorkflowOwnerInvalid.selector);
    }

    function updateWithoutReport(uint256 seed, bool isSolvent) external recordedAs(Actor.ATTACKER) {
        address[4] memory senders = [stranger, attestation.owner(), address(0), address(forwarder)];
        bytes memory data = abi.encodeCall(attestation.updateAttestation, (isSolvent));
        _assertRefused(senders[seed % senders.length], data, IReserveAttestation.NotLocalOperator.selector);
    }

    // --- hostile: signed by the DON and accepted once, but not here or not now ---

    function replay() external onceAccepted recordedAs(Actor.ATTACKER) {
        if (ledger.deliveries() == 0) return;
        bytes memory raw = ledger.lastRawReport();
        bytes[] memory signatures = _signatures(raw, 0);
        try forwarder.report(address(attestation), raw, _reportContext(), signatures) {
            revert("the forwarder delivered a report twice");
        } catch (bytes memory reason) {
            // forge-lint: disable-next-line(unsafe-typecast)
            assertEq(bytes4(reason), IRouter.AlreadyAttempted.selector);
        }
        _assertReportRefused(_acceptedMetadata(), ledger.delivered(), IReserveAttestation.EpochNotNewer.selector);
    }

    function reportOutOfOrder(uint256 seed, uint256 epoch) external onceAccepted recordedAs(Actor.ATTACKER) {
        ReserveReport memory late = _nextReport(seed);
        late.epoch = uint40(bound(epoch, 0, attestation.latestReport().epoch));
        _assertAcceptedRefused(late, IReserveAttestation.EpochNotNewer.selector);
    }

    function reportAnOlderStatement(uint256 seed, uint256 statementAt)
        external
        onceAccepted
        recordedAs(Actor.ATTACKER)
    {
        if (ledger.deliveries() == 0) return;
        ReserveReport memory late = _nextReport(seed);
        late.statementAt = uint40(bound(statementAt, 0, attestation.latestReport().statementAt - 1));
        _assertAcceptedRefused(late, IReserveAttestation.StatementOlder.selector);
        // Close behind the recorded one, so that it would still be fresh.
        late.statementAt = attestation.latestReport().statementAt - 1;
        _assertAcceptedRefused(late, IReserveAttestation.StatementOlder.selector);
    }

    function reportTheFuture(uint256 seed, uint256 ahead) external onceAccepted recordedAs(Actor.ATTACKER) {
        ReserveReport memory early = _nextReport(seed);
        early.epoch = uint40(block.timestamp + bound(ahead, 1, MAX_AGE));
        _assertAcceptedRefused(early, IReserveAttestation.EpochInFuture.selector);
        early = _acceptableReport(seed);
        early.statementAt = uint40(block.timestamp + bound(ahead, 1, MAX_AGE));
        _assertAcceptedRefused(early, IReserveAttestation.StatementInFuture.selector);
    }

    function reportThePast(uint256 seed) external onceAccepted recordedAs(Actor.ATTACKER) {
        ReserveReport memory old = _nextReport(seed);
        uint40 stale = SafeCast.toUint40(block.timestamp - MAX_AGE - 1);
        old.epoch = stale;
        bool isNewer = stale > attestation.latestReport().epoch;
        _assertAcceptedRefused(
            old, isNewer ? IReserveAttestation.EpochStale.selector : IReserveAttestation.EpochNotNewer.selector
        );
        old = _acceptableReport(seed);
        old.statementAt = stale;
        bool isLater = stale >= attestation.latestReport().statementAt;
        _assertAcceptedRefused(
            old, isLater ? IReserveAttestation.StatementStale.selector : IReserveAttestation.StatementOlder.selector
        );
    }

    function reportForElsewhere(uint256 seed, uint256 chainId, address receiver)
        external
        onceAccepted
        recordedAs(Actor.ATTACKER)
    {
        vm.assume(chainId != CHAIN_ID && receiver != address(attestation));
        ReserveReport memory foreign = _nextReport(seed);
        foreign.chainId = chainId;
        _assertAcceptedRefused(foreign, IReserveAttestation.ChainInvalid.selector);
        foreign.chainId = CHAIN_ID;
        foreign.receiver = receiver;
        _assertAcceptedRefused(foreign, IReserveAttestation.ReceiverInvalid.selector);
    }

    function _assertAcceptedRefused(ReserveReport memory refused, bytes4 wanted) private {
        _assertReportRefused(_acceptedMetadata(), refused, wanted);
    }

    /// @dev As the forwarder for the reason, which the forwarder itself drops.
    function _assertReportRefused(bytes memory metadata, ReserveReport memory refused, bytes4 wanted) private {
        bytes memory data = abi.encodeCall(attestation.onReport, (metadata, abi.encode(refused)));
        _assertRefused(address(forwarder), data, wanted);
    }
}
