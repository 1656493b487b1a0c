// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Keys are named by their commitments: canonical elements of the BN254 scalar field; zero is no key.
struct Slot {
    address owner;
    /// Under which the slot's balances are encrypted; zero until the first settlement that includes the slot.
    bytes32 activeKey;
    /// Replaces the active key in the next settlement that includes it; zero when there is none.
    bytes32 pendingKey;
}

/// @dev Where a key stands. It moves only downwards in this list, and never returns.
enum SlotKeyStatus {
    UNKNOWN,
    PENDING,
    ACTIVE,
    RETIRED
}

/// @dev A slot's key, as its owner posted it.
struct SlotKey {
    SlotKeyStatus status;
    uint8 slot;
    address owner;
    /// keccak256 of the ciphertext under the vault's key, which is the id by which vault nodes know it.
    bytes32 sealedKeyHash;
}
