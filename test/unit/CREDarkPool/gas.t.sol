// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CustodyHarness} from "./CustodyHarness.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {Asset} from "src/types/Pool.sol";
import {SLOTS} from "src/types/Settlement.sol";

// gas of whole transactions, with every account and slot cold, and tokens that do nothing but count
// ├── registerSlot, the first of all and a later one  → at most 190,000
// ├── rotateKey, before and after a settlement        → at most 140,000
// ├── deposit and withdraw                            → at most 95,000 and 70,000
// ├── claim and claimEther                            → at most 65,000 and 42,000
// ├── freeze, with a live request                     → at most 85,000
// └── exit, but for the cipher's hashes, and reclaim  → at most 80,000 and 45,000
contract CREDarkPool_Gas_Test is CustodyHarness {
    uint256 private constant KEY = 11;

    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
    }

    /// forge-config: default.isolate = true
    function test_registersWithinTheLimit() external {
        _register(holder, 1);
        uint256 first = vm.lastCallGas().gasTotalUsed;
        _register(_account(0), 2);
        uint256 second = vm.lastCallGas().gasTotalUsed;

        _snapshot("registerSlot, first of all", first, 190_000);
        _snapshot("registerSlot", second, 190_000);
    }

    /// forge-config: default.isolate = true
    function test_rotatesWithinTheLimit() external {
        // A zero costs nothing to store, so the first slot would be cheaper than all others.
        _registerOthers(1);
        uint256 index = _register(holder, 1);
        _rotate(holder, 2);
        uint256 pending = vm.lastCallGas().gasTotalUsed;
        _activateKey(index, _commitment(2));
        _rotate(holder, 3);
        uint256 active = vm.lastCallGas().gasTotalUsed;

        _snapshot("rotateKey, of a pending key", pending, 140_000);
        _snapshot("rotateKey, of an active key", active, 140_000);
    }

    /// forge-config: default.isolate = true
    function test_movesMoneyWithinTheLimits() external {
        // Another's money and entries, so that nothing is the first of its kind.
        _activate(_account(0), 1);
        _earnCredit(_account(0), Asset.PAYMENT, MIN_PAYMENT);
        _deposit(_account(0), Asset.PAYMENT, MIN_PAYMENT);
        _activate(holder, 2);

        _deposit(holder, Asset.PAYMENT, MIN_PAYMENT);
        uint256 deposited = vm.lastCallGas().gasTotalUsed;
        _settleQueue(ALL);
        _withdraw(holder, Asset.PAYMENT, MIN_PAYMENT);
        uint256 withdrawn = vm.lastCallGas().gasTotalUsed;
        _settleQueue(ALL);
        vm.prank(holder);
        pool.claim(Asset.PAYMENT, holder);
        uint256 claimed = vm.lastCallGas().gasTotalUsed;

        _snapshot("deposit", deposited, 95_000);
        _snapshot("withdraw", withdrawn, 70_000);
        _snapshot("claim", claimed, 65_000);
    }

    /// forge-config: default.isolate = true
    function test_leavesWithinTheLimits() external {
        _registerOthers(1);
        _activateOwn(holder, KEY);
        _deposit(holder, Asset.COLLATERAL, MIN_COLLATERAL);
        _deposit(holder, Asset.PAYMENT, MIN_PAYMENT);
        Holding[] memory holdings = new Holding[](1);
        holdings[0] = Holding(1, KEY, MIN_COLLATERAL, MIN_PAYMENT * FINE);
        bytes32[SLOTS] memory leaves = _settleTo(holdings);
        uint256 index = _deposit(holder, Asset.PAYMENT, MIN_PAYMENT);
        _request(holder);
        _freeze();
        uint256 frozen = vm.lastCallGas().gasTotalUsed;
        vm.prank(holder);
        pool.exit(KEY, leaves);
        uint256 exited = vm.lastCallGas().gasTotalUsed;
        pool.reclaim(index);
        uint256 reclaimed = vm.lastCallGas().gasTotalUsed;
        vm.prank(holder);
        pool.claimEther(payable(holder));
        uint256 claimed = vm.lastCallGas().gasTotalUsed;

        _snapshot("freeze, with a live request", frozen, 85_000);
        _snapshot("exit, without the cipher's hashes", exited, 80_000);
        _snapshot("reclaim", reclaimed, 45_000);
        _snapshot("claimEther", claimed, 42_000);
    }

    function _snapshot(string memory name, uint256 gasUsed, uint256 limit) private {
        vm.snapshotValue("CREDarkPool", string.concat(name, ", whole transaction"), gasUsed);
        assertLe(gasUsed, limit, name);
    }
}
