// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuorumHarness} from "./QuorumHarness.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {GasMeter} from "test/mocks/GasMeter.sol";

// gas of verify as its consumer pays for it, five of seven, cold → at most 45,000
contract QuorumVerifier_Gas_Test is QuorumHarness {
    uint256 private constant LIMIT = 45_000;

    /// forge-config: default.isolate = true
    function test_verifiesWithinTheLimit() external {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        GasMeter consumer = new GasMeter();
        bytes32 claim = keccak256("claim");
        bytes memory evidence = _encode(_signed(0, THRESHOLD, claim, START));

        consumer.measure(address(verifier), abi.encodeCall(verifier.verify, (claim, evidence)));

        vm.snapshotValue("QuorumVerifier", "verify, 5 of 7, cold", consumer.gasUsed());
        assertLe(consumer.gasUsed(), LIMIT);
    }
}
