// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {StandingQuote} from "src/types/Pool.sol";
import {KeyChange, Settlement} from "src/types/Settlement.sol";

// standingQuote
// ├── whatever is quoted, withdrawn, closed, settled and expired, in whichever order → what a book of two lists says
// ├── when the slot's key changes, or the slot is given up     → nothing, and nothing to come
// ├── when a settlement changes another slot's key             → the slot's own
// └── for a slot that there is not                             → nothing
contract CREDarkPool_StandingQuote_Test is RoundsHarness {
    uint256 private constant QUOTING = 3;

    StandingQuote private none;

    /// @dev What is on the book, and what will be there once the closed round ends.
    StandingQuote[QUOTING] private standing;
    StandingQuote[QUOTING] private coming;
    bool[QUOTING] private isComing;
    bool private isClosed;

    /// @dev One byte of `story` is one event.
    function test_isWhatTheModelSays(bytes32 story, uint256 seed) external {
        for (uint256 i = 0; i < 32; ++i) {
            uint256 slot = uint8(story[i]) / 8 % QUOTING;
            uint256 what = uint8(story[i]) % 8;
            if (what < 3) _modelQuote(slot, uint256(keccak256(abi.encode(seed, i))));
            else if (what < 5) _modelWithdrawal(slot);
            else _modelRound(what == 5, slot);

            for (uint256 k = 0; k < QUOTING; ++k) {
                _assertStanding(k, standing[k]);
            }
        }
    }

    function test_isNothing_whenTheKeyChanged(uint256 slot, uint256 seed, bool isQuoted, bool isWaiting) external {
        slot = _boundKeyed(slot);
        if (isQuoted) _quote(slot, seed);
        _rotate(_account(slot), KEYED + 1);
        _closeNow();
        if (isWaiting) _quote(slot, ~seed);
        _settleChange(slot, _commitment(KEYED + 1));
        _assertStanding(slot, none);
        _assertNoneToWithdraw(slot);

        _makeDue();
        skip(IDLE_INTERVAL);
        _closeNow();
        _settle(_settlement());
        _assertStanding(slot, none);

        _assertStanding(slot, _quote(slot, ~~seed));
    }

    /// @dev The next owner does not find what the last one left.
    function test_isNothing_whenTheSlotWasGivenUp(uint256 slot, uint256 seed, bool isWaiting) external {
        slot = _boundKeyed(slot);
        _quote(slot, seed);
        vm.prank(_account(slot));
        pool.releaseSlot();
        _closeNow();
        if (isWaiting) _quote(slot, ~seed);
        _settleChange(slot, 0);
        _assertStanding(slot, none);

        vm.prank(_account(SLOTLESS));
        assertEq(pool.registerSlot(_commitment(KEYED + 1), _sealedKey(0)), slot);
        _activateKey(slot, _commitment(KEYED + 1));
        _assertStanding(slot, none);
    }

    function test_staysItsOwn_whenAnothersKeyChanged(uint256 slot, uint256 other, uint256 seed) external {
        slot = _boundKeyed(slot);
        other = _boundKeyed(other);
        vm.assume(slot != other);
        _quote(slot, seed);
        _rotate(_account(other), KEYED + 1);
        _closeNow();
        StandingQuote memory next = _quote(slot, ~seed);
        _settleChange(other, _commitment(KEYED + 1));
        _assertStanding(slot, next);
    }

    function test_isNothing_whenThereIsNoSuchSlot(uint256 slot, uint256 seed) external {
        _quote(0, seed);
        _assertStanding(bound(slot, KEYED, type(uint8).max), none);
    }

    function _modelQuote(uint256 slot, uint256 seed) private {
        StandingQuote memory quote = _quote(slot, seed);
        if (isClosed) (coming[slot], isComing[slot]) = (quote, true);
        else standing[slot] = quote;
    }

    function _modelWithdrawal(uint256 slot) private {
        if (!standing[slot].isQuoted && !coming[slot].isQuoted) {
            _assertNoneToWithdraw(slot);
            return;
        }
        _withdrawQuote(slot);
        if (isClosed) (coming[slot], isComing[slot]) = (none, true);
        else standing[slot] = none;
    }

    function _modelRound(bool isSettled, uint256 requester) private {
        if (!isClosed) {
            if (pool.liveRequest() == 0) _request(requester, block.timestamp);
            _closeDue();
            isClosed = true;
            return;
        }
        _end(isSettled);
        isClosed = false;
        for (uint256 k = 0; k < QUOTING; ++k) {
            if (isComing[k]) standing[k] = coming[k];
            (coming[k], isComing[k]) = (none, false);
        }
    }

    function _settleChange(uint256 slot, bytes32 commitment) private {
        Settlement memory settlement = _settlement();
        settlement.keyChanges = new KeyChange[](1);
        settlement.keyChanges[0] = KeyChange(uint8(slot), commitment);
        _settle(settlement);
    }

    function _assertNoneToWithdraw(uint256 slot) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.QuoteNotFound.selector, slot));
        _withdrawQuote(slot);
    }
}
