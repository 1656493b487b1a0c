// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryLedger} from "./TreasuryLedger.sol";
import {HostileTreasuryHandler} from "./handlers/HostileTreasuryHandler.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Test} from "forge-std/Test.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {RecoveryTreasury} from "src/recovery/RecoveryTreasury.sol";
import {CollateralRequest} from "src/types/Pool.sol";
import {PoolSchedule} from "src/types/PoolSchedule.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";
import {ReserveStatus} from "src/types/ReserveReport.sol";

/// @notice What is promised of RecoveryTreasury, numbered as in README.md.
contract RecoveryTreasuryInvariantTest is Test {
    HostileTreasuryHandler private _handler;
    TreasuryLedger private _ledger;
    RecoveryTreasury private _treasury;
    ICREDarkPool private _pool;
    IERC20 private _payment;
    IERC20 private _collateral;
    address private _owner;
    address private _reserve;
    uint256 private _makersCollateral;

    function setUp() public {
        _handler = new HostileTreasuryHandler();
        _ledger = _handler.ledger();
        (_treasury, _owner, _reserve) = _handler.world();
        _pool = _treasury.pool();
        _makersCollateral = _treasury.collateral().balanceOf(address(_pool));
        (_payment, _collateral) = (_treasury.payment(), _treasury.collateral());
        targetContract(address(_handler));
        bytes4[] memory notAnAction = new bytes4[](1);
        notAnAction[0] = _handler.setUp.selector;
        excludeSelector(FuzzSelector(address(_handler), notAnAction));
    }

    /// @dev One campaign for all: with a fixed seed so many invariants would repeat the same calls as often.
    function invariant_R1_to_R15() public view {
        // Copied once: they grow with every call.
        TreasuryLedger.Heal[] memory heals = _ledger.heals();
        TreasuryLedger.Request[] memory requests = _ledger.requests();
        _R1_spendingNeverExceedsTheCaps(heals);
        _R2_epochsOfHealsIncrease(heals);
        _R3_nothingIsOrderedTwice(heals, requests);
        _R4_nothingLeavesExceptToReserveSlotOrOwner();
        _R5_everyHealKeepsThePriceBound(heals);
        _R6_agentHealsOnlyWhatWasAttested(heals);
        _R7_unknownOrPausedNeverHeals(heals);
        _R8_fallbackIsRareLateAndInsolventOnly(heals);
        _R9_limitsChangeOnlyAfterTheDelayAndStayValid();
        _R10_routerAndPoolKeepNoAllowance();
        _R11_requestsAreScheduledAndOneAnEpoch(requests);
        _R12_noReportOrdersWhatItMayNotHaveSeen(heals, requests);
        _R13_depositsAreScheduled();
        _R14_stakesAreNeverLost();
        _R15_theScheduleChangesOnlyAfterTheDelayAndStaysValid();
    }

    /// @dev A suite that does nothing must not pass: every honest action, once, with an effect.
    /// forge-config: default.fuzz.runs = 64
    function test_everyHonestActionSucceeds(uint256 amount, uint256 wait, uint256 lag, uint256 seed) public {
        _handler.movePrices(seed, amount, wait);
        _handler.fallShort(amount);
        _handler.report(lag, wait, seed);
        assertTrue(_ledger.isAttested(_ledger.order().epoch), "report");
        _handler.pause(true);
        _handler.pause(false);
        assertTrue(_treasury.paused(), "pause");
        _handler.resume();
        assertFalse(_treasury.paused(), "resume");
        _handler.healShortfall(amount, lag, wait, seed);
        assertEq(_ledger.heals().length, 1, "heal");
        _handler.healByFallback(wait, seed);
        assertFalse(_ledger.heals()[1].byAgent, "fallback");
        RecoveryLimits memory limits = _ledger.limits();
        limits.perAction = 150_000e6;
        _handler.changeLimits(limits);
        assertEq(_treasury.limits().perAction, 150_000e6, "limits");
        _handler.withdraw(amount);
        assertEq(_payment.balanceOf(_owner), _ledger.withdrawn(), "withdrawal");
        _handler.donateAndWithdrawCollateral(amount, seed);
        assertEq(_collateral.balanceOf(_owner), _ledger.withdrawnCollateral(), "collateral");
        _handler.disturbPool(amount);
        _handler.passTime(wait, true);
    }

    /// forge-config: default.fuzz.runs = 64
    function test_everyHonestActionInThePoolSucceeds(uint256 amount, uint256 wait, uint256 lag, uint256 seed) public {
        _handler.depositIntoPool(wait);
        assertEq(_ledger.deposits().length, 1, "deposit");
        _handler.settleWaiting();
        _handler.askPool(amount, lag, wait, seed);
        assertEq(_ledger.requests().length, 1, "request");
        uint256 wanted = _ledger.open();
        assertGt(wanted, 0, "nothing wanted");
        _handler.settleRequest(500, 0);
        assertLt(_ledger.open(), wanted, "fill");
        _handler.withdrawFromPool(false, amount);
        _handler.collect(false);
        assertGt(_collateral.balanceOf(_reserve), 0, "collateral");
        _handler.withdrawFromPool(true, amount);
        _handler.collect(true);
        assertGt(_ledger.returned(), 0, "payment");
        _handler.askPool(amount, lag, wait, seed);
        assertEq(_ledger.requests().length, 2, "another request");
        _handler.collectStake();
        assertEq(_pool.creditOf(address(_treasury)).etherAmount, 0, "stake");
        _handler.fundStakes(amount);
        _handler.withdrawEther(amount);
        assertEq(_owner.balance, _ledger.withdrawnEther(), "ether");
        PoolSchedule memory schedule = _ledger.schedule();
        schedule.premiumBps = 77;
        _handler.changeSchedule(schedule);
        assertEq(_treasury.poolSchedule().premiumBps, 77, "schedule");
    }

    /// @dev The handler's attempts are not in vain.
    /// forge-config: default.fuzz.runs = 64
    function test_attemptsCanSucceed(uint256 amount, uint256 seed) public {
        _handler.fallShort(amount);
        _handler.reportAndAttemptHeal(0, 0, false, seed);
        assertEq(_ledger.heals().length, 1, "heal");
        _handler.reportAndAttemptRequest(0, 0, seed);
        assertEq(_ledger.requests().length, 0, "right after a heal");
        _handler.passTime(8 hours, true);
        _handler.reportAndAttemptRequest(0, 0, seed);
        assertEq(_ledger.requests().length, 1, "request");
        _handler.attemptDeposit();
        assertEq(_ledger.deposits().length, 1, "deposit");
    }

    function _R1_spendingNeverExceedsTheCaps(TreasuryLedger.Heal[] memory heals) private view {
        uint256 window = _treasury.window();
        for (uint256 last = 0; last < heals.length; ++last) {
            uint256 sum;
            for (uint256 first = last + 1; first > 0 && heals[first - 1].at + window > heals[last].at; --first) {
                sum += heals[first - 1].spend;
            }
            assertLe(sum, heals[last].limits.perWindow, "R1: window");
            assertLe(heals[last].spend, heals[last].limits.perAction, "R1: action");
        }
    }

    function _R2_epochsOfHealsIncrease(TreasuryLedger.Heal[] memory heals) private view {
        for (uint256 i = 1; i < heals.length; ++i) {
            assertGt(heals[i].epoch, heals[i - 1].epoch, "R2");
        }
        if (heals.length != 0) assertEq(_treasury.lastHealedEpoch(), heals[heals.length - 1].epoch, "R2: last");
    }

    function _R3_nothingIsOrderedTwice(TreasuryLedger.Heal[] memory heals, TreasuryLedger.Request[] memory requests)
        private
        pure
    {
        for (uint256 i = 0; i < heals.length; ++i) {
            if (heals[i].byAgent) assertLe(int256(heals[i].spend), heals[i].deficit, "R3");
        }
        for (uint256 i = 0; i < requests.length; ++i) {
            int256 deficit = requests[i].deficit > 0 ? requests[i].deficit : int256(0);
            assertLe(int256(requests[i].ask), deficit, "R3: asked");
        }
    }

    function _R4_nothingLeavesExceptToReserveSlotOrOwner() private view {
        uint256 withdrawn = _ledger.withdrawn();
        uint256 withdrawnCollateral = _ledger.withdrawnCollateral();
        uint256 inPool = _ledger.deposited() - _ledger.returned();
        assertEq(
            _payment.balanceOf(address(_treasury)),
            _ledger.funded() - withdrawn - _ledger.spent() - inPool,
            "R4: payment kept"
        );
        assertEq(_payment.balanceOf(address(_pool)), inPool, "R4: payment in the pool");
        assertEq(
            _collateral.balanceOf(address(_pool)), _makersCollateral - _ledger.collected(), "R4: collateral in the pool"
        );
        assertEq(
            _collateral.balanceOf(address(_treasury)),
            _ledger.donatedCollateral() - withdrawnCollateral,
            "R4: collateral kept"
        );
        assertEq(_payment.balanceOf(_owner), withdrawn, "R4: payment to the owner");
        assertEq(_collateral.balanceOf(_owner), withdrawnCollateral, "R4: collateral to the owner");
        assertEq(
            _collateral.balanceOf(_reserve), _ledger.delivered() + _ledger.collected(), "R4: collateral to the reserve"
        );
    }

    function _R5_everyHealKeepsThePriceBound(TreasuryLedger.Heal[] memory heals) private pure {
        for (uint256 i = 0; i < heals.length; ++i) {
            TreasuryLedger.Heal memory heal = heals[i];
            // Eight decimals in all three feeds and the collateral, six in the payment.
            uint256 wbtcBtc = heal.wbtcBtc < 1e8 ? heal.wbtcBtc : 1e8;
            uint256 fair = heal.spend * heal.usdcUsd * 1e10 / (heal.btcUsd * wbtcBtc);
            assertGe(heal.delivered * 10_000, fair * (10_000 - heal.limits.maxSlippageBps), "R5: price");
            assertTrue(_isNearOne(heal.wbtcBtc, heal.limits) && _isNearOne(heal.usdcUsd, heal.limits), "R5: peg");
        }
    }

    function _R6_agentHealsOnlyWhatWasAttested(TreasuryLedger.Heal[] memory heals) private view {
        for (uint256 i = 0; i < heals.length; ++i) {
            assertTrue(_ledger.isAttested(heals[i].epoch), "R6: epoch");
            if (heals[i].byAgent) assertEq(heals[i].spend, _ledger.attestedSpend(heals[i].epoch), "R6: order");
        }
    }

    function _R7_unknownOrPausedNeverHeals(TreasuryLedger.Heal[] memory heals) private pure {
        for (uint256 i = 0; i < heals.length; ++i) {
            assertFalse(heals[i].paused, "R7: paused");
            assertTrue(heals[i].status != ReserveStatus.UNKNOWN, "R7: unknown");
        }
    }

    function _R8_fallbackIsRareLateAndInsolventOnly(TreasuryLedger.Heal[] memory heals) private view {
        uint256 lastFallbackAt;
        for (uint256 i = 0; i < heals.length; ++i) {
            TreasuryLedger.Heal memory heal = heals[i];
            if (heal.byAgent) continue;
            uint256 fallbackDelay = heal.limits.fallbackDelay;
            assertTrue(heal.status == ReserveStatus.INSOLVENT && heal.insolventSince != 0, "R8: solvent");
            assertGe(heal.at, heal.insolventSince + fallbackDelay, "R8: before the delay");
            if (i != 0) assertGe(heal.at, heals[i - 1].at + fallbackDelay, "R8: healed meanwhile");
            if (lastFallbackAt != 0) assertGe(heal.at, lastFallbackAt + _treasury.window(), "R8: twice in a window");
            assertEq(heal.spend, heal.limits.fallbackSpend, "R8: amount");
            lastFallbackAt = heal.at;
        }
    }

    function _R9_limitsChangeOnlyAfterTheDelayAndStayValid() private view {
        RecoveryLimits memory limits = _treasury.limits();
        assertEq(abi.encode(limits), abi.encode(_ledger.limits()), "R9: changed");
        assertLe(limits.perAction, limits.perWindow, "R9: perAction");
        assertLe(limits.fallbackSpend, limits.perAction, "R9: fallbackSpend");
        assertLt(limits.maxSlippageBps, 10_000, "R9: maxSlippageBps");
        assertLt(limits.maxDepegBps, 10_000, "R9: maxDepegBps");
        assertGt(limits.minBtcUsd, 0, "R9: minBtcUsd");
        assertLe(limits.minBtcUsd, limits.maxBtcUsd, "R9: maxBtcUsd");
    }

    function _R10_routerAndPoolKeepNoAllowance() private view {
        address router = address(_treasury.router());
        assertEq(_payment.allowance(address(_treasury), router), 0, "R10: payment");
        assertEq(_collateral.allowance(address(_treasury), router), 0, "R10: collateral");
        assertEq(_payment.allowance(address(_treasury), address(_pool)), 0, "R10: payment for the pool");
        assertEq(_collateral.allowance(address(_treasury), address(_pool)), 0, "R10: collateral for the pool");
    }

    function _R11_requestsAreScheduledAndOneAnEpoch(TreasuryLedger.Request[] memory requests) private view {
        for (uint256 i = 0; i < requests.length; ++i) {
            assertTrue(_ledger.isAttested(requests[i].epoch), "R11: not attested");
            assertTrue(requests[i].status != ReserveStatus.UNKNOWN && !requests[i].paused, "R11: unknown or paused");
            CollateralRequest memory inPool = _pool.request(i + 1);
            assertEq(inPool.premiumBps, requests[i].schedule.premiumBps, "R11: premium");
            assertEq(inPool.timeout, requests[i].schedule.timeout, "R11: timeout");
            if (i == 0) continue;
            assertGt(requests[i].epoch, requests[i - 1].epoch, "R11: twice an epoch");
            uint256 readyAt = requests[i - 1].at + requests[i].schedule.requestInterval;
            assertGe(requests[i].at, readyAt, "R11: twice an interval");
        }
    }

    function _R12_noReportOrdersWhatItMayNotHaveSeen(
        TreasuryLedger.Heal[] memory heals,
        TreasuryLedger.Request[] memory requests
    ) private pure {
        for (uint256 i = 0; i < requests.length; ++i) {
            TreasuryLedger.Request memory request = requests[i];
            if (i != 0) assertGt(request.epoch, requests[i - 1].at, "R12: request");
            if (request.deliveredAt != 0) {
                assertGt(request.statementAt, request.deliveredAt + request.settlementLag, "R12: delivery");
            }
            for (uint256 k = 0; k < heals.length; ++k) {
                bool isLater = heals[k].byAgent && heals[k].at >= request.at && heals[k].epoch < request.at;
                // Of one second only the agent knows which came first.
                if (isLater && heals[k].at != request.at) assertEq(heals[k].epoch, request.epoch, "R12: heal");
            }
        }
    }

    function _R13_depositsAreScheduled() private view {
        TreasuryLedger.Deposit[] memory deposits = _ledger.deposits();
        for (uint256 i = 0; i < deposits.length; ++i) {
            assertEq(deposits[i].amount, deposits[i].schedule.deposit, "R13: amount");
            if (i == 0) continue;
            uint256 readyAt = deposits[i - 1].at + deposits[i].schedule.depositInterval;
            assertGe(deposits[i].at, readyAt, "R13: twice an interval");
        }
    }

    function _R14_stakesAreNeverLost() private view {
        uint256 live = _pool.liveRequest();
        uint256 stake = live == 0 ? 0 : _pool.request(live).stake;
        uint256 credit = _pool.creditOf(address(_treasury)).etherAmount;
        assertEq(
            address(_treasury).balance + stake + credit, _ledger.fundedEther() - _ledger.withdrawnEther(), "R14: ether"
        );
        assertEq(_owner.balance, _ledger.withdrawnEther(), "R14: to the owner");
    }

    function _R15_theScheduleChangesOnlyAfterTheDelayAndStaysValid() private view {
        PoolSchedule memory schedule = _treasury.poolSchedule();
        assertEq(abi.encode(schedule), abi.encode(_ledger.schedule()), "R15: changed");
        assertLe(schedule.premiumBps, _pool.limits().maxPremiumBps, "R15: premiumBps");
        assertGe(schedule.timeout, _pool.minTimeout(), "R15: timeout");
        assertGe(schedule.requestInterval, schedule.timeout, "R15: requestInterval");
        assertGe(schedule.deposit, _pool.limits().minPaymentDeposit, "R15: deposit");
        assertGt(schedule.depositInterval, 0, "R15: depositInterval");
    }

    function _isNearOne(uint256 price, RecoveryLimits memory limits) private pure returns (bool) {
        uint256 distance = price < 1e8 ? 1e8 - price : price - 1e8;
        return distance * 10_000 <= 1e8 * uint256(limits.maxDepegBps);
    }
}
