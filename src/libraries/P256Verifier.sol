// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Key, P256Signature} from "../types/P256.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @title P256Verifier
/// @notice ECDSA over P-256 as Intel signs: by the precompile at 0x100 where there is one, else in Solidity.
/// @dev Half of Intel's signatures have a high s, which OpenZeppelin refuses. (r, n - s) is valid whenever (r, s) is, so the
/// signature is folded first. A signature is therefore never an identifier.
library P256Verifier {
    /// @dev Order of the curve.
    uint256 internal constant ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

    /// @notice False for any signature that is not one, zero and out-of-range values included.
    function isValid(bytes32 digest, P256Signature memory signature, P256Key memory key) internal view returns (bool) {
        uint256 s = uint256(signature.s);
        if (s == 0 || s >= ORDER) return false;
        if (s > ORDER / 2) s = ORDER - s;
        return P256.verify(digest, signature.r, bytes32(s), key.x, key.y);
    }
}
