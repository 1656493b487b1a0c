// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BlacklistingERC20} from "../../mocks/BlacklistingERC20.sol";
import {CallingERC20} from "../../mocks/CallingERC20.sol";
import {FeeERC20} from "../../mocks/FeeERC20.sol";
import {MintableERC20} from "../../mocks/MintableERC20.sol";
import {SilentERC20} from "../../mocks/SilentERC20.sol";
import {TetherLikeERC20} from "../../mocks/TetherLikeERC20.sol";
import {CustodyHarness} from "./CustodyHarness.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";
import {Settlement} from "src/types/Settlement.sol";

// deposit and claim, with payment tokens of all kinds
// ├── with any decimals                                    → a pool unit is at most 10^-6 of a coin; all else is exact
// ├── with nothing returned, as Tether                     → is held as any other
// ├── when less or more arrives than was asked for         → reverts DeliveryMismatch
// ├── when nothing arrives although the token says so      → reverts DeliveryMismatch
// ├── when the token returns false                         → reverts SafeERC20FailedOperation
// ├── when a claim's recipient may not receive             → reverts, the credit stays, and others receive
// ├── when a depositor may not send any more               → only this depositor's deposit reverts
// └── when the token calls back
//     ├── deposit, claim or claimEther                     → reverts ReentrancyGuardReentrantCall
//     ├── withdraw, of the asset that is being deposited   → reverts EntryWaiting
//     └── confidentialFill                                 → as at any other time, and nothing is counted twice
contract CREDarkPool_Tokens_Test is CustodyHarness {
    // --- units ---

    function test_hasUnitsOfTheTokens(uint8 collateralDecimals, uint8 paymentDecimals) external {
        collateralDecimals = uint8(bound(collateralDecimals, 0, 18));
        paymentDecimals = uint8(bound(paymentDecimals, 0, 18));
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.collateral = new MintableERC20(collateralDecimals);
        wiring.payment = new MintableERC20(paymentDecimals);
        pool = _deployWith(wiring);
        assertEq(pool.unitOf(Asset.COLLATERAL), collateralDecimals > 8 ? 10 ** (uint256(collateralDecimals) - 8) : 1);
        assertEq(pool.unitOf(Asset.PAYMENT), paymentDecimals > 6 ? 10 ** (uint256(paymentDecimals) - 6) : 1);
    }

    function test_namesUnitsOfUsualTokens() external {
        assertEq(pool.unitOf(Asset.COLLATERAL), 1);
        assertEq(pool.unitOf(Asset.PAYMENT), 1);
        _usePayment(new MintableERC20(2));
        assertEq(pool.unitOf(Asset.PAYMENT), 1);
        _usePayment(new MintableERC20(18));
        assertEq(pool.unitOf(Asset.PAYMENT), 1e12);
    }

    function test_movesWholeUnits(uint8 decimals, uint64 amount) external {
        decimals = uint8(bound(decimals, 0, 18));
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        MintableERC20 token = new MintableERC20(decimals);
        _usePayment(token);
        uint256 wanted = amount * (decimals > 6 ? 10 ** (uint256(decimals) - 6) : 1);
        token.mint(holder, wanted);
        _approve(address(token), wanted);
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
        assertEq(token.balanceOf(address(pool)), wanted);

        _settleQueue(ALL);
        _withdraw(holder, Asset.PAYMENT, amount);
        _settleQueue(ALL);
        assertEq(pool.creditOf(holder).payment, amount);
        vm.prank(holder);
        assertEq(pool.claim(Asset.PAYMENT, holder), amount);
        assertEq(token.balanceOf(holder), wanted);
    }

    // --- tokens that differ ---

    function test_holdsATokenThatReturnsNothing(uint64 amount) external {
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        TetherLikeERC20 token = new TetherLikeERC20();
        _usePayment(IERC20Metadata(address(token)));
        token.mint(holder, amount);
        vm.prank(holder);
        token.approve(address(pool), amount);
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
        _settleQueue(ALL);
        _withdraw(holder, Asset.PAYMENT, amount);
        _settleQueue(ALL);
        vm.prank(holder);
        pool.claim(Asset.PAYMENT, holder);
        assertEq(token.balanceOf(holder), amount);
    }

    function test_reverts_whenTheTokenTakesAFee(uint64 amount, uint256 feeBps) external {
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        feeBps = bound(feeBps, 1, 10_000);
        FeeERC20 token = new FeeERC20(6, feeBps, false);
        _usePayment(token);
        token.mint(holder, amount);
        _approve(address(token), amount);
        uint256 delivered = amount - uint256(amount) * feeBps / 10_000;
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.DeliveryMismatch.selector, address(token), delivered, amount)
        );
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
    }

    function test_reverts_whenTheTokenReturnsFalse(uint64 amount) external {
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        SilentERC20 token = new SilentERC20(6, false);
        _usePayment(token);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
    }

    function test_reverts_whenNothingArrives(uint64 amount) external {
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        SilentERC20 token = new SilentERC20(6, true);
        _usePayment(token);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.DeliveryMismatch.selector, address(token), 0, amount));
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
    }

    /// @dev It would be nobody's.
    function test_reverts_whenMoreArrives(uint64 amount, uint64 excess) external {
        excess = uint64(bound(excess, 1, type(uint64).max));
        CallingERC20 token = _useCalling(amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max)));
        token.callBack(address(token), abi.encodeCall(token.mint, (address(pool), excess)));
        vm.expectRevert(
            abi.encodeWithSelector(
                ICREDarkPool.DeliveryMismatch.selector, address(token), uint256(amount) + excess, amount
            )
        );
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
    }

    // --- issuers that choose ---

    /// @dev Nobody but the one whom the issuer refuses waits for anything: settlements move no tokens.
    function test_keepsTheCredit_whenTheRecipientMayNotReceive(uint64 amount, address to) external {
        vm.assume(to != address(0) && to != holder);
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        BlacklistingERC20 token = new BlacklistingERC20(6);
        vm.assume(to != address(pool) && to != address(token));
        _usePayment(token);
        token.mint(holder, amount);
        _approve(address(token), amount);
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
        token.blacklist(holder);
        _settleQueue(ALL);
        _withdraw(holder, Asset.PAYMENT, amount);
        _settleQueue(ALL);

        vm.expectRevert(abi.encodeWithSelector(BlacklistingERC20.Blacklisted.selector, holder));
        vm.prank(holder);
        pool.claim(Asset.PAYMENT, holder);
        assertEq(pool.creditOf(holder).payment, amount);

        vm.prank(holder);
        assertEq(pool.claim(Asset.PAYMENT, to), amount);
        assertEq(token.balanceOf(to), amount);
    }

    function test_reverts_whenTheDepositorMayNotSend(uint64 amount) external {
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        BlacklistingERC20 token = new BlacklistingERC20(6);
        _usePayment(token);
        token.mint(holder, amount);
        _approve(address(token), amount);
        token.blacklist(holder);
        vm.expectRevert(abi.encodeWithSelector(BlacklistingERC20.Blacklisted.selector, holder));
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(head, tail);
    }

    // --- tokens that call back ---

    /// @dev What arrived would be counted for both.
    function test_reverts_whenADepositBeginsWithinOne(uint64 amount, uint64 inner) external {
        CallingERC20 token = _useCalling(amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max)));
        token.callBack(address(pool), abi.encodeCall(pool.deposit, (Asset.COLLATERAL, inner)));
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
        _assertReentered(token);
    }

    /// @dev What left would be missing from what arrived, or be paid for by it.
    function test_reverts_whenAClaimBeginsWithinADeposit(uint64 amount, bool isEther) external {
        CallingERC20 token = _useCalling(amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max)));
        token.callBack(
            address(pool),
            isEther
                ? abi.encodeCall(pool.claimEther, (payable(address(token))))
                : abi.encodeCall(pool.claim, (Asset.PAYMENT, address(token)))
        );
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
        _assertReentered(token);
    }

    function test_reverts_whenAClaimBeginsWithinOne(uint64 amount, bool isDeposit) external {
        CallingERC20 token = _useCalling(amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max)));
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, amount);
        _settleQueue(ALL);
        _withdraw(holder, Asset.PAYMENT, amount);
        _settleQueue(ALL);
        token.callBack(
            address(pool),
            isDeposit
                ? abi.encodeCall(pool.deposit, (Asset.PAYMENT, MIN_PAYMENT))
                : abi.encodeCall(pool.claim, (Asset.PAYMENT, address(token)))
        );
        vm.prank(holder);
        assertEq(pool.claim(Asset.PAYMENT, holder), amount);
        _assertReentered(token);
        assertEq(token.balanceOf(holder), amount);
        assertEq(token.balanceOf(address(pool)), 0);
    }

    /// @dev The token itself has a slot. Its deposit waits already, and so no second entry of it comes in between.
    function test_reverts_whenAWithdrawalOfTheAssetComesWithinItsDeposit(uint64 amount) external {
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max));
        CallingERC20 token = _useCalling(amount);
        uint256 index = _activate(address(token), 2);
        token.mint(address(token), amount);
        vm.prank(address(token));
        token.approve(address(pool), amount);
        token.callBack(address(pool), abi.encodeCall(pool.withdraw, (Asset.PAYMENT, amount)));
        vm.prank(address(token));
        pool.deposit(Asset.PAYMENT, amount);
        assertFalse(token.isDone());
        assertEq(token.reason(), abi.encodeWithSelector(ICREDarkPool.EntryWaiting.selector, index, Asset.PAYMENT));
    }

    /// @dev A round that was closed before takes in nothing of what is just arriving.
    function test_settlesFromWithin(uint64 amount, uint64 first) external {
        first = uint64(bound(first, MIN_PAYMENT, type(uint64).max / 2));
        amount = uint64(bound(amount, MIN_PAYMENT, type(uint64).max / 2));
        CallingERC20 token = _useCalling(first);
        _activate(_account(0), 2);
        token.mint(_account(0), amount);
        vm.prank(_account(0));
        token.approve(address(pool), amount);
        vm.prank(holder);
        pool.deposit(Asset.PAYMENT, first);
        _settleQueue(ALL);
        _withdraw(holder, Asset.PAYMENT, first);
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.acceptedMask = ALL;
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(0, settlement);

        token.callBack(address(pool), abi.encodeCall(pool.confidentialFill, (0, zkProof, evidence)));
        vm.prank(_account(0));
        uint256 index = pool.deposit(Asset.PAYMENT, amount);

        assertTrue(token.isDone());
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(head, index);
        assertEq(tail, index + 1);
        assertEq(pool.queueEntry(index).amount, amount);
        assertEq(pool.creditOf(holder).payment, first);
        assertEq(token.balanceOf(address(pool)), uint256(first) + amount);
    }

    // --- builders ---

    function _deployWith(CREDarkPool.Wiring memory wiring) private returns (CREDarkPool) {
        return new CREDarkPool(owner, guardian, DELAY, wiring, _limits(), new address[](0));
    }

    /// @dev Another pool, in which the holder has a slot with a key.
    function _usePayment(IERC20Metadata token) private {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.payment = token;
        pool = _deployWith(wiring);
        _activate(holder, 1);
    }

    /// @dev The holder has `amount` and has allowed it.
    function _useCalling(uint256 amount) private returns (CallingERC20 token) {
        token = new CallingERC20(6);
        _usePayment(token);
        token.mint(holder, amount);
        _approve(address(token), amount);
    }

    function _approve(address token, uint256 amount) private {
        vm.prank(holder);
        IERC20Metadata(token).approve(address(pool), amount);
    }

    function _assertReentered(CallingERC20 token) private view {
        assertFalse(token.isDone());
        assertEq(token.reason(), abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }
}
