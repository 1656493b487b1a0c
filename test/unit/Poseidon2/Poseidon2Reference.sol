// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {SCALAR_FIELD} from "src/types/Settlement.sol";

/// @notice Poseidon2 as its paper says it: whole matrices, one loop, every sum reduced. Slow, and shares nothing with
/// what it checks.
library Poseidon2Reference {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    string internal constant VECTORS = "test/vectors/poseidon2.json";

    uint256 private constant ROUNDS = 64;

    struct Parameters {
        uint256[] roundConstants;
        uint256[] diagonal;
    }

    function read() internal view returns (Parameters memory) {
        string memory file = VM.readFile(VECTORS);
        return Parameters(VM.parseJsonUintArray(file, ".roundConstants"), VM.parseJsonUintArray(file, ".diagonal"));
    }

    /// @dev Two or three elements.
    function hash(Parameters memory parameters, uint256[] memory elements) internal pure returns (uint256) {
        uint256[4] memory state;
        for (uint256 i = 0; i < elements.length; ++i) {
            state[i] = elements[i];
        }
        state[3] = elements.length * 2 ** 64;
        state = _external(state);
        for (uint256 round = 0; round < ROUNDS; ++round) {
            bool full = round < 4 || round >= 60;
            for (uint256 i = 0; i < (full ? 4 : 1); ++i) {
                state[i] = _power5(addmod(state[i], parameters.roundConstants[4 * round + i], SCALAR_FIELD));
            }
            state = full ? _external(state) : _internal(state, parameters.diagonal);
        }
        return state[0];
    }

    function _external(uint256[4] memory state) private pure returns (uint256[4] memory) {
        uint8[16] memory matrix = [5, 7, 1, 3, 4, 6, 1, 1, 1, 3, 5, 7, 1, 1, 4, 6];
        uint256[4][4] memory rows;
        for (uint256 i = 0; i < 16; ++i) {
            rows[i / 4][i % 4] = matrix[i];
        }
        return _multiply(rows, state);
    }

    function _internal(uint256[4] memory state, uint256[] memory diagonal) private pure returns (uint256[4] memory) {
        uint256[4][4] memory rows;
        for (uint256 i = 0; i < 16; ++i) {
            rows[i / 4][i % 4] = i / 4 == i % 4 ? addmod(diagonal[i / 4], 1, SCALAR_FIELD) : 1;
        }
        return _multiply(rows, state);
    }

    function _multiply(uint256[4][4] memory rows, uint256[4] memory state)
        private
        pure
        returns (uint256[4] memory product)
    {
        for (uint256 i = 0; i < 16; ++i) {
            uint256 term = mulmod(rows[i / 4][i % 4], state[i % 4], SCALAR_FIELD);
            product[i / 4] = addmod(product[i / 4], term, SCALAR_FIELD);
        }
    }

    function _power5(uint256 base) private pure returns (uint256 power) {
        power = 1;
        for (uint256 i = 0; i < 5; ++i) {
            power = mulmod(power, base, SCALAR_FIELD);
        }
    }
}
