// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// Sizes that the circuit is compiled for: offchain/circuits/settlement has the same numbers.
uint256 constant SLOTS = 32;
// Queue entries that one settlement takes in.
uint256 constant QUEUE_BATCH = 8;
// Keys that one settlement activates, replaces or releases.
uint256 constant KEY_CHANGES = 4;
uint256 constant PUBLIC_INPUTS = 14 + 2 * KEY_CHANGES + QUEUE_BATCH + 3 * SLOTS;

// Order of the BN254 scalar field, in which ciphertexts, keys and commitments live.
uint256 constant SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

/// @dev A ciphertext under a slot's key, with the nonce it was made with; see offchain/protocol/pool.
struct Sealed {
    /// A canonical element of the scalar field.
    bytes32 ciphertext;
    bytes32 nonce;
}

/// @dev The slot's key after the settlement; a zero commitment releases the slot, which is possible only if it is empty.
struct KeyChange {
    uint8 slot;
    bytes32 commitment;
}

/// @dev Ids of the Chainlink rounds that price a settlement; which ones they have to be is decided by the close's time.
struct PriceRounds {
    uint80 btcUsd;
    uint80 wbtcBtc;
    uint80 usdcUsd;
}

/// @dev What the matcher says of a closed round; all else that a settlement is made of, the pool knows itself.
struct Settlement {
    /// Number of the closed round.
    uint64 round;
    /// Bit k: whether queue entry k of the round was possible. Deposits always are; so are entries that do not exist.
    uint8 acceptedMask;
    /// 0 unless the order asks for a public status; then 1 if nothing remains, else 2.
    uint8 disclosed;
    /// The order that remains, encrypted under the new nonce; zero in a round without request.
    bytes32 remainder;
    bytes32 newRoot;
    /// In a round with a request: its order, whose hash the pool has. Else zero.
    Sealed order;
    /// Zero in a round without request.
    PriceRounds priceRounds;
    /// At most KEY_CHANGES, slots ascending.
    KeyChange[] keyChanges;
    /// All slots' balances, encrypted under the new nonce; zero where there is no key.
    bytes32[SLOTS] leaves;
}

/// @title StatementInputs
/// @notice Where each public input of the circuit stands.
library StatementInputs {
    uint256 internal constant HAS_REQUEST = 0;
    uint256 internal constant ORDER = 1;
    uint256 internal constant ORDER_NONCE = 2;
    uint256 internal constant REMAINDER = 3;
    uint256 internal constant PRICE = 4;
    uint256 internal constant CAP_BPS = 5;
    uint256 internal constant MINIMUM_QUOTE = 6;
    uint256 internal constant REQUESTER = 7;
    uint256 internal constant ACCEPTED_MASK = 8;
    uint256 internal constant STATUS = 9;
    uint256 internal constant OLD_ROOT = 10;
    uint256 internal constant OLD_NONCE = 11;
    uint256 internal constant NEW_ROOT = 12;
    uint256 internal constant NEW_NONCE = 13;
    uint256 internal constant CHANGE_SLOT = 14;
    uint256 internal constant CHANGE_COMMITMENT = CHANGE_SLOT + KEY_CHANGES;
    uint256 internal constant ADJUSTMENT = CHANGE_COMMITMENT + KEY_CHANGES;
    uint256 internal constant QUOTE = ADJUSTMENT + QUEUE_BATCH;
    uint256 internal constant QUOTE_STAMP = QUOTE + SLOTS;
    uint256 internal constant LEAF = QUOTE_STAMP + SLOTS;

    /// @dev Stands where a key change is not used.
    uint256 internal constant NO_SLOT = SLOTS;
}
