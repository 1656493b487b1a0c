// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Slot, SlotKey, SlotKeyStatus} from "src/types/Slot.sol";

enum Party {
    NOBODY,
    HOLDER,
    MATCHER,
    OWNER,
    GUARDIAN,
    ATTACKER
}

/// @dev All that can change in a pool, over the accounts of a campaign and the keys posted so far, except its schedule.
struct PoolState {
    bool paused;
    uint256 slotCount;
    bool[] admitted;
    /// Of the slot's index; zero is no slot.
    uint256[] indexPlusOne;
    /// One more than there may be.
    Slot[] slots;
    SlotKey[] keys;
}

/// @notice Ghost state, nothing else: who acted last; what honest parties did; and what the events say.
contract DarkPoolLedger {
    uint256 private constant SLOTS = 32;

    CREDarkPool private immutable pool;
    address[] private _accounts;

    Party public lastParty;
    /// @dev The holder that acted last, if a holder did.
    address public lastHolder;
    bytes private _before;
    uint256 public pendingBefore;

    // --- what honest parties did ---

    uint256 public noted;
    uint256 public notedRegistrations;
    uint256 public refusedRotations;

    // --- what the events say ---

    bool public isPaused;
    mapping(address account => bool) public isAdmitted;
    mapping(address account => uint256) public indexPlusOneOf;
    uint256 public slotCount;
    Slot[SLOTS + 1] private _slots;
    bytes32[] public commitments;
    mapping(bytes32 commitment => SlotKey) private _keys;
    mapping(bytes32 commitment => uint256) private _postsOf;
    uint256 public mostPosts;
    uint256 public posts;
    uint256 public registrations;
    uint256 public admissions;

    bytes32[] public pending;
    mapping(bytes32 callHash => uint256) public scheduledAt;
    mapping(bytes32 callHash => bytes) public calldataOf;
    uint256 public executions;
    uint256 public shortestDelay = type(uint256).max;

    constructor(CREDarkPool pool_, address[] memory accounts_) {
        pool = pool_;
        _accounts = accounts_;
        _begin(Party.NOBODY);
    }

    function begin(Party party) external {
        _begin(party);
    }

    /// @dev Folds what the pool emitted since {begin}, in order.
    function end(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(pool)) _fold(logs[i]);
        }
    }

    // --- notes of honest parties ---

    function notePost(address holder) external {
        ++noted;
        lastHolder = holder;
    }

    function noteRegistration(address holder) external {
        ++noted;
        ++notedRegistrations;
        lastHolder = holder;
    }

    function noteRefusedRotation() external {
        ++refusedRotations;
    }

    // --- reading ---

    function slotOwner(uint256 index) external view returns (address) {
        return _slots[index].owner;
    }

    function before() external view returns (PoolState memory) {
        return abi.decode(_before, (PoolState));
    }

    function pendingCount() external view returns (uint256) {
        return pending.length;
    }

    function keyCount() external view returns (uint256) {
        return commitments.length;
    }

    function current() public view returns (PoolState memory state) {
        state = _emptyState();
        state.paused = pool.paused();
        state.slotCount = pool.slotCount();
        for (uint256 i = 0; i < _accounts.length; ++i) {
            state.admitted[i] = pool.isAdmitted(_accounts[i]);
            try pool.slotOf(_accounts[i]) returns (uint256 index) {
                state.indexPlusOne[i] = index + 1;
            } catch {}
        }
        for (uint256 i = 0; i < state.slots.length; ++i) {
            state.slots[i] = pool.slot(i);
        }
        for (uint256 i = 0; i < state.keys.length; ++i) {
            state.keys[i] = pool.slotKey(commitments[i]);
        }
    }

    function folded() external view returns (PoolState memory state) {
        state = _emptyState();
        state.paused = isPaused;
        state.slotCount = slotCount;
        for (uint256 i = 0; i < _accounts.length; ++i) {
            state.admitted[i] = isAdmitted[_accounts[i]];
            state.indexPlusOne[i] = indexPlusOneOf[_accounts[i]];
        }
        for (uint256 i = 0; i < state.slots.length; ++i) {
            state.slots[i] = _slots[i];
        }
        for (uint256 i = 0; i < state.keys.length; ++i) {
            state.keys[i] = _keys[commitments[i]];
        }
    }

    function _begin(Party party) private {
        lastParty = party;
        lastHolder = address(0);
        _before = abi.encode(current());
        pendingBefore = pending.length;
    }

    function _emptyState() private view returns (PoolState memory state) {
        state.admitted = new bool[](_accounts.length);
        state.indexPlusOne = new uint256[](_accounts.length);
        state.slots = new Slot[](SLOTS + 1);
        state.keys = new SlotKey[](commitments.length);
    }

    // --- folding ---

    function _fold(Vm.Log calldata log) private {
        bytes32 topic = log.topics[0];
        if (topic == ICREDarkPool.Admitted.selector) {
            isAdmitted[_address(log.topics[1])] = true;
            ++admissions;
        } else if (topic == ICREDarkPool.Dismissed.selector) {
            isAdmitted[_address(log.topics[1])] = false;
        } else if (topic == ICREDarkPool.SlotRegistered.selector) {
            _foldRegistration(uint256(log.topics[1]), _address(log.topics[2]));
        } else if (topic == ICREDarkPool.SlotKeyPosted.selector) {
            _foldPost(log);
        } else if (topic == ICREDarkPool.SlotKeyActivated.selector) {
            _foldActivation(_slots[uint256(log.topics[1])], log.topics[2]);
        } else if (topic == Governed.PauseSet.selector) {
            isPaused = abi.decode(log.data, (bool));
        } else if (topic == Governed.CallScheduled.selector) {
            _foldScheduled(log);
        } else if (topic == Governed.CallCancelled.selector) {
            _removePending(log.topics[1]);
        } else if (topic == Governed.CallExecuted.selector) {
            _foldExecuted(log.topics[1]);
        } else if (topic != Governed.GuardianSet.selector && !_isOwnership(topic)) {
            revert("an event that the ledger does not know");
        }
    }

    function _foldRegistration(uint256 index, address holder) private {
        _slots[index].owner = holder;
        indexPlusOneOf[holder] = index + 1;
        ++slotCount;
        ++registrations;
    }

    function _foldPost(Vm.Log calldata log) private {
        (uint256 index, bytes32 commitment) = (uint256(log.topics[1]), log.topics[3]);
        bytes memory sealedKey = abi.decode(log.data, (bytes));
        if (_postsOf[commitment] == 0) commitments.push(commitment);
        if (++_postsOf[commitment] > mostPosts) mostPosts = _postsOf[commitment];
        ++posts;

        _keys[_slots[index].pendingKey].status = SlotKeyStatus.RETIRED;
        _slots[index].pendingKey = commitment;
        _keys[commitment] = SlotKey(SlotKeyStatus.PENDING, uint8(index), _address(log.topics[2]), keccak256(sealedKey));
    }

    function _foldActivation(Slot storage holder, bytes32 commitment) private {
        _keys[holder.activeKey].status = SlotKeyStatus.RETIRED;
        _keys[commitment].status = SlotKeyStatus.ACTIVE;
        holder.activeKey = commitment;
        holder.pendingKey = 0;
    }

    function _foldScheduled(Vm.Log calldata log) private {
        (, bytes memory data) = abi.decode(log.data, (uint256, bytes));
        bytes32 callHash = log.topics[1];
        scheduledAt[callHash] = block.timestamp;
        calldataOf[callHash] = data;
        pending.push(callHash);
    }

    function _foldExecuted(bytes32 callHash) private {
        uint256 waited = block.timestamp - scheduledAt[callHash];
        if (waited < shortestDelay) shortestDelay = waited;
        _removePending(callHash);
        ++executions;
    }

    function _removePending(bytes32 callHash) private {
        for (uint256 i = 0; i < pending.length; ++i) {
            if (pending[i] != callHash) continue;
            pending[i] = pending[pending.length - 1];
            pending.pop();
            return;
        }
    }

    /// @dev The constructor says who owns the pool; in a campaign nobody else ever does.
    function _isOwnership(bytes32 topic) private pure returns (bool) {
        return topic == keccak256("OwnershipTransferred(address,address)");
    }

    function _address(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
