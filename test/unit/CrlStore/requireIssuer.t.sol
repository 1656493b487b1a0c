// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStore} from "src/enclave/CrlStore.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {P256Key} from "src/types/P256.sol";
import {CertificateFields, CrlFields, TestPki} from "test/pki/TestPki.sol";
import {CrlStoreBase} from "test/unit/CrlStore/CrlStoreBase.sol";

// requireIssuer
// ├── when all is in force                         → the authority's key and the earliest end
// ├── when the authority is unknown, the root too  → reverts AuthorityUnknown
// ├── when its name is another                     → reverts IssuerMismatch
// ├── when its certificate expired                 → reverts AuthorityExpired
// ├── when its certificate was revoked since       → reverts CertificateRevokedBy the root
// ├── when the root's CRL is stale                 → reverts CrlStale
// ├── when its own CRL is stale                    → reverts CrlStale
// └── when it revoked the serial number            → reverts CertificateRevokedBy the authority
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 32
contract CrlStore_RequireIssuer_Test is CrlStoreBase {
    function test_returnsKeyAndEarliestEnd(uint160 serial, uint256 notAfter, uint256 rootUntil, uint256 pckUntil)
        public
    {
        notAfter = bound(notAfter, START, TestPki.NOT_AFTER);
        rootUntil = bound(rootUntil, START, TestPki.NOT_AFTER);
        pckUntil = bound(pckUntil, START, TestPki.NOT_AFTER);
        crlStore = new CrlStore(TestPki.root().key, TestPki.rootName());
        CrlFields memory rootCrl = TestPki.rootCrlFields(START, _none());
        rootCrl.nextUpdate = rootUntil;
        crlStore.submitRootCrl(TestPki.crl(rootCrl, TestPki.root()));
        CertificateFields memory fields = TestPki.pckAuthorityFields();
        fields.notAfter = notAfter;
        CrlFields memory pckCrl = TestPki.pckCrlFields(START, _none());
        pckCrl.nextUpdate = pckUntil;
        crlStore.submitPckCrl(TestPki.crl(pckCrl, TestPki.pckAuthority()), TestPki.certificate(fields, TestPki.root()));

        (P256Key memory key, uint64 validUntil) = _requireIssuer(serial);

        assertEq(abi.encode(key), abi.encode(TestPki.pckAuthority().key));
        uint256 earliest = notAfter < rootUntil ? notAfter : rootUntil;
        assertEq(validUntil, earliest < pckUntil ? earliest : pckUntil);
        vm.warp(validUntil);
        _requireIssuer(serial);
        vm.warp(validUntil + 1);
        uint256 nowAt = block.timestamp;
        if (notAfter == validUntil) {
            vm.expectRevert(
                abi.encodeWithSelector(ICrlStore.AuthorityExpired.selector, pckAuthorityId, uint64(notAfter), nowAt)
            );
        } else {
            bool isRoots = rootUntil == validUntil;
            vm.expectRevert(
                abi.encodeWithSelector(
                    ICrlStore.CrlStale.selector,
                    isRoots ? rootId : pckAuthorityId,
                    uint64(isRoots ? rootUntil : pckUntil),
                    nowAt
                )
            );
        }
        this.requireIssuer(serial);
    }

    function test_reverts_whenUnknown(bytes32 id, bytes32 name, uint160 serial) public {
        vm.assume(id != pckAuthorityId);
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.AuthorityUnknown.selector, id));
        crlStore.requireIssuer(id, name, serial);
    }

    /// @dev The root signs authorities and the TCB signer; a platform's certificate of it would be neither.
    function test_reverts_whenItIsTheRoot(uint160 serial) public {
        bytes32 name = TestPki.rootName();
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.AuthorityUnknown.selector, rootId));
        crlStore.requireIssuer(rootId, name, serial);
    }

    function test_reverts_whenTheNameIsAnother(bytes32 name, uint160 serial) public {
        vm.assume(name != _authorityName());
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.IssuerMismatch.selector, name, _authorityName()));
        crlStore.requireIssuer(pckAuthorityId, name, serial);
    }

    function test_reverts_whenTheAuthorityExpired(uint160 serial, uint256 late) public {
        vm.warp(bound(late, TestPki.NOT_AFTER + 1, type(uint64).max));
        _expectRevertOfRequireIssuer(
            serial,
            abi.encodeWithSelector(
                ICrlStore.AuthorityExpired.selector, pckAuthorityId, TestPki.NOT_AFTER, block.timestamp
            )
        );
    }

    function test_reverts_whenTheAuthorityIsRevoked(uint160 serial) public {
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(TestPki.PCK_AUTHORITY_SERIAL));
        _expectRevertOfRequireIssuer(
            serial,
            abi.encodeWithSelector(
                ICrlStore.CertificateRevokedBy.selector, rootId, uint160(TestPki.PCK_AUTHORITY_SERIAL)
            )
        );
    }

    function test_reverts_whenTheRootCrlIsStale(uint160 serial) public {
        skip(340 days);
        _submitPckCrl(block.timestamp, _none());
        vm.warp(START + 365 days);
        _requireIssuer(serial);
        skip(1);
        _expectRevertOfRequireIssuer(
            serial, abi.encodeWithSelector(ICrlStore.CrlStale.selector, rootId, START + 365 days, block.timestamp)
        );
    }

    function test_reverts_whenItsOwnCrlIsStale(uint160 serial) public {
        skip(30 days);
        _requireIssuer(serial);
        skip(1);
        _expectRevertOfRequireIssuer(
            serial,
            abi.encodeWithSelector(ICrlStore.CrlStale.selector, pckAuthorityId, START + 30 days, block.timestamp)
        );
        // A new one heals it.
        _submitPckCrl(block.timestamp, _none());
        _requireIssuer(serial);
    }

    function test_reverts_whenItRevokedTheSerialNumber(uint160 serial, uint160 other) public {
        vm.assume(serial != other);
        skip(1);
        _submitPckCrl(block.timestamp, TestPki.serialList(serial));
        _requireIssuer(other);
        _expectRevertOfRequireIssuer(
            serial, abi.encodeWithSelector(ICrlStore.CertificateRevokedBy.selector, pckAuthorityId, serial)
        );
    }

    /// @dev The same number of the root's is another certificate.
    function test_passes_whenTheRootRevokedTheSerialNumber(uint160 serial) public {
        vm.assume(serial != TestPki.PCK_AUTHORITY_SERIAL);
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(serial));
        _requireIssuer(serial);
    }

    function requireIssuer(uint160 serial) external view {
        _requireIssuer(serial);
    }
}
