// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {CollateralRequest, Queue, Round} from "../types/Pool.sol";
import {PoolStorage} from "../types/PoolStorage.sol";
import {QUEUE_BATCH} from "../types/Settlement.sol";
import {SlotTable} from "../types/Slot.sol";
import {SlotTables} from "./SlotTables.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title RoundClosing
/// @notice When a round may be closed, and what it takes in. Linked, because the pool would be too large.
library RoundClosing {
    /// @dev The pool's constants, in seconds.
    struct Terms {
        uint256 roundsPerRequest;
        uint256 settlementWindow;
        uint256 idleInterval;
    }

    /// @param mayMatch False while the pool is paused: then requests wait, and only the queue and keys are settled.
    function close(PoolStorage storage pool, Terms memory terms, bool mayMatch) external returns (uint256 number) {
        SlotTable memory table = pool.table;
        Round memory round = pool.round;
        require(!table.isFrozen, ICREDarkPool.PoolFrozen());
        require(!table.isRoundClosed, ICREDarkPool.RoundNotEnded(round.number));
        Queue memory queue = pool.queue;
        uint256 requestId = mayMatch ? _dueRequest(pool, terms) : 0;
        if (requestId == 0) _requireIdleRoundDue(queue, round.closedAt + terms.idleInterval);

        number = uint256(round.number) + 1;
        // forge-lint: disable-start(unsafe-typecast): counts, times and bounded numbers
        round.number = uint64(number);
        round.closedAt = uint40(block.timestamp);
        round.requestId = uint64(requestId);
        round.entries = uint8(Math.min(queue.tail - queue.head, QUEUE_BATCH));
        round.capBps = 0;
        round.book = 0;
        round.keys = queue.keysWaiting;
        if (requestId != 0) {
            CollateralRequest storage request = pool.requests[requestId];
            round.capBps = uint16(uint256(request.premiumBps) * (request.settledRounds + 1) / terms.roundsPerRequest);
            // Nobody trades with oneself.
            round.book = table.quoted & ~SlotTables.bit(request.slot);
        }
        // forge-lint: disable-end(unsafe-typecast)
        round.context = keccak256(abi.encode(blockhash(block.number - 1), number));
        pool.round = round;
        pool.table.isRoundClosed = true;
        // What is posted from now on is not what this round leaves out.
        pool.queue.keysWaiting = 0;

        emit ICREDarkPool.RoundClosed(round);
    }

    /// @notice When a request is over even if nobody has closed its rounds: its last second, in Unix time.
    function deadlineOf(CollateralRequest memory request, uint256 settlementWindow) internal pure returns (uint256) {
        return uint256(request.openedAt) + request.timeout + settlementWindow;
    }

    /// @dev The request whose round closes now; zero if none is due.
    function _dueRequest(PoolStorage storage pool, Terms memory terms) private view returns (uint256 requestId) {
        requestId = pool.requestIds.live;
        if (requestId == 0) return 0;
        CollateralRequest memory request = pool.requests[requestId];
        uint256 deadline = deadlineOf(request, terms.settlementWindow);
        require(block.timestamp <= deadline, ICREDarkPool.RequestOverdue(requestId, deadline));
        uint256 share = uint256(request.timeout) * (uint256(request.settledRounds) + 1) / terms.roundsPerRequest;
        if (block.timestamp < request.openedAt + share) return 0;
    }

    function _requireIdleRoundDue(Queue memory queue, uint256 readyAt) private view {
        bool isWaiting = queue.head != queue.tail || queue.keysWaiting != 0;
        require(isWaiting, ICREDarkPool.NothingToSettle());
        require(block.timestamp >= readyAt, ICREDarkPool.TooEarlyToClose(block.timestamp, readyAt));
    }
}
