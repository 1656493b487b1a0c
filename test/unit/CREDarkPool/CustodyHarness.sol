// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {Asset, PoolLimits, Round} from "src/types/Pool.sol";
import {KeyChange, SLOTS, Sealed, Settlement, StatementInputs} from "src/types/Settlement.sol";

/// @notice A pool with money in it: slots whose keys open their leaves, and settlements that seal balances into them.
abstract contract CustodyHarness is CREDarkPoolHarness {
    /// @dev What a slot holds once a settlement has said so.
    struct Holding {
        uint256 slot;
        uint256 key;
        uint256 collateral;
        /// In fine units.
        uint256 payment;
    }

    /// @dev Fine units of payment in a pool unit.
    uint256 internal constant FINE = 10 ** 14;
    uint8 internal constant ALL = type(uint8).max;

    address internal immutable holder = makeAddr("holder");

    /// @dev What the last {_request} asked for.
    Sealed internal _lastOrder;

    // --- slots ---

    /// @dev A slot whose active key the test knows, so that its leaves can be made and opened.
    function _activateOwn(address account, uint256 key) internal returns (uint256 index) {
        bytes32 commitment = cipher.commitmentOf(key);
        _admit(account);
        vm.prank(account);
        index = pool.registerSlot(commitment, _sealedKey(key));
        _activateKey(index, commitment);
    }

    function _releaseSlot(address account) internal {
        vm.prank(account);
        pool.releaseSlot();
    }

    function _change(uint256 index, bytes32 commitment) internal pure returns (KeyChange[] memory changes) {
        changes = new KeyChange[](1);
        changes[0] = KeyChange(uint8(index), commitment);
    }

    // --- money ---

    function _least(Asset asset) internal pure returns (uint64) {
        return asset == Asset.COLLATERAL ? MIN_COLLATERAL : MIN_PAYMENT;
    }

    /// @dev Most that the circuit's numbers are made for.
    function _most(Asset asset) internal pure returns (uint64) {
        return asset == Asset.COLLATERAL ? 2 ** 55 - 1 : type(uint64).max;
    }

    function _assetOf(bool isPayment) internal pure returns (Asset) {
        return isPayment ? Asset.PAYMENT : Asset.COLLATERAL;
    }

    function _balanceOf(address account, Asset asset) internal view returns (uint256) {
        return asset == Asset.COLLATERAL ? collateral.balanceOf(account) : payment.balanceOf(account);
    }

    /// @dev Gives the account what it then deposits.
    function _deposit(address account, Asset asset, uint64 amount) internal returns (uint256 index) {
        _fund(account, asset, amount);
        vm.prank(account);
        return pool.deposit(asset, amount);
    }

    function _setLimits(PoolLimits memory limits) internal {
        _schedule(abi.encodeCall(pool.setLimits, (limits)));
        vm.prank(owner);
        pool.setLimits(limits);
    }

    /// @dev Of tokens as they are unless a test says otherwise: a base unit is a pool unit.
    function _fund(address account, Asset asset, uint256 amount) internal {
        if (asset == Asset.COLLATERAL) collateral.mint(account, amount);
        else payment.mint(account, amount);
        vm.startPrank(account);
        if (asset == Asset.COLLATERAL) collateral.approve(address(pool), amount);
        else payment.approve(address(pool), amount);
        vm.stopPrank();
    }

    function _withdraw(address account, Asset asset, uint64 amount) internal returns (uint256 index) {
        vm.prank(account);
        return pool.withdraw(asset, amount);
    }

    /// @dev What waits is settled, as accepted as `mask` says.
    function _settleQueue(uint8 mask) internal {
        _closeIdle();
        Settlement memory settlement = _settlement();
        settlement.acceptedMask = mask;
        _settle(settlement);
    }

    /// @dev In and out again, so that the account can claim it.
    function _earnCredit(address account, Asset asset, uint64 amount) internal {
        _deposit(account, asset, amount);
        _settleQueue(ALL);
        _withdraw(account, asset, amount);
        _settleQueue(ALL);
    }

    /// @dev Settles what waits, into a table that holds this and nothing else.
    function _settleTo(Holding[] memory holdings) internal returns (bytes32[SLOTS] memory leaves) {
        _closeIdle();
        return _settleClosedTo(holdings, ALL);
    }

    function _settleClosedTo(Holding[] memory holdings, uint8 mask) internal returns (bytes32[SLOTS] memory) {
        return _settleClosedTo(holdings, mask, new KeyChange[](0));
    }

    function _settleClosedTo(Holding[] memory holdings, uint8 mask, KeyChange[] memory changes)
        internal
        returns (bytes32[SLOTS] memory leaves)
    {
        Settlement memory settlement = _settlement();
        settlement.acceptedMask = mask;
        settlement.keyChanges = changes;
        bytes32 nonce = pool.publicInputs(0, abi.encode(settlement, bytes("")))[StatementInputs.NEW_NONCE];
        for (uint256 i = 0; i < holdings.length; ++i) {
            Holding memory held = holdings[i];
            leaves[held.slot] = cipher.sealLeaf(held.key, nonce, held.collateral, held.payment);
        }
        settlement.leaves = leaves;
        _settle(settlement);
    }

    // --- requests ---

    /// @dev Under a counter of the second's own; what it says, nobody here reads.
    function _request(address account) internal returns (uint256 requestId) {
        _lastOrder = Sealed(bytes32(uint256(7)), _nonce());
        uint256 timeout = pool.minTimeout();
        vm.deal(account, STAKE);
        vm.prank(account);
        return pool.requestCollateral{value: STAKE}(_lastOrder.ciphertext, _lastOrder.nonce, MAX_PREMIUM, timeout);
    }

    function _quote(address account) internal {
        vm.prank(account);
        pool.commitQuote(bytes32(uint256(8)), _nonce());
    }

    /// @dev The live request's next round, on its first second.
    function _closeRequested() internal returns (Round memory round) {
        skip(pool.minTimeout() / ROUNDS);
        vm.roll(block.number + 1);
        pool.close();
        (round,) = pool.lastRound();
    }

    function _nonce() private view returns (bytes32) {
        return bytes32(block.timestamp << 128 | 5);
    }

    // --- leaving ---

    /// @dev Lets the queue's head wait until owners can leave without the operator.
    function _freeze() internal {
        skip(EXIT_DELAY);
        pool.freeze();
    }
}
