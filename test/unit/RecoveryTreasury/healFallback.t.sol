// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {SpendingWindow} from "src/libraries/SpendingWindow.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";
import {ReserveStatus} from "src/types/ReserveReport.sol";

// healFallback
// ├── when the status is SOLVENT                          → reverts StatusUnfit
// ├── when the status is UNKNOWN                          → reverts StatusUnfit
// ├── when INSOLVENT for less than the delay              → reverts FallbackTooEarly
// ├── when a solvent report came in between               → reverts FallbackTooEarly, the delay begins anew
// ├── when someone healed less than the delay ago         → reverts FallbackTooEarly
// ├── when the last fallback is less than a window ago    → reverts FallbackTooEarly
// ├── when the treasury is paused                         → reverts TreasuryPaused
// ├── when the agent healed the latest epoch              → reverts EpochAlreadyHealed
// ├── when the statement may not contain the last heal    → reverts StatementBeforeSettlement
// ├── when the limits set no fallback spend               → reverts SpendZero
// ├── when the window is exhausted                        → reverts WindowExceeded
// └── otherwise, for anyone                               → delivers, emits Healed
//     └── when the agent then heals the same epoch        → reverts EpochAlreadyHealed
contract RecoveryTreasury_HealFallback_Test is TreasuryBase {
    uint256 private _fallbackDelay;

    function setUp() public override {
        super.setUp();
        _fallbackDelay = _limits().fallbackDelay;
    }

    function test_reverts_whenSolvent(uint256 spend, uint256 seed) public {
        _attest(_boundAffordable(spend), true, seed);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.StatusUnfit.selector, ReserveStatus.SOLVENT));
        treasury.healFallback();
    }

    function test_reverts_whenReportIsStale(uint256 age, uint256 seed) public {
        _attest(0, false, seed);
        _pass(bound(age, MAX_AGE + 1, 365 days));

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.StatusUnfit.selector, ReserveStatus.UNKNOWN));
        treasury.healFallback();
    }

    function test_reverts_whenInsolventForLessThanTheDelay(uint256 wait, uint256 seed) public {
        uint256 since = vm.getBlockTimestamp();
        _attest(0, false, seed);
        _pass(bound(wait, 1, _fallbackDelay - 1));
        _attest(0, false, seed);

        _expectTooEarly(since + _fallbackDelay);
        treasury.healFallback();
    }

    function test_reverts_whenSolventReportCameBetween(uint256 wait, uint256 seed) public {
        _attest(0, false, seed);
        _pass(_fallbackDelay);
        _attest(0, true, seed);
        _pass(1);
        uint256 since = vm.getBlockTimestamp();
        _attest(0, false, seed);
        _pass(bound(wait, 1, _fallbackDelay - 1));
        _attest(0, false, seed);

        _expectTooEarly(since + _fallbackDelay);
        treasury.healFallback();
    }

    function test_reverts_whenAgentHealedLessThanTheDelayAgo(uint256 spend, uint256 wait, uint256 seed) public {
        _attest(0, false, seed);
        _pass(_fallbackDelay);
        _heal(_attest(_boundAffordable(spend), false, seed));
        uint256 healedAt = vm.getBlockTimestamp();
        _pass(bound(wait, 1, _fallbackDelay - 1));
        _attest(0, false, seed);

        _expectTooEarly(healedAt + _fallbackDelay);
        treasury.healFallback();
    }

    function test_reverts_whenLastFallbackIsLessThanAWindowAgo(uint256 wait, uint256 seed) public {
        _becomeReady(seed);
        treasury.healFallback();
        uint256 healedAt = vm.getBlockTimestamp();
        _pass(bound(wait, _fallbackDelay, WINDOW - 1));
        _attest(0, false, seed);

        _expectTooEarly(healedAt + WINDOW);
        treasury.healFallback();
    }

    function test_heals_exactlyAWindowAfterTheLastFallback(address caller, uint256 seed) public {
        _becomeReady(seed);
        treasury.healFallback();
        _pass(WINDOW);
        _attest(0, false, seed);

        vm.prank(caller);
        treasury.healFallback();

        assertEq(treasury.lastFallbackAt(), block.timestamp);
    }

    function test_reverts_whenTreasuryIsPaused(uint256 seed) public {
        _becomeReady(seed);
        vm.prank(guardian);
        treasury.pause();

        vm.expectRevert(IRecoveryTreasury.TreasuryPaused.selector);
        treasury.healFallback();
    }

    function test_reverts_whenAgentHealedTheLatestEpoch(uint256 spend, uint256 wait, uint256 seed) public {
        _setFallbackDelay(uint40(bound(wait, 0, MAX_AGE)));
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        _heal(order);
        _pass(_fallbackDelay);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.EpochAlreadyHealed.selector, order.epoch, order.epoch));
        treasury.healFallback();
    }

    function test_reverts_whenStatementMayNotContainTheLastHeal(uint256 spend, uint256 statementAt, uint256 seed)
        public
    {
        _setFallbackDelay(_limits().settlementLag);
        _heal(_attest(_boundAffordable(spend), false, seed));
        uint256 settledAt = vm.getBlockTimestamp() + _limits().settlementLag;
        statementAt = bound(statementAt, block.timestamp, settledAt);
        _pass(_fallbackDelay);
        _attest(_order(0, seed), false, statementAt);

        vm.expectRevert(
            abi.encodeWithSelector(IRecoveryTreasury.StatementBeforeSettlement.selector, statementAt, settledAt)
        );
        treasury.healFallback();
    }

    function test_reverts_whenLimitsSetNoFallbackSpend(uint256 seed) public {
        RecoveryLimits memory limits = _limits();
        limits.fallbackSpend = 0;
        treasury = _deploy(_wiring(), limits);
        _becomeReady(seed);

        vm.expectRevert(IRecoveryTreasury.SpendZero.selector);
        treasury.healFallback();
    }

    function test_reverts_whenWindowIsExhausted(uint112 perWindow, uint256 seed) public {
        RecoveryLimits memory limits = _limits();
        limits.perWindow = uint112(bound(perWindow, FALLBACK_SPEND, FALLBACK_SPEND * 2 - 1));
        limits.perAction = limits.perWindow;
        limits.fallbackDelay = 0;
        treasury = _deploy(_wiring(), limits);
        USDC.mint(address(treasury), FUNDS);
        _heal(_attest(FALLBACK_SPEND, false, seed));
        _pass(limits.settlementLag + 1);
        _attest(0, false, seed);

        uint256 left = limits.perWindow - FALLBACK_SPEND;
        vm.expectRevert(abi.encodeWithSelector(SpendingWindow.WindowExceeded.selector, FALLBACK_SPEND, left));
        treasury.healFallback();
    }

    function test_delivers_whenReady(address caller, uint256 wait, uint256 seed) public {
        _becomeReady(seed);
        assertEq(treasury.fallbackReadyAt(), block.timestamp);
        _pass(bound(wait, 0, MAX_AGE));
        uint256 least = treasury.minimumOut(FALLBACK_SPEND);
        uint256 quoted = _quote(FALLBACK_SPEND);
        uint40 epoch = attestation.latestReport().epoch;

        vm.expectEmit(address(treasury));
        emit IRecoveryTreasury.Healed(epoch, false, FALLBACK_SPEND, quoted, least);
        vm.prank(caller);
        uint256 delivered = treasury.healFallback();

        assertEq(delivered, quoted, "what the pool gives");
        assertEq(WBTC.balanceOf(reserve), delivered);
        assertEq(USDC.balanceOf(address(treasury)), FUNDS - FALLBACK_SPEND);
        assertEq(USDC.allowance(address(treasury), ROUTER), 0);
        assertEq(treasury.lastHealedEpoch(), epoch);
        assertEq(treasury.lastHealAt(), block.timestamp);
        assertEq(treasury.lastFallbackAt(), block.timestamp);
        assertEq(treasury.available(), PER_WINDOW - FALLBACK_SPEND);
    }

    function test_consumesTheEpoch_whenHealed(uint256 spend, uint256 seed) public {
        _attest(0, false, seed);
        _pass(_fallbackDelay);
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        treasury.healFallback();
        uint256 least = treasury.minimumOut(order.spend);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.EpochAlreadyHealed.selector, order.epoch, order.epoch));
        _heal(order, least);
    }

    /// @dev Insolvent for exactly the delay, freshly reported.
    function _becomeReady(uint256 seed) private {
        _attest(0, false, seed);
        _pass(_fallbackDelay);
        _attest(0, false, seed);
    }

    function _setFallbackDelay(uint40 fallbackDelay) private {
        RecoveryLimits memory limits = _limits();
        limits.fallbackDelay = fallbackDelay;
        _fallbackDelay = fallbackDelay;
        treasury = _deploy(_wiring(), limits);
        USDC.mint(address(treasury), FUNDS);
    }

    function _expectTooEarly(uint256 readyAt) private {
        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.FallbackTooEarly.selector, block.timestamp, readyAt));
    }
}
