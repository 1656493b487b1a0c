// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";

// slotKeyLabel
// └── for every commitment and owner, posted or not → the label of a slot key (kind 1), here, on this chain
contract CREDarkPool_SlotKeyLabel_Test is CREDarkPoolHarness {
    function test_isTheLabelOfASlotKey(uint64 chainId, bytes32 commitment, address account) external {
        vm.chainId(chainId);
        assertEq(
            pool.slotKeyLabel(commitment, account),
            keccak256(abi.encode(uint256(chainId), address(pool), commitment, uint256(1), account))
        );
    }

    function test_isAnother_onAnotherChain(uint64 chainId, bytes32 commitment, address account) external {
        vm.assume(chainId != CHAIN_ID);
        bytes32 here = pool.slotKeyLabel(commitment, account);
        vm.chainId(chainId);
        assertNotEq(pool.slotKeyLabel(commitment, account), here);
    }

    function test_isAnother_inAnotherPool(bytes32 commitment, address account) external {
        CREDarkPool other = _deploy(new address[](0));
        assertNotEq(other.slotKeyLabel(commitment, account), pool.slotKeyLabel(commitment, account));
    }

    /// @dev So that a ciphertext that another account posts as its own does not open.
    function test_isAnother_forAnotherAccount(bytes32 commitment, address account, address other) external view {
        vm.assume(account != other);
        assertNotEq(pool.slotKeyLabel(commitment, other), pool.slotKeyLabel(commitment, account));
    }

    function test_isAnother_forAnotherCommitment(bytes32 commitment, bytes32 other, address account) external view {
        vm.assume(commitment != other);
        assertNotEq(pool.slotKeyLabel(other, account), pool.slotKeyLabel(commitment, account));
    }

    function test_staysTheSame_whenTheKeyIsPosted(address account, uint256 seed) external {
        vm.assume(account != address(0));
        bytes32 before = pool.slotKeyLabel(_commitment(seed), account);
        _register(account, seed);
        assertEq(pool.slotKeyLabel(_commitment(seed), account), before);
    }
}
