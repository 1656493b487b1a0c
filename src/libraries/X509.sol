// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Key, P256Signature} from "../types/P256.sol";
import {Der} from "./Der.sol";
import {P256Verifier} from "./P256Verifier.sol";

/// @dev A parsed certificate; nothing in it is trusted before its signature is checked under its issuer's key.
struct Certificate {
    /// SHA-256 of the signed part.
    bytes32 digest;
    P256Signature signature;
    /// keccak256 of the DER Names.
    bytes32 issuer;
    bytes32 subject;
    uint160 serial;
    /// Unix seconds, both inclusive.
    uint64 notBefore;
    uint64 notAfter;
    P256Key key;
    bool isAuthority;
    /// How many authorities may follow; {X509-NO_PATH_LENGTH} if it says nothing.
    uint256 pathLength;
    /// First byte of the key usage bits: digitalSignature 0x80, keyCertSign 0x04, cRLSign 0x02.
    uint8 keyUsage;
    /// Where the content of Intel's SGX extension begins and ends; both zero if there is none.
    uint256 sgxStart;
    uint256 sgxEnd;
    /// Where the subject's Name begins and ends.
    uint256 subjectStart;
    uint256 subjectEnd;
}

/// @title X509
/// @notice Parses X.509 v3 certificates of P-256 keys signed with ECDSA and SHA-256, and refuses all else.
/// @dev Strict where others were fooled: no trailing bytes, no unknown critical extension, no repeated one that counts,
/// BasicConstraints and KeyUsage present, both algorithm identifiers equal. Extensions that are neither known nor critical
/// are ignored, however often they come: what decides nothing once decides nothing twice.
/// @custom:source RFC 5280; Intel SGX PCK Certificate and Certificate Revocation List Profile Specification 1.5
library X509 {
    using Der for bytes;

    uint256 internal constant NO_PATH_LENGTH = type(uint256).max;
    uint8 internal constant DIGITAL_SIGNATURE = 0x80;
    uint8 internal constant KEY_CERT_SIGN = 0x04;
    uint8 internal constant CRL_SIGN = 0x02;

    /// @dev SEQUENCE { OID ecdsa-with-SHA256 }, 12 bytes.
    uint256 private constant ECDSA_WITH_SHA256 = 0x300a06082a8648ce3d040302;
    /// @dev SubjectPublicKeyInfo of a P-256 key up to the uncompressed point's marker 0x04, 27 bytes; 64 bytes follow.
    uint256 private constant P256_KEY_INFO = 0x3059301306072a8648ce3d020106082a8648ce3d03010703420004;
    uint256 private constant KEY_INFO_LENGTH = 91;
    /// @dev [0] { INTEGER 2 }: version 3, 5 bytes.
    uint256 private constant VERSION_3 = 0xa003020102;
    uint8 private constant EXTENSIONS = 0xa3;
    /// @dev BOOLEAN TRUE, 3 bytes.
    uint256 private constant TRUE = 0x0101ff;

    /// @dev Object identifiers as {Der-readOid} gives them.
    uint256 private constant OID_BASIC_CONSTRAINTS = 0x0603551d13;
    uint256 private constant OID_KEY_USAGE = 0x0603551d0f;
    uint256 private constant OID_COMMON_NAME = 0x0603550403;
    /// @dev 1.2.840.113741.1.13.1
    uint256 private constant OID_SGX = 0x06092a864886f84d010d01;

    uint8 private constant SET = 0x31;
    uint8 private constant UTF8_STRING = 0x0c;
    uint8 private constant PRINTABLE_STRING = 0x13;

    error AlgorithmUnsupported(uint256 at);
    error SignatureMalformed(uint256 at);
    error CertificateVersionUnsupported(uint256 at);
    error SerialTooLong(uint256 serial);
    error KeyUnsupported(uint256 at);
    error ExtensionMalformed(uint256 oid);
    error ExtensionRepeated(uint256 oid);
    error ExtensionUnknownButCritical(uint256 oid);
    error ExtensionMissing(uint256 oid);
    error BooleanInvalid(uint256 at);
    error CommonNameInvalid(uint256 at);

    /// @notice Parses a certificate that fills `der` to its last byte.
    function parse(bytes memory der) internal view returns (Certificate memory certificate) {
        (uint256 at, uint256 end) = der.readLast(0, der.length, Der.SEQUENCE);
        (uint256 start, uint256 signedEnd) = der.readTag(at, end, Der.SEQUENCE);
        certificate.digest = der.sha256Of(at, signedEnd);
        certificate.signature = readSignature(der, readAlgorithm(der, signedEnd, end), end);
        _readSigned(der, start, signedEnd, certificate);
    }

    /// @notice True if the holder of `key` signed the certificate.
    function isSignedBy(Certificate memory certificate, P256Key memory key) internal view returns (bool) {
        return P256Verifier.isValid(certificate.digest, certificate.signature, key);
    }

    /// @notice Where ecdsa-with-SHA256 ends; reverts if another algorithm stands at `at`.
    function readAlgorithm(bytes memory der, uint256 at, uint256 end) internal pure returns (uint256) {
        require(at + 12 <= end && der.word(at) >> 160 == ECDSA_WITH_SHA256, AlgorithmUnsupported(at));
        return at + 12;
    }

    /// @notice The BIT STRING at `at`, which must be the last element: SEQUENCE { INTEGER r, INTEGER s }.
    function readSignature(bytes memory der, uint256 at, uint256 end)
        internal
        pure
        returns (P256Signature memory signature)
    {
        (uint256 start, uint256 stop) = der.readLast(at, end, Der.BIT_STRING);
        require(stop > start && der[start] == 0, SignatureMalformed(at));
        (start, stop) = der.readLast(start + 1, stop, Der.SEQUENCE);
        uint256 value;
        (value, start) = der.readUint(start, stop);
        signature.r = bytes32(value);
        (value, start) = der.readUint(start, stop);
        signature.s = bytes32(value);
        require(start == stop, Der.DerTrailingBytes(start));
    }

    /// @notice A serial number, which RFC 5280 limits to 20 bytes, and where it ends.
    function readSerial(bytes memory der, uint256 at, uint256 end) internal pure returns (uint160, uint256 stop) {
        uint256 serial;
        (serial, stop) = der.readUint(at, end);
        require(serial <= type(uint160).max, SerialTooLong(serial));
        // Checked in the line before.
        // forge-lint: disable-next-line(unsafe-typecast)
        return (uint160(serial), stop);
    }

    /// @notice An extension: its object identifier as {Der-readOid} gives it, and where its value begins and ends; the
    /// extension ends there too.
    /// @dev SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, value OCTET STRING }
    function readExtension(bytes memory der, uint256 at, uint256 end)
        internal
        pure
        returns (uint256 oid, bool isCritical, uint256 start, uint256 stop)
    {
        (at, end) = der.readTag(at, end, Der.SEQUENCE);
        (oid, at) = der.readOid(at, end);
        (isCritical, at) = _readTrue(der, at, end);
        (start, stop) = der.readLast(at, end, Der.OCTET_STRING);
    }

    /// @notice keccak256 of the one common name in the Name at `at`.
    /// @dev SEQUENCE OF SET { SEQUENCE { OID, value } }: no set of several attributes, no second common name.
    function commonName(bytes memory der, uint256 at, uint256 end) internal pure returns (bytes32 digest) {
        uint256 nameAt = at;
        (at, end) = der.readLast(at, end, Der.SEQUENCE);
        while (at < end) {
            (uint256 start, uint256 stop) = der.readTag(at, end, SET);
            at = stop;
            (start, stop) = der.readLast(start, stop, Der.SEQUENCE);
            uint256 oid;
            (oid, start) = der.readOid(start, stop);
            if (oid != OID_COMMON_NAME) continue;
            require(digest == 0, CommonNameInvalid(nameAt));
            uint8 tag;
            uint256 valueEnd;
            (tag, start, valueEnd) = der.read(start, stop);
            require(tag == UTF8_STRING || tag == PRINTABLE_STRING, CommonNameInvalid(nameAt));
            require(valueEnd == stop, Der.DerTrailingBytes(valueEnd));
            digest = der.hash(start, stop);
        }
        require(digest != 0, CommonNameInvalid(nameAt));
    }

    function _readSigned(bytes memory der, uint256 at, uint256 end, Certificate memory certificate) private pure {
        require(at + 5 <= end && der.word(at) >> 216 == VERSION_3, CertificateVersionUnsupported(at));
        (certificate.serial, at) = readSerial(der, at + 5, end);
        at = readAlgorithm(der, at, end);

        uint256 stop;
        (, stop) = der.readTag(at, end, Der.SEQUENCE);
        certificate.issuer = der.hash(at, stop);

        (at, stop) = der.readTag(stop, end, Der.SEQUENCE);
        (certificate.notBefore, at) = der.readTime(at, stop);
        (certificate.notAfter, at) = der.readTime(at, stop);
        require(at == stop, Der.DerTrailingBytes(at));

        (, stop) = der.readTag(at, end, Der.SEQUENCE);
        certificate.subject = der.hash(at, stop);
        (certificate.subjectStart, certificate.subjectEnd) = (at, stop);

        at = stop;
        require(at + KEY_INFO_LENGTH <= end && der.word(at) >> 40 == P256_KEY_INFO, KeyUnsupported(at));
        certificate.key = P256Key({x: bytes32(der.word(at + 27)), y: bytes32(der.word(at + 59))});

        (at, stop) = der.readLast(at + KEY_INFO_LENGTH, end, EXTENSIONS);
        (at, stop) = der.readLast(at, stop, Der.SEQUENCE);
        _readExtensions(der, at, stop, certificate);
    }

    function _readExtensions(bytes memory der, uint256 at, uint256 end, Certificate memory certificate) private pure {
        certificate.pathLength = NO_PATH_LENGTH;
        bool hasBasicConstraints;
        bool hasKeyUsage;
        while (at < end) {
            (uint256 oid, bool isCritical, uint256 start, uint256 stop) = readExtension(der, at, end);
            at = stop;
            if (oid == OID_BASIC_CONSTRAINTS) {
                require(!hasBasicConstraints, ExtensionRepeated(oid));
                hasBasicConstraints = true;
                _readBasicConstraints(der, start, stop, certificate);
            } else if (oid == OID_KEY_USAGE) {
                require(!hasKeyUsage, ExtensionRepeated(oid));
                hasKeyUsage = true;
                certificate.keyUsage = _readKeyUsage(der, start, stop);
            } else if (oid == OID_SGX) {
                require(certificate.sgxEnd == 0, ExtensionRepeated(oid));
                (certificate.sgxStart, certificate.sgxEnd) = der.readLast(start, stop, Der.SEQUENCE);
            } else {
                require(!isCritical, ExtensionUnknownButCritical(oid));
            }
        }
        require(hasBasicConstraints, ExtensionMissing(OID_BASIC_CONSTRAINTS));
        require(hasKeyUsage, ExtensionMissing(OID_KEY_USAGE));
    }

    /// @dev SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
    function _readBasicConstraints(bytes memory der, uint256 at, uint256 end, Certificate memory certificate)
        private
        pure
    {
        (at, end) = der.readLast(at, end, Der.SEQUENCE);
        (certificate.isAuthority, at) = _readTrue(der, at, end);
        if (at < end) {
            require(certificate.isAuthority, ExtensionMalformed(OID_BASIC_CONSTRAINTS));
            (certificate.pathLength, at) = der.readUint(at, end);
        }
        require(at == end, ExtensionMalformed(OID_BASIC_CONSTRAINTS));
    }

    /// @dev BIT STRING of named bits: one or two bytes after the count of unused bits, which are zero, after a bit that is
    /// set, since DER leaves trailing zeros out.
    function _readKeyUsage(bytes memory der, uint256 at, uint256 end) private pure returns (uint8) {
        (uint256 start, uint256 stop) = der.readLast(at, end, Der.BIT_STRING);
        require(stop - start >= 2 && stop - start <= 3, ExtensionMalformed(OID_KEY_USAGE));
        unchecked {
            uint256 unused = der.word(start) >> 248;
            uint256 last = der.word(stop - 1) >> 248;
            require(unused <= 7 && last & ((2 << unused) - 1) == 1 << unused, ExtensionMalformed(OID_KEY_USAGE));
            return uint8(der.word(start + 1) >> 248);
        }
    }

    /// @dev An optional BOOLEAN whose default is FALSE, which DER leaves out: only TRUE may be written.
    function _readTrue(bytes memory der, uint256 at, uint256 end) private pure returns (bool isTrue, uint256 stop) {
        unchecked {
            if (at == end || der.word(at) >> 248 != Der.BOOLEAN) return (false, at);
            require(at + 3 <= end && der.word(at) >> 232 == TRUE, BooleanInvalid(at));
            return (true, at + 3);
        }
    }
}
