// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {Asset} from "src/types/Pool.sol";

// Gas of whole transactions with the real pool, every account and slot cold; the tokens are mocks.
// ├── request, the first and a later one          → at most 175,000
// ├── depositIntoPool, the first and a later one  → at most 155,000
// └── collect of collateral and of payment        → at most 62,000
contract RecoveryTreasury_GasPool_Test is TreasuryPoolBase {
    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
        _openSlots();
    }

    /// forge-config: default.isolate = true
    function test_requestsWithinTheLimit() external {
        _attestAndRequest(1);
        uint256 first = vm.lastCallGas().gasTotalUsed;
        _settleWholeRequest(0);
        _pass(_schedule().requestInterval);
        _attestAndRequest(2);

        _snapshot("request, first ever", first, 175_000);
        _snapshot("request, steady state", vm.lastCallGas().gasTotalUsed, 175_000);
    }

    /// forge-config: default.isolate = true
    function test_depositsWithinTheLimit() external {
        _depositIntoPool();
        uint256 first = vm.lastCallGas().gasTotalUsed;
        _settleQueue();
        _pass(_schedule().depositInterval);
        _depositIntoPool();

        _snapshot("depositIntoPool, first ever", first, 155_000);
        _snapshot("depositIntoPool, steady state", vm.lastCallGas().gasTotalUsed, 155_000);
    }

    /// forge-config: default.isolate = true
    function test_collectsWithinTheLimit() external {
        _buyInPool(2e8, 1);
        WBTC.mint(reserve, 1);
        _withdrawFromPool(Asset.COLLATERAL, 1e8);
        treasury.collect(Asset.COLLATERAL);
        _withdrawFromPool(Asset.COLLATERAL, 0.5e8);
        treasury.collect(Asset.COLLATERAL);
        uint256 collateral = vm.lastCallGas().gasTotalUsed;
        _withdrawFromPool(Asset.PAYMENT, 1e6);
        treasury.collect(Asset.PAYMENT);

        _snapshot("collect, collateral", collateral, 62_000);
        _snapshot("collect, payment", vm.lastCallGas().gasTotalUsed, 62_000);
    }

    function _snapshot(string memory name, uint256 gasUsed, uint256 limit) private {
        vm.snapshotValue("RecoveryTreasury", name, gasUsed);
        assertLe(gasUsed, limit, name);
    }
}
