// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {SlotCipher} from "src/darkpool/SlotCipher.sol";
import {Suite} from "test/Suite.sol";

// gas of calls, and size
// ├── commitmentOf, openLeaf → at most 40,000 each
// └── deployed bytecode      → under the 24,576 bytes of EIP-170
contract SlotCipher_Gas_Test is Suite {
    uint256 private constant LIMIT = 40_000;
    uint256 private constant SIZE_LIMIT = 24_576;
    string private constant CASE = ".cases[0]";

    SlotCipher private _cipher;

    function setUp() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        _cipher = new SlotCipher();
    }

    function test_staysWithinTheLimits() public {
        string memory file = vm.readFile("test/vectors/slotCipher.json");
        uint256 key = vm.parseJsonUint(file, string.concat(CASE, ".key"));
        bytes32 nonce = vm.parseJsonBytes32(file, string.concat(CASE, ".nonce"));
        bytes32 leaf = vm.parseJsonBytes32(file, string.concat(CASE, ".leaf"));

        _cipher.commitmentOf(key);
        uint256 commitment = vm.lastCallGas().gasTotalUsed;
        _cipher.openLeaf(key, nonce, leaf);
        uint256 opening = vm.lastCallGas().gasTotalUsed;

        vm.snapshotValue("SlotCipher", "commitmentOf", commitment);
        vm.snapshotValue("SlotCipher", "openLeaf", opening);
        vm.snapshotValue("SlotCipher", "deployed bytecode", address(_cipher).code.length);
        assertLe(commitment, LIMIT);
        assertLe(opening, LIMIT);
        assertLt(address(_cipher).code.length, SIZE_LIMIT);
    }
}
