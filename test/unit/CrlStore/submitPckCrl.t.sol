// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStore} from "src/enclave/CrlStore.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {CertificateFields, CrlFields, TestKey, TestPki} from "test/pki/TestPki.sol";
import {CrlStoreBase} from "test/unit/CrlStore/CrlStoreBase.sol";

// submitPckCrl
// ├── the authority's certificate
// │   ├── when issued by another                          → reverts IssuerMismatch
// │   ├── when it has the right names but not the root's signature → reverts CertificateSignatureInvalid
// │   ├── when not in force                               → reverts CertificateNotInForce
// │   ├── when revoked                                    → reverts CertificateRevokedBy
// │   ├── when there is no root CRL, or a stale one       → reverts CrlMissing, CrlStale
// │   ├── when no authority, of another path length or use → reverts CertificateNotAuthority
// │   ├── when it is the root's own key                   → reverts CertificateNotAuthority
// │   └── when valid                                      → recorded, emits AuthorityAdded once
// ├── when the authority has a new certificate
// │   ├── when the new one lasts longer                   → replaces the old one
// │   ├── when it lasts shorter                           → the old one stays
// │   └── when the old one is revoked                     → is replaced by any
// └── the CRL
//     ├── when newer and in force                         → records, revokes for that authority only
//     ├── when as old as the last one, or older           → reverts CrlNotNewer
//     ├── when not in force                               → reverts CrlNotInForce
//     ├── when it is the root's, or of another issuer     → reverts IssuerMismatch
//     └── when signed by another, an authority too        → reverts CrlSignatureInvalid
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 32
contract CrlStore_SubmitPckCrl_Test is CrlStoreBase {
    // --- the authority's certificate ---

    /// @dev The published bypass of another verifier: right names, any key, no signature of the root.
    function test_reverts_whenTheAuthorityIsForged(string calldata label, string calldata forger) public {
        vm.assume(keccak256(bytes(forger)) != keccak256("root"));
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        fields.key = TestPki.key(label).key;
        // With no key ids at all, which is what the bypass needed.
        delete fields.extensions;
        skip(1);
        bytes memory crl = TestPki.crl(TestPki.pckCrlFields(block.timestamp, _none()), TestPki.key(label));

        _expectRevert(
            crl,
            TestPki.certificate(fields, TestPki.key(forger)),
            abi.encodeWithSelector(ICrlStore.CertificateSignatureInvalid.selector)
        );
        // Signed by an authority that may sign PCK certificates only.
        _expectRevert(
            crl,
            TestPki.certificate(fields, TestPki.pckAuthority()),
            abi.encodeWithSelector(ICrlStore.CertificateSignatureInvalid.selector)
        );
    }

    function test_reverts_whenIssuedByAnother(string calldata name) public {
        vm.assume(keccak256(bytes(name)) != keccak256(bytes(TestPki.ROOT_NAME)));
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        fields.issuer = DerWriter.name(name);
        _expectRevertOf(
            fields,
            abi.encodeWithSelector(ICrlStore.IssuerMismatch.selector, keccak256(fields.issuer), TestPki.rootName())
        );
    }

    function test_reverts_whenTheCertificateIsNotInForce(uint256 early, uint256 late) public {
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        fields.notBefore = START + 1 + bound(early, 1, 365 days);
        _expectRevertOf(fields, _notInForce(fields, START + 1));

        fields.notBefore = START - 365 days;
        fields.notAfter = START + 1 - bound(late, 0, 365 days);
        _expectRevertOf(fields, _notInForce(fields, START + 2));
    }

    function test_reverts_whenTheCertificateIsRevoked() public {
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(TestPki.PCK_AUTHORITY_SERIAL));
        _expectRevertOf(
            TestPki.pckAuthorityFields(),
            abi.encodeWithSelector(
                ICrlStore.CertificateRevokedBy.selector, rootId, uint160(TestPki.PCK_AUTHORITY_SERIAL)
            )
        );
    }

    function test_reverts_whenTheRootCrlIsMissingOrStale() public {
        skip(365 days);
        bytes memory crl = _newerPckCrl();
        bytes memory certificate = TestPki.pckAuthorityCertificate();
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlStale.selector, rootId, START + 365 days, block.timestamp));
        crlStore.submitPckCrl(crl, certificate);

        crlStore = new CrlStore(TestPki.root().key, TestPki.rootName());
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlMissing.selector, rootId));
        crlStore.submitPckCrl(crl, certificate);
    }

    function test_reverts_whenItIsNoAuthority(uint8 keyUsage, uint256 pathLength) public {
        bytes memory wanted = abi.encodeWithSelector(ICrlStore.CertificateNotAuthority.selector);
        // Signed by the root and of the right name, but no authority.
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        (fields.isAuthority, fields.pathLength) = (false, TestPki.NO_PATH_LENGTH);
        _expectRevertOf(fields, wanted);
        _expectRevertOf(TestPki.tcbSignerFields(), wanted);

        // One that could sign further authorities.
        fields = TestPki.pckAuthorityFields();
        fields.pathLength = bound(pathLength, 1, TestPki.NO_PATH_LENGTH);
        _expectRevertOf(fields, wanted);
        fields.pathLength = TestPki.NO_PATH_LENGTH;
        _expectRevertOf(fields, wanted);

        // Keys for other uses, or for one of both.
        fields.pathLength = 0;
        vm.assume(keyUsage & 0x06 != 0x06 && keyUsage != 0);
        fields.keyUsage = keyUsage;
        _expectRevertOf(fields, wanted);
        fields.keyUsage = 0x04;
        _expectRevertOf(fields, wanted);
        fields.keyUsage = 0x02;
        _expectRevertOf(fields, wanted);
    }

    function test_reverts_whenItIsTheRoot() public {
        bytes memory wanted = abi.encodeWithSelector(ICrlStore.CertificateNotAuthority.selector);
        _expectRevertOf(TestPki.rootFields(), wanted);
        CertificateFields memory fields = TestPki.rootFields();
        fields.pathLength = 0;
        _expectRevertOf(fields, wanted);
    }

    function test_recordsTheAuthority_whenValid(string calldata label, bool isProcessor, uint160 serial) public {
        vm.assume(keccak256(bytes(label)) != keccak256("root"));
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        string memory name = isProcessor ? "Intel SGX PCK Processor CA" : "Intel SGX PCK Platform CA";
        (fields.key, fields.subject, fields.serial) = (TestPki.key(label).key, DerWriter.name(name), serial);
        fields.notAfter = START + 10 days;
        bytes32 id = crlStore.authorityOf(fields.key);
        CrlFields memory crlFields = TestPki.pckCrlFields(START, _none());
        crlFields.issuer = fields.subject;
        bytes memory crl = TestPki.crl(crlFields, TestPki.key(label));
        bytes memory certificate = TestPki.certificate(fields, TestPki.root());
        vm.assume(id != pckAuthorityId);

        vm.expectEmit(address(crlStore));
        emit ICrlStore.AuthorityAdded(id, keccak256(fields.subject), fields.key, serial, uint64(fields.notAfter));
        crlStore.submitPckCrl(crl, certificate);

        ICrlStore.Authority memory stored = crlStore.authority(id);
        assertEq(abi.encode(stored.key), abi.encode(fields.key));
        assertEq(stored.name, keccak256(fields.subject));
        assertEq(stored.serial, serial);
        assertEq(stored.notAfter, fields.notAfter);
    }

    function test_reverts_whenItsCommonNameIsAnother(string calldata name) public {
        vm.assume(keccak256(bytes(name)) != keccak256("Intel SGX PCK Processor CA"));
        vm.assume(keccak256(bytes(name)) != keccak256("Intel SGX PCK Platform CA"));
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        fields.subject = DerWriter.name(name);
        _expectRevertOf(fields, abi.encodeWithSelector(ICrlStore.CertificateNotAuthority.selector));
    }

    function test_saysNothing_whenTheAuthorityIsKnown() public {
        bytes memory crl = _newerPckCrl();
        vm.recordLogs();
        crlStore.submitPckCrl(crl, TestPki.pckAuthorityCertificate());
        assertEq(vm.getRecordedLogs().length, 1, "CrlUpdated only");
    }

    // --- a new certificate for a known key ---

    function test_replacesTheCertificate_whenTheNewOneLastsLonger() public {
        CertificateFields memory fields = _renewed(TestPki.NOT_AFTER + 1);
        bytes memory crl = _newerPckCrl();
        vm.expectEmit(address(crlStore));
        emit ICrlStore.AuthorityAdded(pckAuthorityId, _authorityName(), fields.key, 7, uint64(fields.notAfter));
        crlStore.submitPckCrl(crl, TestPki.certificate(fields, TestPki.root()));

        assertEq(crlStore.authority(pckAuthorityId).serial, 7);
        assertEq(crlStore.authority(pckAuthorityId).notAfter, fields.notAfter);
    }

    /// @dev Somebody was faster with the CRL, and with the old certificate.
    function test_replacesTheCertificate_whenTheCrlIsKnownAlready() public {
        bytes memory crl = _newerPckCrl();
        crlStore.submitPckCrl(crl, TestPki.pckAuthorityCertificate());
        CertificateFields memory fields = _renewed(TestPki.NOT_AFTER + 1);
        uint64 thisUpdate = crlStore.crl(pckAuthorityId).thisUpdate;

        crlStore.submitPckCrl(crl, TestPki.certificate(fields, TestPki.root()));

        assertEq(crlStore.authority(pckAuthorityId).notAfter, fields.notAfter);
        assertEq(crlStore.crl(pckAuthorityId).thisUpdate, thisUpdate);
    }

    /// @dev Nobody can shorten an authority's life with an old certificate of it.
    function test_keepsTheCertificate_whenTheNewOneLastsShorter(uint256 notAfter) public {
        CertificateFields memory fields = _renewed(bound(notAfter, START + 2, TestPki.NOT_AFTER));
        bytes memory crl = _newerPckCrl();
        crlStore.submitPckCrl(crl, TestPki.certificate(fields, TestPki.root()));

        assertEq(crlStore.authority(pckAuthorityId).serial, TestPki.PCK_AUTHORITY_SERIAL);
        assertEq(crlStore.authority(pckAuthorityId).notAfter, TestPki.NOT_AFTER);
        assertEq(crlStore.crl(pckAuthorityId).thisUpdate, block.timestamp, "but its CRL is recorded");
    }

    function test_replacesTheCertificate_whenTheOldOneIsRevoked() public {
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(TestPki.PCK_AUTHORITY_SERIAL));
        CertificateFields memory fields = _renewed(START + 365 days);
        bytes memory crl = _newerPckCrl();
        crlStore.submitPckCrl(crl, TestPki.certificate(fields, TestPki.root()));

        assertEq(crlStore.authority(pckAuthorityId).serial, 7);
        _requireIssuer(1);
    }

    // --- the CRL ---

    function test_revokes_forThatAuthorityOnly(uint160 serial) public {
        skip(1);
        bytes memory crl = TestPki.pckCrl(block.timestamp, TestPki.serialList(serial));
        bytes memory certificate = TestPki.pckAuthorityCertificate();
        vm.expectEmit(address(crlStore));
        emit ICrlStore.CertificateRevoked(pckAuthorityId, serial);
        vm.expectEmit(address(crlStore));
        emit ICrlStore.CrlUpdated(pckAuthorityId, uint64(START + 1), uint64(START + 1 + 30 days), 1);
        crlStore.submitPckCrl(crl, certificate);

        assertTrue(crlStore.isRevoked(pckAuthorityId, serial));
        assertFalse(crlStore.isRevoked(rootId, serial));
        assertEq(crlStore.crl(rootId).thisUpdate, START, "the root's CRL is another");
    }

    function test_staysRevoked_whenNoLongerListed(uint160 serial) public {
        skip(1);
        _submitPckCrl(block.timestamp, TestPki.serialList(serial));
        skip(1);
        _submitPckCrl(block.timestamp, _none());
        assertTrue(crlStore.isRevoked(pckAuthorityId, serial));
    }

    function test_reverts_whenNotNewer(uint256 age) public {
        skip(30 days);
        _submitPckCrl(block.timestamp, TestPki.serialList(TestPki.PCK_SERIAL));
        uint256 thisUpdate = block.timestamp - bound(age, 0, 30 days);
        _expectRevert(
            TestPki.pckCrl(thisUpdate, _none()),
            TestPki.pckAuthorityCertificate(),
            abi.encodeWithSelector(ICrlStore.CrlNotNewer.selector, pckAuthorityId, thisUpdate, block.timestamp)
        );
    }

    function test_reverts_whenAsOldAsTheLast() public {
        _expectRevert(
            TestPki.pckCrl(START, TestPki.serialList(7)),
            TestPki.pckAuthorityCertificate(),
            abi.encodeWithSelector(ICrlStore.CrlNotNewer.selector, pckAuthorityId, START, START)
        );
    }

    function test_reverts_whenTheCrlIsNotInForce(uint256 early, uint256 late) public {
        CrlFields memory fields = TestPki.pckCrlFields(START + bound(early, 1, 365 days), _none());
        _expectCrlNotInForce(fields);

        vm.warp(START + 60 days);
        fields = TestPki.pckCrlFields(START + 1, _none());
        fields.nextUpdate = block.timestamp - bound(late, 1, 59 days);
        _expectCrlNotInForce(fields);
    }

    function test_reverts_whenItIsTheRoots() public {
        skip(1);
        _expectRevert(
            TestPki.rootCrl(block.timestamp, _none()),
            TestPki.pckAuthorityCertificate(),
            abi.encodeWithSelector(ICrlStore.IssuerMismatch.selector, TestPki.rootName(), _authorityName())
        );
    }

    /// @dev Two authorities of one name, as Intel would have after a change of keys: each signs its own CRLs only.
    function test_reverts_whenSignedByAnother(string calldata label) public {
        vm.assume(keccak256(bytes(label)) != keccak256("pck authority"));
        vm.assume(keccak256(bytes(label)) != keccak256("root"));
        skip(1);
        TestKey memory other = TestPki.key(label);
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        (fields.key, fields.serial) = (other.key, 7);
        bytes memory crl = TestPki.crl(TestPki.pckCrlFields(block.timestamp, _none()), other);
        crlStore.submitPckCrl(crl, TestPki.certificate(fields, TestPki.root()));

        bytes memory wanted = abi.encodeWithSelector(ICrlStore.CrlSignatureInvalid.selector, pckAuthorityId);
        bytes memory certificate = TestPki.pckAuthorityCertificate();
        _expectRevert(crl, certificate, wanted);
        _expectRevert(TestPki.crl(TestPki.pckCrlFields(block.timestamp, _none()), TestPki.root()), certificate, wanted);
    }

    function _renewed(uint256 notAfter) private pure returns (CertificateFields memory fields) {
        fields = TestPki.pckAuthorityFields();
        (fields.serial, fields.notAfter) = (7, notAfter);
    }

    function _notInForce(CertificateFields memory fields, uint256 nowAt) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(ICrlStore.CertificateNotInForce.selector, fields.notBefore, fields.notAfter, nowAt);
    }

    function _expectCrlNotInForce(CrlFields memory fields) private {
        _expectRevert(
            TestPki.crl(fields, TestPki.pckAuthority()),
            TestPki.pckAuthorityCertificate(),
            abi.encodeWithSelector(
                ICrlStore.CrlNotInForce.selector, fields.thisUpdate, fields.nextUpdate, block.timestamp
            )
        );
    }

    /// @dev With a certificate of these fields, signed by the root, and a CRL that is all right.
    function _expectRevertOf(CertificateFields memory fields, bytes memory wanted) private {
        _expectRevert(_newerPckCrl(), TestPki.certificate(fields, TestPki.root()), wanted);
    }

    function _expectRevert(bytes memory crl, bytes memory certificate, bytes memory wanted) private {
        vm.expectRevert(wanted);
        crlStore.submitPckCrl(crl, certificate);
    }
}
