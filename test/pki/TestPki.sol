// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {P256Key, P256Signature} from "src/types/P256.sol";
import {PckTcb} from "src/types/Tcb.sol";
import {DerWriter} from "test/pki/DerWriter.sol";

/// @dev A key pair on P-256.
struct TestKey {
    uint256 secret;
    P256Key key;
}

struct Extension {
    /// Encoded arcs of its object identifier.
    bytes oid;
    bool isCritical;
    /// What the OCTET STRING holds.
    bytes value;
}

/// @dev What a certificate will say. Times in Unix seconds, names as DER.
struct CertificateFields {
    uint256 serial;
    bytes issuer;
    bytes subject;
    uint256 notBefore;
    uint256 notAfter;
    P256Key key;
    bool isAuthority;
    /// {TestPki-NO_PATH_LENGTH}: none is written.
    uint256 pathLength;
    uint8 keyUsage;
    bool omitsBasicConstraints;
    bool omitsKeyUsage;
    /// After BasicConstraints and KeyUsage.
    Extension[] extensions;
}

/// @dev What a CRL will say. Times in Unix seconds, the name as DER.
struct CrlFields {
    bytes issuer;
    uint256 thisUpdate;
    uint256 nextUpdate;
    uint256[] serials;
    /// Of every entry.
    Extension[] entryExtensions;
    Extension[] extensions;
}

/// @title TestPki
/// @notice A test root and certificates, CRLs and signatures under it, shaped like Intel's. Nobody trusts this root.
/// @dev Each `...Fields` function returns a valid proposal; change what the test is about, then {certificate} or {crl} it.
/// Keys come from labels: "root", "pck authority", "pck", "tcb signer".
library TestPki {
    using DerWriter for bytes;

    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
    uint256 internal constant NO_PATH_LENGTH = type(uint256).max;

    string internal constant ROOT_NAME = "Intel SGX Root CA";
    string internal constant PCK_AUTHORITY_NAME = "Intel SGX PCK Platform CA";
    string internal constant PCK_NAME = "Intel SGX PCK Certificate";
    string internal constant TCB_SIGNER_NAME = "Intel SGX TCB Signing";

    uint256 internal constant ROOT_SERIAL = uint160(bytes20(hex"22650cd65a9d3489f383b49552bf501b392706ac"));
    uint256 internal constant PCK_AUTHORITY_SERIAL = uint160(bytes20(hex"956f5dcdbd1be1e94049c9d4f433ce01570bde54"));
    uint256 internal constant PCK_SERIAL = uint160(bytes20(hex"abb69a0c1e8a557559e916c02b4b19af8044fbd9"));
    uint256 internal constant TCB_SIGNER_SERIAL = uint160(bytes20(hex"7e3882d5fb55294a40498e458403e91491bdf455"));

    /// @dev 2018-05-21 and 2049-12-31.
    uint256 internal constant NOT_BEFORE = 1_526_899_810;
    uint256 internal constant NOT_AFTER = 2_524_607_999;

    uint8 internal constant SIGN_CERTIFICATES_AND_CRLS = 0x06;
    uint8 internal constant SIGN_ONLY = 0xc0;

    bytes internal constant OID_BASIC_CONSTRAINTS = hex"551d13";
    bytes internal constant OID_KEY_USAGE = hex"551d0f";
    bytes internal constant OID_AUTHORITY_KEY_ID = hex"551d23";
    bytes internal constant OID_SUBJECT_KEY_ID = hex"551d0e";
    bytes internal constant OID_CRL_POINTS = hex"551d1f";
    bytes internal constant OID_CRL_NUMBER = hex"551d14";
    bytes internal constant OID_CRL_REASON = hex"551d15";
    /// @dev 1.2.840.113741.1.13.1
    bytes internal constant OID_SGX = hex"2a864886f84d010d01";

    // --- keys and signatures ---

    function key(string memory label) internal pure returns (TestKey memory pair) {
        pair.secret = uint256(keccak256(bytes(label))) % (ORDER - 1) + 1;
        (uint256 x, uint256 y) = VM.publicKeyP256(pair.secret);
        pair.key = P256Key(bytes32(x), bytes32(y));
    }

    function root() internal pure returns (TestKey memory) {
        return key("root");
    }

    function pckAuthority() internal pure returns (TestKey memory) {
        return key("pck authority");
    }

    function pck() internal pure returns (TestKey memory) {
        return key("pck");
    }

    function tcbSigner() internal pure returns (TestKey memory) {
        return key("tcb signer");
    }

    /// @notice keccak256 of the root's Name, as stores pin it.
    function rootName() public pure returns (bytes32) {
        return keccak256(DerWriter.name(ROOT_NAME));
    }

    /// @notice Over SHA-256 of `message`.
    function sign(TestKey memory signer, bytes memory message) internal pure returns (P256Signature memory) {
        return signDigest(signer, sha256(message));
    }

    function signDigest(TestKey memory signer, bytes32 digest) internal pure returns (P256Signature memory signature) {
        (signature.r, signature.s) = VM.signP256(signer.secret, digest);
    }

    /// @notice The other signature over the same message: s replaced by n - s.
    function twin(P256Signature memory signature) internal pure returns (P256Signature memory) {
        return P256Signature(signature.r, bytes32(ORDER - uint256(signature.s)));
    }

    /// @notice SEQUENCE { r, s } in a BIT STRING.
    function writeSignature(P256Signature memory signature) internal pure returns (bytes memory) {
        bytes memory r = DerWriter.integer(uint256(signature.r));
        bytes memory s = DerWriter.integer(uint256(signature.s));
        return bytes.concat(r, s).sequence().bitString();
    }

    /// @notice A certificate or CRL from its signed part.
    function seal(bytes memory signedPart, TestKey memory signer) internal pure returns (bytes memory) {
        return seal(signedPart, sign(signer, signedPart));
    }

    function seal(bytes memory signedPart, P256Signature memory signature) internal pure returns (bytes memory) {
        return bytes.concat(signedPart, DerWriter.ECDSA_WITH_SHA256, writeSignature(signature)).sequence();
    }

    // --- certificates ---

    function rootFields() internal pure returns (CertificateFields memory fields) {
        fields = _fields(ROOT_SERIAL, ROOT_NAME, ROOT_NAME, root().key);
        fields.isAuthority = true;
        fields.pathLength = 1;
        fields.keyUsage = SIGN_CERTIFICATES_AND_CRLS;
    }

    function pckAuthorityFields() internal pure returns (CertificateFields memory fields) {
        fields = _fields(PCK_AUTHORITY_SERIAL, ROOT_NAME, PCK_AUTHORITY_NAME, pckAuthority().key);
        fields.isAuthority = true;
        fields.pathLength = 0;
        fields.keyUsage = SIGN_CERTIFICATES_AND_CRLS;
    }

    function tcbSignerFields() internal pure returns (CertificateFields memory) {
        return _fields(TCB_SIGNER_SERIAL, ROOT_NAME, TCB_SIGNER_NAME, tcbSigner().key);
    }

    function pckFields(PckTcb memory tcb) internal pure returns (CertificateFields memory) {
        return pckFields(sgxElements(tcb));
    }

    /// @notice A PCK certificate whose SGX extension holds these elements.
    function pckFields(bytes[] memory elements) internal pure returns (CertificateFields memory fields) {
        fields = _fields(PCK_SERIAL, PCK_AUTHORITY_NAME, PCK_NAME, pck().key);
        fields.extensions = append(fields.extensions, sgxExtension(elements));
    }

    function rootCertificate() public pure returns (bytes memory) {
        return certificate(rootFields(), root());
    }

    function pckAuthorityCertificate() public pure returns (bytes memory) {
        return certificate(pckAuthorityFields(), root());
    }

    function tcbSignerCertificate() public pure returns (bytes memory) {
        return certificate(tcbSignerFields(), root());
    }

    function pckCertificate(PckTcb memory tcb) public pure returns (bytes memory) {
        return certificate(pckFields(tcb), pckAuthority());
    }

    function certificate(CertificateFields memory fields, TestKey memory issuer) internal pure returns (bytes memory) {
        return seal(writeCertificate(fields), issuer);
    }

    /// @notice The part of a certificate that is signed.
    function writeCertificate(CertificateFields memory fields) internal pure returns (bytes memory) {
        return join(certificateParts(fields)).sequence();
    }

    /// @notice Its eight elements: version, serial, algorithm, issuer, validity, subject, key, extensions.
    function certificateParts(CertificateFields memory fields) internal pure returns (bytes[] memory parts) {
        parts = new bytes[](8);
        parts[0] = hex"a003020102";
        parts[1] = DerWriter.integer(fields.serial);
        parts[2] = DerWriter.ECDSA_WITH_SHA256;
        parts[3] = fields.issuer;
        parts[4] = bytes.concat(DerWriter.time(fields.notBefore), DerWriter.time(fields.notAfter)).sequence();
        parts[5] = fields.subject;
        parts[6] = writeKey(fields.key);
        parts[7] = DerWriter.tlv(0xa3, writeExtensions(allExtensions(fields)));
    }

    /// @notice SubjectPublicKeyInfo of a P-256 key.
    function writeKey(P256Key memory key_) internal pure returns (bytes memory) {
        bytes memory algorithm = bytes.concat(hex"06072a8648ce3d0201", hex"06082a8648ce3d030107").sequence();
        bytes memory point = bytes.concat(hex"04", key_.x, key_.y);
        return bytes.concat(algorithm, point.bitString()).sequence();
    }

    function allExtensions(CertificateFields memory fields) internal pure returns (Extension[] memory all) {
        if (!fields.omitsKeyUsage) all = append(all, keyUsage(fields.keyUsage));
        if (!fields.omitsBasicConstraints) all = append(all, basicConstraints(fields.isAuthority, fields.pathLength));
        for (uint256 i = 0; i < fields.extensions.length; ++i) {
            all = append(all, fields.extensions[i]);
        }
    }

    function basicConstraints(bool isAuthority, uint256 pathLength) internal pure returns (Extension memory) {
        bytes memory content = isAuthority ? DerWriter.TRUE : bytes("");
        if (pathLength != NO_PATH_LENGTH) content = bytes.concat(content, DerWriter.integer(pathLength));
        return Extension(OID_BASIC_CONSTRAINTS, true, content.sequence());
    }

    function keyUsage(uint8 bits) internal pure returns (Extension memory) {
        return Extension(OID_KEY_USAGE, true, DerWriter.namedBits(bits));
    }

    /// @notice A SEQUENCE of extensions.
    function writeExtensions(Extension[] memory extensions) internal pure returns (bytes memory) {
        bytes memory content;
        for (uint256 i = 0; i < extensions.length; ++i) {
            content = bytes.concat(content, writeExtension(extensions[i]));
        }
        return content.sequence();
    }

    function writeExtension(Extension memory extension) internal pure returns (bytes memory) {
        bytes memory critical = extension.isCritical ? DerWriter.TRUE : bytes("");
        return bytes.concat(extension.oid.oid(), critical, extension.value.octetString()).sequence();
    }

    function append(Extension[] memory list, Extension memory extension)
        internal
        pure
        returns (Extension[] memory longer)
    {
        longer = new Extension[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = extension;
    }

    // --- Intel's SGX extension ---

    function sgxExtension(bytes[] memory elements) internal pure returns (Extension memory) {
        return Extension(OID_SGX, false, join(elements).sequence());
    }

    /// @notice The seven elements of the extension: PPID, TCB, PCEID, FMSPC, SGX type, platform instance, configuration.
    function sgxElements(PckTcb memory tcb) internal pure returns (bytes[] memory) {
        return sgxElements(tcb, sgxTcbElements(tcb));
    }

    /// @notice The same, with other elements in the TCB than `tcb` says.
    function sgxElements(PckTcb memory tcb, bytes[] memory tcbElements)
        internal
        pure
        returns (bytes[] memory elements)
    {
        elements = new bytes[](7);
        elements[0] = sgxElement(hex"01", bytes.concat(tcb.ppid).octetString());
        elements[1] = sgxElement(hex"02", join(tcbElements).sequence());
        elements[2] = sgxElement(hex"03", bytes.concat(tcb.pceId).octetString());
        elements[3] = sgxElement(hex"04", bytes.concat(tcb.fmspc).octetString());
        elements[4] = sgxElement(hex"05", DerWriter.enumerated(1));
        elements[5] = sgxElement(hex"06", bytes.concat(bytes16(keccak256("platform instance"))).octetString());
        bytes[] memory configuration = new bytes[](3);
        for (uint8 i = 0; i < 3; ++i) {
            configuration[i] = sgxElement(abi.encodePacked(uint8(7), i + 1), DerWriter.TRUE);
        }
        elements[6] = sgxElement(hex"07", join(configuration).sequence());
    }

    /// @notice The 18 elements of the TCB: 16 components, PCESVN, CPUSVN.
    function sgxTcbElements(PckTcb memory tcb) internal pure returns (bytes[] memory elements) {
        elements = new bytes[](18);
        for (uint8 i = 0; i < 16; ++i) {
            elements[i] = sgxElement(abi.encodePacked(uint8(2), i + 1), DerWriter.integer(uint8(tcb.components[i])));
        }
        elements[16] = sgxElement(hex"0211", DerWriter.integer(tcb.pceSvn));
        elements[17] = sgxElement(hex"0212", bytes.concat(tcb.components).octetString());
    }

    /// @notice SEQUENCE { OID SGX.`arcs`, value }
    function sgxElement(bytes memory arcs, bytes memory value) internal pure returns (bytes memory) {
        return bytes.concat(bytes.concat(OID_SGX, arcs).oid(), value).sequence();
    }

    function join(bytes[] memory parts) internal pure returns (bytes memory whole) {
        for (uint256 i = 0; i < parts.length; ++i) {
            whole = bytes.concat(whole, parts[i]);
        }
    }

    // --- CRLs ---

    /// @notice A CRL of the root, in force for a year from `thisUpdate` on.
    function rootCrlFields(uint256 thisUpdate, uint256[] memory serials) internal pure returns (CrlFields memory) {
        return _crlFields(ROOT_NAME, thisUpdate, thisUpdate + 365 days, serials);
    }

    /// @notice A CRL of the PCK certificate authority, in force for 30 days from `thisUpdate` on.
    function pckCrlFields(uint256 thisUpdate, uint256[] memory serials) internal pure returns (CrlFields memory) {
        return _crlFields(PCK_AUTHORITY_NAME, thisUpdate, thisUpdate + 30 days, serials);
    }

    /// @notice The root's CRL, as {rootCrlFields} proposes it.
    function rootCrl(uint256 thisUpdate, uint256[] memory serials) public pure returns (bytes memory) {
        return crl(rootCrlFields(thisUpdate, serials), root());
    }

    /// @notice The PCK certificate authority's CRL, as {pckCrlFields} proposes it.
    function pckCrl(uint256 thisUpdate, uint256[] memory serials) public pure returns (bytes memory) {
        return crl(pckCrlFields(thisUpdate, serials), pckAuthority());
    }

    function crl(CrlFields memory fields, TestKey memory issuer) internal pure returns (bytes memory) {
        return seal(writeCrl(fields), issuer);
    }

    /// @notice The part of a CRL that is signed.
    function writeCrl(CrlFields memory fields) internal pure returns (bytes memory) {
        return join(crlParts(fields)).sequence();
    }

    /// @notice Its seven elements: version, algorithm, issuer, this update, next update, entries, extensions.
    function crlParts(CrlFields memory fields) internal pure returns (bytes[] memory parts) {
        parts = new bytes[](7);
        parts[0] = DerWriter.integer(1);
        parts[1] = DerWriter.ECDSA_WITH_SHA256;
        parts[2] = fields.issuer;
        parts[3] = DerWriter.time(fields.thisUpdate);
        parts[4] = DerWriter.time(fields.nextUpdate);
        parts[5] = writeEntries(fields);
        if (fields.extensions.length != 0) parts[6] = DerWriter.tlv(0xa0, writeExtensions(fields.extensions));
    }

    /// @notice The revoked certificates; nothing if there are none.
    function writeEntries(CrlFields memory fields) internal pure returns (bytes memory) {
        if (fields.serials.length == 0) return "";
        bytes memory rest = DerWriter.time(fields.thisUpdate);
        if (fields.entryExtensions.length != 0) {
            rest = bytes.concat(rest, writeExtensions(fields.entryExtensions));
        }
        bytes[] memory entries = new bytes[](fields.serials.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            entries[i] = bytes.concat(DerWriter.integer(fields.serials[i]), rest).sequence();
        }
        return join(entries).sequence();
    }

    function serialList(uint256 serial) internal pure returns (uint256[] memory serials) {
        serials = new uint256[](1);
        serials[0] = serial;
    }

    /// @notice `count` serial numbers of 20 bytes, all different, derived from `label`.
    function serialList(string memory label, uint256 count) internal pure returns (uint256[] memory serials) {
        serials = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            serials[i] = uint160(uint256(keccak256(abi.encode(label, i)))) | (1 << 159);
        }
    }

    function _crlFields(string memory issuer, uint256 thisUpdate, uint256 nextUpdate, uint256[] memory serials)
        private
        pure
        returns (CrlFields memory fields)
    {
        fields.issuer = DerWriter.name(issuer);
        fields.thisUpdate = thisUpdate;
        fields.nextUpdate = nextUpdate;
        fields.serials = serials;
        fields.entryExtensions =
            append(fields.entryExtensions, Extension(OID_CRL_REASON, false, DerWriter.enumerated(1)));
        // Intel's CRL number never changes.
        fields.extensions = append(fields.extensions, Extension(OID_CRL_NUMBER, false, DerWriter.integer(1)));
        fields.extensions = append(fields.extensions, _authorityKeyId(issuer));
    }

    function _fields(uint256 serial, string memory issuer, string memory subject, P256Key memory key_)
        private
        pure
        returns (CertificateFields memory fields)
    {
        fields.serial = serial;
        fields.issuer = DerWriter.name(issuer);
        fields.subject = DerWriter.name(subject);
        fields.notBefore = NOT_BEFORE;
        fields.notAfter = NOT_AFTER;
        fields.key = key_;
        fields.pathLength = NO_PATH_LENGTH;
        fields.keyUsage = SIGN_ONLY;
        // What Intel's certificates carry and verification does not need: key ids are hints, never proof.
        fields.extensions = append(fields.extensions, _authorityKeyId(issuer));
        bytes memory location = DerWriter.tlv(0x86, "https://simulated.invalid/sgx/certification/v4/crl?encoding=der");
        bytes memory point = DerWriter.tlv(0xa0, DerWriter.tlv(0xa0, location)).sequence().sequence();
        fields.extensions = append(fields.extensions, Extension(OID_CRL_POINTS, false, point));
        bytes memory id = bytes.concat(bytes20(keccak256(abi.encode(key_)))).octetString();
        fields.extensions = append(fields.extensions, Extension(OID_SUBJECT_KEY_ID, false, id));
    }

    function _authorityKeyId(string memory issuer) private pure returns (Extension memory) {
        bytes memory id = DerWriter.tlv(0x80, bytes.concat(bytes20(keccak256(bytes(issuer)))));
        return Extension(OID_AUTHORITY_KEY_ID, false, id.sequence());
    }
}
