// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {Certificate, X509} from "src/libraries/X509.sol";
import {PckTcb} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {CertificateFields, Extension, TestPki} from "test/pki/TestPki.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// parse, as for extensions
// ├── when an unknown one is critical                        → reverts ExtensionUnknownButCritical
// ├── when an unknown one is not, however long its identifier and however often → it is ignored
// ├── when an identifier differs from a known one by zeros   → it is unknown
// ├── when BasicConstraints, KeyUsage or SGX is repeated     → reverts ExtensionRepeated
// ├── when BasicConstraints or KeyUsage is missing           → reverts ExtensionMissing
// ├── when there are none                                    → reverts
// ├── when critical, cA is written other than TRUE           → reverts BooleanInvalid
// ├── BasicConstraints
// │   ├── when there is a path length but no authority       → reverts ExtensionMalformed
// │   └── when something follows                             → reverts ExtensionMalformed, DerTrailingBytes
// ├── KeyUsage
// │   ├── when of two bytes                                  → the first one
// │   ├── when unused bits are set, too many or too few      → reverts ExtensionMalformed
// │   └── when without bits                                  → reverts ExtensionMalformed
// └── SGX: when something follows in the value               → reverts DerTrailingBytes
/// forge-config: default.fuzz.runs = 32
contract X509_Extensions_Test is Suite {
    using DerWriter for bytes;

    X509Harness private immutable x509 = new X509Harness();

    uint256 private constant BASIC_CONSTRAINTS = 0x0603551d13;
    uint256 private constant KEY_USAGE = 0x0603551d0f;
    uint256 private constant SGX = 0x06092a864886f84d010d01;

    function test_reverts_whenUnknownAndCritical(bytes30 arcs, bytes calldata value) public {
        uint256 oid = (0x061e << 240) | uint240(arcs);
        _expectRevert(
            _with(Extension(abi.encodePacked(arcs), true, value)),
            abi.encodeWithSelector(X509.ExtensionUnknownButCritical.selector, oid)
        );
        bytes memory long = abi.encodePacked(arcs, uint8(1));
        _expectRevert(
            _with(Extension(long, true, value)), abi.encodeWithSelector(X509.ExtensionUnknownButCritical.selector, 0)
        );
    }

    function test_ignores_whenUnknownAndNotCritical(bytes calldata arcs, bytes calldata value) public view {
        vm.assume(arcs.length != 0);
        vm.assume(keccak256(arcs) != keccak256(TestPki.OID_BASIC_CONSTRAINTS));
        vm.assume(keccak256(arcs) != keccak256(TestPki.OID_KEY_USAGE) && keccak256(arcs) != keccak256(TestPki.OID_SGX));
        CertificateFields memory fields = TestPki.tcbSignerFields();
        Extension memory unknown = Extension(arcs, false, value);
        fields.extensions = TestPki.append(TestPki.append(fields.extensions, unknown), unknown);

        Certificate memory parsed = x509.parse(TestPki.certificate(fields, TestPki.root()));

        assertEq(parsed.keyUsage, TestPki.SIGN_ONLY);
        assertFalse(parsed.isAuthority);
        assertEq(parsed.sgxEnd, 0);
    }

    /// @dev As numbers the identifiers 00 55 1d 13 and 55 1d 13 are equal.
    function test_isUnknown_whenOnlyZerosDiffer(uint8 zeros) public {
        bytes[3] memory known = [TestPki.OID_BASIC_CONSTRAINTS, TestPki.OID_KEY_USAGE, TestPki.OID_SGX];
        zeros = uint8(bound(zeros, 1, 20));
        for (uint256 i = 0; i < known.length; ++i) {
            bytes[2] memory others =
                [bytes.concat(new bytes(zeros), known[i]), bytes.concat(known[i], new bytes(zeros))];
            for (uint256 side = 0; side < 2; ++side) {
                _expectRevert(_with(Extension(others[side], true, "")), X509.ExtensionUnknownButCritical.selector);
                assertEq(x509.parse(_with(Extension(others[side], false, ""))).keyUsage, TestPki.SIGN_ONLY);
            }
        }
    }

    function test_reverts_whenRepeated(bool isAuthority) public {
        _expectRevert(
            _with(TestPki.basicConstraints(isAuthority, TestPki.NO_PATH_LENGTH)),
            abi.encodeWithSelector(X509.ExtensionRepeated.selector, BASIC_CONSTRAINTS)
        );
        _expectRevert(
            _with(TestPki.keyUsage(TestPki.SIGN_ONLY)),
            abi.encodeWithSelector(X509.ExtensionRepeated.selector, KEY_USAGE)
        );
        bytes[] memory elements = TestPki.sgxElements(PckTcb(0, 0, 0, 0, 0));
        CertificateFields memory fields = TestPki.pckFields(elements);
        fields.extensions = TestPki.append(fields.extensions, TestPki.sgxExtension(elements));
        _expectRevert(
            TestPki.certificate(fields, TestPki.root()), abi.encodeWithSelector(X509.ExtensionRepeated.selector, SGX)
        );
    }

    function test_reverts_whenMissing() public {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.omitsBasicConstraints = true;
        _expectRevert(fields, abi.encodeWithSelector(X509.ExtensionMissing.selector, BASIC_CONSTRAINTS));

        fields = TestPki.tcbSignerFields();
        fields.omitsKeyUsage = true;
        _expectRevert(fields, abi.encodeWithSelector(X509.ExtensionMissing.selector, KEY_USAGE));

        fields.omitsBasicConstraints = true;
        fields.extensions = new Extension[](0);
        _expectRevert(fields, abi.encodeWithSelector(X509.ExtensionMissing.selector, BASIC_CONSTRAINTS));
    }

    function test_reverts_whenThereAreNone() public {
        bytes[] memory parts = TestPki.certificateParts(TestPki.tcbSignerFields());
        parts[7] = "";
        bytes memory der = TestPki.seal(TestPki.join(parts).sequence(), TestPki.root());
        // What comes instead is the algorithm, outside of the signed part.
        _expectRevert(der, Der.DerTruncated.selector);
    }

    function test_reverts_whenABooleanIsNotTrue(uint8 value) public {
        vm.assume(value != 0xff);
        bytes memory other = abi.encodePacked(hex"0101", value);
        bytes memory oid = DerWriter.oid(TestPki.OID_AUTHORITY_KEY_ID);
        bytes memory empty = DerWriter.octetString("");
        _expectRevert(_withRaw(bytes.concat(oid, other, empty)), X509.BooleanInvalid.selector);
        _expectRevert(_withRaw(bytes.concat(oid, hex"0102ffff", empty)), X509.BooleanInvalid.selector);
        _expectRevert(_withRaw(bytes.concat(oid, hex"0100", empty)), X509.BooleanInvalid.selector);
        // Two, and one that the extension cuts.
        _expectRevert(_withRaw(bytes.concat(oid, DerWriter.TRUE, DerWriter.TRUE, empty)), Der.DerTagUnexpected.selector);
        _expectRevert(_withRaw(bytes.concat(oid, hex"0101")), X509.BooleanInvalid.selector);

        _expectRevert(_basic(other.sequence()), X509.BooleanInvalid.selector);
        _expectRevert(_basic(hex"300101"), X509.BooleanInvalid.selector);
    }

    // --- BasicConstraints ---

    function test_reverts_whenAPathEndsWithoutAuthority(uint256 pathLength) public {
        _expectRevert(
            _basic(DerWriter.integer(pathLength).sequence()),
            abi.encodeWithSelector(X509.ExtensionMalformed.selector, BASIC_CONSTRAINTS)
        );
    }

    function test_reverts_whenSomethingFollowsTheConstraints(bytes1 more) public {
        bytes memory content = bytes.concat(DerWriter.TRUE, DerWriter.integer(0));
        _expectRevert(_basic(bytes.concat(content, more).sequence()), X509.ExtensionMalformed.selector);
        _expectRevert(_basic(bytes.concat(content.sequence(), more)), Der.DerTrailingBytes.selector);
        // A negative path length is none.
        _expectRevert(_basic(bytes.concat(DerWriter.TRUE, hex"0201ff").sequence()), Der.DerIntegerInvalid.selector);
    }

    // --- KeyUsage ---

    function test_readsTheFirstByte_whenUsageHasTwo(uint8 first) public view {
        // decipherOnly is the ninth bit.
        assertEq(x509.parse(_usage(abi.encodePacked(uint8(7), first, uint8(0x80)))).keyUsage, first);
    }

    function test_reads_whenUnusedBitsAreCountedRight(uint8 bits) public view {
        vm.assume(bits != 0);
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.keyUsage = bits;
        assertEq(x509.parse(TestPki.certificate(fields, TestPki.root())).keyUsage, bits);
    }

    function test_reverts_whenUnusedBitsAreWrong(uint8 bits, uint8 unused) public {
        uint8 right = 0;
        while (bits != 0 && (bits >> right) & 1 == 0) ++right;
        vm.assume(bits == 0 || unused != right);
        _expectRevert(
            _usage(abi.encodePacked(unused, bits)), abi.encodeWithSelector(X509.ExtensionMalformed.selector, KEY_USAGE)
        );
    }

    function test_reverts_whenUsageHasNoBitsOrTooMany() public {
        bytes memory wanted = abi.encodeWithSelector(X509.ExtensionMalformed.selector, KEY_USAGE);
        _expectRevert(_usage(""), wanted);
        _expectRevert(_usage(hex"00"), wanted);
        _expectRevert(_usage(hex"07060080"), wanted);
    }

    // --- SGX ---

    function test_reverts_whenSomethingFollowsTheSgxExtension(bytes1 more) public {
        bytes memory content = TestPki.join(TestPki.sgxElements(PckTcb(0, 0, 0, 0, 0)));
        _expectRevert(
            _with(Extension(TestPki.OID_SGX, false, bytes.concat(content.sequence(), more))),
            Der.DerTrailingBytes.selector
        );
    }

    function test_findsTheSgxExtension(PckTcb calldata tcb) public view {
        bytes[] memory elements = TestPki.sgxElements(tcb);
        bytes memory der = TestPki.certificate(TestPki.pckFields(elements), TestPki.pckAuthority());
        Certificate memory parsed = x509.parse(der);
        assertEq(this.cut(der, parsed.sgxStart, parsed.sgxEnd), TestPki.join(elements));
    }

    function cut(bytes calldata whole, uint256 start, uint256 stop) external pure returns (bytes memory) {
        return whole[start:stop];
    }

    /// @dev A TCB signing certificate with one more extension.
    function _with(Extension memory extension) private pure returns (bytes memory) {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.extensions = TestPki.append(fields.extensions, extension);
        return TestPki.certificate(fields, TestPki.root());
    }

    /// @dev The same with a single extension of this content.
    function _withRaw(bytes memory content) private pure returns (bytes memory) {
        bytes[] memory parts = TestPki.certificateParts(TestPki.tcbSignerFields());
        parts[7] = DerWriter.tlv(0xa3, content.sequence().sequence());
        return TestPki.seal(TestPki.join(parts).sequence(), TestPki.root());
    }

    function _basic(bytes memory value) private pure returns (bytes memory) {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.omitsBasicConstraints = true;
        fields.extensions = TestPki.append(fields.extensions, Extension(TestPki.OID_BASIC_CONSTRAINTS, true, value));
        return TestPki.certificate(fields, TestPki.root());
    }

    /// @dev With this content of KeyUsage's BIT STRING.
    function _usage(bytes memory content) private pure returns (bytes memory) {
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.omitsKeyUsage = true;
        bytes memory value = DerWriter.tlv(Der.BIT_STRING, content);
        fields.extensions = TestPki.append(fields.extensions, Extension(TestPki.OID_KEY_USAGE, true, value));
        return TestPki.certificate(fields, TestPki.root());
    }

    function _expectRevert(CertificateFields memory fields, bytes memory wanted) private {
        _expectRevert(TestPki.certificate(fields, TestPki.root()), wanted);
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
