// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {VmSafe} from "forge-std/Vm.sol";

// gas of whole transactions, with every account and slot cold
// ├── registerSlot, the first of all and a later one  → at most 140,000
// └── rotateKey, before and after a settlement        → at most 105,000
contract CREDarkPool_Gas_Test is CREDarkPoolHarness {
    uint256 private constant REGISTER_LIMIT = 140_000;
    uint256 private constant ROTATE_LIMIT = 105_000;

    address private immutable holder = makeAddr("holder");

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

        vm.snapshotValue("CREDarkPool", "registerSlot, first of all, whole transaction", first);
        vm.snapshotValue("CREDarkPool", "registerSlot, whole transaction", second);
        assertLe(first, REGISTER_LIMIT);
        assertLe(second, REGISTER_LIMIT);
    }

    /// forge-config: default.isolate = true
    function test_rotatesWithinTheLimit() external {
        // A zero costs nothing to store, so the first slot would be cheaper than all others.
        _registerOthers(1);
        uint256 index = _register(holder, 1);
        _rotate(holder, 2);
        uint256 pending = vm.lastCallGas().gasTotalUsed;
        pool.activateKey(index, _commitment(2));
        _rotate(holder, 3);
        uint256 active = vm.lastCallGas().gasTotalUsed;

        vm.snapshotValue("CREDarkPool", "rotateKey, of a pending key, whole transaction", pending);
        vm.snapshotValue("CREDarkPool", "rotateKey, of an active key, whole transaction", active);
        assertLe(pending, ROTATE_LIMIT);
        assertLe(active, ROTATE_LIMIT);
    }
}
