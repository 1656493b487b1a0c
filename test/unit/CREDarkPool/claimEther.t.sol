// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RefusingRecipient} from "../../mocks/RefusingRecipient.sol";
import {CustodyHarness} from "./CustodyHarness.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";

// claimEther
// ├── when the sender has no ether credited             → reverts NothingToClaim
// ├── when the recipient does not take it               → reverts EtherTransferFailed, and the credit stays
// ├── when the recipient claims again from within       → reverts, and the credit is paid once
// └── otherwise, also paused, frozen or dismissed       → sends all of it to whoever is named, once; emits EtherClaimed
contract CREDarkPool_ClaimEther_Test is CustodyHarness {
    address payable private immutable recipient = payable(makeAddr("recipient"));

    function test_reverts_whenThereIsNothing(address sender, uint256 stakes) external {
        stakes = bound(stakes, 0, 2);
        _earnStakes(stakes);
        vm.assume(sender != holder);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, sender));
        vm.prank(sender);
        pool.claimEther(recipient);
    }

    function test_reverts_whenClaimedBefore() external {
        _earnStakes(1);
        vm.startPrank(holder);
        pool.claimEther(recipient);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, holder));
        pool.claimEther(recipient);
        vm.stopPrank();
        assertEq(recipient.balance, STAKE);
    }

    function test_reverts_whenTheRecipientDoesNotTakeIt() external {
        _earnStakes(1);
        RefusingRecipient refusing = new RefusingRecipient();
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.EtherTransferFailed.selector, address(refusing), STAKE));
        vm.prank(holder);
        pool.claimEther(payable(address(refusing)));

        vm.prank(holder);
        assertEq(pool.claimEther(recipient), STAKE);
    }

    /// @dev The guard's error is inside: what comes out is that the recipient failed.
    function test_paysOnce_whenTheRecipientClaimsFromWithin(bool isSwallowed) external {
        _earnStakes(2);
        RefusingRecipient greedy = new RefusingRecipient();
        greedy.callBack(address(pool), abi.encodeCall(pool.claimEther, (payable(address(greedy)))), isSwallowed);
        if (!isSwallowed) {
            vm.expectRevert(
                abi.encodeWithSelector(ICREDarkPool.EtherTransferFailed.selector, address(greedy), 2 * STAKE)
            );
        }
        vm.prank(holder);
        pool.claimEther(payable(address(greedy)));
        assertEq(address(greedy).balance, isSwallowed ? 2 * STAKE : 0);
        assertEq(pool.creditOf(holder).etherAmount, isSwallowed ? 0 : 2 * STAKE);
        if (isSwallowed) {
            assertEq(
                greedy.reason(), abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
            );
        }
    }

    function test_sends_whenCredited(uint256 stakes, bool isPaused, bool isFrozen, bool isDismissed) external {
        stakes = bound(stakes, 1, 3);
        _earnStakes(stakes);
        if (isPaused) _pause();
        if (isDismissed) _dismiss(holder);
        if (isFrozen) {
            vm.prank(holder);
            pool.withdraw(_assetOf(false), 1);
            _freeze();
        }
        assertEq(pool.creditOf(holder).etherAmount, stakes * STAKE);
        vm.expectEmit(address(pool));
        emit ICREDarkPool.EtherClaimed(holder, recipient, stakes * STAKE);
        vm.prank(holder);
        assertEq(pool.claimEther(recipient), stakes * STAKE);
        assertEq(recipient.balance, stakes * STAKE);
        assertEq(address(pool).balance, 0);
    }

    /// @dev Stakes that wait for others, and that of a request, stay.
    function test_sendsOnesOwnOnly(uint256 seed) external {
        _earnStakes(1);
        _activate(_account(0), seed);
        _request(_account(0));
        vm.prank(holder);
        pool.claimEther(recipient);
        assertEq(recipient.balance, STAKE);
        assertEq(address(pool).balance, STAKE);
    }

    /// @dev Credited by requests that nobody closed in time.
    function _earnStakes(uint256 count) private {
        _activate(holder, uint256(keccak256("stakes")));
        for (uint256 i = 0; i < count; ++i) {
            _request(holder);
            skip(pool.minTimeout() + WINDOW + 1);
            pool.expire();
        }
    }
}
