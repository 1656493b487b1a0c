// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryLedger} from "./TreasuryLedger.sol";
import {HostileTreasuryHandler} from "./handlers/HostileTreasuryHandler.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Test} from "forge-std/Test.sol";
import {RecoveryTreasury} from "src/recovery/RecoveryTreasury.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";
import {ReserveStatus} from "src/types/ReserveReport.sol";

/// @notice What is promised of RecoveryTreasury, numbered as in README-treasury.md.
contract RecoveryTreasuryInvariantTest is Test {
    HostileTreasuryHandler private _handler;
    TreasuryLedger private _ledger;
    RecoveryTreasury private _treasury;
    IERC20 private _payment;
    IERC20 private _collateral;
    address private _owner;
    address private _reserve;

    function setUp() public {
        _handler = new HostileTreasuryHandler();
        _ledger = _handler.ledger();
        (_treasury, _owner, _reserve) = _handler.world();
        (_payment, _collateral) = (_treasury.payment(), _treasury.collateral());
        targetContract(address(_handler));
        bytes4[] memory notAnAction = new bytes4[](1);
        notAnAction[0] = _handler.setUp.selector;
        excludeSelector(FuzzSelector(address(_handler), notAnAction));
    }

    /// @dev One campaign for all: with a fixed seed ten invariants would repeat the same calls ten times.
    function invariant_R1_to_R10() public view {
        _R1_spendingNeverExceedsTheCaps();
        _R2_epochsOfHealsIncrease();
        _R3_agentNeverSpendsMoreThanTheTrueDeficit();
        _R4_nothingLeavesExceptToReserveOrOwner();
        _R5_everyHealKeepsThePriceBound();
        _R6_agentHealsOnlyWhatWasAttested();
        _R7_unknownOrPausedNeverHeals();
        _R8_fallbackIsRareLateAndInsolventOnly();
        _R9_limitsChangeOnlyAfterTheDelayAndStayValid();
        _R10_routerKeepsNoAllowance();
    }

    /// @dev A suite that does nothing must not pass: every honest action, once, with an effect.
    /// forge-config: default.fuzz.runs = 64
    function test_everyHonestActionSucceeds(uint256 amount, uint256 wait, uint256 lag, uint256 seed) public {
        _handler.movePrices(seed, amount, wait);
        _handler.fallShort(amount);
        _handler.report(lag, wait, seed);
        assertTrue(_ledger.isAttested(_ledger.order().epoch), "report");
        _handler.pause(true);
        _handler.pause(false);
        assertTrue(_treasury.paused(), "pause");
        _handler.resume();
        assertFalse(_treasury.paused(), "resume");
        _handler.healShortfall(amount, lag, wait, seed);
        assertEq(_ledger.heals().length, 1, "heal");
        _handler.healByFallback(wait, seed);
        assertFalse(_ledger.heals()[1].byAgent, "fallback");
        RecoveryLimits memory limits = _ledger.limits();
        limits.perAction = 150_000e6;
        _handler.changeLimits(limits);
        assertEq(_treasury.limits().perAction, 150_000e6, "limits");
        _handler.withdraw(amount);
        assertEq(_payment.balanceOf(_owner), _ledger.withdrawn(), "withdrawal");
        _handler.donateAndWithdrawCollateral(amount, seed);
        assertEq(_collateral.balanceOf(_owner), _ledger.withdrawnCollateral(), "collateral");
        _handler.disturbPool(amount);
        _handler.passTime(wait, true);
    }

    /// @dev The handler's attempts are not in vain.
    /// forge-config: default.fuzz.runs = 64
    function test_attemptsCanSucceed(uint256 amount, uint256 seed) public {
        _handler.fallShort(amount);
        _handler.reportAndAttemptHeal(0, 0, false, seed);
        assertEq(_ledger.heals().length, 1, "heal");
    }

    function _R1_spendingNeverExceedsTheCaps() private view {
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        uint256 window = _treasury.window();
        for (uint256 last = 0; last < heals.length; ++last) {
            uint256 sum;
            for (uint256 first = last + 1; first > 0 && heals[first - 1].at + window > heals[last].at; --first) {
                sum += heals[first - 1].spend;
            }
            assertLe(sum, heals[last].limits.perWindow, "R1: window");
            assertLe(heals[last].spend, heals[last].limits.perAction, "R1: action");
        }
    }

    function _R2_epochsOfHealsIncrease() private view {
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        for (uint256 i = 1; i < heals.length; ++i) {
            assertGt(heals[i].epoch, heals[i - 1].epoch, "R2");
        }
        if (heals.length != 0) assertEq(_treasury.lastHealedEpoch(), heals[heals.length - 1].epoch, "R2: last");
    }

    function _R3_agentNeverSpendsMoreThanTheTrueDeficit() private view {
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        for (uint256 i = 0; i < heals.length; ++i) {
            if (heals[i].byAgent) assertLe(int256(heals[i].spend), heals[i].deficit, "R3");
        }
    }

    function _R4_nothingLeavesExceptToReserveOrOwner() private view {
        uint256 withdrawn = _ledger.withdrawn();
        uint256 withdrawnCollateral = _ledger.withdrawnCollateral();
        assertEq(
            _payment.balanceOf(address(_treasury)), _ledger.funded() - withdrawn - _ledger.spent(), "R4: payment kept"
        );
        assertEq(
            _collateral.balanceOf(address(_treasury)),
            _ledger.donatedCollateral() - withdrawnCollateral,
            "R4: collateral kept"
        );
        assertEq(_payment.balanceOf(_owner), withdrawn, "R4: payment to the owner");
        assertEq(_collateral.balanceOf(_owner), withdrawnCollateral, "R4: collateral to the owner");
        assertEq(_collateral.balanceOf(_reserve), _ledger.delivered(), "R4: collateral to the reserve");
    }

    function _R5_everyHealKeepsThePriceBound() private view {
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        for (uint256 i = 0; i < heals.length; ++i) {
            TreasuryLedger.Heal memory heal = heals[i];
            // Eight decimals in all three feeds and the collateral, six in the payment.
            uint256 wbtcBtc = heal.wbtcBtc < 1e8 ? heal.wbtcBtc : 1e8;
            uint256 fair = heal.spend * heal.usdcUsd * 1e10 / (heal.btcUsd * wbtcBtc);
            assertGe(heal.delivered * 10_000, fair * (10_000 - heal.limits.maxSlippageBps), "R5: price");
            assertTrue(_isNearOne(heal.wbtcBtc, heal.limits) && _isNearOne(heal.usdcUsd, heal.limits), "R5: peg");
        }
    }

    function _R6_agentHealsOnlyWhatWasAttested() private view {
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        for (uint256 i = 0; i < heals.length; ++i) {
            assertTrue(_ledger.isAttested(heals[i].epoch), "R6: epoch");
            if (heals[i].byAgent) assertEq(heals[i].spend, _ledger.attestedSpend(heals[i].epoch), "R6: order");
        }
    }

    function _R7_unknownOrPausedNeverHeals() private view {
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        for (uint256 i = 0; i < heals.length; ++i) {
            assertFalse(heals[i].paused, "R7: paused");
            assertTrue(heals[i].status != ReserveStatus.UNKNOWN, "R7: unknown");
        }
    }

    function _R8_fallbackIsRareLateAndInsolventOnly() private view {
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        uint256 lastFallbackAt;
        for (uint256 i = 0; i < heals.length; ++i) {
            TreasuryLedger.Heal memory heal = heals[i];
            if (heal.byAgent) continue;
            uint256 fallbackDelay = heal.limits.fallbackDelay;
            assertTrue(heal.status == ReserveStatus.INSOLVENT && heal.insolventSince != 0, "R8: solvent");
            assertGe(heal.at, heal.insolventSince + fallbackDelay, "R8: before the delay");
            if (i != 0) assertGe(heal.at, heals[i - 1].at + fallbackDelay, "R8: healed meanwhile");
            if (lastFallbackAt != 0) assertGe(heal.at, lastFallbackAt + _treasury.window(), "R8: twice in a window");
            assertEq(heal.spend, heal.limits.fallbackSpend, "R8: amount");
            lastFallbackAt = heal.at;
        }
    }

    function _R9_limitsChangeOnlyAfterTheDelayAndStayValid() private view {
        RecoveryLimits memory limits = _treasury.limits();
        assertEq(abi.encode(limits), abi.encode(_ledger.limits()), "R9: changed");
        assertLe(limits.perAction, limits.perWindow, "R9: perAction");
        assertLe(limits.fallbackSpend, limits.perAction, "R9: fallbackSpend");
        assertLt(limits.maxSlippageBps, 10_000, "R9: maxSlippageBps");
        assertLt(limits.maxDepegBps, 10_000, "R9: maxDepegBps");
        assertGt(limits.minBtcUsd, 0, "R9: minBtcUsd");
        assertLe(limits.minBtcUsd, limits.maxBtcUsd, "R9: maxBtcUsd");
    }

    function _R10_routerKeepsNoAllowance() private view {
        address router = address(_treasury.router());
        assertEq(_payment.allowance(address(_treasury), router), 0, "R10: payment");
        assertEq(_collateral.allowance(address(_treasury), router), 0, "R10: collateral");
    }

    function _isNearOne(uint256 price, RecoveryLimits memory limits) private pure returns (bool) {
        uint256 distance = price < 1e8 ? 1e8 - price : price - 1e8;
        return distance * 10_000 <= 1e8 * uint256(limits.maxDepegBps);
    }
}
