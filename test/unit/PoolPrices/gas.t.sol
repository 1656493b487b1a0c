// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolPricesBase} from "./PoolPricesBase.sol";
import {VmSafe} from "forge-std/Vm.sol";

// gas of a call, with proxies and aggregators cold, where every peg round has a next one
// └── priceAfter → at most 160,000
contract PoolPrices_Gas_Test is PoolPricesBase {
    uint256 private constant LIMIT = 160_000;

    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
        feeds[1].set(1e8, PRICED_AT + 1);
        feeds[2].set(1e8, PRICED_AT + 1);
    }

    /// forge-config: default.isolate = true
    function test_pricesWithinTheLimit() external {
        prices.priceAfter(CLOSED_AT, _rounds());
        uint256 used = vm.lastCallGas().gasTotalUsed;

        vm.snapshotValue("PoolPrices", "priceAfter, whole transaction", used);
        assertLe(used, LIMIT);
    }
}
