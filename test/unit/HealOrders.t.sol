// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {HealOrders} from "src/libraries/HealOrders.sol";
import {PoolOrder} from "src/types/ReserveReport.sol";
import {Suite} from "test/Suite.sol";

// digest
// ├── is keccak256 over nonce, ciphertext and the hash of spend and salt, each a whole word
// ├── is the same for who knows spend and salt and for who knows only their hash
// └── when any input differs → differs
contract HealOrders_Digest_Test is Suite {
    function test_hashesWholeWords_always(PoolOrder memory order, uint256 spend, bytes32 salt) external pure {
        bytes32 smallOrder = keccak256(bytes.concat(bytes32(spend), salt));
        bytes memory words = bytes.concat(order.nonce, order.ciphertext, smallOrder);
        assertEq(words.length, 96);
        assertEq(HealOrders.digest(order, spend, salt), keccak256(words));
    }

    function test_isTheSame_whoeverKnowsOnlyTheHash(PoolOrder memory order, uint256 spend, bytes32 salt) external pure {
        bytes32 hiddenSpend = keccak256(bytes.concat(bytes32(spend), salt));
        assertEq(HealOrders.digest(order, hiddenSpend), HealOrders.digest(order, spend, salt));
    }

    function test_differs_whenAnyInputDiffers(
        PoolOrder memory order,
        uint256 spend,
        bytes32 salt,
        uint8 input,
        uint256 difference
    ) external pure {
        difference = bound(difference, 1, type(uint256).max);
        bytes32 digest = HealOrders.digest(order, spend, salt);
        uint256 changed = input % 4;
        if (changed == 0) order.nonce ^= bytes32(difference);
        else if (changed == 1) order.ciphertext ^= bytes32(difference);
        else if (changed == 2) spend ^= difference;
        else salt ^= bytes32(difference);
        assertNotEq(HealOrders.digest(order, spend, salt), digest);
    }

    function test_differs_whenSpendAndSaltSwap(PoolOrder memory order, uint256 spend, bytes32 salt) external pure {
        vm.assume(bytes32(spend) != salt);
        assertNotEq(HealOrders.digest(order, spend, salt), HealOrders.digest(order, uint256(salt), bytes32(spend)));
    }
}
