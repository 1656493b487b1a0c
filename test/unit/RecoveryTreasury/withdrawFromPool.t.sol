// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, QueueEntry} from "src/types/Pool.sol";

// withdrawFromPool
// ├── when the sender is not the owner               → reverts OwnableUnauthorizedAccount
// ├── when it, or another amount, was not scheduled  → reverts CallNotScheduled
// ├── when the delay has not passed                  → reverts CallNotReady
// ├── when an entry of the asset waits               → reverts EntryWaiting, and stays scheduled
// └── otherwise, paused or not                       → is queued; what the slot holds is credited, more is dropped
contract RecoveryTreasury_WithdrawFromPool_Test is TreasuryPoolBase {
    uint64 private constant BOUGHT = 2e8;

    function setUp() public override {
        super.setUp();
        _openSlots();
        _buyInPool(BOUGHT, 1);
    }

    function test_reverts_whenSenderIsNotOwner(address sender, bool isPayment, uint64 amount) public {
        vm.assume(sender != owner);
        _scheduleAndWait(_call(Asset(isPayment ? 1 : 0), amount));

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.withdrawFromPool(Asset(isPayment ? 1 : 0), amount);
    }

    function test_reverts_whenNotScheduled(bool isPayment, uint64 scheduled, uint64 amount) public {
        vm.assume(scheduled != amount);
        _scheduleAndWait(_call(Asset(isPayment ? 1 : 0), scheduled));

        bytes32 callHash = keccak256(_call(Asset(isPayment ? 1 : 0), amount));
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, callHash));
        vm.prank(owner);
        treasury.withdrawFromPool(Asset(isPayment ? 1 : 0), amount);
    }

    function test_reverts_whenDelayHasNotPassed(uint64 amount, uint256 wait) public {
        bytes memory data = _call(Asset.COLLATERAL, amount);
        vm.prank(owner);
        treasury.schedule(data);
        uint256 readyAt = block.timestamp + DELAY;
        _pass(bound(wait, 0, DELAY - 1));

        vm.expectRevert(
            abi.encodeWithSelector(Governed.CallNotReady.selector, keccak256(data), readyAt, block.timestamp)
        );
        vm.prank(owner);
        treasury.withdrawFromPool(Asset.COLLATERAL, amount);
    }

    function test_staysScheduled_whenAnEntryWaits(uint64 first, uint64 second) public {
        (first, second) = (uint64(bound(first, 1, BOUGHT / 2)), uint64(bound(second, 1, BOUGHT / 2)));
        vm.assume(first != second);
        _executeAfterDelay(_call(Asset.COLLATERAL, first));
        _scheduleAndWait(_call(Asset.COLLATERAL, second));

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EntryWaiting.selector, 1, Asset.COLLATERAL));
        vm.prank(owner);
        treasury.withdrawFromPool(Asset.COLLATERAL, second);

        _settleQueue();
        vm.prank(owner);
        treasury.withdrawFromPool(Asset.COLLATERAL, second);
        _settleQueue();
        assertEq(pool.creditOf(address(treasury)).collateral, uint256(first) + second);
    }

    function test_isCreditedWithWhatTheSlotHolds(bool isPayment, uint64 amount, bool isPaused) public {
        Asset asset = Asset(isPayment ? 1 : 0);
        uint256 held = isPayment ? _slot().payment : _slot().collateral;
        amount = uint64(bound(amount, 1, 2 * held));
        if (isPaused) {
            vm.prank(guardian);
            treasury.pause();
        }
        _executeAfterDelay(_call(asset, amount));

        (uint256 index,) = pool.queueBounds();
        QueueEntry memory entry = pool.queueEntry(index);
        assertTrue(entry.isWithdrawal && entry.asset == asset && entry.amount == amount, "queued");
        _settleQueue();
        uint256 credited =
            isPayment ? pool.creditOf(address(treasury)).payment : pool.creditOf(address(treasury)).collateral;
        assertEq(credited, amount <= held ? amount : 0);
    }

    function _call(Asset asset, uint64 amount) private view returns (bytes memory) {
        return abi.encodeCall(treasury.withdrawFromPool, (asset, amount));
    }
}
