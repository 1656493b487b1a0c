// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {console2} from "forge-std/console2.sol";
import {CrlStore} from "src/enclave/CrlStore.sol";
import {IntelRoot} from "src/enclave/IntelRoot.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {Certificate} from "src/libraries/X509.sol";
import {RealVectors} from "test/pki/RealVectors.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// Intel's own collateral of June 2025 ({RealVectors}), each call a transaction of its own
// ├── it is accepted under Intel's root → its authority and signer are required without a word
// ├── of the certificates it revokes    → requireIssuer reverts CertificateRevokedBy
// └── without anything warm
//     ├── the root CRL                                       → at most 80,000 gas
//     ├── the PCK CRL, 44 serial numbers and a new authority → at most 1,400,000
//     └── requireIssuer                                      → at most 20,000
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.isolate = true
contract CrlStore_Real_Test is RealVectors {
    uint160 private constant REVOKED_BY_INTEL = uint160(bytes20(hex"6fc34e5023e728923435d61aa4b83c618166ad35"));

    CrlStore private crlStore;
    Certificate private pck;
    bytes32 private authorityId;
    string private json;

    function setUp() public {
        json = _readVectors("intel.json");
        vm.warp(vm.parseJsonUint(json, ".inForceAt"));
        X509Harness x509 = new X509Harness();
        pck = x509.parse(_intel(".pckCertificate"));
        crlStore = new CrlStore(IntelRoot.key(), IntelRoot.name());
        authorityId = crlStore.authorityOf(x509.parse(_intel(".pckAuthorityCertificate")).key);
    }

    function test_isAccepted_underIntelsRoot() public {
        _submitBoth();

        crlStore.requireTcbSigner(_intel(".tcbSignerCertificate"));
        crlStore.requireIssuer(authorityId, pck.issuer, pck.serial);
    }

    function test_reverts_whenIntelRevokedIt() public {
        _submitBoth();
        bytes32 issuer = pck.issuer;

        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CertificateRevokedBy.selector, authorityId, REVOKED_BY_INTEL));
        crlStore.requireIssuer(authorityId, issuer, REVOKED_BY_INTEL);
    }

    function test_staysUnderTheLimits() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        (uint256 rootGas, uint256 pckGas) = _submitBoth();
        crlStore.requireIssuer(authorityId, pck.issuer, pck.serial);
        uint256 issuerGas = vm.lastCallGas().gasTotalUsed;

        console2.log("gas of Intel's root CRL, PCK CRL, requireIssuer:", rootGas, pckGas, issuerGas);
        assertLe(rootGas, 80_000);
        assertLe(pckGas, 1_400_000);
        assertLe(issuerGas, 20_000);
    }

    function _submitBoth() private returns (uint256 rootGas, uint256 pckGas) {
        crlStore.submitRootCrl(_intel(".rootCrl"));
        rootGas = vm.lastCallGas().gasTotalUsed;
        crlStore.submitPckCrl(_intel(".pckCrl"), _intel(".pckAuthorityCertificate"));
        pckGas = vm.lastCallGas().gasTotalUsed;
    }

    function _intel(string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, key);
    }
}
