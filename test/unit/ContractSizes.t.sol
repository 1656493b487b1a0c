// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {Suite} from "test/Suite.sol";

// every contract about enclaves, and the dark pool
// └── is under 20 KB, with room below the 24 KB of EIP-170
contract ContractSizes_Test is Suite {
    uint256 private constant LIMIT = 20_000;

    function test_staysUnderTheLimit() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        string[8] memory names = [
            "CrlStore",
            "TcbStore",
            "TdxQuoteVerifier",
            "EnclaveRegistry",
            "EnclaveSignatureVerifier",
            "QuorumVerifier",
            "AllOfVerifier",
            "CREDarkPool"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            uint256 size = vm.getDeployedCode(string.concat(names[i], ".sol:", names[i])).length;
            assertGt(size, 0, names[i]);
            assertLt(size, LIMIT, names[i]);
        }
    }
}
