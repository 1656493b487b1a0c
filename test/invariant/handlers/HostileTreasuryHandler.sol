// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryHandler} from "./TreasuryHandler.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "src/governance/Governed.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";
import {FeedAnswer} from "src/libraries/FeedAnswer.sol";
import {Asset} from "src/types/Pool.sol";
import {PoolSchedule} from "src/types/PoolSchedule.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";

/// @notice The same world with thieves in it. Each attempts one thing that must fail, and for the right reason.
contract HostileTreasuryHandler is TreasuryHandler {
    using SafeCast for uint256;

    // --- the agent's key, stolen ---

    function healForgedOrder(uint256 seed, uint256 field) external {
        Order memory order = _reportNow(seed);
        field = bound(field, 0, 3);
        if (field == 0) order.spend = bound(seed, order.spend + 1, type(uint256).max);
        if (field == 1) order.salt = keccak256(abi.encode(order.salt));
        if (field == 2) order.poolOrder.nonce = keccak256(abi.encode(order.poolOrder.nonce));
        if (field == 3) order.poolOrder.ciphertext = keccak256(abi.encode(order.poolOrder.ciphertext));

        (bool healed, bytes memory reason) = _tryHeal(order, type(uint256).max);
        _assertRefused(healed, reason, IRecoveryTreasury.OrderNotAttested.selector);
    }

    function healOldOrder(uint256 seed, uint256 replacedBy) external {
        Order memory order = _reportNow(seed);
        _reportNow(replacedBy);

        (bool healed, bytes memory reason) = _tryHeal(order, type(uint256).max);
        _assertRefused(healed, reason, IRecoveryTreasury.EpochNotLatest.selector);
    }

    function healTwice(uint256 amount, uint256 wait, uint256 seed) external {
        Order memory order = _healShortfall(bound(amount, 1e6, AFFORDABLE), 0, 0, seed);
        _wait(bound(wait, 0, MAX_AGE));

        (bool healed, bytes memory reason) = _tryHeal(order, treasury.minimumOut(order.spend));
        _assertRefused(healed, reason, IRecoveryTreasury.EpochAlreadyHealed.selector);
    }

    /// @dev Right after a heal, on figures that cannot contain it and so show the same deficit again.
    function healOnLaggingFigures(uint256 amount, bool byFallback, uint256 wait, uint256 seed) external {
        if (byFallback) _healByFallback(0, seed);
        else _healShortfall(bound(amount, 1e6, AFFORDABLE), 0, 0, seed);
        uint256 healedAt = block.timestamp;
        _wait(bound(wait, 1, MAX_LAG));
        Order memory order = _report(block.timestamp - healedAt + 1, block.timestamp, _affordable(), seed);
        _prepareMarket(order.spend);

        (bool healed, bytes memory reason) = _tryHeal(order, treasury.minimumOut(order.spend));
        _assertRefused(healed, reason, IRecoveryTreasury.StatementBeforeSettlement.selector);
    }

    /// @dev The workflow itself errs here: the order is attested.
    function healAboveActionLimit(uint256 spend, uint256 seed) external {
        _resume();
        _nextEpoch();
        Order memory order = _order(bound(spend, treasury.limits().perAction + 1, PER_ACTION + 1), seed);
        _attest(order, false, block.timestamp);
        ledger.recordReport(order, false, block.timestamp, 0);
        _prepareMarket(order.spend);

        (bool healed, bytes memory reason) = _tryHeal(order, treasury.minimumOut(order.spend));
        _assertRefused(healed, reason, IRecoveryTreasury.SpendAboveActionLimit.selector);
    }

    function healForTooLittle(uint256 minOut, uint256 seed) external {
        Order memory order = _reportNow(seed);
        _prepareMarket(order.spend);
        uint256 least = treasury.minimumOut(order.spend);
        if (least == 0) return;

        (bool healed, bytes memory reason) = _tryHeal(order, bound(minOut, 0, least - 1));
        _assertRefused(healed, reason, IRecoveryTreasury.MinOutTooLow.selector);
    }

    /// @dev Someone buys just before the heal. Whether it goes through is the price bound's affair: R5 judges it.
    function sandwichHeal(uint256 amount, uint256 bought, uint256 seed) external {
        _resume();
        _awaitSettlement();
        _nextEpoch();
        ledger.recordShortfall(bound(amount, 1e6, AFFORDABLE));
        Order memory order = _report(0, block.timestamp, _affordable(), seed);
        _prepareMarket(order.spend);
        _buyWbtc(bound(bought, 100_000e6, 2_000_000e6));

        _tryHeal(order, treasury.minimumOut(order.spend));
    }

    /// @dev USDC below and WBTC above its peg lower what a heal must deliver; the prices are right again afterwards.
    function healOffThePeg(uint256 depeg, bool ofUsdc, uint256 seed) external {
        Order memory order = _reportNow(seed);
        _prepareMarket(order.spend);
        depeg = bound(depeg, 0.05e8 + 1, 0.5e8);
        int256 broken = (ofUsdc ? 1e8 - depeg : 1e8 + depeg).toInt256();
        (ofUsdc ? usdcUsd : wbtcBtc).set(broken, block.timestamp);

        (bool healed, bytes memory reason) = _tryHeal(order, type(uint256).max);
        _assertRefused(healed, reason, FeedAnswer.PriceOutOfBounds.selector);
        (ofUsdc ? usdcUsd : wbtcBtc).set(PAR, block.timestamp);
    }

    function healWhileUnknown(uint256 age, bool isPaused, uint256 seed) external {
        Order memory order = _reportNow(seed);
        if (isPaused) {
            vm.prank(guardian);
            attestation.pause();
        } else {
            _wait(bound(age, MAX_AGE + 1, 1 days));
        }

        (bool healed, bytes memory reason) = _tryHeal(order, type(uint256).max);
        _assertRefused(healed, reason, IRecoveryTreasury.StatusUnfit.selector);
        (healed, reason) = _tryFallback();
        _assertRefused(healed, reason, IRecoveryTreasury.StatusUnfit.selector);
    }

    function healWhilePaused(uint256 seed) external {
        Order memory order = _reportNow(seed);
        _prepareMarket(order.spend);
        uint256 least = treasury.minimumOut(order.spend);
        vm.prank(guardian);
        treasury.pause();

        (bool healed, bytes memory reason) = _tryHeal(order, least);
        _assertRefused(healed, reason, IRecoveryTreasury.TreasuryPaused.selector);
    }

    /// @dev A second request, or a heal, of what was asked for already: by a report that could not see that.
    function orderTwice(uint256 amount, uint256 before, bool isHeal, uint256 seed) external {
        Order memory first = _askPool(bound(amount, 1e6, AFFORDABLE), 0, 1 minutes, seed);
        uint256 requestAt = block.timestamp;
        _wait(1 minutes);
        Order memory order = _order(isHeal ? bound(amount, 1e6, _affordable()) : 0, seed);
        order.epoch = uint40(bound(before, uint256(first.epoch) + 1, requestAt));
        order.poolOrder = _poolOrder(order.epoch, seed);
        _attest(order, false, block.timestamp);
        ledger.recordReport(order, false, block.timestamp, amount);
        _prepareMarket(order.spend);

        (bool done, bytes memory reason) =
            isHeal ? _tryHeal(order, treasury.minimumOut(order.spend)) : _tryRequest(order);
        _assertRefused(done, reason, IRecoveryTreasury.ReportBeforeRequest.selector);
    }

    function requestTwice(uint256 amount, uint256 wait, uint256 seed) external {
        Order memory order = _askPool(bound(amount, 1e6, AFFORDABLE), 0, 0, seed);
        _wait(bound(wait, 0, MAX_AGE));

        (bool sent, bytes memory reason) = _tryRequest(order);
        _assertRefused(sent, reason, IRecoveryTreasury.ReportBeforeRequest.selector);
    }

    function requestTooEarly(uint256 wait, uint256 seed) external {
        _askPool(1e6, 0, 0, seed);
        _wait(bound(wait, 1, ledger.schedule().requestInterval - 1));
        _endRequest();
        uint256 readyAt = treasury.lastRequestAt() + uint256(ledger.schedule().requestInterval);
        if (block.timestamp >= readyAt) return;

        (bool sent, bytes memory reason) = _tryRequest(_reportNow(seed));
        _assertRefused(sent, reason, IReserveSlot.RequestTooEarly.selector);
    }

    /// @dev Right after collateral came out of the pool, on figures that cannot contain it.
    function orderOnFiguresBeforeACollection(uint256 amount, uint256 wait, bool isHeal, uint256 seed) external {
        _holdCollateral(bound(amount, 1e6, AFFORDABLE), seed);
        _withdrawHeld(Asset.COLLATERAL, seed);
        _collect(Asset.COLLATERAL);
        if (ledger.deliveredAt() != block.timestamp) return;
        uint256 collectedAt = block.timestamp;
        _resume();
        _wait(bound(wait, 1, MAX_LAG));
        _nextEpoch();
        Order memory order =
            _report(block.timestamp - collectedAt + 1, block.timestamp, isHeal ? _affordable() : 0, seed);
        _prepareMarket(order.spend);

        (bool done, bytes memory reason) =
            isHeal ? _tryHeal(order, treasury.minimumOut(order.spend)) : _tryRequest(order);
        _assertRefused(done, reason, IRecoveryTreasury.StatementBeforeSettlement.selector);
    }

    function requestForgedOrder(uint256 seed, bool isNonce) external {
        Order memory order = _reportNow(seed);
        if (isNonce) order.poolOrder.nonce = keccak256(abi.encode(order.poolOrder.nonce));
        else order.poolOrder.ciphertext = keccak256(abi.encode(order.poolOrder.ciphertext));

        (bool sent, bytes memory reason) = _tryRequest(order);
        _assertRefused(sent, reason, IRecoveryTreasury.OrderNotAttested.selector);
    }

    function requestWhilePaused(uint256 seed) external {
        Order memory order = _reportNow(seed);
        vm.prank(guardian);
        treasury.pause();

        (bool sent, bytes memory reason) = _tryRequest(order);
        _assertRefused(sent, reason, IRecoveryTreasury.TreasuryPaused.selector);
        (sent, reason) = _tryDeposit();
        _assertRefused(sent, reason, IRecoveryTreasury.TreasuryPaused.selector);
    }

    function depositTooEarly(uint256 wait) external {
        _depositOnSchedule(0);
        _settleWaiting();
        uint256 readyAt = treasury.lastPoolDepositAt() + uint256(ledger.schedule().depositInterval);
        if (block.timestamp >= readyAt) return;
        vm.warp(bound(wait, block.timestamp, readyAt - 1));

        (bool done, bytes memory reason) = _tryDeposit();
        _assertRefused(done, reason, IReserveSlot.DepositTooEarly.selector);
    }

    // --- strangers ---

    function useTheSlotAsStranger(uint256 which, uint256 seed) external {
        Order memory order = _reportNow(seed);
        bytes[6] memory calls = [
            abi.encodeCall(treasury.request, (order.epoch, order.poolOrder, bytes32(0))),
            abi.encodeCall(treasury.depositIntoPool, ()),
            abi.encodeCall(treasury.registerSlot, (bytes32(seed), "")),
            abi.encodeCall(treasury.rotateSlotKey, (bytes32(seed), "")),
            abi.encodeCall(treasury.withdrawFromPool, (Asset.COLLATERAL, 1)),
            abi.encodeCall(treasury.withdrawEther, (1))
        ];
        which = bound(which, 0, calls.length - 1);

        vm.prank(stranger);
        (bool done, bytes memory reason) = address(treasury).call(calls[which]);
        bytes4 refusal = which < 2 ? IRecoveryTreasury.NotAgent.selector : Ownable.OwnableUnauthorizedAccount.selector;
        _assertRefused(done, reason, refusal);
    }

    function healAsStranger(uint256 seed) external {
        Order memory order = _reportNow(seed);

        vm.prank(stranger);
        (bool healed, bytes memory reason) = address(treasury)
            .call(abi.encodeCall(treasury.heal, (order.epoch, order.spend, order.salt, order.poolOrder, 0)));
        _assertRefused(healed, reason, IRecoveryTreasury.NotAgent.selector);
    }

    function fallBackTooEarly(uint256 seed) external {
        _resume();
        _becomeInsolvent(seed);
        if (block.timestamp >= treasury.fallbackReadyAt()) return;

        (bool healed, bytes memory reason) = _tryFallback();
        _assertRefused(healed, reason, IRecoveryTreasury.FallbackTooEarly.selector);
    }

    function fallBackWhenSolvent(uint256 seed) external {
        _resume();
        _nextEpoch();
        Order memory order = _order(0, seed);
        _attest(order, true, block.timestamp);
        ledger.recordReport(order, true, block.timestamp, 0);

        (bool healed, bytes memory reason) = _tryFallback();
        _assertRefused(healed, reason, IRecoveryTreasury.StatusUnfit.selector);
    }

    // --- the owner's key, stolen or mistaken ---

    function withdrawAtOnce(uint256 amount, uint256 wait, bool announced) external {
        amount = bound(amount, 0, USDC.balanceOf(address(treasury)));
        _actAtOnce(abi.encodeCall(treasury.withdraw, (USDC, amount)), wait, announced);
    }

    function changeLimitsAtOnce(RecoveryLimits calldata limits, uint256 wait, bool announced) external {
        _actAtOnce(abi.encodeCall(treasury.setLimits, (limits)), wait, announced);
    }

    function withdrawFromPoolAtOnce(uint64 amount, uint256 wait, bool announced) external {
        _actAtOnce(abi.encodeCall(treasury.withdrawFromPool, (Asset.COLLATERAL, amount)), wait, announced);
    }

    function withdrawEtherAtOnce(uint256 amount, uint256 wait, bool announced) external {
        amount = bound(amount, 0, address(treasury).balance);
        _actAtOnce(abi.encodeCall(treasury.withdrawEther, (amount)), wait, announced);
    }

    function changeScheduleAtOnce(PoolSchedule calldata schedule, uint256 wait, bool announced) external {
        _actAtOnce(abi.encodeCall(treasury.setPoolSchedule, (schedule)), wait, announced);
    }

    function setInvalidSchedule(uint256 which) external {
        PoolSchedule memory schedule = ledger.schedule();
        which = bound(which, 0, 4);
        if (which == 0) schedule.premiumBps = MAX_PREMIUM + 1;
        if (which == 1) schedule.timeout = POOL_MIN_TIMEOUT - 1;
        if (which == 2) schedule.requestInterval = schedule.timeout - 1;
        if (which == 3) schedule.deposit = MIN_PAYMENT_DEPOSIT - 1;
        if (which == 4) schedule.depositInterval = 0;
        bytes memory data = abi.encodeCall(treasury.setPoolSchedule, (schedule));
        vm.prank(owner);
        treasury.schedule(data);
        _wait(DELAY);

        _send(data, IReserveSlot.ScheduleInvalid.selector);
        _cancel(data);
    }

    function withdrawAsStranger(uint256 amount) external {
        bytes memory data = abi.encodeCall(treasury.withdraw, (USDC, amount));
        vm.prank(stranger);
        (bool done, bytes memory reason) = address(treasury).call(data);
        _assertRefused(done, reason, Ownable.OwnableUnauthorizedAccount.selector);
    }

    function setInvalidLimits(uint256 which) external {
        RecoveryLimits memory limits = ledger.limits();
        which = bound(which, 0, 5);
        if (which == 0) limits.perAction = limits.perWindow + 1;
        if (which == 1) limits.fallbackSpend = limits.perAction + 1;
        if (which == 2) limits.maxSlippageBps = 10_000;
        if (which == 3) limits.maxDepegBps = 10_000;
        if (which == 4) limits.minBtcUsd = 0;
        if (which == 5) limits.maxBtcUsd = limits.minBtcUsd - 1;
        bytes memory data = abi.encodeCall(treasury.setLimits, (limits));
        vm.prank(owner);
        treasury.schedule(data);
        _wait(DELAY);

        _send(data, IRecoveryTreasury.LimitInvalid.selector);
        _cancel(data);
    }

    function _actAtOnce(bytes memory data, uint256 wait, bool announced) private {
        if (!announced) return _send(data, Governed.CallNotScheduled.selector);

        vm.prank(owner);
        treasury.schedule(data);
        _wait(bound(wait, 0, DELAY - 1));
        _send(data, Governed.CallNotReady.selector);
        _cancel(data);
    }

    function _send(bytes memory data, bytes4 refusal) private {
        vm.prank(owner);
        (bool done, bytes memory reason) = address(treasury).call(data);
        _assertRefused(done, reason, refusal);
    }

    function _cancel(bytes memory data) private {
        vm.prank(guardian);
        treasury.cancel(keccak256(data));
    }

    /// @dev Fresh, nothing paused.
    function _reportNow(uint256 seed) private returns (Order memory) {
        _resume();
        _nextEpoch();
        return _report(0, block.timestamp, _affordable(), seed);
    }

    function _assertRefused(bool done, bytes memory reason, bytes4 refusal) private pure {
        assertFalse(done, "succeeded");
        // Only the selector counts here; unit tests compare the arguments.
        // forge-lint: disable-next-line(unsafe-typecast)
        assertEq(bytes4(reason), refusal, "refused for another reason");
    }
}
