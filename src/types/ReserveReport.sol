// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What the chain knows about the reserve. Derived from the last report and the clock, never stored.
/// @dev UNKNOWN is the zero value: a fresh deployment, a stale report and a pause are all UNKNOWN, never SOLVENT.
enum ReserveStatus {
    UNKNOWN,
    SOLVENT,
    INSOLVENT
}

/// @notice Why the status is UNKNOWN; NONE in every other case. SOLVENT and INSOLVENT carry no reason: it would leak.
enum UnknownReason {
    NONE,
    NEVER_REPORTED,
    STALE,
    PAUSED
}

/// @notice The order for the dark pool: a ciphertext under the reserve's slot key, with the nonce it was made with.
/// @dev Both words are elements of the BN254 scalar field, always present and always random-looking, so that an
/// epoch with an order cannot be told from one without. Only the labelled fallback workflow leaves them zero.
struct PoolOrder {
    bytes32 nonce;
    bytes32 ciphertext;
}

/// @notice The small order, sealed to the agent's key: RFC 9180 base mode, 96 bytes, always present.
/// @dev The ciphertext is 64 bytes, its tag included. Named words are cheaper to decode and to emit than an array.
struct SealedOrder {
    bytes32 encapsulatedKey;
    bytes32 ciphertextHead;
    bytes32 ciphertextTail;
}

/// @notice The payload of one report of the reserve workflow: `abi.encode` of this struct, 12 words, 384 bytes.
/// @dev DON signatures bind neither chain nor receiver, so the payload does. All times are Unix seconds.
struct ReserveReport {
    /// EIP-155 id of the only chain on which this report may be recorded.
    uint256 chainId;
    /// The only contract that may record it.
    address receiver;
    /// The scheduled trigger time of the workflow run. Identifies the report; strictly increasing.
    uint40 epoch;
    /// The custodian's own time of the figures that were compared.
    uint40 statementAt;
    /// Whether reserves covered the solvency threshold.
    bool isSolvent;
    /// Issuance that this reserve may back, in the token's base units. Constant configuration of the workflow.
    uint96 mintCeiling;
    PoolOrder poolOrder;
    SealedOrder sealedOrder;
    /// {HealOrders.digest} of both orders; zero when the fallback workflow reported and there is no order.
    bytes32 orderDigest;
}

/// @notice What is kept of the last report: two storage slots. All times are Unix seconds.
struct RecordedReport {
    /// Zero means that nothing was ever reported.
    uint40 epoch;
    /// The custodian's time.
    uint40 statementAt;
    /// Time of the block that recorded the report.
    uint40 recordedAt;
    /// `recordedAt` of the first report in the current run of insolvent ones; zero when the last one was solvent.
    uint40 insolventSince;
    /// In the token's base units.
    uint96 mintCeiling;
    bytes32 orderDigest;
}
