// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DarkPoolFold, PoolSnapshot} from "./DarkPoolFold.sol";
import {DarkPoolLedger, Party, Sum} from "./DarkPoolLedger.sol";
import {HostileDarkPoolHandler} from "./handlers/HostileDarkPoolHandler.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Test} from "forge-std/Test.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {Asset, CollateralRequest, Credit, Queue, QueueEntry, RequestStatus, Totals} from "src/types/Pool.sol";
import {SLOTS} from "src/types/Settlement.sol";
import {Slot, SlotKey, SlotKeyStatus, SlotTable} from "src/types/Slot.sol";

/// @notice What is promised of CREDarkPool, numbered as in README.md.
contract CREDarkPool_Invariant_Test is Test {
    uint256 private constant DELAY = 2 days;
    uint256 private constant FINE = 10 ** 14;
    uint64 private constant WANTED = 2e8;
    /// @dev Seed of a settlement that takes in as many of the waiting keys as it has room for.
    uint256 private constant ALL_KEYS = 4 << SLOTS;

    HostileDarkPoolHandler private _handler;
    DarkPoolLedger private _ledger;
    CREDarkPool private _pool;

    function setUp() public {
        _handler = new HostileDarkPoolHandler();
        _ledger = _handler.ledger();
        _pool = _handler.world();
        targetContract(address(_handler));
        bytes4[] memory notAnAction = new bytes4[](3);
        notAnAction[0] = _handler.setUp.selector;
        notAnAction[1] = _handler.everythingStops.selector;
        notAnAction[2] = _handler.everybodyLeaves.selector;
        excludeSelector(FuzzSelector(address(_handler), notAnAction));
    }

    /// @dev One campaign for all: with a fixed seed eighteen invariants would repeat the same calls eighteen times. To collect
    /// more words that arguments could be drawn from would take as long as all calls.
    /// forge-config: default.invariant.runs = 12
    /// forge-config: deep.invariant.runs = 128
    /// forge-config: default.invariant.include_storage = false
    function invariant_P1_to_P18() external view {
        _assertRows();
    }

    /// @dev From wherever the run has taken the pool, and in the worst case: everybody gets everything, and nothing is left.
    function afterInvariant() external {
        _P10_everybodyCanLeaveWithEverything();
    }

    /// @dev A suite that does nothing must not pass: every honest action, once, with an effect.
    /// forge-config: default.fuzz.runs = 8
    /// forge-config: deep.fuzz.runs = 64
    function test_everyHonestActionSucceeds(uint256 seed) external {
        uint256 start = block.timestamp;
        _handler.wait(seed);
        assertGt(block.timestamp, start, "wait");
        _handler.setPrice(seed);
        assertNotEq(_ledger.price(), 100_000e8, "setPrice");
        _handler.donate(seed, seed % 2 == 0);
        assertNotEq(_ledger.donated().collateral + _ledger.donated().payment, 0, "donate");

        uint256 slots = _ledger.slotCount();
        _handler.register(seed);
        assertEq(_ledger.slotCount(), slots + 1, "register");
        _handler.rotate(0);
        assertNotEq(_pool.slot(0).pendingKey, 0, "rotate");
        _handler.release(2);
        assertTrue(_pool.slot(1).isReleasing, "release");
        _handler.rotate(2);
        assertFalse(_pool.slot(1).isReleasing, "rotate instead of release");
        _handler.release(2 * 20 + 1);
        assertEq(_pool.slot(20).owner, address(0), "release of an unused slot");

        _handler.deposit(0, seed, true);
        uint256 held = _ledger.held().payment;
        _handler.settle(seed);
        assertGt(_ledger.held().payment, held, "deposit and settle");
        _handler.withdraw(0, 0, true);
        _handler.settle(seed);
        assertNotEq(_pool.creditOf(_pool.slot(0).owner).payment, 0, "withdraw");
        _handler.claim(0);
        assertEq(_pool.creditOf(_pool.slot(0).owner).payment, 0, "claim");

        _handler.commitQuote(0, seed, seed);
        assertTrue(_ledger.quote(0).isQuoted, "commitQuote");
        _handler.withdrawQuote(0);
        assertFalse(_ledger.quote(0).isQuoted, "withdrawQuote");
    }

    /// @dev Beginning with a trade, without which the rest would be of little worth.
    /// forge-config: default.fuzz.runs = 8
    /// forge-config: deep.fuzz.runs = 64
    function test_everyRequestEnds(uint256 seed) external {
        bytes32 former = _ledger.leaves()[0];
        _request();
        _handler.fulfil(seed);
        assertTrue(_pool.request(1).status == RequestStatus.SETTLED, "fulfil");
        assertEq(uint64(uint256(_ledger.leaves()[0])), uint64(uint256(former)) + WANTED, "traded");
        assertLt(uint256(_ledger.leaves()[0]) >> 64, uint256(former) >> 64, "paid");

        _request();
        _handler.cancelRequest(0);
        assertTrue(_pool.request(2).status == RequestStatus.CANCELLED, "cancelRequest");

        _request();
        while (_pool.liveRequest() != 0) {
            _handler.close();
            _handler.expire(0);
        }
        assertTrue(_pool.request(3).status == RequestStatus.EXPIRED, "expire");

        _request();
        _handler.dismiss(0);
        _handler.cancelDismissed();
        assertTrue(_pool.request(4).status == RequestStatus.CANCELLED, "cancelDismissed");
    }

    /// @dev Trading leaves a maker less than a unit, which it cannot take out, and which must not keep its slot.
    function test_aSlotWithDustIsReleased() external {
        _handler.setPrice(100_000e8 + 1);
        _request();
        _handler.fulfil(0);
        _handler.withdraw(1, 0, false);
        _handler.withdraw(1, 0, true);
        _handler.settle(0);
        assertNotEq(uint256(_ledger.leaves()[1]), 0, "not even dust");
        _handler.release(2);
        _handler.settle(ALL_KEYS);
        assertEq(_pool.slot(1).owner, address(0), "released");
        assertNotEq(_ledger.dust(), 0, "dust");
        _assertRows();
    }

    /// forge-config: default.fuzz.runs = 8
    /// forge-config: deep.fuzz.runs = 64
    function test_everyHonestActionOfGovernanceAndExitSucceeds(uint256 seed) external {
        // The second veteran was dismissed.
        _handler.scheduleAdmission(1);
        _handler.scheduleLimits(1);
        _handler.scheduleLimits(2);
        _handler.cancel(2);
        assertEq(_ledger.pendingCount(), 2, "cancel");
        _handler.execute(0);
        _handler.execute(0);
        assertEq(_ledger.executions(), 2, "execute");
        assertTrue(_pool.isAdmitted(_pool.slot(1).owner), "admit");
        assertEq(_pool.limits().requestStake, 0.2 ether, "setLimits");
        _handler.dismiss(1);
        assertFalse(_pool.isAdmitted(_pool.slot(1).owner), "dismiss");

        _handler.deposit(0, seed, true);
        _handler.pause();
        assertTrue(_pool.paused(), "pause");
        _handler.withdraw(1, seed, true);
        _handler.freeze(0);
        assertTrue(_pool.isFrozen(), "freeze");
        _handler.reclaim(0);
        assertEq(_ledger.queued().payment, 0, "reclaim");
        _handler.exit(0);
        assertTrue(_ledger.hasExited(0), "exit");
        _handler.unpause();
        assertFalse(_pool.paused(), "unpause");
    }

    /// @dev Most attempts need something to attack; with it, none is in vain.
    /// forge-config: default.fuzz.runs = 8
    /// forge-config: deep.fuzz.runs = 64
    function test_attemptsReachThePool(uint256 seed, uint256 choice) external {
        _handler.scheduleAdmission(1);
        _handler.registerUnadmitted(seed);
        _handler.registerTwice(0);
        _handler.actWithoutASlot(seed, choice, bound(seed, 0, 2));
        _handler.postAgain(seed, choice, false);
        _handler.postAgain(seed, choice, true);
        _handler.postInvalid(seed, choice, choice);
        _handler.claimNothing(seed, choice);
        _handler.depositInVain(0, 0);
        _handler.depositInVain(0, 1);
        _handler.withdrawInVain(seed, 0);
        _handler.quoteInVain(seed, choice, choice);
        _handler.withdrawNoQuote(2 * 20 + 1);
        _handler.requestInVain(2, choice % 7, choice);
        _handler.cancelInVain(seed, 0);
        _handler.closeTooSoon();
        _handler.expireTooSoon();
        _handler.freezeTooSoon(seed);
        _handler.exitInVain(0, choice, seed % 2 == 0);
        _handler.reclaimInVain(choice);
        _handler.executeEarly(0);
        _handler.executeUnannounced(0, false);
        _handler.dismissTwice(1, seed % 2 == 0);
        _handler.replaySettlement();
        assertEq(_handler.attempts(), 23, "anybody");
        _handler.seizeAsStranger(seed);
        _handler.seizeAsGuardian(seed);
        assertEq(_handler.attempts(), 23 + 8 + 5, "governance");
        _handler.admitTwice(0);
        _handler.pause();
        _handler.registerInVain(seed);
        _handler.quoteInVain(seed, choice, choice);
        assertEq(_handler.attempts(), 23 + 8 + 5 + 3, "paused");
    }

    /// forge-config: default.fuzz.runs = 8
    /// forge-config: deep.fuzz.runs = 64
    function test_attemptsOfMatchersReachThePool(uint256 seed, uint256 which) external {
        which = bound(which, 0, type(uint128).max);
        _request();
        _handler.deposit(2, seed, true);
        _handler.close();
        assertEq(_ledger.round().requestId, 0, "an idle round first");
        for (uint256 what = 0; what < 6; ++what) {
            _handler.settleAnotherOutcome(seed, what, which);
        }
        _handler.settleAnotherRoundsOutcome(seed, 3, 0);
        _handler.settleAnotherTable(seed, 0);
        for (uint256 what = 0; what < 3; ++what) {
            _handler.settleUnattested(seed, what);
        }
        _handler.settleAnotherRound(seed, which, true);
        _handler.settleAnotherRound(seed, which, false);
        _handler.replaySettlement();
        _handler.settleAnotherKey(seed, 20, 0);
        _handler.settleAnotherKey(seed, 20, 2);
        _handler.settleInvalidKeys(seed, which, false);
        _handler.settleInvalidKeys(seed, which, true);
        _handler.settleOverAnOrder(seed);
        assertEq(_handler.attempts(), 19, "an idle round");

        // Leaves out whatever waits, so that the next round is the request's.
        _handler.settle(0);
        _handler.release(2);
        _handler.settle(0);
        _handler.close();
        assertEq(_ledger.round().requestId, 1, "and then the request's");
        _handler.settleAnotherOrder(seed, true);
        _handler.settleAnotherOrder(seed, false);
        _handler.settleAnotherRoundsOutcome(seed, 0, 1);
        _handler.settleAnotherRoundsOutcome(seed, 1, 0);
        _handler.settleReleaseOfBalance(seed, 1);
        _handler.settleOverAnOrder(seed);
        _handler.cancelInVain(0, 1);
        assertEq(_handler.attempts(), 19 + 7, "the request's round");
        _handler.wait(2 * 2 hours);
        _handler.settleLate();
        assertEq(_handler.attempts(), 19 + 8, "late");

        _handler.withdraw(0, seed, true);
        _handler.freeze(0);
        _handler.exitInVain(0, 2, true);
        _handler.exitInVain(0, 2, false);
        _handler.exit(0);
        _handler.exitInVain(0, 2, false);
        _handler.exitTwice(2);
        _handler.reclaimInVain(0);
        _handler.freezeTooSoon(seed);
        _handler.closeTooSoon();
        _handler.replaySettlement();
        _handler.quoteInVain(0, which, which);
        assertEq(_handler.attempts(), 19 + 8 + 9, "frozen");
    }

    /// forge-config: default.fuzz.runs = 8
    /// forge-config: deep.fuzz.runs = 64
    function test_aFreezeEndsTheClosedRound(uint256 seed, bool isRequested) external {
        _handler.deposit(0, seed, true);
        for (uint256 i = 0; i < 16; ++i) {
            _handler.wait(4 hours);
        }
        if (isRequested) _request();
        _handler.settleFrozen(0);
        assertEq(_handler.attempts(), 1, "settleFrozen");
        assertTrue(_pool.isFrozen(), "frozen");
        assertEq(_ledger.round().requestId, isRequested ? 1 : 0, "whose round");
        assertEq(_ledger.expiries(), 1, "expired");
        assertEq(_pool.liveRequest(), 0, "the request with it");
        _assertRows();
    }

    /// @dev By the first trader, who can pay for it; the second has enough, at 10 basis points.
    function _request() private {
        uint256 cap = 500 << 64;
        // Takes any premium, and less than it wants.
        _handler.requestCollateral(1 << 128, WANTED, cap + 600 - cap % 601);
        assertNotEq(_pool.liveRequest(), 0, "requestCollateral");
    }

    // --- money ---

    function _P1_everyTokenBelongsToSomebody() private view {
        (Sum memory sum, Sum memory wanted) = (_balance(), _ledger.donated());
        _add(wanted, _ledger.held());
        _add(wanted, _ledger.queued());
        _add(wanted, _credits());
        assertEq(sum.collateral, wanted.collateral, "P1: collateral");
        assertEq(sum.payment, wanted.payment + _ledger.dust(), "P1: payment");
    }

    function _P2_etherIsCreditsAndTheLiveStake() private view {
        uint256 wanted = _pool.request(_pool.liveRequest()).stake;
        address[] memory accounts = _ledger.accounts();
        for (uint256 i = 0; i < accounts.length; ++i) {
            wanted += _pool.creditOf(accounts[i]).etherAmount;
        }
        assertEq(address(_pool).balance, wanted, "P2");
    }

    // --- settlements ---

    function _P3_aRoundEndsOnceAndOnlyThatMovesTheState(PoolSnapshot memory former, PoolSnapshot memory latter)
        private
        view
    {
        assertLe(_ledger.mostEnds(), 1, "P3: ended twice");
        assertLe(_ledger.mostNonceUses(), 1, "P3: a nonce twice");
        uint256 open = latter.isRoundClosed ? 1 : 0;
        assertEq(latter.round.number, _ledger.settlements() + _ledger.expiries() + open, "P3: rounds");
        bool isMoved = latter.state.root != former.state.root || latter.state.nonce != former.state.nonce;
        if (isMoved) assertTrue(_ledger.lastParty() == Party.MATCHER, "P3: by whom");
        bool isRewritten = latter.state.leavesHash != former.state.leavesHash;
        if (isRewritten) assertTrue(isMoved, "P3: leaves");
        if (former.isFrozen) assertFalse(isMoved, "P3: once frozen");
        if (latter.isFrozen) assertFalse(latter.isRoundClosed, "P3: closed and frozen");
    }

    function _P4_nothingSettlesWithoutBothLocks() private view {
        assertEq(_ledger.settlements(), _ledger.notedSettlements(), "P4");
    }

    function _P5_aRoundIsWhatItsCloseFroze() private view {
        assertEq(_ledger.wrongRounds(), 0, "P5: another round");
        assertEq(_ledger.wrongOutcomes(), 0, "P5: another outcome");
        assertEq(_ledger.wrongArrivals(), 0, "P5: another order");
    }

    function _P6_aRequestEndsOnceAndForAReason(PoolSnapshot memory former, PoolSnapshot memory latter) private view {
        assertEq(_ledger.wrongEnds(), 0, "P6: without reason");
        for (uint256 i = 0; i < latter.requests.length; ++i) {
            CollateralRequest memory later = latter.requests[i];
            bool isLive = later.status == RequestStatus.PENDING;
            assertEq(isLive, latter.liveRequest == i + 1, "P6: live");
            if (i >= former.requests.length) continue;
            CollateralRequest memory earlier = former.requests[i];
            bool wasLive = earlier.status == RequestStatus.PENDING;
            if (!wasLive) assertEq(abi.encode(later), abi.encode(earlier), "P6: returned");
            assertGe(later.settledRounds, earlier.settledRounds, "P6: rounds");
            assertEq(later.slot, earlier.slot, "P6: slot");
            assertEq(later.stake, earlier.stake, "P6: stake");
            assertEq(later.premiumBps, earlier.premiumBps, "P6: premium");
        }
    }

    function _P7_slotsGainAndLoseOnlyWhatWasQueued() private view {
        assertEq(_ledger.wrongSums(), 0, "P7");
    }

    function _P8_everybodyIsCreditedWithExactlyWhatIsOwed() private view {
        address[] memory accounts = _ledger.accounts();
        for (uint256 i = 0; i < accounts.length; ++i) {
            (Credit memory its, Credit memory owed) = (_pool.creditOf(accounts[i]), _ledger.owed(accounts[i]));
            assertEq(its.collateral, owed.collateral, "P8: collateral");
            assertEq(its.payment, owed.payment, "P8: payment");
            assertEq(its.etherAmount, owed.etherAmount, "P8: ether");
        }
    }

    // --- leaving ---

    function _P9_neitherPauseNorDismissalTrapsAnybody(PoolSnapshot memory former, PoolSnapshot memory latter)
        private
        view
    {
        assertEq(_ledger.refusals(), 0, "P9: refused");
        if (_ledger.lastParty() != Party.GUARDIAN && _ledger.lastParty() != Party.OWNER) return;
        assertEq(abi.encode(latter.slots, latter.keys), abi.encode(former.slots, former.keys), "P9: slots");
        assertEq(abi.encode(latter.indexPlusOne), abi.encode(former.indexPlusOne), "P9: whose");
        assertEq(abi.encode(latter.credits), abi.encode(former.credits), "P9: credits");
        assertEq(abi.encode(latter.entries), abi.encode(former.entries), "P9: queue");
        assertEq(abi.encode(latter.book), abi.encode(former.book), "P9: book");
        assertEq(abi.encode(latter.requests), abi.encode(former.requests), "P9: requests");
        assertEq(abi.encode(latter.round, latter.state), abi.encode(former.round, former.state), "P9: state");
    }

    function _P10_theQueueIsFirstInFirstOut(PoolSnapshot memory former, PoolSnapshot memory latter) private view {
        assertGe(latter.head, former.head, "P10: head");
        assertGe(latter.tail, former.tail, "P10: tail");
        for (uint256 i = latter.head; i < former.tail; ++i) {
            QueueEntry memory later = latter.entries[i - latter.head];
            QueueEntry memory earlier = former.entries[i - former.head];
            bool isReclaimed = latter.isFrozen && !earlier.isWithdrawal && later.amount == 0;
            if (!isReclaimed) assertEq(abi.encode(later), abi.encode(earlier), "P10: rewritten");
        }
        if (former.isFrozen) assertTrue(latter.isFrozen, "P10: thawed");
        assertLe(_ledger.mostExits(), 1, "P10: left twice");
    }

    function _P10_everybodyCanLeaveWithEverything() private {
        _handler.everythingStops();
        _assertRows();
        _handler.exitTwice(_ledger.closes());
        _assertRows();
        _handler.everybodyLeaves();
        _assertRows();
        assertEq(_ledger.refusals(), 0, "P10: refused");
        (Sum memory left, Sum memory donated) = (_balance(), _ledger.donated());
        assertEq(left.collateral, donated.collateral, "P10: collateral left");
        assertEq(left.payment, donated.payment + _ledger.dust(), "P10: payment left");
        assertLe(_ledger.dust(), (_ledger.exits() + _ledger.provenReleases()) * (FINE - 1), "P10: more than dust");
        assertEq(address(_pool).balance, 0, "P10: ether left");
    }

    // --- slots ---

    function _P11_aSlotHasOneOwnerAndAnOwnerOneSlot(PoolSnapshot memory former, PoolSnapshot memory latter)
        private
        view
    {
        (address[] memory accounts, bytes32[SLOTS] memory leaves) = (_ledger.accounts(), _ledger.leaves());
        for (uint256 i = 0; i < SLOTS; ++i) {
            (address earlier, address later) = (former.slots[i].owner, latter.slots[i].owner);
            if (later != address(0)) assertEq(_pool.slotOf(later), i, "P11: two slots");
            assertTrue(later == earlier || later == address(0) || earlier == address(0), "P11: passed on");
            if (later == address(0)) assertEq(leaves[i], 0, "P11: nobody's");
        }
        for (uint256 i = 0; i < latter.indexPlusOne.length; ++i) {
            uint256 indexPlusOne = latter.indexPlusOne[i];
            if (indexPlusOne == 0) continue;
            assertEq(latter.slots[indexPlusOne - 1].owner, accounts[i], "P11: not its own");
        }
    }

    function _P12_onlyItsOwnerActsForASlot() private view {
        assertEq(_ledger.unasked(), 0, "P12: unasked");
        assertEq(_ledger.registrations(), _ledger.notedRegistrations(), "P12: unasked registration");
    }

    function _P13_keysOnlyMoveDownAndNeverReturn(PoolSnapshot memory former, PoolSnapshot memory latter) private view {
        assertEq(_ledger.mostPosts(), 1, "P13: comes back");
        for (uint256 i = 0; i < SLOTS; ++i) {
            Slot memory its = latter.slots[i];
            bool isEqual = its.pendingKey == its.activeKey && its.activeKey != 0;
            assertFalse(isEqual, "P13: pending and active");
            if (its.owner == address(0)) assertEq(its.pendingKey | its.activeKey, 0, "P13: nobody's");
            if (its.pendingKey != 0) assertEq(_pool.slotKey(its.pendingKey).slot, i, "P13: pending in two");
            if (its.activeKey != 0) assertEq(_pool.slotKey(its.activeKey).slot, i, "P13: active in two");
            bool isProven = its.activeKey != former.slots[i].activeKey;
            if (isProven) assertTrue(_ledger.lastParty() == Party.MATCHER, "P13: not proven");
        }
        for (uint256 i = 0; i < former.keys.length; ++i) {
            (SlotKey memory earlier, SlotKey memory later) = (former.keys[i], latter.keys[i]);
            assertTrue(later.status >= earlier.status, "P13: up");
            assertEq(later.slot, earlier.slot, "P13: slot");
            assertEq(later.owner, earlier.owner, "P13: owner");
            assertEq(later.sealedKeyHash, earlier.sealedKeyHash, "P13: ciphertext");
        }
        for (uint256 i = former.keys.length; i < latter.keys.length; ++i) {
            assertTrue(latter.keys[i].status == SlotKeyStatus.PENDING, "P13: not pending at first");
        }
    }

    /// @dev What the pool keeps as masks and sums, counted one by one.
    function _P14_masksAndTotalsAreWhatTheySum(PoolSnapshot memory latter) private view {
        (SlotTable memory table, Queue memory queue, Totals memory totals) =
            abi.decode(_ledger.words(), (SlotTable, Queue, Totals));
        for (uint256 i = 0; i < SLOTS; ++i) {
            assertEq(_bit(table.occupied, i), latter.slots[i].owner != address(0), "P14: occupied");
            bool isKeyed = latter.slots[i].activeKey != 0 && !_ledger.hasExited(i);
            assertEq(_bit(table.keyed, i), isKeyed, "P14: keyed");
            assertEq(_bit(table.quoted, i), latter.book[i].isQuoted, "P14: quoted");
            DarkPoolFold.NextQuote memory next = _ledger.nextQuote(i);
            assertEq(_bit(table.pending, i), next.isSet, "P14: pending");
            assertEq(_bit(table.pendingQuoted, i), next.quote.isQuoted, "P14: pending quote");
            if (latter.isFrozen) continue;
            assertEq(_bit(queue.waiting, 2 * i), _ledger.isWaiting(i, Asset.COLLATERAL), "P14: waiting collateral");
            assertEq(_bit(queue.waiting, 2 * i + 1), _ledger.isWaiting(i, Asset.PAYMENT), "P14: waiting payment");
        }
        assertEq(queue.keysWaiting, _ledger.keysWaiting(), "P14: keys waiting");
        assertEq(table.nextArrival, _ledger.lastArrival() + 1, "P14: arrivals");
        Sum memory sum = _ledger.held();
        _add(sum, _ledger.queued());
        assertEq(totals.collateral, sum.collateral, "P14: total collateral");
        assertEq(totals.payment * FINE, sum.payment + _ledger.dust(), "P14: total payment");
    }

    // --- the whole ---

    function _P15_stateIsTheFoldOfItsEvents(PoolSnapshot memory latter) private view {
        assertEq(keccak256(abi.encode(latter)), keccak256(abi.encode(_ledger.folded())), "P15");
    }

    function _P16_onlyTheAnnouncedIsAdmittedOrSet(PoolSnapshot memory former, PoolSnapshot memory latter) private view {
        assertGe(_ledger.shortestDelay(), DELAY, "P16: early");
        bool isChanged = keccak256(abi.encode(latter.limits)) != keccak256(abi.encode(former.limits));
        for (uint256 i = 0; i < latter.admitted.length; ++i) {
            bool isRegistered = latter.indexPlusOne[i] != 0 && former.indexPlusOne[i] == 0;
            if (isRegistered) assertTrue(former.admitted[i] && !latter.isPaused, "P16: registered");
            isChanged = isChanged || (latter.admitted[i] && !former.admitted[i]);
        }
        if (!isChanged) return;
        assertTrue(_ledger.lastParty() == Party.OWNER, "P16: by whom");
        assertEq(_ledger.pendingCount() + 1, _ledger.pendingBefore(), "P16: not scheduled");
    }

    function _P17_theGuardianOnlyEnds(PoolSnapshot memory former, PoolSnapshot memory latter) private view {
        if (_ledger.lastParty() != Party.GUARDIAN) return;
        assertTrue(latter.isPaused || !former.isPaused, "P17: unpaused");
        assertLe(_ledger.pendingCount(), _ledger.pendingBefore(), "P17: scheduled");
        assertEq(abi.encode(latter.limits), abi.encode(former.limits), "P17: limits");
        for (uint256 i = 0; i < latter.admitted.length; ++i) {
            assertTrue(former.admitted[i] || !latter.admitted[i], "P17: admitted");
        }
    }

    function _P18_anAttackerChangesNothing(PoolSnapshot memory former, PoolSnapshot memory latter) private view {
        if (_ledger.lastParty() != Party.ATTACKER) return;
        assertEq(keccak256(abi.encode(latter)), keccak256(abi.encode(former)), "P18");
        assertEq(keccak256(_ledger.words()), keccak256(_ledger.wordsBefore()), "P18: words");
        assertEq(_ledger.pendingCount(), _ledger.pendingBefore(), "P18: schedule");
    }

    // --- how ---

    function _assertRows() private view {
        (PoolSnapshot memory former, PoolSnapshot memory latter) = (_ledger.before(), _ledger.current());
        _P1_everyTokenBelongsToSomebody();
        _P2_etherIsCreditsAndTheLiveStake();
        _P3_aRoundEndsOnceAndOnlyThatMovesTheState(former, latter);
        _P4_nothingSettlesWithoutBothLocks();
        _P5_aRoundIsWhatItsCloseFroze();
        _P6_aRequestEndsOnceAndForAReason(former, latter);
        _P7_slotsGainAndLoseOnlyWhatWasQueued();
        _P8_everybodyIsCreditedWithExactlyWhatIsOwed();
        _P9_neitherPauseNorDismissalTrapsAnybody(former, latter);
        _P10_theQueueIsFirstInFirstOut(former, latter);
        _P11_aSlotHasOneOwnerAndAnOwnerOneSlot(former, latter);
        _P12_onlyItsOwnerActsForASlot();
        _P13_keysOnlyMoveDownAndNeverReturn(former, latter);
        _P14_masksAndTotalsAreWhatTheySum(latter);
        _P15_stateIsTheFoldOfItsEvents(latter);
        _P16_onlyTheAnnouncedIsAdmittedOrSet(former, latter);
        _P17_theGuardianOnlyEnds(former, latter);
        _P18_anAttackerChangesNothing(former, latter);
    }

    function _balance() private view returns (Sum memory) {
        (IERC20 collateral, IERC20 payment) = (_pool.collateral(), _pool.payment());
        return Sum(collateral.balanceOf(address(_pool)), payment.balanceOf(address(_pool)) * FINE);
    }

    function _credits() private view returns (Sum memory sum) {
        address[] memory accounts = _ledger.accounts();
        for (uint256 i = 0; i < accounts.length; ++i) {
            Credit memory its = _pool.creditOf(accounts[i]);
            sum.collateral += its.collateral;
            sum.payment += its.payment * FINE;
        }
    }

    function _add(Sum memory sum, Sum memory more) private pure {
        sum.collateral += more.collateral;
        sum.payment += more.payment;
    }

    function _bit(uint256 mask, uint256 index) private pure returns (bool) {
        return mask >> index & 1 != 0;
    }
}
