// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DarkPoolHandler} from "./DarkPoolHandler.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Slot} from "src/types/Slot.sol";
import {Party} from "test/invariant/DarkPoolLedger.sol";

/// @notice The same world with thieves in it. Each attempts what must fail, and for the right reason.
contract HostileDarkPoolHandler is DarkPoolHandler {
    address internal immutable stranger = makeAddr("stranger");

    // --- slots that are not theirs ---

    function registerUnadmitted(uint256 seed) external recordedAs(Party.ATTACKER) {
        if (pool.paused()) return;
        address sender = _anyone(seed);
        if (ledger.isAdmitted(sender)) sender = stranger;
        _assertRegisterRefused(sender, ICREDarkPool.NotAdmitted.selector);
    }

    function registerTwice(uint256 seed) external recordedAs(Party.ATTACKER) {
        address holder = _someHolder(seed);
        if (pool.paused() || !ledger.isAdmitted(holder)) return;
        _assertRegisterRefused(holder, ICREDarkPool.SlotAlreadyRegistered.selector);
    }

    function registerBeyondTheLast(uint256 seed) external recordedAs(Party.ATTACKER) {
        address account = _newcomer(seed);
        if (pool.paused() || account == address(0) || ledger.slotCount() != SLOTS) return;
        _assertRegisterRefused(account, ICREDarkPool.SlotsExhausted.selector);
    }

    function registerWhilePaused(uint256 seed) external recordedAs(Party.ATTACKER) {
        address account = _newcomer(seed);
        if (!pool.paused() || account == address(0)) return;
        _assertRegisterRefused(account, ICREDarkPool.PoolPaused.selector);
    }

    // --- keys that are not theirs, or none ---

    /// @dev Whoever has no slot, the owner and the guardian included.
    function rotateWithoutASlot(uint256 seed, uint256 who) external recordedAs(Party.ATTACKER) {
        address[4] memory senders = [stranger, owner, guardian, _account(VETERANS + seed % NEWCOMERS)];
        address sender = senders[who % 4];
        if (ledger.indexPlusOneOf(sender) != 0) return;
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        _assertRefused(
            sender, abi.encodeCall(pool.rotateKey, (commitment, sealedKey)), ICREDarkPool.SlotNotRegistered.selector
        );
    }

    /// @dev A key that some slot has or had, its own included; by rotation, or by whoever has no slot yet.
    function postAgain(uint256 seed, uint256 which, bool isNewcomer) external recordedAs(Party.ATTACKER) {
        bytes32 commitment = ledger.commitments(which % ledger.keyCount());
        address sender = _someHolder(seed);
        bytes memory data = abi.encodeCall(pool.rotateKey, (commitment, _sealedKey(seed)));
        if (isNewcomer) {
            sender = _newcomer(seed);
            if (pool.paused() || sender == address(0) || ledger.slotCount() == SLOTS) return;
            data = abi.encodeCall(pool.registerSlot, (commitment, _sealedKey(seed)));
        }
        _assertRefused(sender, data, ICREDarkPool.KeyCommitmentUsed.selector);
    }

    function postInvalid(uint256 seed, uint256 what, uint256 excess) external recordedAs(Party.ATTACKER) {
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        what = bound(what, 0, 4);
        bytes4 wanted = ICREDarkPool.KeyCommitmentInvalid.selector;
        if (what == 0) commitment = 0;
        if (what == 1) commitment = bytes32(bound(excess, FIELD, type(uint256).max));
        if (what == 2) commitment = bytes32(FIELD);
        if (what == 3) {
            sealedKey = _sealedKey(seed, bound(excess, 0, SEALED_LENGTH - 1));
            wanted = ICREDarkPool.SealedKeyLengthInvalid.selector;
        }
        if (what == 4) {
            sealedKey[0] = bytes1(uint8(bound(excess, 2, 255)));
            wanted = ICREDarkPool.SealedKeyVersionUnknown.selector;
        }
        _assertRefused(_someHolder(seed), abi.encodeCall(pool.rotateKey, (commitment, sealedKey)), wanted);
    }

    /// @dev A settlement that proves nothing about the key that it names: any that was posted, zero, or one that never was.
    function settleUnproven(uint256 seed, uint256 which) external recordedAs(Party.ATTACKER) {
        uint256 index = seed % 8 == 7 ? SLOTS : _someSlot(seed);
        Slot memory holder = pool.slot(index);
        bytes32 commitment = ledger.commitments(which % ledger.keyCount());
        if (which % 5 == 0) commitment = 0;
        if (which % 5 == 1) commitment = holder.activeKey;
        if (which % 5 == 2) commitment = keccak256(abi.encode("never posted", which));
        if (commitment != 0 && commitment == holder.pendingKey) return;
        _assertRefused(
            stranger, abi.encodeCall(pool.activateKey, (index, commitment)), ICREDarkPool.KeyNotPending.selector
        );
    }

    // --- keys of governance, stolen or missing ---

    function seizeAsStranger(uint256 seed) external recordedAs(Party.ATTACKER) {
        _seize(seed, stranger);
        bytes[3] memory calls = [
            abi.encodeCall(pool.dismiss, (_anyone(seed))),
            abi.encodeCall(pool.pause, ()),
            abi.encodeCall(pool.cancel, (keccak256(_admission(_anyone(seed)))))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(stranger, calls[i], Governed.NotGuardian.selector);
        }
    }

    function seizeAsGuardian(uint256 seed) external recordedAs(Party.GUARDIAN) {
        _seize(seed, guardian);
    }

    function executeEarly(uint256 seed) external recordedAs(Party.ATTACKER) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        if (block.timestamp >= pool.readyAt(callHash)) return;
        _assertRefused(owner, ledger.calldataOf(callHash), Governed.CallNotReady.selector);
    }

    function executeUnannounced(uint256 seed) external recordedAs(Party.ATTACKER) {
        bytes memory data = _admission(_anyone(seed));
        if (pool.readyAt(keccak256(data)) != 0) return;
        _assertRefused(owner, data, Governed.CallNotScheduled.selector);
    }

    /// @dev The owner itself, with all patience.
    function admitTwice(uint256 seed) external recordedAs(Party.OWNER) {
        address account = _anyone(seed);
        if (!ledger.isAdmitted(account)) return;
        bytes memory data = _admission(account);
        _announce(data);
        ledger.end(vm.getRecordedLogs());
        if (block.timestamp < pool.readyAt(keccak256(data))) skip(pool.readyAt(keccak256(data)) - block.timestamp);
        _assertRefused(owner, data, ICREDarkPool.AlreadyAdmitted.selector);
    }

    function dismissTwice(uint256 seed, bool byOwner) external recordedAs(Party.ATTACKER) {
        address account = _anyone(seed);
        if (ledger.isAdmitted(account)) account = stranger;
        bytes memory data = abi.encodeCall(pool.dismiss, (account));
        _assertRefused(byOwner ? owner : guardian, data, ICREDarkPool.NotAdmitted.selector);
    }

    // --- how ---

    function _seize(uint256 seed, address sender) private {
        bytes[4] memory calls = [
            abi.encodeCall(pool.schedule, (_admission(sender))),
            _admission(_anyone(seed)),
            abi.encodeCall(pool.unpause, ()),
            abi.encodeCall(pool.transferOwnership, (sender))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(sender, calls[i], Ownable.OwnableUnauthorizedAccount.selector);
        }
    }

    function _assertRegisterRefused(address sender, bytes4 wanted) private {
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        _assertRefused(sender, abi.encodeCall(pool.registerSlot, (commitment, sealedKey)), wanted);
    }

    /// @dev Attempts what must fail, and fails itself when it does not, or for another reason.
    /// What a refused call emitted was never emitted, although it is recorded.
    function _assertRefused(address sender, bytes memory data, bytes4 wanted) private {
        ledger.end(vm.getRecordedLogs());
        vm.prank(sender);
        (bool success, bytes memory reason) = address(pool).call(data);
        if (!success) vm.getRecordedLogs();
        assertFalse(success, "a hostile action succeeded");
        // forge-lint: disable-next-line(unsafe-typecast)
        assertEq(bytes4(reason), wanted, "refused for another reason");
    }
}
