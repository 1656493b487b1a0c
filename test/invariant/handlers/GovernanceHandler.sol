// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {KeystoneForwarder} from "@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {Governed} from "src/governance/Governed.sol";
import {Actor, AttestationLedger} from "test/invariant/AttestationLedger.sol";
import {LedgerHandler} from "test/invariant/handlers/LedgerHandler.sol";

/// @notice Owner and guardian, honest; and a stranger, a guardian and an owner who want more than they may.
contract GovernanceHandler is LedgerHandler {
    constructor(AttestationLedger ledger_, ReserveAttestation attestation_, KeystoneForwarder forwarder_)
        LedgerHandler(ledger_, attestation_, forwarder_)
    {}

    // --- honest ---

    function acceptFirstWorkflow(uint256 seed) external recordedAs(Actor.OWNER) {
        if (attestation.workflowId() != 0) return;
        vm.prank(attestation.owner());
        attestation.acceptWorkflow(_workflowId(seed));
    }

    function schedule(uint256 seed, bool isWorkflow) external recordedAs(Actor.OWNER) {
        bytes memory data = isWorkflow
            ? abi.encodeCall(attestation.acceptWorkflow, (_workflowId(seed)))
            : abi.encodeCall(attestation.setGuardian, (_guardian(seed)));
        if (attestation.readyAt(keccak256(data)) != 0) return;
        vm.prank(attestation.owner());
        attestation.schedule(data);
    }

    /// @dev Executes one scheduled call, the sooner the better. The first workflow needs no schedule and leaves it.
    function execute(uint256 seed) external recordedAs(Actor.OWNER) {
        if (ledger.pendingCount() == 0 || attestation.workflowId() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        if (block.timestamp < attestation.readyAt(callHash)) vm.warp(attestation.readyAt(callHash));
        bytes memory data = ledger.calldataOf(callHash);
        vm.prank(attestation.owner());
        (bool success,) = address(attestation).call(data);
        assertTrue(success, "a ready call was refused");
    }

    function cancelAsOwner(uint256 seed) external recordedAs(Actor.OWNER) {
        _cancel(seed, attestation.owner());
    }

    function cancelAsGuardian(uint256 seed) external recordedAs(Actor.GUARDIAN) {
        _cancel(seed, attestation.guardian());
    }

    function pauseAsGuardian() external recordedAs(Actor.GUARDIAN) {
        vm.prank(attestation.guardian());
        attestation.pause();
    }

    function unpause() external recordedAs(Actor.OWNER) {
        vm.prank(attestation.owner());
        attestation.unpause();
    }

    function proposeOwner(uint256 seed) external recordedAs(Actor.OWNER) {
        vm.prank(attestation.owner());
        attestation.transferOwnership(vm.addr(11 + seed % 2));
    }

    function acceptOwnership() external recordedAs(Actor.OWNER) {
        if (attestation.pendingOwner() == address(0)) return;
        vm.prank(attestation.pendingOwner());
        attestation.acceptOwnership();
    }

    // --- hostile ---

    /// @dev Neither a stranger nor the guardian may start anything, scheduled or not.
    function seizeAsStranger(uint256 seed) external recordedAs(Actor.ATTACKER) {
        _seize(seed, stranger);
    }

    function seizeAsGuardian(uint256 seed) external recordedAs(Actor.GUARDIAN) {
        _seize(seed, attestation.guardian());
    }

    function stopAsStranger(uint256 seed, bool isPause) external recordedAs(Actor.ATTACKER) {
        if (ledger.pendingCount() == 0) isPause = true;
        bytes memory data = isPause
            ? abi.encodeCall(attestation.pause, ())
            : abi.encodeCall(attestation.cancel, (ledger.pending(seed % ledger.pendingCount())));
        _assertRefused(stranger, data, Governed.NotGuardian.selector);
    }

    function scheduleTwice(uint256 seed) external recordedAs(Actor.ATTACKER) {
        if (ledger.pendingCount() == 0) return;
        bytes memory again = ledger.calldataOf(ledger.pending(seed % ledger.pendingCount()));
        bytes memory data = abi.encodeCall(attestation.schedule, (again));
        _assertRefused(attestation.owner(), data, Governed.CallAlreadyScheduled.selector);
    }

    /// @dev A stolen owner key, impatient.
    function executeEarly(uint256 seed) external recordedAs(Actor.ATTACKER) {
        if (ledger.pendingCount() == 0 || attestation.workflowId() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        if (block.timestamp >= attestation.readyAt(callHash)) return;
        _assertRefused(attestation.owner(), ledger.calldataOf(callHash), Governed.CallNotReady.selector);
    }

    function executeUnannounced(address guardian_) external recordedAs(Actor.ATTACKER) {
        bytes memory data = abi.encodeCall(attestation.setGuardian, (guardian_));
        vm.assume(attestation.readyAt(keccak256(data)) == 0);
        _assertRefused(attestation.owner(), data, Governed.CallNotScheduled.selector);
    }

    function executeTwice() external recordedAs(Actor.ATTACKER) {
        bytes memory data = ledger.lastExecuted();
        if (data.length == 0 || ledger.foldedReadyAt(keccak256(data)) != 0) return;
        _assertRefused(attestation.owner(), data, Governed.CallNotScheduled.selector);
    }

    function renounce(bool asOwner) external recordedAs(Actor.ATTACKER) {
        bytes memory data = abi.encodeCall(attestation.renounceOwnership, ());
        _assertRefused(asOwner ? attestation.owner() : stranger, data, Governed.OwnershipNotRenounceable.selector);
    }

    function _seize(uint256 seed, address sender) private {
        bytes[6] memory calls = [
            abi.encodeCall(attestation.schedule, (abi.encodeCall(attestation.setGuardian, (stranger)))),
            abi.encodeCall(attestation.setGuardian, (_guardian(seed))),
            abi.encodeCall(attestation.acceptWorkflow, (_workflowId(seed))),
            abi.encodeCall(attestation.transferOwnership, (stranger)),
            abi.encodeCall(attestation.acceptOwnership, ()),
            abi.encodeCall(attestation.unpause, ())
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(sender, calls[i], Ownable.OwnableUnauthorizedAccount.selector);
        }
    }

    function _cancel(uint256 seed, address by) private {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        vm.prank(by);
        attestation.cancel(callHash);
    }
}
