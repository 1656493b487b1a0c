// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {IPoolPrices} from "../interfaces/IPoolPrices.sol";
import {Asset, CollateralRequest, Queue, QueueEntry, QuoteEntry, Round} from "../types/Pool.sol";
import {PoolStorage} from "../types/PoolStorage.sol";
import {
    KEY_CHANGES,
    KeyChange,
    PUBLIC_INPUTS,
    SCALAR_FIELD,
    SLOTS,
    Settlement,
    StatementInputs
} from "../types/Settlement.sol";
import {SlotTable} from "../types/Slot.sol";
import {SlotTables} from "./SlotTables.sol";

/// @title SettlementStatement
/// @notice What a settlement of the closed round has to prove: the circuit's public inputs, in the order of main()'s
/// parameters in offchain/circuits/settlement.
/// @dev Everything comes from the pool's storage but the outputs, which proof and attestation answer for; the order, whose
/// hash is in storage; and the key changes, which the slots' owners have posted. Linked, because the pool would be too large.
library SettlementStatement {
    using SlotTables for SlotTable;

    /// @dev The pool's constants.
    struct Terms {
        IPoolPrices prices;
        uint256 minimumQuote;
        uint256 settlementWindow;
    }

    /// @notice Reads what was sent, and refuses cheaply what cannot be proven any more.
    /// @param zkProof abi.encode(Settlement, bytes).
    /// @return packed The public inputs one after the other: unlike an array they cross into the pool without a loop.
    function read(PoolStorage storage pool, Terms memory terms, uint256 requestId, bytes calldata zkProof)
        external
        view
        returns (bytes memory packed)
    {
        // The first of the two; the proof stays where it is.
        Settlement memory settlement = abi.decode(zkProof, (Settlement));
        Round memory round = pool.round;
        _requireClosed(pool, round, requestId, settlement.round, terms.settlementWindow);
        _requireKeyChanges(pool, round, settlement.keyChanges);

        bytes32[] memory inputs = new bytes32[](PUBLIC_INPUTS);
        if (requestId == 0) _requireNothingRequested(settlement);
        else _setRequest(inputs, pool, round, settlement, terms.prices);
        inputs[StatementInputs.MINIMUM_QUOTE] = bytes32(terms.minimumQuote);
        inputs[StatementInputs.OLD_ROOT] = pool.state.root;
        inputs[StatementInputs.OLD_NONCE] = pool.state.nonce;
        _setKeyChanges(inputs, settlement.keyChanges);
        uint256 head = pool.queue.head;
        for (uint256 k = 0; k < round.entries; ++k) {
            inputs[StatementInputs.ADJUSTMENT + k] = _adjustment(pool.entries[head + k]);
        }
        // While the outputs are still zero.
        bytes32 nonce = nonceOf(inputs, round.context);

        inputs[StatementInputs.NEW_NONCE] = nonce;
        inputs[StatementInputs.REMAINDER] = settlement.remainder;
        inputs[StatementInputs.ACCEPTED_MASK] = bytes32(uint256(settlement.acceptedMask));
        inputs[StatementInputs.STATUS] = bytes32(uint256(settlement.disclosed));
        inputs[StatementInputs.NEW_ROOT] = settlement.newRoot;
        bytes32[SLOTS] memory leaves = settlement.leaves;
        uint256 leavesAt = StatementInputs.LEAF + 1;
        assembly ("memory-safe") {
            mcopy(add(inputs, mul(leavesAt, 32)), leaves, mul(SLOTS, 32))
            // The same words, counted in bytes.
            packed := inputs
            mstore(packed, mul(mload(inputs), 32))
        }
    }

    /// @notice A function of everything that determines the new table, so that no pad is ever used for two tables: proven
    /// anew after a reorg or with another key, a settlement has another nonce.
    /// @dev Reduction makes small nonces a little likelier, which is harmless: a nonce has to be new, not uniform.
    function nonceOf(bytes32[] memory inputs, bytes32 context) internal view returns (bytes32) {
        bytes memory place = abi.encodePacked(block.chainid, address(this), context);
        bytes32 digest;
        assembly ("memory-safe") {
            // As abi.encodePacked(place, inputs), which would copy word by word.
            let start := mload(0x40)
            let size := mul(mload(inputs), 32)
            mcopy(start, add(place, 32), mload(place))
            mcopy(add(start, mload(place)), add(inputs, 32), size)
            digest := keccak256(start, add(mload(place), size))
        }
        return bytes32(uint256(digest) % SCALAR_FIELD);
    }

    function _setRequest(
        bytes32[] memory inputs,
        PoolStorage storage pool,
        Round memory round,
        Settlement memory settlement,
        IPoolPrices prices
    ) private view {
        CollateralRequest storage request = pool.requests[round.requestId];
        bytes32 orderHash = keccak256(abi.encode(settlement.order));
        require(orderHash == request.orderHash, ICREDarkPool.OrderMismatch(orderHash, request.orderHash));

        inputs[StatementInputs.HAS_REQUEST] = bytes32(uint256(1));
        inputs[StatementInputs.ORDER] = settlement.order.ciphertext;
        inputs[StatementInputs.ORDER_NONCE] = settlement.order.nonce;
        inputs[StatementInputs.PRICE] = bytes32(prices.priceAfter(round.closedAt, settlement.priceRounds));
        inputs[StatementInputs.CAP_BPS] = bytes32(uint256(round.capBps));
        inputs[StatementInputs.REQUESTER] = bytes32(uint256(request.slot));
        SlotTable memory table = pool.table;
        for (uint256 i = 0; i < SLOTS; ++i) {
            if (round.book & SlotTables.bit(i) == 0) continue;
            QuoteEntry storage quote = pool.quotes[i][table.quoteEntry(i, false)];
            inputs[StatementInputs.QUOTE + i] = quote.ciphertext;
            inputs[StatementInputs.QUOTE_STAMP + i] = bytes32(quote.stamp);
        }
    }

    function _setKeyChanges(bytes32[] memory inputs, KeyChange[] memory changes) private pure {
        for (uint256 g = 0; g < KEY_CHANGES; ++g) {
            bool isUsed = g < changes.length;
            inputs[StatementInputs.CHANGE_SLOT + g] = bytes32(isUsed ? changes[g].slot : StatementInputs.NO_SLOT);
            if (isUsed) inputs[StatementInputs.CHANGE_COMMITMENT + g] = changes[g].commitment;
        }
    }

    function _adjustment(QueueEntry memory entry) private pure returns (bytes32) {
        uint256 word = uint256(entry.amount) | uint256(entry.slot) << 64;
        if (entry.asset == Asset.PAYMENT) word |= 1 << 72;
        if (entry.isWithdrawal) word |= 1 << 73;
        return bytes32(word);
    }

    function _requireClosed(
        PoolStorage storage pool,
        Round memory round,
        uint256 requestId,
        uint256 number,
        uint256 settlementWindow
    ) private view {
        require(!pool.table.isFrozen, ICREDarkPool.PoolFrozen());
        require(pool.table.isRoundClosed, ICREDarkPool.NoRoundClosed());
        require(
            number == round.number && requestId == round.requestId,
            ICREDarkPool.RoundMismatch(number, requestId, round.number, round.requestId)
        );
        uint256 deadline = uint256(round.closedAt) + settlementWindow;
        require(block.timestamp <= deadline, ICREDarkPool.RoundOver(number, deadline, block.timestamp));
    }

    function _requireNothingRequested(Settlement memory settlement) private pure {
        require(settlement.remainder == 0, ICREDarkPool.SettlementInvalid("remainder"));
        require(settlement.disclosed == 0, ICREDarkPool.SettlementInvalid("disclosed"));
    }

    function _requireKeyChanges(PoolStorage storage pool, Round memory round, KeyChange[] memory changes) private view {
        uint256 count = changes.length;
        require(count <= KEY_CHANGES, ICREDarkPool.KeyChangesInvalid(count, KEY_CHANGES));
        uint256 live = pool.requestIds.live;
        uint256 least = 0;
        for (uint256 g = 0; g < count; ++g) {
            uint256 slot = changes[g].slot;
            bytes32 commitment = changes[g].commitment;
            require(slot >= least && slot < SLOTS, ICREDarkPool.KeyChangesInvalid(count, g));
            least = slot + 1;
            // The order is under the key that goes. In its own round, what remains comes out under the new one.
            bool isOrderKept =
                live == 0 || pool.requests[live].slot != slot || (round.requestId != 0 && commitment != 0);
            require(isOrderKept, ICREDarkPool.SlotHasRequest(slot, live));
            if (commitment == 0) {
                _requireReleasable(pool, round.entries, slot);
            } else {
                // The owner may have posted another key since the settlement was proven.
                bytes32 pending = pool.slots[slot].pendingKey;
                require(commitment == pending, ICREDarkPool.KeyNotPending(slot, commitment, pending));
            }
        }
    }

    /// @dev The owner wants it, and no entry of the slot is left after this round's.
    function _requireReleasable(PoolStorage storage pool, uint256 entries, uint256 slot) private view {
        Queue memory queue = pool.queue;
        for (uint256 index = queue.head + entries; index < queue.tail; ++index) {
            require(pool.entries[index].slot != slot, ICREDarkPool.SlotNotReleasable(slot));
        }
        require(pool.slots[slot].isReleasing, ICREDarkPool.SlotNotReleasable(slot));
    }
}
