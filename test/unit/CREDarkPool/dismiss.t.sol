// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset} from "src/types/Pool.sol";
import {SlotKeyStatus} from "src/types/Slot.sol";

// dismiss
// ├── when the sender is neither guardian nor owner  → reverts NotGuardian
// ├── when the account is not admitted               → reverts NotAdmitted
// ├── when it has no slot                            → it can register none; emits Dismissed
// ├── when it has one                                → the slot, its keys and all that is in it stay
// └── when it is about to be admitted                → leaves the announcement to whoever cancels it
contract CREDarkPool_Dismiss_Test is CustodyHarness {
    function test_reverts_whenSenderIsNeitherGuardianNorOwner(address sender, address account) external {
        vm.assume(sender != owner && sender != guardian && account != address(0));
        _admit(account);
        vm.expectRevert(abi.encodeWithSelector(Governed.NotGuardian.selector, sender, guardian));
        vm.prank(sender);
        pool.dismiss(account);
    }

    function test_reverts_whenNeverAdmitted(address account, bool byOwner) external {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, account));
        vm.prank(byOwner ? owner : guardian);
        pool.dismiss(account);
    }

    /// @dev What listeners may assume: an admission stands between any two dismissals.
    function test_reverts_whenDismissed(address account, bool byOwner) external {
        vm.assume(account != address(0));
        _admit(account);
        _dismiss(account);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, account));
        vm.prank(byOwner ? owner : guardian);
        pool.dismiss(account);
    }

    function test_dismisses_whenAdmitted(address account, address other, bool byOwner, bool isPaused) external {
        vm.assume(account != address(0) && other != address(0) && account != other);
        _admit(account);
        _admit(other);
        if (isPaused) _pause();
        vm.expectEmit(address(pool));
        emit ICREDarkPool.Dismissed(account, byOwner ? owner : guardian);
        vm.prank(byOwner ? owner : guardian);
        pool.dismiss(account);

        assertFalse(pool.isAdmitted(account));
        assertTrue(pool.isAdmitted(other));
    }

    function test_leavesTheSlot_whenItHasOne(address account, uint256 seed, uint256 others, uint256 status) external {
        vm.assume(account != address(0));
        _registerOthers(bound(others, 0, 3));
        uint256 index = _register(account, seed);
        _bringTo(_someStatus(status), account, seed);
        bytes memory before = abi.encode(pool.slot(index), pool.slotKey(_commitment(seed)));
        _dismiss(account);

        assertEq(abi.encode(pool.slot(index), pool.slotKey(_commitment(seed))), before);
        assertEq(pool.slotOf(account), index);
    }

    function test_leavesThePendingKeyToBeActivated_whenItHasOne(address account, uint256 seed) external {
        vm.assume(account != address(0));
        uint256 index = _register(account, seed);
        _dismiss(account);
        _activateKey(index, _commitment(seed));
        _assertKey(seed, SlotKeyStatus.ACTIVE, index, account);
    }

    /// @dev Its quote, its order and its money.
    function test_leavesWhatIsInTheSlot(address account, uint256 seed) external {
        vm.assume(account != address(0) && account != address(pool));
        uint256 index = _activate(account, seed);
        _quote(account);
        _deposit(account, Asset.PAYMENT, MIN_PAYMENT);
        uint256 requestId = _request(account);
        bytes memory before = abi.encode(pool.standingQuote(index), pool.queueEntry(0), pool.request(requestId));
        _dismiss(account);
        assertEq(abi.encode(pool.standingQuote(index), pool.queueEntry(0), pool.request(requestId)), before);
        assertEq(pool.liveRequest(), requestId);
        assertTrue(pool.standingQuote(index).isQuoted);
    }

    function test_leavesTheAnnouncement_whenAboutToBeAdmitted(address account, bool isCancelled) external {
        vm.assume(account != address(0));
        _admit(account);
        bytes memory data = abi.encodeCall(pool.admit, (account));
        _schedule(data);
        _dismiss(account);
        if (isCancelled) {
            vm.prank(guardian);
            pool.cancel(keccak256(data));
            vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(data)));
        }
        vm.prank(owner);
        pool.admit(account);
        assertEq(pool.isAdmitted(account), !isCancelled);
    }
}
