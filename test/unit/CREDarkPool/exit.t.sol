// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {stdError} from "forge-std/StdError.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";
import {SLOTS} from "src/types/Settlement.sol";

// exit
// ├── when the pool is not frozen                              → reverts PoolNotFrozen
// ├── when the sender has no slot                              → reverts SlotNotRegistered
// ├── when the sender has exited, or never had an active key   → reverts SlotWithoutKey
// ├── when the leaves are not the last settlement's            → reverts LeavesMismatch
// ├── when the key is not the slot's active one                → reverts SlotKeyMismatch
// ├── when a leaf says more than the pool holds                → reverts
// └── otherwise, also paused, dismissed, or in one block       → credits the leaf's balances, payment rounded down to a
//                                                                pool unit, once; emits Exited, Credited
contract CREDarkPool_Exit_Test is CustodyHarness {
    uint256 private constant KEY = 11;
    uint256 private constant OTHER_KEY = 12;

    address private immutable other = makeAddr("other");

    bool private _isActive;

    // --- refused ---

    function test_reverts_whenNotFrozen(uint64 coins, uint64 money) external {
        bytes32[SLOTS] memory leaves = _hold(coins, money);
        _withdraw(holder, Asset.PAYMENT, 1);
        skip(EXIT_DELAY);
        vm.expectRevert(ICREDarkPool.PoolNotFrozen.selector);
        _exit(holder, KEY, leaves);
        pool.freeze();
        _exit(holder, KEY, leaves);
    }

    function test_reverts_whenTheSenderHasNoSlot(address sender, uint64 coins, uint64 money) external {
        vm.assume(sender != holder && sender != other);
        bytes32[SLOTS] memory leaves = _holdFrozen(coins, money);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
        _exit(sender, KEY, leaves);
    }

    function test_reverts_whenALeafIsAnother(uint64 coins, uint64 money, uint256 which, bytes32 leaf) external {
        bytes32[SLOTS] memory leaves = _holdFrozen(coins, money);
        which = bound(which, 0, SLOTS - 1);
        vm.assume(leaf != leaves[which]);
        bytes32 wanted = keccak256(abi.encode(leaves));
        leaves[which] = leaf;
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.LeavesMismatch.selector, keccak256(abi.encode(leaves)), wanted)
        );
        _exit(holder, KEY, leaves);
    }

    /// @dev Of a settlement before the last one.
    function test_reverts_whenTheLeavesAreOld(uint64 coins, uint64 money) external {
        bytes32[SLOTS] memory old = _hold(coins, money);
        bytes32[SLOTS] memory leaves = _hold(coins, money);
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        vm.expectRevert(
            abi.encodeWithSelector(
                ICREDarkPool.LeavesMismatch.selector, keccak256(abi.encode(old)), keccak256(abi.encode(leaves))
            )
        );
        _exit(holder, KEY, old);
    }

    function test_reverts_whenTheKeyIsAnother(uint256 key, uint64 coins, uint64 money) external {
        vm.assume(key != KEY);
        bytes32[SLOTS] memory leaves = _holdFrozen(coins, money);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICREDarkPool.SlotKeyMismatch.selector, cipher.commitmentOf(key), cipher.commitmentOf(KEY)
            )
        );
        _exit(holder, key, leaves);
    }

    /// @dev With another's key there is nothing to be had but one's own leaf.
    function test_reverts_whenTheKeyIsAnothersSlots(uint64 coins, uint64 money) external {
        bytes32[SLOTS] memory leaves = _holdFrozen(coins, money);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICREDarkPool.SlotKeyMismatch.selector, cipher.commitmentOf(KEY), cipher.commitmentOf(OTHER_KEY)
            )
        );
        _exit(other, KEY, leaves);
    }

    /// @dev With the leaves that were right, which still are, and with any others; also after others have left. The pool
    /// holds enough for a second time.
    function test_reverts_whenTwice(uint64 coins, uint64 money, bool isOtherGone, bool isClaimed) external {
        (coins, money) = _pay(coins, money);
        _deposit(other, Asset.COLLATERAL, coins);
        _deposit(other, Asset.PAYMENT, money);
        bytes32[SLOTS] memory leaves = _settleTo(_holdings(coins, money));
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        _exit(holder, KEY, leaves);
        if (isOtherGone) _exit(other, OTHER_KEY, leaves);
        if (isClaimed) _claimAll(holder, coins, money);

        _expectWithoutKey(holder);
        _exit(holder, KEY, leaves);
        bytes32[SLOTS] memory left = _without(leaves, holder);
        _expectWithoutKey(holder);
        _exit(holder, KEY, left);
    }

    /// @dev A key that is posted since, or the wish to leave, does not bring the slot back.
    function test_reverts_whenTwiceAfterAnotherKey(uint64 coins, uint64 money, uint256 next, bool isReleased) external {
        next = bound(next, OTHER_KEY + 1, type(uint256).max);
        bytes32[SLOTS] memory leaves = _holdFrozen(coins, money);
        _exit(holder, KEY, leaves);
        bytes32 commitment = cipher.commitmentOf(next);
        vm.prank(holder);
        if (isReleased) pool.releaseSlot();
        else pool.rotateKey(commitment, _sealedKey(next));
        _expectWithoutKey(holder);
        _exit(holder, KEY, leaves);
        _expectWithoutKey(holder);
        _exit(holder, next, leaves);
    }

    function test_reverts_whenNoKeyWasEverActive(uint256 key) external {
        address late = makeAddr("late");
        _admit(late);
        bytes32[SLOTS] memory leaves = _hold(1, 1);
        bytes32 commitment = cipher.commitmentOf(bound(key, OTHER_KEY + 1, type(uint256).max));
        vm.prank(late);
        pool.registerSlot(commitment, _sealedKey(key));
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        _expectWithoutKey(late);
        _exit(late, key, leaves);
    }

    /// @dev Whatever a settlement said: not more than was paid in.
    function test_reverts_whenTheLeafSaysMoreThanIsHeld(uint64 coins, uint64 money, uint256 excess, bool isPayment)
        external
    {
        (coins, money) = _pay(coins, money);
        Holding[] memory holdings = new Holding[](1);
        holdings[0] = Holding(pool.slotOf(holder), KEY, coins, uint256(money) * FINE);
        if (isPayment) holdings[0].payment += bound(excess, 1, 2 ** 80) * FINE;
        else holdings[0].collateral += bound(excess, 1, type(uint64).max - coins);
        bytes32[SLOTS] memory leaves = _settleTo(holdings);
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        vm.expectRevert(stdError.arithmeticError);
        _exit(holder, KEY, leaves);
    }

    /// @dev What came back to its depositor is held no more.
    function test_reverts_whenTheLeafSaysWhatWasReclaimed(uint64 coins, uint64 money, uint64 queued) external {
        (coins, money) = _pay(coins, money);
        queued = uint64(bound(queued, MIN_COLLATERAL, _most(Asset.COLLATERAL) - coins));
        bytes32[SLOTS] memory leaves = _settleTo(_holdings(coins + 1, money));
        uint256 index = _deposit(other, Asset.COLLATERAL, queued);
        _freeze();
        pool.reclaim(index);
        vm.expectRevert(stdError.arithmeticError);
        _exit(holder, KEY, leaves);
    }

    // --- leaving ---

    function test_credits_whenFrozen(uint64 coins, uint64 money, bool isPaused, bool isDismissed) external {
        (coins, money) = _pay(coins, money);
        bytes32[SLOTS] memory leaves = _settleTo(_holdings(coins, money));
        bytes32 nonce = pool.state().nonce;
        bytes32 root = pool.state().root;
        _withdraw(holder, Asset.PAYMENT, 1);
        if (isPaused) _pause();
        if (isDismissed) _dismiss(holder);
        _freeze();

        vm.expectEmit(address(pool));
        emit ICREDarkPool.Exited(pool.slotOf(holder), holder, coins, money);
        _exit(holder, KEY, leaves);

        _assertCredit(holder, coins, money);
        assertEq(pool.state().leavesHash, keccak256(abi.encode(leaves)));
        assertEq(pool.state().nonce, nonce);
        assertEq(pool.state().root, root);
        _claimAll(holder, coins, money);
    }

    /// @dev Nothing is credited that is nothing.
    function test_emitsCreditsOfWhatThereIs(uint64 coins, uint64 money, bool hasCoins, bool hasMoney) external {
        (coins, money) = _pay(coins, money);
        (coins, money) = (hasCoins ? coins : 0, hasMoney ? money : 0);
        bytes32[SLOTS] memory leaves = _settleTo(_holdings(coins, money));
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        vm.recordLogs();
        _exit(holder, KEY, leaves);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1 + (hasCoins ? 1 : 0) + (hasMoney ? 1 : 0));
        assertEq(logs[0].topics[0], ICREDarkPool.Exited.selector);
        _assertCredit(holder, coins, money);
    }

    /// @dev Less than a pool unit cannot be paid out.
    function test_roundsPaymentDown(uint64 money, uint256 fine) external {
        (, money) = _pay(0, money);
        fine = bound(fine, 0, FINE - 1);
        Holding[] memory holdings = new Holding[](1);
        holdings[0] = Holding(pool.slotOf(holder), KEY, 0, (uint256(money) - 1) * FINE + fine);
        bytes32[SLOTS] memory leaves = _settleTo(holdings);
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        _exit(holder, KEY, leaves);
        _assertCredit(holder, 0, money - 1);
    }

    /// @dev Also what the circuit's numbers are at most.
    function test_credits_whenTheSlotHoldsEverything(bool isReturned) external {
        (uint64 coins, uint64 money) = (_most(Asset.COLLATERAL), _most(Asset.PAYMENT));
        _activatePair();
        _deposit(holder, Asset.COLLATERAL, coins);
        _deposit(holder, Asset.PAYMENT, money);
        bytes32[SLOTS] memory leaves = _settleTo(_holdings(coins, money));
        if (isReturned) {
            // The credit that there was before has to be added to.
            _withdraw(holder, Asset.PAYMENT, money);
            _settleTo(_holdings(coins, 0));
            _deposit(holder, Asset.PAYMENT, money);
            leaves = _settleTo(_holdings(coins, money));
        }
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        _exit(holder, KEY, leaves);
        _assertCredit(holder, coins, isReturned ? 2 * uint256(money) : money);
        _claimAll(holder, coins, isReturned ? 2 * uint256(money) : money);
    }

    /// @dev In one block, of which neither knows the order: each with the leaves that the last settlement emitted.
    function test_creditsTwo_inOneBlock(uint64 coins, uint64 money, uint64 sold, uint64 paid, bool isFirst) external {
        (coins, money) = _pay(coins, money);
        Holding[] memory holdings = new Holding[](2);
        holdings[0] = Holding(pool.slotOf(holder), KEY, bound(sold, 0, coins), bound(paid, 0, uint256(money) * FINE));
        holdings[1] = Holding(
            pool.slotOf(other), OTHER_KEY, coins - holdings[0].collateral, uint256(money) * FINE - holdings[0].payment
        );
        bytes32[SLOTS] memory leaves = _settleTo(holdings);
        _withdraw(other, Asset.PAYMENT, 1);
        _freeze();
        if (isFirst) _exit(holder, KEY, leaves);
        _exit(other, OTHER_KEY, leaves);
        if (!isFirst) _exit(holder, KEY, leaves);
        assertEq(pool.state().leavesHash, keccak256(abi.encode(leaves)));
        _claimAll(holder, holdings[0].collateral, holdings[0].payment / FINE);
        _claimAll(other, holdings[1].collateral, holdings[1].payment / FINE);
        assertEq(collateral.balanceOf(address(pool)), 0);
        assertLe(payment.balanceOf(address(pool)), 1);
    }

    /// @dev Nobody has to follow who has left before.
    function test_reverts_whenALeafIsZeroedForWhoHasLeft(uint64 coins, uint64 money) external {
        bytes32[SLOTS] memory leaves = _holdFrozen(coins, money);
        bytes32[SLOTS] memory left = _without(leaves, holder);
        _exit(holder, KEY, leaves);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICREDarkPool.LeavesMismatch.selector, keccak256(abi.encode(left)), keccak256(abi.encode(leaves))
            )
        );
        _exit(other, OTHER_KEY, left);
    }

    /// @dev Until a settlement has proven it, a posted key opens nothing.
    function test_takesTheActiveKey_whenAnotherIsPending(uint64 coins, uint64 money, uint256 next) external {
        next = bound(next, OTHER_KEY + 1, type(uint256).max);
        bytes32[SLOTS] memory leaves = _holdFrozen(coins, money);
        bytes32 commitment = cipher.commitmentOf(next);
        vm.prank(holder);
        pool.rotateKey(commitment, _sealedKey(next));
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.SlotKeyMismatch.selector, commitment, cipher.commitmentOf(KEY))
        );
        _exit(holder, next, leaves);
        _exit(holder, KEY, leaves);
    }

    function test_takesTheNewKey_whenItWasProven(uint64 coins, uint64 money, uint256 next) external {
        next = bound(next, OTHER_KEY + 1, type(uint256).max);
        (coins, money) = _pay(coins, money);
        bytes32 commitment = cipher.commitmentOf(next);
        vm.prank(holder);
        pool.rotateKey(commitment, _sealedKey(next));
        uint256 index = pool.slotOf(holder);
        Holding[] memory holdings = _holdings(coins, money);
        holdings[0].key = next;
        _closeIdle();
        bytes32[SLOTS] memory leaves = _settleClosedTo(holdings, ALL, _change(index, commitment));
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.SlotKeyMismatch.selector, cipher.commitmentOf(KEY), commitment)
        );
        _exit(holder, KEY, leaves);
        _exit(holder, next, leaves);
        _assertCredit(holder, coins, money);
    }

    /// @dev What was still queued is not in the leaf, and comes back beside it; a withdrawal was never taken from it.
    function test_leavesWithEverything(uint64 coins, uint64 money, uint64 queued, bool isPaused) external {
        (coins, money) = _pay(coins, money);
        queued = uint64(bound(queued, MIN_COLLATERAL, _most(Asset.COLLATERAL) - coins));
        bytes32[SLOTS] memory leaves = _settleTo(_holdings(coins, money));
        uint256 index = _deposit(holder, Asset.COLLATERAL, queued);
        _withdraw(holder, Asset.PAYMENT, money);
        _quote(holder);
        _request(holder);
        if (isPaused) _pause();
        _freeze();
        vm.prank(holder);
        pool.withdrawQuote();
        pool.reclaim(index);
        _exit(holder, KEY, leaves);

        _claimAll(holder, uint256(coins) + queued, money);
        vm.prank(holder);
        assertEq(pool.claimEther(payable(holder)), STAKE);
        assertEq(collateral.balanceOf(address(pool)) + payment.balanceOf(address(pool)) + address(pool).balance, 0);
    }

    /// @dev The guardian's stop keeps nobody in: by a settlement as long as there are any, else by one's own key.
    function test_leaves_whenPaused(uint64 coins, uint64 money) external {
        (coins, money) = _pay(coins, money);
        _settleTo(_holdings(coins, money));
        _quote(holder);
        _pause();
        _dismiss(holder);
        vm.prank(holder);
        pool.withdrawQuote();
        _withdraw(holder, Asset.COLLATERAL, coins);
        _withdraw(holder, Asset.PAYMENT, money);
        _releaseSlot(holder);
        uint256 index = pool.slotOf(holder);
        _closeIdle();
        _settleClosedTo(new Holding[](0), ALL, _change(index, 0));
        _claimAll(holder, coins, money);
        assertEq(pool.slot(index).owner, address(0));
    }

    // --- builders ---

    /// @dev Two owners, of whom the first has paid in what is handed back.
    function _pay(uint64 coins, uint64 money) private returns (uint64, uint64) {
        if (!_isActive) _activatePair();
        coins = uint64(bound(coins, MIN_COLLATERAL, _most(Asset.COLLATERAL) / 4));
        money = uint64(bound(money, MIN_PAYMENT, _most(Asset.PAYMENT) / 4));
        _deposit(holder, Asset.COLLATERAL, coins);
        _deposit(holder, Asset.PAYMENT, money);
        return (coins, money);
    }

    function _activatePair() private {
        _isActive = true;
        _registerOthers(1);
        _activateOwn(other, OTHER_KEY);
        _activateOwn(holder, KEY);
    }

    /// @dev All of it is the holder's; the other's leaf is of zeros.
    function _holdings(uint64 coins, uint64 money) private view returns (Holding[] memory holdings) {
        holdings = new Holding[](2);
        holdings[0] = Holding(pool.slotOf(holder), KEY, coins, uint256(money) * FINE);
        holdings[1] = Holding(pool.slotOf(other), OTHER_KEY, 0, 0);
    }

    function _hold(uint64 coins, uint64 money) private returns (bytes32[SLOTS] memory) {
        (coins, money) = _pay(coins, money);
        return _settleTo(_holdings(coins, money));
    }

    function _holdFrozen(uint64 coins, uint64 money) private returns (bytes32[SLOTS] memory leaves) {
        leaves = _hold(coins, money);
        _withdraw(holder, Asset.PAYMENT, 1);
        _freeze();
    }

    function _without(bytes32[SLOTS] memory leaves, address account) private view returns (bytes32[SLOTS] memory left) {
        for (uint256 i = 0; i < SLOTS; ++i) {
            left[i] = leaves[i];
        }
        left[pool.slotOf(account)] = 0;
    }

    function _exit(address account, uint256 key, bytes32[SLOTS] memory leaves) private {
        vm.prank(account);
        pool.exit(key, leaves);
    }

    // --- assertions ---

    function _expectWithoutKey(address account) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SlotWithoutKey.selector, pool.slotOf(account)));
    }

    function _assertCredit(address account, uint256 coins, uint256 money) private view {
        assertEq(pool.creditOf(account).collateral, coins, "collateral");
        assertEq(pool.creditOf(account).payment, money, "payment");
    }

    function _claimAll(address account, uint256 coins, uint256 money) private {
        vm.startPrank(account);
        if (coins != 0) assertEq(pool.claim(Asset.COLLATERAL, account), coins, "collateral");
        if (money != 0) assertEq(pool.claim(Asset.PAYMENT, account), money, "payment");
        vm.stopPrank();
        assertEq(collateral.balanceOf(account), coins, "collateral");
        assertEq(payment.balanceOf(account), money, "payment");
    }
}
