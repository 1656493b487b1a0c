// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {SpendingWindow} from "src/libraries/SpendingWindow.sol";
import {PoolOrder, ReserveStatus} from "src/types/ReserveReport.sol";

// heal
// ├── when the sender is not the agent                       → reverts NotAgent
// ├── when the status is UNKNOWN
// │   ├── because nothing was ever reported                  → reverts StatusUnfit
// │   ├── because the report is stale                        → reverts StatusUnfit
// │   └── because the attestation is paused                  → reverts StatusUnfit
// ├── when the epoch is not the latest                       → reverts EpochNotLatest
// ├── when spend, salt or pool order differ from the attested → reverts OrderNotAttested
// ├── when the spend exceeds the limit per action            → reverts SpendAboveActionLimit
// ├── when minOut is below the feeds' price less slippage    → reverts MinOutTooLow
// ├── when the treasury is paused                            → reverts TreasuryPaused
// ├── when the epoch was healed already                      → reverts EpochAlreadyHealed
// ├── when the statement may not contain the last heal       → reverts StatementBeforeSettlement
// ├── when nothing was ordered                               → reverts SpendZero
// ├── when the window is exhausted                           → reverts WindowExceeded
// ├── when the pool's price impact exceeds the slippage      → reverts "Too little received"
// └── otherwise, solvent or not                              → delivers to the reserve, emits Healed
contract RecoveryTreasury_Heal_Test is TreasuryBase {
    function test_reverts_whenSenderIsNotAgent(address sender, uint256 spend, uint256 seed) public {
        vm.assume(sender != agent);
        Order memory order = _attest(_boundAffordable(spend), false, seed);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.NotAgent.selector, sender, agent));
        vm.prank(sender);
        treasury.heal(order.epoch, order.spend, order.salt, order.poolOrder, type(uint256).max);
    }

    function test_reverts_whenNothingWasEverReported(uint256 spend, uint256 seed) public {
        Order memory order = _order(_boundAffordable(spend), seed);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.StatusUnfit.selector, ReserveStatus.UNKNOWN));
        _heal(order, type(uint256).max);
    }

    function test_reverts_whenReportIsStale(uint256 spend, bool isSolvent, uint256 age, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), isSolvent, seed);
        _pass(bound(age, MAX_AGE + 1, 365 days));

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.StatusUnfit.selector, ReserveStatus.UNKNOWN));
        _heal(order, type(uint256).max);
    }

    function test_heals_exactlyAtMaxAge(uint256 spend, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        _pass(MAX_AGE);

        _heal(order);

        assertEq(treasury.lastHealedEpoch(), order.epoch);
    }

    function test_reverts_whenAttestationIsPaused(uint256 spend, bool isSolvent, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), isSolvent, seed);
        vm.prank(guardian);
        attestation.pause();

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.StatusUnfit.selector, ReserveStatus.UNKNOWN));
        _heal(order, type(uint256).max);
    }

    function test_reverts_whenEpochIsNotLatest(uint256 spend, uint40 epoch, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint40 latest = order.epoch;
        vm.assume(epoch != latest);
        order.epoch = epoch;

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.EpochNotLatest.selector, epoch, latest));
        _heal(order, type(uint256).max);
    }

    function test_reverts_whenSpendIsNotAttested(uint256 spend, uint256 forged, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        vm.assume(forged != order.spend);
        order.spend = forged;

        _expectNotAttested(order);
        _heal(order, type(uint256).max);
    }

    function test_reverts_whenSaltIsNotAttested(uint256 spend, bytes32 forged, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        vm.assume(forged != order.salt);
        order.salt = forged;

        _expectNotAttested(order);
        _heal(order, type(uint256).max);
    }

    function test_reverts_whenPoolOrderIsNotAttested(uint256 spend, PoolOrder calldata forged, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        vm.assume(keccak256(abi.encode(forged)) != keccak256(abi.encode(order.poolOrder)));
        order.poolOrder = forged;

        _expectNotAttested(order);
        _heal(order, type(uint256).max);
    }

    function test_reverts_whenSpendExceedsActionLimit(uint256 spend, uint256 seed) public {
        Order memory order = _attest(bound(spend, PER_ACTION + 1, type(uint256).max), false, seed);

        vm.expectRevert(
            abi.encodeWithSelector(IRecoveryTreasury.SpendAboveActionLimit.selector, order.spend, PER_ACTION)
        );
        _heal(order, type(uint256).max);
    }

    function test_reverts_whenMinOutIsBelowThePrice(uint256 spend, uint256 minOut, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        minOut = bound(minOut, 0, least - 1);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.MinOutTooLow.selector, minOut, least));
        _heal(order, minOut);
    }

    function test_reverts_whenTreasuryIsPaused(uint256 spend, bool isSolvent, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), isSolvent, seed);
        uint256 least = treasury.minimumOut(order.spend);
        vm.prank(guardian);
        treasury.pause();

        vm.expectRevert(IRecoveryTreasury.TreasuryPaused.selector);
        _heal(order, least);
    }

    function test_reverts_whenEpochWasHealedAlready(uint256 spend, uint256 wait, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        _heal(order);
        _pass(bound(wait, 0, MAX_AGE));
        uint256 least = treasury.minimumOut(order.spend);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.EpochAlreadyHealed.selector, order.epoch, order.epoch));
        _heal(order, least);
    }

    function test_reverts_whenStatementMayNotContainTheLastHeal(uint256 spend, uint256 statementAt, uint256 seed)
        public
    {
        Order memory first = _attest(_boundAffordable(spend), false, seed);
        _heal(first);
        uint256 settledAt = block.timestamp + _limits().settlementLag;
        statementAt = bound(statementAt, block.timestamp, settledAt);
        _pass(_limits().settlementLag + 1);
        Order memory second = _order(first.spend, seed);
        _attest(second, false, statementAt);
        uint256 least = treasury.minimumOut(second.spend);

        vm.expectRevert(
            abi.encodeWithSelector(IRecoveryTreasury.StatementBeforeSettlement.selector, statementAt, settledAt)
        );
        _heal(second, least);
    }

    function test_heals_oneSecondAfterSettlement(uint256 spend, uint256 seed) public {
        Order memory first = _attest(_boundAffordable(spend), false, seed);
        _heal(first);
        _pass(_limits().settlementLag + 1);
        _movePoolTo(POOL_PRICE_X96);
        Order memory second = _attest(first.spend, false, seed);

        _heal(second);

        assertEq(treasury.lastHealedEpoch(), second.epoch);
    }

    function test_reverts_whenNothingWasOrdered(bool isSolvent, uint256 minOut, uint256 seed) public {
        Order memory order = _attest(0, isSolvent, seed);

        vm.expectRevert(IRecoveryTreasury.SpendZero.selector);
        _heal(order, minOut);
    }

    function test_reverts_whenWindowIsExhausted(uint256 first, uint256 second, uint256 seed) public {
        first = bound(first, 600_000e6, AFFORDABLE);
        uint256 spent;
        while (treasury.available() >= first) {
            _heal(_attest(first, false, seed));
            spent += first;
            _pass(1 hours);
            _movePoolTo(POOL_PRICE_X96);
        }
        second = bound(second, PER_WINDOW - spent + 1, PER_ACTION);
        Order memory order = _attest(second, false, seed);
        uint256 least = treasury.minimumOut(second);

        vm.expectRevert(abi.encodeWithSelector(SpendingWindow.WindowExceeded.selector, second, PER_WINDOW - spent));
        _heal(order, least);
    }

    function test_reverts_whenPriceImpactExceedsSlippage(uint256 spend, uint256 seed) public {
        Order memory order = _attest(bound(spend, TOO_DEEP, PER_ACTION), false, seed);
        uint256 least = treasury.minimumOut(order.spend);

        vm.expectRevert("Too little received");
        _heal(order, least);
    }

    function test_reverts_whenPoolIsFarFromTheFeeds(uint256 spend, uint256 pushed, uint256 seed) public {
        _buyWbtc(bound(pushed, 2_000_000e6, 8_000_000e6));
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);

        vm.expectRevert("Too little received");
        _heal(order, least);
    }

    function test_delivers_whenSolventOrNot(uint256 spend, bool isSolvent, uint256 tighter, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), isSolvent, seed);
        uint256 least = treasury.minimumOut(order.spend);
        uint256 minOut = least + bound(tighter, 0, least / 1000);
        uint256 quoted = _quote(order.spend);

        vm.expectEmit(address(treasury));
        emit IRecoveryTreasury.Healed(order.epoch, true, order.spend, quoted, minOut);
        uint256 delivered = _heal(order, minOut);

        assertEq(delivered, quoted, "what the pool gives");
        assertGe(delivered, minOut);
        assertEq(WBTC.balanceOf(reserve), delivered);
        assertEq(USDC.balanceOf(address(treasury)), FUNDS - order.spend);
        assertEq(USDC.allowance(address(treasury), ROUTER), 0);
        assertEq(treasury.lastHealedEpoch(), order.epoch);
        assertEq(treasury.lastHealAt(), block.timestamp);
        assertEq(treasury.lastFallbackAt(), 0);
        assertEq(treasury.available(), PER_WINDOW - order.spend);
    }

    function _expectNotAttested(Order memory order) private {
        bytes32 given = keccak256(
            abi.encode(
                order.poolOrder.nonce, order.poolOrder.ciphertext, keccak256(abi.encode(order.spend, order.salt))
            )
        );
        bytes32 attested = attestation.latestReport().orderDigest;
        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.OrderNotAttested.selector, given, attested));
    }
}
