// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../governance/Governed.sol";
import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "../interfaces/IEnclaveRegistry.sol";
import {SlotTables} from "../libraries/SlotTables.sol";
import {VaultLabel} from "../libraries/VaultLabel.sol";
import {Queue} from "../types/Pool.sol";
import {PoolStorage} from "../types/PoolStorage.sol";
import {SLOT_KEY} from "../types/SecretKinds.sol";
import {SCALAR_FIELD, SLOTS} from "../types/Settlement.sol";
import {Slot, SlotKey, SlotKeyStatus, SlotTable} from "../types/Slot.sol";

/// @title PoolSlots
/// @notice Who has which slot, under which key.
/// @dev A posted key is pending until a settlement includes it, which proves that the matcher holds it: a key that was sealed
/// wrongly can so block nobody but its owner. Rotation is the same: the old key serves until the new one is proven.
/// Whoever sees a commitment before it is mined and has a slot may post it first; its ciphertext opens under nobody else's
/// label, so all that this does is that the owner has to take another key.
abstract contract PoolSlots is ICREDarkPool, Governed {
    using SlotTables for SlotTable;

    /// @notice Bytes of a sealed slot key: version, two points, two scalars, and 64 padded bytes with their tag.
    uint256 public constant SEALED_KEY_LENGTH = 1 + 2 * 33 + 2 * 32 + 64 + 16;
    uint8 public constant SEALED_KEY_VERSION = 1;

    /// @dev One word, which everything that an account does reads.
    struct Account {
        bool isAdmitted;
        /// Of the slot's index; zero is no slot.
        uint8 indexPlusOne;
        /// Of the last quote's nonce, and of the last order's.
        uint64 quoteCounter;
        uint64 orderCounter;
    }

    /// @dev What is known of a commitment for good; its status follows from the slot.
    struct PostedKey {
        bytes32 sealedKeyHash;
        uint8 slot;
        address owner;
    }

    /// @inheritdoc ICREDarkPool
    IEnclaveRegistry public immutable enclaveRegistry;

    mapping(address account => Account) internal _accounts;
    mapping(bytes32 commitment => PostedKey) private _keys;
    PoolStorage internal _pool;

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

    modifier whileNotPaused() {
        require(!paused, PoolPaused());
        _;
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
    function registerSlot(bytes32 commitment, bytes calldata sealedKey)
        external
        whileNotPaused
        returns (uint256 index)
    {
        SlotTable memory table = _readTable();
        require(!table.isFrozen, PoolFrozen());
        Account storage account = _accounts[msg.sender];
        require(account.isAdmitted, NotAdmitted(msg.sender));
        uint8 indexPlusOne = account.indexPlusOne;
        // The arguments of a `require` are computed even if it holds, and zero has no predecessor.
        if (indexPlusOne != 0) revert SlotAlreadyRegistered(msg.sender, indexPlusOne - 1);
        require(table.occupied != type(uint32).max, SlotsExhausted(SLOTS));
        while (table.occupied >> index & 1 != 0) ++index;

        table.occupied |= SlotTables.bit(index);
        _writeTable(table);
        // forge-lint: disable-next-line(unsafe-typecast): at most SLOTS
        account.indexPlusOne = uint8(index + 1);
        _pool.slots[index].owner = msg.sender;

        emit SlotRegistered(index, msg.sender);
        _post(index, commitment, sealedKey);
    }

    /// @inheritdoc ICREDarkPool
    function rotateKey(bytes32 commitment, bytes calldata sealedKey) external {
        _post(slotOf(msg.sender), commitment, sealedKey);
    }

    /// @inheritdoc ICREDarkPool
    function releaseSlot() external {
        uint256 index = slotOf(msg.sender);
        Slot storage holder = _pool.slots[index];
        if (holder.activeKey == 0) {
            _free(index);
            return;
        }
        holder.isReleasing = true;
        holder.pendingKey = 0;
        _setKeyWaiting(index, true);

        emit SlotReleaseRequested(index, msg.sender);
    }

    /// @inheritdoc ICREDarkPool
    function isAdmitted(address account) external view returns (bool) {
        return _accounts[account].isAdmitted;
    }

    /// @inheritdoc ICREDarkPool
    function slot(uint256 index) external view returns (Slot memory) {
        return _pool.slots[index];
    }

    /// @inheritdoc ICREDarkPool
    function slotKey(bytes32 commitment) external view returns (SlotKey memory key) {
        PostedKey storage posted = _keys[commitment];
        if (posted.sealedKeyHash == 0) return key;
        Slot storage holder = _pool.slots[posted.slot];

        key.slot = posted.slot;
        key.owner = posted.owner;
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
    function isFrozen() external view returns (bool) {
        return _readTable().isFrozen;
    }

    /// @inheritdoc ICREDarkPool
    function slotOf(address owner_) public view returns (uint256) {
        uint256 indexPlusOne = _accounts[owner_].indexPlusOne;
        require(indexPlusOne != 0, SlotNotRegistered(owner_));
        return indexPlusOne - 1;
    }

    /// @dev For a settlement that has proven the slot's table under this very key, which is its pending one.
    /// The slot's quotes go: they were made under the key that goes.
    function _activateKey(SlotTable memory table, uint256 index, bytes32 commitment) internal {
        Slot storage holder = _pool.slots[index];
        holder.activeKey = commitment;
        holder.pendingKey = 0;
        _setKeyWaiting(index, false);
        table.keyed |= SlotTables.bit(index);
        table.voidQuotes(index);

        emit SlotKeyActivated(index, commitment);
    }

    /// @dev For a settlement that has proven the slot to be empty.
    function _release(SlotTable memory table, uint256 index) internal {
        table.occupied &= ~SlotTables.bit(index);
        table.keyed &= ~SlotTables.bit(index);
        table.voidQuotes(index);
        _forgetOwner(index);
    }

    function _letKeysWait(uint32 mask) internal {
        _pool.queue.keysWaiting |= mask;
    }

    // Copying a packed word takes much code, which is so there once.

    function _readTable() internal view returns (SlotTable memory) {
        return _pool.table;
    }

    function _writeTable(SlotTable memory table) internal {
        _pool.table = table;
    }

    function _readQueue() internal view returns (Queue memory) {
        return _pool.queue;
    }

    function _writeQueue(Queue memory queue) internal {
        _pool.queue = queue;
    }

    /// @dev A slot without an active key has neither balance, nor entry, nor request; a quote offers nothing, and goes.
    function _free(uint256 index) private {
        SlotTable memory table = _readTable();
        _release(table, index);
        _writeTable(table);
    }

    function _forgetOwner(uint256 index) private {
        address owner_ = _pool.slots[index].owner;
        delete _pool.slots[index];
        _accounts[owner_].indexPlusOne = 0;
        _setKeyWaiting(index, false);

        emit SlotReleased(index, owner_);
    }

    function _setKeyWaiting(uint256 index, bool isWaiting) private {
        uint32 others = _pool.queue.keysWaiting & ~SlotTables.bit(index);
        _pool.queue.keysWaiting = isWaiting ? others | SlotTables.bit(index) : others;
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
        // forge-lint: disable-next-line(unsafe-typecast): below SLOTS
        posted.slot = uint8(index);
        posted.owner = msg.sender;
        Slot storage holder = _pool.slots[index];
        holder.pendingKey = commitment;
        if (holder.isReleasing) holder.isReleasing = false;
        _setKeyWaiting(index, true);

        emit SlotKeyPosted(index, msg.sender, commitment, sealedKey);
    }
}
