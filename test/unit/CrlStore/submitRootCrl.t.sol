// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStore} from "src/enclave/CrlStore.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {Der} from "src/libraries/Der.sol";
import {X509} from "src/libraries/X509.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {CrlFields, Extension, TestPki} from "test/pki/TestPki.sol";
import {CrlStoreBase} from "test/unit/CrlStore/CrlStoreBase.sol";

// submitRootCrl
// ├── when it is the root's, newer and in force    → records the dates, revokes, emits
// ├── when a serial number is known or repeated    → it is counted once
// ├── when a serial number is no longer listed     → it stays revoked
// ├── when it is as old as the last one, or older  → reverts CrlNotNewer
// ├── when not yet or no longer in force           → reverts CrlNotInForce
// ├── when of another issuer, a PCK CRL too        → reverts IssuerMismatch
// ├── when signed by another                       → reverts CrlSignatureInvalid
// ├── when malformed                               → reverts as the reader does
// └── whoever submits                              → all the same
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 32
contract CrlStore_SubmitRootCrl_Test is CrlStoreBase {
    function test_records_whenNewer(uint256 later, uint256 length, uint256 count, address sender) public {
        skip(bound(later, 1, 3650 days));
        count = bound(count, 0, 20);
        uint256[] memory serials = TestPki.serialList("revoked", count);
        CrlFields memory fields = TestPki.rootCrlFields(block.timestamp, serials);
        fields.nextUpdate = block.timestamp + bound(length, 0, 3650 days);
        bytes memory crl = TestPki.crl(fields, TestPki.root());

        for (uint256 i = 0; i < count; ++i) {
            vm.expectEmit(address(crlStore));
            emit ICrlStore.CertificateRevoked(rootId, uint160(serials[i]));
        }
        vm.expectEmit(address(crlStore));
        emit ICrlStore.CrlUpdated(rootId, uint64(fields.thisUpdate), uint64(fields.nextUpdate), count);
        vm.prank(sender);
        crlStore.submitRootCrl(crl);

        ICrlStore.Crl memory stored = crlStore.crl(rootId);
        assertEq(stored.thisUpdate, fields.thisUpdate);
        assertEq(stored.nextUpdate, fields.nextUpdate);
        for (uint256 i = 0; i < count; ++i) {
            assertTrue(crlStore.isRevoked(rootId, uint160(serials[i])));
            assertFalse(crlStore.isRevoked(pckAuthorityId, uint160(serials[i])), "another authority's number");
        }
    }

    function test_countsOnce_whenKnownOrRepeated() public {
        uint256[] memory serials = TestPki.serialList("revoked", 4);
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(serials[1]));
        serials[3] = serials[2];

        skip(1);
        bytes memory crl = TestPki.rootCrl(block.timestamp, serials);
        vm.expectEmit(address(crlStore));
        emit ICrlStore.CrlUpdated(rootId, uint64(block.timestamp), uint64(block.timestamp + 365 days), 2);
        crlStore.submitRootCrl(crl);
    }

    function test_staysRevoked_whenNoLongerListed(uint160 serial) public {
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(serial));
        skip(1);
        _submitRootCrl(block.timestamp, _none());

        assertTrue(crlStore.isRevoked(rootId, serial));
    }

    /// @dev A rollback by a genuine CRL, which is still in force.
    function test_reverts_whenNotNewer(uint256 age) public {
        skip(365 days);
        _submitRootCrl(block.timestamp, TestPki.serialList(TestPki.PCK_AUTHORITY_SERIAL));
        uint256 thisUpdate = block.timestamp - bound(age, 0, 365 days);
        bytes memory old = TestPki.rootCrl(thisUpdate, _none());

        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlNotNewer.selector, rootId, thisUpdate, block.timestamp));
        crlStore.submitRootCrl(old);
    }

    /// @dev Nor one of the same second, as who resubmits or who signed twice would have.
    function test_reverts_whenAsOldAsTheLast() public {
        uint256[] memory serials = TestPki.serialList(7);
        bytes memory other = TestPki.rootCrl(START, serials);
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlNotNewer.selector, rootId, START, START));
        crlStore.submitRootCrl(other);
    }

    function test_reverts_whenNotInForce(uint256 early, uint256 late) public {
        uint256 thisUpdate = START + 1 days;
        CrlFields memory fields = TestPki.rootCrlFields(thisUpdate, _none());
        bytes memory crl = TestPki.crl(fields, TestPki.root());
        bytes4 wanted = ICrlStore.CrlNotInForce.selector;

        vm.warp(bound(early, START, thisUpdate - 1));
        vm.expectRevert(abi.encodeWithSelector(wanted, thisUpdate, fields.nextUpdate, block.timestamp));
        crlStore.submitRootCrl(crl);
        vm.warp(bound(late, fields.nextUpdate + 1, type(uint64).max));
        vm.expectRevert(abi.encodeWithSelector(wanted, thisUpdate, fields.nextUpdate, block.timestamp));
        crlStore.submitRootCrl(crl);
    }

    function test_records_atBothEnds() public {
        uint256 thisUpdate = START + 1 days;
        CrlFields memory fields = TestPki.rootCrlFields(thisUpdate, _none());
        uint256 before = vm.snapshotState();
        vm.warp(thisUpdate);
        crlStore.submitRootCrl(TestPki.crl(fields, TestPki.root()));
        vm.revertToState(before);
        vm.warp(fields.nextUpdate);
        crlStore.submitRootCrl(TestPki.crl(fields, TestPki.root()));
    }

    function test_reverts_whenOfAnotherIssuer(string calldata name) public {
        vm.assume(keccak256(bytes(name)) != keccak256(bytes(TestPki.ROOT_NAME)));
        skip(1);
        CrlFields memory fields = TestPki.rootCrlFields(block.timestamp, _none());
        fields.issuer = DerWriter.name(name);
        bytes memory crl = TestPki.crl(fields, TestPki.root());

        vm.expectRevert(
            abi.encodeWithSelector(ICrlStore.IssuerMismatch.selector, keccak256(fields.issuer), TestPki.rootName())
        );
        crlStore.submitRootCrl(crl);
    }

    function test_reverts_whenItIsThePckAuthoritys() public {
        bytes memory crl = _newerPckCrl();
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.IssuerMismatch.selector, _authorityName(), TestPki.rootName()));
        crlStore.submitRootCrl(crl);
    }

    /// @dev The right name in the hands of the PCK authority, or of anyone.
    function test_reverts_whenSignedByAnother(string calldata label) public {
        vm.assume(keccak256(bytes(label)) != keccak256("root"));
        skip(1);
        CrlFields memory fields = TestPki.rootCrlFields(block.timestamp, _none());
        bytes memory ofAuthority = TestPki.crl(fields, TestPki.pckAuthority());
        bytes memory ofAnyone = TestPki.crl(fields, TestPki.key(label));

        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlSignatureInvalid.selector, rootId));
        crlStore.submitRootCrl(ofAuthority);
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlSignatureInvalid.selector, rootId));
        crlStore.submitRootCrl(ofAnyone);
    }

    function test_reverts_whenMalformed(bytes1 more) public {
        skip(1);
        CrlFields memory fields = TestPki.rootCrlFields(block.timestamp, TestPki.serialList(7));
        bytes memory longer = bytes.concat(TestPki.crl(fields, TestPki.root()), more);
        vm.expectPartialRevert(Der.DerTrailingBytes.selector);
        crlStore.submitRootCrl(longer);

        // An entry is read after the dates are recorded: all of it is undone.
        fields.entryExtensions = TestPki.append(fields.entryExtensions, Extension(hex"551d1d", true, ""));
        bytes memory indirect = TestPki.crl(fields, TestPki.root());
        vm.expectPartialRevert(X509.ExtensionUnknownButCritical.selector);
        crlStore.submitRootCrl(indirect);
        assertEq(crlStore.crl(rootId).thisUpdate, START);
        assertFalse(crlStore.isRevoked(rootId, 7));
    }

    function test_isNothing_beforeTheFirst(string calldata label) public {
        CrlStore store = new CrlStore(TestPki.key(label).key, TestPki.rootName());
        bytes32 id = store.root();
        assertEq(store.crl(id).nextUpdate, 0);
        assertEq(id, keccak256(abi.encode(TestPki.key(label).key)));
        assertEq(store.authorityOf(TestPki.key(label).key), id);
        ICrlStore.Authority memory root = store.authority(id);
        assertEq(abi.encode(root.key), abi.encode(TestPki.key(label).key));
        assertEq(root.name, TestPki.rootName());
        assertEq(root.serial, 0);
        assertEq(root.notAfter, type(uint64).max);
    }
}
