// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Poseidon2Reference} from "./Poseidon2Reference.sol";
import {Poseidon2} from "src/libraries/generated/Poseidon2.sol";
import {SCALAR_FIELD} from "src/types/Settlement.sol";
import {Suite} from "test/Suite.sol";

contract Poseidon2Harness {
    function hash(uint256[] calldata elements) external pure returns (uint256) {
        return elements.length == 2
            ? Poseidon2.hash2(elements[0], elements[1])
            : Poseidon2.hash3(elements[0], elements[1], elements[2]);
    }
}

// hash2, hash3
// ├── when an element is not below the field's order → reverts NotInField
// ├── for every vector of @zkpassport/poseidon2      → the same hash, by the library and by the reference
// └── for any elements                               → what the reference gives
contract Poseidon2_Hash_Test is Suite {
    using Poseidon2Reference for Poseidon2Reference.Parameters;

    Poseidon2Harness private _harness;

    function setUp() public {
        _harness = new Poseidon2Harness();
    }

    function test_reverts_whenElementIsNotInField(uint256[3] memory given, bool three, uint256 which, uint256 above)
        public
    {
        uint256[] memory elements = _elements(given, three);
        above = bound(above, SCALAR_FIELD, type(uint256).max);
        elements[which % elements.length] = above;

        vm.expectRevert(abi.encodeWithSelector(Poseidon2.NotInField.selector, above));
        _harness.hash(elements);
    }

    function test_agreesWithVectors() public view {
        string memory file = vm.readFile(Poseidon2Reference.VECTORS);
        Poseidon2Reference.Parameters memory parameters = Poseidon2Reference.read();
        uint256 count;
        for (; vm.keyExistsJson(file, _key(count)); ++count) {
            uint256[] memory elements = vm.parseJsonUintArray(file, string.concat(_key(count), ".input"));
            uint256 hash = vm.parseJsonUint(file, string.concat(_key(count), ".hash"));
            assertEq(_harness.hash(elements), hash, _key(count));
            assertEq(parameters.hash(elements), hash, _key(count));
        }
        assertGt(count, 40);
    }

    /// @dev Some of the elements are at an end of the field, where carries would be lost.
    function test_agreesWithReference(uint256[3] memory given, bool three, uint8 ends) public view {
        uint256[] memory elements = _elements(given, three);
        for (uint256 i = 0; i < elements.length; ++i) {
            if ((ends >> (2 * i)) & 1 == 1) elements[i] = (ends >> (2 * i + 1)) & 1 == 1 ? SCALAR_FIELD - 1 : 0;
        }

        assertEq(_harness.hash(elements), Poseidon2Reference.read().hash(elements));
    }

    function _elements(uint256[3] memory given, bool three) private pure returns (uint256[] memory elements) {
        elements = new uint256[](three ? 3 : 2);
        for (uint256 i = 0; i < elements.length; ++i) {
            elements[i] = given[i] % SCALAR_FIELD;
        }
    }

    function _key(uint256 index) private pure returns (string memory) {
        return string.concat(".hashes[", vm.toString(index), "]");
    }
}
