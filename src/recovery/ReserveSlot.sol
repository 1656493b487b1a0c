// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../governance/Governed.sol";
import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {IReserveSlot} from "../interfaces/IReserveSlot.sol";
import {Asset, CollateralRequest, PoolLimits, PoolState} from "../types/Pool.sol";
import {PoolPosition} from "../types/PoolPosition.sol";
import {PoolSchedule} from "../types/PoolSchedule.sol";
import {PoolOrder} from "../types/ReserveReport.sol";
import {SLOTS} from "../types/Settlement.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title ReserveSlot
/// @notice The treasury's part of the dark pool. Nothing here depends on what was filled: nobody knows it.
///
/// TRUST
/// @dev The agent can move one scheduled deposit at a time into the pool, and send one attested order at a time, with a
/// @dev stake that returns, unless the pool's guardian dismisses the treasury and somebody cancels the request: then the
/// @dev pool's owner gets it. The owner can ask for money back, which can go to the reserve and to the treasury only.
/// @dev The pool is trusted as far as its own rules go: what it holds is no longer bounded by the treasury's limits.
/// @dev An order buys at most for what the slot holds, at the pool's price and at most `premiumBps` above it.
///
/// THE SLOT'S KEY
/// @dev The owner posts and replaces it at once. Announced a delay ahead, its commitment could be taken by the owner of any
/// @dev other slot, and a key that has leaked would have to be kept. So a stolen owner key can put a key of its own in place
/// @dev of it: from the next settlement on it reads what the slot holds, and the workflow cannot, which then reports nothing.
///
/// NOT DONE HERE
/// @dev The slot is never given up, never quotes, and cancels no request.
abstract contract ReserveSlot is IReserveSlot, Governed, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    ICREDarkPool public immutable pool;

    /// @dev Of a message's nonce: above it is its counter, see {ICREDarkPool-commitQuote}.
    uint256 private constant COUNTER_SHIFT = 128;

    // These two fill the word of `paused`, which every heal reads anyway.
    uint40 public lastCollectedAt;
    uint40 public lastRequestAt;

    uint40 public lastRequestedEpoch;
    uint40 public lastPoolDepositAt;
    bool public hasLeftPool;

    PoolSchedule private _schedule;

    constructor(ICREDarkPool pool_, PoolSchedule memory schedule_) {
        require(address(pool_) != address(0), ZeroAddress("pool"));
        pool = pool_;
        _setSchedule(schedule_);
    }

    /// @notice Ether for stakes.
    receive() external payable {}

    /// @inheritdoc IReserveSlot
    function registerSlot(bytes32 commitment, bytes calldata sealedKey) external onlyOwner returns (uint256) {
        return pool.registerSlot(commitment, sealedKey);
    }

    /// @inheritdoc IReserveSlot
    function rotateSlotKey(bytes32 commitment, bytes calldata sealedKey) external onlyOwner {
        pool.rotateKey(commitment, sealedKey);
    }

    /// @inheritdoc IReserveSlot
    function depositIntoPool() external nonReentrant returns (uint256 index) {
        _requireAgentWorking();
        uint256 earliest = lastPoolDepositAt == 0 ? 0 : uint256(lastPoolDepositAt) + _schedule.depositInterval;
        require(block.timestamp >= earliest, DepositTooEarly(block.timestamp, earliest));
        lastPoolDepositAt = uint40(block.timestamp);

        uint64 amount = _schedule.deposit;
        _paymentToken().forceApprove(address(pool), amount * pool.unitOf(Asset.PAYMENT));
        index = pool.deposit(Asset.PAYMENT, amount);
        emit PoolDepositMade(index, amount);
    }

    /// @inheritdoc IReserveSlot
    function withdrawFromPool(Asset asset, uint64 amount) external onlyOwnerAfterDelay returns (uint256) {
        return pool.withdraw(asset, amount);
    }

    /// @inheritdoc IReserveSlot
    function collect(Asset asset) external nonReentrant returns (uint256 amount) {
        // The reserve's books will show it later: until then no order may take it for missing.
        if (asset == Asset.COLLATERAL) lastCollectedAt = uint40(block.timestamp);
        amount = pool.claim(asset, asset == Asset.COLLATERAL ? _collateralRecipient() : address(this));
        emit Collected(asset, amount);
    }

    /// @inheritdoc IReserveSlot
    function collectStake() external nonReentrant returns (uint256 amount) {
        amount = pool.claimEther(payable(address(this)));
        emit StakeCollected(amount);
    }

    /// @inheritdoc IReserveSlot
    function exitPool(uint256 key, bytes32[SLOTS] calldata leaves) external onlyOwner {
        hasLeftPool = true;
        pool.exit(key, leaves);
    }

    /// @inheritdoc IReserveSlot
    function withdrawEther(uint256 amount) external onlyOwnerAfterDelay nonReentrant {
        address to = owner();
        emit EtherWithdrawn(to, amount);
        (bool isSent,) = to.call{value: amount}("");
        require(isSent, EtherTransferFailed(to, amount));
    }

    /// @inheritdoc IReserveSlot
    function setPoolSchedule(PoolSchedule calldata schedule_) external onlyOwnerAfterDelay {
        _setSchedule(schedule_);
    }

    /// @inheritdoc IReserveSlot
    function poolSchedule() external view returns (PoolSchedule memory) {
        return _schedule;
    }

    /// @inheritdoc IReserveSlot
    function poolPosition() external view returns (PoolPosition memory position) {
        position.readAt = block.timestamp;
        position.settledAt = settledAt();
        position.collateralCredit = pool.creditOf(address(this)).collateral;
        PoolState memory state = pool.state();
        position.stateNonce = state.nonce;
        position.leavesHash = state.leavesHash;
        position.settledBlock = pool.settledBlock();
        // The leaf stays as it was, though all that it held has become a credit.
        if (hasLeftPool) return position;
        try pool.slotOf(address(this)) returns (uint256 slot) {
            position.slot = slot;
            position.activeKey = pool.slot(slot).activeKey;
        } catch {
            // No slot: nothing is held, and nothing is wanted.
            return position;
        }

        uint256 live = pool.liveRequest();
        if (live == 0) return position;
        CollateralRequest memory request_ = pool.request(live);
        if (request_.slot != position.slot) return position;
        position.requestId = live;
        position.orderBlock = request_.orderBlock;
        position.orderHash = request_.orderHash;
    }

    /// @inheritdoc IReserveSlot
    function settledAt() public view virtual returns (uint256);

    /// @dev Hands an order to the pool, on schedule. What it wants, only the reserve's slot key opens.
    function _sendRequest(uint40 epoch, PoolOrder calldata order) internal returns (uint256 requestId) {
        // The pool wants growing counters: after one from the far future it would accept no order of the treasury any more.
        require(uint256(order.nonce) >> COUNTER_SHIFT == epoch, OrderNonceInvalid(order.nonce, epoch));
        PoolSchedule memory schedule_ = _schedule;
        uint256 earliest = lastRequestAt == 0 ? 0 : uint256(lastRequestAt) + schedule_.requestInterval;
        require(block.timestamp >= earliest, RequestTooEarly(block.timestamp, earliest));
        lastRequestAt = uint40(block.timestamp);
        lastRequestedEpoch = epoch;

        uint256 stake = pool.limits().requestStake;
        require(address(this).balance >= stake, StakeUnaffordable(address(this).balance, stake));
        return
            pool.requestCollateral{value: stake}(order.ciphertext, order.nonce, schedule_.premiumBps, schedule_.timeout);
    }

    /// @dev Reverts unless the agent calls and nothing is paused.
    function _requireAgentWorking() internal view virtual;

    function _paymentToken() internal view virtual returns (IERC20);

    function _collateralRecipient() internal view virtual returns (address);

    function _setSchedule(PoolSchedule memory schedule_) private {
        PoolLimits memory limits_ = pool.limits();
        uint256 timeout = schedule_.timeout;
        uint256 interval = schedule_.requestInterval;
        require(schedule_.premiumBps <= limits_.maxPremiumBps, ScheduleInvalid("premiumBps", schedule_.premiumBps));
        require(timeout >= pool.minTimeout() && timeout <= pool.MAX_TIMEOUT(), ScheduleInvalid("timeout", timeout));
        require(interval >= timeout, ScheduleInvalid("requestInterval", interval));
        require(
            schedule_.deposit != 0 && schedule_.deposit >= limits_.minPaymentDeposit,
            ScheduleInvalid("deposit", schedule_.deposit)
        );
        require(schedule_.depositInterval != 0, ScheduleInvalid("depositInterval", schedule_.depositInterval));
        _schedule = schedule_;
        emit PoolScheduleSet(schedule_);
    }
}
