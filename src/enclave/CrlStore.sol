// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICrlStore} from "../interfaces/ICrlStore.sol";
import {Certificate, X509} from "../libraries/X509.sol";
import {CertificateRevocationList, X509Crl} from "../libraries/X509Crl.sol";
import {P256Key} from "../types/P256.sol";

/// @title CrlStore
/// @notice Answers two questions: whose key may sign this platform's certificate, and is it revoked?
///
/// TRUST
/// @dev Only the pinned root. Nobody owns this contract, and whoever submits decides nothing but when.
/// @dev Key ids in certificates are hints and ignored: a certificate is its issuer's because the signature says so.
///
/// TIME
/// @dev All instants are Unix seconds. Certificates and CRLs are in force from their first to their last second, both
/// @dev included. A CRL that lapsed counts as a revocation of everything until the next one.
///
/// REVOCATION
/// @dev For good: a later CRL that no longer lists a serial number does not bring it back.
///
/// NOT DONE HERE
/// @dev A CRL is recorded whole or not at all: under a limit of 2**24 gas per transaction about 630 new serial numbers.
/// @dev The root itself cannot be replaced; a new root is a new store.
contract CrlStore is ICrlStore {
    /// @dev keccak256 of subjects' common names.
    bytes32 private constant TCB_SIGNER = keccak256("Intel SGX TCB Signing");
    bytes32 private constant PLATFORM_AUTHORITY = keccak256("Intel SGX PCK Platform CA");
    bytes32 private constant PROCESSOR_AUTHORITY = keccak256("Intel SGX PCK Processor CA");

    bytes32 public immutable root;
    bytes32 private immutable _rootX;
    bytes32 private immutable _rootY;
    bytes32 private immutable _rootName;

    /// @dev PCK certificate authorities only: the root issues no PCK certificate.
    mapping(bytes32 authority => Authority) private _authorities;
    mapping(bytes32 authority => Crl) private _crls;
    mapping(bytes32 authority => mapping(uint160 serial => bool)) public isRevoked;

    /// @param rootName keccak256 of the root's DER Name.
    constructor(P256Key memory rootKey, bytes32 rootName) {
        root = _idOf(rootKey);
        _rootX = rootKey.x;
        _rootY = rootKey.y;
        _rootName = rootName;
    }

    /// @inheritdoc ICrlStore
    function submitRootCrl(bytes calldata crl_) external {
        _submitCrl(crl_, root, _rootKey(), _rootName, false);
    }

    /// @inheritdoc ICrlStore
    function submitPckCrl(bytes calldata crl_, bytes calldata authorityCertificate) external {
        bytes memory der = authorityCertificate;
        Certificate memory certificate = X509.parse(der);
        _requireIssuedByRoot(certificate);
        bytes32 id = _idOf(certificate.key);
        uint8 needed = X509.KEY_CERT_SIGN | X509.CRL_SIGN;
        require(certificate.isAuthority && certificate.pathLength == 0 && id != root, CertificateNotAuthority());
        require(certificate.keyUsage & needed == needed, CertificateNotAuthority());

        bytes32 commonName = X509.commonName(der, certificate.subjectStart, certificate.subjectEnd);
        require(commonName == PLATFORM_AUTHORITY || commonName == PROCESSOR_AUTHORITY, CertificateNotAuthority());

        bool isAdded = _addAuthority(id, certificate);
        _submitCrl(crl_, id, certificate.key, certificate.subject, isAdded);
    }

    /// @inheritdoc ICrlStore
    function requireIssuer(bytes32 authority_, bytes32 issuerName, uint160 serial)
        external
        view
        returns (P256Key memory key, uint64 validUntil)
    {
        Authority memory issuer = _authorities[authority_];
        require(issuer.notAfter != 0, AuthorityUnknown(authority_));
        require(issuerName == issuer.name, IssuerMismatch(issuerName, issuer.name));
        require(block.timestamp <= issuer.notAfter, AuthorityExpired(authority_, issuer.notAfter, block.timestamp));
        validUntil = _min(issuer.notAfter, _requireNotRevoked(root, issuer.serial));
        validUntil = _min(validUntil, _requireNotRevoked(authority_, serial));
        return (issuer.key, validUntil);
    }

    /// @inheritdoc ICrlStore
    function requireTcbSigner(bytes calldata certificate)
        external
        view
        returns (P256Key memory key, uint160 serial, uint64 notAfter)
    {
        bytes memory der = certificate;
        Certificate memory signer = X509.parse(der);
        _requireIssuedByRoot(signer);
        require(!signer.isAuthority && signer.keyUsage & X509.DIGITAL_SIGNATURE != 0, CertificateNotTcbSigner());
        bytes32 commonName = X509.commonName(der, signer.subjectStart, signer.subjectEnd);
        require(commonName == TCB_SIGNER, CertificateNotTcbSigner());
        return (signer.key, signer.serial, signer.notAfter);
    }

    /// @inheritdoc ICrlStore
    function requireIssuedByRoot(uint160 serial, uint64 notAfter) external view returns (uint64 validUntil) {
        require(block.timestamp <= notAfter, CertificateExpired(serial, notAfter, block.timestamp));
        return _min(notAfter, _requireNotRevoked(root, serial));
    }

    /// @inheritdoc ICrlStore
    function authorityOf(P256Key calldata key) external pure returns (bytes32) {
        return _idOf(key);
    }

    /// @inheritdoc ICrlStore
    function authority(bytes32 id) external view returns (Authority memory) {
        if (id == root) return Authority(_rootKey(), _rootName, 0, type(uint64).max);
        return _authorities[id];
    }

    /// @inheritdoc ICrlStore
    function crl(bytes32 authority_) external view returns (Crl memory) {
        return _crls[authority_];
    }

    /// @dev An authority whose certificate was renewed keeps the one that lasts longer, unless that one is revoked: nobody
    /// can put back the old one.
    function _addAuthority(bytes32 id, Certificate memory certificate) private returns (bool isBetter) {
        Authority storage stored = _authorities[id];
        isBetter = certificate.notAfter > stored.notAfter || isRevoked[root][stored.serial];
        if (!isBetter) return false;

        _authorities[id] = Authority(certificate.key, certificate.subject, certificate.serial, certificate.notAfter);
        emit AuthorityAdded(id, certificate.subject, certificate.key, certificate.serial, certificate.notAfter);
    }

    /// @param mayRepeat True to accept the CRL that is stored already, which changes nothing.
    function _submitCrl(bytes memory der, bytes32 id, P256Key memory key, bytes32 name, bool mayRepeat) private {
        CertificateRevocationList memory list = X509Crl.parse(der);
        require(list.issuer == name, IssuerMismatch(list.issuer, name));
        require(X509Crl.isSignedBy(list, key), CrlSignatureInvalid(id));
        require(
            block.timestamp >= list.thisUpdate && block.timestamp <= list.nextUpdate,
            CrlNotInForce(list.thisUpdate, list.nextUpdate, block.timestamp)
        );
        if (mayRepeat && list.thisUpdate == _crls[id].thisUpdate) return;
        require(list.thisUpdate > _crls[id].thisUpdate, CrlNotNewer(id, list.thisUpdate, _crls[id].thisUpdate));

        _crls[id] = Crl(list.thisUpdate, list.nextUpdate);
        uint256 newlyRevoked = _revoke(der, list, id);
        emit CrlUpdated(id, list.thisUpdate, list.nextUpdate, newlyRevoked);
    }

    function _revoke(bytes memory der, CertificateRevocationList memory list, bytes32 id)
        private
        returns (uint256 newlyRevoked)
    {
        mapping(uint160 serial => bool) storage revoked = isRevoked[id];
        bytes32 rest;
        uint160 serial;
        for (uint256 at = list.entriesStart; at < list.entriesEnd;) {
            (serial, rest, at) = X509Crl.readEntry(der, at, list.entriesEnd, rest);
            if (revoked[serial]) continue;
            revoked[serial] = true;
            ++newlyRevoked;
            emit CertificateRevoked(id, serial);
        }
    }

    /// @dev Everything about a certificate of the root but its purpose.
    function _requireIssuedByRoot(Certificate memory certificate) private view {
        require(certificate.issuer == _rootName, IssuerMismatch(certificate.issuer, _rootName));
        require(X509.isSignedBy(certificate, _rootKey()), CertificateSignatureInvalid());
        require(
            block.timestamp >= certificate.notBefore && block.timestamp <= certificate.notAfter,
            CertificateNotInForce(certificate.notBefore, certificate.notAfter, block.timestamp)
        );
        _requireNotRevoked(root, certificate.serial);
    }

    /// @return nextUpdate Unix seconds: until when the CRL that says so is in force.
    function _requireNotRevoked(bytes32 issuer, uint160 serial) private view returns (uint64 nextUpdate) {
        nextUpdate = _crls[issuer].nextUpdate;
        require(nextUpdate != 0, CrlMissing(issuer));
        require(block.timestamp <= nextUpdate, CrlStale(issuer, nextUpdate, block.timestamp));
        require(!isRevoked[issuer][serial], CertificateRevokedBy(issuer, serial));
    }

    function _rootKey() private view returns (P256Key memory) {
        return P256Key(_rootX, _rootY);
    }

    function _idOf(P256Key memory key) private pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }

    function _min(uint64 a, uint64 b) private pure returns (uint64) {
        return a < b ? a : b;
    }
}
