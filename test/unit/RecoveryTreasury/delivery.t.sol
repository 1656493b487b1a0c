// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {FeeERC20} from "../../mocks/FeeERC20.sol";
import {HostileRouter} from "../../mocks/HostileRouter.sol";
import {TetherLikeERC20} from "../../mocks/TetherLikeERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {RecoveryTreasury} from "src/recovery/RecoveryTreasury.sol";

// heal, through a router and with tokens that nobody vouches for
// ├── when the router takes another amount than ordered    → reverts SpendMismatch
// ├── when the router gives back what it took, or more     → reverts SpendMismatch
// ├── when the router keeps the money                      → reverts DeliveryShort
// ├── when the router delivers less than minOut            → reverts DeliveryShort
// ├── when the router calls back
// │   ├── heal, as the agent                               → reverts ReentrancyGuardReentrantCall
// │   ├── healFallback                                     → reverts ReentrancyGuardReentrantCall
// │   └── withdraw, as the owner, after the delay          → reverts ReentrancyGuardReentrantCall
// ├── when the reserve is one of SwapRouter02's aliases    → reverts DeliveryShort
// ├── when the collateral takes a fee out of a transfer    → reverts DeliveryShort
// ├── when the payment takes a fee on top of a transfer    → reverts SpendMismatch
// └── otherwise
//     ├── when the payment returns nothing, as USDT        → delivers, leaves no allowance
//     └── when an allowance was left behind                → delivers, leaves no allowance
contract RecoveryTreasury_Delivery_Test is TreasuryBase {
    HostileRouter private _router;

    function setUp() public override {
        super.setUp();
        _router = new HostileRouter();
        _redeploy(_wiring());
    }

    function test_reverts_whenRouterTakesLess(uint256 spend, uint256 pull, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        pull = bound(pull, 0, order.spend - 1);
        _router.script(pull, 0, least);

        _expectSpendMismatch(pull, order.spend);
        _heal(order, least);
    }

    function test_reverts_whenRouterGivesBack(uint256 spend, uint256 refund, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        refund = bound(refund, 1, order.spend * 2);
        USDC.mint(address(_router), order.spend);
        _router.script(order.spend, refund, least);

        _expectSpendMismatch(refund < order.spend ? order.spend - refund : 0, order.spend);
        _heal(order, least);
    }

    function test_reverts_whenRouterKeepsTheMoney(uint256 spend, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        _router.script(order.spend, 0, 0);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.DeliveryShort.selector, 0, least));
        _heal(order, least);
    }

    function test_reverts_whenRouterDeliversShort(uint256 spend, uint256 delivery, uint256 held, uint256 seed) public {
        WBTC.mint(reserve, bound(held, 0, 1e16));
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        delivery = bound(delivery, 0, least - 1);
        _router.script(order.spend, 0, delivery);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.DeliveryShort.selector, delivery, least));
        _heal(order, least);
    }

    function test_reverts_whenRouterHealsAgain(uint256 spend, uint256 seed) public {
        vm.prank(owner);
        treasury.setAgent(address(_router));
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        bytes memory again =
            abi.encodeCall(treasury.heal, (order.epoch, order.spend, order.salt, order.poolOrder, least));
        _router.reenter(address(treasury), again);

        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        vm.prank(address(_router));
        treasury.heal(order.epoch, order.spend, order.salt, order.poolOrder, least);
    }

    function test_reverts_whenRouterCallsTheFallback(uint256 spend, bool fromFallback, uint256 seed) public {
        _attest(0, false, seed);
        _pass(_limits().fallbackDelay);
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        _router.reenter(address(treasury), abi.encodeCall(treasury.healFallback, ()));

        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        if (fromFallback) treasury.healFallback();
        else _heal(order, least);
    }

    function test_reverts_whenRouterWithdrawsAsOwner(uint256 spend, uint256 amount, uint256 seed) public {
        bytes memory withdrawal = abi.encodeCall(treasury.withdraw, (USDC, bound(amount, 0, FUNDS)));
        _scheduleAndWait(withdrawal);
        vm.prank(owner);
        treasury.transferOwnership(address(_router));
        vm.prank(address(_router));
        treasury.acceptOwnership();
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);
        _router.reenter(address(treasury), withdrawal);

        vm.expectRevert(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        _heal(order, least);
    }

    /// @dev SwapRouter02 reads recipient 1 as its caller and recipient 2 as itself.
    function test_reverts_whenReserveIsAnAliasOfTheRouter(uint256 spend, bool caller, uint256 seed) public {
        RecoveryTreasury.Wiring memory wiring = _wiring();
        wiring.reserve = caller ? address(1) : address(2);
        treasury = _deploy(wiring, _limits());
        USDC.mint(address(treasury), FUNDS);
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.DeliveryShort.selector, 0, least));
        _heal(order, least);
    }

    function test_reverts_whenCollateralTakesAFee(uint256 spend, uint256 feeBps, uint256 seed) public {
        FeeERC20 collateral = new FeeERC20(8, bound(feeBps, 1, 10_000), false);
        collateral.mint(address(_router), 1e16);
        RecoveryTreasury.Wiring memory wiring = _wiring();
        wiring.collateral = collateral;
        _redeploy(wiring);
        // From 1,000 USDC on even one basis point is a base unit.
        Order memory order = _attest(bound(spend, 1_000e6, AFFORDABLE), false, seed);
        uint256 least = treasury.minimumOut(order.spend);

        uint256 arriving = least - least * collateral.feeBps() / 10_000;
        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.DeliveryShort.selector, arriving, least));
        _heal(order, least);
    }

    function test_reverts_whenPaymentTakesAFeeOnTop(uint256 spend, uint256 feeBps, uint256 seed) public {
        FeeERC20 payment = new FeeERC20(6, bound(feeBps, 1, 10_000), true);
        RecoveryTreasury.Wiring memory wiring = _wiring();
        wiring.payment = payment;
        _redeploy(wiring);
        payment.mint(address(treasury), FUNDS);
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        uint256 least = treasury.minimumOut(order.spend);

        _expectSpendMismatch(order.spend + order.spend * payment.feeBps() / 10_000, order.spend);
        _heal(order, least);
    }

    function test_delivers_whenPaymentReturnsNothing(uint256 spend, uint256 left, uint256 seed) public {
        TetherLikeERC20 payment = new TetherLikeERC20();
        RecoveryTreasury.Wiring memory wiring = _wiring();
        wiring.payment = IERC20Metadata(address(payment));
        _redeploy(wiring);
        payment.mint(address(treasury), FUNDS);
        vm.prank(address(treasury));
        payment.approve(address(_router), left);
        Order memory order = _attest(_boundAffordable(spend), false, seed);

        uint256 delivered = _heal(order);

        assertEq(WBTC.balanceOf(reserve), delivered);
        assertEq(payment.balanceOf(address(treasury)), FUNDS - order.spend);
        assertEq(payment.allowance(address(treasury), address(_router)), 0);
    }

    function test_leavesNoAllowance_whenOneWasLeftBehind(uint256 spend, uint256 left, uint256 seed) public {
        vm.prank(address(treasury));
        USDC.approve(address(_router), left);
        Order memory order = _attest(_boundAffordable(spend), false, seed);

        _heal(order);

        assertEq(USDC.allowance(address(treasury), address(_router)), 0);
    }

    /// @dev Behind the hostile router, which holds collateral to deliver.
    function _redeploy(RecoveryTreasury.Wiring memory wiring) private {
        wiring.router = _router;
        treasury = _deploy(wiring, _limits());
        USDC.mint(address(treasury), FUNDS);
        WBTC.mint(address(_router), 1e16);
    }

    function _expectSpendMismatch(uint256 spent, uint256 wanted) private {
        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.SpendMismatch.selector, spent, wanted));
    }
}
