// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {TreasuryLedger} from "../TreasuryLedger.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {RecoveryTreasury} from "src/recovery/RecoveryTreasury.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";

/// @notice The honest side of the treasury's world: time, market, custodian, agent, strangers, owner and guardian.
/// @dev Every action succeeds whatever came before, except the two attempts, which try their luck and record it.
/// @dev Is the forwarder of the attestation, and the world itself: Uniswap, feeds and treasury are its fixture.
abstract contract TreasuryHandler is TreasuryBase {
    using SafeCast for uint256;
    using SafeCast for int256;

    /// @dev The custodian's figures are at most this old at the time of its statement.
    uint256 internal constant MAX_LAG = 30 minutes;
    /// @dev Reports are insolvent from this shortfall on; healing starts before.
    uint256 private constant SOLVENCY_MARGIN = 200_000e6;
    /// @dev Anything less is dust to the pool, which rounds down.
    uint256 private constant LEAST_SPEND = 1e6;

    TreasuryLedger public immutable ledger = new TreasuryLedger();

    constructor() {
        setUp();
        ledger.recordFunds(FUNDS);
        ledger.recordLimits(_limits());
    }

    function world() external view returns (RecoveryTreasury, address, address) {
        return (treasury, owner, reserve);
    }

    // --- time and market ---

    function passTime(uint256 duration, bool feedsAnswer) external {
        _wait(bound(duration, 1, 8 hours));
        if (feedsAnswer) _refreshFeeds();
    }

    function movePrices(uint256 btc, uint256 wbtc, uint256 usdc) external {
        btc = bound(btc, 85_000e8, 125_000e8);
        wbtc = bound(wbtc, 0.99e8, 1.01e8);
        usdc = bound(usdc, 0.99e8, 1.01e8);
        _setFeeds(btc.toInt256(), wbtc.toInt256(), usdc.toInt256());
        _arbitrage();
    }

    /// @dev Leaves the pool away from the feeds until someone sets it right. From the feeds' price, because several in
    /// a row would buy the pool empty.
    function disturbPool(uint256 amount) external {
        _arbitrage();
        _buyWbtc(bound(amount, 100_000e6, 3_000_000e6));
    }

    // --- custodian ---

    function fallShort(uint256 amount) external {
        ledger.recordShortfall(bound(amount, LEAST_SPEND, AFFORDABLE));
    }

    /// @dev Orders what figures of up to MAX_LAG before the statement show, seen through up to ten minutes of delivery.
    /// Knows no limits but the market's.
    function report(uint256 lag, uint256 age, uint256 seed) public {
        _nextEpoch();
        uint256 statementAt = block.timestamp - bound(age, 0, 10 minutes);
        statementAt = Math.max(statementAt, attestation.latestReport().statementAt);
        _report(bound(lag, 0, MAX_LAG), statementAt, AFFORDABLE, seed);
    }

    // --- agent ---

    /// @dev Sends the latest order as it is, in any state of the world, perhaps for any price.
    function attemptHeal(bool careless) public {
        Order memory order = ledger.order();
        uint256 least;
        if (!careless) {
            try treasury.minimumOut(order.spend) returns (uint256 minimum) {
                least = minimum;
            } catch {}
        }
        _tryHeal(order, least);
    }

    function reportAndAttemptHeal(uint256 lag, uint256 age, bool careless, uint256 seed) external {
        report(lag, age, seed);
        attemptHeal(careless);
    }

    function healShortfall(uint256 amount, uint256 lag, uint256 wait, uint256 seed) external {
        _healShortfall(
            bound(amount, LEAST_SPEND, 2 * AFFORDABLE), bound(lag, 0, MAX_LAG), bound(wait, 0, 8 hours), seed
        );
    }

    // --- strangers ---

    function attemptFallback() external {
        _tryFallback();
    }

    function healByFallback(uint256 wait, uint256 seed) external {
        _healByFallback(bound(wait, 0, 8 hours), seed);
    }

    // --- owner and guardian ---

    function changeLimits(RecoveryLimits memory limits) external {
        limits.perAction = uint112(bound(limits.perAction, 100_000e6, PER_ACTION));
        limits.perWindow = uint112(bound(limits.perWindow, limits.perAction, PER_WINDOW));
        limits.settlementLag = uint40(bound(limits.settlementLag, MAX_LAG, 2 hours));
        limits.fallbackDelay = uint40(bound(limits.fallbackDelay, 0, 12 hours));
        limits.fallbackSpend = uint112(bound(limits.fallbackSpend, LEAST_SPEND, 100_000e6));
        limits.maxSlippageBps = uint16(bound(limits.maxSlippageBps, 250, 500));
        limits.maxDepegBps = uint16(bound(limits.maxDepegBps, 100, 500));
        limits.minBtcUsd = uint96(bound(limits.minBtcUsd, 1, 85_000e8));
        limits.maxBtcUsd = uint96(bound(limits.maxBtcUsd, 125_000e8, type(uint96).max));

        _afterDelay(abi.encodeCall(treasury.setLimits, (limits)));
        ledger.recordLimits(limits);
    }

    function withdraw(uint256 amount) external {
        amount = bound(amount, 0, USDC.balanceOf(address(treasury)));
        _afterDelay(abi.encodeCall(treasury.withdraw, (USDC, amount)));
        ledger.recordWithdrawal(amount);
    }

    function donateAndWithdrawCollateral(uint256 donation, uint256 amount) external {
        donation = bound(donation, 0, 100e8);
        WBTC.mint(address(treasury), donation);
        ledger.recordDonatedCollateral(donation);
        amount = bound(amount, 0, WBTC.balanceOf(address(treasury)));
        _afterDelay(abi.encodeCall(treasury.withdraw, (WBTC, amount)));
        ledger.recordWithdrawnCollateral(amount);
    }

    function pause(bool wholeAttestation) external {
        vm.prank(guardian);
        if (wholeAttestation) attestation.pause();
        else treasury.pause();
    }

    function resume() external {
        _resume();
    }

    // --- how ---

    function _wait(uint256 duration) internal {
        vm.warp(block.timestamp + duration);
    }

    function _resume() internal {
        vm.startPrank(owner);
        treasury.unpause();
        attestation.unpause();
        vm.stopPrank();
    }

    function _nextEpoch() internal {
        if (block.timestamp <= attestation.latestReport().epoch) _wait(1);
    }

    /// @dev Until a statement of now can be trusted to contain the last heal.
    function _awaitSettlement() internal {
        uint256 settledAt = treasury.lastHealAt() + treasury.limits().settlementLag;
        if (block.timestamp <= settledAt) vm.warp(settledAt + 1);
    }

    function _report(uint256 lag, uint256 statementAt, uint256 maxSpend, uint256 seed)
        internal
        returns (Order memory order)
    {
        int256 shown = ledger.deficitAt(statementAt - lag);
        uint256 deficit = shown > 0 ? shown.toUint256() : 0;
        bool isSolvent = deficit < SOLVENCY_MARGIN;
        order = _order(Math.min(deficit, maxSpend), seed);
        _attest(order, isSolvent, statementAt);
        ledger.recordReport(order, isSolvent);
    }

    /// @dev Shortfall, report and heal, after which exactly that order was executed.
    function _healShortfall(uint256 amount, uint256 lag, uint256 wait, uint256 seed)
        internal
        returns (Order memory order)
    {
        _resume();
        _wait(wait);
        _awaitSettlement();
        if (treasury.available() < LEAST_SPEND) _wait(2 * uint256(WINDOW));
        _deepenDeficitTo(amount);
        _wait(lag);
        _nextEpoch();
        order = _report(lag, block.timestamp, Math.min(_affordable(), treasury.available()), seed);
        _prepareMarket(order.spend);

        (bool healed,) = _tryHeal(order, treasury.minimumOut(order.spend));
        assertTrue(healed, "heal");
    }

    function _healByFallback(uint256 wait, uint256 seed) internal {
        _resume();
        _wait(wait);
        _becomeInsolvent(seed);
        if (block.timestamp < treasury.fallbackReadyAt()) vm.warp(treasury.fallbackReadyAt());
        _awaitSettlement();
        if (treasury.available() < treasury.limits().fallbackSpend) _wait(2 * uint256(WINDOW));
        _becomeInsolvent(seed);
        _prepareMarket(treasury.limits().fallbackSpend);

        (bool healed,) = _tryFallback();
        assertTrue(healed, "fallback");
    }

    function _becomeInsolvent(uint256 seed) internal {
        _nextEpoch();
        _deepenDeficitTo(SOLVENCY_MARGIN);
        _report(0, block.timestamp, _affordable(), seed);
    }

    function _deepenDeficitTo(uint256 wanted) private {
        int256 deficit = ledger.deficitAt(block.timestamp);
        int256 missing = wanted.toInt256() - deficit;
        if (missing > 0) ledger.recordShortfall(missing.toUint256());
    }

    /// @dev What market and limits let one heal spend.
    function _affordable() internal view returns (uint256) {
        return Math.min(AFFORDABLE, treasury.limits().perAction);
    }

    /// @dev Fresh feeds, a pool that agrees with them, and enough funds.
    function _prepareMarket(uint256 spend) internal {
        _refreshFeeds();
        _arbitrage();
        if (USDC.balanceOf(address(treasury)) >= spend) return;
        USDC.mint(address(treasury), FUNDS);
        ledger.recordFunds(FUNDS);
    }

    function _refreshFeeds() private {
        (uint256 btc, uint256 wbtc, uint256 usdc) = _prices();
        _setFeeds(btc.toInt256(), wbtc.toInt256(), usdc.toInt256());
    }

    /// @dev Brings the pool to where the feeds say it belongs.
    function _arbitrage() private {
        (uint256 btc, uint256 wbtc, uint256 usdc) = _prices();
        uint256 priceX192 = Math.mulDiv(btc * Math.min(wbtc, 1e8), 1 << 192, usdc * 1e10);
        _movePoolTo(Math.sqrt(priceX192).toUint160());
    }

    function _prices() private view returns (uint256, uint256, uint256) {
        (, int256 btc,,,) = btcUsd.latestRoundData();
        (, int256 wbtc,,,) = wbtcBtc.latestRoundData();
        (, int256 usdc,,,) = usdcUsd.latestRoundData();
        return (btc.toUint256(), wbtc.toUint256(), usdc.toUint256());
    }

    function _afterDelay(bytes memory data) private {
        vm.prank(owner);
        treasury.schedule(data);
        _wait(DELAY);
        vm.prank(owner);
        (bool done, bytes memory reason) = address(treasury).call(data);
        assertTrue(done, vm.toString(reason));
    }

    function _tryHeal(Order memory order, uint256 minOut) internal returns (bool, bytes memory) {
        bytes memory call =
            abi.encodeCall(treasury.heal, (order.epoch, order.spend, order.salt, order.poolOrder, minOut));
        return _tryAndRecord(agent, call, true, order.epoch, order.spend);
    }

    function _tryFallback() internal returns (bool, bytes memory) {
        uint40 epoch = attestation.latestReport().epoch;
        uint256 spend = treasury.limits().fallbackSpend;
        return _tryAndRecord(stranger, abi.encodeCall(treasury.healFallback, ()), false, epoch, spend);
    }

    function _tryAndRecord(address sender, bytes memory call, bool byAgent, uint256 epoch, uint256 spend)
        private
        returns (bool healed, bytes memory answer)
    {
        TreasuryLedger.Heal memory heal;
        (heal.at, heal.epoch, heal.byAgent, heal.spend) = (block.timestamp, epoch, byAgent, spend);
        heal.deficit = ledger.deficitAt(block.timestamp);
        (heal.status,) = attestation.status();
        heal.paused = treasury.paused();
        heal.insolventSince = ledger.insolventSince();
        (heal.btcUsd, heal.wbtcBtc, heal.usdcUsd) = _prices();
        heal.limits = ledger.limits();

        vm.prank(sender);
        (healed, answer) = address(treasury).call(call);
        if (!healed) return (healed, answer);

        heal.delivered = abi.decode(answer, (uint256));
        ledger.recordHeal(heal);
    }
}
