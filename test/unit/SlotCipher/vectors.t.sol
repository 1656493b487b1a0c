// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SlotCipher} from "src/darkpool/SlotCipher.sol";
import {Suite} from "test/Suite.sol";

// test/vectors/slotCipher.json, which test/offchain/slotCipher.test.ts holds TypeScript to as well
// └── for every case → the same commitment, and the two balances
contract SlotCipher_Vectors_Test is Suite {
    string private constant VECTORS = "test/vectors/slotCipher.json";

    SlotCipher private _cipher;

    function setUp() public {
        _cipher = new SlotCipher();
    }

    function table_agreesWithVectors(uint256 index) public view {
        string memory file = vm.readFile(VECTORS);
        string memory key = string.concat(".cases[", vm.toString(index), "]");
        string memory name = vm.parseJsonString(file, string.concat(key, ".name"));
        uint256 slotKey = uint256(_word(file, key, ".key"));

        (uint256 collateral, uint256 payment) =
            _cipher.openLeaf(slotKey, _word(file, key, ".nonce"), _word(file, key, ".leaf"));

        assertEq(_cipher.commitmentOf(slotKey), _word(file, key, ".commitment"), name);
        assertEq(collateral, _number(file, key, ".collateral"), name);
        assertEq(payment, _number(file, key, ".payment"), name);
    }

    /// @dev The table's rows: one per case in the file.
    function fixtureIndex() public view returns (uint256[] memory indices) {
        string memory file = vm.readFile(VECTORS);
        uint256 count;
        while (vm.keyExistsJson(file, string.concat(".cases[", vm.toString(count), "]"))) ++count;
        assertGt(count, 0, "no cases");
        indices = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            indices[i] = i;
        }
    }

    function _word(string memory file, string memory key, string memory field) private pure returns (bytes32) {
        return vm.parseJsonBytes32(file, string.concat(key, field));
    }

    function _number(string memory file, string memory key, string memory field) private pure returns (uint256) {
        return vm.parseUint(vm.parseJsonString(file, string.concat(key, field)));
    }
}
