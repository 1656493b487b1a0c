// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {TreasuryLedger} from "../TreasuryLedger.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {RecoveryTreasury} from "src/recovery/RecoveryTreasury.sol";
import {Asset, CollateralRequest} from "src/types/Pool.sol";
import {PoolSchedule} from "src/types/PoolSchedule.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";
import {Sealed} from "src/types/Settlement.sol";

/// @notice The honest side of the treasury's world: time, market, custodian, workflow, agent, pool, strangers, owner, guardian.
/// @dev Every action succeeds whatever came before, except the attempts, which try their luck and record it.
/// @dev Is the forwarder of the attestation, and the world itself: Uniswap, feeds, pool and treasury are its fixture.
abstract contract TreasuryHandler is TreasuryPoolBase {
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
        ledger.recordSchedule(_schedule());
        _openSlots();
        ledger.recordEther(address(treasury).balance);
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

    /// @dev Hands the latest report's order to the pool, in any state of the world.
    function attemptRequest() public {
        _tryRequest(ledger.order());
    }

    function reportAndAttemptRequest(uint256 lag, uint256 age, uint256 seed) external {
        report(lag, age, seed);
        attemptRequest();
    }

    function askPool(uint256 amount, uint256 lag, uint256 wait, uint256 seed) external {
        _wait(bound(wait, 0, 8 hours));
        _askPool(bound(amount, LEAST_SPEND, 2 * AFFORDABLE), bound(lag, 0, MAX_LAG), seed % MAX_AGE, seed);
    }

    function attemptDeposit() external {
        _tryDeposit();
    }

    function depositIntoPool(uint256 wait) external {
        _depositOnSchedule(bound(wait, 0, 8 hours));
    }

    // --- pool ---

    /// @dev The live request's next round, if it is not too late for it.
    function settleRequest(uint256 fill, uint256 wait) external {
        if (pool.liveRequest() == 0) return;
        _wait(bound(wait, 0, 12 hours));
        if (_expireOverdue()) return;
        _fill(fill);
    }

    function settleWaiting() external {
        _settleWaiting();
    }

    // --- strangers ---

    function collect(bool isPayment) external {
        _collect(isPayment ? Asset.PAYMENT : Asset.COLLATERAL);
    }

    function collectStake() external {
        if (pool.creditOf(address(treasury)).etherAmount == 0) return;
        vm.prank(stranger);
        treasury.collectStake();
    }

    function fundStakes(uint256 amount) external {
        _fundStakes(bound(amount, 0, 1 ether));
    }

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

    function withdrawFromPool(bool isPayment, uint256 amount) external {
        _withdrawHeld(isPayment ? Asset.PAYMENT : Asset.COLLATERAL, amount);
    }

    function withdrawEther(uint256 amount) external {
        amount = bound(amount, 0, address(treasury).balance);
        _afterDelay(abi.encodeCall(treasury.withdrawEther, (amount)));
        ledger.recordWithdrawnEther(amount);
    }

    function changeSchedule(PoolSchedule memory schedule) external {
        schedule.premiumBps = uint16(bound(schedule.premiumBps, 0, MAX_PREMIUM));
        schedule.timeout = uint40(bound(schedule.timeout, POOL_MIN_TIMEOUT, 2 * POOL_MIN_TIMEOUT));
        schedule.requestInterval = uint40(bound(schedule.requestInterval, schedule.timeout, 2 days));
        schedule.deposit = uint64(bound(schedule.deposit, MIN_PAYMENT_DEPOSIT, 1_000_000e6));
        schedule.depositInterval = uint40(bound(schedule.depositInterval, 1 hours, 7 days));

        _afterDelay(abi.encodeCall(treasury.setPoolSchedule, (schedule)));
        ledger.recordSchedule(schedule);
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

    /// @dev Feeds answer when they are asked to here, and nobody resets them.
    function _pass(uint256 duration) internal override {
        _wait(duration);
    }

    /// @dev Later than the last report and the last request.
    function _nextEpoch() internal {
        uint256 last = Math.max(attestation.latestReport().epoch, treasury.lastRequestAt());
        if (block.timestamp <= last) _wait(1);
    }

    /// @dev Until a statement of now can be trusted to contain the last delivery.
    function _awaitSettlement() internal {
        uint256 settledAt = ledger.deliveredAt() + ledger.limits().settlementLag;
        if (block.timestamp <= settledAt) vm.warp(settledAt + 1);
    }

    /// @dev What the workflow's enclave reads from the chain: what the slot holds, and what was withdrawn from it.
    function _heldByPool() private view returns (int256) {
        uint256 amount = _slot().collateral + pool.creditOf(address(treasury)).collateral;
        return (amount * UNIT_PRICE).toInt256();
    }

    /// @dev True shortfall that nothing has been ordered against yet.
    function _unordered() private view returns (int256) {
        return ledger.deficitAt(block.timestamp) - _heldByPool() - ledger.open().toInt256();
    }

    /// @dev Up to `maxSpend` is ordered here, and all that is left of the pool.
    function _report(uint256 lag, uint256 statementAt, uint256 maxSpend, uint256 seed)
        internal
        returns (Order memory order)
    {
        int256 missing = ledger.deficitAt(statementAt - lag) - _heldByPool();
        int256 shown = missing - ledger.open().toInt256();
        uint256 deficit = shown > 0 ? shown.toUint256() : 0;
        bool isSolvent = missing < SOLVENCY_MARGIN.toInt256();
        order = _order(Math.min(deficit, maxSpend), seed);
        _attest(order, isSolvent, statementAt);
        ledger.recordReport(order, isSolvent, statementAt, deficit - order.spend);
    }

    /// @dev Shortfall, report and request, after which exactly that order is in the pool.
    function _askPool(uint256 amount, uint256 lag, uint256 hesitation, uint256 seed)
        internal
        returns (Order memory order)
    {
        _resume();
        _endRequest();
        uint256 readyAt = treasury.lastRequestAt() + uint256(ledger.schedule().requestInterval);
        if (block.timestamp < readyAt) vm.warp(readyAt);
        _awaitSettlement();
        _deepenDeficitTo(amount);
        _wait(lag);
        _nextEpoch();
        order = _report(lag, block.timestamp, 0, seed);
        _wait(hesitation);
        if (address(treasury).balance < STAKE) _fundStakes(STAKE);

        (bool sent, bytes memory reason) = _tryRequest(order);
        assertTrue(sent, vm.toString(reason));
    }

    /// @dev The live request's next round, in which the maker sells what can be sold, at most.
    function _fill(uint256 amount) private {
        uint256 most = Math.min(ledger.open(), _slot().payment) / UNIT_PRICE;
        amount = bound(amount, 0, Math.min(most, holdings[0].collateral));
        _settleRequest(amount);
        ledger.recordFill(amount * UNIT_PRICE, pool.liveRequest() == 0);
    }

    /// @dev Something in the slot, bought there if it is empty.
    function _holdCollateral(uint256 amount, uint256 seed) internal {
        if (_slot().collateral != 0) return;
        if (_slot().payment < AFFORDABLE / 2) {
            _depositOnSchedule(0);
            _settleWaiting();
        }
        _askPool(amount, 0, 0, seed);
        _fill(type(uint256).max);
    }

    function _depositOnSchedule(uint256 wait) internal {
        _resume();
        _wait(wait);
        _settleWaiting();
        uint256 readyAt = treasury.lastPoolDepositAt() + uint256(ledger.schedule().depositInterval);
        if (block.timestamp < readyAt) vm.warp(readyAt);
        _prepareMarket(ledger.schedule().deposit);

        (bool done, bytes memory reason) = _tryDeposit();
        assertTrue(done, vm.toString(reason));
    }

    function _withdrawHeld(Asset asset, uint256 amount) internal {
        _settleWaiting();
        uint256 held = asset == Asset.PAYMENT ? _slot().payment : _slot().collateral;
        amount = bound(amount, 1, Math.max(held, 1));
        _afterDelay(abi.encodeCall(treasury.withdrawFromPool, (asset, amount.toUint64())));
        _settleWaiting();
    }

    function _collect(Asset asset) internal {
        uint256 credit = asset == Asset.PAYMENT
            ? pool.creditOf(address(treasury)).payment
            : pool.creditOf(address(treasury)).collateral;
        if (credit == 0) return;

        vm.prank(stranger);
        treasury.collect(asset);
        if (asset == Asset.PAYMENT) ledger.recordReturn(credit);
        else ledger.recordCollection(credit, credit * UNIT_PRICE);
    }

    function _fundStakes(uint256 amount) internal {
        vm.deal(stranger, amount);
        vm.prank(stranger);
        (bool isSent,) = address(treasury).call{value: amount}("");
        assertTrue(isSent, "ether");
        ledger.recordEther(amount);
    }

    /// @dev Lets the live request's time run out.
    function _endRequest() internal {
        uint256 requestId = pool.liveRequest();
        if (requestId == 0) return;
        vm.warp(Math.max(block.timestamp, _deadlineOf(requestId) + 1));
        pool.expire();
        ledger.recordFill(0, true);
    }

    /// @dev What waits in the queue, and the request's round if it is due.
    function _settleWaiting() internal {
        (uint256 head, uint256 tail) = pool.queueBounds();
        if (head == tail) return;
        _wait(IDLE_INTERVAL);
        _expireOverdue();
        _settleQueue();
        ledger.recordFill(0, pool.liveRequest() == 0);
    }

    /// @dev A request that would be too late before a round could be closed, too.
    function _expireOverdue() internal returns (bool isOverdue) {
        uint256 requestId = pool.liveRequest();
        isOverdue = requestId != 0 && block.timestamp + IDLE_INTERVAL > _deadlineOf(requestId);
        if (isOverdue) _endRequest();
    }

    function _deadlineOf(uint256 requestId) private view returns (uint256) {
        CollateralRequest memory live = pool.request(requestId);
        return uint256(live.openedAt) + live.timeout + POOL_WINDOW;
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

    function _deepenDeficitTo(uint256 amount) internal {
        int256 missing = amount.toInt256() - _unordered();
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
        heal.deficit = _unordered();
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

    function _tryRequest(Order memory order) internal returns (bool sent, bytes memory answer) {
        TreasuryLedger.Request memory record;
        (record.at, record.epoch, record.ask) = (block.timestamp, order.epoch, ledger.attestedAsk(order.epoch));
        record.deficit = _unordered();
        (record.status,) = attestation.status();
        record.paused = treasury.paused();
        record.statementAt = ledger.statementOf(order.epoch);
        record.deliveredAt = ledger.deliveredAt();
        record.settlementLag = ledger.limits().settlementLag;
        record.schedule = ledger.schedule();

        bytes32 hiddenSpend = keccak256(abi.encode(order.spend, order.salt));
        vm.prank(agent);
        (sent, answer) =
            address(treasury).call(abi.encodeCall(treasury.request, (order.epoch, order.poolOrder, hiddenSpend)));
        if (!sent) return (sent, answer);

        wanted = Sealed(order.poolOrder.ciphertext, order.poolOrder.nonce);
        ledger.recordRequest(record);
    }

    function _tryDeposit() internal returns (bool done, bytes memory answer) {
        uint256 before = USDC.balanceOf(address(treasury));
        vm.prank(agent);
        (done, answer) = address(treasury).call(abi.encodeCall(treasury.depositIntoPool, ()));
        if (done) ledger.recordDeposit(before - USDC.balanceOf(address(treasury)));
    }
}
