// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SlotTables} from "src/libraries/SlotTables.sol";
import {SLOTS} from "src/types/Settlement.sol";
import {SlotTable} from "src/types/Slot.sol";
import {Suite} from "test/Suite.sol";

// SlotTables
// ├── bit         → one of 32, another for each index
// ├── quoteEntry  → the first or the second, and the other one for the other
// ├── voidQuotes  → nothing on the book, nothing to come; other slots and all else stay
// └── endRound    → slots with something to come: their entries change places, and they have a quote if one comes;
//                   slots without: all stays. Nothing is to come then, and no round is closed
contract SlotTables_Test is Suite {
    using SlotTables for SlotTable;

    function test_bit_isOneOfThirtyTwo(uint256 index, uint256 other) external pure {
        index = bound(index, 0, SLOTS - 1);
        other = bound(other, 0, SLOTS - 1);
        assertEq(SlotTables.bit(index), 2 ** index);
        assertEq(SlotTables.bit(index) == SlotTables.bit(other), index == other);
    }

    function test_quoteEntry_isTheOneOnTheBookOrTheOther(SlotTable memory table, uint256 slot) external pure {
        slot = bound(slot, 0, SLOTS - 1);
        uint256 onBook = _has(table.second, slot) ? 1 : 0;
        assertEq(table.quoteEntry(slot, false), onBook);
        assertEq(table.quoteEntry(slot, true), 1 - onBook);
    }

    function test_voidQuotes_leavesNothingOfTheSlot(SlotTable memory table, uint256 slot) external pure {
        slot = bound(slot, 0, SLOTS - 1);
        SlotTable memory wanted = _copy(table);
        uint32 others = type(uint32).max - uint32(2 ** slot);
        wanted.quoted &= others;
        wanted.pending &= others;
        wanted.pendingQuoted &= others;
        table.voidQuotes(slot);
        assertEq(abi.encode(table), abi.encode(wanted));
    }

    /// @dev Slot by slot, as long as what brings a quote is among what is to come; the pool keeps it so.
    function test_endRound_changesPlaces(SlotTable memory table) external pure {
        table.pendingQuoted &= table.pending;
        SlotTable memory before = _copy(table);
        table.endRound();
        for (uint256 i = 0; i < SLOTS; ++i) {
            bool isToCome = _has(before.pending, i);
            assertEq(_has(table.quoted, i), _has(isToCome ? before.pendingQuoted : before.quoted, i), "quoted");
            assertEq(table.quoteEntry(i, false), before.quoteEntry(i, isToCome), "entry");
        }
        assertEq(table.pending, 0);
        assertEq(table.pendingQuoted, 0);
        assertFalse(table.isRoundClosed);
    }

    function test_endRound_leavesAllElse(SlotTable memory table) external pure {
        SlotTable memory before = _copy(table);
        table.endRound();
        assertEq(table.occupied, before.occupied);
        assertEq(table.keyed, before.keyed);
        assertEq(table.nextArrival, before.nextArrival);
        assertEq(table.isFrozen, before.isFrozen);
    }

    /// @dev A quote that is posted twice in a closed round, or posted and withdrawn, moves once.
    function test_endRound_isDoneOnce(SlotTable memory table) external pure {
        table.endRound();
        SlotTable memory ended = _copy(table);
        table.endRound();
        assertEq(abi.encode(table), abi.encode(ended));
    }

    function _has(uint32 mask, uint256 slot) private pure returns (bool) {
        return mask / 2 ** slot % 2 == 1;
    }

    function _copy(SlotTable memory table) private pure returns (SlotTable memory) {
        return abi.decode(abi.encode(table), (SlotTable));
    }
}
