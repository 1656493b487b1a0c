// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";
import {Asset, QueueEntry} from "src/types/Pool.sol";

// depositIntoPool
// ├── when the sender is not the agent             → reverts NotAgent
// ├── when the treasury is paused                  → reverts TreasuryPaused
// ├── when the interval has not passed             → reverts DepositTooEarly
// ├── when the treasury has not the money          → reverts as the token does
// ├── when the pool is paused, or frozen           → reverts as the pool does
// ├── when the last deposit still waits            → reverts EntryWaiting
// └── otherwise, whatever the status               → queues the schedule's amount, and leaves no allowance
contract RecoveryTreasury_DepositIntoPool_Test is TreasuryPoolBase {
    function setUp() public override {
        super.setUp();
        _openSlots();
    }

    function test_reverts_whenSenderIsNotAgent(address sender) public {
        vm.assume(sender != agent);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.NotAgent.selector, sender, agent));
        vm.prank(sender);
        treasury.depositIntoPool();
    }

    function test_reverts_whenPaused() public {
        vm.prank(guardian);
        treasury.pause();

        vm.expectRevert(IRecoveryTreasury.TreasuryPaused.selector);
        _depositIntoPool();
    }

    function test_reverts_whenTheIntervalHasNotPassed(uint256 wait) public {
        _depositIntoPool();
        uint256 readyAt = block.timestamp + _schedule().depositInterval;
        _settleQueue();
        wait = bound(wait, block.timestamp, readyAt - 1);
        _pass(wait - block.timestamp);

        vm.expectRevert(abi.encodeWithSelector(IReserveSlot.DepositTooEarly.selector, wait, readyAt));
        _depositIntoPool();

        _pass(readyAt - wait);
        assertEq(_depositIntoPool(), 2, "exactly at the interval");
    }

    function test_reverts_whenTheTreasuryHasNotTheMoney(uint256 balance) public {
        balance = bound(balance, 0, _schedule().deposit - 1);
        vm.prank(address(treasury));
        USDC.transfer(stranger, FUNDS - balance);

        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, address(treasury), balance, _schedule().deposit
            )
        );
        _depositIntoPool();
        assertEq(treasury.lastPoolDepositAt(), 0);
    }

    function test_reverts_whenThePoolTakesNothing(bool isFrozen) public {
        if (isFrozen) {
            _freeze();
        } else {
            vm.prank(guardian);
            Governed(address(pool)).pause();
        }

        vm.expectRevert(isFrozen ? ICREDarkPool.PoolFrozen.selector : ICREDarkPool.PoolPaused.selector);
        _depositIntoPool();
    }

    function test_reverts_whenTheLastOneStillWaits(uint256 wait) public {
        _depositIntoPool();
        uint256 depositedAt = block.timestamp;
        _pass(bound(wait, _schedule().depositInterval, 365 days));

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EntryWaiting.selector, 1, Asset.PAYMENT));
        _depositIntoPool();
        assertEq(treasury.lastPoolDepositAt(), depositedAt);
    }

    function test_queuesTheSchedulesAmount_always(uint256 wait, uint256 left) public {
        _pass(bound(wait, 0, 365 days));
        vm.prank(address(treasury));
        USDC.approve(address(pool), left);

        vm.expectEmit(address(treasury));
        emit IReserveSlot.PoolDepositMade(1, _schedule().deposit);
        uint256 index = _depositIntoPool();

        QueueEntry memory entry = pool.queueEntry(index);
        assertEq(entry.amount, _schedule().deposit);
        assertEq(uint256(entry.asset), uint256(Asset.PAYMENT));
        assertFalse(entry.isWithdrawal);
        assertEq(USDC.balanceOf(address(treasury)), FUNDS - _schedule().deposit);
        assertEq(USDC.balanceOf(address(pool)), _schedule().deposit);
        assertEq(USDC.allowance(address(treasury), address(pool)), 0);
        assertEq(treasury.lastPoolDepositAt(), block.timestamp);
    }
}
