// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, CollateralRequest, Credit, PoolLimits, QueueEntry, Round} from "src/types/Pool.sol";
import {FINE_UNITS} from "src/types/PoolUnits.sol";
import {KEY_CHANGES, KeyChange, SLOTS, Sealed, Settlement, StatementInputs} from "src/types/Settlement.sol";
import {Slot} from "src/types/Slot.sol";
import {DarkPoolLedger, Party, Rules} from "test/invariant/DarkPoolLedger.sol";
import {ClearTextCipher} from "test/mocks/ClearTextCipher.sol";
import {ClearTextCircuit} from "test/mocks/ClearTextCircuit.sol";
import {OpenDarkPool} from "test/mocks/OpenDarkPool.sol";
import {CREDarkPoolHarness} from "test/unit/CREDarkPool/CREDarkPoolHarness.sol";

/// @notice The honest side of a pool's world: time, prices, holders of slots, a matcher, owner and guardian.
/// @dev Thirty accounts have slots from the start: eight trade, with keys, balances and quotes; the others wait for a key, and
/// half of all are dismissed. Six more want one of the two slots that are left, of whom four are admitted. An action that
/// nothing is left for does nothing. The proofs are over clear text: whoever reads this, reads every balance.
abstract contract DarkPoolHandler is CREDarkPoolHarness {
    uint256 internal constant VETERANS = 30;
    uint256 internal constant TRADERS = 8;
    uint256 internal constant NEWCOMERS = 6;
    uint256 internal constant ADMITTED_NEWCOMERS = 4;
    uint256 internal constant ACCOUNTS = VETERANS + NEWCOMERS;

    /// @dev Seeds of a settlement: as many of the waiting keys as it has room for, or none.
    uint256 internal constant ALL_KEYS = KEY_CHANGES << SLOTS;
    uint256 internal constant NO_KEYS = 0;

    address internal immutable stranger = makeAddr("stranger");
    address internal immutable keeper = makeAddr("keeper");
    address internal immutable purse = makeAddr("purse");

    DarkPoolLedger public immutable ledger;
    ClearTextCircuit internal immutable circuit;

    /// @dev How many keys and messages were made; each has its number as its seed, or as its counter.
    uint256 private _keysMade;
    uint256 private _messagesMade;

    constructor() {
        setUp();
        circuit = new ClearTextCircuit();
        address[] memory admitted = new address[](VETERANS + ADMITTED_NEWCOMERS);
        for (uint256 i = 0; i < admitted.length; ++i) {
            admitted[i] = _account(i);
        }
        vm.recordLogs();
        OpenDarkPool open = _open(admitted);
        pool = open;
        ledger = _keepLedger(open);
        _endRecording();
        assertEq(ledger.admissions(), admitted.length, "not all is in the events");
        _populate();
        ledger.begin(Party.NOBODY);
    }

    modifier recordedAs(Party party) {
        _beginAs(party);
        _;
        _endRecording();
    }

    function world() external view returns (CREDarkPool) {
        return pool;
    }

    // --- time, and what nobody in the pool decides ---

    function wait(uint256 duration) external recordedAs(Party.NOBODY) {
        skip(bound(duration, 1, 2 * WINDOW));
        vm.roll(block.number + 1);
    }

    function setPrice(uint256 price) external recordedAs(Party.NOBODY) {
        if (ledger.isRoundClosed()) return;
        price = bound(price, PRICE / 2, 2 * PRICE);
        prices.setPrice(price);
        ledger.notePrice(price);
    }

    /// @dev By mistake: it belongs to nobody, and must not become anybody's.
    function donate(uint256 amount, bool isPayment) external recordedAs(Party.NOBODY) {
        amount = bound(amount, 1, 1e12);
        Asset asset = isPayment ? Asset.PAYMENT : Asset.COLLATERAL;
        (isPayment ? payment : collateral).mint(address(pool), amount);
        ledger.noteDonation(asset, amount);
    }

    // --- slots and keys ---

    function register(uint256 seed) external recordedAs(Party.HOLDER) {
        address account = _newcomer(seed);
        if (account == address(0) || ledger.slotCount() == SLOTS || ledger.isFrozen()) return;
        if (ledger.isPaused()) _unpause();
        _registerNext(account);
    }

    /// @dev Whether or not the pool is paused, or the holder dismissed; as {release}.
    function rotate(uint256 seed) external recordedAs(Party.HOLDER) {
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        _mayAlways(_someHolder(seed), abi.encodeCall(pool.rotateKey, (commitment, sealedKey)));
    }

    function release(uint256 seed) external recordedAs(Party.HOLDER) {
        _mayAlways(_someHolder(seed), abi.encodeCall(pool.releaseSlot, ()));
    }

    // --- money ---

    function deposit(uint256 seed, uint256 amount, bool isPayment) external recordedAs(Party.HOLDER) {
        if (ledger.isFrozen()) return;
        if (ledger.isPaused()) _unpause();
        _deposit(_someTrader(seed), isPayment ? Asset.PAYMENT : Asset.COLLATERAL, amount);
    }

    /// @dev Up to twice of what the slot has; whether or not the pool is paused, or the holder dismissed.
    function withdraw(uint256 seed, uint256 amount, bool isPayment) external recordedAs(Party.HOLDER) {
        if (!ledger.isFrozen()) _withdraw(_someTrader(seed), isPayment ? Asset.PAYMENT : Asset.COLLATERAL, amount);
    }

    /// @dev All that anybody has been credited with, of every kind.
    function claim(uint256 seed) external recordedAs(Party.HOLDER) {
        _claimAll(_someCreditor(seed));
    }

    // --- quotes and requests ---

    function commitQuote(uint256 seed, uint256 size, uint256 premium) external recordedAs(Party.HOLDER) {
        address holder = _someTrader(seed);
        if (ledger.isFrozen() || ledger.isPaused() || !_isKeyed(holder) || !ledger.isAdmitted(holder)) return;
        _commitQuote(holder, size, premium);
    }

    function withdrawQuote(uint256 seed) external recordedAs(Party.HOLDER) {
        address holder = _someTrader(seed);
        if (_isKeyed(holder) && _isQuoted(_slotOf(holder))) _mayAlways(holder, abi.encodeCall(pool.withdrawQuote, ()));
    }

    function requestCollateral(uint256 seed, uint256 deficit, uint256 premium) external recordedAs(Party.HOLDER) {
        address holder = _someTrader(seed);
        if (ledger.isFrozen() || ledger.liveRequest() != 0 || !_isKeyed(holder) || !ledger.isAdmitted(holder)) return;
        if (ledger.isPaused()) _unpause();
        _request(holder, deficit, premium, seed);
    }

    /// @dev Unless its round is closed, in which case it cannot.
    function cancelRequest(uint256 seed) external recordedAs(Party.HOLDER) {
        uint256 live = ledger.liveRequest();
        if (live == 0 || seed % 4 != 0 || (ledger.isRoundClosed() && ledger.round().requestId == live)) return;
        address holder = ledger.slot(ledger.request(live).slot).owner;
        _mayAlways(holder, abi.encodeCall(pool.cancelRequest, (live)));
    }

    /// @dev As {cancelRequest}; by anyone, once nobody admits the requester any more.
    function cancelDismissed() external recordedAs(Party.KEEPER) {
        uint256 live = ledger.liveRequest();
        if (live == 0 || (ledger.isRoundClosed() && ledger.round().requestId == live)) return;
        if (ledger.isAdmitted(ledger.slot(ledger.request(live).slot).owner)) return;
        _mayAlways(keeper, abi.encodeCall(pool.cancelRequest, (live)));
    }

    // --- rounds ---

    function close() external recordedAs(Party.KEEPER) {
        _close();
    }

    function settle(uint256 seed) external {
        _closeAndSettle(seed);
    }

    /// @dev As long as the request lives.
    function fulfil(uint256 seed) external {
        for (uint256 i = 0; i < ROUNDS && (i == 0 || ledger.liveRequest() != 0); ++i) {
            _closeAndSettle(uint256(keccak256(abi.encode(seed, i))));
        }
    }

    function expire(uint256 seed) external recordedAs(Party.KEEPER) {
        if (ledger.isRoundClosed()) {
            uint256 deadline = uint256(ledger.round().closedAt) + WINDOW;
            if (block.timestamp <= deadline && seed % 4 != 0) return;
            if (block.timestamp <= deadline) skip(deadline + 1 - block.timestamp);
            _mayAlways(keeper, abi.encodeCall(pool.expire, ()));
        } else if (_isOverdue()) {
            _mayAlways(keeper, abi.encodeCall(pool.expire, ()));
        }
    }

    // --- leaving without an operator ---

    /// @dev If anything waits, and sometimes after a long silence.
    function freeze(uint256 seed) external recordedAs(Party.KEEPER) {
        if (ledger.isFrozen() || ledger.head() == ledger.tail()) return;
        uint256 freezableAt = uint256(ledger.entry(ledger.head()).queuedAt) + EXIT_DELAY;
        if (block.timestamp < freezableAt && seed % 8 != 0) return;
        if (block.timestamp < freezableAt) vm.warp(freezableAt);
        _mayAlways(keeper, abi.encodeCall(pool.freeze, ()));
    }

    function exit(uint256 seed) external recordedAs(Party.HOLDER) {
        if (ledger.isFrozen()) _exit(_someTrader(seed));
    }

    function reclaim(uint256 seed) external recordedAs(Party.KEEPER) {
        if (!ledger.isFrozen() || ledger.head() == ledger.tail()) return;
        _reclaim(ledger.head() + seed % (ledger.tail() - ledger.head()));
    }

    /// @dev The worst case, from wherever the pool is: the guardian pauses and dismisses everybody, no matcher ever answers
    /// again, and everybody has just posted another key.
    function everythingStops() external {
        _beginAs(Party.GUARDIAN);
        _pause();
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            if (ledger.isAdmitted(_account(i))) _dismiss(_account(i));
        }
        _endRecording();

        for (uint256 i = 0; i < SLOTS; ++i) {
            if (ledger.slot(i).owner != address(0)) _leave(ledger.slot(i).owner);
        }

        _proceedAs(Party.KEEPER);
        if (!ledger.isFrozen() && ledger.head() != ledger.tail()) {
            uint256 freezableAt = uint256(ledger.entry(ledger.head()).queuedAt) + EXIT_DELAY;
            if (block.timestamp < freezableAt) vm.warp(freezableAt);
            _mayAlways(keeper, abi.encodeCall(pool.freeze, ()));
            _endRecording();
        }
        for (uint256 i = ledger.head(); i < ledger.tail(); ++i) {
            _reclaim(i);
        }
        _endRecording();
    }

    /// @dev After {everythingStops}.
    function everybodyLeaves() external {
        _beginAs(Party.HOLDER);
        for (uint256 i = 0; i < SLOTS; ++i) {
            _proceedAs(Party.HOLDER);
            if (ledger.slot(i).owner != address(0)) _exit(ledger.slot(i).owner);
            _endRecording();
        }
        for (uint256 i = 0; i <= ACCOUNTS; ++i) {
            _proceedAs(Party.HOLDER);
            _claimAll(i == ACCOUNTS ? owner : _account(i));
            _endRecording();
        }
    }

    // --- owner and guardian ---

    function scheduleAdmission(uint256 seed) external recordedAs(Party.OWNER) {
        _announce(_admission(_anyone(seed)));
    }

    function scheduleLimits(uint256 seed) external recordedAs(Party.OWNER) {
        _announce(_limitsChange(seed));
    }

    /// @dev One scheduled call, as soon as it is ready. Whoever was admitted since stays scheduled in vain.
    function execute(uint256 seed) external recordedAs(Party.OWNER) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        bytes memory data = ledger.calldataOf(callHash);
        if (bytes4(data) == ICREDarkPool.admit.selector && ledger.isAdmitted(_accountIn(data))) return;
        if (block.timestamp < pool.readyAt(callHash)) skip(pool.readyAt(callHash) - block.timestamp);
        vm.prank(owner);
        (bool success,) = address(pool).call(data);
        assertTrue(success, "a ready call was refused");
    }

    function cancel(uint256 seed) external recordedAs(Party.GUARDIAN) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        vm.prank(guardian);
        pool.cancel(callHash);
    }

    function dismiss(uint256 seed) external recordedAs(Party.GUARDIAN) {
        address account = _anyone(seed);
        if (ledger.isAdmitted(account)) _dismiss(account);
    }

    function pause() external recordedAs(Party.GUARDIAN) {
        _pause();
    }

    function unpause() external recordedAs(Party.OWNER) {
        _unpause();
    }

    // --- how: the world ---

    function _open(address[] memory admitted) private returns (OpenDarkPool) {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.proofVerifier = circuit;
        wiring.cipher = new ClearTextCipher();
        return new OpenDarkPool(owner, guardian, DELAY, wiring, _limits(), admitted);
    }

    function _keepLedger(OpenDarkPool open) private returns (DarkPoolLedger) {
        address[] memory accounts = new address[](ACCOUNTS + 1);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            accounts[i] = _account(i);
        }
        accounts[ACCOUNTS] = owner;
        Rules memory rules = Rules(circuit, ROUNDS, WINDOW, IDLE_INTERVAL, MINIMUM_QUOTE, owner);
        return new DarkPoolLedger(open, accounts, rules, PRICE);
    }

    /// @dev Slots for all veterans; keys, balances and quotes for the traders; and half of all are dismissed.
    function _populate() private {
        for (uint256 i = 0; i < VETERANS; ++i) {
            _beginAs(Party.HOLDER);
            _registerNext(_account(i));
            _endRecording();
        }
        for (uint256 i = 0; i < TRADERS / KEY_CHANGES; ++i) {
            _closeAndSettle(ALL_KEYS);
        }
        for (uint256 i = 0; i < 2 * TRADERS; ++i) {
            _beginAs(Party.HOLDER);
            uint256 word = uint256(keccak256(abi.encode("deposit", i)));
            _deposit(_account(i / 2), Asset(i % 2), word);
            _endRecording();
            if (i % TRADERS == TRADERS - 1) _closeAndSettle(NO_KEYS);
        }
        for (uint256 i = 0; i < TRADERS; ++i) {
            _beginAs(Party.HOLDER);
            _commitQuote(_account(i), type(uint64).max, 10 * i);
            _endRecording();
        }
        _beginAs(Party.GUARDIAN);
        for (uint256 i = 1; i < VETERANS; i += 2) {
            _dismiss(_account(i));
        }
        _endRecording();
    }

    function _beginAs(Party party) internal {
        ledger.begin(party);
        vm.recordLogs();
    }

    /// @dev Within the same call of a campaign.
    function _proceedAs(Party party) internal {
        ledger.proceed(party);
        vm.recordLogs();
    }

    function _endRecording() internal {
        ledger.end(vm.getRecordedLogs());
    }

    // --- how: holders ---

    /// @dev What its right does not hang on anybody's leave.
    function _mayAlways(address sender, bytes memory data) internal {
        ledger.noteHolder(sender);
        vm.prank(sender);
        (bool success,) = address(pool).call(data);
        if (!success) ledger.noteRefusal();
    }

    function _registerNext(address account) private {
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        ledger.noteRegistration(account);
        vm.prank(account);
        pool.registerSlot(commitment, sealedKey);
    }

    function _deposit(address holder, Asset asset, uint256 amount) private {
        if (!_isKeyed(holder) || ledger.isWaiting(_slotOf(holder), asset)) return;
        bool isCollateral = asset == Asset.COLLATERAL;
        uint64 minimum = isCollateral ? ledger.limits().minCollateralDeposit : ledger.limits().minPaymentDeposit;
        amount = bound(amount, minimum, isCollateral ? 20e8 : 2_000_000e6);
        ledger.noteHolder(holder);
        (isCollateral ? collateral : payment).mint(holder, amount);
        vm.startPrank(holder);
        (isCollateral ? collateral : payment).approve(address(pool), amount);
        pool.deposit(asset, uint64(amount));
        vm.stopPrank();
    }

    function _withdraw(address holder, Asset asset, uint256 amount) private {
        if (!_isKeyed(holder) || ledger.isWaiting(_slotOf(holder), asset)) return;
        uint256 leaf = uint256(ledger.leaves()[_slotOf(holder)]);
        uint256 balance = asset == Asset.COLLATERAL ? uint64(leaf) : (leaf >> 64) / FINE_UNITS;
        // A quarter takes all: slots get empty.
        amount = amount % 4 == 0 && balance != 0 ? balance : bound(amount, 1, 2 * balance + 1);
        _mayAlways(holder, abi.encodeCall(pool.withdraw, (asset, uint64(amount))));
    }

    /// @dev Every tenth cannot be read.
    function _commitQuote(address holder, uint256 size, uint256 premium) private {
        uint256 word = bound(size, MINIMUM_QUOTE / 2, 20e8) | bound(premium, 0, 600) << 64;
        if (size % 10 == 0) word |= bound(size, 1, type(uint128).max) << 80;
        ledger.noteHolder(holder);
        vm.prank(holder);
        pool.commitQuote(bytes32(word), _nextNonce());
    }

    function _request(address holder, uint256 deficit, uint256 premium, uint256 seed) private {
        uint256 word = bound(deficit, 0, 40e8) | bound(premium, 0, 600) << 64 | (seed >> 128 & 3) << 80;
        // A twelfth cannot be read.
        if (seed % 12 == 0) word |= bound(deficit, 1, type(uint128).max) << 82;
        uint256 stake = ledger.limits().requestStake;
        uint256 cap = bound(premium >> 64, 0, ledger.limits().maxPremiumBps);
        uint256 timeout = bound(seed, pool.minTimeout(), 2 * pool.minTimeout());
        ledger.noteHolder(holder);
        deal(holder, stake);
        vm.prank(holder);
        pool.requestCollateral{value: stake}(bytes32(word), _nextNonce(), cap, timeout);
    }

    function _claimAll(address account) private {
        Credit memory its = ledger.credit(account);
        if (its.collateral != 0) _mayAlways(account, abi.encodeCall(pool.claim, (Asset.COLLATERAL, purse)));
        if (its.payment != 0) _mayAlways(account, abi.encodeCall(pool.claim, (Asset.PAYMENT, purse)));
        if (its.etherAmount != 0) _mayAlways(account, abi.encodeCall(pool.claimEther, (payable(purse))));
    }

    function _exit(address holder) internal {
        if (ledger.indexPlusOneOf(holder) == 0) return;
        Slot memory its = ledger.slot(_slotOf(holder));
        if (its.activeKey == 0 || ledger.hasExited(_slotOf(holder))) return;
        _mayAlways(holder, abi.encodeCall(pool.exit, (uint256(its.activeKey), ledger.leaves())));
    }

    function _reclaim(uint256 index) private {
        QueueEntry memory its = ledger.entry(index);
        if (its.amount == 0 || its.isWithdrawal) return;
        _mayAlways(keeper, abi.encodeCall(pool.reclaim, (index)));
    }

    /// @dev A holder whose next withdrawal nobody will settle, and who does not know that yet.
    function _leave(address holder) private {
        _proceedAs(Party.HOLDER);
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        _mayAlways(holder, abi.encodeCall(pool.rotateKey, (commitment, sealedKey)));
        if (!ledger.isFrozen()) _withdraw(holder, Asset.COLLATERAL, 1);
        _endRecording();
    }

    // --- how: rounds ---

    function _closeAndSettle(uint256 seed) private {
        _beginAs(Party.KEEPER);
        _close();
        _endRecording();
        _beginAs(Party.MATCHER);
        _settleInTime(seed);
        _endRecording();
    }

    /// @dev As soon as it can be, if anything waits or is due; not if a request has run out of time.
    function _close() internal {
        if (ledger.isFrozen() || ledger.isRoundClosed() || (!ledger.isPaused() && _isOverdue())) return;
        uint256 at = type(uint256).max;
        if (ledger.head() != ledger.tail() || ledger.keysWaiting() != 0) {
            at = uint256(ledger.round().closedAt) + IDLE_INTERVAL;
        }
        uint256 live = ledger.liveRequest();
        if (live != 0 && !ledger.isPaused()) {
            CollateralRequest memory its = ledger.request(live);
            uint256 dueAt = uint256(its.openedAt) + uint256(its.timeout) * (uint256(its.settledRounds) + 1) / ROUNDS;
            if (dueAt < at) at = dueAt;
        }
        if (at == type(uint256).max) return;
        if (block.timestamp < at) vm.warp(at);
        vm.roll(block.number + 1);
        vm.prank(keeper);
        pool.close();
    }

    function _settleInTime(uint256 seed) private {
        if (!_canSettle()) return;
        (uint256 requestId, bytes memory zkProof, bytes memory evidence) = _fill(_settlementOf(seed));
        bytes memory data = abi.encodeCall(pool.confidentialFill, (requestId, zkProof, evidence));
        ledger.noteSettlement(data);
        vm.prank(keeper);
        (bool success, bytes memory reason) = address(pool).call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    function _canSettle() internal view returns (bool) {
        bool isClosed = ledger.isRoundClosed() && !ledger.isFrozen();
        return isClosed && block.timestamp <= uint256(ledger.round().closedAt) + WINDOW;
    }

    /// @dev What the matcher makes of the closed round. `seed` chooses the keys that it takes in: bit i leaves slot i out, and
    /// what is above says how many.
    function _settlementOf(uint256 seed) internal view returns (Settlement memory settlement) {
        Round memory its = ledger.round();
        settlement = _draft();
        // First without any, to see which slots get empty.
        _work(settlement, its.requestId);
        settlement.keyChanges = _keyChanges(seed, its, settlement.leaves);
        _work(settlement, its.requestId);
    }

    /// @dev What has to be said of the closed round before it is worked out.
    function _draft() internal view returns (Settlement memory settlement) {
        Round memory its = ledger.round();
        settlement.round = its.number;
        if (its.requestId == 0) return settlement;
        settlement.order = ledger.order();
        settlement.priceRounds.btcUsd = its.closedAt;
    }

    /// @dev Sets the outputs to what the rules make of the round.
    function _work(Settlement memory settlement, uint256 requestId) internal view {
        bytes32[] memory inputs = pool.publicInputs(requestId, abi.encode(settlement, bytes("")));
        ClearTextCircuit.Outcome memory outcome = circuit.settle(ledger.table(), inputs);
        settlement.acceptedMask = uint8(outcome.acceptedMask);
        settlement.disclosed = uint8(outcome.disclosed);
        settlement.remainder = outcome.remainder;
        settlement.newRoot = outcome.root;
        settlement.leaves = outcome.leaves;
    }

    /// @dev With the true table as the proof, and evidence of exactly this.
    function _fill(Settlement memory settlement)
        internal
        view
        returns (uint256 requestId, bytes memory zkProof, bytes memory evidence)
    {
        requestId = ledger.round().requestId;
        zkProof = abi.encode(settlement, abi.encode(ledger.table()));
        bytes32 inputsHash = keccak256(abi.encodePacked(pool.publicInputs(requestId, zkProof)));
        evidence = attestationVerifier.evidenceFor(pool.settlementClaim(settlement.round, inputsHash));
    }

    function _keyChanges(uint256 seed, Round memory round, bytes32[SLOTS] memory leaves)
        private
        view
        returns (KeyChange[] memory changes)
    {
        KeyChange[] memory possible = new KeyChange[](KEY_CHANGES);
        uint256 most = (seed >> SLOTS) % (KEY_CHANGES + 1);
        uint256 count = 0;
        for (uint256 i = 0; i < SLOTS && count < most; ++i) {
            bool isLeftOut = seed >> i & 1 != 0;
            if (!isLeftOut && _canChange(i, round, leaves)) {
                possible[count++] = KeyChange(uint8(i), ledger.slot(i).pendingKey);
            }
        }
        changes = new KeyChange[](count);
        for (uint256 g = 0; g < count; ++g) {
            changes[g] = possible[g];
        }
    }

    function _canChange(uint256 index, Round memory round, bytes32[SLOTS] memory leaves) private view returns (bool) {
        Slot memory its = ledger.slot(index);
        bool isRelease = its.isReleasing && _isGivenUp(leaves[index]);
        if (its.pendingKey == 0 && !isRelease) return false;
        uint256 live = ledger.liveRequest();
        if (live != 0 && ledger.request(live).slot == index && (round.requestId == 0 || isRelease)) return false;
        if (!isRelease) return true;
        for (uint256 i = ledger.head() + round.entries; i < ledger.tail(); ++i) {
            if (ledger.entry(i).slot == index) return false;
        }
        return true;
    }

    /// @dev Less than a unit of payment is dropped.
    function _isGivenUp(bytes32 leaf) internal pure returns (bool) {
        return uint64(uint256(leaf)) == 0 && uint256(leaf) >> 64 < FINE_UNITS;
    }

    /// @dev A request of which no round can be closed any more.
    function _isOverdue() internal view returns (bool) {
        uint256 live = ledger.liveRequest();
        if (live == 0) return false;
        CollateralRequest memory its = ledger.request(live);
        return block.timestamp > uint256(its.openedAt) + its.timeout + WINDOW;
    }

    // --- how: owner ---

    function _unpause() internal {
        vm.prank(owner);
        pool.unpause();
    }

    function _announce(bytes memory data) internal {
        if (pool.readyAt(keccak256(data)) != 0) return;
        vm.prank(owner);
        pool.schedule(data);
    }

    function _admission(address account) internal pure returns (bytes memory) {
        return abi.encodeCall(ICREDarkPool.admit, (account));
    }

    /// @dev One of a few.
    function _limitsChange(uint256 seed) internal pure returns (bytes memory) {
        uint64 factor = uint64(1 + seed % 3);
        return abi.encodeCall(
            ICREDarkPool.setLimits,
            (PoolLimits(MIN_COLLATERAL * factor, MIN_PAYMENT * factor, STAKE * factor, MAX_PREMIUM))
        );
    }

    /// @dev Of an admission: a selector, and an account in a word.
    function _accountIn(bytes memory data) internal pure returns (address account) {
        assembly ("memory-safe") {
            account := mload(add(data, 0x24))
        }
    }

    // --- who ---

    function _anyone(uint256 seed) internal pure returns (address) {
        return _account(seed % ACCOUNTS);
    }

    function _slotOf(address holder) internal view returns (uint256) {
        return ledger.indexPlusOneOf(holder) - 1;
    }

    function _isKeyed(address holder) internal view returns (bool) {
        return ledger.indexPlusOneOf(holder) != 0 && ledger.slot(_slotOf(holder)).activeKey != 0;
    }

    /// @dev On the book, or about to be.
    function _isQuoted(uint256 index) internal view returns (bool) {
        return ledger.quote(index).isQuoted || ledger.nextQuote(index).quote.isQuoted;
    }

    /// @dev Half of what happens, happens to those that trade.
    function _someHolder(uint256 seed) internal view returns (address holder) {
        uint256 first = seed / 2 % (seed % 2 == 0 ? TRADERS : SLOTS);
        for (uint256 i = 0; i < SLOTS && holder == address(0); ++i) {
            holder = ledger.slot((first + i) % SLOTS).owner;
        }
    }

    function _someTrader(uint256 seed) internal view returns (address holder) {
        return seed % 16 == 15 ? _someHolder(seed / 16) : _account(seed % TRADERS);
    }

    /// @return account That has anything to claim; zero if there is none.
    function _someCreditor(uint256 seed) internal view returns (address account) {
        for (uint256 i = 0; i <= ACCOUNTS; ++i) {
            uint256 index = (seed % (ACCOUNTS + 1) + i) % (ACCOUNTS + 1);
            account = index == ACCOUNTS ? owner : _account(index);
            Credit memory its = ledger.credit(account);
            if (its.collateral != 0 || its.payment != 0 || its.etherAmount != 0) return account;
        }
        return address(0);
    }

    /// @return account Admitted and without a slot; zero if there is none.
    function _newcomer(uint256 seed) internal view returns (address account) {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            account = _account((VETERANS + seed % NEWCOMERS + i) % ACCOUNTS);
            if (ledger.isAdmitted(account) && ledger.indexPlusOneOf(account) == 0) return account;
        }
        return address(0);
    }

    // --- what ---

    /// @dev A new key, which is its own commitment.
    function _nextKey() internal returns (bytes32 commitment, bytes memory sealedKey) {
        ++_keysMade;
        return (_commitment(_keysMade), _sealedKey(_keysMade));
    }

    function _nextNonce() internal returns (bytes32) {
        ++_messagesMade;
        return bytes32(_messagesMade << 128 | uint128(uint256(keccak256(abi.encode("tag", _messagesMade)))));
    }
}
