// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {Suite} from "test/Suite.sol";

// every contract about enclaves and proofs, the dark pool, and the treasury
// ├── is under 20 KB, with room below the 24 KB of EIP-170
// └── but for pool and treasury, which are under those
contract ContractSizes_Test is Suite {
    uint256 private constant LIMIT = 20_000;
    /// @dev EIP-170: what is larger cannot be deployed.
    uint256 private constant DEPLOYABLE = 24_576;

    function test_staysUnderTheLimit() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        string[10] memory names = [
            "CrlStore",
            "TcbStore",
            "TdxQuoteVerifier",
            "EnclaveRegistry",
            "EnclaveSignatureVerifier",
            "QuorumVerifier",
            "AllOfVerifier",
            "HonkProofVerifier",
            "DevelopmentSettlementVerifierOptimized",
            "DevelopmentSettlementVerifierPlain"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            _assertBelow(LIMIT, names[i]);
        }
    }

    /// @dev The pool has everything that shares its storage but for two linked libraries. To neither is anything added
    /// later: they are replaced whole. So they need no room, only to fit.
    function test_fits_whenItIsThePoolOrTheTreasury() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        _assertBelow(DEPLOYABLE + 1, "CREDarkPool");
        _assertBelow(DEPLOYABLE + 1, "RecoveryTreasury");
    }

    function _assertBelow(uint256 limit, string memory name) private view {
        uint256 size = vm.getDeployedCode(string.concat(name, ".sol:", name)).length;
        assertGt(size, 0, name);
        assertLt(size, limit, name);
    }
}
