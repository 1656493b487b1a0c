// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {CrlStore} from "src/enclave/CrlStore.sol";
import {TestPki} from "test/pki/TestPki.sol";
import {CrlStoreBase} from "test/unit/CrlStore/CrlStoreBase.sol";

// Simulated CRLs as long as Intel's, each call a transaction of its own on a chain with the P-256 precompile
// ├── the first root CRL                                   → at most 80,000
// ├── PCK CRL, 44 new serial numbers and a new authority   → at most 1,400,000
// ├── the same without the new authority                   → at most 1,300,000
// ├── 44 known serial numbers                              → at most 320,000
// ├── requireIssuer                                        → at most 20,000, all storage cold
// ├── 600 new serial numbers                               → within the limit of one transaction
// └── the contract                                         → under 20 KB
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.isolate = true
contract CrlStore_Gas_Test is CrlStoreBase {
    /// @dev EIP-7825
    uint256 private constant TRANSACTION_LIMIT = 2 ** 24;

    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
    }

    function test_staysUnderTheLimits_theFirstTime() external {
        crlStore = new CrlStore(TestPki.root().key, TestPki.rootName());
        _submitRootCrl(block.timestamp, _none());
        uint256 rootGas = vm.lastCallGas().gasTotalUsed;
        _submitPckCrl(block.timestamp, TestPki.serialList("revoked", 44));
        uint256 pckGas = vm.lastCallGas().gasTotalUsed;

        vm.snapshotValue("CrlStore", "submitRootCrl, first ever", rootGas);
        vm.snapshotValue("CrlStore", "submitPckCrl, first of its authority, 44 serial numbers", pckGas);
        assertLe(rootGas, 80_000);
        assertLe(pckGas, 1_400_000);
    }

    function test_staysUnderTheLimit_whenAnIssuerIsRequired() external {
        _requireIssuer(uint160(TestPki.PCK_SERIAL));
        uint256 gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("CrlStore", "requireIssuer", gasUsed);
        assertLe(gasUsed, 20_000);
    }

    function test_staysUnderTheLimit_whenRefreshed() external {
        uint256[] memory serials = TestPki.serialList("revoked", 44);
        skip(1);
        _submitPckCrl(block.timestamp, serials);
        uint256 first = vm.lastCallGas().gasTotalUsed;
        skip(1);
        _submitPckCrl(block.timestamp, serials);
        uint256 refresh = vm.lastCallGas().gasTotalUsed;

        vm.snapshotValue("CrlStore", "submitPckCrl, 44 new serial numbers", first);
        vm.snapshotValue("CrlStore", "submitPckCrl, 44 known serial numbers", refresh);
        assertLe(first, 1_300_000);
        assertLe(refresh, 320_000);
    }

    function test_fitsIntoATransaction_whenManyAreRevokedAtOnce() external {
        skip(1);
        _submitPckCrl(block.timestamp, TestPki.serialList("revoked", 600));
        uint256 gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("CrlStore", "submitPckCrl, 600 new serial numbers", gasUsed);
        assertLe(gasUsed, TRANSACTION_LIMIT);
    }

    function test_staysUnderTheSizeLimit() external view {
        assertLt(address(crlStore).code.length, 20_000);
    }
}
