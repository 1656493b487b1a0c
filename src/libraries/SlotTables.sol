// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SlotTable} from "../types/Slot.sol";

/// @title SlotTables
/// @notice The masks of a {SlotTable}: which of a slot's two quote entries is on the book, and how they change places.
library SlotTables {
    /// @param index Below 32.
    function bit(uint256 index) internal pure returns (uint32) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint32(1 << index);
    }

    /// @notice Index of the slot's entry on the book, or of the other one.
    function quoteEntry(SlotTable memory table, uint256 slot, bool isOther) internal pure returns (uint256) {
        return (table.second & bit(slot) != 0) != isOther ? 1 : 0;
    }

    /// @notice Takes away what the slot has on the book, and what would come there.
    function voidQuotes(SlotTable memory table, uint256 slot) internal pure {
        table.quoted &= ~bit(slot);
        table.pending &= ~bit(slot);
        table.pendingQuoted &= ~bit(slot);
    }

    /// @notice Ends the closed round: what was posted meanwhile takes the place of what was on the book.
    function endRound(SlotTable memory table) internal pure {
        table.second ^= table.pending;
        table.quoted = table.quoted & ~table.pending | table.pendingQuoted;
        table.pending = 0;
        table.pendingQuoted = 0;
        table.isRoundClosed = false;
    }
}
