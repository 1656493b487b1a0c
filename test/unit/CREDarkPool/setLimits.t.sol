// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, PoolLimits} from "src/types/Pool.sol";

// setLimits
// ├── when the sender is not the owner               → reverts OwnableUnauthorizedAccount
// ├── when these very limits were not scheduled      → reverts CallNotScheduled
// ├── when the delay has not passed                  → reverts CallNotReady
// ├── when the highest premium is above 10,000       → reverts ParameterInvalid
// └── otherwise, also paused                         → they are in force, and keep nobody in; emits LimitsSet
contract CREDarkPool_SetLimits_Test is CustodyHarness {
    function test_reverts_whenSenderIsNotOwner(address sender, PoolLimits memory limits) external {
        vm.assume(sender != owner);
        _schedule(_call(limits));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        pool.setLimits(limits);
    }

    function test_reverts_whenOthersWereScheduled(PoolLimits memory limits, uint96 stake) external {
        vm.assume(stake != limits.requestStake);
        _schedule(_call(limits));
        limits.requestStake = stake;
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(limits))));
        vm.prank(owner);
        pool.setLimits(limits);
    }

    function test_reverts_whenDelayHasNotPassed(PoolLimits memory limits, uint256 waited) external {
        vm.prank(owner);
        pool.schedule(_call(limits));
        skip(bound(waited, 0, DELAY - 1));
        vm.expectRevert(
            abi.encodeWithSelector(
                Governed.CallNotReady.selector, keccak256(_call(limits)), START + DELAY, block.timestamp
            )
        );
        vm.prank(owner);
        pool.setLimits(limits);
    }

    function test_reverts_whenTheHighestPremiumIsTooHigh(PoolLimits memory limits) external {
        limits.maxPremiumBps = uint16(bound(limits.maxPremiumBps, 10_001, type(uint16).max));
        _schedule(_call(limits));
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.ParameterInvalid.selector, "maxPremiumBps", limits.maxPremiumBps)
        );
        vm.prank(owner);
        pool.setLimits(limits);
    }

    function test_sets_whenScheduled(PoolLimits memory limits, bool isPaused) external {
        limits.maxPremiumBps = uint16(bound(limits.maxPremiumBps, 0, 10_000));
        if (isPaused) _pause();
        _schedule(_call(limits));
        vm.expectEmit(address(pool));
        emit ICREDarkPool.LimitsSet(limits);
        vm.prank(owner);
        pool.setLimits(limits);
        assertEq(abi.encode(pool.limits()), abi.encode(limits));
    }

    function test_appliesToDeposits(uint256 seed, uint64 minCollateral, uint64 minPayment, bool isPayment) external {
        minCollateral = uint64(bound(minCollateral, 1, _most(Asset.COLLATERAL)));
        minPayment = uint64(bound(minPayment, 1, type(uint64).max));
        _activate(holder, seed);
        _setLimits(PoolLimits(minCollateral, minPayment, STAKE, MAX_PREMIUM));
        Asset asset = _assetOf(isPayment);
        uint64 minimum = isPayment ? minPayment : minCollateral;
        _fund(holder, asset, minimum);
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.AmountInvalid.selector, minimum - 1, minimum, type(uint64).max)
        );
        vm.prank(holder);
        pool.deposit(asset, minimum - 1);
        vm.prank(holder);
        pool.deposit(asset, minimum);
    }

    /// @dev Whatever the owner announces: all of it can still be taken out.
    function test_keepsNobodyIn(uint256 seed, uint64 amount, PoolLimits memory limits, bool isPayment) external {
        Asset asset = _assetOf(isPayment);
        amount = uint64(bound(amount, _least(asset), _most(asset)));
        limits.maxPremiumBps = uint16(bound(limits.maxPremiumBps, 0, 10_000));
        _activate(holder, seed);
        _deposit(holder, asset, amount);
        _settleQueue(ALL);
        _setLimits(limits);
        _withdraw(holder, asset, amount);
        _settleQueue(ALL);
        vm.prank(holder);
        assertEq(pool.claim(asset, holder), amount);
    }

    function _call(PoolLimits memory limits) private view returns (bytes memory) {
        return abi.encodeCall(pool.setLimits, (limits));
    }
}
