// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Key} from "src/types/P256.sol";
import {SimulatedCollateral} from "test/pki/SimulatedCollateral.sol";
import {TestPki} from "test/pki/TestPki.sol";

/// @notice A store with both CRLs in force since START, and nothing revoked.
abstract contract CrlStoreBase is SimulatedCollateral {
    uint256 internal constant START = 1_790_000_000;

    bytes32 internal rootId;

    function setUp() public virtual {
        vm.warp(START);
        _deployCrlStore();
        rootId = crlStore.root();
    }

    function _none() internal pure returns (uint256[] memory) {
        return new uint256[](0);
    }

    /// @dev The authority's CRL, one second newer than the last one, which revokes nothing.
    function _newerPckCrl() internal returns (bytes memory) {
        skip(1);
        return TestPki.pckCrl(block.timestamp, _none());
    }

    function _authorityName() internal pure returns (bytes32) {
        return keccak256(TestPki.pckAuthorityFields().subject);
    }

    /// @dev What every quote check asks about the certificate `serial`.
    function _requireIssuer(uint160 serial) internal view returns (P256Key memory, uint64) {
        return crlStore.requireIssuer(pckAuthorityId, _authorityName(), serial);
    }

    function _expectRevertOfRequireIssuer(uint160 serial, bytes memory wanted) internal {
        bytes32 name = _authorityName();
        vm.expectRevert(wanted);
        crlStore.requireIssuer(pckAuthorityId, name, serial);
    }
}
