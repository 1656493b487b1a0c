// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../TreasuryBase.t.sol";
import {PoolSchedule} from "src/types/PoolSchedule.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";
import {ReserveStatus} from "src/types/ReserveReport.sol";

/// @notice What really happened around the treasury, kept apart from it: the ghost state of its invariants.
/// @dev Amounts in base units of the payment token unless named otherwise. Knows nothing of how the treasury decides.
contract TreasuryLedger {
    /// @notice Everything that was true at the moment of a heal.
    struct Heal {
        uint256 at;
        uint256 epoch;
        bool byAgent;
        /// What was ordered of the agent, or set for the fallback.
        uint256 spend;
        /// Base units of the collateral.
        uint256 delivered;
        /// Just before it: true shortfalls less all heals, what the pool holds for the reserve, and what it is asked for.
        int256 deficit;
        ReserveStatus status;
        bool paused;
        /// When the current run of insolvent reports began; zero when the last one was solvent.
        uint256 insolventSince;
        uint256 btcUsd;
        uint256 wbtcBtc;
        uint256 usdcUsd;
        RecoveryLimits limits;
    }

    /// @notice Everything that was true at the moment of a request.
    struct Request {
        uint256 at;
        uint256 epoch;
        /// What was ordered of the pool.
        uint256 ask;
        int256 deficit;
        ReserveStatus status;
        bool paused;
        uint256 statementAt;
        /// When collateral last came to the reserve; zero before the first time.
        uint256 deliveredAt;
        uint256 settlementLag;
        PoolSchedule schedule;
    }

    struct Deposit {
        uint256 at;
        /// That left the treasury.
        uint256 amount;
        PoolSchedule schedule;
    }

    /// @notice A change of what the reserve lacks.
    struct Change {
        uint256 at;
        uint256 amount;
    }

    uint256 public funded;
    uint256 public withdrawn;
    uint256 public donatedCollateral;
    uint256 public withdrawnCollateral;
    uint256 public insolventSince;
    /// @notice Payment that came back out of the pool.
    uint256 public returned;
    /// @notice Base units of the collateral that came out of the pool.
    uint256 public collected;
    /// @notice What the live request still wants.
    uint256 public open;
    /// @notice In wei.
    uint256 public fundedEther;
    uint256 public withdrawnEther;

    mapping(uint256 epoch => bool) public isAttested;
    mapping(uint256 epoch => uint256) public attestedSpend;
    mapping(uint256 epoch => uint256) public attestedAsk;
    mapping(uint256 epoch => uint256) public statementOf;

    TreasuryBase.Order private _order;
    RecoveryLimits private _limits;
    PoolSchedule private _schedule;
    Heal[] private _heals;
    Request[] private _requests;
    Deposit[] private _deposits;
    Change[] private _shortfalls;
    Change[] private _collections;

    // --- records ---

    function recordFunds(uint256 amount) external {
        funded += amount;
    }

    function recordWithdrawal(uint256 amount) external {
        withdrawn += amount;
    }

    function recordDonatedCollateral(uint256 amount) external {
        donatedCollateral += amount;
    }

    function recordWithdrawnCollateral(uint256 amount) external {
        withdrawnCollateral += amount;
    }

    function recordLimits(RecoveryLimits calldata limits_) external {
        _limits = limits_;
    }

    function recordShortfall(uint256 amount) external {
        _shortfalls.push(Change(block.timestamp, amount));
    }

    function recordReport(TreasuryBase.Order calldata order_, bool isSolvent, uint256 statementAt, uint256 ask)
        external
    {
        _order = order_;
        isAttested[order_.epoch] = true;
        attestedSpend[order_.epoch] = order_.spend;
        attestedAsk[order_.epoch] = ask;
        statementOf[order_.epoch] = statementAt;
        if (isSolvent) insolventSince = 0;
        else if (insolventSince == 0) insolventSince = block.timestamp;
    }

    function recordHeal(Heal calldata heal) external {
        _heals.push(heal);
    }

    function recordSchedule(PoolSchedule calldata schedule_) external {
        _schedule = schedule_;
    }

    function recordRequest(Request calldata request) external {
        _requests.push(request);
        open = request.ask;
    }

    /// @notice Of the live request; it wants nothing any more once it is over.
    function recordFill(uint256 value, bool isOver) external {
        open = isOver ? 0 : open - value;
    }

    function recordDeposit(uint256 amount) external {
        _deposits.push(Deposit(block.timestamp, amount, _schedule));
    }

    function recordReturn(uint256 amount) external {
        returned += amount;
    }

    /// @param value What the reserve lacks less for it.
    function recordCollection(uint256 amount, uint256 value) external {
        collected += amount;
        _collections.push(Change(block.timestamp, value));
    }

    function recordEther(uint256 amount) external {
        fundedEther += amount;
    }

    function recordWithdrawnEther(uint256 amount) external {
        withdrawnEther += amount;
    }

    // --- answers ---

    /// @notice The order of the last report; its epoch is zero before the first.
    function order() external view returns (TreasuryBase.Order memory) {
        return _order;
    }

    function limits() external view returns (RecoveryLimits memory) {
        return _limits;
    }

    function heals() external view returns (Heal[] memory) {
        return _heals;
    }

    function schedule() external view returns (PoolSchedule memory) {
        return _schedule;
    }

    function requests() external view returns (Request[] memory) {
        return _requests;
    }

    function deposits() external view returns (Deposit[] memory) {
        return _deposits;
    }

    /// @notice When collateral last came to the reserve, by a heal or out of the pool; zero before the first time.
    function deliveredAt() external view returns (uint256 at) {
        if (_heals.length != 0) at = _heals[_heals.length - 1].at;
        if (_collections.length != 0 && _collections[_collections.length - 1].at > at) {
            at = _collections[_collections.length - 1].at;
        }
    }

    function deposited() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _deposits.length; ++i) {
            sum += _deposits[i].amount;
        }
    }

    /// @notice What the custodian's books show at last: shortfalls less heals and collections up to and including `at`;
    /// negative is a surplus.
    function deficitAt(uint256 at) external view returns (int256 deficit) {
        for (uint256 i = 0; i < _shortfalls.length; ++i) {
            if (_shortfalls[i].at <= at) deficit += int256(_shortfalls[i].amount);
        }
        for (uint256 i = 0; i < _heals.length; ++i) {
            if (_heals[i].at <= at) deficit -= int256(_heals[i].spend);
        }
        for (uint256 i = 0; i < _collections.length; ++i) {
            if (_collections[i].at <= at) deficit -= int256(_collections[i].amount);
        }
    }

    function spent() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _heals.length; ++i) {
            sum += _heals[i].spend;
        }
    }

    function delivered() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _heals.length; ++i) {
            sum += _heals[i].delivered;
        }
    }
}
