// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Vm} from "forge-std/Vm.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, CollateralRequest, PoolState, QueueEntry, RequestStatus, Round} from "src/types/Pool.sol";
import {KeyChange, SLOTS, Sealed, Settlement} from "src/types/Settlement.sol";
import {BindingProofVerifier} from "test/mocks/BindingProofVerifier.sol";
import {BindingVerifier} from "test/mocks/BindingVerifier.sol";
import {MockPoolPrices} from "test/mocks/MockPoolPrices.sol";

// confidentialFill
// ├── when frozen                                       → reverts PoolFrozen
// ├── when no round is closed, or it was settled        → reverts NoRoundClosed
// ├── when round or request are not the closed ones     → reverts RoundMismatch
// ├── when the window has passed                        → reverts RoundOver
// ├── when the order is not the request's               → reverts OrderMismatch
// ├── when there is no such price                       → reverts as the prices do
// ├── when it says without request what needs one       → reverts SettlementInvalid
// ├── when what was sent is malformed                   → reverts
// ├── when the attestation is missing or of another
// │   settlement, round, pool or chain                  → reverts as the verifier does, whatever the proof
// ├── when the proof is missing or of other inputs      → reverts as the verifier does, whatever the attestation
// └── otherwise, by anyone, also when paused            → the state is the settlement's; entries leave the queue, and what is
//     accepted is credited; emits RoundSettled and the rest
//     ├── when rounds are left                          → what remains is the next round's order
//     └── when it was the last                          → SETTLED, FILLED or PARTIALLY_FILLED; the stake is credited
contract CREDarkPool_ConfidentialFill_Test is RoundsHarness {
    // --- refused before anything is verified ---

    function test_reverts_whenFrozen(uint256 seed, bool isRequested) external {
        uint256 requestId = _closeOne(seed, isRequested);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _someSettlement());
        _freeze();
        vm.expectRevert(ICREDarkPool.PoolFrozen.selector);
        pool.confidentialFill(requestId, zkProof, evidence);
    }

    function test_reverts_whenNoRoundIsClosed(uint256 requestId, bytes calldata evidence) external {
        bytes memory zkProof = abi.encode(_settlement(), evidence);
        vm.expectRevert(ICREDarkPool.NoRoundClosed.selector);
        pool.confidentialFill(requestId, zkProof, evidence);
    }

    function test_reverts_whenSettledAlready(uint256 seed, bool isRequested) external {
        uint256 requestId = _closeOne(seed, isRequested);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _someSettlement());
        pool.confidentialFill(requestId, zkProof, evidence);
        vm.expectRevert(ICREDarkPool.NoRoundClosed.selector);
        pool.confidentialFill(requestId, zkProof, evidence);
    }

    /// @dev With all that settled the round before, of the same request.
    function test_reverts_whenReplayed(uint256 seed) external {
        uint256 requestId = _closeOne(seed, true);
        Settlement memory first = _requestSettlement();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, first);
        _settleRequest(first);
        Round memory next = _closeDue();
        _expectRevert(
            requestId,
            zkProof,
            evidence,
            abi.encodeWithSelector(ICREDarkPool.RoundMismatch.selector, first.round, requestId, next.number, requestId)
        );

        first.round = next.number;
        _expectRevert(
            requestId,
            abi.encode(first, bytes("")),
            evidence,
            abi.encodeWithSelector(
                ICREDarkPool.OrderMismatch.selector,
                keccak256(abi.encode(first.order)),
                pool.request(requestId).orderHash
            )
        );
    }

    function test_reverts_whenTheRoundExpired(uint256 seed, bool isRequested) external {
        uint256 requestId = _closeOne(seed, isRequested);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _someSettlement());
        _end(false);
        _expectRevert(requestId, zkProof, evidence, abi.encodeWithSelector(ICREDarkPool.NoRoundClosed.selector));
    }

    function test_reverts_whenRoundOrRequestIsAnother(uint256 seed, bool isRequested, uint64 round, uint256 other)
        external
    {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        uint64 closed = settlement.round;
        vm.assume(round != closed && other != requestId);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, settlement);
        _expectRevert(other, zkProof, evidence, _mismatch(closed, other, closed, requestId));

        settlement.round = round;
        _expectRevert(
            requestId, abi.encode(settlement, bytes("")), evidence, _mismatch(round, requestId, closed, requestId)
        );
    }

    /// @dev A request that waits is not the closed round's.
    function test_reverts_whenTheRequestIsNotInTheRound(uint256 seed) external {
        _closeOne(seed, false);
        uint256 requestId = _request(0, seed);
        Settlement memory settlement = _requestSettlement();
        vm.expectRevert(_mismatch(settlement.round, requestId, settlement.round, 0));
        pool.confidentialFill(requestId, abi.encode(settlement, bytes("")), "");
    }

    /// @dev In the last second a settlement is in time.
    function test_reverts_whenTheWindowHasPassed(uint256 seed, bool isRequested, uint256 late) external {
        uint256 requestId = _closeOne(seed, isRequested);
        uint256 deadline = block.timestamp + WINDOW;
        Settlement memory settlement = _someSettlement();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, settlement);
        vm.warp(deadline + bound(late, 1, 365 days));
        _expectOver(requestId, settlement.round, deadline, zkProof, evidence);
        vm.warp(deadline + 1);
        _expectOver(requestId, settlement.round, deadline, zkProof, evidence);

        vm.warp(deadline);
        pool.confidentialFill(requestId, zkProof, evidence);
        assertEq(pool.state().root, settlement.newRoot);
    }

    function test_reverts_whenTheOrderIsAnother(uint256 seed, bytes32 ciphertext, bytes32 nonce, bool isNonce)
        external
    {
        uint256 requestId = _closeOne(seed, true);
        Settlement memory settlement = _requestSettlement();
        vm.assume(ciphertext != order.ciphertext && nonce != order.nonce);
        if (isNonce) settlement.order.nonce = nonce;
        else settlement.order.ciphertext = ciphertext;
        vm.expectRevert(
            abi.encodeWithSelector(
                ICREDarkPool.OrderMismatch.selector,
                keccak256(abi.encode(settlement.order)),
                keccak256(abi.encode(order))
            )
        );
        pool.confidentialFill(requestId, abi.encode(settlement, bytes("")), "");
    }

    /// @dev Which price it has to be is the close's to say.
    function test_reverts_whenThePriceIsAnothers(uint256 seed, uint80 priceRound) external {
        uint256 requestId = _closeOne(seed, true);
        uint256 closedAt = block.timestamp;
        vm.assume(priceRound != closedAt);
        Settlement memory settlement = _requestSettlement();
        settlement.priceRounds.btcUsd = priceRound;
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(MockPoolPrices.PriceMissing.selector, closedAt));
        pool.confidentialFill(requestId, abi.encode(settlement, bytes("")), "");
    }

    /// @dev Nobody can settle without the price; the round expires, and nothing has changed.
    function test_expires_whenThereIsNoPrice(uint256 seed) external {
        uint256 requestId = _closeOne(seed, true);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _requestSettlement());
        PoolState memory state = pool.state();
        prices.setPrice(0);
        _expectRevert(
            requestId, zkProof, evidence, abi.encodeWithSelector(MockPoolPrices.PriceMissing.selector, block.timestamp)
        );
        _end(false);
        assertEq(uint256(pool.request(requestId).status), uint256(RequestStatus.EXPIRED));
        assertEq(abi.encode(pool.state()), abi.encode(state));
    }

    /// @dev Rounds without a request need none.
    function test_settles_whenThereIsNoPrice(uint256 seed) external {
        prices.setPrice(0);
        _closeOne(seed, false);
        _settle(_settlement());
    }

    function test_reverts_whenItSaysWithoutRequestWhatNeedsOne(uint256 seed, bytes32 remainder, uint8 disclosed)
        external
    {
        vm.assume(remainder != 0 && disclosed != 0);
        _closeOne(seed, false);
        Settlement memory settlement = _settlement();
        settlement.remainder = remainder;
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SettlementInvalid.selector, "remainder"));
        pool.confidentialFill(0, abi.encode(settlement, bytes("")), "");
        settlement.remainder = 0;
        settlement.disclosed = disclosed;
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.SettlementInvalid.selector, "disclosed"));
        pool.confidentialFill(0, abi.encode(settlement, bytes("")), "");
    }

    function test_reverts_whenWhatIsSentIsShortened(uint256 seed, bool isRequested, uint256 length) external {
        uint256 requestId = _closeOne(seed, isRequested);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _someSettlement());
        bytes memory shortened = new bytes(bound(length, 0, zkProof.length - 1));
        for (uint256 i = 0; i < shortened.length; ++i) {
            shortened[i] = zkProof[i];
        }
        _expectRevert(requestId, shortened, evidence, "");
    }

    function test_reverts_whenWhatIsSentIsNoSettlement(uint256 seed, bool isRequested, bytes calldata zkProof)
        external
    {
        uint256 requestId = _closeOne(seed, isRequested);
        vm.expectRevert();
        pool.confidentialFill(requestId, zkProof, "");
    }

    /// @dev Words that are wider than what they are for. The first words: two offsets, then round, mask and status.
    function test_reverts_whenANumberIsTooWide(uint256 seed, uint256 field, uint256 excess) external {
        uint256 requestId = _closeOne(seed, true);
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, _requestSettlement());
        field = bound(field, 0, 2);
        uint256 bits = field == 0 ? 64 : 8;
        excess = bound(excess, 1, type(uint256).max >> bits) << bits;
        uint256 at = 32 * (3 + field);
        assembly ("memory-safe") {
            let word := add(zkProof, at)
            mstore(word, or(mload(word), excess))
        }
        _expectRevert(requestId, zkProof, evidence, "");
    }

    // --- two locks ---

    function test_reverts_whenTheAttestationIsAnother(uint256 seed, bool isRequested, bytes calldata evidence)
        external
    {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        (bytes memory zkProof,) = _evidenceFor(requestId, settlement);
        _expectUnattested(requestId, settlement, zkProof, evidence);
        _expectUnattested(requestId, settlement, zkProof, "");
    }

    function test_reverts_whenTheProofIsAnother(uint256 seed, bool isRequested, bytes calldata proof) external {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        (, bytes memory evidence) = _evidenceFor(requestId, settlement);
        _expectUnproven(requestId, settlement, proof, evidence);
        _expectUnproven(requestId, settlement, "", evidence);
    }

    function test_reverts_whenNeitherIsThere(uint256 seed, bool isRequested) external {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        _expectUnattested(requestId, settlement, abi.encode(settlement, bytes("")), "");
    }

    /// @dev A single value that is another one: neither lock opens with what was made for the settlement before.
    function test_reverts_whenAnythingWasChanged(uint256 seed, bool isRequested, uint256 which, bytes32 value)
        external
    {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, settlement);
        (, bytes memory proof) = abi.decode(zkProof, (Settlement, bytes));
        Settlement memory changed = _changed(settlement, isRequested, which, value);
        vm.assume(keccak256(abi.encode(changed)) != keccak256(abi.encode(settlement)));

        _expectUnattested(requestId, changed, abi.encode(changed, proof), evidence);
        (, bytes memory ownEvidence) = _evidenceFor(requestId, changed);
        _expectUnproven(requestId, changed, proof, ownEvidence);
        assertEq(pool.state().root, _lastRoot(), "nothing was settled");
    }

    /// @dev Two rounds may have the same inputs but for what the nonce says; the claim names the round as well.
    function test_reverts_whenTheAttestationIsOfAnotherRound(uint256 seed, bool isRequested, uint64 round) external {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        vm.assume(round != settlement.round);
        (bytes memory zkProof,) = _evidenceFor(requestId, settlement);
        bytes32 claim = pool.settlementClaim(round, _inputsHash(requestId, settlement));
        _expectUnattested(requestId, settlement, zkProof, attestationVerifier.evidenceFor(claim));
    }

    function test_reverts_whenTheAttestationIsOfAnotherPool(uint256 seed, bool isRequested) external {
        CREDarkPool other = _deploy(_wiring());
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        (bytes memory zkProof,) = _evidenceFor(requestId, settlement);
        bytes32 claim = other.settlementClaim(settlement.round, _inputsHash(requestId, settlement));
        _expectUnattested(requestId, settlement, zkProof, attestationVerifier.evidenceFor(claim));
    }

    /// @dev As after a fork, on which the same pool has another chain id: its inputs have another nonce.
    function test_reverts_whenTheChainIsAnother(uint256 seed, bool isRequested, uint64 chainId) external {
        vm.assume(chainId != CHAIN_ID && chainId != 0);
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, settlement);
        vm.chainId(chainId);
        _expectUnattested(requestId, settlement, zkProof, evidence);
    }

    /// @dev As after a reorganisation, with the same close upon another block.
    function test_reverts_whenTheBranchIsAnother(uint256 seed, bytes32 parent) external {
        _request(_boundKeyed(seed), seed);
        vm.warp(_dueAt(1));
        vm.roll(block.number + 1);
        vm.assume(parent != blockhash(block.number - 1));
        uint256 snapshot = vm.snapshotState();
        pool.close();
        Settlement memory settlement = _requestSettlement();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(1, settlement);
        vm.revertToState(snapshot);
        vm.setBlockhash(block.number - 1, parent);
        pool.close();
        _expectUnattested(1, settlement, zkProof, evidence);
    }

    // --- settled ---

    function test_takesInTheState(address sender, uint256 seed, bool isRequested, bool isPaused) external {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        bytes32 nonce = pool.publicInputs(requestId, abi.encode(settlement, bytes("")))[13];
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, settlement);
        if (isPaused) _pause();

        vm.expectEmit(address(pool));
        emit ICREDarkPool.RoundSettled(settlement.round, requestId, settlement.newRoot, nonce, settlement.leaves);
        vm.prank(sender);
        pool.confidentialFill(requestId, zkProof, evidence);

        PoolState memory wanted = PoolState(settlement.newRoot, nonce, keccak256(abi.encode(settlement.leaves)));
        assertEq(abi.encode(pool.state()), abi.encode(wanted), "state");
        (Round memory round, bool isClosed) = pool.lastRound();
        assertFalse(isClosed);
        assertEq(round.number, settlement.round);
    }

    /// @dev Proven from one state to the next: the state before is an input.
    function test_beginsWhereTheLastOneEnded(uint256 seed) external {
        _closeOne(seed, true);
        Settlement memory settlement = _requestSettlement();
        _settleRequest(settlement);
        bytes32 nonce = pool.state().nonce;
        _closeDue();
        bytes32[] memory inputs = pool.publicInputs(1, abi.encode(_requestSettlement(), bytes("")));
        assertEq(inputs[10], settlement.newRoot);
        assertEq(inputs[11], nonce);
    }

    /// @dev What is accepted is credited, whole, and nothing else; all leave the queue.
    function test_paysWhatIsAccepted(uint256 seed, uint8 mask, uint256 count) external {
        _fund();
        count = bound(count, 1, 10);
        QueueEntry[] memory entries = _queue(seed, count);
        (uint256 head,) = pool.queueBounds();
        Round memory round = _closeNow();
        Settlement memory settlement = _settlement();
        settlement.acceptedMask = mask;

        vm.recordLogs();
        _settle(settlement);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 at = 0;
        for (uint256 k = 0; k < count; ++k) {
            QueueEntry memory entry = entries[k];
            bool isTaken = k < round.entries;
            bool isAccepted = isTaken && mask >> k & 1 != 0;
            uint256 credited = isAccepted && entry.isWithdrawal ? entry.amount : 0;
            _assertCredited(entry, credited);
            QueueEntry memory none;
            assertEq(abi.encode(pool.queueEntry(head + k)), abi.encode(isTaken ? none : entry), "entry");
            if (!isTaken) continue;
            assertEq(logs[at].topics[0], ICREDarkPool.Dequeued.selector);
            assertEq(uint256(logs[at].topics[1]), head + k);
            assertEq(logs[at++].data, abi.encode(isAccepted));
            if (credited != 0) assertEq(logs[at++].topics[0], ICREDarkPool.Credited.selector);
        }
        assertEq(logs.length, at + 1, "and RoundSettled");
        (uint256 newHead, uint256 tail) = pool.queueBounds();
        assertEq(newHead, head + round.entries);
        assertEq(tail, head + count);
    }

    /// @dev Each slot may queue again what has left, and nothing that waits still.
    function test_letsTheSlotQueueAgain(uint256 seed) external {
        _fund();
        QueueEntry[] memory entries = _queue(seed, 10);
        _closeNow();
        _settle(_settlement());
        for (uint256 k = 0; k < 10; ++k) {
            if (k >= 8) {
                vm.expectRevert(
                    abi.encodeWithSelector(ICREDarkPool.EntryWaiting.selector, entries[k].slot, entries[k].asset)
                );
            }
            _withdraw(entries[k].slot, entries[k].asset, 1);
        }
    }

    /// @dev What came after the close waits for the next round, and does not hinder this one.
    function test_settles_whateverIsPostedAfterTheClose(uint256 seed, bool isRequested) external {
        uint256 requestId = _closeOne(seed, isRequested);
        Settlement memory settlement = _someSettlement();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(requestId, settlement);
        uint256 posted = 0;
        for (uint256 i = 1; i < KEYED; ++i) {
            uint256 choice = uint256(keccak256(abi.encode("after", seed, i))) % 5;
            if (choice == 0) _quote(i, ~seed);
            if (choice == 1) _deposit(i, Asset.COLLATERAL, MIN_COLLATERAL);
            if (choice == 2) _withdraw(i, Asset.PAYMENT, 1);
            if (choice == 3) _rotate(_account(i), KEYED + 1 + i);
            if (choice == 4) _releaseSlot(i);
            if (choice == 1 || choice == 2) ++posted;
        }
        pool.confidentialFill(requestId, zkProof, evidence);

        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(tail - head, posted, "all that was posted waits");
        for (uint256 i = 1; i < KEYED; ++i) {
            uint256 choice = uint256(keccak256(abi.encode("after", seed, i))) % 5;
            assertEq(pool.standingQuote(i).isQuoted, choice == 0);
            assertEq(pool.slot(i).activeKey, _commitment(i), "active key");
            assertEq(pool.slot(i).pendingKey, choice == 3 ? _commitment(KEYED + 1 + i) : bytes32(0), "pending key");
        }
    }

    // --- the request goes on ---

    function test_makesTheRemainderTheNextOrder(uint256 seed, bytes32 remainder, uint8 disclosed) external {
        uint256 requestId = _closeOne(seed, true);
        CollateralRequest memory wanted = pool.request(requestId);
        for (uint256 i = 1; i < ROUNDS; ++i) {
            Settlement memory settlement = _requestSettlement();
            settlement.remainder = remainder;
            settlement.disclosed = disclosed;
            bytes32 nonce = pool.publicInputs(requestId, abi.encode(settlement, bytes("")))[13];
            vm.expectEmit(address(pool));
            emit ICREDarkPool.RequestContinued(requestId, i, remainder, nonce);
            _settleRequest(settlement);

            wanted.settledRounds = uint8(i);
            wanted.orderHash = keccak256(abi.encode(remainder, nonce));
            wanted.orderBlock = uint40(block.number);
            assertEq(abi.encode(pool.request(requestId)), abi.encode(wanted), "request");
            assertEq(pool.liveRequest(), requestId);
            _closeDue();
            bytes32[] memory inputs = pool.publicInputs(requestId, abi.encode(_requestSettlement(), bytes("")));
            assertEq(inputs[1], remainder);
            assertEq(inputs[2], nonce);
        }
        assertEq(pool.creditOf(_account(wanted.slot)).etherAmount, 0, "the stake stays");
    }

    function test_endsTheRequest_afterItsLastRound(uint256 seed, bytes32 remainder, uint8 disclosed) external {
        uint256 requestId = _closeOne(seed, true);
        uint256 slot = pool.request(requestId).slot;
        disclosed = uint8(bound(disclosed, 0, 2));
        RequestStatus status = [RequestStatus.SETTLED, RequestStatus.FILLED, RequestStatus.PARTIALLY_FILLED][disclosed];
        _runToTheLast();
        Settlement memory settlement = _requestSettlement();
        settlement.remainder = remainder;
        settlement.disclosed = disclosed;
        vm.recordLogs();
        _settleRequest(settlement);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 4);
        assertEq(logs[0].topics[0], ICREDarkPool.RoundSettled.selector);
        assertEq(logs[1].topics[0], ICREDarkPool.RequestContinued.selector);
        assertEq(logs[1].data, abi.encode(uint256(ROUNDS), remainder, pool.state().nonce));
        assertEq(logs[2].topics[0], ICREDarkPool.RequestEnded.selector);
        assertEq(logs[2].data, abi.encode(status));
        assertEq(logs[3].topics[0], ICREDarkPool.EtherCredited.selector);
        assertEq(uint256(pool.request(requestId).status), uint256(status));
        assertEq(pool.request(requestId).settledRounds, ROUNDS);
        assertEq(pool.liveRequest(), 0);
        assertEq(pool.creditOf(_account(slot)).etherAmount, STAKE);
        assertEq(pool.creditOf(owner).etherAmount, 0);
    }

    /// @dev Status, price and remainder of earlier rounds show nothing in the last one.
    function test_disclosesTheLastRoundsStatus(uint256 seed, uint8 early) external {
        uint256 requestId = _closeOne(seed, true);
        for (uint256 i = 1; i < ROUNDS; ++i) {
            Settlement memory settlement = _requestSettlement();
            settlement.disclosed = early;
            _settleRequest(settlement);
            assertEq(uint256(pool.request(requestId).status), uint256(RequestStatus.PENDING));
            _closeDue();
        }
        _settleRequest(_requestSettlement());
        assertEq(uint256(pool.request(requestId).status), uint256(RequestStatus.SETTLED));
    }

    function test_leavesTheRequest_whenTheRoundIsWithoutIt(uint256 seed) external {
        _closeOne(seed, false);
        uint256 requestId = _request(_boundKeyed(seed), seed);
        bytes memory before = abi.encode(pool.request(requestId));
        _settle(_settlement());
        assertEq(abi.encode(pool.request(requestId)), before);
        assertEq(pool.liveRequest(), requestId);
    }

    // --- builders ---

    /// @return requestId Zero: without.
    function _closeOne(uint256 seed, bool isRequested) private returns (uint256 requestId) {
        if (!isRequested) {
            _makeDue();
            _closeNow();
            return 0;
        }
        requestId = _request(_boundKeyed(seed), seed);
        _closeDue();
    }

    function _runToTheLast() private {
        for (uint256 i = 1; i < ROUNDS; ++i) {
            _settleRequest(_requestSettlement());
            _closeDue();
        }
    }

    function _someSettlement() private view returns (Settlement memory) {
        (Round memory round,) = pool.lastRound();
        return round.requestId == 0 ? _settlement() : _requestSettlement();
    }

    /// @dev In one of its outputs, which are all that a sender can choose in a given round.
    function _changed(Settlement memory settlement, bool isRequested, uint256 which, bytes32 value)
        private
        pure
        returns (Settlement memory changed)
    {
        changed = abi.decode(abi.encode(settlement), (Settlement));
        which = bound(which, 0, isRequested ? SLOTS + 3 : SLOTS + 1);
        if (which < SLOTS) changed.leaves[which] = value;
        else if (which == SLOTS) changed.newRoot = value;
        else if (which == SLOTS + 1) changed.acceptedMask = uint8(uint256(value));
        else if (which == SLOTS + 2) changed.remainder = value;
        else changed.disclosed = uint8(uint256(value));
    }

    /// @dev More than any test withdraws, so that no total goes below zero.
    function _fund() private {
        _deposit(KEYED - 1, Asset.COLLATERAL, 2 ** 54);
        _deposit(KEYED - 1, Asset.PAYMENT, 2 ** 63);
        _closeNow();
        _settle(_settlement());
        skip(IDLE_INTERVAL);
    }

    /// @dev Of slots 0 to `count` - 1.
    function _queue(uint256 seed, uint256 count) private returns (QueueEntry[] memory entries) {
        entries = new QueueEntry[](count);
        for (uint256 k = 0; k < count; ++k) {
            uint256 random = uint256(keccak256(abi.encode("entry", seed, k)));
            Asset asset = random & 1 != 0 ? Asset.PAYMENT : Asset.COLLATERAL;
            bool isWithdrawal = random & 2 != 0;
            uint64 amount = MIN_PAYMENT + uint64(random >> 8) % 2 ** 48;
            entries[k] = QueueEntry(amount, uint8(k), asset, isWithdrawal, uint40(block.timestamp));
            if (isWithdrawal) _withdraw(k, asset, amount);
            else _deposit(k, asset, amount);
        }
    }

    function _inputsHash(uint256 requestId, Settlement memory settlement) private view returns (bytes32) {
        return keccak256(abi.encodePacked(pool.publicInputs(requestId, abi.encode(settlement, bytes("")))));
    }

    /// @dev As {_settlement} made it for the round before.
    function _lastRoot() private view returns (bytes32) {
        (Round memory round,) = pool.lastRound();
        return bytes32(uint256(keccak256(abi.encode("root", round.number - 1))) % FIELD);
    }

    function _mismatch(uint256 round, uint256 requestId, uint256 closed, uint256 closedRequestId)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(ICREDarkPool.RoundMismatch.selector, round, requestId, closed, closedRequestId);
    }

    // --- assertions ---

    function _assertCredited(QueueEntry memory entry, uint256 credited) private view {
        address account = _account(entry.slot);
        bool isCollateral = entry.asset == Asset.COLLATERAL;
        assertEq(pool.creditOf(account).collateral, isCollateral ? credited : 0, "collateral");
        assertEq(pool.creditOf(account).payment, isCollateral ? 0 : credited, "payment");
    }

    function _expectRevert(uint256 requestId, bytes memory zkProof, bytes memory evidence, bytes memory reason)
        private
    {
        vm.expectRevert(reason);
        pool.confidentialFill(requestId, zkProof, evidence);
    }

    function _expectOver(
        uint256 requestId,
        uint256 number,
        uint256 deadline,
        bytes memory zkProof,
        bytes memory evidence
    ) private {
        _expectRevert(
            requestId,
            zkProof,
            evidence,
            abi.encodeWithSelector(ICREDarkPool.RoundOver.selector, number, deadline, block.timestamp)
        );
    }

    function _expectUnattested(
        uint256 requestId,
        Settlement memory settlement,
        bytes memory zkProof,
        bytes memory evidence
    ) private {
        bytes32 claim = pool.settlementClaim(settlement.round, _inputsHash(requestId, settlement));
        _expectRevert(
            requestId,
            zkProof,
            evidence,
            abi.encodeWithSelector(BindingVerifier.EvidenceUnbound.selector, attestationVerifier, claim)
        );
    }

    function _expectUnproven(uint256 requestId, Settlement memory settlement, bytes memory proof, bytes memory evidence)
        private
    {
        bytes32 inputsHash = _inputsHash(requestId, settlement);
        _expectRevert(
            requestId,
            abi.encode(settlement, proof),
            evidence,
            abi.encodeWithSelector(BindingProofVerifier.ProofUnbound.selector, proofVerifier, inputsHash)
        );
    }
}
