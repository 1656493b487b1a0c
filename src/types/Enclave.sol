// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbStatus} from "./Tcb.sol";

/// @dev When a measurement may register and act; one slot. Times in Unix seconds, `maxAge` in seconds.
struct EnclavePolicy {
    uint64 validFrom;
    /// Exclusive. Zero: there is no such policy.
    uint64 validUntil;
    /// How long one quote lasts at most.
    uint32 maxAge;
    /// Least TCB evaluation data number of the collateral.
    uint32 minEvaluationNumber;
    TcbStatus worstTcbStatus;
}

/// @dev A policy that a registry starts with; see {IEnclaveRegistry-setPolicy}.
struct InitialPolicy {
    uint32 kind;
    uint16 fields;
    bytes32 measurement;
    EnclavePolicy policy;
}

/// @dev A registered key. The first slot is all that an action writes, and it is never zero.
struct Enclave {
    /// Unix seconds, exclusive, as the last registration set it. A policy made stricter since may end the key earlier.
    uint64 expiresAt;
    /// Number of the block whose hash the last quote holds; a renewal needs a later one.
    uint64 referenceBlock;
    /// Of the next action.
    uint64 nonce;
    /// What the enclave is for; see EnclaveKinds.sol.
    uint32 kind;
    TcbStatus tcbStatus;
    /// For good: a revoked key never returns.
    bool revoked;
    bytes32 policyId;
    /// X25519 public key whose private half never left the enclave.
    bytes32 encryptionKey;
    bytes16 platform;
    uint32 tcbEvaluationNumber;
    /// Unix seconds of the last registration or renewal; a policy's `maxAge` counts from here.
    uint64 registeredAt;
}

enum PlatformStatus {
    UNKNOWN,
    ALLOWED,
    BANNED
}
