// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {SlotTables} from "../libraries/SlotTables.sol";
import {QuoteEntry, StandingQuote} from "../types/Pool.sol";
import {SCALAR_FIELD} from "../types/Settlement.sol";
import {SlotTable} from "../types/Slot.sol";
import {PoolSlots} from "./PoolSlots.sol";

/// @title PoolBook
/// @notice Standing quotes: one a slot, encrypted, valid until it is replaced or withdrawn, frozen while a round is closed.
/// @dev Each slot has two entries. One is on the book; while a round is closed, a new quote goes into the other, and the two
/// change places when the round ends, all slots at once.
abstract contract PoolBook is PoolSlots {
    using SlotTables for SlotTable;

    uint256 private constant NONCE_BITS = 192;
    uint256 private constant COUNTER_SHIFT = 128;

    /// @inheritdoc ICREDarkPool
    function commitQuote(bytes32 encryptedQuote, bytes32 nonce) external whileNotPaused {
        Account storage account = _accounts[msg.sender];
        require(account.isAdmitted, NotAdmitted(msg.sender));
        uint256 holder = slotOf(msg.sender);
        SlotTable memory table = _readTable();
        require(!table.isFrozen, PoolFrozen());
        require(table.keyed & SlotTables.bit(holder) != 0, SlotWithoutKey(holder));
        account.quoteCounter = _requireFresh(encryptedQuote, nonce, account.quoteCounter);

        uint48 arrival = table.nextArrival++;
        QuoteEntry storage entry = _pool.quotes[holder][table.quoteEntry(holder, table.isRoundClosed)];
        entry.ciphertext = encryptedQuote;
        entry.stamp = uint256(arrival) << NONCE_BITS | uint256(nonce);
        if (table.isRoundClosed) {
            table.pending |= SlotTables.bit(holder);
            table.pendingQuoted |= SlotTables.bit(holder);
        } else {
            table.quoted |= SlotTables.bit(holder);
        }
        _writeTable(table);

        emit QuoteCommitted(holder, arrival, encryptedQuote, nonce, table.isRoundClosed);
    }

    /// @inheritdoc ICREDarkPool
    function withdrawQuote() external {
        uint256 holder = slotOf(msg.sender);
        SlotTable memory table = _readTable();
        uint32 bit = SlotTables.bit(holder);
        require((table.quoted | table.pendingQuoted) & bit != 0, QuoteNotFound(holder));

        if (table.isRoundClosed) {
            table.pending |= bit;
            table.pendingQuoted &= ~bit;
        } else {
            table.quoted &= ~bit;
        }
        _writeTable(table);

        emit QuoteWithdrawn(holder, table.isRoundClosed);
    }

    /// @inheritdoc ICREDarkPool
    function standingQuote(uint256 holder) external view returns (StandingQuote memory quote) {
        SlotTable memory table = _readTable();
        if (table.quoted & SlotTables.bit(holder) == 0) return quote;

        QuoteEntry memory entry = _pool.quotes[holder][table.quoteEntry(holder, false)];
        quote.isQuoted = true;
        quote.ciphertext = entry.ciphertext;
        // forge-lint: disable-next-line(unsafe-typecast): 48 bits are above the nonce
        quote.arrival = uint48(entry.stamp >> NONCE_BITS);
        quote.nonce = bytes32(entry.stamp & (1 << NONCE_BITS) - 1);
    }

    /// @dev A message under a slot's key: canonical, and with a counter that the account has not used yet, so that no pad is
    /// used for two messages. Hands back that counter.
    function _requireFresh(bytes32 ciphertext, bytes32 nonce, uint64 lastCounter)
        internal
        pure
        returns (uint64 counter)
    {
        require(ciphertext != 0 && uint256(ciphertext) < SCALAR_FIELD, CiphertextInvalid(ciphertext));
        // forge-lint: disable-next-line(unsafe-typecast): what is above is refused
        counter = uint64(uint256(nonce) >> COUNTER_SHIFT);
        require(uint256(nonce) >> NONCE_BITS == 0 && counter > lastCounter, NonceInvalid(nonce, lastCounter));
    }
}
