// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";
import {PoolSchedule} from "src/types/PoolSchedule.sol";

// setPoolSchedule
// ├── when the sender is not the owner                          → reverts OwnableUnauthorizedAccount
// ├── when it, or this very schedule, was not scheduled         → reverts CallNotScheduled
// ├── when the premium is above the pool's highest              → reverts ScheduleInvalid
// ├── when the timeout is none that the pool accepts            → reverts ScheduleInvalid
// ├── when the interval of requests is below the timeout        → reverts ScheduleInvalid
// ├── when the deposit is zero or below the pool's least        → reverts ScheduleInvalid
// ├── when the interval of deposits is zero                     → reverts ScheduleInvalid
// └── otherwise                                                 → replaces the schedule, emits PoolScheduleSet
contract RecoveryTreasury_SetPoolSchedule_Test is TreasuryBase {
    function test_reverts_whenSenderIsNotOwner(address sender, PoolSchedule calldata seed) public {
        vm.assume(sender != owner);
        PoolSchedule memory schedule = _valid(seed);
        _scheduleAndWait(_call(schedule));

        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        treasury.setPoolSchedule(schedule);
    }

    function test_reverts_whenAnotherWasScheduled(PoolSchedule calldata seed, uint64 deposit) public {
        PoolSchedule memory schedule = _valid(seed);
        vm.assume(deposit != schedule.deposit);
        _scheduleAndWait(_call(schedule));
        schedule.deposit = deposit;

        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(schedule))));
        vm.prank(owner);
        treasury.setPoolSchedule(schedule);
    }

    function test_reverts_whenThePremiumIsTooHigh(PoolSchedule calldata seed, uint16 premiumBps) public {
        PoolSchedule memory schedule = _valid(seed);
        schedule.premiumBps = uint16(bound(premiumBps, MAX_PREMIUM + 1, type(uint16).max));

        _expectInvalid(schedule, "premiumBps", schedule.premiumBps);
    }

    function test_reverts_whenTheTimeoutIsNone(PoolSchedule calldata seed, uint40 timeout, bool isShort) public {
        PoolSchedule memory schedule = _valid(seed);
        schedule.timeout = isShort
            ? uint40(bound(timeout, 0, POOL_MIN_TIMEOUT - 1))
            : uint40(bound(timeout, POOL_MAX_TIMEOUT + 1, type(uint40).max));

        _expectInvalid(schedule, "timeout", schedule.timeout);
    }

    function test_reverts_whenRequestsWouldOverlap(PoolSchedule calldata seed, uint40 interval) public {
        PoolSchedule memory schedule = _valid(seed);
        schedule.requestInterval = uint40(bound(interval, 0, schedule.timeout - 1));

        _expectInvalid(schedule, "requestInterval", schedule.requestInterval);
    }

    function test_reverts_whenTheDepositIsTooSmall(PoolSchedule calldata seed, uint64 deposit) public {
        PoolSchedule memory schedule = _valid(seed);
        schedule.deposit = uint64(bound(deposit, 0, MIN_PAYMENT_DEPOSIT - 1));

        _expectInvalid(schedule, "deposit", schedule.deposit);
    }

    function test_reverts_whenTheDepositIsZero_thoughThePoolHasNoLeast(PoolSchedule calldata seed) public {
        PoolSchedule memory schedule = _valid(seed);
        schedule.deposit = 0;
        vm.mockCall(address(pool), abi.encodeCall(pool.limits, ()), abi.encode(0, 0, STAKE, MAX_PREMIUM));

        _expectInvalid(schedule, "deposit", 0);
    }

    function test_reverts_whenDepositsHaveNoInterval(PoolSchedule calldata seed) public {
        PoolSchedule memory schedule = _valid(seed);
        schedule.depositInterval = 0;

        _expectInvalid(schedule, "depositInterval", 0);
    }

    function test_replacesTheSchedule_whenScheduledAndValid(PoolSchedule calldata seed, uint256 wait) public {
        PoolSchedule memory schedule = _valid(seed);
        _scheduleAndWait(_call(schedule));
        _pass(bound(wait, 0, 365 days));

        vm.expectEmit(address(treasury));
        emit IReserveSlot.PoolScheduleSet(schedule);
        vm.prank(owner);
        treasury.setPoolSchedule(schedule);

        assertEq(abi.encode(treasury.poolSchedule()), abi.encode(schedule));
    }

    function _valid(PoolSchedule memory schedule) private pure returns (PoolSchedule memory) {
        schedule.premiumBps = uint16(bound(schedule.premiumBps, 0, MAX_PREMIUM));
        schedule.timeout = uint40(bound(schedule.timeout, POOL_MIN_TIMEOUT, POOL_MAX_TIMEOUT));
        schedule.requestInterval = uint40(bound(schedule.requestInterval, schedule.timeout, type(uint40).max));
        schedule.deposit = uint64(bound(schedule.deposit, MIN_PAYMENT_DEPOSIT, type(uint64).max));
        schedule.depositInterval = uint40(bound(schedule.depositInterval, 1, type(uint40).max));
        return schedule;
    }

    function _call(PoolSchedule memory schedule) private view returns (bytes memory) {
        return abi.encodeCall(treasury.setPoolSchedule, (schedule));
    }

    function _expectInvalid(PoolSchedule memory schedule, string memory what, uint256 given) private {
        _scheduleAndWait(_call(schedule));
        vm.expectRevert(abi.encodeWithSelector(IReserveSlot.ScheduleInvalid.selector, what, given));
        vm.prank(owner);
        treasury.setPoolSchedule(schedule);
    }
}
