// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";
import {PoolPosition} from "src/types/PoolPosition.sol";
import {SLOTS} from "src/types/Settlement.sol";

// exitPool
// ├── when the sender is not the owner         → reverts OwnableUnauthorizedAccount
// ├── when the pool is not frozen              → reverts PoolNotFrozen
// ├── when the key is not the slot's           → reverts SlotKeyMismatch
// ├── when it has left already                 → reverts SlotWithoutKey
// └── otherwise                                → both balances become credits, and the position is empty but for them
//     └── when a deposit waited in the queue   → anyone reclaims it, and it is collected with the rest
contract RecoveryTreasury_ExitPool_Test is TreasuryPoolBase {
    uint256 private constant BOUGHT = 2e8;

    function setUp() public override {
        super.setUp();
        _openSlots();
        _buyInPool(BOUGHT, 1);
    }

    function test_reverts_whenSenderIsNotOwner(address sender) public {
        vm.assume(sender != owner);
        _freeze();
        uint256 key = _slot().key;

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.exitPool(key, _leaves());
    }

    function test_reverts_whenThePoolIsNotFrozen() public {
        _expectRefused(_slot().key, abi.encodeWithSelector(ICREDarkPool.PoolNotFrozen.selector));
        assertFalse(treasury.hasLeftPool());
    }

    function test_reverts_whenTheKeyIsAnother(uint128 key) public {
        _freeze();
        vm.assume(key != 0 && key != _slot().key);

        bytes32 active = bytes32(_slot().key);
        _expectRefused(
            key, abi.encodeWithSelector(ICREDarkPool.SlotKeyMismatch.selector, bytes32(uint256(key)), active)
        );
    }

    function test_reverts_whenItHasLeftAlready() public {
        _freeze();
        _exit();

        _expectRefused(_slot().key, abi.encodeWithSelector(ICREDarkPool.SlotWithoutKey.selector, 1));
    }

    function test_leavesWithEverything(bool isPaused, bool isWaiting) public {
        uint256 waiting = isWaiting ? _schedule().deposit : 0;
        if (isWaiting) {
            _pass(_schedule().depositInterval);
            _depositIntoPool();
        }
        _freeze();
        if (isPaused) {
            vm.prank(guardian);
            treasury.pause();
        }
        uint256 held = _slot().payment;
        (uint256 head,) = pool.queueBounds();
        _exit();
        if (isWaiting) pool.reclaim(head);

        _assertOnlyCredit();
        uint256 before = USDC.balanceOf(address(treasury));
        treasury.collect(Asset.COLLATERAL);
        treasury.collect(Asset.PAYMENT);
        assertEq(WBTC.balanceOf(reserve), BOUGHT);
        assertEq(USDC.balanceOf(address(treasury)), before + held + waiting);
        assertEq(treasury.poolPosition().collateralCredit, 0);
    }

    /// @dev The leaf still says what it said: whoever counted it and the credit would count twice.
    function _assertOnlyCredit() private view {
        assertTrue(treasury.hasLeftPool());
        PoolPosition memory position = treasury.poolPosition();
        assertEq(position.activeKey, 0, "key");
        assertEq(position.requestId, 0, "request");
        assertEq(position.collateralCredit, BOUGHT, "credit");
    }

    function _exit() private {
        uint256 key = _slot().key;
        vm.prank(owner);
        treasury.exitPool(key, _leaves());
    }

    function _expectRefused(uint256 key, bytes memory reason) private {
        bytes32[SLOTS] memory leaves = _leaves();
        vm.expectRevert(reason);
        vm.prank(owner);
        treasury.exitPool(key, leaves);
    }
}
