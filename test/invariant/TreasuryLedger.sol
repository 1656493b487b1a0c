// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../TreasuryBase.t.sol";
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
        /// Just before it: true shortfalls less all heals.
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

    struct Shortfall {
        uint256 at;
        uint256 amount;
    }

    uint256 public funded;
    uint256 public withdrawn;
    uint256 public donatedCollateral;
    uint256 public withdrawnCollateral;
    uint256 public insolventSince;

    mapping(uint256 epoch => bool) public isAttested;
    mapping(uint256 epoch => uint256) public attestedSpend;

    TreasuryBase.Order private _order;
    RecoveryLimits private _limits;
    Heal[] private _heals;
    Shortfall[] private _shortfalls;

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
        _shortfalls.push(Shortfall(block.timestamp, amount));
    }

    function recordReport(TreasuryBase.Order calldata order_, bool isSolvent) external {
        _order = order_;
        isAttested[order_.epoch] = true;
        attestedSpend[order_.epoch] = order_.spend;
        if (isSolvent) insolventSince = 0;
        else if (insolventSince == 0) insolventSince = block.timestamp;
    }

    function recordHeal(Heal calldata heal) external {
        _heals.push(heal);
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

    /// @notice Shortfalls less heals up to and including `at`; negative is a surplus.
    function deficitAt(uint256 at) external view returns (int256 deficit) {
        for (uint256 i = 0; i < _shortfalls.length; ++i) {
            if (_shortfalls[i].at <= at) deficit += int256(_shortfalls[i].amount);
        }
        for (uint256 i = 0; i < _heals.length; ++i) {
            if (_heals[i].at <= at) deficit -= int256(_heals[i].spend);
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
