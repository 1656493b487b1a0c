// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {EnclaveSignatureVerifier} from "src/verifiers/EnclaveSignatureVerifier.sol";
import {GasMeter} from "test/mocks/GasMeter.sol";
import {EnclaveRegistryHarness} from "test/unit/EnclaveRegistry/EnclaveRegistryHarness.sol";

// gas of verify as its consumer pays for it, verifier and registry cold → at most 35,000
contract EnclaveSignatureVerifier_Gas_Test is EnclaveRegistryHarness {
    uint256 private constant KEY = 0xe9c1a5e;
    uint256 private constant LIMIT = 35_000;

    /// forge-config: default.isolate = true
    function test_verifiesWithinTheLimit() external {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        EnclaveSignatureVerifier verifier = new EnclaveSignatureVerifier(registry, MATCHER);
        GasMeter consumer = new GasMeter();
        address signer = _register(KEY);
        bytes32 claim = keccak256("claim");
        uint256 deadline = START + 1 hours;
        bytes memory evidence = abi.encode(signer, deadline, _signature(KEY, verifier.claimDigest(claim, deadline)));

        consumer.measure(address(verifier), abi.encodeCall(verifier.verify, (claim, evidence)));

        vm.snapshotValue("EnclaveSignatureVerifier", "verify, cold", consumer.gasUsed());
        assertLe(consumer.gasUsed(), LIMIT);
    }
}
