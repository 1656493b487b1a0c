// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {Certificate, X509} from "src/libraries/X509.sol";
import {PckTcb} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {CertificateFields, TestPki} from "test/pki/TestPki.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// parse
// ├── when written                                        → every field
// ├── when valid after 2049                               → GeneralizedTime is read
// ├── when any element has a byte too many                → reverts DerTrailingBytes
// ├── when the version is not 3                           → reverts CertificateVersionUnsupported
// ├── when one of the algorithms is not ecdsa-with-SHA256 → reverts AlgorithmUnsupported
// ├── when the serial number has 21 bytes or is negative  → reverts SerialTooLong, DerIntegerInvalid
// ├── when the key is not a point of P-256 in full        → reverts KeyUnsupported
// ├── when there is a unique id                           → reverts DerTagUnexpected
// └── when the signature has unused bits or nothing       → reverts SignatureMalformed
/// forge-config: default.fuzz.runs = 32
contract X509_Parse_Test is Suite {
    using DerWriter for bytes;

    X509Harness private immutable x509 = new X509Harness();

    uint256 private constant VERSION = 0;
    uint256 private constant SERIAL = 1;
    uint256 private constant ALGORITHM = 2;
    uint256 private constant ISSUER = 3;
    uint256 private constant VALIDITY = 4;
    uint256 private constant SUBJECT = 5;
    uint256 private constant KEY = 6;
    uint256 private constant EXTENSIONS = 7;

    function test_reads_whenWritten(CertificateFields memory seed, string calldata issuer, string calldata subject)
        public
        view
    {
        CertificateFields memory fields = TestPki.pckFields(PckTcb(0, 0, 0, 0, 0));
        fields.serial = bound(seed.serial, 0, type(uint160).max);
        (fields.issuer, fields.subject) = (DerWriter.name(issuer), DerWriter.name(subject));
        fields.notBefore = bound(seed.notBefore, 0, 253_402_300_799);
        fields.notAfter = bound(seed.notAfter, 0, 253_402_300_799);
        fields.key = seed.key;
        fields.isAuthority = seed.isAuthority;
        if (seed.isAuthority) fields.pathLength = seed.pathLength;
        fields.keyUsage = seed.keyUsage == 0 ? 1 : seed.keyUsage;

        bytes memory signedPart = TestPki.writeCertificate(fields);
        Certificate memory parsed = x509.parse(TestPki.seal(signedPart, TestPki.root()));

        assertEq(parsed.digest, sha256(signedPart));
        assertEq(abi.encode(parsed.signature), abi.encode(TestPki.sign(TestPki.root(), signedPart)));
        assertEq(parsed.issuer, keccak256(fields.issuer));
        assertEq(parsed.subject, keccak256(fields.subject));
        assertEq(parsed.serial, fields.serial);
        assertEq(parsed.notBefore, fields.notBefore);
        assertEq(parsed.notAfter, fields.notAfter);
        assertEq(abi.encode(parsed.key), abi.encode(fields.key));
        assertEq(parsed.isAuthority, fields.isAuthority);
        assertEq(parsed.pathLength, fields.pathLength);
        assertEq(parsed.keyUsage, fields.keyUsage);
    }

    function test_readsGeneralizedTime_whenValidAfter2049() public view {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        (fields.notBefore, fields.notAfter) = (2_524_607_999, 2_524_608_000);
        bytes memory der = TestPki.certificate(fields, TestPki.root());
        assertNotEq(vm.indexOf(vm.toString(der), "180f32303530303130313030303030305a"), type(uint256).max);

        Certificate memory parsed = x509.parse(der);

        assertEq(parsed.notBefore, 2_524_607_999);
        assertEq(parsed.notAfter, 2_524_608_000);
    }

    function test_reverts_whenSomethingFollows(bytes1 more) public {
        bytes memory der = TestPki.tcbSignerCertificate();
        _expectRevert(bytes.concat(der, more), abi.encodeWithSelector(Der.DerTrailingBytes.selector, der.length));

        // After the signature inside the certificate, and after s inside the signature.
        bytes memory signedPart = TestPki.writeCertificate(TestPki.tcbSignerFields());
        bytes memory signature = TestPki.writeSignature(TestPki.sign(TestPki.root(), signedPart));
        bytes memory body = bytes.concat(signedPart, DerWriter.ECDSA_WITH_SHA256, signature);
        _expectRevert(bytes.concat(body, more).sequence(), Der.DerTrailingBytes.selector);
        bytes memory values = bytes.concat(DerWriter.integer(1), DerWriter.integer(2));
        _expectRevert(_withSignature(bytes.concat(values, more).sequence().bitString()), Der.DerTrailingBytes.selector);
        _expectRevert(_withSignature(bytes.concat(values.sequence(), more).bitString()), Der.DerTrailingBytes.selector);
    }

    function test_reverts_whenSomethingFollowsInTheSignedPart(bytes1 more) public {
        bytes[] memory parts = _parts();
        bytes memory times = bytes.concat(DerWriter.time(1), DerWriter.time(2));
        parts[VALIDITY] = bytes.concat(times, more).sequence();
        _expectRevert(_seal(parts), Der.DerTrailingBytes.selector);

        parts = _parts();
        bytes memory list = TestPki.writeExtensions(TestPki.allExtensions(TestPki.tcbSignerFields()));
        parts[EXTENSIONS] = DerWriter.tlv(0xa3, bytes.concat(list, more));
        _expectRevert(_seal(parts), Der.DerTrailingBytes.selector);

        parts[EXTENSIONS] = bytes.concat(DerWriter.tlv(0xa3, list), more);
        _expectRevert(_seal(parts), Der.DerTrailingBytes.selector);
    }

    function test_reverts_whenTheVersionIsNot3(uint8 version) public {
        vm.assume(version != 2);
        bytes[] memory parts = _parts();
        parts[VERSION] = DerWriter.tlv(0xa0, DerWriter.integer(version));
        _expectRevert(_seal(parts), X509.CertificateVersionUnsupported.selector);
        // Version 1 is the default and left out.
        parts[VERSION] = "";
        _expectRevert(_seal(parts), X509.CertificateVersionUnsupported.selector);
    }

    function test_reverts_whenAnAlgorithmIsAnother() public {
        bytes[4] memory others = [
            // ecdsa-with-SHA384, sha256WithRSAEncryption, ecdsa-with-SHA256 with NULL, nothing
            bytes(hex"300a06082a8648ce3d040303"),
            hex"300d06092a864886f70d01010b0500",
            hex"300c06082a8648ce3d0403020500",
            ""
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes[] memory parts = _parts();
            bytes memory signedPart = TestPki.join(parts).sequence();
            bytes memory signature = TestPki.writeSignature(TestPki.sign(TestPki.root(), signedPart));
            bytes memory der = bytes.concat(signedPart, others[i], signature).sequence();
            _expectRevert(der, X509.AlgorithmUnsupported.selector);

            parts[ALGORITHM] = others[i];
            _expectRevert(_seal(parts), X509.AlgorithmUnsupported.selector);
        }
    }

    function test_reverts_whenTheSerialNumberIsInvalid(uint256 serial) public {
        serial = bound(serial, uint256(type(uint160).max) + 1, type(uint256).max);
        bytes[] memory parts = _parts();
        parts[SERIAL] = DerWriter.integer(serial);
        _expectRevert(_seal(parts), abi.encodeWithSelector(X509.SerialTooLong.selector, serial));

        parts[SERIAL] = DerWriter.tlv(Der.INTEGER, hex"ff");
        _expectRevert(_seal(parts), Der.DerIntegerInvalid.selector);
    }

    function test_reverts_whenTheKeyIsAnother(bytes32 x, bytes32 y) public {
        bytes memory p256 = hex"301306072a8648ce3d020106082a8648ce3d030107";
        bytes[6] memory others = [
            // Curve P-384, no parameters, a compressed point, a hybrid point, a point too short, unused bits
            bytes.concat(hex"301006072a8648ce3d020106052b81040022", bytes.concat(hex"04", x, y).bitString()).sequence(),
            bytes.concat(hex"300906072a8648ce3d0201", bytes.concat(hex"04", x, y).bitString()).sequence(),
            bytes.concat(p256, bytes.concat(hex"02", x).bitString()).sequence(),
            bytes.concat(p256, bytes.concat(hex"06", x, y).bitString()).sequence(),
            bytes.concat(p256, bytes.concat(hex"04", x, bytes31(y)).bitString()).sequence(),
            bytes.concat(p256, DerWriter.tlv(Der.BIT_STRING, bytes.concat(hex"0104", x, y))).sequence()
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes[] memory parts = _parts();
            parts[KEY] = others[i];
            _expectRevert(_seal(parts), X509.KeyUnsupported.selector);
        }
    }

    function test_reverts_whenThereIsAUniqueId(bytes calldata id, bool isSubjects) public {
        uint8 tag = isSubjects ? 0x82 : 0x81;
        bytes[] memory parts = _parts();
        parts[KEY] = bytes.concat(parts[KEY], DerWriter.tlv(tag, id));
        _expectRevert(_seal(parts), Der.DerTagUnexpected.selector);
    }

    function test_reverts_whenTheSignatureIsMalformed(uint8 unused) public {
        bytes memory values = bytes.concat(DerWriter.integer(1), DerWriter.integer(2)).sequence();
        vm.assume(unused != 0);
        bytes memory padded = DerWriter.tlv(Der.BIT_STRING, bytes.concat(bytes1(unused), values));
        _expectRevert(_withSignature(padded), X509.SignatureMalformed.selector);
        _expectRevert(_withSignature(DerWriter.tlv(Der.BIT_STRING, "")), X509.SignatureMalformed.selector);
        bytes memory negative = bytes.concat(DerWriter.integer(1), DerWriter.tlv(Der.INTEGER, hex"80")).sequence();
        _expectRevert(_withSignature(negative.bitString()), Der.DerIntegerInvalid.selector);
    }

    function _parts() private pure returns (bytes[] memory) {
        return TestPki.certificateParts(TestPki.tcbSignerFields());
    }

    function _seal(bytes[] memory parts) private pure returns (bytes memory) {
        return TestPki.seal(TestPki.join(parts).sequence(), TestPki.root());
    }

    function _withSignature(bytes memory signature) private pure returns (bytes memory) {
        return bytes.concat(TestPki.join(_parts()).sequence(), DerWriter.ECDSA_WITH_SHA256, signature).sequence();
    }

    function _expectRevert(bytes memory der, bytes4 wanted) private {
        vm.expectPartialRevert(wanted);
        x509.parse(der);
    }

    function _expectRevert(bytes memory der, bytes memory wanted) private {
        vm.expectRevert(wanted);
        x509.parse(der);
    }
}
