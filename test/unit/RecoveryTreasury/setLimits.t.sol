// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {BPS, RecoveryLimits} from "src/types/RecoveryLimits.sol";

// setLimits
// ├── when the sender is not the owner             → reverts OwnableUnauthorizedAccount
// ├── when it was not scheduled                    → reverts CallNotScheduled
// ├── when other limits were scheduled             → reverts CallNotScheduled
// ├── when the delay has not passed                → reverts CallNotReady
// ├── when perAction exceeds perWindow             → reverts LimitInvalid
// ├── when fallbackSpend exceeds perAction         → reverts LimitInvalid
// ├── when slippage or depeg are not below 100 %   → reverts LimitInvalid
// ├── when the least BTC/USD is zero               → reverts LimitInvalid
// ├── when the BTC/USD bounds are reversed         → reverts LimitInvalid
// └── otherwise                                    → replaces the limits, emits LimitsSet
contract RecoveryTreasury_SetLimits_Test is TreasuryBase {
    function test_reverts_whenSenderIsNotOwner(address sender, RecoveryLimits calldata seed) public {
        vm.assume(sender != owner);
        RecoveryLimits memory limits = _valid(seed);
        _scheduleAndWait(_call(limits));

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.setLimits(limits);
    }

    function test_reverts_whenNotScheduled(RecoveryLimits calldata seed) public {
        RecoveryLimits memory limits = _valid(seed);

        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(limits))));
        vm.prank(owner);
        treasury.setLimits(limits);
    }

    function test_reverts_whenOthersWereScheduled(RecoveryLimits calldata seed, uint112 raised) public {
        RecoveryLimits memory limits = _valid(seed);
        vm.assume(raised != limits.perWindow);
        _scheduleAndWait(_call(limits));
        limits.perWindow = raised;

        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(limits))));
        vm.prank(owner);
        treasury.setLimits(limits);
    }

    function test_reverts_whenDelayHasNotPassed(RecoveryLimits calldata seed, uint256 wait) public {
        RecoveryLimits memory limits = _valid(seed);
        vm.prank(owner);
        treasury.schedule(_call(limits));
        uint256 readyAt = block.timestamp + DELAY;
        _pass(bound(wait, 0, DELAY - 1));

        vm.expectRevert(
            abi.encodeWithSelector(Governed.CallNotReady.selector, keccak256(_call(limits)), readyAt, block.timestamp)
        );
        vm.prank(owner);
        treasury.setLimits(limits);
    }

    function test_reverts_whenPerActionExceedsPerWindow(RecoveryLimits calldata seed, uint112 perAction) public {
        RecoveryLimits memory limits = _valid(seed);
        vm.assume(limits.perWindow != type(uint112).max);
        limits.perAction = uint112(bound(perAction, uint256(limits.perWindow) + 1, type(uint112).max));

        _expectInvalid(limits, "perAction", limits.perAction);
    }

    function test_reverts_whenFallbackSpendExceedsPerAction(RecoveryLimits calldata seed, uint112 spend) public {
        RecoveryLimits memory limits = _valid(seed);
        vm.assume(limits.perAction != type(uint112).max);
        limits.fallbackSpend = uint112(bound(spend, uint256(limits.perAction) + 1, type(uint112).max));

        _expectInvalid(limits, "fallbackSpend", limits.fallbackSpend);
    }

    function test_reverts_whenSlippageIsWhole(RecoveryLimits calldata seed, uint16 slippageBps) public {
        RecoveryLimits memory limits = _valid(seed);
        limits.maxSlippageBps = uint16(bound(slippageBps, BPS, type(uint16).max));

        _expectInvalid(limits, "maxSlippageBps", limits.maxSlippageBps);
    }

    function test_reverts_whenDepegIsWhole(RecoveryLimits calldata seed, uint16 depegBps) public {
        RecoveryLimits memory limits = _valid(seed);
        limits.maxDepegBps = uint16(bound(depegBps, BPS, type(uint16).max));

        _expectInvalid(limits, "maxDepegBps", limits.maxDepegBps);
    }

    function test_reverts_whenLeastPriceIsZero(RecoveryLimits calldata seed) public {
        RecoveryLimits memory limits = _valid(seed);
        limits.minBtcUsd = 0;

        _expectInvalid(limits, "minBtcUsd", 0);
    }

    function test_reverts_whenPriceBoundsAreReversed(RecoveryLimits calldata seed, uint96 maxBtcUsd) public {
        RecoveryLimits memory limits = _valid(seed);
        limits.maxBtcUsd = uint96(bound(maxBtcUsd, 0, limits.minBtcUsd - 1));

        _expectInvalid(limits, "maxBtcUsd", limits.maxBtcUsd);
    }

    function test_replacesLimits_whenScheduledAndValid(RecoveryLimits calldata seed, uint256 wait) public {
        RecoveryLimits memory limits = _valid(seed);
        _scheduleAndWait(_call(limits));
        _pass(bound(wait, 0, 365 days));

        vm.expectEmit(address(treasury));
        emit IRecoveryTreasury.LimitsSet(limits);
        vm.prank(owner);
        treasury.setLimits(limits);

        assertEq(abi.encode(treasury.limits()), abi.encode(limits));
        assertEq(treasury.available(), limits.perWindow);
    }

    function test_countsEarlierSpending_whenCapChanges(uint256 spend, uint112 perWindow, uint256 seed) public {
        RecoveryLimits memory limits = _limits();
        limits.perWindow = uint112(bound(perWindow, limits.perAction, type(uint112).max));
        vm.prank(owner);
        treasury.schedule(_call(limits));
        _pass(DELAY);
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        _heal(order);

        vm.prank(owner);
        treasury.setLimits(limits);

        assertEq(treasury.available(), limits.perWindow - order.spend);
    }

    /// @dev The nearest valid limits.
    function _valid(RecoveryLimits memory limits) private pure returns (RecoveryLimits memory) {
        limits.perAction = uint112(bound(limits.perAction, 0, limits.perWindow));
        limits.fallbackSpend = uint112(bound(limits.fallbackSpend, 0, limits.perAction));
        limits.maxSlippageBps = uint16(bound(limits.maxSlippageBps, 0, BPS - 1));
        limits.maxDepegBps = uint16(bound(limits.maxDepegBps, 0, BPS - 1));
        limits.minBtcUsd = uint96(bound(limits.minBtcUsd, 1, type(uint96).max));
        limits.maxBtcUsd = uint96(bound(limits.maxBtcUsd, limits.minBtcUsd, type(uint96).max));
        return limits;
    }

    function _call(RecoveryLimits memory limits) private view returns (bytes memory) {
        return abi.encodeCall(treasury.setLimits, (limits));
    }

    function _expectInvalid(RecoveryLimits memory limits, string memory limit, uint256 given) private {
        _scheduleAndWait(_call(limits));

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.LimitInvalid.selector, limit, given));
        vm.prank(owner);
        treasury.setLimits(limits);
    }
}
