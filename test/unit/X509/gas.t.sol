// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {PckTcb} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";
import {TestPki} from "test/pki/TestPki.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// gas of simulated certificates
// └── parse, a PCK certificate of 1,241 bytes (Intel's have 1,269), the call and its copy included → at most 32,000
contract X509_Gas_Test is Suite {
    function test_staysUnderTheLimit_whenParsing() external {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        X509Harness x509 = new X509Harness();
        x509.parse(TestPki.pckCertificate(PckTcb(0, 0, 0, 0, 0)));
        assertLe(vm.snapshotGasLastCall("X509", "parse, PCK certificate"), 32_000);
    }
}
