// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Vm} from "forge-std/Vm.sol";
import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {Governed} from "src/governance/Governed.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {PoolOrder, RecordedReport, ReserveReport, SealedOrder} from "src/types/ReserveReport.sol";

enum Actor {
    NOBODY,
    DON,
    OWNER,
    GUARDIAN,
    ATTACKER
}

/// @dev All that can change in an attestation, except its schedule.
struct State {
    RecordedReport report;
    bytes32 workflowId;
    address owner;
    address pendingOwner;
    address guardian;
    bool paused;
}

/// @notice Ghost state, nothing else: who acted last, on what, what the DON delivered, and what the events say.
contract AttestationLedger {
    ReserveAttestation private immutable attestation;

    Actor public lastActor;
    State private _before;
    uint256 public pendingBefore;

    ReserveReport private _delivered;
    uint256 public deliveredAt;
    uint256 public runBeganAt;
    uint256 public deliveries;
    bytes public lastRawReport;
    bytes32 public lastExecutionId;

    State private _folded;
    uint256 public recordings;
    uint256 public statusUpdates;
    bytes32 public foldedOrders;
    uint256 public workflowChanges;

    bytes32[] public pending;
    bytes public lastExecuted;
    mapping(bytes32 callHash => uint256) public scheduledAt;
    mapping(bytes32 callHash => uint256) public foldedReadyAt;
    mapping(bytes32 callHash => bytes) public calldataOf;
    uint256 public schedules;
    uint256 public cancellations;
    uint256 public executions;
    uint256 public shortestDelay = type(uint256).max;

    constructor(ReserveAttestation attestation_) {
        attestation = attestation_;
        _folded.owner = attestation_.owner();
        _folded.guardian = attestation_.guardian();
        _before = current();
    }

    function begin(Actor actor) external {
        lastActor = actor;
        _before = current();
        pendingBefore = pending.length;
    }

    /// @dev Folds what the attestation emitted since {begin}, in order.
    function end(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(attestation)) _fold(logs[i]);
        }
    }

    function noteDelivery(bytes32 executionId, bytes calldata rawReport, ReserveReport calldata report) external {
        if (report.isSolvent) runBeganAt = 0;
        else if (deliveries == 0 || _delivered.isSolvent) runBeganAt = block.timestamp;
        _delivered = report;
        deliveredAt = block.timestamp;
        ++deliveries;
        lastExecutionId = executionId;
        lastRawReport = rawReport;
    }

    function current() public view returns (State memory) {
        return State({
            report: attestation.latestReport(),
            workflowId: attestation.workflowId(),
            owner: attestation.owner(),
            pendingOwner: attestation.pendingOwner(),
            guardian: attestation.guardian(),
            paused: attestation.paused()
        });
    }

    function before() external view returns (State memory) {
        return _before;
    }

    function folded() external view returns (State memory) {
        return _folded;
    }

    function delivered() external view returns (ReserveReport memory) {
        return _delivered;
    }

    function pendingCount() external view returns (uint256) {
        return pending.length;
    }

    function _fold(Vm.Log calldata log) private {
        bytes32 topic = log.topics[0];
        if (topic == IReserveAttestation.ReportRecorded.selector) _foldReport(log);
        else if (topic == IReserveAttestation.ReserveStatusUpdated.selector) _foldStatus(log);
        else if (topic == IReserveAttestation.WorkflowAccepted.selector) _foldWorkflow(log);
        else if (topic == Governed.PauseSet.selector) _folded.paused = abi.decode(log.data, (bool));
        else if (topic == Governed.GuardianSet.selector) _folded.guardian = _address(log.topics[2]);
        else if (topic == Governed.CallScheduled.selector) _foldScheduled(log);
        else if (topic == Governed.CallCancelled.selector) _foldCancelled(log.topics[1]);
        else if (topic == Governed.CallExecuted.selector) _foldExecuted(log.topics[1]);
        else if (topic == Ownable2Step.OwnershipTransferStarted.selector) _folded.pendingOwner = _address(log.topics[2]);
        else if (topic == Ownable.OwnershipTransferred.selector) _foldOwner(log);
        else revert("an event that the ledger does not know");
    }

    function _foldReport(Vm.Log calldata log) private {
        require(recordings == statusUpdates, "a report follows a report");
        ++recordings;
        (
            uint40 statementAt,
            uint96 mintCeiling,
            PoolOrder memory poolOrder,
            SealedOrder memory sealedOrder,
            bytes32 digest
        ) = abi.decode(log.data, (uint40, uint96, PoolOrder, SealedOrder, bytes32));
        _folded.report.epoch = uint40(uint256(log.topics[1]));
        _folded.report.statementAt = statementAt;
        _folded.report.mintCeiling = mintCeiling;
        _folded.report.orderDigest = digest;
        foldedOrders = keccak256(abi.encode(poolOrder, sealedOrder));
    }

    function _foldStatus(Vm.Log calldata log) private {
        ++statusUpdates;
        require(recordings == statusUpdates, "a status without its report");
        (bool isSolvent, uint256 timestamp) = abi.decode(log.data, (bool, uint256));
        RecordedReport storage report = _folded.report;
        report.recordedAt = SafeCast.toUint40(timestamp);
        if (isSolvent) report.insolventSince = 0;
        else if (report.insolventSince == 0) report.insolventSince = report.recordedAt;
    }

    function _foldWorkflow(Vm.Log calldata log) private {
        require(log.topics[1] == _folded.workflowId, "the former workflow is another");
        _folded.workflowId = log.topics[2];
        ++workflowChanges;
    }

    function _foldOwner(Vm.Log calldata log) private {
        _folded.owner = _address(log.topics[2]);
        _folded.pendingOwner = address(0);
    }

    function _foldScheduled(Vm.Log calldata log) private {
        (uint256 readyAt, bytes memory data) = abi.decode(log.data, (uint256, bytes));
        bytes32 callHash = log.topics[1];
        require(callHash == keccak256(data), "the announced calldata is another");
        foldedReadyAt[callHash] = readyAt;
        scheduledAt[callHash] = block.timestamp;
        calldataOf[callHash] = data;
        pending.push(callHash);
        ++schedules;
    }

    function _foldCancelled(bytes32 callHash) private {
        _removePending(callHash);
        ++cancellations;
    }

    function _foldExecuted(bytes32 callHash) private {
        uint256 waited = block.timestamp - scheduledAt[callHash];
        if (waited < shortestDelay) shortestDelay = waited;
        _removePending(callHash);
        lastExecuted = calldataOf[callHash];
        ++executions;
    }

    function _removePending(bytes32 callHash) private {
        foldedReadyAt[callHash] = 0;
        for (uint256 i = 0; i < pending.length; ++i) {
            if (pending[i] != callHash) continue;
            pending[i] = pending[pending.length - 1];
            pending.pop();
            return;
        }
    }

    function _address(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
