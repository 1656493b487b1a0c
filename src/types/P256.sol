// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Affine point of NIST P-256; both coordinates big-endian.
struct P256Key {
    bytes32 x;
    bytes32 y;
}

/// @dev ECDSA over P-256. `s` may lie in the upper half of the order: Intel does not normalise it.
struct P256Signature {
    bytes32 r;
    bytes32 s;
}
