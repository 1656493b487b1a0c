// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ClearTextCircuit} from "../mocks/ClearTextCircuit.sol";
import {OpenDarkPool} from "../mocks/OpenDarkPool.sol";
import {DarkPoolFold, PoolSnapshot} from "./DarkPoolFold.sol";
import {Vm} from "forge-std/Vm.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {
    Asset,
    CollateralRequest,
    Credit,
    Queue,
    QueueEntry,
    RequestStatus,
    Round,
    StandingQuote,
    Totals
} from "src/types/Pool.sol";
import {FINE_UNITS} from "src/types/PoolUnits.sol";
import {KEY_CHANGES, KeyChange, QUEUE_BATCH, SCALAR_FIELD, SLOTS, StatementInputs} from "src/types/Settlement.sol";
import {SlotTable} from "src/types/Slot.sol";

enum Party {
    NOBODY,
    HOLDER,
    KEEPER,
    MATCHER,
    OWNER,
    GUARDIAN,
    ATTACKER
}

/// @dev What the pool was deployed with, as its documentation says it is used.
struct Rules {
    ClearTextCircuit circuit;
    uint256 roundsPerRequest;
    uint256 settlementWindow;
    uint256 idleInterval;
    uint256 minimumQuote;
    address owner;
}

/// @dev Units, and fine units of payment.
struct Sum {
    uint256 collateral;
    uint256 payment;
}

/// @notice Ghost state, nothing else: who acted last; what honest parties did; and a judgement of each event by what came
/// before it, from copies of its own: nothing here asks the pool.
contract DarkPoolLedger is DarkPoolFold {
    /// @dev What {ICREDarkPool-RequestContinued} says without an index.
    struct RemainderData {
        uint256 settledRounds;
        bytes32 remainder;
        bytes32 nonce;
    }

    Rules private _rules;

    Party public lastParty;
    /// @dev For whom a holder's calls are made, if they are.
    address public lastHolder;
    bytes private _before;
    bytes private _wordsBefore;
    uint256 public pendingBefore;

    // --- what honest parties did ---

    uint256 public price;
    Sum private _donated;
    uint256 public notedSettlements;
    uint256 public notedRegistrations;
    bytes public lastFill;
    /// @dev What a holder may always do, and could not.
    uint256 public refusals;

    // --- what came of it ---

    uint256 public registrations;
    uint256 public closes;
    uint256 public settlements;
    uint256 public expiries;
    uint256 public admissions;
    uint256 public limitChanges;
    uint256 public mostPosts;
    uint256 public mostEnds;
    uint256 public mostNonceUses;
    uint256 public lastArrival;
    /// @dev Slots that are waiting for a round, as {Queue-keysWaiting} is documented.
    uint32 public keysWaiting;
    /// @dev Fine units that exits and releases rounded off, each less than a unit.
    uint256 public dust;
    uint256 public exits;
    uint256 public mostExits;
    uint256 public provenReleases;
    mapping(address account => Credit) private _owed;

    // --- judgements ---

    uint256 public unasked;
    uint256 public wrongRounds;
    uint256 public wrongOutcomes;
    uint256 public wrongSums;
    uint256 public wrongEnds;
    uint256 public wrongArrivals;

    // --- of the closed round, copied at its close ---

    Round private _frozen;
    QueueEntry[] private _frozenEntries;
    StandingQuote[SLOTS] private _frozenBook;
    /// @dev Slots that had already waited at the close, and have neither asked again nor gone since.
    uint32 private _frozenKeys;

    // --- of the call that is being folded ---

    bool private _isFreezing;

    KeyChange[] private _changes;
    bytes32[SLOTS] private _tableKeys;
    uint256 private _dequeued;
    uint256 private _acceptedMask;
    bytes32 private _expectedRemainder;
    uint256 private _expectedDisclosed;

    mapping(bytes32 commitment => uint256) private _postsOf;
    mapping(uint256 round => uint256) private _endsOf;
    mapping(uint256 slot => uint256) private _exitsOf;
    mapping(bytes32 nonce => uint256) private _usesOf;

    constructor(OpenDarkPool pool_, address[] memory accounts_, Rules memory rules_, uint256 price_)
        DarkPoolFold(pool_, accounts_)
    {
        _rules = rules_;
        price = price_;
    }

    function begin(Party party) external {
        proceed(party);
        _before = abi.encode(current());
        _wordsBefore = words();
        pendingBefore = pending.length;
    }

    /// @dev Another party goes on, in the same call of a campaign: rows compare with what was before the first.
    function proceed(Party party) public {
        lastParty = party;
        lastHolder = address(0);
    }

    /// @dev Judges and folds what the pool emitted since {begin}, in order.
    function end(Vm.Log[] calldata logs) external {
        delete _changes;
        _dequeued = _acceptedMask = 0;
        _isFreezing = false;
        for (uint256 i = 0; i < logs.length; ++i) {
            bool isFreeze = logs[i].topics[0] == ICREDarkPool.Frozen.selector;
            if (isFreeze && logs[i].emitter == address(pool)) _isFreezing = true;
        }
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(pool)) _fold(logs[i]);
        }
    }

    // --- notes of honest parties ---

    function noteHolder(address holder) external {
        lastHolder = holder;
    }

    function noteRefusal() external {
        ++refusals;
    }

    function noteRegistration(address holder) external {
        ++notedRegistrations;
        lastHolder = holder;
    }

    function notePrice(uint256 price_) external {
        price = price_;
    }

    function noteDonation(Asset asset, uint256 amount) external {
        if (asset == Asset.COLLATERAL) _donated.collateral += amount;
        else _donated.payment += amount * FINE_UNITS;
    }

    function noteSettlement(bytes calldata fill) external {
        ++notedSettlements;
        lastFill = fill;
    }

    // --- reading ---

    function before() external view returns (PoolSnapshot memory) {
        return abi.decode(_before, (PoolSnapshot));
    }

    function wordsBefore() external view returns (bytes memory) {
        return _wordsBefore;
    }

    function words() public view returns (bytes memory) {
        (SlotTable memory masks, Queue memory queue, Totals memory totals) = pool.words();
        return abi.encode(masks, queue, totals);
    }

    function donated() external view returns (Sum memory) {
        return _donated;
    }

    function owed(address account) external view returns (Credit memory) {
        return _owed[account];
    }

    /// @notice The table that the last settlement left, as every reader of events and every key's holder knows it.
    function table() public view returns (ClearTextCircuit.Table memory) {
        return ClearTextCircuit.Table(_tableKeys, _leaves);
    }

    /// @notice Of all slots that have not exited.
    function held() public view returns (Sum memory) {
        bytes32[SLOTS] memory its = _leaves;
        for (uint256 i = 0; i < SLOTS; ++i) {
            if (hasExited[i]) its[i] = 0;
        }
        return _sumOf(its);
    }

    /// @notice Deposits that have been paid and not yet taken in.
    function queued() external view returns (Sum memory sum) {
        for (uint256 index = head; index < tail; ++index) {
            QueueEntry storage its = _entries[index];
            if (!its.isWithdrawal) _add(sum, its.asset, its.amount);
        }
    }

    // --- judging ---

    function _fold(Vm.Log calldata log) internal override {
        bytes32 topic = log.topics[0];
        if (topic == ICREDarkPool.Admitted.selector) ++admissions;
        if (topic == ICREDarkPool.LimitsSet.selector) ++limitChanges;
        if (topic == ICREDarkPool.SlotRegistered.selector) _judgeRegistration(_address(log.topics[2]));
        if (topic == ICREDarkPool.SlotKeyPosted.selector) _judgePost(log);
        if (topic == ICREDarkPool.SlotReleaseRequested.selector) _judgeWish(uint256(log.topics[1]));
        if (topic == ICREDarkPool.SlotKeyActivated.selector) _noteChange(uint256(log.topics[1]), log.topics[2]);
        if (topic == ICREDarkPool.SlotReleased.selector) _judgeRelease(uint256(log.topics[1]));

        if (topic == ICREDarkPool.Queued.selector) _judgeHolderOf(uint256(log.topics[2]));
        if (topic == ICREDarkPool.Dequeued.selector) _judgeDequeued(log);
        if (topic == ICREDarkPool.Claimed.selector) _judgeClaim(log);
        if (topic == ICREDarkPool.EtherClaimed.selector) _judgeEtherClaim(log);
        if (topic == ICREDarkPool.Exited.selector) _judgeExit(uint256(log.topics[1]));
        if (topic == ICREDarkPool.Reclaimed.selector) _judgeReclaim(_entries[uint256(log.topics[1])]);

        if (topic == ICREDarkPool.QuoteCommitted.selector) _judgeQuote(log);
        if (topic == ICREDarkPool.QuoteWithdrawn.selector) _judgeHolderOf(uint256(log.topics[1]));
        if (topic == ICREDarkPool.CollateralRequested.selector) _judgeHolderOf(uint256(log.topics[2]));
        if (topic == ICREDarkPool.RoundClosed.selector) _judgeClose(abi.decode(log.data, (Round)));
        if (topic == ICREDarkPool.RoundSettled.selector) _judgeSettlement(log);
        if (topic == ICREDarkPool.RoundExpired.selector) _judgeExpiry(uint256(log.topics[1]));
        if (topic == ICREDarkPool.RequestContinued.selector) _judgeRemainder(abi.decode(log.data, (RemainderData)));
        if (topic == ICREDarkPool.RequestEnded.selector) _judgeEnd(log);
        super._fold(log);
    }

    function _judgeRegistration(address holder) private {
        ++registrations;
        _judgeHolder(holder);
    }

    function _judgeHolder(address holder) private {
        if (holder != lastHolder) ++unasked;
    }

    /// @dev Whatever happens for a slot, its owner asked for it in this very call.
    function _judgeHolderOf(uint256 index) private {
        if (_slots[index].owner == address(0) || _slots[index].owner != lastHolder) ++unasked;
    }

    function _judgePost(Vm.Log calldata log) private {
        if (++_postsOf[log.topics[3]] > mostPosts) mostPosts = _postsOf[log.topics[3]];
        _judgeWish(uint256(log.topics[1]));
    }

    /// @dev Of a new key, or of none.
    function _judgeWish(uint256 index) private {
        _judgeHolderOf(index);
        keysWaiting |= uint32(1 << index);
        _frozenKeys &= ~uint32(1 << index);
    }

    function _judgeRelease(uint256 index) private {
        if (lastParty == Party.MATCHER) {
            if (!_slots[index].isReleasing) ++unasked;
            ++provenReleases;
            _noteChange(index, 0);
            return;
        }
        _judgeHolderOf(index);
        keysWaiting &= ~uint32(1 << index);
        _frozenKeys &= ~uint32(1 << index);
    }

    function _noteChange(uint256 index, bytes32 commitment) private {
        _changes.push(KeyChange(uint8(index), commitment));
        keysWaiting &= ~uint32(1 << index);
        _frozenKeys &= ~uint32(1 << index);
    }

    function _judgeDequeued(Vm.Log calldata log) private {
        QueueEntry memory its = _entries[uint256(log.topics[1])];
        bool isAccepted = abi.decode(log.data, (bool));
        if (isAccepted) _acceptedMask |= 1 << _dequeued;
        ++_dequeued;
        if (its.isWithdrawal && isAccepted) _owe(_slots[its.slot].owner, its.asset, its.amount);
    }

    function _judgeClaim(Vm.Log calldata log) private {
        address account = _address(log.topics[1]);
        (, uint256 amount) = abi.decode(log.data, (address, uint256));
        _judgeHolder(account);
        Credit storage its = _owed[account];
        bool isCollateral = uint256(log.topics[2]) == uint256(Asset.COLLATERAL);
        if (amount != (isCollateral ? its.collateral : its.payment)) ++wrongSums;
        if (isCollateral) its.collateral = 0;
        else its.payment = 0;
    }

    function _judgeEtherClaim(Vm.Log calldata log) private {
        address account = _address(log.topics[1]);
        (, uint256 amount) = abi.decode(log.data, (address, uint256));
        _judgeHolder(account);
        if (amount != _owed[account].etherAmount) ++wrongSums;
        _owed[account].etherAmount = 0;
    }

    function _judgeExit(uint256 index) private {
        _judgeHolderOf(index);
        ++exits;
        if (++_exitsOf[index] > mostExits) mostExits = _exitsOf[index];
        uint256 leaf = uint256(_leaves[index]);
        _owe(_slots[index].owner, Asset.COLLATERAL, uint64(leaf));
        _owe(_slots[index].owner, Asset.PAYMENT, (leaf >> 64) / FINE_UNITS);
        dust += (leaf >> 64) % FINE_UNITS;
    }

    function _judgeReclaim(QueueEntry storage its) private {
        if (!isFrozen || its.isWithdrawal || its.amount == 0) ++wrongSums;
        _owe(_slots[its.slot].owner, its.asset, its.amount);
    }

    function _judgeQuote(Vm.Log calldata log) private {
        _judgeHolderOf(uint256(log.topics[1]));
        (uint256 arrival,,, bool isNext) = abi.decode(log.data, (uint256, bytes32, bytes32, bool));
        if ((arrival != 0 && arrival <= lastArrival) || isNext != isRoundClosed) ++wrongArrivals;
        lastArrival = arrival;
    }

    /// @dev What the round has to be, from what stands now; and a copy of what it takes in.
    function _judgeClose(Round memory closed) private {
        Round memory wanted;
        wanted.number = uint64(++closes);
        wanted.closedAt = uint40(block.timestamp);
        wanted.requestId = uint64(_dueRequest());
        wanted.entries = uint8(tail - head < QUEUE_BATCH ? tail - head : QUEUE_BATCH);
        wanted.keys = keysWaiting;
        wanted.context = keccak256(abi.encode(blockhash(block.number - 1), closes));
        delete _frozenBook;
        if (wanted.requestId != 0) {
            CollateralRequest storage its = _requests[wanted.requestId];
            wanted.capBps = uint16(uint256(its.premiumBps) * (its.settledRounds + 1) / _rules.roundsPerRequest);
            for (uint256 i = 0; i < SLOTS; ++i) {
                if (i == its.slot || !_book[i].isQuoted) continue;
                wanted.book |= uint32(1 << i);
                _frozenBook[i] = _book[i];
            }
        } else {
            bool isWaited = block.timestamp >= uint256(_round.closedAt) + _rules.idleInterval;
            if (!isWaited || (head == tail && keysWaiting == 0)) ++wrongRounds;
        }
        if (isRoundClosed || isFrozen) ++wrongRounds;
        if (keccak256(abi.encode(closed)) != keccak256(abi.encode(wanted))) ++wrongRounds;

        _frozen = wanted;
        _frozenKeys = keysWaiting;
        keysWaiting = 0;
        delete _frozenEntries;
        for (uint256 k = 0; k < wanted.entries; ++k) {
            _frozenEntries.push(_entries[head + k]);
        }
    }

    /// @dev Events tell all that a settlement changed: they have to be the one outcome of what was frozen, by the matcher's
    /// own rules; and by counting alone nothing may have come or gone.
    function _judgeSettlement(Vm.Log calldata log) private {
        ++settlements;
        (bytes32 root, bytes32 nonce, bytes32[SLOTS] memory latter) =
            abi.decode(log.data, (bytes32, bytes32, bytes32[32]));
        _countEnd(uint256(log.topics[1]));
        if (++_usesOf[nonce] > mostNonceUses) mostNonceUses = _usesOf[nonce];
        if (uint256(log.topics[2]) != _frozen.requestId || _dequeued != _frozenEntries.length) ++wrongRounds;
        if (block.timestamp > uint256(_frozen.closedAt) + _rules.settlementWindow) ++wrongRounds;

        bytes32[] memory inputs = _statement();
        bytes32 digest = keccak256(abi.encodePacked(block.chainid, address(pool), _frozen.context, inputs));
        if (nonce != bytes32(uint256(digest) % SCALAR_FIELD)) ++wrongOutcomes;
        _judgeOutcome(inputs, root, latter);
        _judgeSum(latter);

        for (uint256 g = 0; g < _changes.length; ++g) {
            _tableKeys[_changes[g].slot] = _changes[g].commitment;
        }
        // One that was left out although there was room is no reason for a round any more, until it is asked for anew.
        if (_changes.length == KEY_CHANGES) keysWaiting |= _frozenKeys;
        delete _changes;
        _dequeued = _acceptedMask = 0;
    }

    function _judgeOutcome(bytes32[] memory inputs, bytes32 root, bytes32[SLOTS] memory latter) private {
        try _rules.circuit.settle(table(), inputs) returns (ClearTextCircuit.Outcome memory wanted) {
            bool isWanted = root == wanted.root && keccak256(abi.encode(latter)) == keccak256(abi.encode(wanted.leaves));
            // Bits of entries that do not exist are set.
            uint256 exists = (1 << _dequeued) - 1;
            if (!isWanted || _acceptedMask != wanted.acceptedMask & exists) ++wrongOutcomes;
            (_expectedRemainder, _expectedDisclosed) = (wanted.remainder, wanted.disclosed);
        } catch {
            ++wrongOutcomes;
        }
    }

    function _judgeSum(bytes32[SLOTS] memory latter) private {
        (Sum memory wanted, Sum memory sum) = (held(), _sumOf(latter));
        for (uint256 k = 0; k < _frozenEntries.length; ++k) {
            QueueEntry storage its = _frozenEntries[k];
            bool isAccepted = _acceptedMask >> k & 1 != 0;
            if (!its.isWithdrawal) _add(wanted, its.asset, its.amount);
            else if (isAccepted) _add(sum, its.asset, its.amount);
            if (!its.isWithdrawal && !isAccepted) ++wrongSums;
        }
        uint256 dropped = _droppedDust(wanted.payment, sum.payment);
        dust += dropped;
        if (sum.collateral != wanted.collateral || sum.payment + dropped != wanted.payment) ++wrongSums;
    }

    /// @dev What is missing, if that is less than a unit for each slot that was given up; else none of it.
    function _droppedDust(uint256 wanted, uint256 payment) private view returns (uint256) {
        uint256 most = 0;
        for (uint256 g = 0; g < _changes.length; ++g) {
            if (_changes[g].commitment == 0) most += FINE_UNITS - 1;
        }
        return payment <= wanted && wanted - payment <= most ? wanted - payment : 0;
    }

    /// @dev The circuit's public inputs without the outputs, from what was frozen.
    function _statement() private view returns (bytes32[] memory inputs) {
        inputs = new bytes32[](StatementInputs.LEAF + SLOTS);
        if (_frozen.requestId != 0) {
            inputs[StatementInputs.HAS_REQUEST] = bytes32(uint256(1));
            inputs[StatementInputs.ORDER] = _order.ciphertext;
            inputs[StatementInputs.ORDER_NONCE] = _order.nonce;
            inputs[StatementInputs.PRICE] = bytes32(price);
            inputs[StatementInputs.CAP_BPS] = bytes32(uint256(_frozen.capBps));
            inputs[StatementInputs.REQUESTER] = bytes32(uint256(_requests[_frozen.requestId].slot));
        }
        inputs[StatementInputs.MINIMUM_QUOTE] = bytes32(_rules.minimumQuote);
        inputs[StatementInputs.OLD_ROOT] = _root;
        inputs[StatementInputs.OLD_NONCE] = _nonce;
        for (uint256 g = 0; g < KEY_CHANGES; ++g) {
            bool isUsed = g < _changes.length;
            inputs[StatementInputs.CHANGE_SLOT + g] = bytes32(isUsed ? _changes[g].slot : SLOTS);
            if (isUsed) inputs[StatementInputs.CHANGE_COMMITMENT + g] = _changes[g].commitment;
        }
        for (uint256 k = 0; k < _frozenEntries.length; ++k) {
            QueueEntry storage its = _frozenEntries[k];
            uint256 word = uint256(its.slot) << 64 | its.amount;
            word |= uint256(its.asset) << 72 | (its.isWithdrawal ? 1 << 73 : 0);
            inputs[StatementInputs.ADJUSTMENT + k] = bytes32(word);
        }
        for (uint256 i = 0; i < SLOTS; ++i) {
            StandingQuote storage its = _frozenBook[i];
            if (!its.isQuoted) continue;
            inputs[StatementInputs.QUOTE + i] = its.ciphertext;
            inputs[StatementInputs.QUOTE_STAMP + i] = bytes32(uint256(its.arrival) << 192 | uint256(its.nonce));
        }
    }

    function _judgeExpiry(uint256 number) private {
        ++expiries;
        _countEnd(number);
        // Then no round follows in which a key could be taken in, and it was not too slow.
        if (_isFreezing) return;
        keysWaiting |= _frozenKeys;
        if (block.timestamp <= uint256(_frozen.closedAt) + _rules.settlementWindow) ++wrongEnds;
    }

    function _countEnd(uint256 number) private {
        if (++_endsOf[number] > mostEnds) mostEnds = _endsOf[number];
        if (!isRoundClosed || number != _frozen.number) ++wrongRounds;
    }

    function _judgeRemainder(RemainderData memory data) private {
        CollateralRequest storage its = _requests[_frozen.requestId];
        bool isWanted = data.remainder == _expectedRemainder && data.nonce == _nonce;
        if (!isWanted || data.settledRounds != uint256(its.settledRounds) + 1) ++wrongOutcomes;
    }

    /// @dev A request ends once: by the settlement of its last round, by its owner, by anyone once its owner is dismissed, by
    /// time, or with the pool. Rounds without it had to leave out its slot's key, which waits again.
    function _judgeEnd(Vm.Log calldata log) private {
        uint256 requestId = uint256(log.topics[1]);
        CollateralRequest storage its = _requests[requestId];
        RequestStatus status = abi.decode(log.data, (RequestStatus));
        address requester = _slots[its.slot].owner;
        bool isRight = its.status == RequestStatus.PENDING && requestId == liveRequest;
        if (status == RequestStatus.CANCELLED) {
            bool isAllowed = lastHolder == requester || !isAdmitted[requester];
            isRight = isRight && isAllowed && !(isRoundClosed && _frozen.requestId == requestId);
        } else if (status == RequestStatus.EXPIRED) {
            isRight = isRight && (isFrozen || block.timestamp > _latest(requestId));
        } else {
            isRight = isRight && lastParty == Party.MATCHER && its.settledRounds == _rules.roundsPerRequest
                && status == _settledStatus();
        }
        if (!isRight) ++wrongEnds;
        if (_slots[its.slot].pendingKey != 0) keysWaiting |= uint32(1 << its.slot);
        _owed[status == RequestStatus.CANCELLED ? _rules.owner : requester].etherAmount += its.stake;
    }

    /// @dev Its last second: of its round that has just been voided, or of itself.
    function _latest(uint256 requestId) private view returns (uint256) {
        uint256 window = _rules.settlementWindow;
        bool isVoided = _frozen.requestId == requestId && _endsOf[_frozen.number] == 1;
        bool isInThisRound = isVoided && _frozen.number == closes && !isRoundClosed;
        uint256 ofRound = uint256(_frozen.closedAt) + window;
        uint256 ofRequest = uint256(_requests[requestId].openedAt) + _requests[requestId].timeout + window;
        return isInThisRound && ofRound < ofRequest ? ofRound : ofRequest;
    }

    function _settledStatus() private view returns (RequestStatus) {
        if (_expectedDisclosed == 0) return RequestStatus.SETTLED;
        return _expectedDisclosed == 1 ? RequestStatus.FILLED : RequestStatus.PARTIALLY_FILLED;
    }

    function _dueRequest() private view returns (uint256) {
        if (liveRequest == 0 || isPaused) return 0;
        CollateralRequest storage its = _requests[liveRequest];
        uint256 rounds = uint256(its.settledRounds) + 1;
        uint256 dueAt = uint256(its.openedAt) + uint256(its.timeout) * rounds / _rules.roundsPerRequest;
        return block.timestamp >= dueAt ? liveRequest : 0;
    }

    function _owe(address account, Asset asset, uint256 amount) private {
        if (asset == Asset.COLLATERAL) _owed[account].collateral += uint80(amount);
        else _owed[account].payment += uint80(amount);
    }

    function _sumOf(bytes32[SLOTS] memory its) private pure returns (Sum memory sum) {
        for (uint256 i = 0; i < SLOTS; ++i) {
            sum.collateral += uint64(uint256(its[i]));
            sum.payment += uint256(its[i]) >> 64;
        }
    }

    function _add(Sum memory sum, Asset asset, uint256 amount) private pure {
        if (asset == Asset.COLLATERAL) sum.collateral += amount;
        else sum.payment += amount * FINE_UNITS;
    }
}
