// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {console2} from "forge-std/console2.sol";
import {Certificate, X509} from "src/libraries/X509.sol";
import {CertificateRevocationList} from "src/libraries/X509Crl.sol";
import {RealVectors} from "test/pki/RealVectors.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// Intel's own certificates and CRLs of June 2025 ({RealVectors})
// ├── certificates                                         → every field as openssl prints it, signed by one another
// ├── CRLs                                                 → times and serial numbers as openssl prints them
// └── parsing a PCK certificate of 1,269 bytes, the call and its copy included → at most 32,000 gas
contract X509_Real_Test is RealVectors {
    X509Harness private immutable x509 = new X509Harness();

    string private json;

    function setUp() public {
        json = _readVectors("intel.json");
    }

    /// @dev Read with `openssl x509 -text`.
    function test_reads_whatIntelCertified() public view {
        Certificate memory pck = x509.parse(_intel(".pckCertificate"));
        assertEq(pck.serial, uint160(bytes20(hex"3c16ed54eacbb4ced072be72630c85788cf46e36")));
        assertEq(pck.notBefore, 1_738_884_351);
        assertEq(pck.notAfter, 1_959_722_751);
        assertFalse(pck.isAuthority);
        assertEq(pck.pathLength, X509.NO_PATH_LENGTH);
        assertEq(pck.keyUsage, 0xc0);
        assertEq(pck.sgxEnd - pck.sgxStart, 550);

        Certificate memory authority = x509.parse(_intel(".pckAuthorityCertificate"));
        assertEq(authority.serial, uint160(bytes20(hex"956f5dcdbd1be1e94049c9d4f433ce01570bde54")));
        assertTrue(authority.isAuthority);
        assertEq(authority.pathLength, 0);
        assertEq(authority.keyUsage, 0x06);
        assertEq(authority.sgxEnd, 0);
        assertEq(pck.issuer, authority.subject);
        assertTrue(x509.isSignedBy(_intel(".pckCertificate"), authority.key));

        Certificate memory root = x509.parse(_intel(".rootCertificate"));
        assertEq(root.pathLength, 1);
        assertEq(root.notAfter, 2_524_607_999);
        assertEq(authority.issuer, root.subject);
        assertTrue(x509.isSignedBy(_intel(".pckAuthorityCertificate"), root.key));
        assertTrue(x509.isSignedBy(_intel(".tcbSignerCertificate"), root.key));
        assertTrue(x509.isSignedBy(_intel(".rootCertificate"), root.key));
    }

    /// @dev Read with `openssl crl -text`.
    function test_reads_whatIntelRevoked() public view {
        (CertificateRevocationList memory root, uint160[] memory none) = x509.parseCrl(_intel(".rootCrl"));
        assertEq(none.length, 0);
        assertEq(root.thisUpdate, 1_742_469_717);
        assertEq(root.nextUpdate, 1_775_215_317);

        (CertificateRevocationList memory pck, uint160[] memory serials) = x509.parseCrl(_intel(".pckCrl"));
        assertEq(serials.length, 44);
        assertEq(serials[0], uint160(bytes20(hex"6fc34e5023e728923435d61aa4b83c618166ad35")));
        assertEq(serials[43], uint160(bytes20(hex"a17c51722ec1e0c3278fe8bdf052059cbec4e648")));
        assertEq(pck.thisUpdate, 1_750_327_235);
        assertEq(pck.nextUpdate, 1_752_919_235);
    }

    function test_staysUnderTheLimit_whenParsing() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        bytes memory der = _intel(".pckCertificate");
        assertEq(der.length, 1_269);

        x509.parse(der);
        uint256 spent = vm.lastCallGas().gasTotalUsed;

        console2.log("gas of parsing Intel's PCK certificate:", spent);
        assertLe(spent, 32_000);
    }

    function _intel(string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, key);
    }
}
