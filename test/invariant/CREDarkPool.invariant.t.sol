// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DarkPoolLedger, Party, PoolState} from "./DarkPoolLedger.sol";
import {HostileDarkPoolHandler} from "./handlers/HostileDarkPoolHandler.sol";
import {Test} from "forge-std/Test.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {Slot, SlotKey, SlotKeyStatus} from "src/types/Slot.sol";

/// @notice What is promised of CREDarkPool's slots, numbered as in README.md.
contract CREDarkPool_Invariant_Test is Test {
    uint256 private constant DELAY = 2 days;
    uint256 private constant SLOTS = 32;
    /// @dev The handler's accounts: with a slot from the start, and then without.
    uint256 private constant VETERANS = 30;

    HostileDarkPoolHandler private _handler;
    DarkPoolLedger private _ledger;
    CREDarkPool private _pool;

    function setUp() public {
        _handler = new HostileDarkPoolHandler();
        _ledger = _handler.ledger();
        _pool = _handler.world();
        targetContract(address(_handler));
        bytes4[] memory notAnAction = new bytes4[](1);
        notAnAction[0] = _handler.setUp.selector;
        excludeSelector(FuzzSelector(address(_handler), notAnAction));
    }

    /// @dev One campaign for all: with a fixed seed nine invariants would repeat the same calls nine times.
    /// forge-config: default.invariant.runs = 24
    function invariant_P1_to_P9() external view {
        (PoolState memory former, PoolState memory latter) = (_ledger.before(), _ledger.current());
        _P1_aSlotHasOneOwnerForEverAndNoOwnerHasTwo(former, latter);
        _P2_slotsAreDenseAndAtMostThirtyTwo(former, latter);
        _P3_noKeyBelongsToTwoSlotsOrComesBack(former, latter);
        _P4_keysOnlyMoveDown(former, latter);
        _P5_onlyItsOwnerPostsASlotsKey(former, latter);
        _P6_neitherPauseNorDismissalTouchesASlot(former, latter);
        _P7_onlyTheAnnouncedAreAdmittedAndOnlyTheyRegister(former, latter);
        _P8_stateIsTheFoldOfItsEvents(latter);
        _P9_anAttackerChangesNothing(former, latter);
    }

    /// @dev A suite that does nothing must not pass: every honest action, once, with an effect.
    /// forge-config: default.fuzz.runs = 64
    function test_everyHonestActionSucceeds(uint256 seed) external {
        uint256 start = block.timestamp;
        _handler.wait(seed);
        assertGt(block.timestamp, start, "wait");

        uint256 index = bound(seed, 0, VETERANS - 1);
        bytes32 first = _pool.slot(index).pendingKey;
        _handler.settle(2 * index + 1);
        assertEq(_pool.slot(index).activeKey, first, "settle");
        _handler.pause();
        assertTrue(_pool.paused(), "pause");
        _handler.rotate(2 * index + 1);
        assertNotEq(_pool.slot(index).pendingKey, 0, "rotate");
        _handler.unpause();
        assertFalse(_pool.paused(), "unpause");

        _handler.pause();
        _handler.register(seed);
        assertEq(_pool.slotCount(), VETERANS + 1, "register");
        assertFalse(_pool.paused(), "register unpauses");

        // The first veteran was dismissed.
        _handler.scheduleAdmission(0);
        _handler.scheduleAdmission(2);
        _handler.cancel(1);
        assertEq(_ledger.pendingCount(), 1, "cancel");
        _handler.execute(0);
        assertEq(_ledger.executions(), 1, "execute");
        assertTrue(_pool.isAdmitted(_pool.slot(0).owner), "admit");
        _handler.dismiss(0);
        assertFalse(_pool.isAdmitted(_pool.slot(0).owner), "dismiss");
    }

    /// @dev Most attempts need something to attack; with it, none is in vain.
    /// forge-config: default.fuzz.runs = 64
    function test_attemptsReachThePool(uint256 seed, uint256 choice) external {
        // Dismissed, as every other veteran; the one after it is not.
        uint256 even = bound(seed, 0, VETERANS / 2 - 1) * 2;
        choice = bound(choice, 0, type(uint256).max - 1);
        _handler.settle(8 * even);

        vm.expectCall(address(_pool), abi.encodeWithSelector(_pool.registerSlot.selector), 7);
        _handler.registerUnadmitted(seed);
        _handler.registerTwice(2 * (even + 1) + 1);
        _handler.postAgain(seed, choice, true);
        _handler.pause();
        _handler.registerWhilePaused(seed);
        _handler.unpause();
        _handler.register(seed);
        _handler.register(seed);
        _handler.registerBeyondTheLast(seed);

        vm.expectCall(address(_pool), abi.encodeWithSelector(_pool.rotateKey.selector), 3);
        _handler.rotateWithoutASlot(seed, bound(choice, 0, 2));
        _handler.postAgain(seed, choice, false);
        _handler.postInvalid(seed, choice, choice);

        vm.expectCall(address(_pool), abi.encodeWithSelector(bytes4(keccak256("activateKey(uint256,bytes32)"))), 1);
        _handler.settleUnproven(8 * even, choice - choice % 5 + 1);

        vm.expectCall(address(_pool), abi.encodeWithSelector(_pool.admit.selector), 5);
        _handler.executeUnannounced(seed);
        _handler.admitTwice(even + 1);
        _handler.scheduleAdmission(even);
        _handler.cancel(0);
        _handler.executeEarly(0);
        _handler.seizeAsStranger(seed);
        _handler.seizeAsGuardian(seed);

        vm.expectCall(address(_pool), abi.encodeWithSelector(_pool.dismiss.selector), 1);
        _handler.dismissTwice(even, choice % 2 == 0);
    }

    function _P1_aSlotHasOneOwnerForEverAndNoOwnerHasTwo(PoolState memory former, PoolState memory latter)
        private
        view
    {
        for (uint256 i = 0; i < latter.slotCount; ++i) {
            address holder = latter.slots[i].owner;
            assertEq(_pool.slotOf(holder), i, "P1: two slots");
            if (i < former.slotCount) assertEq(holder, former.slots[i].owner, "P1: owner");
        }
        for (uint256 i = 0; i < former.indexPlusOne.length; ++i) {
            if (former.indexPlusOne[i] == 0) continue;
            assertEq(latter.indexPlusOne[i], former.indexPlusOne[i], "P1: slot");
        }
    }

    function _P2_slotsAreDenseAndAtMostThirtyTwo(PoolState memory former, PoolState memory latter) private pure {
        assertLe(latter.slotCount, SLOTS, "P2: too many");
        assertTrue(
            latter.slotCount == former.slotCount || latter.slotCount == former.slotCount + 1, "P2: not one by one"
        );
        for (uint256 i = 0; i < latter.slots.length; ++i) {
            assertEq(latter.slots[i].owner != address(0), i < latter.slotCount, "P2: not dense");
        }
    }

    function _P3_noKeyBelongsToTwoSlotsOrComesBack(PoolState memory former, PoolState memory latter) private view {
        assertEq(_ledger.mostPosts(), 1, "P3: comes back");
        for (uint256 i = 0; i < latter.slotCount; ++i) {
            Slot memory holder = latter.slots[i];
            if (holder.pendingKey != 0) assertEq(_pool.slotKey(holder.pendingKey).slot, i, "P3: pending in two");
            if (holder.activeKey != 0) assertEq(_pool.slotKey(holder.activeKey).slot, i, "P3: active in two");
            assertTrue(holder.pendingKey != holder.activeKey, "P3: pending and active, or neither");
        }
        for (uint256 i = 0; i < former.keys.length; ++i) {
            (SlotKey memory earlier, SlotKey memory later) = (former.keys[i], latter.keys[i]);
            assertEq(later.slot, earlier.slot, "P3: slot");
            assertEq(later.owner, earlier.owner, "P3: owner");
            assertEq(later.sealedKeyHash, earlier.sealedKeyHash, "P3: ciphertext");
        }
    }

    function _P4_keysOnlyMoveDown(PoolState memory former, PoolState memory latter) private view {
        for (uint256 i = 0; i < former.keys.length; ++i) {
            (SlotKeyStatus earlier, SlotKeyStatus later) = (former.keys[i].status, latter.keys[i].status);
            assertTrue(later >= earlier, "P4: up");
            bool isActivated = later == SlotKeyStatus.ACTIVE && earlier != SlotKeyStatus.ACTIVE;
            if (isActivated) assertTrue(_ledger.lastParty() == Party.MATCHER, "P4: not proven");
        }
        for (uint256 i = former.keys.length; i < latter.keys.length; ++i) {
            assertTrue(latter.keys[i].status == SlotKeyStatus.PENDING, "P4: not pending at first");
        }
    }

    function _P5_onlyItsOwnerPostsASlotsKey(PoolState memory former, PoolState memory latter) private view {
        assertEq(_ledger.posts(), _ledger.noted(), "P5: unasked");
        for (uint256 i = 0; i < latter.slots.length; ++i) {
            (Slot memory earlier, Slot memory later) = (former.slots[i], latter.slots[i]);
            bool isPosted = later.pendingKey != 0 && later.pendingKey != earlier.pendingKey;
            if (isPosted) assertEq(_ledger.lastHolder(), later.owner, "P5: by another");
            if (_ledger.lastParty() == Party.MATCHER) continue;
            assertEq(later.activeKey, earlier.activeKey, "P5: active");
            assertTrue(later.pendingKey != 0 || earlier.pendingKey == 0, "P5: lost");
        }
    }

    function _P6_neitherPauseNorDismissalTouchesASlot(PoolState memory former, PoolState memory latter) private view {
        assertEq(_ledger.refusedRotations(), 0, "P6: a holder cannot rotate");
        if (_ledger.lastParty() != Party.GUARDIAN && _ledger.lastParty() != Party.OWNER) return;
        assertEq(abi.encode(latter.slots), abi.encode(former.slots), "P6: slots");
        assertEq(abi.encode(latter.indexPlusOne), abi.encode(former.indexPlusOne), "P6: whose");
        assertEq(abi.encode(latter.keys), abi.encode(former.keys), "P6: keys");
    }

    function _P7_onlyTheAnnouncedAreAdmittedAndOnlyTheyRegister(PoolState memory former, PoolState memory latter)
        private
        view
    {
        assertEq(_ledger.registrations(), _ledger.notedRegistrations(), "P7: unasked");
        assertGe(_ledger.shortestDelay(), DELAY, "P7: early");
        for (uint256 i = 0; i < latter.admitted.length; ++i) {
            bool isRegistered = latter.indexPlusOne[i] != 0 && former.indexPlusOne[i] == 0;
            if (isRegistered) assertTrue(former.admitted[i] && !latter.paused, "P7: registered");
            if (!latter.admitted[i] || former.admitted[i]) continue;
            assertTrue(_ledger.lastParty() == Party.OWNER, "P7: by whom");
            assertEq(_ledger.pendingCount() + 1, _ledger.pendingBefore(), "P7: not scheduled");
        }
        if (_ledger.lastParty() != Party.GUARDIAN) return;
        assertTrue(latter.paused || !former.paused, "P7: unpaused");
        assertLe(_ledger.pendingCount(), _ledger.pendingBefore(), "P7: scheduled");
    }

    function _P8_stateIsTheFoldOfItsEvents(PoolState memory latter) private view {
        assertEq(keccak256(abi.encode(latter)), keccak256(abi.encode(_ledger.folded())), "P8");
    }

    function _P9_anAttackerChangesNothing(PoolState memory former, PoolState memory latter) private view {
        if (_ledger.lastParty() != Party.ATTACKER) return;
        assertEq(keccak256(abi.encode(latter)), keccak256(abi.encode(former)), "P9");
        assertEq(_ledger.pendingCount(), _ledger.pendingBefore(), "P9: schedule");
    }
}
