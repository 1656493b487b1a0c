// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";
import {Asset, CollateralRequest, RequestStatus} from "src/types/Pool.sol";
import {PoolOrder, ReserveStatus} from "src/types/ReserveReport.sol";

// request
// ├── when the sender is not the agent                       → reverts NotAgent
// ├── when the treasury is paused                            → reverts TreasuryPaused
// ├── when the status is UNKNOWN                             → reverts StatusUnfit
// ├── when the epoch is not the latest                       → reverts EpochNotLatest
// ├── when pool order or hidden spend are not attested       → reverts OrderNotAttested
// ├── when the report is not later than the last request     → reverts ReportBeforeRequest, up to that very second
// ├── when the statement may not contain what was delivered  → reverts StatementBeforeSettlement
// ├── when the nonce does not count by the epoch             → reverts OrderNonceInvalid
// ├── when the interval has not passed                       → reverts RequestTooEarly
// ├── when the treasury has not the stake                    → reverts StakeUnaffordable
// ├── when the pool refuses: paused, somebody else's request → reverts as the pool does
// └── otherwise, solvent or not                              → is the pool's live request, on the schedule's terms
//     └── and a heal of the same report, none of one between → goes through, reverts ReportBeforeRequest
contract RecoveryTreasury_Request_Test is TreasuryPoolBase {
    function setUp() public override {
        super.setUp();
        _openSlots();
    }

    function test_reverts_whenSenderIsNotAgent(address sender, uint256 seed) public {
        vm.assume(sender != agent);
        Order memory order = _attest(0, true, seed);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.NotAgent.selector, sender, agent));
        vm.prank(sender);
        treasury.request(order.epoch, order.poolOrder, bytes32(seed));
    }

    function test_reverts_whenPaused(uint256 seed) public {
        Order memory order = _attest(0, true, seed);
        vm.prank(guardian);
        treasury.pause();

        vm.expectRevert(IRecoveryTreasury.TreasuryPaused.selector);
        _request(order);
    }

    function test_reverts_whenTheStatusIsUnknown(bool isPaused, uint256 age, uint256 seed) public {
        Order memory order = _attest(0, true, seed);
        _pass(isPaused ? 0 : bound(age, MAX_AGE + 1, 365 days));
        if (isPaused) {
            vm.prank(guardian);
            attestation.pause();
        }

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.StatusUnfit.selector, ReserveStatus.UNKNOWN));
        _request(order);
    }

    function test_reverts_whenTheEpochIsNotTheLatest(uint40 epoch, uint256 seed) public {
        Order memory order = _attest(0, true, seed);
        uint40 latest = order.epoch;
        vm.assume(epoch != latest);
        order.epoch = epoch;

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.EpochNotLatest.selector, epoch, latest));
        _request(order);
    }

    function test_reverts_whenTheOrderIsNotAttested(PoolOrder calldata forged, bytes32 hiddenSpend, uint256 seed)
        public
    {
        Order memory order = _attest(0, true, seed);
        bytes32 hidden = keccak256(abi.encode(order.spend, order.salt));
        vm.assume(hiddenSpend != hidden && keccak256(abi.encode(forged)) != keccak256(abi.encode(order.poolOrder)));

        vm.expectPartialRevert(IRecoveryTreasury.OrderNotAttested.selector);
        vm.prank(agent);
        treasury.request(order.epoch, forged, hidden);
        vm.expectPartialRevert(IRecoveryTreasury.OrderNotAttested.selector);
        vm.prank(agent);
        treasury.request(order.epoch, order.poolOrder, hiddenSpend);
    }

    function test_reverts_whenTheReportIsNotLaterThanTheLastRequest(uint256 wait, uint256 before, uint256 seed) public {
        Order memory first = _attest(0, true, seed);
        _pass(bound(wait, 1, MAX_AGE));
        _request(first);
        uint256 requestAt = block.timestamp;
        _pass(1);
        Order memory order = _orderAt(bound(before, first.epoch + 1, requestAt), seed);
        _attest(order, true, block.timestamp);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.ReportBeforeRequest.selector, order.epoch, requestAt));
        _request(order);
    }

    function test_reverts_whenTheSameReportAsksAgain(uint256 wait, uint256 seed) public {
        Order memory order = _attest(0, true, seed);
        _request(order);
        _pass(bound(wait, 0, MAX_AGE));

        vm.expectPartialRevert(IRecoveryTreasury.ReportBeforeRequest.selector);
        _request(order);
    }

    function test_reverts_whenTheStatementMayNotContainADelivery(bool isHeal, uint256 statementAt, uint256 seed)
        public
    {
        if (isHeal) {
            _heal(_attest(AFFORDABLE / 2, false, seed));
        } else {
            _buyInPool(1e8, seed);
            _withdrawFromPool(Asset.COLLATERAL, 1e8);
            treasury.collect(Asset.COLLATERAL);
        }
        uint256 settledAt = treasury.settledAt();
        assertEq(settledAt, block.timestamp + _limits().settlementLag);
        statementAt = bound(statementAt, block.timestamp, settledAt);
        _pass(_limits().settlementLag + 1);
        Order memory order = _order(0, seed);
        _attest(order, true, statementAt);

        vm.expectRevert(
            abi.encodeWithSelector(IRecoveryTreasury.StatementBeforeSettlement.selector, statementAt, settledAt)
        );
        _request(order);

        _pass(1);
        assertEq(_attestAndRequest(seed), pool.liveRequest(), "a second later");
    }

    function test_reverts_whenTheNonceDoesNotCountByTheEpoch(uint256 counter, uint128 tag, uint256 seed) public {
        Order memory order = _order(0, seed);
        counter = bound(counter, 0, type(uint128).max);
        vm.assume(counter != order.epoch);
        order.poolOrder.nonce = bytes32(counter << 128 | tag);
        _attest(order, true, block.timestamp);

        vm.expectRevert(
            abi.encodeWithSelector(IReserveSlot.OrderNonceInvalid.selector, order.poolOrder.nonce, order.epoch)
        );
        _request(order);
    }

    function test_reverts_whenTheIntervalHasNotPassed(uint256 wait, uint256 seed) public {
        _attestAndRequest(seed);
        uint256 readyAt = block.timestamp + _schedule().requestInterval;
        _settleWholeRequest(0);
        wait = bound(wait, block.timestamp, readyAt - 1);
        _pass(wait - block.timestamp);
        Order memory order = _attest(0, true, seed);

        vm.expectRevert(abi.encodeWithSelector(IReserveSlot.RequestTooEarly.selector, wait, readyAt));
        _request(order);

        _pass(readyAt - wait);
        assertEq(_attestAndRequest(seed), 2, "exactly at the interval");
    }

    function test_reverts_whenTheStakeIsUnaffordable(uint256 balance, uint256 seed) public {
        balance = bound(balance, 0, STAKE - 1);
        vm.deal(address(treasury), balance);
        Order memory order = _attest(0, true, seed);

        vm.expectRevert(abi.encodeWithSelector(IReserveSlot.StakeUnaffordable.selector, balance, STAKE));
        _request(order);
    }

    function test_reverts_whenThePoolIsPaused(uint256 seed) public {
        vm.prank(guardian);
        Governed(address(pool)).pause();
        Order memory order = _attest(0, true, seed);

        vm.expectRevert(ICREDarkPool.PoolPaused.selector);
        _request(order);
        assertEq(treasury.lastRequestAt(), 0, "nothing has happened");
    }

    function test_reverts_whenAnothersRequestIsLive(uint256 seed) public {
        vm.deal(maker, STAKE);
        vm.prank(maker);
        pool.requestCollateral{value: STAKE}(bytes32(uint256(1)), bytes32(uint256(1) << 128), 0, POOL_MIN_TIMEOUT);
        Order memory order = _attest(0, true, seed);

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.RequestPending.selector, 1));
        _request(order);
        assertEq(treasury.poolPosition().requestId, 0, "not the treasury's");
    }

    function test_reverts_whenThePoolDismissedTheTreasury(uint256 seed) public {
        vm.prank(guardian);
        pool.dismiss(address(treasury));
        Order memory order = _attest(0, true, seed);

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NotAdmitted.selector, address(treasury)));
        _request(order);
    }

    function test_asksOnTheSchedulesTerms_solventOrNot(bool isSolvent, uint256 wait, uint256 seed) public {
        Order memory order = _attest(0, isSolvent, seed);
        _pass(bound(wait, 0, MAX_AGE));
        vm.roll(block.number + 7);

        vm.expectEmit(address(pool));
        emit ICREDarkPool.CollateralRequested(
            1, 1, order.poolOrder.ciphertext, order.poolOrder.nonce, 300, POOL_MIN_TIMEOUT, STAKE
        );
        vm.expectEmit(address(treasury));
        emit IRecoveryTreasury.CollateralRequestSent(order.epoch, 1);
        uint256 requestId = _request(order);

        CollateralRequest memory live = pool.request(requestId);
        assertEq(uint256(live.status), uint256(RequestStatus.PENDING));
        assertEq(live.orderHash, keccak256(abi.encode(order.poolOrder.ciphertext, order.poolOrder.nonce)));
        assertEq(address(treasury).balance, 9 * uint256(STAKE));
        assertEq(treasury.lastRequestAt(), block.timestamp);
        assertEq(live.orderBlock, block.number);
        assertEq(treasury.lastRequestedEpoch(), order.epoch);
    }

    function test_healsToo_whenTheSameReportOrderedBoth(uint256 spend, uint256 wait, uint256 seed) public {
        Order memory order = _attest(_boundAffordable(spend), false, seed);
        _request(order);
        _pass(bound(wait, 0, MAX_AGE));

        assertGt(_heal(order), 0);
    }

    /// @dev Its order may be what the request wants already.
    function test_doesNotHeal_fromAReportThatHasNotSeenTheRequest(uint256 spend, uint256 before, uint256 seed) public {
        Order memory first = _attest(0, true, seed);
        _pass(1 minutes);
        _request(first);
        uint256 requestAt = block.timestamp;
        _pass(1);
        Order memory order = _orderAt(bound(before, first.epoch + 1, requestAt), seed);
        order.spend = _boundAffordable(spend);
        _attest(order, false, block.timestamp);

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.ReportBeforeRequest.selector, order.epoch, requestAt));
        _heal(order, type(uint256).max);

        assertGt(_heal(_attest(order.spend, false, seed)), 0, "one that has");
    }

    function _orderAt(uint256 epoch, uint256 seed) private view returns (Order memory order) {
        order = _order(0, seed);
        order.epoch = uint40(epoch);
        order.poolOrder = _poolOrder(epoch, seed);
    }
}
