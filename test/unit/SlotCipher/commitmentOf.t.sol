// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SlotCipher} from "src/darkpool/SlotCipher.sol";
import {ISlotCipher} from "src/interfaces/ISlotCipher.sol";
import {Poseidon2} from "src/libraries/generated/Poseidon2.sol";
import {SCALAR_FIELD} from "src/types/Settlement.sol";
import {Suite} from "test/Suite.sol";

// commitmentOf
// ├── when the key is zero                          → reverts KeyZero
// ├── when the key is not below the field's order   → reverts NotInField
// └── otherwise                                     → Poseidon2(2001, key)
contract SlotCipher_CommitmentOf_Test is Suite {
    SlotCipher private _cipher;

    function setUp() public {
        _cipher = new SlotCipher();
    }

    function test_reverts_whenKeyIsZero() public {
        vm.expectRevert(ISlotCipher.KeyZero.selector);
        _cipher.commitmentOf(0);
    }

    function test_reverts_whenKeyIsNotInField(uint256 key) public {
        key = bound(key, SCALAR_FIELD, type(uint256).max);

        vm.expectRevert(abi.encodeWithSelector(Poseidon2.NotInField.selector, key));
        _cipher.commitmentOf(key);
    }

    function test_commits(uint256 key) public view {
        key = bound(key, 1, SCALAR_FIELD - 1);

        assertEq(_cipher.commitmentOf(key), bytes32(Poseidon2.hash2(2001, key)));
    }
}
