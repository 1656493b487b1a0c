// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DarkPoolHandler} from "./DarkPoolHandler.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Round} from "src/types/Pool.sol";
import {KEY_CHANGES, KeyChange, SCALAR_FIELD, SLOTS, Settlement, StatementInputs} from "src/types/Settlement.sol";
import {Slot} from "src/types/Slot.sol";
import {Party} from "test/invariant/DarkPoolLedger.sol";
import {BindingVerifier} from "test/mocks/BindingVerifier.sol";
import {ClearTextCircuit} from "test/mocks/ClearTextCircuit.sol";
import {MockPoolPrices} from "test/mocks/MockPoolPrices.sol";

/// @notice The same world with a matcher in it that lies. Where its enclave is broken it attests whatever is said, and only
/// the proof is in the way; where it is not, only the attestation is.
abstract contract HostileMatcherHandler is DarkPoolHandler {
    /// @dev Hostile calls that reached the pool.
    uint256 public attempts;

    // --- another outcome, attested ---

    /// @dev One output changed: a balance, two of them, what was accepted, what remains, what is told, the root.
    function settleAnotherOutcome(uint256 seed, uint256 what, uint256 which) external recordedAs(Party.ATTACKER) {
        if (!_canSettle()) return;
        Settlement memory settlement = _settlementOf(seed);
        what %= 6;
        bool isOfRequests = what == 3 || what == 4;
        if (what == 0) settlement.leaves[which % SLOTS] = bytes32(uint256(settlement.leaves[which % SLOTS]) + 1);
        if (what == 1) _steal(settlement.leaves, which);
        if (what == 2) settlement.acceptedMask ^= uint8(1 << which % 8);
        if (what == 3) settlement.remainder = bytes32(uint256(settlement.remainder) + 1);
        if (what == 4) settlement.disclosed = uint8((settlement.disclosed + 1 + which % 2) % 3);
        if (what == 5) settlement.newRoot = bytes32(which % SCALAR_FIELD);
        if (isOfRequests && ledger.round().requestId == 0) {
            bytes memory zkProof = abi.encode(settlement, abi.encode(ledger.table()));
            _assertFillRefused(zkProof, "", ICREDarkPool.SettlementInvalid.selector);
        } else {
            _assertUnprovable(settlement);
        }
    }

    /// @dev A consistent outcome of another round: a quote dropped, another price or cap, an entry left out, a smaller minimum.
    function settleAnotherRoundsOutcome(uint256 seed, uint256 what, uint256 which) external recordedAs(Party.ATTACKER) {
        if (!_canSettle()) return;
        Settlement memory settlement = _settlementOf(seed);
        bytes32[] memory inputs =
            pool.publicInputs(ledger.round().requestId, abi.encode(settlement, abi.encode(ledger.table())));
        what %= 5;
        if (what == 0) inputs[StatementInputs.QUOTE + which % SLOTS] = 0;
        if (what == 1) inputs[StatementInputs.PRICE] = bytes32(uint256(inputs[StatementInputs.PRICE]) / 2);
        if (what == 2) inputs[StatementInputs.CAP_BPS] = bytes32(uint256(10_000));
        if (what == 3) inputs[StatementInputs.ADJUSTMENT + which % 8] = 0;
        if (what == 4) inputs[StatementInputs.MINIMUM_QUOTE] = bytes32(uint256(1));
        try circuit.settle(ledger.table(), inputs) returns (ClearTextCircuit.Outcome memory outcome) {
            bool isTheSame = outcome.root == settlement.newRoot && outcome.acceptedMask == settlement.acceptedMask
                && outcome.remainder == settlement.remainder && outcome.disclosed == settlement.disclosed;
            if (isTheSame) return;
            settlement.leaves = outcome.leaves;
            settlement.newRoot = outcome.root;
            settlement.acceptedMask = uint8(outcome.acceptedMask);
            settlement.remainder = outcome.remainder;
            settlement.disclosed = uint8(outcome.disclosed);
            _assertUnprovable(settlement);
        } catch {}
    }

    /// @dev The right rules over a table that is not the pool's.
    function settleAnotherTable(uint256 seed, uint256 which) external recordedAs(Party.ATTACKER) {
        if (!_canSettle()) return;
        Settlement memory settlement = _settlementOf(seed);
        ClearTextCircuit.Table memory table = ledger.table();
        which %= SLOTS;
        if (table.commitments[which] == 0) return;
        table.leaves[which] = bytes32(uint256(table.leaves[which]) + MINIMUM_QUOTE);
        (, bytes memory zkProof, bytes memory evidence) = _fill(settlement);
        zkProof = abi.encode(settlement, abi.encode(table));
        _assertFillRefused(zkProof, evidence, ClearTextCircuit.Unprovable.selector);
    }

    // --- the right outcome, not attested ---

    /// @dev By nothing; for another round; or for another outcome of this one.
    function settleUnattested(uint256 seed, uint256 what) external recordedAs(Party.ATTACKER) {
        if (!_canSettle()) return;
        Settlement memory settlement = _settlementOf(seed);
        (uint256 requestId, bytes memory zkProof, bytes memory evidence) = _fill(settlement);
        bytes32 inputsHash = keccak256(abi.encodePacked(pool.publicInputs(requestId, zkProof)));
        what %= 3;
        if (what == 0) evidence = "";
        if (what == 1) {
            evidence = attestationVerifier.evidenceFor(pool.settlementClaim(settlement.round + 1, inputsHash));
        }
        if (what == 2) evidence = attestationVerifier.evidenceFor(pool.settlementClaim(settlement.round, ~inputsHash));
        _assertFillRefused(zkProof, evidence, BindingVerifier.EvidenceUnbound.selector);
    }

    // --- another round ---

    /// @dev Another number, or another request, than those of the closed round.
    function settleAnotherRound(uint256 seed, uint256 excess, bool isNumber) external recordedAs(Party.ATTACKER) {
        if (!_canSettle()) return;
        Settlement memory settlement = _settlementOf(seed);
        (uint256 requestId, bytes memory zkProof, bytes memory evidence) = _fill(settlement);
        excess = bound(excess, 1, 100);
        if (isNumber) settlement.round += uint64(excess);
        else requestId += excess;
        zkProof = abi.encode(settlement, abi.encode(ledger.table()));
        bytes memory data = abi.encodeCall(pool.confidentialFill, (requestId, zkProof, evidence));
        _assertRefused(keeper, data, ICREDarkPool.RoundMismatch.selector);
    }

    /// @dev The last settlement once more, whatever has happened since.
    function replaySettlement() external recordedAs(Party.ATTACKER) {
        bytes4 wanted = ICREDarkPool.NoRoundClosed.selector;
        if (ledger.isRoundClosed()) wanted = ICREDarkPool.RoundMismatch.selector;
        if (ledger.isFrozen()) wanted = ICREDarkPool.PoolFrozen.selector;
        _assertRefused(keeper, ledger.lastFill(), wanted);
    }

    function settleLate() external recordedAs(Party.ATTACKER) {
        if (!ledger.isRoundClosed() || ledger.isFrozen() || _canSettle()) return;
        _assertBestRefused(_draft(), ICREDarkPool.RoundOver.selector);
    }

    /// @dev A round that was closed in time, proven and attested in time, but frozen first. Sometimes a keeper brings that about.
    function settleFrozen(uint256 seed) external {
        if (ledger.isFrozen() || ledger.head() == ledger.tail() || seed % 8 != 0) return;
        uint256 freezableAt = uint256(ledger.entry(ledger.head()).queuedAt) + EXIT_DELAY;
        _beginAs(Party.KEEPER);
        if (!ledger.isRoundClosed()) {
            if (block.timestamp < freezableAt - WINDOW / 2) vm.warp(freezableAt - WINDOW / 2);
            _close();
        }
        _endRecording();
        if (!_canSettle() || freezableAt > uint256(ledger.round().closedAt) + WINDOW) return;

        (uint256 requestId, bytes memory zkProof, bytes memory evidence) = _fill(_settlementOf(seed));
        bytes memory data = abi.encodeCall(pool.confidentialFill, (requestId, zkProof, evidence));
        _beginAs(Party.KEEPER);
        if (block.timestamp < freezableAt) vm.warp(freezableAt);
        _mayAlways(keeper, abi.encodeCall(pool.freeze, ()));
        _endRecording();
        _beginAs(Party.ATTACKER);
        _assertRefused(keeper, data, ICREDarkPool.PoolFrozen.selector);
        _endRecording();
    }

    /// @dev Of another order than the request's, or at a price of another time.
    function settleAnotherOrder(uint256 seed, bool isPrice) external recordedAs(Party.ATTACKER) {
        if (!_canSettle() || ledger.round().requestId == 0) return;
        Settlement memory settlement = _settlementOf(seed);
        if (isPrice) settlement.priceRounds.btcUsd += uint80(bound(seed, 1, 1 hours));
        else settlement.order.ciphertext = bytes32(uint256(settlement.order.ciphertext) ^ 1);
        bytes4 wanted = isPrice ? MockPoolPrices.PriceMissing.selector : ICREDarkPool.OrderMismatch.selector;
        _assertBestRefused(settlement, wanted);
    }

    // --- another key ---

    /// @dev One that never was posted, or that another replaced; a release that nobody asked for.
    function settleAnotherKey(uint256 seed, uint256 which, uint256 what) external recordedAs(Party.ATTACKER) {
        uint256 index = which % SLOTS;
        if (!_canSettle() || _hasRequest(index)) return;
        Settlement memory settlement = _settlementOf(seed);
        Slot memory its = ledger.slot(index);
        bytes4 wanted = ICREDarkPool.KeyNotPending.selector;
        what %= 3;
        bytes32 commitment = 0;
        if (what == 0) commitment = _commitment(uint256(keccak256(abi.encode("never posted", which))));
        if (what == 1) commitment = ledger.commitments(which % ledger.keyCount());
        if (what == 2) wanted = ICREDarkPool.SlotNotReleasable.selector;
        if ((what == 1 && commitment == its.pendingKey) || (what == 2 && its.isReleasing)) return;
        settlement.keyChanges = new KeyChange[](1);
        settlement.keyChanges[0] = KeyChange(uint8(index), commitment);
        _assertBestRefused(settlement, wanted);
    }

    /// @dev A slot that does not exist, or too many.
    function settleInvalidKeys(uint256 seed, uint256 index, bool isTooMany) external recordedAs(Party.ATTACKER) {
        if (!_canSettle()) return;
        Settlement memory settlement = _settlementOf(seed);
        settlement.keyChanges = new KeyChange[](isTooMany ? KEY_CHANGES + 1 : 1);
        settlement.keyChanges[0].slot = uint8(bound(index, SLOTS, type(uint8).max));
        _assertBestRefused(settlement, ICREDarkPool.KeyChangesInvalid.selector);
    }

    /// @dev The key under which an order waits that this round does not take in; or the slot that has it.
    function settleOverAnOrder(uint256 seed) external recordedAs(Party.ATTACKER) {
        uint256 live = ledger.liveRequest();
        if (!_canSettle() || live == 0) return;
        uint256 index = ledger.request(live).slot;
        bytes32 commitment = ledger.slot(index).pendingKey;
        if (ledger.round().requestId != 0) commitment = 0;
        Settlement memory settlement = _settlementOf(seed);
        settlement.keyChanges = new KeyChange[](1);
        settlement.keyChanges[0] = KeyChange(uint8(index), commitment);
        _assertBestRefused(settlement, ICREDarkPool.SlotHasRequest.selector);
    }

    /// @dev A slot whose owner wants to leave, with what is in it; attested.
    function settleReleaseOfBalance(uint256 seed, uint256 which) external recordedAs(Party.ATTACKER) {
        if (!_canSettle()) return;
        Settlement memory settlement = _settlementOf(NO_KEYS);
        Round memory round = ledger.round();
        for (uint256 i = 0; i < SLOTS; ++i) {
            uint256 index = (which % SLOTS + i) % SLOTS;
            bool isWanted = ledger.slot(index).isReleasing && !_isGivenUp(settlement.leaves[index]);
            if (!isWanted || _hasRequest(index) || _hasEntryAfter(index, round.entries)) continue;
            settlement.keyChanges = new KeyChange[](1);
            settlement.keyChanges[0] = KeyChange(uint8(index), 0);
            if (seed % 2 == 0) settlement.leaves[index] = 0;
            _assertUnprovable(settlement);
            return;
        }
    }

    // --- how ---

    /// @dev Gives all that one slot has to another.
    function _steal(bytes32[SLOTS] memory leaves, uint256 which) private pure {
        uint256 from = which % SLOTS;
        uint256 to = (from + 1 + which / SLOTS % (SLOTS - 1)) % SLOTS;
        (leaves[to], leaves[from]) = (bytes32(uint256(leaves[to]) + uint256(leaves[from]) + 1), 0);
    }

    function _hasRequest(uint256 index) private view returns (bool) {
        uint256 live = ledger.liveRequest();
        return live != 0 && ledger.request(live).slot == index;
    }

    function _hasEntryAfter(uint256 slot, uint256 entries) private view returns (bool) {
        for (uint256 i = ledger.head() + entries; i < ledger.tail(); ++i) {
            if (ledger.entry(i).slot == slot) return true;
        }
        return false;
    }

    /// @dev With the true table, and evidence of exactly this.
    function _assertUnprovable(Settlement memory settlement) private {
        (, bytes memory zkProof, bytes memory evidence) = _fill(settlement);
        _assertFillRefused(zkProof, evidence, ClearTextCircuit.Unprovable.selector);
    }

    /// @dev Proven and attested, as far as the pool answers what there is to prove.
    function _assertBestRefused(Settlement memory settlement, bytes4 wanted) private {
        uint256 requestId = ledger.round().requestId;
        bytes memory zkProof = abi.encode(settlement, abi.encode(ledger.table()));
        bytes memory evidence;
        try pool.publicInputs(requestId, zkProof) returns (bytes32[] memory inputs) {
            try circuit.settle(ledger.table(), inputs) {
                _work(settlement, requestId);
                (, zkProof, evidence) = _fill(settlement);
            } catch {}
        } catch {}
        _assertFillRefused(zkProof, evidence, wanted);
    }

    function _assertFillRefused(bytes memory zkProof, bytes memory evidence, bytes4 wanted) private {
        bytes memory data = abi.encodeCall(pool.confidentialFill, (ledger.round().requestId, zkProof, evidence));
        _assertRefused(keeper, data, wanted);
    }

    function _assertRefused(address sender, bytes memory data, bytes4 wanted) internal {
        _assertRefused(sender, 0, data, wanted);
    }

    /// @dev Attempts what must fail, and fails itself when it does not, or for another reason.
    /// What a refused call emitted was never emitted, although it is recorded.
    function _assertRefused(address sender, uint256 value, bytes memory data, bytes4 wanted) internal {
        ++attempts;
        _endRecording();
        if (value != 0) deal(sender, value);
        vm.prank(sender);
        (bool success, bytes memory reason) = address(pool).call{value: value}(data);
        if (!success) vm.getRecordedLogs();
        assertFalse(success, "a hostile action succeeded");
        // forge-lint: disable-next-line(unsafe-typecast)
        assertEq(bytes4(reason), wanted, "refused for another reason");
    }
}
