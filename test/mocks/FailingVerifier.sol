// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAttestationVerifier} from "src/interfaces/IAttestationVerifier.sol";
import {IProofVerifier} from "src/interfaces/IProofVerifier.sol";

/// @notice A verifier of either kind that accepts nothing: it says so, says nothing, or burns all gas that it is given.
contract FailingVerifier is IProofVerifier, IAttestationVerifier {
    enum Manner {
        LOUD,
        SILENT,
        GREEDY
    }

    Manner public immutable manner;

    error Refused(address verifier);

    constructor(Manner manner_) {
        manner = manner_;
    }

    /// @inheritdoc IProofVerifier
    function verify(bytes calldata, bytes32[] calldata) external view {
        _refuse();
    }

    /// @inheritdoc IAttestationVerifier
    function verify(bytes32, bytes calldata) external view {
        _refuse();
    }

    function _refuse() private view {
        if (manner == Manner.LOUD) revert Refused(address(this));
        if (manner == Manner.SILENT) revert();
        assembly ("memory-safe") {
            invalid()
        }
    }
}
