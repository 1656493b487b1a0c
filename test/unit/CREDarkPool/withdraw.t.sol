// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {stdError} from "forge-std/StdError.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, QueueEntry} from "src/types/Pool.sol";
import {Settlement} from "src/types/Settlement.sol";

// withdraw
// ├── when the amount is zero                                  → reverts AmountInvalid
// ├── when the sender has no slot                              → reverts SlotNotRegistered
// ├── when the slot has no active key                          → reverts SlotWithoutKey
// ├── when an entry of that slot and asset waits               → reverts EntryWaiting
// ├── when the pool is frozen                                  → reverts PoolFrozen
// └── otherwise, also while paused, and when dismissed         → queues it last; emits Queued
//     ├── when a settlement accepts it                         → credits the slot's owner; emits Dequeued and Credited
//     ├── when a settlement drops it                           → credits nothing; emits Dequeued
//     └── when a settlement accepts more than the pool holds   → reverts
contract CREDarkPool_Withdraw_Test is CustodyHarness {
    function test_reverts_whenZero(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.AmountInvalid.selector, 0, 1, type(uint64).max));
        _withdraw(holder, _assetOf(isPayment), 0);
    }

    function test_reverts_whenTheSenderHasNoSlot(address sender, uint256 seed, uint64 amount, bool isPayment) external {
        vm.assume(sender != address(0) && sender != holder && amount != 0);
        _activate(holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        _withdraw(sender, _assetOf(isPayment), amount);
    }

    function test_reverts_whenTheSlotHasNoActiveKey(uint256 seed, uint256 others, bool isPayment) external {
        others = bound(others, 0, 3);
        _registerOthers(others);
        _register(holder, seed);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotWithoutKey.selector, others));
        _withdraw(holder, _assetOf(isPayment), 1);
    }

    function test_reverts_whenAnEntryOfTheAssetWaits(uint256 seed, bool isPayment, bool isWithdrawal) external {
        Asset asset = _assetOf(isPayment);
        uint256 index = _activate(holder, seed);
        if (isWithdrawal) _withdraw(holder, asset, 1);
        else _deposit(holder, asset, _least(asset));
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EntryWaiting.selector, index, asset));
        _withdraw(holder, asset, 1);
    }

    function test_reverts_whenFrozen(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _withdraw(holder, _assetOf(!isPayment), 1);
        _freeze();
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        _withdraw(holder, _assetOf(isPayment), 1);
    }

    /// @dev Any amount: a minimum would keep small balances in, and only a settlement knows the balance.
    function test_queues_whenValid(address account, uint256 seed, uint64 amount, bool isPayment, uint256 others)
        external
    {
        vm.assume(account != address(0));
        amount = uint64(bound(amount, 1, type(uint64).max));
        others = bound(others, 0, 2);
        _registerOthers(others);
        uint256 slot = _activate(account, seed);
        _withdraw(account, _assetOf(!isPayment), 1);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.Queued(1, slot, _assetOf(isPayment), true, amount, block.timestamp);
        assertEq(_withdraw(account, _assetOf(isPayment), amount), 1);

        QueueEntry memory entry = QueueEntry(amount, uint8(slot), _assetOf(isPayment), true, uint40(block.timestamp));
        assertEq(abi.encode(pool.queueEntry(1)), abi.encode(entry));
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(head, 0);
        assertEq(tail, 2);
    }

    function test_queues_whenPausedOrDismissed(uint256 seed, bool isPayment, bool isPaused, bool isDismissed) external {
        _activate(holder, seed);
        if (isPaused) _pause();
        if (isDismissed) _dismiss(holder);
        assertEq(_withdraw(holder, _assetOf(isPayment), 1), 0);
    }

    function test_isCredited_whenAccepted(uint256 seed, uint64 amount, bool isPayment, bool isPaused, bool isDismissed)
        external
    {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        _activate(holder, seed);
        _deposit(holder, asset, amount);
        _settleQueue(ALL);
        if (isPaused) _pause();
        if (isDismissed) _dismiss(holder);
        _withdraw(holder, asset, amount);
        _closeIdle();
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Dequeued(1, true);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Credited(holder, asset, amount);
        _settleClosedTo(new Holding[](0), ALL);

        assertEq(pool.creditOf(holder).payment, isPayment ? amount : 0);
        assertEq(pool.creditOf(holder).collateral, isPayment ? 0 : amount);
        QueueEntry memory none;
        assertEq(abi.encode(pool.queueEntry(1)), abi.encode(none));
    }

    function test_isDropped_whenNotAccepted(uint256 seed, uint64 amount, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, 1, type(uint64).max));
        _activate(holder, seed);
        _withdraw(holder, asset, amount);
        _closeIdle();
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Dequeued(0, false);
        _settleClosedTo(new Holding[](0), ALL - 1);

        assertEq(pool.creditOf(holder).payment + pool.creditOf(holder).collateral, 0);
        QueueEntry memory none;
        assertEq(abi.encode(pool.queueEntry(0)), abi.encode(none));
        assertEq(_withdraw(holder, asset, 1), 1);
    }

    /// @dev Each bit says of its own entry, in the queue's order.
    function test_followsTheMask(uint256 seed, uint8 mask) external {
        for (uint256 i = 0; i < 4; ++i) {
            _activate(_account(i), uint256(keccak256(abi.encode(seed, i))));
            _deposit(_account(i), Asset.COLLATERAL, MIN_COLLATERAL);
            _deposit(_account(i), Asset.PAYMENT, MIN_PAYMENT);
        }
        _settleQueue(ALL);
        for (uint256 i = 0; i < 4; ++i) {
            _withdraw(_account(i), Asset.COLLATERAL, uint64(i + 1));
            _withdraw(_account(i), Asset.PAYMENT, uint64(i + 1));
        }
        _settleQueue(mask);
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(pool.creditOf(_account(i)).collateral, mask >> (2 * i) & 1 != 0 ? i + 1 : 0, "collateral");
            assertEq(pool.creditOf(_account(i)).payment, mask >> (2 * i + 1) & 1 != 0 ? i + 1 : 0, "payment");
        }
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(head, tail);
    }

    /// @dev Whatever a settlement says: not more than was paid in.
    function test_reverts_whenMoreWouldLeaveThanIsHeld(uint256 seed, uint64 held, uint64 amount, bool isPayment)
        external
    {
        Asset asset = _assetOf(isPayment);
        held = uint64(bound(held, _least(asset), _most(asset) - 1));
        amount = uint64(bound(amount, held + 1, type(uint64).max));
        _activate(holder, seed);
        _deposit(holder, asset, held);
        _settleQueue(ALL);
        _withdraw(holder, asset, amount);
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.acceptedMask = ALL;
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(0, settlement);
        vm.expectRevert(stdError.arithmeticError);
        pool.confidentialFill(0, zkProof, evidence);
    }

    /// @dev Credits can be more than the pool's numbers hold at a time: nobody has to claim at once.
    function test_addsUp_beyondTheTotals(uint256 seed, uint256 times) external {
        times = bound(times, 2, 4);
        _activate(holder, seed);
        for (uint256 i = 0; i < times; ++i) {
            _earnCredit(holder, Asset.PAYMENT, type(uint64).max);
        }
        assertEq(pool.creditOf(holder).payment, times * type(uint64).max);
        vm.prank(holder);
        assertEq(pool.claim(Asset.PAYMENT, holder), times * type(uint64).max);
        assertEq(payment.balanceOf(holder), times * type(uint64).max);
    }

    function test_emitsNothingElse(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        vm.recordLogs();
        _withdraw(holder, _assetOf(isPayment), 1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
    }
}
