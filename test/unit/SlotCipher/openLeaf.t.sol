// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SlotCipher} from "src/darkpool/SlotCipher.sol";
import {ISlotCipher} from "src/interfaces/ISlotCipher.sol";
import {Poseidon2} from "src/libraries/generated/Poseidon2.sol";
import {SCALAR_FIELD} from "src/types/Settlement.sol";
import {Suite} from "test/Suite.sol";

// openLeaf
// ├── when the key is zero                                    → reverts KeyZero
// ├── when key, nonce or leaf is not below the field's order  → reverts NotInField
// ├── when what comes out has more than 192 bits              → reverts LeafUnreadable
// ├── when key or nonce is another                            → reverts LeafUnreadable
// └── otherwise                                               → the two balances
contract SlotCipher_OpenLeaf_Test is Suite {
    SlotCipher private _cipher;

    function setUp() public {
        _cipher = new SlotCipher();
    }

    function test_reverts_whenKeyIsZero(uint256 nonce, uint256 leaf) public {
        vm.expectRevert(ISlotCipher.KeyZero.selector);
        _cipher.openLeaf(0, _field(nonce), _field(leaf));
    }

    /// @dev Of the same elements under their second names: what is added to each is the field's order.
    function test_reverts_whenArgumentIsNotInField(uint256 key, uint256 nonce, uint64 collateral, uint128 payment)
        public
    {
        key = bound(key, 1, SCALAR_FIELD - 1);
        uint256 leaf = uint256(_leaf(key, _field(nonce), _pack(collateral, payment)));

        _expectNotInField(key + SCALAR_FIELD);
        _cipher.openLeaf(key + SCALAR_FIELD, _field(nonce), bytes32(leaf));
        _expectNotInField(uint256(_field(nonce)) + SCALAR_FIELD);
        _cipher.openLeaf(key, bytes32(uint256(_field(nonce)) + SCALAR_FIELD), bytes32(leaf));
        _expectNotInField(leaf + SCALAR_FIELD);
        _cipher.openLeaf(key, _field(nonce), bytes32(leaf + SCALAR_FIELD));
    }

    function test_reverts_whenPlaintextIsTooLong(uint256 key, uint256 nonce, uint256 plaintext) public {
        key = bound(key, 1, SCALAR_FIELD - 1);
        plaintext = bound(plaintext, 2 ** 192, SCALAR_FIELD - 1);

        _expectUnreadable(key, _field(nonce), _leaf(key, _field(nonce), plaintext));
    }

    function test_reverts_justOutsideWhatALeafHolds(uint256 key, uint256 nonce) public {
        key = bound(key, 1, SCALAR_FIELD - 1);

        _expectUnreadable(key, _field(nonce), _leaf(key, _field(nonce), 2 ** 192));
        _expectUnreadable(key, _field(nonce), _leaf(key, _field(nonce), SCALAR_FIELD - 1));
    }

    function test_reverts_whenKeyOrNonceIsAnother(uint256 key, uint256 other, uint256 nonce, uint64 c, uint128 p)
        public
    {
        key = bound(key, 1, SCALAR_FIELD - 1);
        other = bound(other, 1, SCALAR_FIELD - 1);
        bytes32 leaf = _leaf(key, _field(nonce), _pack(c, p));

        if (other != key) _expectUnreadable(other, _field(nonce), leaf);
        if (bytes32(other) != _field(nonce)) _expectUnreadable(key, bytes32(other), leaf);
    }

    function test_opens(uint256 key, uint256 nonce, uint64 collateral, uint128 payment) public view {
        key = bound(key, 1, SCALAR_FIELD - 1);
        bytes32 leaf = _leaf(key, _field(nonce), _pack(collateral, payment));

        (uint256 opened, uint256 openedPayment) = _cipher.openLeaf(key, _field(nonce), leaf);

        assertEq(opened, collateral);
        assertEq(openedPayment, payment);
    }

    function _pack(uint256 collateral, uint256 payment) private pure returns (uint256) {
        return collateral + payment * 2 ** 64;
    }

    function _leaf(uint256 key, bytes32 nonce, uint256 plaintext) private pure returns (bytes32) {
        return bytes32(addmod(plaintext, Poseidon2.hash3(2002, key, uint256(nonce)), SCALAR_FIELD));
    }

    function _field(uint256 seed) private pure returns (bytes32) {
        return bytes32(seed % SCALAR_FIELD);
    }

    function _expectNotInField(uint256 element) private {
        vm.expectRevert(abi.encodeWithSelector(Poseidon2.NotInField.selector, element));
    }

    function _expectUnreadable(uint256 key, bytes32 nonce, bytes32 leaf) private {
        vm.expectRevert(abi.encodeWithSelector(ISlotCipher.LeafUnreadable.selector, leaf));
        _cipher.openLeaf(key, nonce, leaf);
    }
}
