// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Keys are named by their commitments: canonical elements of the BN254 scalar field; zero is no key.
struct Slot {
    address owner;
    /// The owner wants to leave: the next settlement that finds the slot empty may give it up.
    bool isReleasing;
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
    /// Who posted it; the slot may have another owner since.
    address owner;
    /// keccak256 of the ciphertext under the vault's key, which is the id by which vault nodes know it.
    bytes32 sealedKeyHash;
}

/// @dev One word that says of every slot what closing and settling a round need; bit i of a mask is slot i.
struct SlotTable {
    /// Slots that have an owner.
    uint32 occupied;
    /// Slots that have an active key.
    uint32 keyed;
    /// Slots with a quote on the book.
    uint32 quoted;
    /// Slots whose second quote entry is the one on the book; of the others it is the first.
    uint32 second;
    /// Slots whose other quote entry takes the place of the one on the book when the closed round ends.
    uint32 pending;
    /// Of these, the ones that bring a quote; the others take theirs off the book.
    uint32 pendingQuoted;
    /// Of the next quote. Arrivals of quotes strictly increase.
    uint48 nextArrival;
    /// A round is closed and neither settled nor expired.
    bool isRoundClosed;
    /// No settlement will follow; owners exit.
    bool isFrozen;
}
