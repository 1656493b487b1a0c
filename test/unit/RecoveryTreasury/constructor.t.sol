// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {MintableERC20} from "../../mocks/MintableERC20.sol";
import {MockAggregator} from "../../mocks/MockAggregator.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IRecoveryTreasury} from "src/interfaces/IRecoveryTreasury.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";
import {ISwapRouter02} from "src/interfaces/ISwapRouter02.sol";
import {FeedAnswer} from "src/libraries/FeedAnswer.sol";
import {RecoveryTreasury} from "src/recovery/RecoveryTreasury.sol";
import {PoolSchedule} from "src/types/PoolSchedule.sol";
import {RecoveryLimits} from "src/types/RecoveryLimits.sol";

// constructor
// ├── when reserve, router, attestation or pool is zero → reverts ZeroAddress
// ├── when the reserve is the treasury itself           → reverts ReserveIsTreasury
// ├── when collateral and payment are the same token    → reverts TokensEqual
// ├── when the window is zero                           → reverts WindowZero
// ├── when a limit is invalid                           → reverts LimitInvalid
// ├── when the schedule is invalid                      → reverts ScheduleInvalid
// ├── when a token or feed has more than 18 decimals    → reverts DecimalsTooMany
// └── otherwise                                         → is wired, unpaused, has healed and asked nothing; emits all settings
contract RecoveryTreasury_Constructor_Test is TreasuryBase {
    function test_reverts_whenReserveIsZero(uint40 window) public {
        RecoveryTreasury.Wiring memory wiring = _wiring(window);
        wiring.reserve = address(0);

        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "reserve"));
        _deploy(wiring, _limits());
    }

    function test_reverts_whenRouterIsZero(uint40 window) public {
        RecoveryTreasury.Wiring memory wiring = _wiring(window);
        wiring.router = ISwapRouter02(address(0));

        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "router"));
        _deploy(wiring, _limits());
    }

    function test_reverts_whenAttestationIsZero(uint40 window) public {
        RecoveryTreasury.Wiring memory wiring = _wiring(window);
        wiring.attestation = IReserveAttestation(address(0));

        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "attestation"));
        _deploy(wiring, _limits());
    }

    function test_reverts_whenPoolIsZero(uint40 window) public {
        RecoveryTreasury.Wiring memory wiring = _wiring(window);
        wiring.pool = ICREDarkPool(address(0));

        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "pool"));
        _deploy(wiring, _limits());
    }

    function test_reverts_whenTheScheduleIsInvalid(uint40 window, uint40 timeout) public {
        PoolSchedule memory schedule = _schedule();
        schedule.timeout = uint40(bound(timeout, 0, POOL_MIN_TIMEOUT - 1));

        vm.expectRevert(abi.encodeWithSelector(IReserveSlot.ScheduleInvalid.selector, "timeout", schedule.timeout));
        new RecoveryTreasury(owner, guardian, DELAY, agent, _wiring(window), _limits(), schedule);
    }

    function test_reverts_whenReserveIsTheTreasury(uint40 window) public {
        RecoveryTreasury.Wiring memory wiring = _wiring(window);
        wiring.reserve = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));

        vm.expectRevert(IRecoveryTreasury.ReserveIsTreasury.selector);
        _deploy(wiring, _limits());
    }

    function test_reverts_whenTokensAreEqual(uint40 window) public {
        RecoveryTreasury.Wiring memory wiring = _wiring(window);
        wiring.collateral = wiring.payment;

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.TokensEqual.selector, address(USDC)));
        _deploy(wiring, _limits());
    }

    function test_reverts_whenWindowIsZero() public {
        RecoveryTreasury.Wiring memory wiring = _wiring();
        wiring.window = 0;

        vm.expectRevert(IRecoveryTreasury.WindowZero.selector);
        _deploy(wiring, _limits());
    }

    function test_reverts_whenALimitIsInvalid(uint112 perAction) public {
        RecoveryLimits memory limits = _limits();
        limits.perAction = uint112(bound(perAction, uint256(limits.perWindow) + 1, type(uint112).max));

        vm.expectRevert(abi.encodeWithSelector(IRecoveryTreasury.LimitInvalid.selector, "perAction", limits.perAction));
        _deploy(_wiring(), limits);
    }

    function test_reverts_whenATokenHasTooManyDecimals(uint8 decimals, bool asCollateral) public {
        decimals = uint8(bound(decimals, 19, type(uint8).max));
        RecoveryTreasury.Wiring memory wiring = _wiring();
        if (asCollateral) wiring.collateral = new MintableERC20(decimals);
        else wiring.payment = new MintableERC20(decimals);

        vm.expectRevert(abi.encodeWithSelector(FeedAnswer.DecimalsTooMany.selector, decimals, 18));
        _deploy(wiring, _limits());
    }

    function test_reverts_whenAFeedHasTooManyDecimals(uint8 decimals, uint256 which) public {
        decimals = uint8(bound(decimals, 19, type(uint8).max));
        RecoveryTreasury.Wiring memory wiring = _wiring();
        address feed = address(new MockAggregator(decimals));
        if (which % 3 == 0) wiring.feeds.btcUsd.aggregator = feed;
        if (which % 3 == 1) wiring.feeds.wbtcBtc.aggregator = feed;
        if (which % 3 == 2) wiring.feeds.usdcUsd.aggregator = feed;

        vm.expectRevert(abi.encodeWithSelector(FeedAnswer.DecimalsTooMany.selector, decimals, 18));
        _deploy(wiring, _limits());
    }

    function test_isWired_whenValid(uint40 window, uint112 perWindow) public {
        RecoveryTreasury.Wiring memory wiring = _wiring(window);
        RecoveryLimits memory limits = _limits();
        limits.perWindow = uint112(bound(perWindow, limits.perAction, type(uint112).max));

        address expected = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        vm.expectEmit(expected);
        emit IReserveSlot.PoolScheduleSet(_schedule());
        vm.expectEmit(expected);
        emit IRecoveryTreasury.AgentSet(address(0), agent);
        vm.expectEmit(expected);
        emit IRecoveryTreasury.LimitsSet(limits);
        RecoveryTreasury deployed = _deploy(wiring, limits);

        _assertWired(deployed, wiring);
        assertEq(abi.encode(deployed.limits()), abi.encode(limits));
        assertEq(deployed.available(), limits.perWindow);
        assertEq(deployed.lastHealedEpoch(), 0);
        assertEq(deployed.lastHealAt(), 0);
        assertEq(deployed.lastFallbackAt(), 0);
        assertEq(deployed.lastRequestAt(), 0);
        assertEq(deployed.lastPoolDepositAt(), 0);
        assertEq(deployed.settledAt(), 0);
        assertFalse(deployed.hasLeftPool());
        assertFalse(deployed.paused());
    }

    function _assertWired(RecoveryTreasury deployed, RecoveryTreasury.Wiring memory wiring) private view {
        assertEq(address(deployed.attestation()), address(attestation));
        assertEq(address(deployed.collateral()), address(WBTC));
        assertEq(address(deployed.payment()), address(USDC));
        assertEq(deployed.reserve(), reserve);
        assertEq(address(deployed.router()), ROUTER);
        assertEq(deployed.poolFee(), POOL_FEE);
        assertEq(address(deployed.pool()), address(pool));
        assertEq(abi.encode(deployed.poolSchedule()), abi.encode(_schedule()));
        assertEq(deployed.window(), wiring.window);
        assertEq(deployed.btcUsdFeed(), BTC_USD);
        assertEq(deployed.wbtcBtcFeed(), WBTC_BTC);
        assertEq(deployed.usdcUsdFeed(), USDC_USD);
        assertEq(deployed.agent(), agent);
        assertEq(deployed.guardian(), guardian);
        assertEq(deployed.owner(), owner);
        assertEq(deployed.delay(), DELAY);
    }

    function _wiring(uint40 window) private view returns (RecoveryTreasury.Wiring memory wiring) {
        wiring = _wiring();
        wiring.window = uint40(bound(window, 1, type(uint40).max));
    }
}
