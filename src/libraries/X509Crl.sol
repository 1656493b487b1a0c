// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Key, P256Signature} from "../types/P256.sol";
import {Der} from "./Der.sol";
import {P256Verifier} from "./P256Verifier.sol";
import {X509} from "./X509.sol";

/// @dev A parsed CRL; nothing in it is trusted before its signature is checked under its issuer's key.
struct CertificateRevocationList {
    /// SHA-256 of the signed part.
    bytes32 digest;
    P256Signature signature;
    /// keccak256 of the DER Name.
    bytes32 issuer;
    /// Unix seconds, both inclusive.
    uint64 thisUpdate;
    uint64 nextUpdate;
    /// Where the revoked certificates begin and end; equal if there are none.
    uint256 entriesStart;
    uint256 entriesEnd;
}

/// @title X509Crl
/// @notice Parses complete X.509 v2 CRLs signed with ECDSA over P-256 and SHA-256, and refuses all else.
/// @dev No critical extension is known here: delta and indirect CRLs and those of a part of the certificates carry one. Other
/// extensions say nothing that counts; Intel's CRL number is always 1.
/// @custom:source RFC 5280, section 5; Intel SGX PCK Certificate and Certificate Revocation List Profile Specification 1.5
library X509Crl {
    using Der for bytes;

    /// @dev INTEGER 1: version 2, 3 bytes.
    uint256 private constant VERSION_2 = 0x020101;
    uint8 private constant EXTENSIONS = 0xa0;

    error CrlVersionUnsupported(uint256 at);
    error CrlListEmpty(uint256 at);

    /// @notice Parses a CRL that fills `der` to its last byte, except its entries.
    function parse(bytes memory der) internal view returns (CertificateRevocationList memory crl) {
        (uint256 at, uint256 end) = der.readLast(0, der.length, Der.SEQUENCE);
        (uint256 start, uint256 signedEnd) = der.readTag(at, end, Der.SEQUENCE);
        crl.digest = der.sha256Of(at, signedEnd);
        crl.signature = X509.readSignature(der, X509.readAlgorithm(der, signedEnd, end), end);

        (at, end) = (start, signedEnd);
        require(at + 3 <= end && der.word(at) >> 232 == VERSION_2, CrlVersionUnsupported(at));
        at = X509.readAlgorithm(der, at + 3, end);
        uint256 stop;
        (, stop) = der.readTag(at, end, Der.SEQUENCE);
        crl.issuer = der.hash(at, stop);
        (crl.thisUpdate, at) = der.readTime(stop, end);
        (crl.nextUpdate, at) = der.readTime(at, end);
        if (at < end && uint8(der[at]) == Der.SEQUENCE) {
            (crl.entriesStart, crl.entriesEnd) = der.readTag(at, end, Der.SEQUENCE);
            require(crl.entriesStart < crl.entriesEnd, CrlListEmpty(at));
            at = crl.entriesEnd;
        }
        if (at < end) {
            (at, end) = der.readLast(at, end, EXTENSIONS);
            (at, end) = der.readLast(at, end, Der.SEQUENCE);
            _readExtensions(der, at, end);
        }
    }

    /// @notice True if the holder of `key` signed the CRL.
    function isSignedBy(CertificateRevocationList memory crl, P256Key memory key) internal view returns (bool) {
        return P256Verifier.isValid(crl.digest, crl.signature, key);
    }

    /// @notice The serial number of the revoked certificate at `at`, the hash of what follows it in its entry, and where the
    /// entry ends.
    /// @dev SEQUENCE { serial INTEGER, revocationDate Time, extensions SEQUENCE OPTIONAL }. Neither date nor reason counts:
    /// what was revoked stays revoked.
    /// @param checkedRest The hash that the entry before gave, zero at the first: Intel's entries differ in the serial number
    /// only, and what was well formed once is not parsed again.
    function readEntry(bytes memory der, uint256 at, uint256 end, bytes32 checkedRest)
        internal
        pure
        returns (uint160 serial, bytes32 rest, uint256 stop)
    {
        (at, stop) = der.readTag(at, end, Der.SEQUENCE);
        (serial, at) = X509.readSerial(der, at, stop);
        rest = der.hash(at, stop);
        if (rest == checkedRest) return (serial, rest, stop);

        (, at) = der.readTime(at, stop);
        if (at < stop) {
            (at, end) = der.readLast(at, stop, Der.SEQUENCE);
            _readExtensions(der, at, end);
        }
    }

    function _readExtensions(bytes memory der, uint256 at, uint256 end) private pure {
        require(at < end, CrlListEmpty(at));
        while (at < end) {
            (uint256 oid, bool isCritical,, uint256 stop) = X509.readExtension(der, at, end);
            require(!isCritical, X509.ExtensionUnknownButCritical(oid));
            at = stop;
        }
    }
}
