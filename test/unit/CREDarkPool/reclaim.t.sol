// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";

// reclaim
// ├── when the pool is not frozen                    → reverts PoolNotFrozen
// ├── when there is no such entry, or not any more   → reverts EntryNotReclaimable
// ├── when the entry is a withdrawal                 → reverts EntryNotReclaimable: its amount is in the leaf
// └── otherwise, by anyone, also paused              → credits the depositor, once; emits Reclaimed and Credited
contract CREDarkPool_Reclaim_Test is CustodyHarness {
    function test_reverts_whenNotFrozen(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        uint256 index = _deposit(holder, _assetOf(isPayment), MIN_PAYMENT);
        skip(EXIT_DELAY);
        vm.expectRevert(ICREDarkPool.PoolNotFrozen.selector);
        pool.reclaim(index);
    }

    function test_reverts_whenThereIsNoSuchEntry(uint256 seed, uint256 index, bool isPayment) external {
        _activate(holder, seed);
        _deposit(holder, _assetOf(isPayment), MIN_PAYMENT);
        _freeze();
        index = bound(index, 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EntryNotReclaimable.selector, index));
        pool.reclaim(index);
    }

    /// @dev It is in the leaf.
    function test_reverts_whenADepositWasSettled(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        uint256 index = _deposit(holder, _assetOf(isPayment), MIN_PAYMENT);
        _settleQueue(ALL);
        _withdraw(holder, _assetOf(isPayment), 1);
        _freeze();
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EntryNotReclaimable.selector, index));
        pool.reclaim(index);
    }

    function test_reverts_whenTheEntryIsAWithdrawal(uint256 seed, uint64 amount, bool isPayment) external {
        amount = uint64(bound(amount, 1, MIN_PAYMENT));
        _activate(holder, seed);
        _deposit(holder, _assetOf(isPayment), MIN_PAYMENT);
        _settleQueue(ALL);
        uint256 index = _withdraw(holder, _assetOf(isPayment), amount);
        _freeze();
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EntryNotReclaimable.selector, index));
        pool.reclaim(index);
    }

    function test_reverts_whenTwice(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        uint256 index = _deposit(holder, _assetOf(isPayment), MIN_PAYMENT);
        _freeze();
        pool.reclaim(index);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EntryNotReclaimable.selector, index));
        pool.reclaim(index);
    }

    function test_creditsTheDepositor(
        address sender,
        uint256 seed,
        uint64 amount,
        bool isPayment,
        bool isPaused,
        bool isClosed
    ) external {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        _activate(_account(0), ~seed);
        _activate(holder, seed);
        _withdraw(_account(0), asset, 1);
        uint256 index = _deposit(holder, asset, amount);
        if (isPaused) _pause();
        if (isClosed) _closeIdle();
        _freeze();

        vm.expectEmit(address(pool));
        emit ICREDarkPool.Reclaimed(index);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Credited(holder, asset, amount);
        vm.prank(sender);
        pool.reclaim(index);

        assertEq(pool.queueEntry(index).amount, 0);
        vm.prank(holder);
        assertEq(pool.claim(asset, holder), amount);
        assertEq(_balanceOf(holder, asset), amount);
        assertEq(_balanceOf(address(pool), asset), 0);
    }

    /// @dev In any order, whatever else waits between them.
    function test_reclaimsEach(uint256 seed, bool isReversed) external {
        for (uint256 i = 0; i < 3; ++i) {
            _activate(_account(i), uint256(keccak256(abi.encode(seed, i))));
            _deposit(_account(i), Asset.COLLATERAL, MIN_COLLATERAL + uint64(i));
            _withdraw(_account(i), Asset.PAYMENT, 1);
        }
        // The rounds of the later owners' keys have taken in what the former ones had paid.
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(tail - head, 2);
        _deposit(_account(0), Asset.PAYMENT, MIN_PAYMENT);
        _deposit(_account(1), Asset.COLLATERAL, MIN_COLLATERAL);
        _freeze();
        pool.reclaim(isReversed ? tail + 1 : tail);
        pool.reclaim(head);
        pool.reclaim(isReversed ? tail : tail + 1);
        assertEq(pool.creditOf(_account(0)).payment, MIN_PAYMENT);
        assertEq(pool.creditOf(_account(1)).collateral, MIN_COLLATERAL);
        assertEq(pool.creditOf(_account(2)).collateral, MIN_COLLATERAL + 2);
    }

    function test_emitsNothingElse(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        uint256 index = _deposit(holder, _assetOf(isPayment), MIN_PAYMENT);
        _freeze();
        vm.recordLogs();
        pool.reclaim(index);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
    }
}
