// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {CallingERC20} from "../../mocks/CallingERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";
import {Asset} from "src/types/Pool.sol";

// collect
// ├── when nothing is credited                      → reverts NothingToClaim, and delays no heal
// ├── when the token calls the treasury in between  → is refused there
// └── otherwise, by anyone, paused or frozen or not → moves all that is credited
//     ├── of collateral                             → to the reserve; the settlement lag begins
//     └── of payment                                → to the treasury; it does not
contract RecoveryTreasury_Collect_Test is TreasuryPoolBase {
    uint64 private constant BOUGHT = 2e8;

    function setUp() public override {
        super.setUp();
        _openSlots();
        _buyInPool(BOUGHT, 1);
    }

    function test_reverts_whenNothingIsCredited(address sender, bool isPayment, bool isWaiting) public {
        if (isWaiting) _executeAfterDelay(abi.encodeCall(treasury.withdrawFromPool, (Asset(isPayment ? 1 : 0), 1)));

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, address(treasury)));
        vm.prank(sender);
        treasury.collect(Asset(isPayment ? 1 : 0));
        assertEq(treasury.lastCollectedAt(), 0);
        assertEq(treasury.settledAt(), 0);
    }

    function test_sendsCollateralToTheReserve(address sender, uint64 amount, uint256 wait, bool isPaused) public {
        amount = uint64(bound(amount, 1, BOUGHT));
        _withdrawFromPool(Asset.COLLATERAL, amount);
        _pass(bound(wait, 0, 365 days));
        if (isPaused) _pauseBoth();

        vm.expectEmit(address(treasury));
        emit IReserveSlot.Collected(Asset.COLLATERAL, amount);
        vm.prank(sender);
        treasury.collect(Asset.COLLATERAL);

        assertEq(WBTC.balanceOf(reserve), amount);
        assertEq(WBTC.balanceOf(address(treasury)), 0);
        assertEq(treasury.lastCollectedAt(), block.timestamp);
        assertEq(treasury.settledAt(), block.timestamp + _limits().settlementLag);
        assertEq(treasury.lastHealAt(), 0);
    }

    function test_sendsPaymentToTheTreasury(address sender, uint64 amount, bool isPaused) public {
        amount = uint64(bound(amount, 1, _slot().payment));
        _withdrawFromPool(Asset.PAYMENT, amount);
        uint256 before = USDC.balanceOf(address(treasury));
        if (isPaused) _pauseBoth();

        vm.expectEmit(address(treasury));
        emit IReserveSlot.Collected(Asset.PAYMENT, amount);
        vm.prank(sender);
        treasury.collect(Asset.PAYMENT);

        assertEq(USDC.balanceOf(address(treasury)), before + amount);
        assertEq(treasury.settledAt(), 0);
    }

    function test_sendsCollateral_whenThePoolIsFrozen(uint64 amount) public {
        amount = uint64(bound(amount, 1, BOUGHT));
        _withdrawFromPool(Asset.COLLATERAL, amount);
        _freeze();

        treasury.collect(Asset.COLLATERAL);

        assertEq(WBTC.balanceOf(reserve), amount);
    }

    /// @dev A hook of the token tries all that somebody could gain by being called in between.
    function test_refusesTheToken_whenItCallsBack(uint64 amount, uint256 which) public {
        amount = uint64(bound(amount, 1, BOUGHT));
        _withdrawFromPool(Asset.COLLATERAL, amount);
        vm.etch(address(WBTC), address(new CallingERC20(8)).code);
        bytes[3] memory calls = [
            abi.encodeCall(treasury.collect, (Asset.COLLATERAL)),
            abi.encodeCall(treasury.collectStake, ()),
            abi.encodeCall(treasury.healFallback, ())
        ];
        CallingERC20 token = CallingERC20(address(WBTC));
        token.callBack(address(treasury), calls[which % 3]);

        treasury.collect(Asset.COLLATERAL);

        assertFalse(token.isDone());
        assertEq(bytes4(token.reason()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(WBTC.balanceOf(reserve), amount);
    }

    function _pauseBoth() private {
        vm.startPrank(guardian);
        treasury.pause();
        attestation.pause();
        vm.stopPrank();
    }
}
