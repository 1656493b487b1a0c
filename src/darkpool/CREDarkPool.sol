// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";
import {ICREDarkPool} from "../interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "../interfaces/IEnclaveRegistry.sol";
import {IPoolPrices} from "../interfaces/IPoolPrices.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {ISlotCipher} from "../interfaces/ISlotCipher.sol";
import {SettlementStatement} from "../libraries/SettlementStatement.sol";
import {SlotTables} from "../libraries/SlotTables.sol";
import {Asset, CollateralRequest, PoolLimits, PoolState, QueueEntry, RequestStatus, Round} from "../types/Pool.sol";
import {FINE_UNITS} from "../types/PoolUnits.sol";
import {KEY_CHANGES, SLOTS, StatementInputs} from "../types/Settlement.sol";
import {SlotTable} from "../types/Slot.sol";
import {PoolQueue} from "./PoolQueue.sol";
import {PoolRounds} from "./PoolRounds.sol";
import {PoolSlots} from "./PoolSlots.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @title CREDarkPool
/// @notice Collateral against payment between 32 slots, at sealed sizes and premiums. One function changes balances: a
/// settlement, which needs a proof and an attestation.
///
/// TRUST
/// @dev The proof makes every outcome the only possible one; the attestation says that it comes from an enclave that
/// @dev keeps secrets. A broken enclave can look, refuse a round after it has seen its price, and choose which pending
/// @dev keys to include; it cannot take, or settle anything but the one outcome. The owner admits accounts and sets
/// @dev limits, both announced a delay ahead; the guardian dismisses and pauses. None of them can read a balance, move
/// @dev one, or keep anybody from leaving. Verifiers and prices are chosen at deployment, for good.
///
/// A ROUND
/// @dev {close} freezes book and queue; the price, the first one after the close, becomes known; {confidentialFill} takes in
/// @dev exactly what was frozen, and those pending keys that the matcher can prove. A round that is not settled in time is void.
///
/// LEAVING
/// @dev Withdrawals are settled in the order of the queue. If its head waits for {exitDelay}, anyone may {freeze} the pool, for
/// @dev good, and owners leave with {exit}: their key, and leaves that are in the last {RoundSettled}.
///
/// NOT DONE HERE
/// @dev Withdrawals and deposits are public, and so are who quotes, when, and that there is a request. An enclave sees standing
/// @dev quotes before the close. Tokens that rebase, or pay less than asked for, cannot be held.
contract CREDarkPool is PoolRounds {
    using SlotTables for SlotTable;

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 public constant SETTLEMENT_TYPEHASH = keccak256("Settlement(uint256 round,bytes32 publicInputs)");

    /// @notice {PoolState-root} of the empty table: Poseidon2 over twice SLOTS zeros.
    bytes32 public constant EMPTY_ROOT = 0x26280d67fa0e4357b21b9e721fce5b9a4da525aef23604abc368ab31021558b4;

    /// @dev Circuit's {Settlement-disclosed} of an order that is filled whole.
    uint256 private constant DISCLOSED_COMPLETE = 1;

    /// @notice What a pool is wired to, for good.
    struct Wiring {
        IERC20Metadata collateral;
        IERC20Metadata payment;
        IEnclaveRegistry enclaveRegistry;
        IAttestationVerifier attestationVerifier;
        IProofVerifier proofVerifier;
        IPoolPrices prices;
        ISlotCipher cipher;
        /// Least that a quote can offer, in pool units: a smaller one would be a cheap question whether anything is wanted.
        uint64 minimumQuote;
        Timing timing;
    }

    IAttestationVerifier public immutable attestationVerifier;
    IProofVerifier public immutable proofVerifier;
    IPoolPrices public immutable prices;
    ISlotCipher public immutable cipher;
    uint256 public immutable minimumQuote;

    /// @notice EIP-712 domain of {settlementClaim}: name "CREDarkPool", version "1". Of the chain that this was deployed on.
    bytes32 public immutable domainSeparator;

    constructor(
        address owner_,
        address guardian_,
        uint256 delay_,
        Wiring memory wiring,
        PoolLimits memory limits_,
        address[] memory admitted
    )
        PoolSlots(owner_, guardian_, delay_, wiring.enclaveRegistry, admitted)
        PoolQueue(wiring.collateral, wiring.payment, limits_)
        PoolRounds(wiring.timing, wiring.prices.heartbeat())
    {
        require(address(wiring.attestationVerifier) != address(0), ZeroAddress("attestationVerifier"));
        require(address(wiring.proofVerifier) != address(0), ZeroAddress("proofVerifier"));
        require(address(wiring.cipher) != address(0), ZeroAddress("cipher"));
        require(wiring.minimumQuote != 0, ParameterInvalid("minimumQuote", 0));
        attestationVerifier = wiring.attestationVerifier;
        proofVerifier = wiring.proofVerifier;
        prices = wiring.prices;
        cipher = wiring.cipher;
        minimumQuote = wiring.minimumQuote;

        domainSeparator = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256("CREDarkPool"), keccak256("1"), block.chainid, address(this))
        );

        bytes32[SLOTS] memory leaves;
        _pool.state = PoolState(EMPTY_ROOT, 0, keccak256(abi.encode(leaves)));
    }

    /// @inheritdoc ICREDarkPool
    function confidentialFill(uint256 requestId, bytes calldata zkProof, bytes calldata teeAttestation) external {
        (bytes32[] memory inputs, bytes32 inputsHash) = _statement(requestId, zkProof);
        Round memory round = _readRound();
        attestationVerifier.verify(settlementClaim(round.number, inputsHash), teeAttestation);
        proofVerifier.verify(_proofIn(zkProof), inputs);

        SlotTable memory table = _readTable();
        _dequeue(round.entries, uint256(inputs[StatementInputs.ACCEPTED_MASK]));
        _changeKeys(table, round, inputs);
        table.endRound();
        _writeTable(table);

        bytes32 root = inputs[StatementInputs.NEW_ROOT];
        bytes32 nonce = inputs[StatementInputs.NEW_NONCE];
        bytes32[SLOTS] memory leaves;
        uint256 at = StatementInputs.LEAF + 1;
        assembly ("memory-safe") {
            // The last inputs, where they are.
            leaves := add(inputs, mul(at, 32))
        }
        _pool.state = PoolState(root, nonce, keccak256(abi.encode(leaves)));
        emit RoundSettled(round.number, requestId, root, nonce, leaves);
        if (requestId != 0) _continueRequest(requestId, inputs);
    }

    /// @inheritdoc ICREDarkPool
    function freeze() external {
        SlotTable memory table = _readTable();
        require(!table.isFrozen, PoolFrozen());
        uint256 head = _readQueue().head;
        uint256 queuedAt = _pool.entries[head].queuedAt;
        // Nothing waits: then somebody has to ask for a withdrawal first.
        uint256 freezableAt = queuedAt == 0 ? type(uint256).max : queuedAt + exitDelay;
        require(block.timestamp >= freezableAt, QueueNotStale(queuedAt, freezableAt));

        if (table.isRoundClosed) {
            Round memory round = _readRound();
            table.endRound();
            emit RoundExpired(round.number, round.requestId);
        }
        table.isFrozen = true;
        _writeTable(table);

        emit Frozen(head, queuedAt);
        _expireLiveRequest();
    }

    /// @inheritdoc ICREDarkPool
    function exit(uint256 key, bytes32[SLOTS] calldata leaves) external {
        SlotTable memory table = _readTable();
        require(table.isFrozen, PoolNotFrozen());
        uint256 holder = slotOf(msg.sender);
        require(table.keyed & SlotTables.bit(holder) != 0, SlotWithoutKey(holder));
        bytes32 leavesHash = keccak256(abi.encode(leaves));
        require(leavesHash == _pool.state.leavesHash, LeavesMismatch(leavesHash, _pool.state.leavesHash));
        bytes32 commitment = cipher.commitmentOf(key);
        bytes32 wanted = _pool.slots[holder].activeKey;
        require(commitment == wanted, SlotKeyMismatch(commitment, wanted));

        (uint256 collateralBalance, uint256 fine) = cipher.openLeaf(key, _pool.state.nonce, leaves[holder]);
        uint256 paymentBalance = fine / FINE_UNITS;
        // Once. The leaves stay as they are, so that owners who leave at the same time do not get in each other's way.
        table.keyed &= ~SlotTables.bit(holder);
        _writeTable(table);
        _discount(Asset.COLLATERAL, collateralBalance);
        _discount(Asset.PAYMENT, paymentBalance);

        emit Exited(holder, msg.sender, collateralBalance, paymentBalance);
        _credit(msg.sender, Asset.COLLATERAL, collateralBalance);
        _credit(msg.sender, Asset.PAYMENT, paymentBalance);
    }

    /// @inheritdoc ICREDarkPool
    function reclaim(uint256 index) external {
        require(_readTable().isFrozen, PoolNotFrozen());
        QueueEntry memory entry = _readEntry(index);
        require(entry.amount != 0 && !entry.isWithdrawal, EntryNotReclaimable(index));

        delete _pool.entries[index];
        _discount(entry.asset, entry.amount);

        emit Reclaimed(index);
        _credit(_pool.slots[entry.slot].owner, entry.asset, entry.amount);
    }

    /// @inheritdoc ICREDarkPool
    function publicInputs(uint256 requestId, bytes calldata zkProof) external view returns (bytes32[] memory inputs) {
        (inputs,) = _statement(requestId, zkProof);
    }

    /// @inheritdoc ICREDarkPool
    function state() external view returns (PoolState memory) {
        return _pool.state;
    }

    /// @inheritdoc ICREDarkPool
    function settlementClaim(uint256 round, bytes32 inputsHash) public view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(SETTLEMENT_TYPEHASH, round, inputsHash));
        return MessageHashUtils.toTypedDataHash(domainSeparator, structHash);
    }

    function _statement(uint256 requestId, bytes calldata zkProof)
        private
        view
        returns (bytes32[] memory inputs, bytes32 inputsHash)
    {
        SettlementStatement.Terms memory terms = SettlementStatement.Terms(prices, minimumQuote, settlementWindow);
        bytes memory packed = SettlementStatement.read(_pool, terms, requestId, zkProof);
        inputsHash = keccak256(packed);
        assembly ("memory-safe") {
            // The same words, counted as words.
            inputs := packed
            mstore(inputs, div(mload(packed), 32))
        }
    }

    /// @dev The second of abi.encode(Settlement, bytes), which {SettlementStatement} has read the first of. Reverts if the
    /// bytes are not all there.
    function _proofIn(bytes calldata zkProof) private pure returns (bytes calldata) {
        uint256 at = uint256(bytes32(zkProof[32:64])) + 32;
        uint256 length = uint256(bytes32(zkProof[at - 32:at]));
        return zkProof[at:at + length];
    }

    function _changeKeys(SlotTable memory table, Round memory round, bytes32[] memory inputs) private {
        // If there was room, whichever is left out cannot be opened, and is no reason for a round.
        bool isFull = uint256(inputs[StatementInputs.CHANGE_SLOT + KEY_CHANGES - 1]) != StatementInputs.NO_SLOT;
        if (isFull) _letKeysWait(round.keys & table.occupied);
        for (uint256 g = 0; g < KEY_CHANGES; ++g) {
            uint256 index = uint256(inputs[StatementInputs.CHANGE_SLOT + g]);
            if (index == StatementInputs.NO_SLOT) return;
            bytes32 commitment = inputs[StatementInputs.CHANGE_COMMITMENT + g];
            if (commitment == 0) _release(table, index);
            else _activateKey(table, index, commitment);
        }
    }

    /// @dev What remains is the order of the next round; after the last round the request is over, whatever remains.
    function _continueRequest(uint256 requestId, bytes32[] memory inputs) private {
        CollateralRequest storage pending = _pool.requests[requestId];
        uint256 settled = uint256(pending.settledRounds) + 1;
        bytes32 remainder = inputs[StatementInputs.REMAINDER];
        bytes32 nonce = inputs[StatementInputs.NEW_NONCE];
        // forge-lint: disable-next-line(unsafe-typecast): at most roundsPerRequest
        pending.settledRounds = uint8(settled);
        pending.orderHash = _orderHash(remainder, nonce);
        pending.orderBlock = uint40(block.number);

        emit RequestContinued(requestId, settled, remainder, nonce);
        if (settled < roundsPerRequest) return;
        uint256 disclosed = uint256(inputs[StatementInputs.STATUS]);
        RequestStatus status = disclosed == 0
            ? RequestStatus.SETTLED
            : disclosed == DISCLOSED_COMPLETE ? RequestStatus.FILLED : RequestStatus.PARTIALLY_FILLED;
        _endRequest(requestId, status, _pool.slots[pending.slot].owner);
    }
}
