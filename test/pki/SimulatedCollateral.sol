// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStore} from "src/enclave/CrlStore.sol";
import {Suite} from "test/Suite.sol";
import {TestPki} from "test/pki/TestPki.sol";

/// @notice A CRL store under the simulated root, with both CRLs in force.
abstract contract SimulatedCollateral is Suite {
    CrlStore internal crlStore;
    /// @dev Id of the simulated PCK certificate authority.
    bytes32 internal pckAuthorityId;

    /// @dev Deploys the store and fills it, with nothing revoked; the clock must lie in the certificates' validity.
    function _deployCrlStore() internal {
        crlStore = new CrlStore(TestPki.root().key, TestPki.rootName());
        pckAuthorityId = crlStore.authorityOf(TestPki.pckAuthority().key);
        _submitRootCrl(block.timestamp, new uint256[](0));
        _submitPckCrl(block.timestamp, new uint256[](0));
    }

    /// @dev In force for a year from `thisUpdate` on.
    function _submitRootCrl(uint256 thisUpdate, uint256[] memory serials) internal {
        crlStore.submitRootCrl(TestPki.rootCrl(thisUpdate, serials));
    }

    /// @dev In force for 30 days from `thisUpdate` on.
    function _submitPckCrl(uint256 thisUpdate, uint256[] memory serials) internal {
        bytes memory crl = TestPki.pckCrl(thisUpdate, serials);
        crlStore.submitPckCrl(crl, TestPki.pckAuthorityCertificate());
    }
}
