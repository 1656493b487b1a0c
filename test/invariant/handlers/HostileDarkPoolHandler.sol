// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {HostileMatcherHandler} from "./HostileMatcherHandler.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, CollateralRequest, Credit, QueueEntry, RequestStatus} from "src/types/Pool.sol";
import {SLOTS} from "src/types/Settlement.sol";
import {Slot} from "src/types/Slot.sol";
import {Party} from "test/invariant/DarkPoolLedger.sol";

/// @notice And with thieves, and holders who want more than is theirs. Each attempts what must fail, for the right reason.
contract HostileDarkPoolHandler is HostileMatcherHandler {
    // --- slots and keys that are not theirs ---

    function registerUnadmitted(uint256 seed) external recordedAs(Party.ATTACKER) {
        if (ledger.isPaused() || ledger.isFrozen()) return;
        address sender = _anyone(seed);
        if (ledger.isAdmitted(sender)) sender = stranger;
        _assertRegisterRefused(sender, ICREDarkPool.NotAdmitted.selector);
    }

    function registerTwice(uint256 seed) external recordedAs(Party.ATTACKER) {
        address holder = _someHolder(seed);
        if (ledger.isPaused() || ledger.isFrozen() || !ledger.isAdmitted(holder)) return;
        _assertRegisterRefused(holder, ICREDarkPool.SlotAlreadyRegistered.selector);
    }

    /// @dev Beyond the last slot, while paused, or once frozen.
    function registerInVain(uint256 seed) external recordedAs(Party.ATTACKER) {
        address account = _newcomer(seed);
        if (account == address(0)) return;
        if (ledger.isPaused()) _assertRegisterRefused(account, ICREDarkPool.PoolPaused.selector);
        else if (ledger.isFrozen()) _assertRegisterRefused(account, ICREDarkPool.PoolFrozen.selector);
        else if (ledger.slotCount() == SLOTS) _assertRegisterRefused(account, ICREDarkPool.SlotsExhausted.selector);
    }

    /// @dev Whoever has no slot, the owner and the guardian included: keys, a release, and every other right of a holder.
    function actWithoutASlot(uint256 seed, uint256 what, uint256 who) external recordedAs(Party.ATTACKER) {
        address[4] memory senders = [stranger, owner, guardian, _account(VETERANS + seed % NEWCOMERS)];
        address sender = senders[who % 4];
        if (ledger.indexPlusOneOf(sender) != 0) return;
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        uint64 amount = MIN_PAYMENT * 3;
        bytes[6] memory calls = [
            abi.encodeCall(pool.rotateKey, (commitment, sealedKey)),
            abi.encodeCall(pool.releaseSlot, ()),
            abi.encodeCall(pool.withdrawQuote, ()),
            abi.encodeCall(pool.withdraw, (Asset(seed % 2), amount)),
            abi.encodeCall(pool.exit, (seed, ledger.leaves())),
            abi.encodeCall(pool.deposit, (Asset(seed % 2), amount))
        ];
        what %= 6;
        bytes4 wanted = ICREDarkPool.SlotNotRegistered.selector;
        if (what == 4 && !ledger.isFrozen()) wanted = ICREDarkPool.PoolNotFrozen.selector;
        if (what == 5 && ledger.isPaused()) wanted = ICREDarkPool.PoolPaused.selector;
        _assertRefused(sender, calls[what], wanted);
    }

    /// @dev A key that some slot has or had, its own included; by rotation, or by whoever has no slot yet.
    function postAgain(uint256 seed, uint256 which, bool isNewcomer) external recordedAs(Party.ATTACKER) {
        bytes32 commitment = ledger.commitments(which % ledger.keyCount());
        address sender = _someHolder(seed);
        bytes memory data = abi.encodeCall(pool.rotateKey, (commitment, _sealedKey(seed)));
        if (isNewcomer) {
            sender = _newcomer(seed);
            if (ledger.isPaused() || ledger.isFrozen() || sender == address(0) || ledger.slotCount() == SLOTS) return;
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

    // --- money that is not theirs ---

    /// @dev Whoever is owed nothing of a kind, or has claimed it.
    function claimNothing(uint256 seed, uint256 what) external recordedAs(Party.ATTACKER) {
        address sender = seed % 4 == 0 ? stranger : _anyone(seed);
        Credit memory its = ledger.credit(sender);
        bytes memory data = abi.encodeCall(pool.claimEther, (payable(purse)));
        what %= 3;
        if (what == 0) data = abi.encodeCall(pool.claim, (Asset.COLLATERAL, purse));
        if (what == 1) data = abi.encodeCall(pool.claim, (Asset.PAYMENT, purse));
        if ((what == 0 ? its.collateral : what == 1 ? its.payment : its.etherAmount) != 0) return;
        _assertRefused(sender, data, ICREDarkPool.NothingToClaim.selector);
    }

    /// @dev Too little; more than the circuit counts; while paused, frozen, or without a key; a second entry.
    function depositInVain(uint256 seed, uint256 what) external recordedAs(Party.ATTACKER) {
        address holder = _someHolder(seed);
        Asset asset = Asset(seed / 2 % 2);
        bool isCollateral = asset == Asset.COLLATERAL;
        uint64 amount = isCollateral ? ledger.limits().minCollateralDeposit : ledger.limits().minPaymentDeposit;
        bytes4 wanted = 0;
        what %= 4;
        if (ledger.isPaused()) wanted = ICREDarkPool.PoolPaused.selector;
        else if (what == 0) wanted = ICREDarkPool.AmountInvalid.selector;
        else if (ledger.isFrozen()) wanted = ICREDarkPool.PoolFrozen.selector;
        else if (!_isKeyed(holder)) wanted = ICREDarkPool.SlotWithoutKey.selector;
        else if (what == 1 && _held(asset) != 0) wanted = ICREDarkPool.TotalTooLarge.selector;
        else if (ledger.isWaiting(_slotOf(holder), asset)) wanted = ICREDarkPool.EntryWaiting.selector;
        if (wanted == 0) return;
        if (what == 0) amount -= uint64(bound(seed, 1, amount));
        else if (wanted == ICREDarkPool.TotalTooLarge.selector) amount = isCollateral ? 2 ** 55 - 1 : type(uint64).max;
        _assertRefused(holder, abi.encodeCall(pool.deposit, (asset, amount)), wanted);
    }

    function withdrawInVain(uint256 seed, uint64 amount) external recordedAs(Party.ATTACKER) {
        address holder = _someHolder(seed);
        Asset asset = Asset(seed / 2 % 2);
        bytes4 wanted = 0;
        if (amount == 0) wanted = ICREDarkPool.AmountInvalid.selector;
        else if (ledger.isFrozen()) wanted = ICREDarkPool.PoolFrozen.selector;
        else if (!_isKeyed(holder)) wanted = ICREDarkPool.SlotWithoutKey.selector;
        else if (ledger.isWaiting(_slotOf(holder), asset)) wanted = ICREDarkPool.EntryWaiting.selector;
        else return;
        _assertRefused(holder, abi.encodeCall(pool.withdraw, (asset, amount)), wanted);
    }

    // --- quotes and requests that are not theirs, or not allowed ---

    /// @dev By whom nobody admitted; with a nonce that was used, or is none; of what is no ciphertext; while paused, frozen,
    /// or without a key.
    function quoteInVain(uint256 seed, uint256 what, uint256 excess) external recordedAs(Party.ATTACKER) {
        address sender = seed % 8 == 0 ? stranger : _someHolder(seed);
        (bytes32 ciphertext, bytes32 nonce) = (bytes32(uint256(1)), _nextNonce());
        bytes4 wanted = _refusalOfMessage(sender, ledger.isPaused());
        if (wanted == 0) (ciphertext, nonce, wanted) = _spoil(what, excess);
        _assertRefused(sender, abi.encodeCall(pool.commitQuote, (ciphertext, nonce)), wanted);
    }

    /// @dev Nobody can name another's quote; and one's own has to be there.
    function withdrawNoQuote(uint256 seed) external recordedAs(Party.ATTACKER) {
        address holder = _someHolder(seed);
        if (_isQuoted(_slotOf(holder))) return;
        _assertRefused(holder, abi.encodeCall(pool.withdrawQuote, ()), ICREDarkPool.QuoteNotFound.selector);
    }

    /// @dev As {quoteInVain}; at too high a premium, for too short or too long, with another stake, or beside another.
    function requestInVain(uint256 seed, uint256 what, uint256 excess) external recordedAs(Party.ATTACKER) {
        address sender = seed % 8 == 0 ? stranger : _someHolder(seed);
        (bytes32 ciphertext, bytes32 nonce) = (bytes32(uint256(1)), _nextNonce());
        (uint256 premium, uint256 timeout) = (ledger.limits().maxPremiumBps, pool.minTimeout());
        uint256 stake = ledger.limits().requestStake;
        bytes4 wanted = _refusalOfMessage(sender, ledger.isPaused());
        what %= 8;
        if (wanted != 0) {
            what = 0;
        } else if (what < 4) {
            (ciphertext, nonce, wanted) = _spoil(what, excess);
        } else if (what == 4) {
            (premium, wanted) = (bound(excess, premium + 1, type(uint256).max), ICREDarkPool.PremiumTooHigh.selector);
        } else if (what == 5) {
            timeout = excess % 2 == 0 ? timeout - 1 : bound(excess, 30 days + 1, type(uint256).max);
            wanted = ICREDarkPool.TimeoutInvalid.selector;
        } else if (what == 6) {
            (stake, wanted) = (bound(excess, 0, stake - 1), ICREDarkPool.StakeMismatch.selector);
        } else if (ledger.liveRequest() != 0) {
            wanted = ICREDarkPool.RequestPending.selector;
        } else {
            return;
        }
        bytes memory data = abi.encodeCall(pool.requestCollateral, (ciphertext, nonce, premium, timeout));
        _assertRefused(sender, stake, data, wanted);
    }

    /// @dev Of another who is admitted; in a closed round; one that has ended, or never was.
    function cancelInVain(uint256 seed, uint256 which) external recordedAs(Party.ATTACKER) {
        uint256 requestId = which % (ledger.requestCount() + 2);
        CollateralRequest memory its = ledger.request(requestId);
        address requester = ledger.slot(its.slot).owner;
        address sender = seed % 2 == 0 ? requester : _someHolder(seed / 2);
        bytes4 wanted = ICREDarkPool.RequestNotPending.selector;
        if (its.status == RequestStatus.PENDING) {
            bool isClosed = ledger.isRoundClosed() && ledger.round().requestId == requestId;
            bool mayCancel = sender == requester || !ledger.isAdmitted(requester);
            if (mayCancel && !isClosed) return;
            wanted = mayCancel ? ICREDarkPool.RoundNotEnded.selector : ICREDarkPool.NotRequester.selector;
        }
        _assertRefused(sender, abi.encodeCall(pool.cancelRequest, (requestId)), wanted);
    }

    // --- too soon ---

    function closeTooSoon() external recordedAs(Party.ATTACKER) {
        bytes4 wanted = 0;
        if (ledger.isFrozen()) wanted = ICREDarkPool.PoolFrozen.selector;
        else if (ledger.isRoundClosed()) wanted = ICREDarkPool.RoundNotEnded.selector;
        else if (!ledger.isPaused() && _isOverdue()) wanted = ICREDarkPool.RequestOverdue.selector;
        else if (_isDue()) return;
        else if (!_isWaited()) wanted = ICREDarkPool.NothingToSettle.selector;
        else if (_isIdle()) return;
        else wanted = ICREDarkPool.TooEarlyToClose.selector;
        _assertRefused(keeper, abi.encodeCall(pool.close, ()), wanted);
    }

    function expireTooSoon() external recordedAs(Party.ATTACKER) {
        bytes4 wanted = ICREDarkPool.NothingToExpire.selector;
        if (ledger.isRoundClosed()) {
            if (block.timestamp > uint256(ledger.round().closedAt) + WINDOW) return;
            wanted = ICREDarkPool.RoundNotEnded.selector;
        } else if (_isOverdue()) {
            return;
        }
        _assertRefused(keeper, abi.encodeCall(pool.expire, ()), wanted);
    }

    /// @dev Before the head of the queue has waited long enough, to the second; while nothing waits; or twice.
    function freezeTooSoon(uint256 seed) external recordedAs(Party.ATTACKER) {
        bytes4 wanted = ICREDarkPool.QueueNotStale.selector;
        if (ledger.isFrozen()) {
            wanted = ICREDarkPool.PoolFrozen.selector;
        } else if (ledger.head() != ledger.tail()) {
            uint256 freezableAt = uint256(ledger.entry(ledger.head()).queuedAt) + EXIT_DELAY;
            if (block.timestamp >= freezableAt) return;
            if (seed % 8 == 0) vm.warp(freezableAt - 1);
        }
        _assertRefused(keeper, abi.encodeCall(pool.freeze, ()), wanted);
    }

    // --- out, with what is not theirs ---

    /// @dev With the right key and leaves, but while the pool lives, or twice; with another's key; from other leaves.
    function exitInVain(uint256 seed, uint256 which, bool isForged) external recordedAs(Party.ATTACKER) {
        address sender = _someTrader(seed);
        if (ledger.indexPlusOneOf(sender) == 0) return;
        uint256 index = _slotOf(sender);
        Slot memory its = ledger.slot(index);
        Slot memory victim = ledger.slot(which % SLOTS);
        bytes32[SLOTS] memory leaves = ledger.leaves();
        bytes4 wanted = ICREDarkPool.SlotKeyMismatch.selector;
        if (!ledger.isFrozen()) wanted = ICREDarkPool.PoolNotFrozen.selector;
        else if (its.activeKey == 0 || ledger.hasExited(index)) wanted = ICREDarkPool.SlotWithoutKey.selector;
        else if (isForged) wanted = ICREDarkPool.LeavesMismatch.selector;
        else if (victim.activeKey == 0 || victim.owner == sender) return;
        bool isOfVictim = wanted == ICREDarkPool.SlotKeyMismatch.selector;
        if (wanted == ICREDarkPool.LeavesMismatch.selector) leaves[index] = bytes32(uint256(leaves[index]) + 1);
        uint256 key = uint256(isOfVictim ? victim.activeKey : its.activeKey);
        _assertRefused(sender, abi.encodeCall(pool.exit, (key, leaves)), wanted);
    }

    /// @dev While others have not left yet, and there is something to take.
    function exitTwice(uint256 seed) external {
        address holder = _someTrader(seed);
        if (!ledger.isFrozen() || !_isKeyed(holder)) return;
        _beginAs(Party.HOLDER);
        _exit(holder);
        _endRecording();
        _beginAs(Party.ATTACKER);
        bytes32 key = ledger.slot(_slotOf(holder)).activeKey;
        bytes memory data = abi.encodeCall(pool.exit, (uint256(key), ledger.leaves()));
        _assertRefused(holder, data, ICREDarkPool.SlotWithoutKey.selector);
        _endRecording();
    }

    /// @dev While the pool lives; a withdrawal; an entry that is none, or not any more.
    function reclaimInVain(uint256 which) external recordedAs(Party.ATTACKER) {
        uint256 index = which % (ledger.tail() + 2);
        QueueEntry memory its = ledger.entry(index);
        bytes4 wanted = ICREDarkPool.EntryNotReclaimable.selector;
        if (!ledger.isFrozen()) wanted = ICREDarkPool.PoolNotFrozen.selector;
        else if (its.amount != 0 && !its.isWithdrawal) return;
        _assertRefused(keeper, abi.encodeCall(pool.reclaim, (index)), wanted);
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

    function executeUnannounced(uint256 seed, bool isAdmission) external recordedAs(Party.ATTACKER) {
        bytes memory data = isAdmission ? _admission(_anyone(seed)) : _limitsChange(seed);
        if (pool.readyAt(keccak256(data)) != 0) return;
        _assertRefused(owner, data, Governed.CallNotScheduled.selector);
    }

    /// @dev The owner itself, with all patience.
    function admitTwice(uint256 seed) external recordedAs(Party.OWNER) {
        address account = _anyone(seed);
        if (!ledger.isAdmitted(account)) return;
        bytes memory data = _admission(account);
        _announce(data);
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
        bytes[5] memory calls = [
            abi.encodeCall(pool.schedule, (_admission(sender))),
            _admission(_anyone(seed)),
            _limitsChange(seed),
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

    /// @dev Why this sender's quote or order is refused, whatever it says; zero if it is not.
    function _refusalOfMessage(address sender, bool isPaused) private view returns (bytes4) {
        if (isPaused) return ICREDarkPool.PoolPaused.selector;
        if (!ledger.isAdmitted(sender)) return ICREDarkPool.NotAdmitted.selector;
        if (ledger.indexPlusOneOf(sender) == 0) return ICREDarkPool.SlotNotRegistered.selector;
        if (ledger.isFrozen()) return ICREDarkPool.PoolFrozen.selector;
        return _isKeyed(sender) ? bytes4(0) : ICREDarkPool.SlotWithoutKey.selector;
    }

    /// @dev A message that is no field element, or zero; whose nonce has too many bits, or a counter that was passed.
    function _spoil(uint256 what, uint256 excess) private returns (bytes32 ciphertext, bytes32 nonce, bytes4 wanted) {
        what %= 4;
        (ciphertext, nonce) = (bytes32(uint256(1)), _nextNonce());
        wanted = what < 2 ? ICREDarkPool.CiphertextInvalid.selector : ICREDarkPool.NonceInvalid.selector;
        if (what == 0) ciphertext = 0;
        if (what == 1) ciphertext = bytes32(bound(excess, FIELD, type(uint256).max));
        if (what == 2) nonce = bytes32(uint256(nonce) | bound(excess, 1, type(uint64).max) << 192);
        if (what == 3) nonce = bytes32(excess % 2 ** 128);
    }

    function _held(Asset asset) private view returns (uint256) {
        return asset == Asset.COLLATERAL ? ledger.held().collateral : ledger.held().payment / 1e14;
    }

    function _isDue() private view returns (bool) {
        uint256 live = ledger.liveRequest();
        if (live == 0 || ledger.isPaused()) return false;
        CollateralRequest memory its = ledger.request(live);
        uint256 rounds = uint256(its.settledRounds) + 1;
        return block.timestamp >= uint256(its.openedAt) + uint256(its.timeout) * rounds / ROUNDS;
    }

    function _isWaited() private view returns (bool) {
        return ledger.head() != ledger.tail() || ledger.keysWaiting() != 0;
    }

    function _isIdle() private view returns (bool) {
        return block.timestamp >= uint256(ledger.round().closedAt) + IDLE_INTERVAL;
    }
}
