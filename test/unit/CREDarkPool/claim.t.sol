// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";

// claim
// ├── when the sender has no credit in that asset          → reverts NothingToClaim
// └── otherwise, also paused, frozen, dismissed or gone    → sends all of it to whoever is named, once; emits Claimed
contract CREDarkPool_Claim_Test is CustodyHarness {
    function test_reverts_whenThereIsNothing(address sender, address to, bool isPayment) external {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, sender));
        vm.prank(sender);
        pool.claim(_assetOf(isPayment), to);
    }

    function test_reverts_whenTheCreditIsAnothers(address sender, uint256 seed, bool isPayment) external {
        vm.assume(sender != holder);
        _activate(holder, seed);
        _earnCredit(holder, _assetOf(isPayment), MIN_PAYMENT);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, sender));
        vm.prank(sender);
        pool.claim(_assetOf(isPayment), holder);
    }

    function test_reverts_whenTheCreditIsInTheOtherAsset(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _earnCredit(holder, _assetOf(isPayment), MIN_PAYMENT);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, holder));
        vm.prank(holder);
        pool.claim(_assetOf(!isPayment), holder);
    }

    function test_reverts_whenClaimedBefore(uint256 seed, address to, bool isPayment) external {
        vm.assume(to != address(0) && to != address(pool));
        _activate(holder, seed);
        _earnCredit(holder, _assetOf(isPayment), MIN_PAYMENT);
        vm.startPrank(holder);
        pool.claim(_assetOf(isPayment), to);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, holder));
        pool.claim(_assetOf(isPayment), to);
        vm.stopPrank();
    }

    function test_sends_whenCredited(uint256 seed, address to, uint64 amount, bool isPayment) external {
        vm.assume(to != address(0) && to != address(pool));
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        _activate(holder, seed);
        _earnCredit(holder, asset, amount);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.Claimed(holder, asset, to, amount);
        vm.prank(holder);
        assertEq(pool.claim(asset, to), amount);

        assertEq(_balanceOf(to, asset), amount);
        assertEq(_balanceOf(address(pool), asset), 0);
        assertEq(pool.creditOf(holder).collateral + pool.creditOf(holder).payment, 0);
    }

    /// @dev Of several credits all, and of what others have in the pool nothing.
    function test_sendsAllOfOnesOwn(uint256 seed, uint64 own, uint64 others, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        own = uint64(bound(own, _least(asset), _most(asset) / 4));
        others = uint64(bound(others, _least(asset), _most(asset) / 4));
        _activate(holder, seed);
        _activate(_account(0), ~seed);
        _earnCredit(holder, asset, own);
        _earnCredit(_account(0), asset, others);
        _earnCredit(holder, asset, own);
        _deposit(_account(0), asset, others);

        vm.prank(holder);
        assertEq(pool.claim(asset, holder), 2 * uint256(own));
        assertEq(_balanceOf(address(pool), asset), 2 * uint256(others));
        vm.prank(_account(0));
        assertEq(pool.claim(asset, _account(0)), others);
    }

    function test_leavesTheOtherAsset(uint256 seed, bool isPayment) external {
        _activate(holder, seed);
        _earnCredit(holder, Asset.COLLATERAL, MIN_COLLATERAL);
        _earnCredit(holder, Asset.PAYMENT, MIN_PAYMENT);
        vm.prank(holder);
        pool.claim(_assetOf(isPayment), holder);
        assertEq(pool.creditOf(holder).collateral, isPayment ? MIN_COLLATERAL : 0);
        assertEq(pool.creditOf(holder).payment, isPayment ? 0 : MIN_PAYMENT);
    }

    function test_sends_whenPausedOrFrozenOrDismissed(
        uint256 seed,
        bool isPaused,
        bool isFrozen,
        bool isDismissed,
        bool isPayment
    ) external {
        _activate(holder, seed);
        _earnCredit(holder, _assetOf(isPayment), MIN_PAYMENT);
        if (isPaused) _pause();
        if (isDismissed) _dismiss(holder);
        if (isFrozen) {
            _withdraw(holder, _assetOf(isPayment), 1);
            _freeze();
        }
        vm.prank(holder);
        assertEq(pool.claim(_assetOf(isPayment), holder), MIN_PAYMENT);
    }

    /// @dev A credit is the account's, not the slot's.
    function test_sends_whenTheSlotIsAnothers(uint256 seed, bool isPayment) external {
        uint256 index = _activate(holder, seed);
        _earnCredit(holder, _assetOf(isPayment), MIN_PAYMENT);
        _releaseSlot(holder);
        _closeIdle();
        _settleClosedTo(new Holding[](0), ALL, _change(index, 0));
        assertEq(_activate(_account(0), ~seed), index);

        vm.prank(holder);
        assertEq(pool.claim(_assetOf(isPayment), holder), MIN_PAYMENT);
        assertEq(pool.creditOf(_account(0)).payment + pool.creditOf(_account(0)).collateral, 0);
    }
}
