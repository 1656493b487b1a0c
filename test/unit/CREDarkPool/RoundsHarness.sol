// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {Asset, CollateralRequest, Round, StandingQuote} from "src/types/Pool.sol";
import {KEY_CHANGES, KeyChange, SLOTS, Sealed, Settlement} from "src/types/Settlement.sol";

/// @notice A pool in which all slots but the last have an active key, and nothing waits.
abstract contract RoundsHarness is CREDarkPoolHarness {
    /// @dev Slot i is {_account} i's; those below KEYED have an active key.
    uint256 internal constant KEYED = SLOTS - 1;
    /// @dev Has a slot, whose key no settlement has taken in.
    uint256 internal constant KEYLESS = SLOTS - 1;
    /// @dev Is admitted, and has no slot.
    uint256 internal constant SLOTLESS = SLOTS;
    uint256 internal constant MAX_TIMEOUT = 30 days;

    /// @dev What {_request} asked for, and then what a settlement left of it.
    Sealed internal order;
    /// @dev Of the next quote, as a listener counts.
    uint256 internal nextArrival;
    /// @dev Of the last message's nonce.
    uint64 private _counter;

    function setUp() public virtual override {
        super.setUp();
        pool = _deploy(_wiring());
        _populate();
    }

    /// @dev With an account for each slot, and one more.
    function _deploy(CREDarkPool.Wiring memory wiring) internal returns (CREDarkPool) {
        address[] memory admitted = new address[](SLOTS + 1);
        for (uint256 i = 0; i < admitted.length; ++i) {
            admitted[i] = _account(i);
        }
        return new CREDarkPool(owner, guardian, DELAY, wiring, _limits(), admitted);
    }

    /// @dev Four keys a settlement. The last one leaves the last key out, so that no round is due for its sake.
    function _populate() internal {
        for (uint256 i = 0; i < SLOTS; ++i) {
            vm.prank(_account(i));
            pool.registerSlot(_commitment(i), _sealedKey(i));
        }
        for (uint256 first = 0; first < KEYED; first += KEY_CHANGES) {
            uint256 count = KEYED - first < KEY_CHANGES ? KEYED - first : KEY_CHANGES;
            KeyChange[] memory changes = new KeyChange[](count);
            for (uint256 g = 0; g < count; ++g) {
                changes[g] = KeyChange(uint8(first + g), _commitment(first + g));
            }
            _closeIdle();
            Settlement memory settlement = _settlement();
            settlement.keyChanges = changes;
            _settle(settlement);
        }
        skip(IDLE_INTERVAL);
    }

    // --- builders ---

    function _boundKeyed(uint256 slot) internal pure returns (uint256) {
        return bound(slot, 0, KEYED - 1);
    }

    /// @dev Never zero, and a field element.
    function _ciphertext(uint256 seed) internal pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode("ciphertext", seed))) % (FIELD - 1) + 1);
    }

    function _nonce(uint64 counter, uint256 tagSeed) internal pure returns (bytes32) {
        return bytes32(uint256(counter) << 128 | uint128(uint256(keccak256(abi.encode("tag", tagSeed)))));
    }

    /// @dev Above every one before.
    function _freshNonce(uint256 seed) internal returns (bytes32) {
        return _nonce(++_counter, seed);
    }

    /// @dev When the live request's next round can be closed.
    function _dueAt(uint256 requestId) internal view returns (uint256) {
        CollateralRequest memory live = pool.request(requestId);
        return live.openedAt + uint256(live.timeout) * (live.settledRounds + 1) / pool.roundsPerRequest();
    }

    /// @dev When the request is over, whatever happens: its last second.
    function _deadlineOf(uint256 requestId) internal view returns (uint256) {
        CollateralRequest memory live = pool.request(requestId);
        return uint256(live.openedAt) + live.timeout + WINDOW;
    }

    /// @dev {_settlement} of a round with the request that {_request} made.
    function _requestSettlement() internal view returns (Settlement memory settlement) {
        settlement = _settlement();
        settlement.order = order;
        settlement.remainder = _ciphertext(uint256(keccak256(abi.encode("remainder", settlement.round))));
    }

    // --- actions ---

    /// @dev Makes a quote that has never been there.
    function _quote(uint256 slot, uint256 seed) internal returns (StandingQuote memory quote) {
        quote = StandingQuote(true, uint48(nextArrival++), _ciphertext(seed), _freshNonce(seed));
        _commit(_account(slot), quote.ciphertext, quote.nonce);
    }

    function _commit(address sender, bytes32 ciphertext, bytes32 nonce) internal {
        vm.prank(sender);
        pool.commitQuote(ciphertext, nonce);
    }

    function _withdrawQuote(uint256 slot) internal {
        vm.prank(_account(slot));
        pool.withdrawQuote();
    }

    function _releaseSlot(uint256 slot) internal {
        vm.prank(_account(slot));
        pool.releaseSlot();
    }

    /// @dev With the highest premium and the shortest timeout.
    function _request(uint256 slot, uint256 seed) internal returns (uint256 requestId) {
        return _request(slot, seed, MAX_PREMIUM, pool.minTimeout());
    }

    function _request(uint256 slot, uint256 seed, uint256 premiumBps, uint256 timeout)
        internal
        returns (uint256 requestId)
    {
        order = Sealed(_ciphertext(seed), _freshNonce(seed));
        return _requestAs(_account(slot), order, premiumBps, timeout, STAKE);
    }

    function _requestAs(address sender, Sealed memory wanted, uint256 premiumBps, uint256 timeout, uint256 stake)
        internal
        returns (uint256 requestId)
    {
        vm.deal(sender, sender.balance + stake);
        vm.prank(sender);
        return pool.requestCollateral{value: stake}(wanted.ciphertext, wanted.nonce, premiumBps, timeout);
    }

    /// @dev As soon as the live request's round is due, and on a block of its own.
    function _closeDue() internal returns (Round memory round) {
        vm.warp(_dueAt(pool.liveRequest()));
        return _closeNow();
    }

    function _closeNow() internal returns (Round memory round) {
        vm.roll(block.number + 1);
        pool.close();
        (round,) = pool.lastRound();
    }

    /// @dev And remembers what remains wanted.
    function _settleRequest(Settlement memory settlement) internal {
        _settle(settlement);
        order = Sealed(settlement.remainder, pool.state().nonce);
    }

    function _deposit(uint256 slot, Asset asset, uint64 amount) internal returns (uint256 index) {
        address sender = _account(slot);
        (asset == Asset.COLLATERAL ? collateral : payment).mint(sender, amount);
        vm.startPrank(sender);
        (asset == Asset.COLLATERAL ? collateral : payment).approve(address(pool), amount);
        index = pool.deposit(asset, amount);
        vm.stopPrank();
    }

    function _withdraw(uint256 slot, Asset asset, uint64 amount) internal returns (uint256 index) {
        vm.prank(_account(slot));
        return pool.withdraw(asset, amount);
    }

    /// @dev An entry that no settlement can refuse; a round becomes due for it.
    function _makeDue() internal {
        _deposit(0, Asset.COLLATERAL, MIN_COLLATERAL);
    }

    /// @dev For good, because of an entry that waits in vain.
    function _freeze() internal {
        _withdraw(KEYED - 1, Asset.PAYMENT, 1);
        skip(EXIT_DELAY);
        pool.freeze();
    }

    /// @dev The closed round, one way or the other.
    function _end(bool isSettled) internal {
        (Round memory round,) = pool.lastRound();
        if (isSettled) {
            if (round.requestId == 0) _settle(_settlement());
            else _settleRequest(_requestSettlement());
        } else {
            vm.warp(round.closedAt + WINDOW + 1);
            pool.expire();
        }
    }

    // --- assertions ---

    function _assertStanding(uint256 slot, StandingQuote memory wanted) internal view {
        assertEq(abi.encode(pool.standingQuote(slot)), abi.encode(wanted), "standing quote");
    }

    function _assertNoRequest() internal view {
        assertEq(pool.liveRequest(), 0, "live request");
    }

    function _expectCommitted(uint256 slot, StandingQuote memory quote, bool isPending) internal {
        vm.expectEmit(address(pool));
        emit ICREDarkPool.QuoteCommitted(slot, quote.arrival, quote.ciphertext, quote.nonce, isPending);
    }
}
