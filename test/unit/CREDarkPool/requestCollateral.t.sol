// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {CollateralRequest, PoolLimits, RequestStatus} from "src/types/Pool.sol";
import {Sealed} from "src/types/Settlement.sol";

// requestCollateral
// ├── when paused                                         → reverts PoolPaused
// ├── when the sender is not admitted, or not any more    → reverts NotAdmitted
// ├── when the sender has no slot                         → reverts SlotNotRegistered
// ├── when frozen                                         → reverts PoolFrozen
// ├── when the slot has no active key                     → reverts SlotWithoutKey
// ├── when the order is zero or no field element          → reverts CiphertextInvalid
// ├── when the nonce has more than 192 bits, or its counter
// │   is not above the account's last order's             → reverts NonceInvalid
// ├── when the premium is above the limit                 → reverts PremiumTooHigh
// ├── when the timeout is too short or too long           → reverts TimeoutInvalid
// ├── when another stake is sent                          → reverts StakeMismatch
// ├── when a request is pending, anybody's                → reverts RequestPending
// └── otherwise, also in a closed round                   → PENDING under the next id, with its stake in the pool;
//                                                           emits CollateralRequested and no more
contract CREDarkPool_RequestCollateral_Test is RoundsHarness {
    function test_reverts_whenPaused(uint256 slot, uint256 seed) external {
        _pause();
        _expectRevert(_boundKeyed(slot), seed, abi.encodeWithSelector(ICREDarkPool.PoolPaused.selector));
    }

    function test_reverts_whenTheSenderIsNotAdmitted(address sender, uint256 seed) external {
        vm.assume(!pool.isAdmitted(sender) && sender.balance <= type(uint256).max - STAKE);
        uint256 timeout = pool.minTimeout();
        vm.deal(sender, STAKE);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, sender));
        vm.prank(sender);
        pool.requestCollateral{value: STAKE}(_ciphertext(seed), _nonce(1, seed), MAX_PREMIUM, timeout);
    }

    function test_reverts_whenDismissed(uint256 slot, uint256 seed) external {
        slot = _boundKeyed(slot);
        _dismiss(_account(slot));
        _expectRevert(slot, seed, abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, _account(slot)));
    }

    function test_reverts_whenTheSenderHasNoSlot(uint256 seed) external {
        address sender = _account(SLOTLESS);
        _expectRevert(SLOTLESS, seed, abi.encodeWithSelector(ICREDarkPool.SlotNotRegistered.selector, sender));
    }

    function test_reverts_whenFrozen(uint256 slot, uint256 seed) external {
        _freeze();
        _expectRevert(_boundKeyed(slot), seed, abi.encodeWithSelector(ICREDarkPool.PoolFrozen.selector));
    }

    function test_reverts_whenTheSlotHasNoActiveKey(uint256 seed) external {
        _expectRevert(KEYLESS, seed, abi.encodeWithSelector(ICREDarkPool.SlotWithoutKey.selector, KEYLESS));
    }

    function test_reverts_whenTheOrderIsNoFieldElement(uint256 slot, uint256 excess, uint256 seed) external {
        slot = _boundKeyed(slot);
        _expectCiphertextInvalid(slot, bytes32(FIELD + bound(excess, 0, type(uint256).max - FIELD)), seed);
        _expectCiphertextInvalid(slot, bytes32(FIELD), seed);
        _expectCiphertextInvalid(slot, 0, seed);
    }

    function test_reverts_whenTheNonceIsTooWide(uint256 slot, uint256 seed, uint256 excess) external {
        _expectNonceInvalid(_boundKeyed(slot), _nonce(1, seed) | bytes32(bound(excess, 1, type(uint64).max) << 192), 0);
    }

    function test_reverts_whenTheCounterIsZero(uint256 slot, uint256 seed) external {
        _expectNonceInvalid(_boundKeyed(slot), _nonce(0, seed), 0);
    }

    /// @dev Also after the request is over.
    function test_reverts_whenTheCounterIsNotAboveTheLast(uint256 slot, uint64 last, uint64 next, uint256 seed)
        external
    {
        slot = _boundKeyed(slot);
        last = uint64(bound(last, 1, type(uint64).max));
        next = uint64(bound(next, 0, last));
        uint256 timeout = pool.minTimeout();
        uint256 requestId =
            _requestAs(_account(slot), Sealed(_ciphertext(seed), _nonce(last, seed)), MAX_PREMIUM, timeout, STAKE);
        vm.prank(_account(slot));
        pool.cancelRequest(requestId);
        _expectNonceInvalid(slot, _nonce(next, ~seed), last);
        _expectNonceInvalid(slot, _nonce(last, ~seed), last);
    }

    /// @dev Pads of quotes and of orders differ, so their counters may be the same.
    function test_countsApartFromQuotes(uint256 slot, uint64 counter, uint256 seed) external {
        slot = _boundKeyed(slot);
        counter = uint64(bound(counter, 1, type(uint64).max));
        bytes32 nonce = _nonce(counter, seed);
        uint256 timeout = pool.minTimeout();
        _commit(_account(slot), _ciphertext(seed), nonce);
        _requestAs(_account(slot), Sealed(_ciphertext(seed), nonce), MAX_PREMIUM, timeout, STAKE);
        assertEq(pool.liveRequest(), 1);
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NonceInvalid.selector, nonce, counter));
        _commit(_account(slot), _ciphertext(seed), nonce);
    }

    function test_reverts_whenThePremiumIsTooHigh(uint256 slot, uint256 seed, uint256 premiumBps) external {
        premiumBps = bound(premiumBps, MAX_PREMIUM + 1, type(uint256).max);
        _expectRevert(
            _boundKeyed(slot),
            Sealed(_ciphertext(seed), _nonce(1, seed)),
            premiumBps,
            pool.minTimeout(),
            STAKE,
            abi.encodeWithSelector(ICREDarkPool.PremiumTooHigh.selector, premiumBps, MAX_PREMIUM)
        );
    }

    function test_reverts_whenTheTimeoutIsTooShortOrTooLong(uint256 slot, uint256 seed, uint256 timeout, bool isShort)
        external
    {
        uint256 least = uint256(ROUNDS) * WINDOW;
        assertEq(pool.minTimeout(), least);
        timeout = isShort ? bound(timeout, 0, least - 1) : bound(timeout, MAX_TIMEOUT + 1, type(uint256).max);
        _expectTimeoutInvalid(_boundKeyed(slot), seed, timeout);
        _expectTimeoutInvalid(_boundKeyed(slot), seed, least - 1);
        _expectTimeoutInvalid(_boundKeyed(slot), seed, MAX_TIMEOUT + 1);
    }

    function test_reverts_whenTheStakeIsAnother(uint256 slot, uint256 seed, uint256 stake) external {
        stake = bound(stake, 0, 2 * uint256(STAKE));
        vm.assume(stake != STAKE);
        _expectRevert(
            _boundKeyed(slot),
            Sealed(_ciphertext(seed), _nonce(1, seed)),
            MAX_PREMIUM,
            pool.minTimeout(),
            stake,
            abi.encodeWithSelector(ICREDarkPool.StakeMismatch.selector, stake, STAKE)
        );
    }

    function test_reverts_whenOneIsPending(uint256 slot, uint256 other, uint256 seed, bool isClosed) external {
        _request(_boundKeyed(slot), seed);
        if (isClosed) _closeDue();
        _expectRevert(
            _boundKeyed(other),
            Sealed(_ciphertext(seed), _nonce(type(uint64).max, seed)),
            MAX_PREMIUM,
            pool.minTimeout(),
            STAKE,
            abi.encodeWithSelector(ICREDarkPool.RequestPending.selector, 1)
        );
    }

    function test_waits_whenAllIsWithinTheLimits(uint256 slot, uint256 seed, uint256 premiumBps, uint256 timeout)
        external
    {
        slot = _boundKeyed(slot);
        premiumBps = bound(premiumBps, 0, MAX_PREMIUM);
        timeout = bound(timeout, pool.minTimeout(), MAX_TIMEOUT);
        Sealed memory wanted = Sealed(_ciphertext(seed), _nonce(1, seed));

        vm.recordLogs();
        uint256 requestId = _requestAs(_account(slot), wanted, premiumBps, timeout, STAKE);

        assertEq(requestId, 1);
        assertEq(pool.liveRequest(), 1);
        assertEq(address(pool).balance, STAKE);
        _assertRequest(requestId, slot, wanted, premiumBps, timeout, STAKE);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertEq(logs[0].topics[0], ICREDarkPool.CollateralRequested.selector);
        assertEq(uint256(logs[0].topics[1]), requestId);
        assertEq(uint256(logs[0].topics[2]), slot);
        assertEq(
            logs[0].data,
            abi.encode(wanted.ciphertext, wanted.nonce, premiumBps, timeout, uint256(STAKE)),
            "event's data"
        );
    }

    /// @dev It is for later rounds; the closed one has nothing of it.
    function test_waits_whenARoundIsClosed(uint256 slot, uint256 seed, bool isSettled) external {
        _makeDue();
        _closeNow();
        uint256 requestId = _request(_boundKeyed(slot), seed);
        _end(isSettled);
        assertEq(pool.liveRequest(), requestId);
        assertEq(_closeDue().requestId, requestId);
    }

    function test_countsOn_whenTheLastIsOver(uint256 slot, uint256 other, uint256 seed, uint256 count) external {
        count = bound(count, 1, 4);
        for (uint256 i = 1; i <= count; ++i) {
            assertEq(_request(_boundKeyed(slot), seed), i);
            vm.prank(_account(_boundKeyed(slot)));
            pool.cancelRequest(i);
        }
        assertEq(_request(_boundKeyed(other), seed), count + 1);
    }

    /// @dev Limits can change; what is pending keeps its own.
    function test_keepsToTheLimitsInForce(uint256 slot, uint256 seed, uint96 stake, uint16 premiumBps) external {
        stake = uint96(bound(stake, 0, 1000 ether));
        premiumBps = uint16(bound(premiumBps, 0, 10_000));
        PoolLimits memory others = PoolLimits(0, 0, stake, premiumBps);
        _schedule(abi.encodeCall(pool.setLimits, (others)));
        vm.prank(owner);
        pool.setLimits(others);
        Sealed memory wanted = Sealed(_ciphertext(seed), _nonce(1, seed));
        uint256 timeout = pool.minTimeout();

        _expectRevert(
            _boundKeyed(slot),
            wanted,
            uint256(premiumBps) + 1,
            timeout,
            stake,
            abi.encodeWithSelector(ICREDarkPool.PremiumTooHigh.selector, uint256(premiumBps) + 1, premiumBps)
        );
        uint256 requestId = _requestAs(_account(_boundKeyed(slot)), wanted, premiumBps, timeout, stake);
        _assertRequest(requestId, _boundKeyed(slot), wanted, premiumBps, timeout, stake);
    }

    function _assertRequest(
        uint256 requestId,
        uint256 slot,
        Sealed memory wanted,
        uint256 premiumBps,
        uint256 timeout,
        uint96 stake
    ) private view {
        CollateralRequest memory request = CollateralRequest({
            orderHash: keccak256(abi.encode(wanted.ciphertext, wanted.nonce)),
            status: RequestStatus.PENDING,
            slot: uint8(slot),
            settledRounds: 0,
            premiumBps: uint16(premiumBps),
            openedAt: uint40(block.timestamp),
            timeout: uint40(timeout),
            stake: stake,
            orderBlock: uint40(block.number)
        });
        assertEq(abi.encode(pool.request(requestId)), abi.encode(request), "request");
    }

    function _expectCiphertextInvalid(uint256 slot, bytes32 ciphertext, uint256 seed) private {
        _expectRevert(
            slot,
            Sealed(ciphertext, _nonce(1, seed)),
            MAX_PREMIUM,
            pool.minTimeout(),
            STAKE,
            abi.encodeWithSelector(ICREDarkPool.CiphertextInvalid.selector, ciphertext)
        );
    }

    function _expectNonceInvalid(uint256 slot, bytes32 nonce, uint64 last) private {
        _expectRevert(
            slot,
            Sealed(_ciphertext(0), nonce),
            MAX_PREMIUM,
            pool.minTimeout(),
            STAKE,
            abi.encodeWithSelector(ICREDarkPool.NonceInvalid.selector, nonce, last)
        );
    }

    function _expectTimeoutInvalid(uint256 slot, uint256 seed, uint256 timeout) private {
        _expectRevert(
            slot,
            Sealed(_ciphertext(seed), _nonce(1, seed)),
            MAX_PREMIUM,
            timeout,
            STAKE,
            abi.encodeWithSelector(ICREDarkPool.TimeoutInvalid.selector, timeout, uint256(ROUNDS) * WINDOW, MAX_TIMEOUT)
        );
    }

    function _expectRevert(uint256 account, uint256 seed, bytes memory reason) private {
        _expectRevert(
            account, Sealed(_ciphertext(seed), _nonce(1, seed)), MAX_PREMIUM, pool.minTimeout(), STAKE, reason
        );
    }

    function _expectRevert(
        uint256 account,
        Sealed memory wanted,
        uint256 premiumBps,
        uint256 timeout,
        uint256 stake,
        bytes memory reason
    ) private {
        vm.deal(_account(account), stake);
        vm.expectRevert(reason);
        vm.prank(_account(account));
        pool.requestCollateral{value: stake}(wanted.ciphertext, wanted.nonce, premiumBps, timeout);
    }
}
