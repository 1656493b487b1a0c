// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Key} from "../types/P256.sol";

/// @title ICrlStore
/// @notice Intel's certificate authorities and what they revoked. Anyone may submit; only signatures count.
interface ICrlStore {
    /// @dev A PCK certificate authority whose certificate was verified under the root, or the root itself.
    struct Authority {
        P256Key key;
        /// keccak256 of the subject's DER Name.
        bytes32 name;
        /// Serial number of its certificate under the root; the root has none.
        uint160 serial;
        /// Unix seconds, end of its certificate.
        uint64 notAfter;
    }

    /// @dev The dates of an authority's last CRL, Unix seconds.
    struct Crl {
        uint64 thisUpdate;
        uint64 nextUpdate;
    }

    event AuthorityAdded(bytes32 indexed authority, bytes32 indexed name, P256Key key, uint160 serial, uint64 notAfter);
    event CrlUpdated(bytes32 indexed authority, uint64 thisUpdate, uint64 nextUpdate, uint256 newlyRevoked);
    event CertificateRevoked(bytes32 indexed authority, uint160 indexed serial);

    error AuthorityUnknown(bytes32 authority);
    error AuthorityExpired(bytes32 authority, uint64 notAfter, uint256 nowAt);
    error IssuerMismatch(bytes32 given, bytes32 wanted);
    error CertificateRevokedBy(bytes32 authority, uint160 serial);
    error CertificateNotInForce(uint64 notBefore, uint64 notAfter, uint256 nowAt);
    error CertificateExpired(uint160 serial, uint64 notAfter, uint256 nowAt);
    error CertificateSignatureInvalid();
    error CertificateNotAuthority();
    error CertificateNotTcbSigner();
    error CrlMissing(bytes32 authority);
    error CrlStale(bytes32 authority, uint64 nextUpdate, uint256 nowAt);
    error CrlNotInForce(uint64 thisUpdate, uint64 nextUpdate, uint256 nowAt);
    error CrlNotNewer(bytes32 authority, uint64 given, uint64 stored);
    error CrlSignatureInvalid(bytes32 authority);

    /// @notice Records the root's CRL.
    function submitRootCrl(bytes calldata crl) external;

    /// @notice Records the CRL of a PCK certificate authority, and the authority itself, whose certificate (DER) is verified
    /// under the root.
    /// @dev The CRL that is stored already is accepted once more with a certificate that is better than the stored one, so that
    /// nobody can keep a renewed certificate out by submitting the CRL with the old one first.
    function submitPckCrl(bytes calldata crl, bytes calldata authorityCertificate) external;

    /// @notice Key of the issuer of a PCK certificate, while the issuer's certificate and CRLs are in force.
    /// @dev Reverts unless `authority` is known, its certificate is in force and not revoked, both CRLs are in force, its name
    /// is `issuerName` and it did not revoke `serial`. The root is no such authority: it issues no PCK certificate.
    /// @return key The authority's key, under which the caller still has to check the certificate's signature.
    /// @return validUntil Unix seconds: the earliest end of the authority's certificate and both CRLs.
    function requireIssuer(bytes32 authority, bytes32 issuerName, uint160 serial)
        external
        view
        returns (P256Key memory key, uint64 validUntil);

    /// @notice The key of Intel's TCB signing certificate (DER), verified under the root and its CRL.
    /// @dev Reverts unless it is a non-CA certificate of the root with the subject CN "Intel SGX TCB Signing".
    /// @return key Its key.
    /// @return serial Its serial number under the root, for {requireIssuedByRoot}.
    /// @return notAfter Unix seconds, its end.
    function requireTcbSigner(bytes calldata certificate)
        external
        view
        returns (P256Key memory key, uint160 serial, uint64 notAfter);

    /// @notice Reverts unless a certificate of the root that was verified before is still in force and not revoked.
    /// @param serial Its serial number.
    /// @param notAfter Unix seconds, its end.
    /// @return validUntil Unix seconds: the earlier end of the certificate and the root's CRL.
    function requireIssuedByRoot(uint160 serial, uint64 notAfter) external view returns (uint64 validUntil);

    /// @notice Id of an authority: keccak256(abi.encode(key)).
    function authorityOf(P256Key calldata key) external pure returns (bytes32);

    /// @notice The id of the pinned root.
    function root() external view returns (bytes32);

    function authority(bytes32 id) external view returns (Authority memory);

    function crl(bytes32 authority) external view returns (Crl memory);

    function isRevoked(bytes32 authority, uint160 serial) external view returns (bool);
}
