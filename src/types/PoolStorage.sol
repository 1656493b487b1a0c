// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CollateralRequest, PoolState, Queue, QueueEntry, QuoteEntry, RequestIds, Round} from "./Pool.sol";
import {Slot, SlotTable} from "./Slot.sol";

/// @dev What a settlement reads, in one place, so that {SettlementStatement} can be code of its own.
struct PoolStorage {
    SlotTable table;
    Queue queue;
    Round round;
    PoolState state;
    RequestIds requestIds;
    mapping(uint256 index => Slot) slots;
    mapping(uint256 index => QueueEntry) entries;
    mapping(uint256 slot => QuoteEntry[2]) quotes;
    mapping(uint256 requestId => CollateralRequest) requests;
}
