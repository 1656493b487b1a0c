// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, Round} from "src/types/Pool.sol";
import {KEY_CHANGES, KeyChange, QUEUE_BATCH, Settlement} from "src/types/Settlement.sol";

// close
// ├── when frozen                                        → reverts PoolFrozen
// ├── when a round is closed                             → reverts RoundNotEnded, also past its time
// ├── when the request is overdue                        → reverts RequestOverdue; while paused it is left aside
// ├── when a request's round is due, and nothing paused  → closes it, however soon after the last close
// │   └── i / rounds of the premium as cap; on the book everybody but the requester
// ├── when none is due
// │   ├── when neither an entry nor a key waits          → reverts NothingToSettle
// │   ├── when the interval has not passed               → reverts TooEarlyToClose
// │   └── otherwise, also while paused                   → closes a round without request, cap and book
// └── always, by anyone                                  → the next number, at most 8 entries, the keys that wait, and the
//                                                          hash of the block before; emits RoundClosed and no more
contract CREDarkPool_Close_Test is RoundsHarness {
    function test_reverts_whenFrozen(uint256 slot, uint256 seed, bool isPosted) external {
        _freeze();
        if (isPosted) _rotate(_account(_boundKeyed(slot)), seed | 1 << 255);
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        pool.close();
    }

    function test_reverts_whenARoundIsClosed(uint256 slot, uint256 seed, bool isRequested, uint256 waited) external {
        if (isRequested) _request(_boundKeyed(slot), seed);
        else _makeDue();
        Round memory round = isRequested ? _closeDue() : _closeNow();
        _withdraw(1, Asset.PAYMENT, 1);
        skip(bound(waited, 0, 20 days));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.RoundNotEnded.selector, round.number));
        pool.close();
    }

    // --- with a request ---

    /// @dev One second before, nothing can be closed; from then on anyone can.
    function test_closesEachRoundWhenItIsDue(address sender, uint8 rounds, uint256 timeout, uint256 premiumBps)
        external
    {
        rounds = uint8(bound(rounds, 1, 6));
        _redeploy(rounds);
        timeout = bound(timeout, uint256(rounds) * WINDOW, MAX_TIMEOUT);
        premiumBps = bound(premiumBps, 0, MAX_PREMIUM);
        uint256 openedAt = block.timestamp;
        uint256 requestId = _request(0, 1, premiumBps, timeout);

        for (uint256 i = 1; i <= rounds; ++i) {
            vm.warp(openedAt + timeout * i / rounds - 1);
            vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
            pool.close();
            skip(1);
            vm.prank(sender);
            pool.close();

            (Round memory round, bool isClosed) = pool.lastRound();
            assertTrue(isClosed);
            assertEq(round.requestId, requestId);
            assertEq(round.capBps, premiumBps * i / rounds, "cap");
            assertEq(round.closedAt, block.timestamp);
            _settleRequest(_requestSettlement());
        }
        assertEq(pool.liveRequest(), 0);
    }

    /// @dev Of the last of many rounds, without running them all.
    function test_capsTheFirstRound(uint8 rounds, uint256 premiumBps) external {
        rounds = uint8(bound(rounds, 1, type(uint8).max));
        premiumBps = bound(premiumBps, 0, MAX_PREMIUM);
        _redeploy(rounds);
        _request(0, 1, premiumBps, pool.minTimeout());
        assertEq(_closeDue().capBps, premiumBps / rounds);
    }

    function test_closesAtOnce_whenARequestsRoundIsDue(uint256 slot, uint256 seed) external {
        _request(_boundKeyed(slot), seed);
        vm.warp(_dueAt(1) - 1);
        _makeDue();
        _closeNow();
        skip(1);
        _settle(_settlement());
        assertEq(_closeNow().requestId, 1);
    }

    function test_reverts_whenTheRequestIsOverdue(uint256 slot, uint256 seed, uint256 settled, uint256 late) external {
        uint256 requestId = _request(_boundKeyed(slot), seed);
        settled = bound(settled, 0, ROUNDS - 1);
        for (uint256 i = 0; i < settled; ++i) {
            _closeDue();
            _settleRequest(_requestSettlement());
        }
        _makeDue();
        uint256 deadline = _deadlineOf(requestId);
        vm.warp(deadline + bound(late, 1, 365 days));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.RequestOverdue.selector, requestId, deadline));
        pool.close();

        vm.warp(deadline);
        assertEq(_closeNow().requestId, requestId, "in the last second");
    }

    function test_takesTheBookWithoutTheRequester(uint256 slot, uint32 quoted, uint32 withdrawn) external {
        slot = _boundKeyed(slot);
        // The requester has one too.
        uint32 own = uint32(1) << uint32(slot);
        quoted = quoted & uint32(1 << KEYED) - 1 | own;
        withdrawn &= quoted & ~own;
        for (uint256 i = 0; i < KEYED; ++i) {
            if (quoted >> i & 1 != 0) _quote(i, i);
            if (withdrawn >> i & 1 != 0) _withdrawQuote(i);
        }
        _request(slot, 1);
        assertEq(_closeDue().book, quoted & ~withdrawn & ~own);
    }

    // --- without ---

    function test_reverts_whenNothingWaits(uint256 slot, uint256 seed, uint256 waited, bool isRequested) external {
        slot = _boundKeyed(slot);
        // A quote is no reason for a round.
        _quote(slot, seed);
        if (isRequested) _request(slot, seed);
        skip(bound(waited, 0, isRequested ? WINDOW - 1 : 365 days));
        vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
        pool.close();
    }

    /// @dev What is left out although there is room counts no longer.
    function test_reverts_whenOnlyAKeyWaitsThatWasLeftOut(uint256 slot, uint256 seed) external {
        slot = bound(slot, 0, KEYLESS);
        seed |= 1 << 255;
        _rotate(_account(slot), seed);
        _closeNow();
        _settle(_settlement());
        skip(IDLE_INTERVAL);
        vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
        pool.close();

        _rotate(_account(slot), seed - 1);
        assertEq(_closeNow().keys, 1 << slot, "a new one counts");
    }

    /// @dev That there was no room for a key, or that the round expired, is not its fault.
    function test_closes_whenAKeyStillWaits(uint256 seed, uint256 count, bool isSettled) external {
        count = bound(count, KEY_CHANGES, KEYED);
        for (uint256 i = 0; i < count; ++i) {
            _rotate(_account(i), KEYED + 1 + i);
        }
        uint32 waiting = uint32((1 << count) - 1);
        assertEq(_closeNow().keys, waiting);
        if (isSettled) {
            Settlement memory settlement = _settlement();
            settlement.keyChanges = new KeyChange[](KEY_CHANGES);
            uint256 first = seed % (count - KEY_CHANGES + 1);
            for (uint256 g = 0; g < KEY_CHANGES; ++g) {
                settlement.keyChanges[g] = KeyChange(uint8(first + g), _commitment(KEYED + 1 + first + g));
                waiting &= ~uint32(1 << (first + g));
            }
            _settle(settlement);
        } else {
            _end(false);
        }
        skip(IDLE_INTERVAL);
        if (waiting == 0) {
            vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
            pool.close();
        } else {
            assertEq(_closeNow().keys, waiting);
        }
    }

    /// @dev It was not there when the round closed, so nobody has left it out.
    function test_closes_whenTheKeyCameAfterTheLastClose(uint256 slot, uint256 seed) external {
        slot = bound(slot, 0, KEYLESS);
        seed |= 1 << 255;
        _rotate(_account(slot), seed);
        _closeNow();
        _rotate(_account(slot), seed - 1);
        _settle(_settlement());
        skip(IDLE_INTERVAL);
        assertEq(_closeNow().keys, 1 << slot);
    }

    function test_closes_whenASlotIsToBeReleased(uint256 slot) external {
        slot = _boundKeyed(slot);
        vm.prank(_account(slot));
        pool.releaseSlot();
        assertEq(_closeNow().keys, 1 << slot);
    }

    /// @dev Whichever round came before, and however it ended.
    function test_reverts_whenTheIntervalHasNotPassed(uint256 seed, uint256 waited, bool isRequested) external {
        if (isRequested) _request(0, seed);
        else _makeDue();
        uint256 closedAt = (isRequested ? _closeDue() : _closeNow()).closedAt;
        _end(true);
        _withdraw(1, Asset.PAYMENT, 1);
        waited = bound(waited, 0, IDLE_INTERVAL - 1);
        _expectTooEarly(closedAt, waited);
        _expectTooEarly(closedAt, IDLE_INTERVAL - 1);

        vm.warp(closedAt + IDLE_INTERVAL);
        assertEq(_closeNow().requestId, 0);
    }

    function test_closesWithoutTheRequest_beforeItIsDue(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _quote((slot + 1) % KEYED, seed);
        _request(slot, seed);
        vm.warp(_dueAt(1) - 1);
        _makeDue();
        _assertIdle(_closeNow(), 1);
    }

    /// @dev Requests wait, also overdue ones; money and keys do not.
    function test_closesWithoutTheRequest_whenPaused(uint256 slot, uint256 seed, uint256 waited) external {
        slot = _boundKeyed(slot);
        _quote((slot + 1) % KEYED, seed);
        uint256 requestId = _request(slot, seed);
        vm.warp(bound(waited, _dueAt(1), _deadlineOf(requestId) + 10 days));
        _pause();
        vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
        pool.close();

        _withdraw(slot, Asset.COLLATERAL, 1);
        _assertIdle(_closeNow(), 1);
        _settle(_settlement());
        assertEq(pool.liveRequest(), requestId);
    }

    function test_closesTheRequest_whenNoLongerPaused(uint256 slot, uint256 seed) external {
        _request(_boundKeyed(slot), seed);
        _pause();
        vm.warp(_dueAt(1));
        vm.prank(owner);
        pool.unpause();
        assertEq(_closeNow().requestId, 1);
    }

    /// @dev Eight at a time, in order, until none is left.
    function test_takesEightEntries(uint256 count) external {
        count = bound(count, 1, 20);
        for (uint256 i = 0; i < count; ++i) {
            _withdraw(i, Asset.PAYMENT, 1);
        }
        for (uint256 left = count; left != 0;) {
            uint256 wanted = left < QUEUE_BATCH ? left : QUEUE_BATCH;
            assertEq(_closeNow().entries, wanted);
            _settle(_settlement());
            left -= wanted;
            (uint256 head, uint256 tail) = pool.queueBounds();
            assertEq(tail - head, left);
            skip(IDLE_INTERVAL);
        }
        vm.expectRevert(ICREDarkPool.NothingToSettle.selector);
        pool.close();
    }

    // --- always ---

    function test_isAllThatIsWrittenDown(address sender, uint256 slot, uint32 quoted, uint256 entries, bytes32 parent)
        external
    {
        slot = _boundKeyed(slot);
        quoted = quoted & uint32(1 << KEYED) - 1 | uint32(1) << uint32(slot);
        entries = bound(entries, 0, 12);
        for (uint256 i = 0; i < KEYED; ++i) {
            if (quoted >> i & 1 != 0) _quote(i, i);
        }
        for (uint256 i = 0; i < entries; ++i) {
            _withdraw(i, Asset.PAYMENT, 1);
        }
        _rotate(_account(slot), KEYED + 1);
        _request(slot, 1);
        (Round memory last,) = pool.lastRound();
        vm.warp(_dueAt(1));
        vm.roll(block.number + 1);
        vm.setBlockhash(block.number - 1, parent);

        Round memory wanted = Round({
            number: last.number + 1,
            closedAt: uint40(block.timestamp),
            requestId: 1,
            capBps: MAX_PREMIUM / ROUNDS,
            entries: uint8(entries < QUEUE_BATCH ? entries : QUEUE_BATCH),
            book: quoted & ~(uint32(1) << uint32(slot)),
            keys: uint32(1) << uint32(slot),
            context: keccak256(abi.encode(parent, uint256(last.number) + 1))
        });
        vm.recordLogs();
        vm.prank(sender);
        assertEq(pool.close(), wanted.number);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], ICREDarkPool.RoundClosed.selector);
        assertEq(logs[0].data, abi.encode(wanted), "event's data");
        (Round memory round, bool isClosed) = pool.lastRound();
        assertTrue(isClosed);
        assertEq(abi.encode(round), abi.encode(wanted), "round");
    }

    /// @dev The same close on two branches of the chain are two rounds: nothing proven for one settles the other.
    function test_hasAnotherContext_onAnotherBranch(uint256 slot, uint256 seed, bytes32 parent, bytes32 other)
        external
    {
        vm.assume(parent != other);
        _request(_boundKeyed(slot), seed);
        vm.warp(_dueAt(1));
        vm.roll(block.number + 1);
        uint256 snapshot = vm.snapshotState();
        bytes32 nonce = _closeOnto(parent);
        vm.revertToState(snapshot);
        assertNotEq(_closeOnto(other), nonce);
    }

    function _closeOnto(bytes32 parent) private returns (bytes32 newNonce) {
        vm.setBlockhash(block.number - 1, parent);
        pool.close();
        return pool.publicInputs(1, abi.encode(_requestSettlement(), bytes("")))[13];
    }

    function _redeploy(uint8 rounds) private {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.timing.roundsPerRequest = rounds;
        pool = _deploy(wiring);
        _populate();
    }

    function _expectTooEarly(uint256 closedAt, uint256 waited) private {
        vm.warp(closedAt + waited);
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.TooEarlyToClose.selector, block.timestamp, closedAt + IDLE_INTERVAL)
        );
        pool.close();
    }

    function _assertIdle(Round memory round, uint256 entries) private pure {
        assertEq(round.requestId, 0);
        assertEq(round.capBps, 0);
        assertEq(round.book, 0);
        assertEq(round.entries, entries);
    }
}
