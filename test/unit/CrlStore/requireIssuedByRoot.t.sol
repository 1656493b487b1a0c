// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStoreBase} from "./CrlStoreBase.sol";
import {CrlStore} from "src/enclave/CrlStore.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {TestPki} from "test/pki/TestPki.sol";

// requireIssuedByRoot
// ├── when the certificate has ended                 → reverts CertificateExpired
// ├── when the root revoked it                       → reverts CertificateRevokedBy
// ├── when there is no root CRL, or a stale one      → reverts CrlMissing, CrlStale
// └── otherwise                                      → the earlier end of certificate and root CRL
/// forge-config: default.evm_version = "osaka"
contract CrlStore_RequireIssuedByRoot_Test is CrlStoreBase {
    function test_returnsTheEarlierEnd(uint160 serial, uint64 notAfter) public view {
        notAfter = uint64(bound(notAfter, block.timestamp, type(uint64).max));
        uint64 crlUntil = crlStore.crl(rootId).nextUpdate;
        assertEq(crlStore.requireIssuedByRoot(serial, notAfter), notAfter < crlUntil ? notAfter : crlUntil);
    }

    function test_reverts_whenItHasEnded(uint160 serial, uint64 notAfter) public {
        notAfter = uint64(bound(notAfter, 0, block.timestamp - 1));
        vm.expectRevert(
            abi.encodeWithSelector(ICrlStore.CertificateExpired.selector, serial, notAfter, block.timestamp)
        );
        crlStore.requireIssuedByRoot(serial, notAfter);
    }

    function test_reverts_whenRevoked(uint160 serial) public {
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(serial));
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CertificateRevokedBy.selector, rootId, serial));
        crlStore.requireIssuedByRoot(serial, type(uint64).max);
    }

    function test_reverts_whenTheRootCrlIsStaleOrMissing(uint160 serial) public {
        uint64 nextUpdate = crlStore.crl(rootId).nextUpdate;
        vm.warp(uint256(nextUpdate) + 1);
        vm.expectRevert(
            abi.encodeWithSelector(ICrlStore.CrlStale.selector, rootId, nextUpdate, uint256(nextUpdate) + 1)
        );
        crlStore.requireIssuedByRoot(serial, type(uint64).max);

        CrlStore empty = new CrlStore(TestPki.root().key, TestPki.rootName());
        vm.expectRevert(abi.encodeWithSelector(ICrlStore.CrlMissing.selector, rootId));
        empty.requireIssuedByRoot(serial, type(uint64).max);
    }
}
