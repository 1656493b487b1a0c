// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {OpenDarkPool} from "../mocks/OpenDarkPool.sol";
import {Vm} from "forge-std/Vm.sol";
import {Governed} from "src/governance/Governed.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {
    Asset,
    CollateralRequest,
    Credit,
    PoolLimits,
    PoolState,
    QueueEntry,
    RequestStatus,
    Round,
    StandingQuote
} from "src/types/Pool.sol";
import {SLOTS, Sealed} from "src/types/Settlement.sol";
import {Slot, SlotKey, SlotKeyStatus} from "src/types/Slot.sol";

/// @dev All that a pool's views tell, over the accounts of a campaign and the keys and requests so far, except its schedule.
struct PoolSnapshot {
    bool isPaused;
    bool isFrozen;
    PoolLimits limits;
    bool[] admitted;
    /// Of the slot's index; zero is no slot.
    uint256[] indexPlusOne;
    Credit[] credits;
    Slot[] slots;
    SlotKey[] keys;
    StandingQuote[] book;
    uint256 head;
    uint256 tail;
    /// From `head` to below `tail`.
    QueueEntry[] entries;
    uint256 liveRequest;
    /// Of index plus one.
    CollateralRequest[] requests;
    Round round;
    bool isRoundClosed;
    PoolState state;
}

/// @notice What the pool's events say, folded; and what its views say, to be compared with.
abstract contract DarkPoolFold {
    /// @dev What comes on the book when the closed round ends.
    struct NextQuote {
        bool isSet;
        StandingQuote quote;
    }

    struct RequestData {
        bytes32 ciphertext;
        bytes32 nonce;
        uint256 premiumBps;
        uint256 timeout;
        uint256 stake;
    }

    OpenDarkPool internal immutable pool;
    address[] internal _accounts;

    bool public isPaused;
    bool public isFrozen;
    PoolLimits internal _limits;
    mapping(address account => bool) public isAdmitted;
    mapping(address account => uint256) public indexPlusOneOf;
    mapping(address account => Credit) internal _credits;
    uint256 public slotCount;
    Slot[SLOTS] internal _slots;
    bytes32[] public commitments;
    mapping(bytes32 commitment => SlotKey) internal _keys;
    StandingQuote[SLOTS] internal _book;
    NextQuote[SLOTS] internal _nextBook;
    uint256 public head;
    uint256 public tail;
    mapping(uint256 index => QueueEntry) internal _entries;
    uint256 public liveRequest;
    uint256 public requestCount;
    mapping(uint256 requestId => CollateralRequest) internal _requests;
    /// @dev Of the live request.
    Sealed internal _order;
    Round internal _round;
    bool public isRoundClosed;
    bytes32 internal _root;
    bytes32 internal _nonce;
    bytes32[SLOTS] internal _leaves;
    mapping(uint256 slot => bool) public hasExited;

    bytes32[] public pending;
    mapping(bytes32 callHash => uint256) public scheduledAt;
    mapping(bytes32 callHash => bytes) public calldataOf;
    uint256 public executions;
    uint256 public shortestDelay = type(uint256).max;

    constructor(OpenDarkPool pool_, address[] memory accounts_) {
        pool = pool_;
        _accounts = accounts_;
        _root = pool_.EMPTY_ROOT();
    }

    // --- reading ---

    function accounts() external view returns (address[] memory) {
        return _accounts;
    }

    function pendingCount() public view returns (uint256) {
        return pending.length;
    }

    function keyCount() external view returns (uint256) {
        return commitments.length;
    }

    function slot(uint256 index) external view returns (Slot memory) {
        return _slots[index];
    }

    function entry(uint256 index) external view returns (QueueEntry memory) {
        return _entries[index];
    }

    function quote(uint256 index) external view returns (StandingQuote memory) {
        return _book[index];
    }

    function nextQuote(uint256 index) external view returns (NextQuote memory) {
        return _nextBook[index];
    }

    function request(uint256 requestId) external view returns (CollateralRequest memory) {
        return _requests[requestId];
    }

    function order() external view returns (Sealed memory) {
        return _order;
    }

    function round() external view returns (Round memory) {
        return _round;
    }

    function credit(address account) external view returns (Credit memory) {
        return _credits[account];
    }

    function limits() external view returns (PoolLimits memory) {
        return _limits;
    }

    function leaves() external view returns (bytes32[SLOTS] memory) {
        return _leaves;
    }

    /// @notice Whether an entry of this slot and asset waits.
    function isWaiting(uint256 slot_, Asset asset) public view returns (bool) {
        for (uint256 index = head; index < tail; ++index) {
            QueueEntry storage queued = _entries[index];
            if (queued.amount != 0 && queued.slot == slot_ && queued.asset == asset) return true;
        }
        return false;
    }

    function current() public view returns (PoolSnapshot memory snapshot) {
        snapshot.isPaused = pool.paused();
        snapshot.isFrozen = pool.isFrozen();
        snapshot.limits = pool.limits();
        snapshot.admitted = new bool[](_accounts.length);
        snapshot.indexPlusOne = new uint256[](_accounts.length);
        snapshot.credits = new Credit[](_accounts.length);
        for (uint256 i = 0; i < _accounts.length; ++i) {
            snapshot.admitted[i] = pool.isAdmitted(_accounts[i]);
            snapshot.credits[i] = pool.creditOf(_accounts[i]);
            try pool.slotOf(_accounts[i]) returns (uint256 index) {
                snapshot.indexPlusOne[i] = index + 1;
            } catch {}
        }
        snapshot.slots = new Slot[](SLOTS);
        snapshot.book = new StandingQuote[](SLOTS);
        for (uint256 i = 0; i < SLOTS; ++i) {
            snapshot.slots[i] = pool.slot(i);
            snapshot.book[i] = pool.standingQuote(i);
        }
        snapshot.keys = new SlotKey[](commitments.length);
        for (uint256 i = 0; i < snapshot.keys.length; ++i) {
            snapshot.keys[i] = pool.slotKey(commitments[i]);
        }
        (snapshot.head, snapshot.tail) = pool.queueBounds();
        snapshot.entries = new QueueEntry[](snapshot.tail - snapshot.head);
        for (uint256 i = 0; i < snapshot.entries.length; ++i) {
            snapshot.entries[i] = pool.queueEntry(snapshot.head + i);
        }
        snapshot.liveRequest = pool.liveRequest();
        snapshot.requests = new CollateralRequest[](requestCount);
        for (uint256 i = 0; i < requestCount; ++i) {
            snapshot.requests[i] = pool.request(i + 1);
        }
        (snapshot.round, snapshot.isRoundClosed) = pool.lastRound();
        snapshot.state = pool.state();
    }

    function folded() external view returns (PoolSnapshot memory snapshot) {
        snapshot.isPaused = isPaused;
        snapshot.isFrozen = isFrozen;
        snapshot.limits = _limits;
        snapshot.admitted = new bool[](_accounts.length);
        snapshot.indexPlusOne = new uint256[](_accounts.length);
        snapshot.credits = new Credit[](_accounts.length);
        for (uint256 i = 0; i < _accounts.length; ++i) {
            snapshot.admitted[i] = isAdmitted[_accounts[i]];
            snapshot.credits[i] = _credits[_accounts[i]];
            snapshot.indexPlusOne[i] = indexPlusOneOf[_accounts[i]];
        }
        snapshot.slots = new Slot[](SLOTS);
        snapshot.book = new StandingQuote[](SLOTS);
        for (uint256 i = 0; i < SLOTS; ++i) {
            snapshot.slots[i] = _slots[i];
            snapshot.book[i] = _book[i];
        }
        snapshot.keys = new SlotKey[](commitments.length);
        for (uint256 i = 0; i < snapshot.keys.length; ++i) {
            snapshot.keys[i] = _keys[commitments[i]];
        }
        (snapshot.head, snapshot.tail) = (head, tail);
        snapshot.entries = new QueueEntry[](tail - head);
        for (uint256 i = 0; i < snapshot.entries.length; ++i) {
            snapshot.entries[i] = _entries[head + i];
        }
        snapshot.liveRequest = liveRequest;
        snapshot.requests = new CollateralRequest[](requestCount);
        for (uint256 i = 0; i < requestCount; ++i) {
            snapshot.requests[i] = _requests[i + 1];
        }
        (snapshot.round, snapshot.isRoundClosed) = (_round, isRoundClosed);
        snapshot.state = PoolState(_root, _nonce, keccak256(abi.encode(_leaves)));
    }

    // --- folding ---

    function _fold(Vm.Log calldata log) internal virtual {
        bool isKnown = _foldSlot(log) || _foldMoney(log) || _foldBook(log) || _foldRound(log) || _foldGovernance(log);
        require(isKnown, "an event that the fold does not know");
    }

    function _foldSlot(Vm.Log calldata log) private returns (bool) {
        bytes32 topic = log.topics[0];
        if (topic == ICREDarkPool.Admitted.selector) {
            isAdmitted[_address(log.topics[1])] = true;
        } else if (topic == ICREDarkPool.Dismissed.selector) {
            isAdmitted[_address(log.topics[1])] = false;
        } else if (topic == ICREDarkPool.SlotRegistered.selector) {
            address holder = _address(log.topics[2]);
            _slots[uint256(log.topics[1])].owner = holder;
            indexPlusOneOf[holder] = uint256(log.topics[1]) + 1;
            ++slotCount;
        } else if (topic == ICREDarkPool.SlotReleaseRequested.selector) {
            _retirePending(_slots[uint256(log.topics[1])]);
            _slots[uint256(log.topics[1])].isReleasing = true;
        } else if (topic == ICREDarkPool.SlotReleased.selector) {
            _foldRelease(uint256(log.topics[1]), _address(log.topics[2]));
        } else if (topic == ICREDarkPool.SlotKeyPosted.selector) {
            _foldPost(log);
        } else if (topic == ICREDarkPool.SlotKeyActivated.selector) {
            _foldActivation(uint256(log.topics[1]), log.topics[2]);
        } else {
            return false;
        }
        return true;
    }

    function _foldMoney(Vm.Log calldata log) private returns (bool) {
        bytes32 topic = log.topics[0];
        if (topic == ICREDarkPool.Queued.selector) {
            (Asset asset, bool isWithdrawal, uint64 amount, uint40 queuedAt) =
                abi.decode(log.data, (Asset, bool, uint64, uint40));
            require(uint256(log.topics[1]) == tail, "a gap in the queue");
            _entries[tail++] = QueueEntry(amount, uint8(uint256(log.topics[2])), asset, isWithdrawal, queuedAt);
        } else if (topic == ICREDarkPool.Dequeued.selector) {
            require(uint256(log.topics[1]) == head, "not the head");
            delete _entries[head++];
        } else if (topic == ICREDarkPool.Reclaimed.selector) {
            delete _entries[uint256(log.topics[1])];
        } else if (topic == ICREDarkPool.Credited.selector) {
            Credit storage its = _credits[_address(log.topics[1])];
            uint80 amount = uint80(abi.decode(log.data, (uint256)));
            if (uint256(log.topics[2]) == uint256(Asset.COLLATERAL)) its.collateral += amount;
            else its.payment += amount;
        } else if (topic == ICREDarkPool.EtherCredited.selector) {
            _credits[_address(log.topics[1])].etherAmount += uint96(abi.decode(log.data, (uint256)));
        } else if (topic == ICREDarkPool.Claimed.selector) {
            Credit storage its = _credits[_address(log.topics[1])];
            (, uint256 amount) = abi.decode(log.data, (address, uint256));
            if (uint256(log.topics[2]) == uint256(Asset.COLLATERAL)) its.collateral -= uint80(amount);
            else its.payment -= uint80(amount);
        } else if (topic == ICREDarkPool.EtherClaimed.selector) {
            (, uint256 amount) = abi.decode(log.data, (address, uint256));
            _credits[_address(log.topics[1])].etherAmount -= uint96(amount);
        } else if (topic == ICREDarkPool.Exited.selector) {
            hasExited[uint256(log.topics[1])] = true;
        } else {
            return false;
        }
        return true;
    }

    function _foldBook(Vm.Log calldata log) private returns (bool) {
        bytes32 topic = log.topics[0];
        if (topic == ICREDarkPool.QuoteCommitted.selector) {
            (uint48 arrival, bytes32 ciphertext, bytes32 nonce, bool isNext) =
                abi.decode(log.data, (uint48, bytes32, bytes32, bool));
            _setQuote(uint256(log.topics[1]), isNext, StandingQuote(true, arrival, ciphertext, nonce));
        } else if (topic == ICREDarkPool.QuoteWithdrawn.selector) {
            StandingQuote memory none;
            _setQuote(uint256(log.topics[1]), abi.decode(log.data, (bool)), none);
        } else {
            return false;
        }
        return true;
    }

    function _foldRound(Vm.Log calldata log) private returns (bool) {
        bytes32 topic = log.topics[0];
        if (topic == ICREDarkPool.CollateralRequested.selector) {
            _foldRequest(log);
        } else if (topic == ICREDarkPool.RequestContinued.selector) {
            (uint256 settledRounds, bytes32 remainder, bytes32 nonce) =
                abi.decode(log.data, (uint256, bytes32, bytes32));
            CollateralRequest storage its = _requests[uint256(log.topics[1])];
            its.settledRounds = uint8(settledRounds);
            its.orderHash = keccak256(abi.encode(remainder, nonce));
            its.orderBlock = uint40(block.number);
            _order = Sealed(remainder, nonce);
        } else if (topic == ICREDarkPool.RequestEnded.selector) {
            _requests[uint256(log.topics[1])].status = abi.decode(log.data, (RequestStatus));
            liveRequest = 0;
        } else if (topic == ICREDarkPool.RoundClosed.selector) {
            _round = abi.decode(log.data, (Round));
            isRoundClosed = true;
        } else if (topic == ICREDarkPool.RoundSettled.selector) {
            (_root, _nonce, _leaves) = abi.decode(log.data, (bytes32, bytes32, bytes32[32]));
            _endRound();
        } else if (topic == ICREDarkPool.RoundExpired.selector) {
            _endRound();
        } else if (topic == ICREDarkPool.Frozen.selector) {
            isFrozen = true;
        } else {
            return false;
        }
        return true;
    }

    /// @dev The constructor says who owns and guards the pool; in a campaign nobody else ever does.
    function _foldGovernance(Vm.Log calldata log) private returns (bool) {
        bytes32 topic = log.topics[0];
        if (topic == ICREDarkPool.LimitsSet.selector) {
            _limits = abi.decode(log.data, (PoolLimits));
        } else if (topic == Governed.PauseSet.selector) {
            isPaused = abi.decode(log.data, (bool));
        } else if (topic == Governed.CallScheduled.selector) {
            (, bytes memory data) = abi.decode(log.data, (uint256, bytes));
            scheduledAt[log.topics[1]] = block.timestamp;
            calldataOf[log.topics[1]] = data;
            pending.push(log.topics[1]);
        } else if (topic == Governed.CallCancelled.selector) {
            _removePending(log.topics[1]);
        } else if (topic == Governed.CallExecuted.selector) {
            uint256 waited = block.timestamp - scheduledAt[log.topics[1]];
            if (waited < shortestDelay) shortestDelay = waited;
            _removePending(log.topics[1]);
            ++executions;
        } else {
            return topic == Governed.GuardianSet.selector || topic == keccak256("OwnershipTransferred(address,address)");
        }
        return true;
    }

    function _foldPost(Vm.Log calldata log) private {
        (uint256 index, bytes32 commitment) = (uint256(log.topics[1]), log.topics[3]);
        if (_keys[commitment].status == SlotKeyStatus.UNKNOWN) commitments.push(commitment);
        _retirePending(_slots[index]);
        _slots[index].pendingKey = commitment;
        _slots[index].isReleasing = false;
        bytes32 sealedKeyHash = keccak256(abi.decode(log.data, (bytes)));
        _keys[commitment] = SlotKey(SlotKeyStatus.PENDING, uint8(index), _address(log.topics[2]), sealedKeyHash);
    }

    function _foldActivation(uint256 index, bytes32 commitment) private {
        Slot storage holder = _slots[index];
        _keys[holder.activeKey].status = SlotKeyStatus.RETIRED;
        _keys[commitment].status = SlotKeyStatus.ACTIVE;
        holder.activeKey = commitment;
        holder.pendingKey = 0;
        _voidQuotes(index);
    }

    function _foldRelease(uint256 index, address holder) private {
        _retirePending(_slots[index]);
        _keys[_slots[index].activeKey].status = SlotKeyStatus.RETIRED;
        delete _slots[index];
        indexPlusOneOf[holder] = 0;
        --slotCount;
        _voidQuotes(index);
    }

    function _retirePending(Slot storage holder) private {
        _keys[holder.pendingKey].status = SlotKeyStatus.RETIRED;
        holder.pendingKey = 0;
    }

    function _foldRequest(Vm.Log calldata log) private {
        RequestData memory data = abi.decode(log.data, (RequestData));
        liveRequest = uint256(log.topics[1]);
        require(liveRequest == ++requestCount, "a gap in the requests");
        _order = Sealed(data.ciphertext, data.nonce);
        _requests[liveRequest] = CollateralRequest({
            orderHash: keccak256(abi.encode(data.ciphertext, data.nonce)),
            status: RequestStatus.PENDING,
            slot: uint8(uint256(log.topics[2])),
            settledRounds: 0,
            premiumBps: uint16(data.premiumBps),
            openedAt: uint40(block.timestamp),
            timeout: uint40(data.timeout),
            stake: uint96(data.stake),
            orderBlock: uint40(block.number)
        });
    }

    function _setQuote(uint256 index, bool isNext, StandingQuote memory its) private {
        if (isNext) _nextBook[index] = NextQuote(true, its);
        else _book[index] = its;
    }

    function _voidQuotes(uint256 index) private {
        delete _book[index];
        delete _nextBook[index];
    }

    function _endRound() private {
        isRoundClosed = false;
        for (uint256 i = 0; i < SLOTS; ++i) {
            if (!_nextBook[i].isSet) continue;
            _book[i] = _nextBook[i].quote;
            delete _nextBook[i];
        }
    }

    function _removePending(bytes32 callHash) private {
        for (uint256 i = 0; i < pending.length; ++i) {
            if (pending[i] != callHash) continue;
            pending[i] = pending[pending.length - 1];
            pending.pop();
            return;
        }
    }

    function _address(bytes32 topic) internal pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
