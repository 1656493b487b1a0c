// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Key} from "../types/P256.sol";

/// @title IntelRoot
/// @notice Intel SGX Root CA, the end of every certificate chain in production.
/// @custom:source Intel_SGX_Provisioning_Certification_RootCA.cer, read 2026-11
library IntelRoot {
    /// @notice The root's public key.
    function key() internal pure returns (P256Key memory) {
        return P256Key({
            x: 0x0ba9c4c0c0c86193a3fe23d6b02cda10a8bbd4e88e48b4458561a36e705525f5,
            y: 0x67918e2edc88e40d860bd0cc4ee26aacc988e505a953558c453f6b0904ae7394
        });
    }

    /// @notice keccak256 of the subject's DER Name.
    function name() internal pure returns (bytes32) {
        return 0x3112c8e9428b5c08824e727e3ea896f3597c8a91caeafe57d64a4bc08df71dfb;
    }
}
