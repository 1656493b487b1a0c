#!/usr/bin/env node
// node script/toolchain/poseidon2.mjs [--check]: writes src/libraries/generated/Poseidon2.sol from the constants that
// @zkpassport/poseidon2 hashes with, or, with --check, fails when the committed file differs from what they would give.
import fs from 'node:fs'
import path from 'node:path'
import { projectRoot } from './foundry.mjs'

const PACKAGE = '@zkpassport/poseidon2'
const FULL_ROUNDS_EACH_SIDE = 4
const PARTIAL_ROUNDS = 56

const FIELD_IMPORT = 'import {SCALAR_FIELD} from "../../types/Settlement.sol";'

/** The package exports the hash, not its constants; those are a module of their own beside its entry. */
const readConstants = async () => {
  const { RC4, MAT_DIAG4_M_1 } = await import(new URL('./bn254/constants.js', import.meta.resolve(PACKAGE)).href)
  if (RC4.length !== 2 * FULL_ROUNDS_EACH_SIDE + PARTIAL_ROUNDS) throw new Error(`${PACKAGE} has ${RC4.length} rounds`)
  return { roundConstants: RC4, diagonal: MAT_DIAG4_M_1 }
}

const word = (value) => `0x${value.toString(16).padStart(64, '0')}`

const isFull = (round) => round < FULL_ROUNDS_EACH_SIDE || round >= FULL_ROUNDS_EACH_SIDE + PARTIAL_ROUNDS

const renderRound = (constants, round) => {
  if (!isFull(round)) return `        (a, b, c, d) = _partial(a, b, c, d, ${word(constants[0])});\n`
  const lines = constants.map((constant) => `            ${word(constant)}`)
  return `        (a, b, c, d) = _full(\n            a, b, c, d,\n${lines.join(',\n')}\n        );\n`
}

const render = ({ roundConstants, diagonal }) => `\
// SPDX-License-Identifier: MIT
// Written by script/toolchain/poseidon2.mjs; do not edit.
pragma solidity 0.8.30;

${FIELD_IMPORT}

/// @title Poseidon2
/// @notice Poseidon2 over the BN254 scalar field, of two or three elements, as Noir and Barretenberg compute it.
/// @dev Width 4, S-box x^5, ${FULL_ROUNDS_EACH_SIDE} + ${PARTIAL_ROUNDS} + ${FULL_ROUNDS_EACH_SIDE} rounds. A sponge of rate 3 whose capacity starts at the number of elements times
/// 2**64: up to three elements are one permutation.
/// @custom:source round constants and matrices of ${PACKAGE}; this file has nothing else from there.
library Poseidon2 {
    /// @dev What the internal matrix has on its diagonal, less one; every other entry is one.
    uint256 private constant DIAGONAL_A = ${word(diagonal[0])};
    uint256 private constant DIAGONAL_B = ${word(diagonal[1])};
    uint256 private constant DIAGONAL_C = ${word(diagonal[2])};
    uint256 private constant DIAGONAL_D = ${word(diagonal[3])};

    error NotInField(uint256 element);

    /// @notice The hash of two elements, each below {SCALAR_FIELD}.
    function hash2(uint256 x, uint256 y) internal pure returns (uint256) {
        requireInField(x);
        requireInField(y);
        return _permute(x, y, 0, 2 << 64);
    }

    /// @notice The hash of three elements, each below {SCALAR_FIELD}.
    function hash3(uint256 x, uint256 y, uint256 z) internal pure returns (uint256) {
        requireInField(x);
        requireInField(y);
        requireInField(z);
        return _permute(x, y, z, 3 << 64);
    }

    /// @notice Reverts unless \`element\` is below {SCALAR_FIELD}: each element has one name only.
    function requireInField(uint256 element) internal pure {
        require(element < SCALAR_FIELD, NotInField(element));
    }

    /// @dev The first of the four elements that the permutation gives.
    function _permute(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (uint256) {
        (a, b, c, d) = _mix(a, b, c, d);
${roundConstants.map(renderRound).join('')}        return a;
    }

    /// @dev A round whose S-box takes every element.
    function _full(uint256 a, uint256 b, uint256 c, uint256 d, uint256 ra, uint256 rb, uint256 rc, uint256 rd)
        private
        pure
        returns (uint256, uint256, uint256, uint256)
    {
        unchecked {
            return _mix(_power5(a + ra), _power5(b + rb), _power5(c + rc), _power5(d + rd));
        }
    }

    // Assembly, because Solidity fetches the modulus anew for each operation, and tests it for zero: twice the gas.
    // Sums of up to five elements are below 2**256 and need no reduction.

    /// @dev A round whose S-box takes the first element only, with the internal matrix: ones, and the diagonal.
    function _partial(uint256 a, uint256 b, uint256 c, uint256 d, uint256 ra)
        private
        pure
        returns (uint256, uint256, uint256, uint256)
    {
        unchecked {
            a = _power5(a + ra);
        }
        assembly ("memory-safe") {
            let p := SCALAR_FIELD
            let sum := add(add(a, b), add(c, d))
            a := addmod(mulmod(a, DIAGONAL_A, p), sum, p)
            b := addmod(mulmod(b, DIAGONAL_B, p), sum, p)
            c := addmod(mulmod(c, DIAGONAL_C, p), sum, p)
            d := addmod(mulmod(d, DIAGONAL_D, p), sum, p)
        }
        return (a, b, c, d);
    }

    /// @dev The external matrix: rows (5, 7, 1, 3), (4, 6, 1, 1), (1, 3, 5, 7), (1, 1, 4, 6).
    function _mix(uint256 a, uint256 b, uint256 c, uint256 d)
        private
        pure
        returns (uint256, uint256, uint256, uint256)
    {
        assembly ("memory-safe") {
            let p := SCALAR_FIELD
            let ab := add(a, b)
            let cd := add(c, d)
            let abdd := add(ab, add(d, d))
            let cdbb := add(cd, add(b, b))
            b := addmod(mulmod(4, ab, p), cdbb, p)
            d := addmod(mulmod(4, cd, p), abdd, p)
            a := addmod(abdd, b, p)
            c := addmod(cdbb, d, p)
        }
        return (a, b, c, d);
    }

    function _power5(uint256 x) private pure returns (uint256 power) {
        assembly ("memory-safe") {
            let p := SCALAR_FIELD
            let square := mulmod(x, x, p)
            power := mulmod(mulmod(square, square, p), x, p)
        }
    }
}
`

const file = path.join(projectRoot, 'src', 'libraries', 'generated', 'Poseidon2.sol')
const text = render(await readConstants())
if (!process.argv.includes('--check')) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
} else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
  process.stderr.write(`${path.relative(projectRoot, file)} is not what ${PACKAGE} gives; \
run \`node script/toolchain/poseidon2.mjs\`\n`)
  process.exit(1)
}
