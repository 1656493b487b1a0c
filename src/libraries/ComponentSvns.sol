// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title ComponentSvns
/// @notice Compares 32 security version numbers of one byte each, all at once.
library ComponentSvns {
    uint256 private constant BYTES = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant GUARDS = 0x0100010001000100010001000100010001000100010001000100010001000100;

    /// @notice Whether every byte of `have` is at least the same byte of `need`.
    /// @dev Every other byte gets 16 bits of its own, with a guard bit above it that its subtraction clears if, and only if,
    /// it borrows. No lane touches the next, so nothing overflows.
    function atLeast(uint256 have, uint256 need) internal pure returns (bool) {
        unchecked {
            uint256 even = ((have & BYTES) | GUARDS) - (need & BYTES);
            uint256 odd = (((have >> 8) & BYTES) | GUARDS) - ((need >> 8) & BYTES);
            return even & odd & GUARDS == GUARDS;
        }
    }
}
