// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Slot, SlotKey} from "../types/Slot.sol";
import {IEnclaveRegistry} from "./IEnclaveRegistry.sol";

/// @title ICREDarkPool
/// @notice The confidential dark pool. So far: its slots, and the keys under which everything in a slot is encrypted.
/// @dev A key is sealed to the vault, which opens it to an enclave that is a matcher in {enclaveRegistry} and to nobody else.
/// Its bytes are in {SlotKeyPosted} only; the contract keeps their hash, which tells vault nodes what was posted by whom.
interface ICREDarkPool {
    /// @dev Listeners may assume: comes before {Dismissed}, and alternates with it, for each account.
    event Admitted(address indexed account);
    event Dismissed(address indexed account, address indexed by);
    /// @dev Listeners may assume: slots are 0, 1, 2 and so on, each once, and no owner has two; the slot's first
    /// {SlotKeyPosted} follows at once.
    event SlotRegistered(uint256 indexed slot, address indexed owner);
    /// @notice A key became the slot's pending one, and whichever was pending is retired.
    /// @dev Listeners may assume: `commitment` is in one of these events ever; `owner` is the slot's.
    event SlotKeyPosted(uint256 indexed slot, address indexed owner, bytes32 indexed commitment, bytes sealedKey);
    /// @notice The pending key became the active one, and whichever was active is retired.
    /// @dev Listeners may assume: `commitment` is that of the slot's latest {SlotKeyPosted}, and is in one of these events
    /// ever.
    event SlotKeyActivated(uint256 indexed slot, bytes32 indexed commitment);

    error PoolPaused();
    error AlreadyAdmitted(address account);
    error NotAdmitted(address account);
    error SlotsExhausted(uint256 slots);
    error SlotAlreadyRegistered(address owner, uint256 slot);
    error SlotNotRegistered(address owner);
    /// Thrown for zero and for what is not below the BN254 scalar field's order.
    error KeyCommitmentInvalid(bytes32 commitment);
    /// Thrown for a commitment that any slot has or had: an old key must not come back, and nobody can claim another's.
    error KeyCommitmentUsed(bytes32 commitment, uint256 slot);
    /// Thrown when a settlement was proven under a key that its slot's owner has replaced since.
    error KeyNotPending(uint256 slot, bytes32 commitment, bytes32 pending);
    /// Thrown when a ciphertext has not the one length that slot keys have.
    error SealedKeyLengthInvalid(uint256 given, uint256 wanted);
    error SealedKeyVersionUnknown(uint8 given, uint8 known);

    /// @notice Lets an account register a slot. Owner only, after the delay. Emits {Admitted}.
    function admit(address account) external;

    /// @notice Takes that back. A slot that the account has already stays its own, with all that is in it; an admission that
    /// is announced already stands, until it is cancelled. Guardian or owner. Emits {Dismissed}.
    function dismiss(address account) external;

    /// @notice Gives the sender a slot for good, with a pending key. Emits {SlotRegistered} and {SlotKeyPosted}.
    /// @param commitment Of the slot's key; `offchain/protocol/slotKey.ts` says how it is made.
    /// @param sealedKey The key, sealed to the vault under {slotKeyLabel}; {SEALED_KEY_LENGTH} bytes. The contract cannot
    /// see what is inside: a key that does not fit stays pending for ever, and hurts its owner only.
    /// Send it privately: who may post a key and sees this one in the mempool can post its commitment first. The call then
    /// fails with {KeyCommitmentUsed}; nothing is lost, and a fresh key is taken for the next.
    /// @return slot From 0 to {MAX_SLOTS} - 1.
    function registerSlot(bytes32 commitment, bytes calldata sealedKey) external returns (uint256 slot);

    /// @notice Posts the key that is to replace the sender's. Also while paused, and after a dismissal: a leaked key must
    /// not have to be kept. As in {registerSlot}, a commitment that another slot's owner sees in the mempool can be posted by
    /// that owner first, so that this fails; send it privately, and take a fresh key after a failure. Emits {SlotKeyPosted}.
    function rotateKey(bytes32 commitment, bytes calldata sealedKey) external;

    /// @notice Of matchers in this registry, and of no others, vault nodes open slot keys.
    function enclaveRegistry() external view returns (IEnclaveRegistry);

    function isAdmitted(address account) external view returns (bool);

    function slotCount() external view returns (uint256);

    /// @notice All zero for a slot that is not registered.
    function slot(uint256 index) external view returns (Slot memory);

    /// @notice The slot of an owner; reverts for an account that has none.
    function slotOf(address owner) external view returns (uint256);

    /// @notice UNKNOWN, and all else zero, for a commitment that was never posted.
    function slotKey(bytes32 commitment) external view returns (SlotKey memory);

    /// @notice What a slot's key has to be sealed under.
    function slotKeyLabel(bytes32 commitment, address owner) external view returns (bytes32);
}
