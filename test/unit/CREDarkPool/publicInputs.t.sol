// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {Asset, Round, StandingQuote} from "src/types/Pool.sol";
import {KeyChange, SLOTS, Settlement} from "src/types/Settlement.sol";

// publicInputs
// ├── with a request  → what was on the book and in the queue at the close, its order, price and cap, one by one
// ├── without         → the same without order, price, cap, requester and book
// └── always          → the nonce is of chain, pool, context and all that is no output; what is posted after the close
//                       changes none. Whatever cannot be settled reverts as in confidentialFill
// settlementClaim
// └── EIP-712, of this pool on the chain that it was deployed on
contract CREDarkPool_PublicInputs_Test is RoundsHarness {
    /// @dev What a listener has seen, by which the test writes the statement down on its own.
    struct Seen {
        uint256 requester;
        KeyChange[] changes;
        bytes32[8] adjustments;
        bytes32[SLOTS] ciphertexts;
        bytes32[SLOTS] stamps;
    }

    Seen private seen;

    /// @dev A book, a queue and key changes of the seed's choice, and then one of the request's rounds.
    function test_areWhatWasSeen_withARequest(uint256 seed, uint256 settled, uint64 price, uint64 chainId) external {
        vm.chainId(bound(chainId, 1, type(uint64).max));
        price = uint64(bound(price, 1, 2 ** 56 - 1));
        prices.setPrice(price);
        settled = bound(settled, 0, ROUNDS - 1);
        seen.requester = _boundKeyed(seed);
        uint256 requestId = _request(seen.requester, seed);
        for (uint256 i = 0; i < settled; ++i) {
            _closeDue();
            _settleRequest(_requestSettlement());
        }
        _fillBook(seed);
        _fillQueue(seed);
        _postKeys(seed);
        Round memory round = _closeDue();
        Settlement memory settlement = _seededSettlement(seed, _requestSettlement());

        bytes32[] memory wanted = _common(settlement);
        wanted[0] = bytes32(uint256(1));
        wanted[1] = settlement.order.ciphertext;
        wanted[2] = settlement.order.nonce;
        wanted[4] = bytes32(uint256(price));
        wanted[5] = bytes32(uint256(MAX_PREMIUM) * (settled + 1) / ROUNDS);
        wanted[7] = bytes32(seen.requester);
        for (uint256 i = 0; i < SLOTS; ++i) {
            if (i == seen.requester) continue;
            wanted[30 + i] = seen.ciphertexts[i];
            wanted[62 + i] = seen.stamps[i];
        }
        _assertInputs(requestId, settlement, _withOutputs(wanted, settlement, round.context));
    }

    function test_areWhatWasSeen_withoutRequest(uint256 seed, uint64 chainId) external {
        vm.chainId(bound(chainId, 1, type(uint64).max));
        _fillBook(seed);
        _fillQueue(seed);
        _postKeys(seed);
        Round memory round = _closeNow();
        Settlement memory settlement = _seededSettlement(seed, _settlement());
        settlement.disclosed = 0;
        settlement.remainder = 0;
        _assertInputs(0, settlement, _withOutputs(_common(settlement), settlement, round.context));
    }

    /// @dev Nothing is known of the price when the round closes, and of the quotes when it is.
    function test_stayTheSame_whateverIsPostedAfterTheClose(uint256 seed, bool isRequested) external {
        _fillBook(seed);
        _fillQueue(seed);
        _makeDue();
        if (isRequested) _request(_boundKeyed(seed), seed);
        uint256 requestId = (isRequested ? _closeDue() : _closeNow()).requestId;
        bytes memory zkProof = abi.encode(isRequested ? _requestSettlement() : _settlement(), bytes(""));
        bytes32 before = keccak256(abi.encode(pool.publicInputs(requestId, zkProof)));

        for (uint256 i = 0; i < KEYED; ++i) {
            uint256 choice = uint8(uint256(keccak256(abi.encode("after", seed, i)))) % 7;
            if (choice == 0) _quote(i, ~seed);
            if (choice == 1 && pool.standingQuote(i).isQuoted) _withdrawQuote(i);
            if (choice == 2 && i > 10) _deposit(i, Asset.COLLATERAL, MIN_COLLATERAL);
            if (choice == 3 && i > 10) _withdraw(i, Asset.PAYMENT, 1);
            if (choice == 4) _rotate(_account(i), KEYED + 1 + i);
            if (choice == 5) _releaseSlot(i);
            if (choice == 6) _dismiss(_account(i));
        }
        skip(WINDOW / 2);
        vm.roll(block.number + 300);
        assertEq(keccak256(abi.encode(pool.publicInputs(requestId, zkProof))), before);
    }

    function test_claimIsTypedData(uint256 round, bytes32 inputsHash, uint64 chainId) external {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("CREDarkPool"),
                keccak256("1"),
                CHAIN_ID,
                address(pool)
            )
        );
        bytes32 structHash =
            keccak256(abi.encode(keccak256("Settlement(uint256 round,bytes32 publicInputs)"), round, inputsHash));
        // Whatever the chain is called now: evidence for the one that this was deployed on is for no other.
        vm.chainId(bound(chainId, 1, type(uint64).max));
        assertEq(pool.domainSeparator(), domain);
        assertEq(pool.settlementClaim(round, inputsHash), keccak256(abi.encodePacked(hex"1901", domain, structHash)));
    }

    /// @dev Whatever else happened: what stands is what was quoted last.
    function _fillBook(uint256 seed) private {
        for (uint256 i = 0; i < KEYED; ++i) {
            uint256 choice = _byte(seed, "book", i) % 4;
            if (choice == 0) continue;
            StandingQuote memory quote = _quote(i, _byte(seed, "quote", i));
            if (choice == 1) quote = _quote(i, _byte(seed, "other quote", i));
            if (choice == 2) {
                _withdrawQuote(i);
                continue;
            }
            seen.ciphertexts[i] = quote.ciphertext;
            seen.stamps[i] = bytes32(uint256(quote.arrival) << 192 | uint256(quote.nonce));
        }
    }

    /// @dev Up to ten entries, of which eight count.
    function _fillQueue(uint256 seed) private {
        uint256 count = _byte(seed, "count", 0) % 11;
        for (uint256 k = 0; k < count; ++k) {
            uint256 kind = _byte(seed, "kind", k);
            Asset asset = kind & 1 != 0 ? Asset.PAYMENT : Asset.COLLATERAL;
            bool isWithdrawal = kind & 2 != 0;
            uint64 amount = uint64(MIN_PAYMENT + uint256(keccak256(abi.encode(seed, k))) % 2 ** 50);
            if (isWithdrawal) _withdraw(count - k, asset, amount);
            else _deposit(count - k, asset, amount);
            if (k >= 8) continue;
            uint256 word = uint256(amount) + (count - k) * 2 ** 64;
            if (asset == Asset.PAYMENT) word += 2 ** 72;
            if (isWithdrawal) word += 2 ** 73;
            seen.adjustments[k] = bytes32(word);
        }
    }

    /// @dev Up to four of some that wait, the requester's perhaps, which cannot be released.
    function _postKeys(uint256 seed) private {
        uint256 count = _byte(seed, "changes", 0) % 5;
        for (uint256 g = 0; g < count; ++g) {
            uint256 slot = 11 + 5 * g + _byte(seed, "slot", g) % 5;
            bool isRelease = _byte(seed, "release", g) % 3 == 0 && slot != seen.requester;
            if (isRelease) _releaseSlot(slot);
            else _rotate(_account(slot), KEYED + 1 + g);
            seen.changes.push(KeyChange(uint8(slot), isRelease ? bytes32(0) : _commitment(KEYED + 1 + g)));
        }
        _rotate(_account(KEYLESS), KEYED + 10);
    }

    function _seededSettlement(uint256 seed, Settlement memory settlement) private view returns (Settlement memory) {
        settlement.acceptedMask = _byte(seed, "mask", 0);
        settlement.disclosed = _byte(seed, "disclosed", 0);
        settlement.remainder = _ciphertext(seed);
        settlement.newRoot = keccak256(abi.encode("root", seed));
        settlement.keyChanges = seen.changes;
        for (uint256 i = 0; i < SLOTS; ++i) {
            settlement.leaves[i] = keccak256(abi.encode("leaf", seed, i));
        }
        return settlement;
    }

    /// @dev What a settlement has whether or not there is a request. In numbers: main()'s parameters, counted by hand.
    function _common(Settlement memory settlement) private view returns (bytes32[] memory wanted) {
        wanted = new bytes32[](126);
        wanted[6] = bytes32(uint256(MINIMUM_QUOTE));
        wanted[10] = pool.state().root;
        wanted[11] = pool.state().nonce;
        for (uint256 g = 0; g < 4; ++g) {
            bool isUsed = g < settlement.keyChanges.length;
            wanted[14 + g] = bytes32(isUsed ? uint256(settlement.keyChanges[g].slot) : 32);
            wanted[18 + g] = isUsed ? settlement.keyChanges[g].commitment : bytes32(0);
        }
        for (uint256 k = 0; k < 8; ++k) {
            wanted[22 + k] = seen.adjustments[k];
        }
    }

    function _withOutputs(bytes32[] memory wanted, Settlement memory settlement, bytes32 context)
        private
        view
        returns (bytes32[] memory)
    {
        bytes32 digest = keccak256(abi.encodePacked(block.chainid, address(pool), context, wanted));
        wanted[3] = settlement.remainder;
        wanted[8] = bytes32(uint256(settlement.acceptedMask));
        wanted[9] = bytes32(uint256(settlement.disclosed));
        wanted[12] = settlement.newRoot;
        wanted[13] = bytes32(uint256(digest) % FIELD);
        for (uint256 i = 0; i < 32; ++i) {
            wanted[94 + i] = settlement.leaves[i];
        }
        return wanted;
    }

    /// @dev With whatever proof beside it.
    function _assertInputs(uint256 requestId, Settlement memory settlement, bytes32[] memory wanted) private view {
        bytes32[] memory inputs = pool.publicInputs(requestId, abi.encode(settlement, abi.encode(settlement.newRoot)));
        assertEq(inputs.length, 126, "count");
        for (uint256 i = 0; i < 126; ++i) {
            assertEq(inputs[i], wanted[i], vm.toString(i));
        }
    }

    function _byte(uint256 seed, string memory what, uint256 index) private pure returns (uint8) {
        return uint8(uint256(keccak256(abi.encode(seed, what, index))));
    }
}
