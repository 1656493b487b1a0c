// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Asset} from "../types/Pool.sol";
import {PoolPosition} from "../types/PoolPosition.sol";
import {PoolSchedule} from "../types/PoolSchedule.sol";
import {SLOTS} from "../types/Settlement.sol";
import {ICREDarkPool} from "./ICREDarkPool.sol";

/// @title IReserveSlot
/// @notice The reserve's slot in the dark pool: money goes in on a public schedule, and comes out to the reserve, if it is
/// collateral, or back to here, and nowhere else.
interface IReserveSlot {
    event PoolScheduleSet(PoolSchedule schedule);

    /// @notice Payment was queued for the reserve's slot, in the pool's units.
    /// @dev Listeners may assume: each is at least `depositInterval` of the schedule in force after the one before.
    event PoolDepositMade(uint256 indexed index, uint256 amount);

    /// @notice What the pool had paid out was fetched: collateral to the reserve, payment to the treasury. In pool units.
    event Collected(Asset indexed asset, uint256 amount);
    event StakeCollected(uint256 amount);

    /// @notice The owner took ether back, after the delay. In wei.
    event EtherWithdrawn(address indexed to, uint256 amount);

    /// Thrown for a schedule whose requests or deposits the pool would refuse, as its limits are now, or that has no interval.
    error ScheduleInvalid(string what, uint256 given);
    error RequestTooEarly(uint256 nowAt, uint256 readyAt);
    /// Thrown when an attested order's nonce does not count by its report's epoch: the workflow made it wrongly.
    error OrderNonceInvalid(bytes32 nonce, uint256 epoch);
    error DepositTooEarly(uint256 nowAt, uint256 readyAt);
    /// Thrown when the treasury cannot pay what the pool wants at stake: send it ether.
    error StakeUnaffordable(uint256 balance, uint256 stake);
    error EtherTransferFailed(address to, uint256 amount);

    /// @notice Takes a slot of the pool. Requirements: the owner.
    /// @param commitment As in {ICREDarkPool-registerSlot}.
    /// @param sealedKey Sealed to the vault under the treasury's label.
    function registerSlot(bytes32 commitment, bytes calldata sealedKey) external returns (uint256 slot);

    /// @notice Posts the key that is to replace the slot's, at once: one that leaked must not have to be kept. Until a settlement
    /// has taken it in, the old one serves. Requirements: the owner.
    function rotateSlotKey(bytes32 commitment, bytes calldata sealedKey) external;

    /// @notice Queues the schedule's deposit. Emits {PoolDepositMade}. Requirements: the agent, nothing is paused, the last
    /// one is `depositInterval` ago, and the treasury has the money.
    function depositIntoPool() external returns (uint256 index);

    /// @notice Asks for money back, in pool units; it is settled with the queue, and then to be collected. More than the
    /// slot holds is dropped whole, and everybody learns that. Requirements: the owner, after the delay.
    function withdrawFromPool(Asset asset, uint64 amount) external returns (uint256 index);

    /// @notice Fetches what the pool has paid out. By anyone, who so chooses when the settlement lag after a delivery of
    /// collateral begins; only what the owner withdrew can be fetched. Emits {Collected}. Requirements: there is something.
    function collect(Asset asset) external returns (uint256 amount);

    /// @notice Fetches returned stakes. By anyone. Emits {StakeCollected}. Requirements: there is something.
    function collectStake() external returns (uint256 amount);

    /// @notice Leaves a frozen pool, with the slot's key, which becomes public; then {collect}. A deposit that waited in the
    /// queue is not in the slot: anyone gets it back with {ICREDarkPool-reclaim} and {collect}. Requirements: the owner.
    /// @param leaves Those of the last {ICREDarkPool-RoundSettled}.
    function exitPool(uint256 key, bytes32[SLOTS] calldata leaves) external;

    /// @notice Sends ether to the owner. Emits {EtherWithdrawn}. Requirements: the owner, after the delay.
    function withdrawEther(uint256 amount) external;

    /// @notice Requirements: the owner, after the delay. Emits {PoolScheduleSet}.
    function setPoolSchedule(PoolSchedule calldata schedule) external;

    function pool() external view returns (ICREDarkPool);

    function poolSchedule() external view returns (PoolSchedule memory);

    /// @notice Time of the last request, and the epoch of its order; zero before the first.
    function lastRequestAt() external view returns (uint40);
    function lastRequestedEpoch() external view returns (uint40);

    /// @notice Time of the last deposit; zero before the first.
    function lastPoolDepositAt() external view returns (uint40);

    /// @notice When collateral last came to the reserve out of the pool; zero before the first time.
    function lastCollectedAt() external view returns (uint40);

    /// @notice Whether {exitPool} has emptied the slot, for good.
    function hasLeftPool() external view returns (bool);

    /// @notice See {PoolPosition}.
    function poolPosition() external view returns (PoolPosition memory);

    /// @notice A statement has to be later than this to have seen all that reached the reserve; zero if nothing did.
    function settledAt() external view returns (uint256);
}
