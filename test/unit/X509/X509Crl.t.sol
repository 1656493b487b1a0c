// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {X509} from "src/libraries/X509.sol";
import {CertificateRevocationList, X509Crl} from "src/libraries/X509Crl.sol";
import {Suite} from "test/Suite.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {CrlFields, Extension, TestPki} from "test/pki/TestPki.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// parse, readEntry
// ├── when written                                          → every field, every serial number
// ├── when in force after 2049                              → GeneralizedTime is read
// ├── when nothing is revoked, or without extensions        → is read
// ├── when the version is not 2                             → reverts CrlVersionUnsupported
// ├── when one of the algorithms is not ecdsa-with-SHA256   → reverts AlgorithmUnsupported
// ├── when it does not say until when                       → reverts DerTimeInvalid
// ├── when any element has a byte too many                  → reverts DerTrailingBytes, DerTagUnexpected
// ├── when an extension, of an entry too, is critical       → reverts ExtensionUnknownButCritical
// ├── when a list is there but empty                        → reverts CrlListEmpty
// └── when an entry is malformed                            → reverts as the reader does
/// forge-config: default.fuzz.runs = 32
contract X509CrlTest is Suite {
    using DerWriter for bytes;

    X509Harness private immutable x509 = new X509Harness();

    uint256 private constant NOW = 1_790_000_000;
    uint256 private constant VERSION = 0;
    uint256 private constant ALGORITHM = 1;
    uint256 private constant NEXT_UPDATE = 4;
    uint256 private constant ENTRIES = 5;
    uint256 private constant EXTENSIONS = 6;

    function test_reads_whenWritten(
        string calldata issuer,
        uint256 thisUpdate,
        uint256 nextUpdate,
        uint160[] calldata serials,
        bool hasExtensions
    ) public view {
        CrlFields memory fields = _fields(serials.length);
        fields.issuer = DerWriter.name(issuer);
        fields.thisUpdate = bound(thisUpdate, 0, 253_402_300_799);
        fields.nextUpdate = bound(nextUpdate, 0, 253_402_300_799);
        for (uint256 i = 0; i < serials.length; ++i) {
            fields.serials[i] = serials[i];
        }
        if (!hasExtensions) (fields.extensions, fields.entryExtensions) = (new Extension[](0), new Extension[](0));
        bytes memory signedPart = TestPki.writeCrl(fields);

        (CertificateRevocationList memory list, uint160[] memory listed) =
            x509.parseCrl(TestPki.seal(signedPart, TestPki.root()));

        assertEq(list.digest, sha256(signedPart));
        assertEq(abi.encode(list.signature), abi.encode(TestPki.sign(TestPki.root(), signedPart)));
        assertEq(list.issuer, keccak256(fields.issuer));
        assertEq(list.thisUpdate, fields.thisUpdate);
        assertEq(list.nextUpdate, fields.nextUpdate);
        assertEq(abi.encode(listed), abi.encode(serials));
    }

    function test_reads_whenInForceAfter2049() public view {
        CrlFields memory fields = _fields(1);
        (fields.thisUpdate, fields.nextUpdate) = (2_524_607_999, 2_524_608_000);
        bytes memory crl = TestPki.crl(fields, TestPki.root());
        assertNotEq(vm.indexOf(vm.toString(crl), "180f32303530303130313030303030305a"), type(uint256).max);
        (CertificateRevocationList memory list,) = x509.parseCrl(crl);
        assertEq(list.thisUpdate, 2_524_607_999);
        assertEq(list.nextUpdate, 2_524_608_000);
    }

    function test_reverts_whenTheVersionIsNot2(uint8 version) public {
        vm.assume(version != 1);
        bytes[] memory parts = TestPki.crlParts(_fields(1));
        parts[VERSION] = DerWriter.integer(version);
        _expectRevert(parts, X509Crl.CrlVersionUnsupported.selector);
        // Version 1 is not written.
        parts[VERSION] = "";
        _expectRevert(parts, X509Crl.CrlVersionUnsupported.selector);
    }

    function test_reverts_whenAnAlgorithmIsAnother() public {
        bytes memory other = hex"300a06082a8648ce3d040303";
        bytes memory signedPart = TestPki.writeCrl(_fields(1));
        bytes memory signature = TestPki.writeSignature(TestPki.sign(TestPki.root(), signedPart));
        bytes memory crl = bytes.concat(signedPart, other, signature).sequence();
        vm.expectPartialRevert(X509.AlgorithmUnsupported.selector);
        x509.parseCrl(crl);

        bytes[] memory parts = TestPki.crlParts(_fields(1));
        parts[ALGORITHM] = other;
        _expectRevert(parts, X509.AlgorithmUnsupported.selector);
    }

    function test_reverts_whenItDoesNotSayUntilWhen() public {
        bytes[] memory parts = TestPki.crlParts(_fields(1));
        parts[NEXT_UPDATE] = "";
        _expectRevert(parts, Der.DerTimeInvalid.selector);
        parts[ENTRIES] = "";
        _expectRevert(parts, Der.DerTimeInvalid.selector);
        parts[EXTENSIONS] = "";
        _expectRevert(parts, Der.DerTruncated.selector);
    }

    function test_reverts_whenSomethingFollows(bytes1 more) public {
        bytes memory crl = TestPki.crl(_fields(1), TestPki.root());
        bytes memory longer = bytes.concat(crl, more);
        vm.expectRevert(abi.encodeWithSelector(Der.DerTrailingBytes.selector, crl.length));
        x509.parseCrl(longer);

        bytes[] memory parts = TestPki.crlParts(_fields(1));
        bytes memory list = TestPki.writeExtensions(_fields(1).extensions);
        parts[EXTENSIONS] = DerWriter.tlv(0xa0, bytes.concat(list, more));
        _expectRevert(parts, Der.DerTrailingBytes.selector);
        parts[EXTENSIONS] = bytes.concat(DerWriter.tlv(0xa0, list), more);
        _expectRevert(parts, Der.DerTrailingBytes.selector);
    }

    /// @dev A second list would be a list that nobody reads.
    function test_reverts_whenThereIsASecondList() public {
        bytes[] memory parts = TestPki.crlParts(_fields(1));
        parts[ENTRIES] = bytes.concat(parts[ENTRIES], parts[ENTRIES]);
        _expectRevert(parts, Der.DerTagUnexpected.selector);
        parts = TestPki.crlParts(_fields(1));
        parts[EXTENSIONS] = bytes.concat(parts[EXTENSIONS], parts[EXTENSIONS]);
        _expectRevert(parts, Der.DerTrailingBytes.selector);
        // A third time.
        parts = TestPki.crlParts(_fields(1));
        parts[NEXT_UPDATE] = bytes.concat(parts[NEXT_UPDATE], parts[NEXT_UPDATE]);
        _expectRevert(parts, Der.DerTagUnexpected.selector);
    }

    /// @dev Delta CRL indicator, issuing distribution point and certificate issuer are critical.
    function test_reverts_whenAnExtensionIsCritical(bytes3 arcs, bytes calldata value) public {
        Extension memory critical = Extension(abi.encodePacked(arcs), true, value);
        bytes memory wanted =
            abi.encodeWithSelector(X509.ExtensionUnknownButCritical.selector, (0x0603 << 24) | uint24(arcs));
        CrlFields memory fields = _fields(3);
        fields.extensions = TestPki.append(fields.extensions, critical);
        _expectRevert(fields, wanted);

        fields = _fields(3);
        fields.entryExtensions = TestPki.append(fields.entryExtensions, critical);
        _expectRevert(fields, wanted);
    }

    function test_reverts_whenAListIsEmpty() public {
        bytes[] memory parts = TestPki.crlParts(_fields(1));
        parts[ENTRIES] = hex"3000";
        _expectRevert(parts, X509Crl.CrlListEmpty.selector);

        parts = TestPki.crlParts(_fields(1));
        parts[EXTENSIONS] = hex"a0023000";
        _expectRevert(parts, X509Crl.CrlListEmpty.selector);
        parts[EXTENSIONS] = hex"a000";
        _expectRevert(parts, Der.DerTruncated.selector);

        _expectRevertOfEntry(
            bytes.concat(DerWriter.integer(7), DerWriter.time(NOW), hex"3000"), X509Crl.CrlListEmpty.selector
        );
    }

    function test_reverts_whenAnEntryIsMalformed(uint256 serial, bytes1 more) public {
        serial = bound(serial, uint256(type(uint160).max) + 1, type(uint256).max);
        bytes memory time = DerWriter.time(NOW);
        _expectRevertOfEntry(bytes.concat(DerWriter.integer(serial), time), X509.SerialTooLong.selector);
        _expectRevertOfEntry(bytes.concat(hex"0201ff", time), Der.DerIntegerInvalid.selector);
        _expectRevertOfEntry(DerWriter.integer(7), Der.DerTruncated.selector);
        _expectRevertOfEntry(bytes.concat(DerWriter.integer(7), hex"0500"), Der.DerTimeInvalid.selector);
        _expectRevertOfEntry(time, Der.DerTagUnexpected.selector);
        _expectRevertOfEntry("", Der.DerTruncated.selector);
        bytes memory reason = TestPki.writeExtensions(_fields(1).entryExtensions);
        _expectRevertOfEntry(bytes.concat(DerWriter.integer(7), time, reason, more), Der.DerTrailingBytes.selector);
    }

    function _fields(uint256 count) private pure returns (CrlFields memory) {
        return TestPki.rootCrlFields(NOW, TestPki.serialList("revoked", count));
    }

    function _expectRevertOfEntry(bytes memory entry, bytes4 wanted) private {
        bytes[] memory parts = TestPki.crlParts(_fields(0));
        parts[ENTRIES] = entry.sequence().sequence();
        _expectRevert(parts, wanted);
    }

    function _expectRevert(bytes[] memory parts, bytes4 wanted) private {
        bytes memory crl = TestPki.seal(TestPki.join(parts).sequence(), TestPki.root());
        vm.expectPartialRevert(wanted);
        x509.parseCrl(crl);
    }

    function _expectRevert(CrlFields memory fields, bytes memory wanted) private {
        bytes memory crl = TestPki.crl(fields, TestPki.root());
        vm.expectRevert(wanted);
        x509.parseCrl(crl);
    }
}
