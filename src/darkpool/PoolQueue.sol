// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {SlotTables} from "../libraries/SlotTables.sol";
import {Asset, Credit, PoolLimits, Queue, QueueEntry, Totals} from "../types/Pool.sol";
import {MAX_COLLATERAL_DECIMALS, MAX_PAYMENT_DECIMALS} from "../types/PoolUnits.sol";
import {SlotTable} from "../types/Slot.sol";
import {PoolSlots} from "./PoolSlots.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title PoolQueue
/// @notice Public money in and out: deposits and withdrawals wait in one queue, and what leaves is credited, then claimed.
/// @dev Two tokens of at most 18 decimals. Inside, collateral has at most 8 and payment at most 6; what is finer cannot be
/// deposited, so nothing is rounded here.
abstract contract PoolQueue is PoolSlots, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant MAX_DECIMALS = 18;

    /// @dev With prices below 2**56 and premiums below 2**16 no payment in the circuit reaches 2**128.
    uint256 internal constant MAX_TOTAL_COLLATERAL = 2 ** 55 - 1;
    uint256 internal constant MAX_TOTAL_PAYMENT = 2 ** 64 - 1;
    uint256 internal constant MAX_PREMIUM_BPS = 10_000;

    IERC20 public immutable collateral;
    IERC20 public immutable payment;

    uint256 private immutable _collateralUnit;
    uint256 private immutable _paymentUnit;

    Totals internal _totals;
    PoolLimits internal _limits;
    mapping(address account => Credit) private _credits;

    constructor(IERC20Metadata collateral_, IERC20Metadata payment_, PoolLimits memory limits_) {
        require(address(collateral_) != address(payment_), TokensEqual(address(payment_)));
        collateral = collateral_;
        payment = payment_;
        _collateralUnit = _unit(collateral_, MAX_COLLATERAL_DECIMALS);
        _paymentUnit = _unit(payment_, MAX_PAYMENT_DECIMALS);
        _setLimits(limits_);
    }

    /// @inheritdoc ICREDarkPool
    function deposit(Asset asset, uint64 amount) external nonReentrant whileNotPaused returns (uint256 index) {
        uint256 minimum = asset == Asset.COLLATERAL ? _limits.minCollateralDeposit : _limits.minPaymentDeposit;
        require(amount != 0 && amount >= minimum, AmountInvalid(amount, minimum, type(uint64).max));
        uint256 holder = _requireKeyedSlot();
        _count(asset, amount);
        index = _enqueue(holder, asset, amount, false);

        IERC20 token = _tokenOf(asset);
        uint256 wanted = amount * unitOf(asset);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), wanted);
        uint256 delivered = token.balanceOf(address(this)) - before;
        require(delivered == wanted, DeliveryMismatch(address(token), delivered, wanted));
    }

    /// @inheritdoc ICREDarkPool
    function withdraw(Asset asset, uint64 amount) external returns (uint256 index) {
        require(amount != 0, AmountInvalid(amount, 1, type(uint64).max));
        return _enqueue(_requireKeyedSlot(), asset, amount, true);
    }

    /// @inheritdoc ICREDarkPool
    function claim(Asset asset, address to) external nonReentrant returns (uint256 amount) {
        Credit storage credit = _credits[msg.sender];
        if (asset == Asset.COLLATERAL) {
            amount = credit.collateral;
            credit.collateral = 0;
        } else {
            amount = credit.payment;
            credit.payment = 0;
        }
        require(amount != 0, NothingToClaim(msg.sender));

        emit Claimed(msg.sender, asset, to, amount);
        _tokenOf(asset).safeTransfer(to, amount * unitOf(asset));
    }

    /// @inheritdoc ICREDarkPool
    function claimEther(address payable to) external nonReentrant returns (uint256 amount) {
        Credit storage credit = _credits[msg.sender];
        amount = credit.etherAmount;
        require(amount != 0, NothingToClaim(msg.sender));
        credit.etherAmount = 0;

        emit EtherClaimed(msg.sender, to, amount);
        (bool isSent,) = to.call{value: amount}("");
        require(isSent, EtherTransferFailed(to, amount));
    }

    /// @inheritdoc ICREDarkPool
    function setLimits(PoolLimits calldata limits_) external onlyOwnerAfterDelay {
        _setLimits(limits_);
    }

    /// @inheritdoc ICREDarkPool
    function queueEntry(uint256 index) external view returns (QueueEntry memory) {
        return _readEntry(index);
    }

    /// @inheritdoc ICREDarkPool
    function queueBounds() external view returns (uint256 head, uint256 tail) {
        Queue memory queue = _readQueue();
        return (queue.head, queue.tail);
    }

    /// @inheritdoc ICREDarkPool
    function settledBlock() external view returns (uint256) {
        return _readQueue().settledBlock;
    }

    /// @inheritdoc ICREDarkPool
    function creditOf(address account) external view returns (Credit memory) {
        return _credits[account];
    }

    /// @inheritdoc ICREDarkPool
    function limits() external view returns (PoolLimits memory) {
        return _limits;
    }

    /// @inheritdoc ICREDarkPool
    function unitOf(Asset asset) public view returns (uint256) {
        return asset == Asset.COLLATERAL ? _collateralUnit : _paymentUnit;
    }

    /// @dev For a settlement: takes the next `count` entries off the queue and pays out the withdrawals that `acceptedMask` accepts.
    function _dequeue(uint256 count, uint256 acceptedMask) internal {
        Queue memory queue = _readQueue();
        for (uint256 k = 0; k < count; ++k) {
            uint256 index = queue.head;
            QueueEntry memory entry = _readEntry(index);
            bool isAccepted = acceptedMask >> k & 1 != 0;
            delete _pool.entries[index];
            queue.waiting &= ~_waitingBit(entry.slot, entry.asset);
            queue.head++;

            emit Dequeued(index, isAccepted);
            if (entry.isWithdrawal && isAccepted) {
                _discount(entry.asset, entry.amount);
                _credit(_pool.slots[entry.slot].owner, entry.asset, entry.amount);
            }
        }
        // forge-lint: disable-next-line(unsafe-typecast): for some 1600 years
        queue.settledBlock = uint32(block.number);
        _writeQueue(queue);
    }

    function _readEntry(uint256 index) internal view returns (QueueEntry memory) {
        return _pool.entries[index];
    }

    function _waitingBit(uint256 holder, Asset asset) private pure returns (uint64) {
        // forge-lint: disable-next-line(unsafe-typecast): of an index below SLOTS
        return uint64(1 << (2 * holder + uint256(asset)));
    }

    function _credit(address account, Asset asset, uint256 amount) internal {
        if (amount == 0) return;
        Credit storage credit = _credits[account];
        // forge-lint: disable-start(unsafe-typecast): below 2**64, by MAX_TOTAL_PAYMENT
        if (asset == Asset.COLLATERAL) credit.collateral += uint80(amount);
        else credit.payment += uint80(amount);
        // forge-lint: disable-end(unsafe-typecast)

        emit Credited(account, asset, amount);
    }

    function _creditEther(address account, uint96 amount) internal {
        if (amount == 0) return;
        _credits[account].etherAmount += amount;

        emit EtherCredited(account, amount);
    }

    /// @dev The slot of the sender, if it has an active key: before that there is no balance to add to.
    function _requireKeyedSlot() internal view returns (uint256 holder) {
        holder = slotOf(msg.sender);
        SlotTable memory table = _readTable();
        require(!table.isFrozen, PoolFrozen());
        require(table.keyed & SlotTables.bit(holder) != 0, SlotWithoutKey(holder));
    }

    /// @dev Fails for more than was counted, of whatever size.
    function _discount(Asset asset, uint256 amount) internal {
        // forge-lint: disable-start(unsafe-typecast): not more than there was
        if (asset == Asset.COLLATERAL) _totals.collateral = uint64(_totals.collateral - amount);
        else _totals.payment = uint64(_totals.payment - amount);
        // forge-lint: disable-end(unsafe-typecast)
    }

    function _count(Asset asset, uint256 amount) private {
        bool isCollateral = asset == Asset.COLLATERAL;
        uint256 total = amount + (isCollateral ? _totals.collateral : _totals.payment);
        uint256 maximum = isCollateral ? MAX_TOTAL_COLLATERAL : MAX_TOTAL_PAYMENT;
        require(total <= maximum, TotalTooLarge(asset, total, maximum));
        // forge-lint: disable-start(unsafe-typecast): at most 64 bits, as just required
        if (isCollateral) _totals.collateral = uint64(total);
        else _totals.payment = uint64(total);
        // forge-lint: disable-end(unsafe-typecast)
    }

    function _enqueue(uint256 holder, Asset asset, uint64 amount, bool isWithdrawal) private returns (uint256 index) {
        Queue memory queue = _readQueue();
        uint64 bit = _waitingBit(holder, asset);
        require(queue.waiting & bit == 0, EntryWaiting(holder, asset));

        index = queue.tail++;
        queue.waiting |= bit;
        _writeQueue(queue);
        // forge-lint: disable-next-line(unsafe-typecast): below SLOTS
        _pool.entries[index] = QueueEntry(amount, uint8(holder), asset, isWithdrawal, uint40(block.timestamp));

        emit Queued(index, holder, asset, isWithdrawal, amount, block.timestamp);
    }

    function _setLimits(PoolLimits memory limits_) private {
        require(limits_.maxPremiumBps <= MAX_PREMIUM_BPS, ParameterInvalid("maxPremiumBps", limits_.maxPremiumBps));
        _limits = limits_;

        emit LimitsSet(limits_);
    }

    function _tokenOf(Asset asset) private view returns (IERC20) {
        return asset == Asset.COLLATERAL ? collateral : payment;
    }

    function _unit(IERC20Metadata token, uint256 keptDecimals) private view returns (uint256) {
        uint256 decimals = token.decimals();
        require(decimals <= MAX_DECIMALS, TokenDecimalsTooMany(address(token), decimals, MAX_DECIMALS));
        return decimals > keptDecimals ? 10 ** (decimals - keptDecimals) : 1;
    }
}
