// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MainnetFixture} from "./mainnet/MainnetFixture.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {ISwapRouter02} from "src/interfaces/ISwapRouter02.sol";
import {HealOrders} from "src/libraries/HealOrders.sol";
import {RecoveryTreasury} from "src/recovery/RecoveryTreasury.sol";
import {PoolLimits} from "src/types/Pool.sol";
import {PoolSchedule} from "src/types/PoolSchedule.sol";
import {PriceFeed, PriceFeeds, RecoveryLimits} from "src/types/RecoveryLimits.sol";
import {PoolOrder, ReserveReport} from "src/types/ReserveReport.sol";
import {SCALAR_FIELD} from "src/types/Settlement.sol";

/// @notice A funded treasury on the mainnet fixture, behind a real attestation whose forwarder is the test itself.
abstract contract TreasuryBase is MainnetFixture {
    using SafeCast for uint256;

    /// @notice What opens from a report: everything a heal must name.
    struct Order {
        uint40 epoch;
        uint256 spend;
        bytes32 salt;
        PoolOrder poolOrder;
    }

    bytes32 internal constant WORKFLOW_ID = bytes32(uint256(0xc0ffee));

    uint256 internal constant DELAY = 2 days;
    uint256 internal constant MAX_AGE = 1 hours;
    uint40 internal constant WINDOW = 1 days;
    uint32 internal constant BTC_USD_MAX_AGE = 2 hours;
    uint32 internal constant PEG_MAX_AGE = 25 hours;

    /// @dev Deeper than a tenth of the pool no heal may go; the last fifth of that the price impact forbids.
    uint112 internal constant PER_ACTION = 2_000_000e6;
    uint112 internal constant PER_WINDOW = 3_000_000e6;
    uint112 internal constant FALLBACK_SPEND = 100_000e6;
    /// @dev Costs about 2 % of pool fee and price impact, so that it passes `maxSlippageBps`.
    uint256 internal constant AFFORDABLE = 1_000_000e6;
    /// @dev From here on the price impact alone exceeds `maxSlippageBps`.
    uint256 internal constant TOO_DEEP = 1_600_000e6;
    uint256 internal constant FUNDS = 50_000_000e6;
    uint40 internal constant POOL_MIN_TIMEOUT = 6 hours;
    uint40 internal constant POOL_MAX_TIMEOUT = 30 days;
    uint64 internal constant MIN_PAYMENT_DEPOSIT = 1000e6;
    uint96 internal constant STAKE = 0.1 ether;
    uint16 internal constant MAX_PREMIUM = 500;

    address internal immutable owner = makeAddr("owner");
    address internal immutable guardian = makeAddr("guardian");
    address internal immutable agent = makeAddr("agent");
    address internal immutable reserve = makeAddr("reserve");
    address internal immutable stranger = makeAddr("stranger");
    address internal immutable workflowOwner = makeAddr("workflowOwner");

    ReserveAttestation internal attestation;
    RecoveryTreasury internal treasury;
    ICREDarkPool internal pool;

    function setUp() public virtual override {
        super.setUp();
        attestation = new ReserveAttestation(owner, guardian, DELAY, address(this), workflowOwner, MAX_AGE, address(0));
        vm.prank(owner);
        attestation.acceptWorkflow(WORKFLOW_ID);
        pool = _createPool();
        treasury = _deploy(_wiring(), _limits());
        USDC.mint(address(treasury), FUNDS);
    }

    /// @dev An address that answers what the treasury's constructor asks: heals do not need more of a pool.
    function _createPool() internal virtual returns (ICREDarkPool created) {
        created = ICREDarkPool(makeAddr("pool"));
        vm.mockCall(address(created), abi.encodeCall(created.minTimeout, ()), abi.encode(POOL_MIN_TIMEOUT));
        vm.mockCall(address(created), abi.encodeCall(created.MAX_TIMEOUT, ()), abi.encode(POOL_MAX_TIMEOUT));
        vm.mockCall(address(created), abi.encodeCall(created.limits, ()), abi.encode(_poolLimits()));
    }

    function _deploy(RecoveryTreasury.Wiring memory wiring, RecoveryLimits memory limits)
        internal
        returns (RecoveryTreasury)
    {
        return new RecoveryTreasury(owner, guardian, DELAY, agent, wiring, limits, _schedule());
    }

    // --- builders ---

    function _wiring() internal view returns (RecoveryTreasury.Wiring memory) {
        return RecoveryTreasury.Wiring({
            attestation: attestation,
            collateral: IERC20Metadata(address(WBTC)),
            payment: IERC20Metadata(address(USDC)),
            reserve: reserve,
            router: ISwapRouter02(ROUTER),
            poolFee: POOL_FEE,
            window: WINDOW,
            feeds: PriceFeeds({
                btcUsd: PriceFeed(BTC_USD, BTC_USD_MAX_AGE),
                wbtcBtc: PriceFeed(WBTC_BTC, PEG_MAX_AGE),
                usdcUsd: PriceFeed(USDC_USD, PEG_MAX_AGE)
            }),
            pool: pool
        });
    }

    function _schedule() internal pure returns (PoolSchedule memory) {
        return PoolSchedule({
            premiumBps: 300,
            timeout: POOL_MIN_TIMEOUT,
            requestInterval: 1 days,
            deposit: 1_000_000e6,
            depositInterval: 7 days
        });
    }

    function _poolLimits() internal pure returns (PoolLimits memory) {
        return PoolLimits(1e6, MIN_PAYMENT_DEPOSIT, STAKE, MAX_PREMIUM);
    }

    function _limits() internal pure returns (RecoveryLimits memory) {
        return RecoveryLimits({
            perAction: PER_ACTION,
            perWindow: PER_WINDOW,
            settlementLag: 30 minutes,
            fallbackDelay: 6 hours,
            fallbackSpend: FALLBACK_SPEND,
            maxSlippageBps: 250,
            maxDepegBps: 200,
            minBtcUsd: 10_000e8,
            maxBtcUsd: 1_000_000e8
        });
    }

    function _boundAffordable(uint256 spend) internal pure returns (uint256) {
        return bound(spend, 1e6, AFFORDABLE);
    }

    /// @dev An order of `spend`; the rest of it comes from `seed`. Belongs to the report that comes next.
    function _order(uint256 spend, uint256 seed) internal view returns (Order memory) {
        return Order({
            epoch: uint40(block.timestamp),
            spend: spend,
            salt: keccak256(abi.encode(seed, "salt")),
            poolOrder: _poolOrder(block.timestamp, seed)
        });
    }

    /// @dev As the workflow makes it: a field element, and a nonce that counts by the epoch.
    function _poolOrder(uint256 epoch, uint256 seed) internal pure returns (PoolOrder memory) {
        uint256 tag = uint128(uint256(keccak256(abi.encode(seed, "nonce"))));
        uint256 ciphertext = uint256(keccak256(abi.encode(seed, "ciphertext"))) % (SCALAR_FIELD - 1) + 1;
        return PoolOrder(bytes32(epoch << 128 | tag), bytes32(ciphertext));
    }

    // --- actions ---

    /// @dev Records a report of now, with figures of `statementAt`, that attests `order`.
    function _attest(Order memory order, bool isSolvent, uint256 statementAt) internal {
        ReserveReport memory report;
        report.chainId = block.chainid;
        report.receiver = address(attestation);
        report.epoch = order.epoch;
        report.statementAt = statementAt.toUint40();
        report.isSolvent = isSolvent;
        report.poolOrder = order.poolOrder;
        report.orderDigest = HealOrders.digest(order.poolOrder, order.spend, order.salt);
        attestation.onReport(abi.encodePacked(WORKFLOW_ID, bytes10(0), workflowOwner, bytes2(0)), abi.encode(report));
    }

    /// @dev The same with figures of now.
    function _attest(uint256 spend, bool isSolvent, uint256 seed) internal returns (Order memory order) {
        order = _order(spend, seed);
        _attest(order, isSolvent, block.timestamp);
    }

    /// @dev What anyone but a real agent lacks is only the sender.
    function _heal(Order memory order, uint256 minOut) internal returns (uint256) {
        vm.prank(agent);
        return treasury.heal(order.epoch, order.spend, order.salt, order.poolOrder, minOut);
    }

    /// @dev With the least `minOut` that the treasury accepts.
    function _heal(Order memory order) internal returns (uint256) {
        return _heal(order, treasury.minimumOut(order.spend));
    }

    /// @dev What anyone else would get for `spend` now.
    function _quote(uint256 spend) internal returns (uint256 quoted) {
        uint256 snapshot = vm.snapshotState();
        quoted = _buyWbtc(spend);
        vm.revertToState(snapshot);
    }

    /// @dev Lets time pass and every feed repeat its answer.
    function _pass(uint256 duration) internal virtual {
        vm.warp(block.timestamp + duration);
        _setFeeds(BTC_PRICE, PAR, PAR);
    }

    /// @dev Announces `data` and waits until the owner may send it.
    function _scheduleAndWait(bytes memory data) internal {
        vm.prank(owner);
        treasury.schedule(data);
        _pass(DELAY);
    }
}
