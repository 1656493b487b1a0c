// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../governance/Governed.sol";
import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "../interfaces/IEnclaveRegistry.sol";
import {VaultLabel} from "../libraries/VaultLabel.sol";
import {SLOT_KEY} from "../types/SecretKinds.sol";
import {Slot, SlotKey, SlotKeyStatus} from "../types/Slot.sol";

/// @title CREDarkPool
/// @notice A table of 32 slots, each with one owner and one key that nobody but the owner and an attested matcher knows.
///
/// TRUST
/// @dev The owner admits accounts, each announced a delay ahead; the guardian dismisses them. Neither can read a key, change
/// @dev one, or take a slot away. Who can read keys is decided in {enclaveRegistry} and by the vault's nodes.
///
/// KEYS
/// @dev A posted key is pending until a settlement includes it, which proves that the matcher holds it: a key that was sealed
/// @dev wrongly can so block nobody but its owner. Rotation is the same: the old key serves until the new one is proven.
///
/// NOT DONE HERE
/// @dev Deposits, quotes, requests and settlement; slots are not released. Whoever sees a commitment before it is mined and
/// @dev has a slot may post it first; its ciphertext opens under nobody else's label, so all that this does is that the owner
/// @dev has to take another key.
contract CREDarkPool is ICREDarkPool, Governed {
    uint256 public constant MAX_SLOTS = 32;

    /// @notice Bytes of a sealed slot key: version, two points, two scalars, and 64 padded bytes with their tag.
    uint256 public constant SEALED_KEY_LENGTH = 1 + 2 * 33 + 2 * 32 + 64 + 16;
    uint8 public constant SEALED_KEY_VERSION = 1;

    /// @dev Order of the BN254 scalar field, in which commitments live.
    uint256 private constant SCALAR_FIELD =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// @dev One word, which {registerSlot} reads once and writes once.
    struct Account {
        bool isAdmitted;
        /// Of the slot's index; zero is no slot.
        uint8 indexPlusOne;
    }

    /// @dev What is known of a commitment for good; its status follows from the slot.
    struct PostedKey {
        bytes32 sealedKeyHash;
        uint8 slot;
    }

    /// @inheritdoc ICREDarkPool
    IEnclaveRegistry public immutable enclaveRegistry;

    /// @inheritdoc ICREDarkPool
    uint256 public slotCount;

    mapping(address account => Account) private _accounts;
    mapping(uint256 index => Slot) private _slots;
    mapping(bytes32 commitment => PostedKey) private _keys;

    constructor(
        address owner_,
        address guardian_,
        uint256 delay_,
        IEnclaveRegistry enclaveRegistry_,
        address[] memory admitted
    ) Governed(owner_, guardian_, delay_) {
        require(address(enclaveRegistry_) != address(0), ZeroAddress("enclaveRegistry"));
        enclaveRegistry = enclaveRegistry_;

        for (uint256 i = 0; i < admitted.length; ++i) {
            _admit(admitted[i]);
        }
    }

    /// @inheritdoc ICREDarkPool
    function admit(address account) external onlyOwnerAfterDelay {
        _admit(account);
    }

    /// @inheritdoc ICREDarkPool
    function dismiss(address account) external onlyGuardianOrOwner {
        require(_accounts[account].isAdmitted, NotAdmitted(account));

        _accounts[account].isAdmitted = false;

        emit Dismissed(account, msg.sender);
    }

    /// @inheritdoc ICREDarkPool
    function registerSlot(bytes32 commitment, bytes calldata sealedKey) external returns (uint256 index) {
        require(!paused, PoolPaused());
        Account storage account = _accounts[msg.sender];
        require(account.isAdmitted, NotAdmitted(msg.sender));
        uint8 indexPlusOne = account.indexPlusOne;
        // The arguments of a `require` are computed even if it holds, and zero has no predecessor.
        if (indexPlusOne != 0) revert SlotAlreadyRegistered(msg.sender, indexPlusOne - 1);
        index = slotCount;
        require(index < MAX_SLOTS, SlotsExhausted(index));

        slotCount = index + 1;
        // forge-lint: disable-next-line(unsafe-typecast): at most MAX_SLOTS
        account.indexPlusOne = uint8(index + 1);
        _slots[index].owner = msg.sender;

        emit SlotRegistered(index, msg.sender);
        _post(index, commitment, sealedKey);
    }

    /// @inheritdoc ICREDarkPool
    function rotateKey(bytes32 commitment, bytes calldata sealedKey) external {
        _post(slotOf(msg.sender), commitment, sealedKey);
    }

    /// @inheritdoc ICREDarkPool
    function isAdmitted(address account) external view returns (bool) {
        return _accounts[account].isAdmitted;
    }

    /// @inheritdoc ICREDarkPool
    function slot(uint256 index) external view returns (Slot memory) {
        return _slots[index];
    }

    /// @inheritdoc ICREDarkPool
    function slotKey(bytes32 commitment) external view returns (SlotKey memory key) {
        PostedKey storage posted = _keys[commitment];
        if (posted.sealedKeyHash == 0) return key;
        Slot storage holder = _slots[posted.slot];

        key.slot = posted.slot;
        key.owner = holder.owner;
        key.sealedKeyHash = posted.sealedKeyHash;
        if (commitment == holder.activeKey) key.status = SlotKeyStatus.ACTIVE;
        else if (commitment == holder.pendingKey) key.status = SlotKeyStatus.PENDING;
        else key.status = SlotKeyStatus.RETIRED;
    }

    /// @inheritdoc ICREDarkPool
    function slotKeyLabel(bytes32 commitment, address owner_) external view returns (bytes32) {
        return VaultLabel.hash(block.chainid, address(this), commitment, SLOT_KEY, owner_);
    }

    /// @inheritdoc ICREDarkPool
    function slotOf(address owner_) public view returns (uint256) {
        uint256 indexPlusOne = _accounts[owner_].indexPlusOne;
        require(indexPlusOne != 0, SlotNotRegistered(owner_));
        return indexPlusOne - 1;
    }

    /// @dev For a settlement that has proven the slot's table under this very key: its owner may have posted another since.
    function _activateKey(uint256 index, bytes32 commitment) internal {
        Slot storage holder = _slots[index];
        bytes32 pending = holder.pendingKey;
        require(commitment != 0 && commitment == pending, KeyNotPending(index, commitment, pending));

        holder.activeKey = commitment;
        holder.pendingKey = 0;

        emit SlotKeyActivated(index, commitment);
    }

    function _admit(address account) private {
        require(account != address(0), ZeroAddress("account"));
        require(!_accounts[account].isAdmitted, AlreadyAdmitted(account));

        _accounts[account].isAdmitted = true;

        emit Admitted(account);
    }

    /// @dev Whoever calls this has made sure that the slot is the sender's.
    function _post(uint256 index, bytes32 commitment, bytes calldata sealedKey) private {
        require(commitment != 0 && uint256(commitment) < SCALAR_FIELD, KeyCommitmentInvalid(commitment));
        require(sealedKey.length == SEALED_KEY_LENGTH, SealedKeyLengthInvalid(sealedKey.length, SEALED_KEY_LENGTH));
        uint8 version = uint8(sealedKey[0]);
        require(version == SEALED_KEY_VERSION, SealedKeyVersionUnknown(version, SEALED_KEY_VERSION));
        PostedKey storage posted = _keys[commitment];
        require(posted.sealedKeyHash == 0, KeyCommitmentUsed(commitment, posted.slot));

        posted.sealedKeyHash = keccak256(sealedKey);
        // forge-lint: disable-next-line(unsafe-typecast): below MAX_SLOTS
        posted.slot = uint8(index);
        _slots[index].pendingKey = commitment;

        emit SlotKeyPosted(index, msg.sender, commitment, sealedKey);
    }
}
