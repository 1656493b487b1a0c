// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {PoolLimits, Queue, Totals} from "src/types/Pool.sol";
import {SlotTable} from "src/types/Slot.sol";

/// @notice The pool, with the words shown that it keeps to itself: masks and sums over what its views tell one by one.
contract OpenDarkPool is CREDarkPool {
    constructor(
        address owner_,
        address guardian_,
        uint256 delay_,
        Wiring memory wiring,
        PoolLimits memory limits_,
        address[] memory admitted
    ) CREDarkPool(owner_, guardian_, delay_, wiring, limits_, admitted) {}

    function words() external view returns (SlotTable memory table, Queue memory queue, Totals memory totals) {
        return (_pool.table, _pool.queue, _totals);
    }
}
