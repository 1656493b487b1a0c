// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryBase} from "./TreasuryBase.t.sol";
import {BindingProofVerifier} from "./mocks/BindingProofVerifier.sol";
import {BindingVerifier} from "./mocks/BindingVerifier.sol";
import {ClearTextCipher} from "./mocks/ClearTextCipher.sol";
import {MockPoolPrices} from "./mocks/MockPoolPrices.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {PoolRounds} from "src/darkpool/PoolRounds.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {Asset, CollateralRequest, QueueEntry, Round} from "src/types/Pool.sol";
import {KeyChange, SCALAR_FIELD, SLOTS, Sealed, Settlement} from "src/types/Settlement.sol";

/// @notice The treasury with the real dark pool, in clear text: a key is its own commitment, a leaf its own plaintext, and
/// the test says what is filled. The maker has a slot too, and sells to whoever asks.
abstract contract TreasuryPoolBase is TreasuryBase {
    /// @dev What a slot holds, in pool units; and the key that opens it.
    struct Holding {
        uint256 key;
        uint256 collateral;
        uint256 payment;
    }

    uint40 internal constant POOL_WINDOW = 2 hours;
    uint40 internal constant IDLE_INTERVAL = 10 minutes;
    uint40 internal constant EXIT_DELAY = 3 days;
    uint8 internal constant ROUNDS = 3;
    uint256 internal constant SEALED_LENGTH = 211;
    /// @dev Payment units for a collateral unit, at 100,000 USDC per WBTC.
    uint256 internal constant UNIT_PRICE = 1000;
    uint256 internal constant MAKER_FUNDS = 10_000e8;
    /// @dev Fine units of payment in a pool unit.
    uint256 private constant FINE = 10 ** 14;
    uint256 private constant KEY = 11;
    uint256 private constant MAKER_KEY = 12;

    address internal immutable maker = makeAddr("maker");

    mapping(uint256 slot => Holding) internal holdings;
    /// @dev What the live request still wants.
    Sealed internal wanted;

    BindingVerifier private _attestationVerifier;
    BindingProofVerifier private _proofVerifier;

    // --- the pool ---

    /// @dev Before the treasury, which it admits at the address that comes next. Read from its artifact: compiled into
    /// every suite it would cost more than most of them.
    function _createPool() internal override returns (ICREDarkPool) {
        _attestationVerifier = new BindingVerifier();
        _proofVerifier = new BindingProofVerifier();
        CREDarkPool.Wiring memory wiring = CREDarkPool.Wiring({
            collateral: WBTC,
            payment: USDC,
            enclaveRegistry: IEnclaveRegistry(makeAddr("enclave registry")),
            attestationVerifier: _attestationVerifier,
            proofVerifier: _proofVerifier,
            prices: new MockPoolPrices(1 hours, uint256(BTC_PRICE)),
            cipher: new ClearTextCipher(),
            minimumQuote: 1e8,
            timing: PoolRounds.Timing(ROUNDS, POOL_WINDOW, IDLE_INTERVAL, EXIT_DELAY)
        });
        address[] memory admitted = new address[](2);
        admitted[0] = maker;
        admitted[1] = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        return ICREDarkPool(
            deployCode(
                "CREDarkPool.sol:CREDarkPool", abi.encode(owner, guardian, DELAY, wiring, _poolLimits(), admitted)
            )
        );
    }

    /// @dev Slots and keys of maker and treasury, the maker's collateral, and ether for stakes.
    function _openSlots() internal {
        vm.deal(address(treasury), 10 * STAKE);
        vm.prank(maker);
        pool.registerSlot(bytes32(MAKER_KEY), _sealedKey());
        vm.prank(owner);
        treasury.registerSlot(bytes32(KEY), _sealedKey());
        KeyChange[] memory changes = new KeyChange[](2);
        changes[0] = KeyChange(0, bytes32(MAKER_KEY));
        changes[1] = KeyChange(1, bytes32(KEY));
        holdings[0].key = MAKER_KEY;
        holdings[1].key = KEY;
        _closeIdle();
        _settle(0, changes);

        WBTC.mint(maker, MAKER_FUNDS);
        vm.startPrank(maker);
        WBTC.approve(address(pool), MAKER_FUNDS);
        pool.deposit(Asset.COLLATERAL, uint64(MAKER_FUNDS));
        vm.stopPrank();
        _settleQueue();
    }

    function _slot() internal view returns (Holding storage) {
        return holdings[pool.slotOf(address(treasury))];
    }

    function _sealedKey() internal pure returns (bytes memory sealedKey) {
        sealedKey = new bytes(SEALED_LENGTH);
        sealedKey[0] = 0x01;
    }

    // --- rounds ---

    /// @dev As soon as a round without request can be closed.
    function _closeIdle() internal {
        _pass(IDLE_INTERVAL);
        _close();
    }

    /// @dev On a block of its own.
    function _close() internal {
        vm.roll(block.number + 1);
        pool.close();
    }

    /// @dev As soon as the live request's next round is due.
    function _closeDue() internal {
        CollateralRequest memory live = pool.request(pool.liveRequest());
        uint256 dueAt = live.openedAt + uint256(live.timeout) * (live.settledRounds + 1) / ROUNDS;
        if (block.timestamp < dueAt) _pass(dueAt - block.timestamp);
        _close();
    }

    /// @dev What waits is settled, in a round without request.
    function _settleQueue() internal {
        _closeIdle();
        _settle(0, new KeyChange[](0));
    }

    /// @dev The live request's next round, in which the maker sells `fill`.
    function _settleRequest(uint256 fill) internal {
        _closeDue();
        _settle(fill, new KeyChange[](0));
    }

    /// @dev The live request's rounds up to the last, the first of which sells `fill`.
    function _settleWholeRequest(uint256 fill) internal {
        _settleRequest(fill);
        while (pool.liveRequest() != 0) _settleRequest(0);
    }

    /// @dev Settles the closed round, as the circuit would: the queue in its order, and then the fill.
    function _settle(uint256 fill, KeyChange[] memory changes) internal {
        (Round memory round,) = pool.lastRound();
        Settlement memory settlement;
        settlement.round = round.number;
        settlement.keyChanges = changes;
        settlement.newRoot = bytes32(uint256(keccak256(abi.encode("root", round.number))) % SCALAR_FIELD);
        settlement.acceptedMask = _settleEntries(round.entries);
        if (round.requestId != 0) {
            settlement.order = wanted;
            settlement.remainder = bytes32(uint256(wanted.ciphertext) / 2 + 1);
            settlement.priceRounds.btcUsd = round.closedAt;
            _trade(pool.request(round.requestId).slot, fill);
        }
        for (uint256 i = 0; i < SLOTS; ++i) {
            settlement.leaves[i] = bytes32(holdings[i].collateral | holdings[i].payment * FINE << 64);
        }
        _prove(round.requestId, settlement);
        if (round.requestId != 0) wanted = Sealed(settlement.remainder, pool.state().nonce);
    }

    function _trade(uint256 buyer, uint256 fill) private {
        holdings[0].collateral -= fill;
        holdings[0].payment += fill * UNIT_PRICE;
        holdings[buyer].collateral += fill;
        holdings[buyer].payment -= fill * UNIT_PRICE;
    }

    function _settleEntries(uint256 count) private returns (uint8 acceptedMask) {
        (uint256 head,) = pool.queueBounds();
        for (uint256 k = 0; k < count; ++k) {
            QueueEntry memory entry = pool.queueEntry(head + k);
            Holding storage holding = holdings[entry.slot];
            uint256 balance = entry.asset == Asset.COLLATERAL ? holding.collateral : holding.payment;
            if (entry.isWithdrawal && balance < entry.amount) continue;
            acceptedMask |= uint8(1 << k);
            balance = entry.isWithdrawal ? balance - entry.amount : balance + entry.amount;
            if (entry.asset == Asset.COLLATERAL) holding.collateral = balance;
            else holding.payment = balance;
        }
    }

    /// @dev With proof and attestation of exactly this.
    function _prove(uint256 requestId, Settlement memory settlement) private {
        bytes32[] memory inputs = pool.publicInputs(requestId, abi.encode(settlement, bytes("")));
        bytes32 claim = pool.settlementClaim(settlement.round, keccak256(abi.encodePacked(inputs)));
        bytes memory zkProof = abi.encode(settlement, _proofVerifier.proofFor(inputs));
        pool.confidentialFill(requestId, zkProof, _attestationVerifier.evidenceFor(claim));
    }

    /// @dev As in the last {ICREDarkPool-RoundSettled}.
    function _leaves() internal view returns (bytes32[SLOTS] memory leaves) {
        for (uint256 i = 0; i < SLOTS; ++i) {
            leaves[i] = bytes32(holdings[i].collateral | holdings[i].payment * FINE << 64);
        }
    }

    /// @dev Ends all settling: something waits, and nobody settles it.
    function _freeze() internal {
        vm.prank(maker);
        pool.withdraw(Asset.COLLATERAL, 1);
        _pass(EXIT_DELAY);
        pool.freeze();
    }

    // --- the treasury in it ---

    function _request(Order memory order) internal returns (uint256 requestId) {
        bytes32 hiddenSpend = keccak256(abi.encode(order.spend, order.salt));
        vm.prank(agent);
        requestId = treasury.request(order.epoch, order.poolOrder, hiddenSpend);
        wanted = Sealed(order.poolOrder.ciphertext, order.poolOrder.nonce);
    }

    /// @dev Of a report of now that orders nothing here.
    function _attestAndRequest(uint256 seed) internal returns (uint256 requestId) {
        return _request(_attest(0, true, seed));
    }

    function _depositIntoPool() internal returns (uint256 index) {
        vm.prank(agent);
        return treasury.depositIntoPool();
    }

    /// @dev As the owner may, after the delay.
    function _executeAfterDelay(bytes memory data) internal {
        _scheduleAndWait(data);
        vm.prank(owner);
        (bool done, bytes memory reason) = address(treasury).call(data);
        assertTrue(done, vm.toString(reason));
    }

    /// @dev The slot buys `collateral` for a deposit of the schedule.
    function _buyInPool(uint256 collateral, uint256 seed) internal {
        _depositIntoPool();
        _settleQueue();
        _attestAndRequest(seed);
        _settleWholeRequest(collateral);
    }

    /// @dev Credited, and not collected yet.
    function _withdrawFromPool(Asset asset, uint64 amount) internal {
        _executeAfterDelay(abi.encodeCall(treasury.withdrawFromPool, (asset, amount)));
        _settleQueue();
    }
}
