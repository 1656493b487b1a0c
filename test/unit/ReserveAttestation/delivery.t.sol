// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {KeystoneForwarder} from "@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol";
import {IRouter} from "@chainlink/contracts/src/v0.8/keystone/interfaces/IRouter.sol";
import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {ReserveReport} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";

// report, on Chainlink's forwarder, as anyone may send it
// ├── when a signer is not of the DON, or one is missing  → the forwarder reverts
// ├── when the attestation accepts                        → ReportProcessed(true), recorded
// │   └── when delivered again                            → reverts AlreadyAttempted
// └── when the attestation reverts                        → ReportProcessed(false), nothing recorded
//     ├── the same signed report was meant for another receiver
//     ├── the same signed report was meant for another chain
//     └── when the reason passes                          → anyone delivers the same signed report again
contract ReserveAttestation_Delivery_Test is Base {
    function test_reverts_whenASignatureIsMissing(uint256 seed) external {
        bytes memory raw = _rawReport(_word(seed, "execution"), _metadata(), abi.encode(_acceptableReport(seed)));
        bytes[] memory signatures = new bytes[](FAULTY);
        signatures[0] = _signatures(raw, seed)[0];
        vm.expectRevert(
            abi.encodeWithSelector(KeystoneForwarder.InvalidSignatureCount.selector, FAULTY + 1, signatures.length)
        );
        forwarder.report(address(attestation), raw, _reportContext(), signatures);
    }

    function test_reverts_whenASignerIsNotOfTheDon(uint256 seed) external {
        (address outsider, uint256 key) = makeAddrAndKey("outsider");
        bytes memory raw = _rawReport(_word(seed, "execution"), _metadata(), abi.encode(_acceptableReport(seed)));
        nodeKeys[seed % NODES] = key;
        bytes[] memory signatures = _signatures(raw, seed);
        vm.expectRevert(abi.encodeWithSelector(KeystoneForwarder.InvalidSigner.selector, outsider));
        forwarder.report(address(attestation), raw, _reportContext(), signatures);
    }

    function test_records_whenAccepted(uint256 seed, address transmitter) external {
        ReserveReport memory report = _acceptableReport(seed);
        (bytes32 executionId, bytes memory raw) = _signedFor(report);
        vm.expectEmit(address(forwarder));
        emit KeystoneForwarder.ReportProcessed(address(attestation), executionId, REPORT_ID, true);
        vm.prank(transmitter);
        assertTrue(_forward(address(attestation), executionId, raw));
        assertEq(attestation.latestReport().epoch, report.epoch);
    }

    function test_reverts_whenDeliveredTwice(uint256 seed, uint256 waited) external {
        (bytes32 executionId, bytes memory raw) = _signedFor(_acceptableReport(seed));
        _forward(address(attestation), executionId, raw);
        skip(bound(waited, 0, 10 * MAX_AGE));
        bytes[] memory signatures = _signatures(raw, seed);
        bytes32 transmissionId = forwarder.getTransmissionId(address(attestation), executionId, REPORT_ID);
        vm.expectRevert(abi.encodeWithSelector(IRouter.AlreadyAttempted.selector, transmissionId));
        forwarder.report(address(attestation), raw, _reportContext(), signatures);
    }

    function test_isRefusedThere_whenMeantForAnotherReceiver(uint256 seed) external {
        ReserveAttestation other = _deployAttestation(address(forwarder), MAX_AGE);
        vm.prank(owner);
        other.acceptWorkflow(WORKFLOW_ID);
        ReserveReport memory report = _acceptableReport(seed);
        (bytes32 executionId, bytes memory raw) = _signedFor(report);

        _expectRefusal(
            other,
            report,
            abi.encodeWithSelector(IReserveAttestation.ReceiverInvalid.selector, address(attestation), address(other))
        );
        assertFalse(_forward(address(other), executionId, raw));
        assertTrue(_forward(address(attestation), executionId, raw));
        assertEq(other.latestReport().epoch, 0);
        assertEq(attestation.latestReport().epoch, report.epoch);
    }

    function test_isRefusedThere_whenMeantForAnotherChain(uint256 seed, uint64 chainId) external {
        vm.assume(chainId != CHAIN_ID);
        ReserveReport memory report = _acceptableReport(seed);
        (bytes32 executionId, bytes memory raw) = _signedFor(report);
        vm.chainId(chainId);
        bytes memory reason = abi.encodeWithSelector(IReserveAttestation.ChainInvalid.selector, CHAIN_ID, chainId);
        _expectRefusal(attestation, report, reason);
        assertFalse(_forward(address(attestation), executionId, raw));
        assertEq(attestation.latestReport().epoch, 0);
    }

    function test_isDeliverableAgain_whenTheReasonPasses(uint256 seed, uint256 early, address transmitter) external {
        ReserveReport memory report = _acceptableReport(seed);
        report.epoch = uint40(block.timestamp + bound(early, 1, MAX_AGE / 2));
        report.statementAt = uint40(block.timestamp);
        (bytes32 executionId, bytes memory raw) = _signedFor(report);

        vm.expectEmit(address(forwarder));
        emit KeystoneForwarder.ReportProcessed(address(attestation), executionId, REPORT_ID, false);
        assertFalse(_forward(address(attestation), executionId, raw));
        assertEq(attestation.latestReport().epoch, 0);

        vm.warp(report.epoch);
        vm.prank(transmitter);
        assertTrue(_forward(address(attestation), executionId, raw));
        assertEq(attestation.latestReport().epoch, report.epoch);
    }

    function _signedFor(ReserveReport memory report) private view returns (bytes32 executionId, bytes memory raw) {
        executionId = keccak256(abi.encode("execution", report));
        raw = _rawReport(executionId, _metadata(), abi.encode(report));
    }

    /// @dev The forwarder drops revert data: the reason shows only to who calls in its name.
    function _expectRefusal(ReserveAttestation target, ReserveReport memory report, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(address(forwarder));
        target.onReport(_metadata(), abi.encode(report));
    }
}
