// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "../../TreasuryBase.t.sol";
import {VmSafe} from "forge-std/Vm.sol";

// Gas of whole transactions, as a receipt counts it: 21,000, calldata and execution with every account and slot cold,
// less the refund for the allowance that comes and goes. Real Uniswap pool and real feed proxies; the tokens and the
// aggregators behind the proxies are mocks, so mainnet's proxied USDC and its aggregators cost some thousands more.
// ├── heal, steady state: healed before, two windows ago         → at most 300,000
// ├── heal, the first ever, to a reserve that holds nothing      → at most 300,000
// └── healFallback, steady state: called before, two windows ago → at most 300,000
contract RecoveryTreasury_Gas_Test is TreasuryBase {
    uint256 private constant TARGET = 300_000;

    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
    }

    /// forge-config: default.isolate = true
    function test_healsWithinTarget_inSteadyState() public {
        _heal(_attest(AFFORDABLE / 2, false, 1));
        _pass(2 * uint256(WINDOW));
        _movePoolTo(POOL_PRICE_X96);
        Order memory order = _attest(AFFORDABLE / 2, false, 2);
        uint256 minOut = treasury.minimumOut(order.spend);

        _heal(order, minOut);

        assertLe(vm.snapshotGasLastCall("RecoveryTreasury", "heal, steady state"), TARGET);
    }

    /// forge-config: default.isolate = true
    function test_healsWithinTarget_theFirstTime() public {
        Order memory order = _attest(AFFORDABLE / 2, false, 1);
        uint256 minOut = treasury.minimumOut(order.spend);

        _heal(order, minOut);

        assertLe(vm.snapshotGasLastCall("RecoveryTreasury", "heal, first ever"), TARGET);
    }

    /// forge-config: default.isolate = true
    function test_healsByFallbackWithinTarget_inSteadyState() public {
        _attest(0, false, 1);
        _pass(_limits().fallbackDelay);
        _attest(0, false, 2);
        treasury.healFallback();
        _pass(2 * uint256(WINDOW));
        _movePoolTo(POOL_PRICE_X96);
        _attest(0, false, 3);

        treasury.healFallback();

        assertLe(vm.snapshotGasLastCall("RecoveryTreasury", "healFallback, steady state"), TARGET);
    }
}
