// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../governance/Governed.sol";
import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {IRecoveryTreasury} from "../interfaces/IRecoveryTreasury.sol";
import {IReserveAttestation} from "../interfaces/IReserveAttestation.sol";
import {IReserveSlot} from "../interfaces/IReserveSlot.sol";
import {ISwapRouter02} from "../interfaces/ISwapRouter02.sol";
import {HealOrders} from "../libraries/HealOrders.sol";
import {ReservePrice} from "../libraries/ReservePrice.sol";
import {SpendingWindow} from "../libraries/SpendingWindow.sol";
import {PoolSchedule} from "../types/PoolSchedule.sol";
import {BPS, PriceFeeds, RecoveryLimits} from "../types/RecoveryLimits.sol";
import {PoolOrder, RecordedReport, ReserveStatus} from "../types/ReserveReport.sol";
import {ReservePriceFeeds} from "./ReservePriceFeeds.sol";
import {ReserveSlot} from "./ReserveSlot.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title RecoveryTreasury
/// @notice Holds the healing funds. A heal buys collateral for the reserve, and for nothing and nobody else. Small deficits
/// are healed by a swap, in the open; large ones by the dark pool, where the treasury owns the reserve's slot.
///
/// TRUST
/// @dev The agent chooses when, and how strict `minOut` is. What and how much was attested; the limits are here.
/// @dev A stolen agent key can execute an attested order at a bad moment, at worst `maxSlippageBps` below the feeds'
/// @dev price and within the caps. It can send nothing anywhere but to the reserve, and on schedule into its slot.
/// @dev Whoever calls healFallback can cost as much, once per window, of the one amount that it spends.
/// @dev The router is not trusted: what left and what arrived is measured here. Feeds are trusted within their bounds.
///
/// ONE DEFICIT, ONE HEAL
/// @dev Each epoch heals once, only the latest epoch heals, and only if the custodian's statement is later than the
/// @dev last heal plus the settlement lag: a report that cannot have seen the last heal cannot order it again.
/// @dev The same holds for requests, and a report's epoch must be later than the last request: the workflow takes off what
/// @dev open requests still want, and can do so only for those that it can have seen. Nor can a report heal that has not
/// @dev seen the last request, unless it is the one that ordered it: a deficit is ordered here or there, not twice.
///
/// LIVENESS
/// @dev If the agent is dead, anyone may call healFallback once per window while the reserve stays INSOLVENT.
///
/// NOT DONE HERE
/// @dev One route, one pool. Tokens sent here belong to the issuer, who is the owner.
/// @dev One treasury per attestation and reserve: orders name neither, so a second treasury would heal them again.
/// @dev A heal has no deadline of its own: it is void as soon as the next report is recorded, or the last one stale.
contract RecoveryTreasury is IRecoveryTreasury, ReservePriceFeeds, ReserveSlot {
    using SafeERC20 for IERC20;
    using SpendingWindow for SpendingWindow.Spending;

    /// @notice What a treasury is wired to, for good.
    struct Wiring {
        IReserveAttestation attestation;
        /// What heals deliver.
        IERC20Metadata collateral;
        /// What heals spend.
        IERC20Metadata payment;
        /// The only recipient of collateral.
        address reserve;
        ISwapRouter02 router;
        /// Fee of the pool that is traded on, in hundredths of a basis point.
        uint24 poolFee;
        /// Seconds in any stretch of which the spending is capped.
        uint40 window;
        PriceFeeds feeds;
        /// Of the same collateral and payment.
        ICREDarkPool pool;
    }

    IReserveAttestation public immutable attestation;
    IERC20 public immutable collateral;
    IERC20 public immutable payment;
    address public immutable reserve;
    ISwapRouter02 public immutable router;
    uint24 public immutable poolFee;
    uint256 public immutable window;

    /// @notice May call {heal}.
    address public agent;

    /// @notice Epoch of the last heal; zero before the first.
    uint40 public lastHealedEpoch;

    /// @notice Time of the last heal, by whomever; zero before the first.
    uint40 public lastHealAt;

    /// @notice Time of the last fallback heal; zero before the first.
    uint40 public lastFallbackAt;

    SpendingWindow.Spending private _spending;
    RecoveryLimits private _limits;

    constructor(
        address owner_,
        address guardian_,
        uint256 delay_,
        address agent_,
        Wiring memory wiring,
        RecoveryLimits memory limits_,
        PoolSchedule memory schedule_
    )
        Governed(owner_, guardian_, delay_)
        ReserveSlot(wiring.pool, schedule_)
        ReservePriceFeeds(wiring.feeds, wiring.collateral.decimals(), wiring.payment.decimals())
    {
        require(wiring.reserve != address(0), ZeroAddress("reserve"));
        require(wiring.reserve != address(this), ReserveIsTreasury());
        require(wiring.collateral != wiring.payment, TokensEqual(address(wiring.payment)));
        require(address(wiring.router) != address(0), ZeroAddress("router"));
        require(address(wiring.attestation) != address(0), ZeroAddress("attestation"));
        require(wiring.window != 0, WindowZero());
        attestation = wiring.attestation;
        collateral = wiring.collateral;
        payment = wiring.payment;
        reserve = wiring.reserve;
        router = wiring.router;
        poolFee = wiring.poolFee;
        window = wiring.window;

        _setAgent(agent_);
        _setLimits(limits_);
    }

    /// @inheritdoc IRecoveryTreasury
    function heal(uint40 epoch, uint256 spend, bytes32 salt, PoolOrder calldata poolOrder, uint256 minOut)
        external
        nonReentrant
        returns (uint256 delivered)
    {
        RecordedReport memory report = _requireAttested(epoch, poolOrder, keccak256(abi.encode(spend, salt)));
        uint256 requestAt = lastRequestAt;
        require(epoch > requestAt || epoch == lastRequestedEpoch, ReportBeforeRequest(epoch, requestAt));
        require(spend <= _limits.perAction, SpendAboveActionLimit(spend, _limits.perAction));
        uint256 least = minimumOut(spend);
        require(minOut >= least, MinOutTooLow(minOut, least));

        return _heal(report, true, spend, minOut);
    }

    /// @inheritdoc IRecoveryTreasury
    function request(uint40 epoch, PoolOrder calldata poolOrder, bytes32 hiddenSpend)
        external
        nonReentrant
        returns (uint256 requestId)
    {
        RecordedReport memory report = _requireAttested(epoch, poolOrder, hiddenSpend);
        require(epoch > lastRequestAt, ReportBeforeRequest(epoch, lastRequestAt));
        _requireSeen(report);

        requestId = _sendRequest(epoch, poolOrder);
        emit CollateralRequestSent(epoch, requestId);
    }

    /// @inheritdoc IRecoveryTreasury
    function healFallback() external nonReentrant returns (uint256 delivered) {
        require(!paused, TreasuryPaused());
        (ReserveStatus status,) = attestation.status();
        require(status == ReserveStatus.INSOLVENT, StatusUnfit(status));

        uint256 earliest = fallbackReadyAt();
        require(block.timestamp >= earliest, FallbackTooEarly(block.timestamp, earliest));
        lastFallbackAt = uint40(block.timestamp);

        uint256 spend = _limits.fallbackSpend;
        return _heal(attestation.latestReport(), false, spend, minimumOut(spend));
    }

    /// @inheritdoc IRecoveryTreasury
    function setAgent(address agent_) external onlyOwner {
        _setAgent(agent_);
    }

    /// @inheritdoc IRecoveryTreasury
    function setLimits(RecoveryLimits calldata limits_) external onlyOwnerAfterDelay {
        _setLimits(limits_);
    }

    /// @inheritdoc IRecoveryTreasury
    function withdraw(IERC20 token, uint256 amount) external onlyOwnerAfterDelay nonReentrant {
        emit Withdrawn(token, owner(), amount);
        token.safeTransfer(owner(), amount);
    }

    /// @inheritdoc IRecoveryTreasury
    function available() external view returns (uint256) {
        return _spending.available(_limits.perWindow, window);
    }

    /// @inheritdoc IRecoveryTreasury
    function limits() external view returns (RecoveryLimits memory) {
        return _limits;
    }

    /// @inheritdoc IRecoveryTreasury
    function fallbackReadyAt() public view returns (uint256) {
        uint256 unhealedSince = Math.max(attestation.insolventSince(), lastHealAt);
        uint256 nextFallback = lastFallbackAt == 0 ? 0 : lastFallbackAt + window;
        return Math.max(unhealedSince + _limits.fallbackDelay, nextFallback);
    }

    /// @inheritdoc IRecoveryTreasury
    function minimumOut(uint256 spend) public view returns (uint256) {
        RecoveryLimits memory limits_ = _limits;
        return ReservePrice.minimumOut(spend, _readPrices(limits_), limits_.maxSlippageBps);
    }

    /// @inheritdoc IReserveSlot
    function settledAt() public view override returns (uint256) {
        uint256 last = Math.max(lastHealAt, lastCollectedAt);
        return last == 0 ? 0 : last + _limits.settlementLag;
    }

    /// @dev The latest report, if the agent may act on it and it has these orders.
    function _requireAttested(uint40 epoch, PoolOrder calldata poolOrder, bytes32 hiddenSpend)
        private
        view
        returns (RecordedReport memory report)
    {
        _requireAgentWorking();
        (ReserveStatus status,) = attestation.status();
        require(status != ReserveStatus.UNKNOWN, StatusUnfit(status));
        report = attestation.latestReport();
        require(epoch == report.epoch, EpochNotLatest(epoch, report.epoch));
        bytes32 digest = HealOrders.digest(poolOrder, hiddenSpend);
        require(digest == report.orderDigest, OrderNotAttested(digest, report.orderDigest));
    }

    /// @dev Whether the custodian can have seen all that reached the reserve.
    function _requireSeen(RecordedReport memory report) private view {
        uint256 at = settledAt();
        require(report.statementAt > at, StatementBeforeSettlement(report.statementAt, at));
    }

    function _requireAgentWorking() internal view override {
        require(msg.sender == agent, NotAgent(msg.sender, agent));
        require(!paused, TreasuryPaused());
    }

    function _paymentToken() internal view override returns (IERC20) {
        return payment;
    }

    function _collateralRecipient() internal view override returns (address) {
        return reserve;
    }

    /// @dev What agent and fallback have in common. Both have bounded `minOut` by the feeds' price and `spend` by the
    /// limit per action, which no accepted {RecoveryLimits} lets the fallback exceed.
    function _heal(RecordedReport memory report, bool byAgent, uint256 spend, uint256 minOut)
        private
        returns (uint256 delivered)
    {
        require(report.epoch > lastHealedEpoch, EpochAlreadyHealed(report.epoch, lastHealedEpoch));
        _requireSeen(report);
        require(spend != 0, SpendZero());

        lastHealedEpoch = report.epoch;
        lastHealAt = uint40(block.timestamp);
        _spending.consume(spend, _limits.perWindow, window);

        delivered = _swapIntoReserve(spend, minOut);
        emit Healed(report.epoch, byAgent, spend, delivered, minOut);
    }

    /// @dev Exactly `spend` leaves, at least `minOut` arrives at the reserve, or all of it is undone.
    function _swapIntoReserve(uint256 spend, uint256 minOut) private returns (uint256 delivered) {
        uint256 paymentBefore = payment.balanceOf(address(this));
        uint256 reserveBefore = collateral.balanceOf(reserve);

        payment.forceApprove(address(router), spend);
        router.exactInputSingle(
            ISwapRouter02.ExactInputSingleParams({
                tokenIn: address(payment),
                tokenOut: address(collateral),
                fee: poolFee,
                recipient: reserve,
                amountIn: spend,
                amountOutMinimum: minOut,
                sqrtPriceLimitX96: 0
            })
        );

        uint256 spent = Math.saturatingSub(paymentBefore, payment.balanceOf(address(this)));
        require(spent == spend, SpendMismatch(spent, spend));
        delivered = Math.saturatingSub(collateral.balanceOf(reserve), reserveBefore);
        require(delivered >= minOut, DeliveryShort(delivered, minOut));
    }

    function _setAgent(address agent_) private {
        emit AgentSet(agent, agent_);
        agent = agent_;
    }

    function _setLimits(RecoveryLimits memory limits_) private {
        require(limits_.perAction <= limits_.perWindow, LimitInvalid("perAction", limits_.perAction));
        require(limits_.fallbackSpend <= limits_.perAction, LimitInvalid("fallbackSpend", limits_.fallbackSpend));
        require(limits_.maxSlippageBps < BPS, LimitInvalid("maxSlippageBps", limits_.maxSlippageBps));
        require(limits_.maxDepegBps < BPS, LimitInvalid("maxDepegBps", limits_.maxDepegBps));
        require(limits_.minBtcUsd != 0, LimitInvalid("minBtcUsd", limits_.minBtcUsd));
        require(limits_.minBtcUsd <= limits_.maxBtcUsd, LimitInvalid("maxBtcUsd", limits_.maxBtcUsd));
        _limits = limits_;
        emit LimitsSet(limits_);
    }
}
