// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {PUBLIC_INPUTS} from "src/types/Settlement.sol";
import {HonkProofVerifier} from "src/verifiers/HonkProofVerifier.sol";
import {Suite} from "test/Suite.sol";
import {GasMeter} from "test/mocks/GasMeter.sol";
import {BurningHonkVerifier} from "test/mocks/MockHonkVerifier.sol";

// gas that the adapter adds to its verifier's, with a proof and inputs of a settlement's size → at most 15,000
contract HonkProofVerifier_Gas_Test is Suite {
    uint256 private constant PROOF_BYTES = 8_384;
    uint256 private constant LIMIT = 15_000;

    /// forge-config: default.isolate = true
    function test_addsNoMoreThanTheLimit() external {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        HonkProofVerifier adapter = new HonkProofVerifier(new BurningHonkVerifier(0), 1_000_000);
        GasMeter consumer = new GasMeter();

        consumer.measure(
            address(adapter), abi.encodeCall(adapter.verify, (new bytes(PROOF_BYTES), new bytes32[](PUBLIC_INPUTS)))
        );

        vm.snapshotValue("HonkProofVerifier", "verify without the verifier, cold", consumer.gasUsed());
        assertLe(consumer.gasUsed(), LIMIT);
    }
}
