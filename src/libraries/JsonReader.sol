// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "./Der.sol";
import {UtcTime} from "./UtcTime.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title JsonReader
/// @notice Reads a JSON text whose keys and their order are known in advance. Whatever is not as expected reverts.
/// @dev No white space, no escapes, no characters beyond ASCII, no signs, fractions, exponents or leading zeros.
library JsonReader {
    using JsonReader for Cursor;

    /// @dev Where reading has come to. `text` ends in 32 zero bytes, which nothing here consumes: so nothing reads past them
    /// and no rule needs to look at the length.
    struct Cursor {
        bytes text;
        uint256 length;
        uint256 at;
    }

    /// @dev "dddd-dd-ddTdd:dd:ddZ" without its digits.
    bytes32 private constant DATE_SEPARATORS = "\x00\x00\x00\x00-\x00\x00-\x00\x00T\x00\x00:\x00\x00:\x00\x00Z";
    bytes32 private constant DATE_MASK = 0x00000000ff0000ff0000ff0000ff0000ff0000ff000000000000000000000000;

    uint256 private constant HIGH_BITS = 0x8080808080808080808080808080808080808080808080808080808080808080;
    uint256 private constant SPACE = HIGH_BITS >> 2;
    /// @dev 0x22 in every byte.
    uint256 private constant QUOTE = (HIGH_BITS >> 2) | (HIGH_BITS >> 6);
    /// @dev 0x5c in every byte.
    uint256 private constant BACKSLASH = (HIGH_BITS >> 1) | (HIGH_BITS >> 3) | (HIGH_BITS >> 4) | (HIGH_BITS >> 5);

    error JsonUnexpected(uint256 at);
    error JsonNumberInvalid(uint256 at);
    error JsonHexInvalid(uint256 at);
    error JsonStringInvalid(uint256 at);
    error JsonDateInvalid(uint256 at);

    function open(bytes calldata text) internal pure returns (Cursor memory) {
        return Cursor(abi.encodePacked(text, bytes32(0)), text.length, 0);
    }

    /// @notice Reads `literal`, whose closing and opening quotes belong to it.
    function expect(Cursor memory self, bytes memory literal) internal pure {
        unchecked {
            uint256 stop = self.at + literal.length;
            require(
                stop <= self.length && Der.hash(self.text, self.at, stop) == keccak256(literal), JsonUnexpected(self.at)
            );
            self.at = stop;
        }
    }

    /// @notice Reads the first `length` bytes of `literal`: the same as {expect}, for what comes hundreds of times.
    function expectShort(Cursor memory self, bytes32 literal, uint256 length) internal pure {
        require(self.trySkip(literal, length), JsonUnexpected(self.at));
    }

    /// @notice Reads the first `length` bytes of `literal` if they are next.
    function trySkip(Cursor memory self, bytes32 literal, uint256 length) internal pure returns (bool found) {
        unchecked {
            uint256 rest = 256 - 8 * length;
            found = Der.word(self.text, self.at) >> rest == uint256(literal) >> rest;
            if (found) self.at += length;
        }
    }

    /// @notice Reads a number of at most `max`, which is at most 32 bits wide.
    function number(Cursor memory self, uint256 max) internal pure returns (uint256 value) {
        bytes memory text = self.text;
        uint256 start = self.at;
        uint256 at = start;
        unchecked {
            while (true) {
                // Below "0" it wraps around to more than nine.
                uint256 digit = _byteAt(text, at) - 48;
                if (digit > 9) break;
                // No second digit after a leading zero.
                require(value != 0 || at == start, JsonNumberInvalid(start));
                value = 10 * value + digit;
                require(value <= max, JsonNumberInvalid(start));
                ++at;
            }
        }
        require(at != start, JsonNumberInvalid(start));
        self.at = at;
    }

    /// @notice Reads `size` bytes, at most 32, in hexadecimal digits of either case.
    function hexadecimal(Cursor memory self, uint256 size) internal pure returns (uint256 value) {
        bytes memory text = self.text;
        uint256 at = self.at;
        unchecked {
            uint256 stop = at + 2 * size;
            for (; at < stop; ++at) {
                uint256 character = _byteAt(text, at);
                uint256 digit = character - 48;
                if (digit > 9) {
                    // Bit 5 makes a letter lower case.
                    digit = (character | 0x20) - 87;
                    require(digit >= 10 && digit <= 15, JsonHexInvalid(at));
                }
                value = (value << 4) | digit;
            }
        }
        self.at = at;
    }

    /// @notice Reads the rest of a string, closing quote included, 32 characters at a time.
    /// @return start Where its characters begin.
    /// @return stop Where they end, exclusive.
    function string_(Cursor memory self) internal pure returns (uint256 start, uint256 stop) {
        bytes memory text = self.text;
        start = self.at;
        stop = start;
        unchecked {
            while (true) {
                uint256 word = Der.word(text, stop);
                uint256 quotes = _bytesEqual(word, QUOTE);
                // Characters in front of the first quote; the high bit of a byte says that it is one.
                uint256 count = quotes == 0 ? 32 : 31 - Math.log2(quotes) / 8;
                // What follows them does not count: spaces.
                uint256 rest = type(uint256).max >> (8 * count);
                word = (word & ~rest) | (SPACE & rest);
                bool isPlain = word & HIGH_BITS == 0 && (word + (HIGH_BITS - SPACE)) & HIGH_BITS == HIGH_BITS
                    && _bytesEqual(word, BACKSLASH) == 0;
                require(isPlain, JsonStringInvalid(start));
                stop += count;
                if (quotes != 0) break;
            }
            self.at = stop + 1;
        }
    }

    /// @notice Reads "2025-10-19T17:48:50Z", without quotes, as Unix seconds.
    function date(Cursor memory self) internal pure returns (uint64) {
        bytes memory text = self.text;
        uint256 at = self.at;
        require(bytes32(Der.word(text, at)) & DATE_MASK == DATE_SEPARATORS, JsonDateInvalid(at));
        self.at = at + 20;
        return UtcTime.toUnix(
            UtcTime.twoDigits(text, at) * 100 + UtcTime.twoDigits(text, at + 2),
            UtcTime.twoDigits(text, at + 5),
            UtcTime.twoDigits(text, at + 8),
            UtcTime.twoDigits(text, at + 11),
            UtcTime.twoDigits(text, at + 14),
            UtcTime.twoDigits(text, at + 17)
        );
    }

    /// @notice Reverts unless everything has been read.
    function expectEnd(Cursor memory self) internal pure {
        require(self.at == self.length, JsonUnexpected(self.at));
    }

    /// @dev The high bit of every byte of `word` that equals that of `pattern`. Exact: no sum of two seven-bit numbers carries.
    function _bytesEqual(uint256 word, uint256 pattern) private pure returns (uint256) {
        unchecked {
            uint256 difference = word ^ pattern;
            return ~(((difference & ~HIGH_BITS) + ~HIGH_BITS) | difference) & HIGH_BITS;
        }
    }

    function _byteAt(bytes memory text, uint256 at) private pure returns (uint256) {
        return Der.word(text, at) >> 248;
    }
}
