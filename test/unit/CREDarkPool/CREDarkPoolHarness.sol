// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Suite} from "../../Suite.sol";
import {BindingProofVerifier} from "../../mocks/BindingProofVerifier.sol";
import {BindingVerifier} from "../../mocks/BindingVerifier.sol";
import {KeccakSlotCipher} from "../../mocks/KeccakSlotCipher.sol";
import {MintableERC20} from "../../mocks/MintableERC20.sol";
import {MockPoolPrices} from "../../mocks/MockPoolPrices.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {PoolRounds} from "src/darkpool/PoolRounds.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {Asset, PoolLimits, Round} from "src/types/Pool.sol";
import {KeyChange, SLOTS, Settlement} from "src/types/Settlement.sol";
import {Slot, SlotKey, SlotKeyStatus} from "src/types/Slot.sol";

/// @notice A pool to which nobody is admitted yet, and accounts that want to be.
abstract contract CREDarkPoolHarness is Suite {
    uint256 internal constant START = 1_790_000_000;
    uint256 internal constant DELAY = 2 days;
    uint256 internal constant CHAIN_ID = 1;

    uint256 internal constant SEALED_LENGTH = 211;
    bytes1 internal constant VERSION = 0x01;
    uint256 internal constant FIELD = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    address internal immutable owner = makeAddr("owner");
    address internal immutable guardian = makeAddr("guardian");
    IEnclaveRegistry internal immutable enclaveRegistry = IEnclaveRegistry(makeAddr("enclave registry"));

    uint256 internal constant HEARTBEAT = 1 hours;
    uint40 internal constant WINDOW = 2 hours;
    uint40 internal constant IDLE_INTERVAL = 10 minutes;
    uint40 internal constant EXIT_DELAY = 3 days;
    uint8 internal constant ROUNDS = 3;
    uint64 internal constant MINIMUM_QUOTE = 1e8;
    uint64 internal constant MIN_COLLATERAL = 1e6;
    uint64 internal constant MIN_PAYMENT = 1000e6;
    uint96 internal constant STAKE = 0.1 ether;
    uint16 internal constant MAX_PREMIUM = 500;
    /// USD per coin, with 8 decimals.
    uint256 internal constant PRICE = 100_000e8;

    CREDarkPool internal pool;
    MintableERC20 internal collateral;
    MintableERC20 internal payment;
    BindingVerifier internal attestationVerifier;
    BindingProofVerifier internal proofVerifier;
    MockPoolPrices internal prices;
    KeccakSlotCipher internal cipher;

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(START);
        vm.roll(1000);
        collateral = new MintableERC20(8);
        payment = new MintableERC20(6);
        attestationVerifier = new BindingVerifier();
        proofVerifier = new BindingProofVerifier();
        prices = new MockPoolPrices(HEARTBEAT, PRICE);
        cipher = new KeccakSlotCipher();
        pool = _deploy(new address[](0));
    }

    function _deploy(address[] memory admitted) internal returns (CREDarkPool) {
        return new CREDarkPool(owner, guardian, DELAY, _wiring(), _limits(), admitted);
    }

    function _wiring() internal view returns (CREDarkPool.Wiring memory) {
        return CREDarkPool.Wiring({
            collateral: collateral,
            payment: payment,
            enclaveRegistry: enclaveRegistry,
            attestationVerifier: attestationVerifier,
            proofVerifier: proofVerifier,
            prices: prices,
            cipher: cipher,
            minimumQuote: MINIMUM_QUOTE,
            timing: PoolRounds.Timing(ROUNDS, WINDOW, IDLE_INTERVAL, EXIT_DELAY)
        });
    }

    function _limits() internal pure returns (PoolLimits memory) {
        return PoolLimits(MIN_COLLATERAL, MIN_PAYMENT, STAKE, MAX_PREMIUM);
    }

    // --- builders ---

    /// @dev Another seed, another commitment.
    function _commitment(uint256 seed) internal pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode("commitment", seed))) % (FIELD - 1) + 1);
    }

    function _sealedKey(uint256 seed) internal pure returns (bytes memory) {
        return _sealedKey(seed, SEALED_LENGTH);
    }

    /// @dev As a ciphertext looks: its version, and then nothing that the pool can read.
    function _sealedKey(uint256 seed, uint256 length) internal pure returns (bytes memory sealedKey) {
        sealedKey = new bytes(length);
        bytes32 word;
        for (uint256 i = 0; i < length; ++i) {
            if (i % 32 == 0) word = keccak256(abi.encode("sealed key", seed, i));
            sealedKey[i] = word[i % 32];
        }
        if (length != 0) sealedKey[0] = VERSION;
    }

    /// @dev Never zero, and another one for each index.
    function _account(uint256 index) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("account", index)))));
    }

    // --- actions ---

    function _schedule(bytes memory data) internal {
        vm.prank(owner);
        pool.schedule(data);
        skip(DELAY);
    }

    /// @dev As announced, a delay ago.
    function _admit(address account) internal {
        _schedule(abi.encodeCall(pool.admit, (account)));
        vm.prank(owner);
        pool.admit(account);
    }

    function _dismiss(address account) internal {
        vm.prank(guardian);
        pool.dismiss(account);
    }

    function _pause() internal {
        vm.prank(guardian);
        pool.pause();
    }

    /// @dev Admits the account and registers its slot, under the seed's key.
    function _register(address account, uint256 seed) internal returns (uint256 index) {
        _admit(account);
        vm.prank(account);
        return pool.registerSlot(_commitment(seed), _sealedKey(seed));
    }

    function _rotate(address account, uint256 seed) internal {
        vm.prank(account);
        pool.rotateKey(_commitment(seed), _sealedKey(seed));
    }

    /// @dev Slots with pending keys of their own, none of which any test asks for.
    function _registerOthers(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) {
            _register(_account(i), uint256(keccak256(abi.encode("another slot", i))));
        }
    }

    /// @dev A slot with an active key: admitted, registered, and taken in by a round of its own.
    function _activate(address account, uint256 seed) internal returns (uint256 index) {
        index = _register(account, seed);
        _activateKey(index, _commitment(seed));
    }

    /// @dev By a settlement that changes nothing else.
    function _activateKey(uint256 index, bytes32 commitment) internal {
        KeyChange[] memory changes = new KeyChange[](1);
        changes[0] = KeyChange(uint8(index), commitment);
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.keyChanges = changes;
        _settle(settlement);
    }

    /// @dev As soon as it can be, and on a block of its own.
    function _closeIdle() internal returns (Round memory round) {
        skip(IDLE_INTERVAL);
        vm.roll(block.number + 1);
        pool.close();
        (round,) = pool.lastRound();
    }

    /// @dev Of the closed round: nothing accepted, nothing disclosed, another root and other leaves.
    function _settlement() internal view returns (Settlement memory settlement) {
        (Round memory round,) = pool.lastRound();
        settlement.round = round.number;
        settlement.newRoot = bytes32(uint256(keccak256(abi.encode("root", round.number))) % FIELD);
        for (uint256 i = 0; i < SLOTS; ++i) {
            settlement.leaves[i] = bytes32(uint256(keccak256(abi.encode("leaf", round.number, i))) % FIELD);
        }
        if (round.requestId != 0) settlement.priceRounds.btcUsd = round.closedAt;
    }

    /// @dev With proof and attestation of exactly this.
    function _settle(Settlement memory settlement) internal {
        (Round memory round,) = pool.lastRound();
        (bytes memory zkProof, bytes memory evidence) = _evidenceFor(round.requestId, settlement);
        pool.confidentialFill(round.requestId, zkProof, evidence);
    }

    function _evidenceFor(uint256 requestId, Settlement memory settlement)
        internal
        view
        returns (bytes memory zkProof, bytes memory evidence)
    {
        bytes32[] memory inputs = pool.publicInputs(requestId, abi.encode(settlement, bytes("")));
        bytes32 claim = pool.settlementClaim(settlement.round, keccak256(abi.encodePacked(inputs)));
        zkProof = abi.encode(settlement, proofVerifier.proofFor(inputs));
        evidence = attestationVerifier.evidenceFor(claim);
    }

    /// @dev Takes a slot's first key to a status, whichever it is.
    function _bringTo(SlotKeyStatus status, address account, uint256 seed) internal {
        uint256 index = pool.slotOf(account);
        if (status == SlotKeyStatus.ACTIVE) _activateKey(index, _commitment(seed));
        if (status == SlotKeyStatus.RETIRED) _rotate(account, uint256(keccak256(abi.encode("successor", seed))));
    }

    /// @dev One of those that a posted key can have.
    function _someStatus(uint256 seed) internal pure returns (SlotKeyStatus) {
        return SlotKeyStatus(bound(seed, uint256(SlotKeyStatus.PENDING), uint256(SlotKeyStatus.RETIRED)));
    }

    // --- assertions ---

    function _assertSlot(uint256 index, address holder, bytes32 activeKey, bytes32 pendingKey) internal view {
        assertEq(abi.encode(pool.slot(index)), abi.encode(Slot(holder, false, activeKey, pendingKey)), "slot");
    }

    function _assertKey(uint256 seed, SlotKeyStatus status, uint256 index, address holder) internal view {
        SlotKey memory wanted = SlotKey(status, uint8(index), holder, keccak256(_sealedKey(seed)));
        assertEq(abi.encode(pool.slotKey(_commitment(seed))), abi.encode(wanted), "slot key");
    }

    function _expectPosted(uint256 index, address holder, uint256 seed) internal {
        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotKeyPosted(index, holder, _commitment(seed), _sealedKey(seed));
    }
}
