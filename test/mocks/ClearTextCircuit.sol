// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IProofVerifier} from "src/interfaces/IProofVerifier.sol";
import {KEY_CHANGES, QUEUE_BATCH, SCALAR_FIELD, SLOTS, StatementInputs} from "src/types/Settlement.sol";

/// @notice The settlement circuit's rules over clear text: every pad is zero, so that a ciphertext is its plaintext, and a
/// proof is the table before. It accepts exactly the settlements that offchain/circuits/settlement accepts, written a second
/// time from the rules: it takes the cheapest offer again and again where the circuit compares all pairs.
contract ClearTextCircuit is IProofVerifier {
    /// @notice What the matcher knows and the pool has only the root of.
    struct Table {
        bytes32[SLOTS] commitments;
        bytes32[SLOTS] leaves;
    }

    /// @notice The inputs that the matcher publishes, each of which has one possible value.
    struct Outcome {
        bytes32 remainder;
        uint256 acceptedMask;
        uint256 disclosed;
        bytes32 root;
        bytes32[SLOTS] leaves;
    }

    /// @dev Collateral in pool units, payment in fine units.
    struct Balances {
        uint256[SLOTS] collateral;
        uint256[SLOTS] payment;
    }

    struct Order {
        bool isWellFormed;
        uint256 deficit;
        uint256 maxPremium;
        bool allowsPartial;
        bool isDisclosed;
    }

    /// @dev Root of the empty table, which the pool begins with; of every other table it is a digest of all that is in it.
    bytes32 private constant EMPTY_ROOT = 0x26280d67fa0e4357b21b9e721fce5b9a4da525aef23604abc368ab31021558b4;
    uint256 private constant FINE = 10 ** 14;
    uint256 private constant QUOTE_BITS = 80;
    uint256 private constant ORDER_BITS = 82;
    uint256 private constant NONCE_BITS = 192;
    uint256 private constant STAMP_BITS = 240;
    uint256 private constant ADJUSTMENT_BITS = 74;

    error Unprovable(string what);

    /// @inheritdoc IProofVerifier
    function verify(bytes calldata proof, bytes32[] calldata inputs) external pure {
        Outcome memory outcome = settle(abi.decode(proof, (Table)), inputs);
        require(inputs[StatementInputs.REMAINDER] == outcome.remainder, Unprovable("remainder"));
        require(uint256(inputs[StatementInputs.ACCEPTED_MASK]) == outcome.acceptedMask, Unprovable("accepted mask"));
        require(uint256(inputs[StatementInputs.STATUS]) == outcome.disclosed, Unprovable("status"));
        require(inputs[StatementInputs.NEW_ROOT] == outcome.root, Unprovable("new root"));
        for (uint256 i = 0; i < SLOTS; ++i) {
            require(inputs[StatementInputs.LEAF + i] == outcome.leaves[i], Unprovable("leaf"));
        }
    }

    /// @notice The one outcome of a statement whose outputs may still be missing.
    function settle(Table memory table, bytes32[] memory inputs) public pure returns (Outcome memory outcome) {
        require(rootOf(table) == inputs[StatementInputs.OLD_ROOT], Unprovable("old root"));
        Balances memory balances = _open(table);
        outcome.acceptedMask = _adjust(balances, inputs);
        Order memory order = _openOrder(uint256(inputs[StatementInputs.ORDER]));
        uint256 delivered = _match(balances, order, inputs);

        _changeKeys(table, inputs);
        _dropDust(table, balances);
        for (uint256 i = 0; i < SLOTS; ++i) {
            require(balances.collateral[i] >> 64 == 0 && balances.payment[i] >> 128 == 0, Unprovable("new balance"));
            outcome.leaves[i] = bytes32(balances.collateral[i] | balances.payment[i] << 64);
            require(table.commitments[i] != 0 || outcome.leaves[i] == 0, Unprovable("balance without key"));
        }
        table.leaves = outcome.leaves;
        outcome.root = rootOf(table);

        uint256 left = order.deficit - delivered;
        bool hasRequest = inputs[StatementInputs.HAS_REQUEST] != 0;
        bool hasKey = table.commitments[uint256(inputs[StatementInputs.REQUESTER])] != 0;
        if (order.isWellFormed && hasRequest && hasKey) outcome.remainder = _packOrder(order, left);
        if (order.isDisclosed) outcome.disclosed = left == 0 ? 1 : 2;
    }

    function rootOf(Table memory table) public pure returns (bytes32) {
        Table memory empty;
        bytes32 digest = keccak256(abi.encode(table));
        if (digest == keccak256(abi.encode(empty))) return EMPTY_ROOT;
        return bytes32(uint256(digest) % SCALAR_FIELD);
    }

    function _open(Table memory table) private pure returns (Balances memory balances) {
        for (uint256 i = 0; i < SLOTS; ++i) {
            uint256 leaf = uint256(table.leaves[i]);
            require(leaf >> 192 == 0, Unprovable("old leaf"));
            require(table.commitments[i] != 0 || leaf == 0, Unprovable("balance without key"));
            balances.collateral[i] = uint64(leaf);
            balances.payment[i] = leaf >> 64;
        }
    }

    /// @dev In the order of the queue. A withdrawal is accepted exactly if the balance suffices at its turn.
    function _adjust(Balances memory balances, bytes32[] memory inputs) private pure returns (uint256 acceptedMask) {
        for (uint256 k = 0; k < QUEUE_BATCH; ++k) {
            uint256 word = uint256(inputs[StatementInputs.ADJUSTMENT + k]);
            uint256 slot = uint8(word >> 64);
            require(word >> ADJUSTMENT_BITS == 0 && slot < SLOTS, Unprovable("adjustment"));
            bool isPayment = word >> 72 & 1 != 0;
            bool isWithdrawal = word >> 73 & 1 != 0;
            uint256 amount = uint64(word) * (isPayment ? FINE : 1);
            uint256[SLOTS] memory column = isPayment ? balances.payment : balances.collateral;
            if (isWithdrawal && column[slot] < amount) continue;

            acceptedMask |= 1 << k;
            if (isWithdrawal) column[slot] -= amount;
            else column[slot] += amount;
        }
    }

    /// @dev Cheapest first, then earliest, until the goal is reached; and all of it paid for, or nothing.
    function _match(Balances memory balances, Order memory order, bytes32[] memory inputs)
        private
        pure
        returns (uint256 delivered)
    {
        uint256[SLOTS] memory offered = _offers(balances, order, inputs);
        uint256 supply = 0;
        for (uint256 i = 0; i < SLOTS; ++i) {
            supply += offered[i];
        }
        uint256 goal = supply >= order.deficit ? order.deficit : order.allowsPartial ? supply : 0;

        uint256[SLOTS] memory filled;
        uint256[SLOTS] memory owed;
        uint256 cost = 0;
        for (uint256 missing = goal; missing != 0;) {
            uint256 maker = _cheapest(offered, inputs);
            filled[maker] = offered[maker] < missing ? offered[maker] : missing;
            owed[maker] = filled[maker] * uint256(inputs[StatementInputs.PRICE]) * (10_000 + _premiumOf(inputs, maker));
            cost += owed[maker];
            missing -= filled[maker];
            offered[maker] = 0;
        }

        uint256 requester = uint256(inputs[StatementInputs.REQUESTER]);
        if (balances.payment[requester] < cost) return 0;
        for (uint256 i = 0; i < SLOTS; ++i) {
            balances.collateral[i] -= filled[i];
            balances.payment[i] += owed[i];
        }
        balances.collateral[requester] += goal;
        balances.payment[requester] -= cost;
        return goal;
    }

    /// @dev What each maker offers: at most what it has, and nothing unless that is enough, cheap enough and readable.
    function _offers(Balances memory balances, Order memory order, bytes32[] memory inputs)
        private
        pure
        returns (uint256[SLOTS] memory offered)
    {
        for (uint256 i = 0; i < SLOTS; ++i) {
            uint256 quote = uint256(inputs[StatementInputs.QUOTE + i]);
            require(uint256(inputs[StatementInputs.QUOTE_STAMP + i]) >> STAMP_BITS == 0, Unprovable("stamp"));
            if (quote == 0 || quote >> QUOTE_BITS != 0) continue;
            uint256 premium = _premiumOf(inputs, i);
            if (premium > order.maxPremium || premium > uint256(inputs[StatementInputs.CAP_BPS])) continue;
            uint256 size = uint64(quote);
            if (size > balances.collateral[i]) size = balances.collateral[i];
            if (size >= uint256(inputs[StatementInputs.MINIMUM_QUOTE])) offered[i] = size;
        }
    }

    function _cheapest(uint256[SLOTS] memory offered, bytes32[] memory inputs) private pure returns (uint256 maker) {
        uint256 lowest = type(uint256).max;
        for (uint256 i = 0; i < SLOTS; ++i) {
            uint256 arrival = uint256(inputs[StatementInputs.QUOTE_STAMP + i]) >> NONCE_BITS;
            uint256 rank = _premiumOf(inputs, i) << 48 | arrival;
            if (offered[i] != 0 && rank < lowest) (maker, lowest) = (i, rank);
        }
    }

    function _premiumOf(bytes32[] memory inputs, uint256 maker) private pure returns (uint256) {
        return uint16(uint256(inputs[StatementInputs.QUOTE + maker]) >> 64);
    }

    function _changeKeys(Table memory table, bytes32[] memory inputs) private pure {
        for (uint256 g = 0; g < KEY_CHANGES; ++g) {
            uint256 slot = uint256(inputs[StatementInputs.CHANGE_SLOT + g]);
            require(slot <= StatementInputs.NO_SLOT, Unprovable("key change"));
            if (slot < SLOTS) table.commitments[slot] = inputs[StatementInputs.CHANGE_COMMITMENT + g];
        }
    }

    /// @dev No withdrawal takes out less than a unit: with it a slot could never be given up.
    function _dropDust(Table memory table, Balances memory balances) private pure {
        for (uint256 i = 0; i < SLOTS; ++i) {
            if (table.commitments[i] == 0 && balances.payment[i] < FINE) balances.payment[i] = 0;
        }
    }

    /// @dev One that is not well-formed wants nothing.
    function _openOrder(uint256 word) private pure returns (Order memory order) {
        if (word >> ORDER_BITS != 0) return order;
        return Order(true, uint64(word), uint16(word >> 64), word >> 80 & 1 != 0, word >> 81 & 1 != 0);
    }

    function _packOrder(Order memory order, uint256 deficit) private pure returns (bytes32) {
        uint256 word = deficit | order.maxPremium << 64;
        if (order.allowsPartial) word |= 1 << 80;
        if (order.isDisclosed) word |= 1 << 81;
        return bytes32(word);
    }
}
