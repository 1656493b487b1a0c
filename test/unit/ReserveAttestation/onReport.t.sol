// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {RecordedReport, ReserveReport} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";

// onReport: who, from which workflow, for whom (when: onReportTime.t.sol)
// ├── when the sender is not the forwarder          → reverts SenderNotForwarder
// ├── when the metadata is not 64 bytes             → reverts MetadataLengthInvalid
// ├── when the payload is not 384 bytes             → reverts ReportLengthInvalid
// ├── when the workflow is not the accepted one     → reverts WorkflowNotAccepted
// ├── when none was accepted, even for the zero id  → reverts WorkflowNotAccepted
// ├── when the workflow's owner is another          → reverts WorkflowOwnerInvalid
// ├── when a word is beyond the range of its type   → reverts without data
// ├── when the payload names another chain          → reverts ChainInvalid
// ├── when the payload names another receiver       → reverts ReceiverInvalid
// └── otherwise, whatever workflow name, report id and pause → records every field, emits both events in order
contract ReserveAttestation_OnReport_Test is Base {
    uint256 private constant REPORT_LENGTH = 384;

    function test_reverts_whenSenderIsNotForwarder(address sender, uint256 seed) external {
        vm.assume(sender != address(forwarder));
        bytes memory payload = abi.encode(_acceptableReport(seed));
        vm.expectRevert(
            abi.encodeWithSelector(IReserveAttestation.SenderNotForwarder.selector, sender, address(forwarder))
        );
        vm.prank(sender);
        attestation.onReport(_metadata(), payload);
    }

    function test_reverts_whenMetadataIsNot64Bytes(uint256 length, uint256 seed) external {
        length = bound(length, 0, 4 * METADATA_LENGTH);
        vm.assume(length != METADATA_LENGTH);
        bytes memory payload = abi.encode(_acceptableReport(seed));
        _expectRefusal(
            _resized(_metadata(), length),
            payload,
            abi.encodeWithSelector(IReserveAttestation.MetadataLengthInvalid.selector, length, METADATA_LENGTH)
        );
    }

    function test_reverts_whenPayloadIsNot384Bytes(uint256 length, uint256 seed) external {
        length = bound(length, 0, 2 * REPORT_LENGTH);
        vm.assume(length != REPORT_LENGTH);
        bytes memory payload = abi.encode(_acceptableReport(seed));
        assertEq(payload.length, REPORT_LENGTH);
        _expectRefusal(
            _metadata(),
            _resized(payload, length),
            abi.encodeWithSelector(IReserveAttestation.ReportLengthInvalid.selector, length, REPORT_LENGTH)
        );
    }

    function test_reverts_whenWorkflowIsNotAccepted(bytes32 workflowId, uint256 seed) external {
        vm.assume(workflowId != WORKFLOW_ID);
        bytes memory payload = abi.encode(_acceptableReport(seed));
        _expectRefusal(
            _metadata(workflowId, workflowOwner),
            payload,
            abi.encodeWithSelector(IReserveAttestation.WorkflowNotAccepted.selector, workflowId, WORKFLOW_ID)
        );
    }

    function test_reverts_whenNoWorkflowWasAccepted(bytes32 workflowId, uint256 seed) public {
        attestation = _deployAttestation(address(forwarder), MAX_AGE);
        bytes memory payload = abi.encode(_acceptableReport(seed));
        _expectRefusal(
            _metadata(workflowId, workflowOwner),
            payload,
            abi.encodeWithSelector(IReserveAttestation.WorkflowNotAccepted.selector, workflowId, bytes32(0))
        );
    }

    function test_reverts_whenNoWorkflowWasAcceptedAndIdIsZero(uint256 seed) external {
        test_reverts_whenNoWorkflowWasAccepted(0, seed);
    }

    function test_reverts_whenWorkflowOwnerIsAnother(address workflowOwner_, uint256 seed) external {
        vm.assume(workflowOwner_ != workflowOwner);
        bytes memory payload = abi.encode(_acceptableReport(seed));
        _expectRefusal(
            _metadata(WORKFLOW_ID, workflowOwner_),
            payload,
            abi.encodeWithSelector(IReserveAttestation.WorkflowOwnerInvalid.selector, workflowOwner_, workflowOwner)
        );
    }

    /// @dev Words 1 to 5 are receiver, epoch, statementAt, isSolvent and mintCeiling.
    function test_reverts_whenAWordIsBeyondItsType(uint256 index, uint256 bit, uint256 seed) external {
        uint8[5] memory widths = [160, 40, 40, 1, 96];
        index = bound(index, 0, widths.length - 1);
        bytes memory payload = abi.encode(_acceptableReport(seed));
        uint256 dirty = 2 ** bound(bit, widths[index], 255);
        for (uint256 i = 0; i < 32; ++i) {
            payload[32 * (index + 1) + i] |= bytes32(dirty)[i];
        }
        _expectRefusal(_metadata(), payload, "");
    }

    function test_reverts_whenChainIsAnother(uint256 chainId, uint256 seed) external {
        vm.assume(chainId != CHAIN_ID);
        ReserveReport memory report = _acceptableReport(seed);
        report.chainId = chainId;
        _expectRefusal(
            _metadata(),
            abi.encode(report),
            abi.encodeWithSelector(IReserveAttestation.ChainInvalid.selector, chainId, CHAIN_ID)
        );
    }

    function test_reverts_whenReceiverIsAnother(address receiver, uint256 seed) external {
        vm.assume(receiver != address(attestation));
        ReserveReport memory report = _acceptableReport(seed);
        report.receiver = receiver;
        _expectRefusal(
            _metadata(),
            abi.encode(report),
            abi.encodeWithSelector(IReserveAttestation.ReceiverInvalid.selector, receiver, address(attestation))
        );
    }

    function test_records_whenAcceptable(uint256 seed, bytes10 workflowName, bytes2 reportId, bool paused) external {
        ReserveReport memory report = _acceptableReport(seed);
        if (paused) _pause();

        _expectRecorded(report);
        vm.prank(address(forwarder));
        attestation.onReport(abi.encodePacked(WORKFLOW_ID, workflowName, workflowOwner, reportId), abi.encode(report));

        RecordedReport memory recorded = attestation.latestReport();
        assertEq(recorded.epoch, report.epoch);
        assertEq(recorded.statementAt, report.statementAt);
        assertEq(recorded.recordedAt, block.timestamp);
        assertEq(recorded.insolventSince, report.isSolvent ? 0 : block.timestamp);
        assertEq(recorded.mintCeiling, report.mintCeiling);
        assertEq(recorded.orderDigest, report.orderDigest);
        assertEq(attestation.lastUpdated(), block.timestamp);
    }

    function _expectRecorded(ReserveReport memory report) private {
        vm.expectEmit(address(attestation));
        emit IReserveAttestation.ReportRecorded(
            report.epoch,
            report.statementAt,
            report.mintCeiling,
            report.poolOrder,
            report.sealedOrder,
            report.orderDigest
        );
        vm.expectEmit(address(attestation));
        emit IReserveAttestation.ReserveStatusUpdated(report.isSolvent, block.timestamp);
    }

    function _expectRefusal(bytes memory metadata, bytes memory payload, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(address(forwarder));
        attestation.onReport(metadata, payload);
    }

    /// @dev The first `length` bytes; padded with zeros when there are fewer.
    function _resized(bytes memory data, uint256 length) private pure returns (bytes memory resized) {
        resized = new bytes(length);
        for (uint256 i = 0; i < length && i < data.length; ++i) {
            resized[i] = data[i];
        }
    }
}
