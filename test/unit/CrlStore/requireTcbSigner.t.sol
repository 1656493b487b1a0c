// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStore} from "src/enclave/CrlStore.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {X509} from "src/libraries/X509.sol";
import {P256Key} from "src/types/P256.sol";
import {PckTcb} from "src/types/Tcb.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {CertificateFields, TestPki} from "test/pki/TestPki.sol";
import {CrlStoreBase} from "test/unit/CrlStore/CrlStoreBase.sol";

// requireTcbSigner
// ├── when it is the root's certificate for it               → its key
// ├── when its common name is another, or hidden elsewhere   → reverts CertificateNotTcbSigner
// ├── when it is an authority, or may not sign               → reverts CertificateNotTcbSigner
// ├── when issued by another, a PCK authority too            → reverts IssuerMismatch
// ├── when signed by another                                 → reverts CertificateSignatureInvalid
// ├── when not in force                                      → reverts CertificateNotInForce
// ├── when revoked                                           → reverts CertificateRevokedBy
// └── when there is no root CRL, or a stale one              → reverts CrlMissing, CrlStale
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 32
contract CrlStore_RequireTcbSigner_Test is CrlStoreBase {
    using DerWriter for bytes;

    function test_returnsTheKey(string calldata label, uint160 serial, uint8 keyUsage) public view {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        (fields.key, fields.serial, fields.keyUsage) = (TestPki.key(label).key, serial, keyUsage | 0x80);
        (P256Key memory key, uint160 givenSerial, uint64 notAfter) =
            crlStore.requireTcbSigner(TestPki.certificate(fields, TestPki.root()));
        assertEq(abi.encode(key), abi.encode(fields.key));
        assertEq(givenSerial, serial);
        assertEq(notAfter, fields.notAfter);
    }

    function test_reverts_whenTheCommonNameIsAnother(string calldata name) public {
        vm.assume(keccak256(bytes(name)) != keccak256(bytes(TestPki.TCB_SIGNER_NAME)));
        _expectNotTcbSigner(DerWriter.name(name));
        _expectNotTcbSigner(DerWriter.name(string.concat(TestPki.TCB_SIGNER_NAME, " ", name)));
        _expectNotTcbSigner(DerWriter.name(string.concat(name, " ", TestPki.TCB_SIGNER_NAME)));
    }

    /// @dev Its bytes are in the certificate, though they are not its common name.
    function test_reverts_whenTheCommonNameIsHiddenElsewhere(string calldata name) public {
        vm.assume(keccak256(bytes(name)) != keccak256(bytes(TestPki.TCB_SIGNER_NAME)));
        bytes memory hidden = DerWriter.attribute(hex"550403", DerWriter.UTF8_STRING, TestPki.TCB_SIGNER_NAME);
        bytes memory real = DerWriter.attribute(hex"550403", DerWriter.UTF8_STRING, name);
        bytes memory organization = DerWriter.attribute(hex"55040a", DerWriter.UTF8_STRING, string(hidden));
        _expectNotTcbSigner(bytes.concat(real, organization).sequence());

        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.subject = bytes.concat(hidden, real).sequence();
        _expectRevert(fields, X509.CommonNameInvalid.selector);
        fields.subject = organization.sequence();
        _expectRevert(fields, X509.CommonNameInvalid.selector);
    }

    function test_reverts_whenItIsAnAuthorityOrMayNotSign(uint8 keyUsage) public {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.isAuthority = true;
        _expectRevert(fields, ICrlStore.CertificateNotTcbSigner.selector);

        fields = TestPki.tcbSignerFields();
        keyUsage &= 0x7f;
        fields.keyUsage = keyUsage == 0 ? 0x40 : keyUsage;
        _expectRevert(fields, ICrlStore.CertificateNotTcbSigner.selector);
        _expectRevert(TestPki.pckAuthorityFields(), ICrlStore.CertificateNotTcbSigner.selector);
    }

    function test_reverts_whenIssuedByAnAuthority() public {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.issuer = TestPki.pckAuthorityFields().subject;
        bytes memory certificate = TestPki.certificate(fields, TestPki.pckAuthority());
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.IssuerMismatch.selector, _authorityName(), TestPki.rootName()));
        crlStore.requireTcbSigner(certificate);

        certificate = TestPki.pckCertificate(PckTcb(0, 0, 0, 0, 0));
        vm.expectPartialRevert(ICrlStore.IssuerMismatch.selector);
        crlStore.requireTcbSigner(certificate);
    }

    function test_reverts_whenSignedByAnother(string calldata label) public {
        vm.assume(keccak256(bytes(label)) != keccak256("root"));
        bytes memory certificate = TestPki.certificate(TestPki.tcbSignerFields(), TestPki.key(label));
        vm.expectRevert(ICrlStore.CertificateSignatureInvalid.selector);
        crlStore.requireTcbSigner(certificate);
    }

    function test_reverts_whenNotInForce(uint256 early, uint256 late) public {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.notBefore = START + bound(early, 1, 365 days);
        _expectNotInForce(fields);
        fields.notBefore = START;
        _expectAccepted(fields);

        fields.notBefore = START - 366 days;
        fields.notAfter = START - bound(late, 1, 365 days);
        _expectNotInForce(fields);
        fields.notAfter = START;
        _expectAccepted(fields);
    }

    function test_reverts_whenRevoked() public {
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(TestPki.TCB_SIGNER_SERIAL));
        bytes memory certificate = TestPki.tcbSignerCertificate();
        vm.expectRevert(
            abi.encodeWithSelector(ICrlStore.CertificateRevokedBy.selector, rootId, uint160(TestPki.TCB_SIGNER_SERIAL))
        );
        crlStore.requireTcbSigner(certificate);
    }

    function test_reverts_whenTheRootCrlIsMissingOrStale() public {
        bytes memory certificate = TestPki.tcbSignerCertificate();
        vm.warp(START + 365 days + 1);
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlStale.selector, rootId, START + 365 days, block.timestamp));
        crlStore.requireTcbSigner(certificate);

        CrlStore empty = new CrlStore(TestPki.root().key, TestPki.rootName());
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlMissing.selector, rootId));
        empty.requireTcbSigner(certificate);
    }

    function _expectAccepted(CertificateFields memory fields) private view {
        crlStore.requireTcbSigner(TestPki.certificate(fields, TestPki.root()));
    }

    function _expectNotInForce(CertificateFields memory fields) private {
        bytes memory certificate = TestPki.certificate(fields, TestPki.root());
        vm.expectRevert(
            abi.encodeWithSelector(
                ICrlStore.CertificateNotInForce.selector, fields.notBefore, fields.notAfter, block.timestamp
            )
        );
        crlStore.requireTcbSigner(certificate);
    }

    function _expectNotTcbSigner(bytes memory subject) private {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.subject = subject;
        _expectRevert(fields, ICrlStore.CertificateNotTcbSigner.selector);
    }

    function _expectRevert(CertificateFields memory fields, bytes4 wanted) private {
        bytes memory certificate = TestPki.certificate(fields, TestPki.root());
        vm.expectPartialRevert(wanted);
        crlStore.requireTcbSigner(certificate);
    }
}
