// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, PoolLimits, QueueEntry} from "src/types/Pool.sol";

// deposit
// ├── when the pool is paused                                   → reverts PoolPaused
// ├── when it is frozen                                         → reverts PoolFrozen
// ├── when the amount is zero, or below the asset's minimum     → reverts AmountInvalid
// ├── when the sender has no slot                               → reverts SlotNotRegistered
// ├── when the slot has no active key                           → reverts SlotWithoutKey
// ├── when an entry of that slot and asset waits                → reverts EntryWaiting
// ├── when the pool would hold more than the circuit can        → reverts TotalTooLarge
// ├── when the sender has not the tokens, or does not allow it  → reverts with the token's error
// └── otherwise                                                 → takes exactly the amount and queues it last; emits Queued
contract CREDarkPool_Deposit_Test is CustodyHarness {
    function test_reverts_whenPaused(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _pause();
        _expectDepositReverts(_assetOf(isPayment), MIN_PAYMENT, abi.encodePacked(ICREDarkPool.PoolPaused.selector));
    }

    /// @dev Nothing would take it in.
    function test_reverts_whenFrozen(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _withdraw(holder, _assetOf(!isPayment), 1);
        _freeze();
        _expectDepositReverts(_assetOf(isPayment), MIN_PAYMENT, abi.encodePacked(ICREDarkPool.PoolFrozen.selector));
    }

    function test_reverts_whenBelowTheMinimum(uint256 seed, uint64 amount, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, 0, _least(asset) - 1));
        _activate(holder, seed);
        _expectAmountInvalid(asset, amount, _least(asset));
    }

    function test_reverts_exactlyBelowTheMinimum(uint256 seed, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        _activate(holder, seed);
        _expectAmountInvalid(asset, _least(asset) - 1, _least(asset));
        _deposit(holder, asset, _least(asset));
        assertEq(_balanceOf(address(pool), asset), _least(asset));
    }

    /// @dev Zero is no entry, even if there is no minimum.
    function test_reverts_whenZero(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _setLimits(PoolLimits(0, 0, STAKE, MAX_PREMIUM));
        _expectAmountInvalid(_assetOf(isPayment), 0, 0);
        _deposit(holder, _assetOf(isPayment), 1);
    }

    function test_reverts_whenTheSenderHasNoSlot(address sender, uint256 seed, bool isPayment) external {
        vm.assume(sender != address(0) && sender != holder && sender != address(pool));
        _activate(holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        vm.prank(sender);
        pool.deposit(_assetOf(isPayment), MIN_PAYMENT);
    }

    function test_reverts_whenTheSlotHasNoActiveKey(uint256 seed, uint256 others, bool isPayment) external {
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(holder, seed);
        _expectDepositReverts(
            _assetOf(isPayment), MIN_PAYMENT, abi.encodeWithSelector(ICREDarkPool.SlotWithoutKey.selector, others)
        );
    }

    /// @dev Whichever way the other one goes: so nobody fills the queue.
    function test_reverts_whenAnEntryOfTheAssetWaits(uint256 seed, bool isPayment, bool isWithdrawal) external {
        Asset asset = _assetOf(isPayment);
        uint256 index = _activate(holder, seed);
        if (isWithdrawal) _withdraw(holder, asset, 1);
        else _deposit(holder, asset, _least(asset));
        _expectDepositReverts(
            asset, _least(asset), abi.encodeWithSelector(ICREDarkPool.EntryWaiting.selector, index, asset)
        );
    }

    function test_takesAnother_whenTheFirstIsSettled(uint256 seed, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        _activate(holder, seed);
        _deposit(holder, asset, _least(asset));
        _closeIdle();
        _expectDepositReverts(
            asset, _least(asset), abi.encodeWithSelector(ICREDarkPool.EntryWaiting.selector, 0, asset)
        );
        _settle(_settlement());
        assertEq(_deposit(holder, asset, _least(asset)), 1);
    }

    function test_takesBothAssets(uint256 seed, uint256 others) external {
        others = bound(others, 0, 2);
        for (uint256 i = 0; i < others; ++i) {
            _activate(_account(i), uint256(keccak256(abi.encode(seed, i))));
        }
        _activate(holder, seed);
        assertEq(_deposit(holder, Asset.COLLATERAL, MIN_COLLATERAL), 0);
        assertEq(_deposit(holder, Asset.PAYMENT, MIN_PAYMENT), 1);
        for (uint256 i = 0; i < others; ++i) {
            assertEq(_deposit(_account(i), Asset.PAYMENT, MIN_PAYMENT), 2 + i);
        }
    }

    // --- totals ---

    function test_reverts_whenThePoolWouldHoldTooMuch(uint256 seed, uint64 held, uint64 amount, bool isPayment)
        external
    {
        Asset asset = _assetOf(isPayment);
        held = uint64(bound(held, _least(asset), _most(asset)));
        uint256 room = _most(asset) - held;
        amount = uint64(bound(amount, room + 1 > _least(asset) ? room + 1 : _least(asset), type(uint64).max));
        _activate(_account(0), ~seed);
        _activate(holder, seed);
        _deposit(_account(0), asset, held);
        _expectTotalTooLarge(asset, amount, uint256(held) + amount);
    }

    function test_holdsTheMost(uint256 seed, uint64 first, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        first = uint64(bound(first, _least(asset), _most(asset) - _least(asset)));
        _activate(_account(0), ~seed);
        _activate(holder, seed);
        _deposit(_account(0), asset, first);
        _deposit(holder, asset, _most(asset) - first);
        assertEq(_balanceOf(address(pool), asset), _most(asset));
        _settleQueue(ALL);
        _expectTotalTooLarge(asset, _least(asset), uint256(_most(asset)) + _least(asset));
    }

    /// @dev What has been credited is no balance in the table any more.
    function test_hasRoomAgain_whenMuchIsWithdrawn(uint256 seed, uint64 amount, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        _activate(holder, seed);
        _deposit(holder, asset, _most(asset));
        _settleQueue(ALL);
        _withdraw(holder, asset, amount);
        _settleQueue(ALL);
        if (amount != _most(asset)) _expectTotalTooLarge(asset, amount + 1, uint256(_most(asset)) + 1);
        _deposit(holder, asset, amount);
    }

    function test_hasNoRoom_whenAWithdrawalIsRefused(uint256 seed, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        _activate(holder, seed);
        _deposit(holder, asset, _most(asset));
        _settleQueue(ALL);
        _withdraw(holder, asset, _least(asset));
        _settleQueue(0);
        _expectTotalTooLarge(asset, _least(asset), uint256(_most(asset)) + _least(asset));
    }

    /// @dev One asset's total says nothing of the other's.
    function test_countsAssetsApart(uint256 seed) external {
        _activate(holder, seed);
        _deposit(holder, Asset.PAYMENT, _most(Asset.PAYMENT));
        _deposit(holder, Asset.COLLATERAL, _most(Asset.COLLATERAL));
        assertEq(collateral.balanceOf(address(pool)), _most(Asset.COLLATERAL));
    }

    // --- the money ---

    function test_reverts_whenTheSenderHasTooLittle(uint256 seed, uint64 amount, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        _activate(holder, seed);
        _fund(holder, asset, amount - 1);
        vm.startPrank(holder);
        if (isPayment) payment.approve(address(pool), amount);
        else collateral.approve(address(pool), amount);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, holder, amount - 1, amount)
        );
        pool.deposit(asset, amount);
        vm.stopPrank();
    }

    function test_reverts_whenNotAllowed(uint256 seed, uint64 amount, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        _activate(holder, seed);
        if (isPayment) payment.mint(holder, amount);
        else collateral.mint(holder, amount);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(pool), 0, amount)
        );
        vm.prank(holder);
        pool.deposit(asset, amount);
    }

    function test_takesAndQueues_whenValid(address account, uint256 seed, uint64 amount, bool isPayment, uint256 others)
        external
    {
        vm.assume(account != address(0) && account != address(pool));
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        others = bound(others, 0, 2);
        _registerOthers(others);
        uint256 slot = _activate(account, seed);
        _withdraw(account, _assetOf(!isPayment), 1);
        _fund(account, asset, amount);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.Queued(1, slot, asset, false, amount, block.timestamp);
        vm.prank(account);
        assertEq(pool.deposit(asset, amount), 1);

        QueueEntry memory entry = QueueEntry(amount, uint8(slot), asset, false, uint40(block.timestamp));
        assertEq(abi.encode(pool.queueEntry(1)), abi.encode(entry));
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(head, 0);
        assertEq(tail, 2);
        assertEq(_balanceOf(address(pool), asset), amount);
        assertEq(_balanceOf(account, asset), 0);
    }

    /// @dev A round that is closed takes in nothing that came later.
    function test_waitsForTheNextRound_whenOneIsClosed(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _withdraw(holder, _assetOf(!isPayment), 1);
        assertEq(_closeIdle().entries, 1);
        uint256 index = _deposit(holder, _assetOf(isPayment), MIN_PAYMENT);
        _settle(_settlement());
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(head, index);
        assertEq(tail, index + 1);
    }

    /// @dev A deposit is never credited back by a settlement, accepted or not.
    function test_leavesTheQueue_whenSettled(uint256 seed, bool isPayment, uint8 mask) external {
        Asset asset = _assetOf(isPayment);
        _activate(holder, seed);
        uint256 index = _deposit(holder, asset, _least(asset));
        _closeIdle();
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Dequeued(index, mask & 1 != 0);
        _settleClosed(mask);

        QueueEntry memory none;
        assertEq(abi.encode(pool.queueEntry(index)), abi.encode(none));
        assertEq(pool.creditOf(holder).collateral + pool.creditOf(holder).payment, 0);
    }

    function test_emitsNothingElse(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _fund(holder, _assetOf(isPayment), MIN_PAYMENT);
        vm.recordLogs();
        vm.prank(holder);
        pool.deposit(_assetOf(isPayment), MIN_PAYMENT);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 count;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(pool)) ++count;
        }
        assertEq(count, 1);
    }

    function _settleClosed(uint8 mask) private {
        _settleClosedTo(new Holding[](0), mask);
    }

    function _expectAmountInvalid(Asset asset, uint64 amount, uint64 minimum) private {
        _expectDepositReverts(
            asset,
            amount,
            abi.encodeWithSelector(ICREDarkPool.AmountInvalid.selector, amount, minimum, type(uint64).max)
        );
    }

    function _expectTotalTooLarge(Asset asset, uint64 amount, uint256 total) private {
        _expectDepositReverts(
            asset, amount, abi.encodeWithSelector(ICREDarkPool.TotalTooLarge.selector, asset, total, _most(asset))
        );
    }

    /// @dev With tokens enough.
    function _expectDepositReverts(Asset asset, uint64 amount, bytes memory reason) private {
        _fund(holder, asset, amount);
        vm.expectRevert(reason);
        vm.prank(holder);
        pool.deposit(asset, amount);
    }
}
