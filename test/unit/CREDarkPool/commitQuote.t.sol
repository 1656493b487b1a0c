// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {StandingQuote} from "src/types/Pool.sol";

// commitQuote
// ├── when paused                                             → reverts PoolPaused
// ├── when the sender is not admitted, or not any more        → reverts NotAdmitted
// ├── when the sender has no slot                             → reverts SlotNotRegistered
// ├── when frozen                                             → reverts PoolFrozen
// ├── when the slot has no active key                         → reverts SlotWithoutKey
// ├── when the ciphertext is zero or no field element         → reverts CiphertextInvalid
// ├── when the nonce has more than 192 bits, or its counter
// │   is not above the account's last one                     → reverts NonceInvalid
// ├── when no round is closed                                 → on the book at once, in place of the last one
// ├── when a round is closed                                  → on the book when the round ends, if no other comes after it
// └── always                                                  → arrivals count up by one; emits QuoteCommitted and no more
contract CREDarkPool_CommitQuote_Test is RoundsHarness {
    function test_reverts_whenPaused(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _pause();
        vm.expectRevert(ICREDarkPool.PoolPaused.selector);
        _commit(_account(slot), _ciphertext(seed), _nonce(1, seed));
    }

    function test_reverts_whenTheSenderIsNotAdmitted(address sender, uint256 seed) external {
        vm.assume(!pool.isAdmitted(sender));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, sender));
        _commit(sender, _ciphertext(seed), _nonce(1, seed));
    }

    /// @dev What stands already stays.
    function test_reverts_whenDismissed(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        StandingQuote memory standing = _quote(slot, seed);
        _dismiss(_account(slot));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, _account(slot)));
        _commit(_account(slot), _ciphertext(seed), _nonce(2, seed));
        _assertStanding(slot, standing);
    }

    function test_reverts_whenTheSenderHasNoSlot(uint256 seed) external {
        address sender = _account(SLOTLESS);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        _commit(sender, _ciphertext(seed), _nonce(1, seed));
    }

    function test_reverts_whenFrozen(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _freeze();
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        _commit(_account(slot), _ciphertext(seed), _nonce(1, seed));
    }

    function test_reverts_whenTheSlotHasNoActiveKey(uint256 seed) external {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotWithoutKey.selector, KEYLESS));
        _commit(_account(KEYLESS), _ciphertext(seed), _nonce(1, seed));
    }

    function test_reverts_whenTheCiphertextIsNoFieldElement(uint256 slot, uint256 excess, uint256 seed) external {
        slot = _boundKeyed(slot);
        bytes32 ciphertext = bytes32(FIELD + bound(excess, 0, type(uint256).max - FIELD));
        _expectCiphertextInvalid(slot, ciphertext, seed);
        _expectCiphertextInvalid(slot, bytes32(FIELD), seed);
        _expectCiphertextInvalid(slot, 0, seed);
    }

    function test_reverts_whenTheNonceIsTooWide(uint256 slot, uint256 seed, uint256 excess) external {
        slot = _boundKeyed(slot);
        bytes32 nonce = _nonce(1, seed) | bytes32(bound(excess, 1, type(uint64).max) << 192);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NonceInvalid.selector, nonce, 0));
        _commit(_account(slot), _ciphertext(seed), nonce);
    }

    /// @dev Whatever the tag is: the counter alone decides.
    function test_reverts_whenTheCounterIsNotAboveTheLast(uint256 slot, uint64 last, uint64 next, uint256 seed)
        external
    {
        slot = _boundKeyed(slot);
        last = uint64(bound(last, 1, type(uint64).max));
        next = uint64(bound(next, 0, last));
        _commit(_account(slot), _ciphertext(seed), _nonce(last, seed));
        _expectNonceInvalid(slot, _nonce(next, ~seed), last);
        _expectNonceInvalid(slot, _nonce(last, ~seed), last);
    }

    function test_reverts_whenTheCounterIsZero(uint256 slot, uint256 seed) external {
        _expectNonceInvalid(_boundKeyed(slot), _nonce(0, seed), 0);
    }

    /// @dev A withdrawn quote, a round that expires and a new key give no counter back.
    function test_reverts_whenTheCounterWasUsed_whateverHappened(uint256 slot, uint64 last, uint256 seed) external {
        slot = _boundKeyed(slot);
        last = uint64(bound(last, 1, type(uint64).max - 1));
        _commit(_account(slot), _ciphertext(seed), _nonce(last, seed));
        _withdrawQuote(slot);
        _expectNonceInvalid(slot, _nonce(last, ~seed), last);

        _makeDue();
        _closeNow();
        _commit(_account(slot), _ciphertext(~seed), _nonce(last + 1, seed));
        skip(WINDOW + 1);
        pool.expire();
        _expectNonceInvalid(slot, _nonce(last + 1, ~seed), last + 1);

        _rotate(_account(slot), KEYED + 100);
        _activateKey(slot, _commitment(KEYED + 100));
        _expectNonceInvalid(slot, _nonce(last + 1, ~seed), last + 1);
    }

    function test_takesTheHighestCounter(uint256 slot, uint64 last, uint256 seed) external {
        slot = _boundKeyed(slot);
        last = uint64(bound(last, 0, type(uint64).max - 1));
        if (last != 0) _commit(_account(slot), _ciphertext(seed), _nonce(last, seed));
        _commit(_account(slot), _ciphertext(seed), _nonce(last + 1, seed));
        _expectNonceInvalid(slot, _nonce(last + 1, seed), last + 1);
    }

    function test_countsEachAccountAlone(uint256 slot, uint256 other, uint64 counter, uint256 seed) external {
        slot = _boundKeyed(slot);
        other = _boundKeyed(other);
        vm.assume(slot != other);
        counter = uint64(bound(counter, 1, type(uint64).max));
        _commit(_account(slot), _ciphertext(seed), _nonce(counter, seed));
        _commit(_account(other), _ciphertext(seed), _nonce(counter, seed));
        _assertStanding(other, StandingQuote(true, 1, _ciphertext(seed), _nonce(counter, seed)));
    }

    function test_standsAtOnce_whenNoRoundIsClosed(uint256 slot, bytes32 ciphertext, uint64 counter, uint128 tag)
        external
    {
        slot = _boundKeyed(slot);
        ciphertext = bytes32(bound(uint256(ciphertext), 1, FIELD - 1));
        bytes32 nonce = bytes32(bound(counter, 1, type(uint64).max) << 128 | tag);
        StandingQuote memory wanted = StandingQuote(true, 0, ciphertext, nonce);

        _expectCommitted(slot, wanted, false);
        _commit(_account(slot), ciphertext, nonce);
        _assertStanding(slot, wanted);
    }

    function test_replacesTheLastOne(uint256 slot, uint256 seed, uint256 count) external {
        slot = _boundKeyed(slot);
        count = bound(count, 2, 5);
        for (uint256 i = 0; i < count; ++i) {
            _assertStanding(slot, _quote(slot, uint256(keccak256(abi.encode(seed, i)))));
        }
        assertEq(pool.standingQuote(slot).arrival, count - 1, "arrivals are those of all quotes");
    }

    function test_leavesOtherSlotsAlone(uint256 slot, uint256 other, uint256 seed, bool isClosed) external {
        slot = _boundKeyed(slot);
        other = _boundKeyed(other);
        vm.assume(slot != other);
        StandingQuote memory standing = _quote(other, seed);
        if (isClosed) {
            _makeDue();
            _closeNow();
        }
        _quote(slot, ~seed);
        _assertStanding(other, standing);
        if (isClosed) _settle(_settlement());
        _assertStanding(other, standing);
    }

    function test_waits_whenARoundIsClosed(uint256 slot, uint256 seed, bool isQuoted, bool isSettled) external {
        slot = _boundKeyed(slot);
        StandingQuote memory standing;
        if (isQuoted) standing = _quote(slot, seed);
        _makeDue();
        _closeNow();

        StandingQuote memory next =
            StandingQuote(true, uint48(nextArrival), _ciphertext(~seed), _nonce(type(uint64).max, seed));
        _expectCommitted(slot, next, true);
        _commit(_account(slot), next.ciphertext, next.nonce);
        _assertStanding(slot, standing);

        _end(isSettled);
        _assertStanding(slot, next);
    }

    function test_takesTheLastOneThatWaits(uint256 slot, uint256 seed, uint256 count, bool isSettled) external {
        slot = _boundKeyed(slot);
        count = bound(count, 2, 4);
        StandingQuote memory standing = _quote(slot, seed);
        _makeDue();
        _closeNow();
        StandingQuote memory last;
        for (uint256 i = 0; i < count; ++i) {
            last = _quote(slot, uint256(keccak256(abi.encode(seed, i))));
            _assertStanding(slot, standing);
        }
        _end(isSettled);
        _assertStanding(slot, last);
    }

    function test_emitsNothingElse(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        vm.recordLogs();
        _quote(slot, seed);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], ICREDarkPool.QuoteCommitted.selector);
    }

    function _expectCiphertextInvalid(uint256 slot, bytes32 ciphertext, uint256 seed) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.CiphertextInvalid.selector, ciphertext));
        _commit(_account(slot), ciphertext, _nonce(1, seed));
    }

    function _expectNonceInvalid(uint256 slot, bytes32 nonce, uint64 last) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NonceInvalid.selector, nonce, last));
        _commit(_account(slot), _ciphertext(0), nonce);
    }
}
