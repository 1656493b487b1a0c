// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {RoundClosing} from "../libraries/RoundClosing.sol";
import {SlotTables} from "../libraries/SlotTables.sol";
import {CollateralRequest, RequestIds, RequestStatus, Round} from "../types/Pool.sol";
import {SlotTable} from "../types/Slot.sol";
import {PoolBook} from "./PoolBook.sol";
import {PoolQueue} from "./PoolQueue.sol";

/// @title PoolRounds
/// @notice Requests, and the rounds in which they, the queue and keys are settled: open, closed, and settled or expired.
/// @dev A close freezes everything that its settlement takes in, before the price is known. Every request runs through all of
/// its rounds, whatever is filled, so that their number tells nothing.
abstract contract PoolRounds is PoolQueue, PoolBook {
    using SlotTables for SlotTable;

    /// @inheritdoc ICREDarkPool
    uint256 public constant MAX_TIMEOUT = 30 days;

    /// @dev What is decided at deployment, for good. Times in seconds.
    struct Timing {
        /// Rounds that every request runs through.
        uint8 roundsPerRequest;
        /// From a close to the latest settlement; a price has to come, and a proof to be made.
        uint40 settlementWindow;
        /// Least time between two closes without a request.
        uint40 idleInterval;
        /// What the head of the queue may wait before owners can leave without the operator.
        uint40 exitDelay;
    }

    uint256 public immutable roundsPerRequest;
    uint256 public immutable settlementWindow;
    uint256 public immutable idleInterval;
    uint256 public immutable exitDelay;

    /// @dev `heartbeat`: seconds within which a price comes.
    constructor(Timing memory timing, uint256 heartbeat) {
        require(timing.roundsPerRequest != 0, ParameterInvalid("roundsPerRequest", 0));
        require(timing.settlementWindow > heartbeat, ParameterInvalid("settlementWindow", timing.settlementWindow));
        // All that can wait is settled in eight rounds, each of which may be a request's; one before them may expire.
        uint256 slowest = 10 * uint256(timing.settlementWindow) + 8 * uint256(timing.idleInterval);
        require(timing.exitDelay > slowest, ParameterInvalid("exitDelay", timing.exitDelay));
        roundsPerRequest = timing.roundsPerRequest;
        settlementWindow = timing.settlementWindow;
        idleInterval = timing.idleInterval;
        exitDelay = timing.exitDelay;
        require(minTimeout() <= MAX_TIMEOUT, ParameterInvalid("minTimeout", minTimeout()));
    }

    /// @inheritdoc ICREDarkPool
    function requestCollateral(bytes32 encryptedAmount, bytes32 nonce, uint256 premiumBps, uint256 timeout)
        external
        payable
        whileNotPaused
        returns (uint256 requestId)
    {
        Account storage account = _accounts[msg.sender];
        require(account.isAdmitted, NotAdmitted(msg.sender));
        uint256 holder = _requireKeyedSlot();
        account.orderCounter = _requireFresh(encryptedAmount, nonce, account.orderCounter);
        require(premiumBps <= _limits.maxPremiumBps, PremiumTooHigh(premiumBps, _limits.maxPremiumBps));
        require(timeout >= minTimeout() && timeout <= MAX_TIMEOUT, TimeoutInvalid(timeout, minTimeout(), MAX_TIMEOUT));
        require(msg.value == _limits.requestStake, StakeMismatch(msg.value, _limits.requestStake));
        RequestIds memory ids = _pool.requestIds;
        require(ids.live == 0, RequestPending(ids.live));

        requestId = ++ids.count;
        ids.live = ids.count;
        _pool.requestIds = ids;
        // forge-lint: disable-start(unsafe-typecast): all bounded above
        _pool.requests[requestId] = CollateralRequest({
            orderHash: _orderHash(encryptedAmount, nonce),
            status: RequestStatus.PENDING,
            slot: uint8(holder),
            settledRounds: 0,
            premiumBps: uint16(premiumBps),
            openedAt: uint40(block.timestamp),
            timeout: uint40(timeout),
            stake: uint96(msg.value),
            orderBlock: uint40(block.number)
        });
        // forge-lint: disable-end(unsafe-typecast)

        emit CollateralRequested(requestId, holder, encryptedAmount, nonce, premiumBps, timeout, msg.value);
    }

    /// @inheritdoc ICREDarkPool
    function cancelRequest(uint256 requestId) external {
        CollateralRequest storage pending = _pool.requests[requestId];
        require(pending.status == RequestStatus.PENDING, RequestNotPending(requestId, pending.status));
        address requester = _pool.slots[pending.slot].owner;
        require(msg.sender == requester || !_accounts[requester].isAdmitted, NotRequester(msg.sender, requester));
        require(!_readTable().isRoundClosed || _pool.round.requestId != requestId, RoundNotEnded(_pool.round.number));

        _endRequest(requestId, RequestStatus.CANCELLED, owner());
    }

    /// @inheritdoc ICREDarkPool
    function close() external returns (uint256) {
        RoundClosing.Terms memory terms = RoundClosing.Terms(roundsPerRequest, settlementWindow, idleInterval);
        return RoundClosing.close(_pool, terms, !paused);
    }

    /// @inheritdoc ICREDarkPool
    function expire() external {
        SlotTable memory table = _readTable();
        Round memory round = _readRound();
        uint256 requestId = _pool.requestIds.live;
        if (table.isRoundClosed) {
            require(block.timestamp > uint256(round.closedAt) + settlementWindow, RoundNotEnded(round.number));
            table.endRound();
            _writeTable(table);
            _letKeysWait(round.keys & table.occupied);
            emit RoundExpired(round.number, round.requestId);
            if (round.requestId == 0) return;
        } else {
            require(
                requestId != 0 && block.timestamp > RoundClosing.deadlineOf(_readRequest(requestId), settlementWindow),
                NothingToExpire()
            );
        }
        _expireLiveRequest();
    }

    /// @inheritdoc ICREDarkPool
    function request(uint256 requestId) external view returns (CollateralRequest memory) {
        return _readRequest(requestId);
    }

    /// @inheritdoc ICREDarkPool
    function liveRequest() external view returns (uint256) {
        return _pool.requestIds.live;
    }

    /// @inheritdoc ICREDarkPool
    function lastRound() external view returns (Round memory round, bool isClosed) {
        return (_readRound(), _readTable().isRoundClosed);
    }

    /// @inheritdoc ICREDarkPool
    function minTimeout() public view returns (uint256) {
        return roundsPerRequest * settlementWindow;
    }

    /// @dev Ends the live request, and credits its stake to `stakeTo`.
    function _endRequest(uint256 requestId, RequestStatus status, address stakeTo) internal {
        CollateralRequest storage ended = _pool.requests[requestId];
        ended.status = status;
        _pool.requestIds.live = 0;
        // Rounds without the request had to leave the key out.
        if (_pool.slots[ended.slot].pendingKey != 0) _letKeysWait(SlotTables.bit(ended.slot));

        emit RequestEnded(requestId, status);
        _creditEther(stakeTo, ended.stake);
    }

    /// @dev Ends whatever request is live, returning its stake; none is fine.
    function _expireLiveRequest() internal {
        uint256 requestId = _pool.requestIds.live;
        if (requestId == 0) return;
        _endRequest(requestId, RequestStatus.EXPIRED, _pool.slots[_pool.requests[requestId].slot].owner);
    }

    function _readRound() internal view returns (Round memory) {
        return _pool.round;
    }

    function _readRequest(uint256 requestId) internal view returns (CollateralRequest memory) {
        return _pool.requests[requestId];
    }

    function _orderHash(bytes32 ciphertext, bytes32 nonce) internal pure returns (bytes32) {
        return keccak256(abi.encode(ciphertext, nonce));
    }
}
