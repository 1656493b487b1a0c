// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {UtcTime} from "./UtcTime.sol";

/// @title Der
/// @notice Reads strict DER: definite, minimal lengths under 16 MiB, every element inside its parent.
/// @dev Positions are offsets into `der`; `end` is the end of the parent, exclusive.
/// @custom:source ITU-T X.690 (02/2021), sections 8 and 10
library Der {
    uint8 internal constant BOOLEAN = 0x01;
    uint8 internal constant INTEGER = 0x02;
    uint8 internal constant BIT_STRING = 0x03;
    uint8 internal constant OCTET_STRING = 0x04;
    uint8 internal constant OBJECT_IDENTIFIER = 0x06;
    uint8 internal constant UTC_TIME = 0x17;
    uint8 internal constant GENERALIZED_TIME = 0x18;
    uint8 internal constant SEQUENCE = 0x30;

    /// @dev "20" and "19" before twelve digits.
    uint256 private constant CENTURY_20 = uint256(0x3230) << 96;
    uint256 private constant CENTURY_19 = uint256(0x3139) << 96;

    error DerTruncated(uint256 at);
    error DerLengthInvalid(uint256 at);
    error DerTagUnexpected(uint256 at, uint8 given, uint8 wanted);
    error DerTrailingBytes(uint256 at);
    error DerIntegerInvalid(uint256 at);
    error DerObjectIdentifierInvalid(uint256 at);
    error DerTimeInvalid(uint256 at);

    /// @notice The element at `at`: its tag, and where its content begins and ends.
    function read(bytes memory der, uint256 at, uint256 end)
        internal
        pure
        returns (uint8 tag, uint256 start, uint256 stop)
    {
        tag = uint8(word(der, at) >> 248);
        (start, stop) = readTag(der, at, end, tag);
    }

    /// @notice The same, of an element that must have the tag `wanted`.
    function readTag(bytes memory der, uint256 at, uint256 end, uint8 wanted)
        internal
        pure
        returns (uint256 start, uint256 stop)
    {
        unchecked {
            // What this reads beyond `end` decides nothing: such an element would end beyond it.
            uint256 head = word(der, at);
            uint256 length = (head >> 240) & 0xff;
            start = at + 2;
            if (length >= 0x80) (length, start) = _readLongLength(head, at, end);
            stop = start + length;
            require(stop <= end && end <= der.length, DerTruncated(at));
            // One byte is left after the shift.
            // forge-lint: disable-next-line(unsafe-typecast)
            require(head >> 248 == wanted, DerTagUnexpected(at, uint8(head >> 248), wanted));
        }
    }

    /// @notice The same, of an element that must fill its parent to the end.
    function readLast(bytes memory der, uint256 at, uint256 end, uint8 wanted)
        internal
        pure
        returns (uint256 start, uint256 stop)
    {
        (start, stop) = readTag(der, at, end, wanted);
        require(stop == end, DerTrailingBytes(stop));
    }

    /// @notice A non-negative, minimally encoded INTEGER of at most 256 bits, and where it ends.
    function readUint(bytes memory der, uint256 at, uint256 end) internal pure returns (uint256 value, uint256 stop) {
        uint256 start;
        (start, stop) = readTag(der, at, end, INTEGER);
        unchecked {
            uint256 length = stop - start;
            uint256 head = word(der, start);
            require(length != 0 && head >> 255 == 0, DerIntegerInvalid(at));
            // A leading zero byte is there only to keep the next one from being a sign.
            if (length > 1 && head >> 248 == 0) {
                head = word(der, start + 1);
                require(head >> 255 == 1, DerIntegerInvalid(at));
                --length;
            }
            require(length <= 32, DerIntegerInvalid(at));
            value = head >> (256 - 8 * length);
        }
    }

    /// @notice The OBJECT IDENTIFIER at `at` with its tag and length, as one number, and where it ends. Zero stands for all
    /// that do not fit into 32 bytes.
    /// @dev Tag and length included, a number stands for one identifier only: 00 55 1d 13 is not 55 1d 13.
    function readOid(bytes memory der, uint256 at, uint256 end) internal pure returns (uint256 oid, uint256 stop) {
        uint256 start;
        (start, stop) = readTag(der, at, end, OBJECT_IDENTIFIER);
        require(stop > start, DerObjectIdentifierInvalid(at));
        unchecked {
            if (stop - at <= 32) oid = word(der, at) >> (256 - 8 * (stop - at));
        }
    }

    /// @notice A UTCTime or GeneralizedTime in Unix seconds, and where it ends. Zulu time with seconds only.
    function readTime(bytes memory der, uint256 at, uint256 end) internal pure returns (uint64 time, uint256 stop) {
        uint8 tag;
        uint256 start;
        (tag, start, stop) = read(der, at, end);
        uint256 digits;
        unchecked {
            if (tag == UTC_TIME) {
                require(stop - start == 13, DerTimeInvalid(at));
                digits = word(der, start) >> 160;
                // RFC 5280, 4.1.2.5.1: years 50 to 99 are 1950 to 1999.
                digits |= digits >> 88 < 0x35 ? CENTURY_20 : CENTURY_19;
            } else {
                require(tag == GENERALIZED_TIME && stop - start == 15, DerTimeInvalid(at));
                digits = word(der, start) >> 144;
            }
            require(word(der, stop - 1) >> 248 == 0x5a, DerTimeInvalid(at));
        }
        time = UtcTime.parse(digits);
    }

    /// @notice Bytes `start` to `stop`, at most 32, as a big-endian number.
    function slice(bytes memory der, uint256 start, uint256 stop) internal pure returns (uint256) {
        unchecked {
            uint256 length = stop - start;
            require(length != 0 && length <= 32, DerLengthInvalid(start));
            return word(der, start) >> (256 - 8 * length);
        }
    }

    /// @notice The 32 bytes from `at`; beyond the end of `der` they are whatever memory holds, so callers cut them.
    function word(bytes memory der, uint256 at) internal pure returns (uint256 value) {
        // der[at:at + 32] without 32 bounds checks: parsing is mostly this.
        assembly ("memory-safe") {
            value := mload(add(add(der, 32), at))
        }
    }

    /// @notice keccak256 of `der[start:until]`, without copying it.
    function hash(bytes memory der, uint256 start, uint256 until) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            digest := keccak256(add(add(der, 32), start), sub(until, start))
        }
    }

    /// @notice SHA-256 of `der[start:until]`, without copying it.
    function sha256Of(bytes memory der, uint256 start, uint256 until) internal view returns (bytes32 digest) {
        // The precompile at 2 fails only for want of gas, and then so does everything after it.
        assembly ("memory-safe") {
            if iszero(staticcall(gas(), 2, add(add(der, 32), start), sub(until, start), 0, 32)) { revert(0, 0) }
            digest := mload(0)
        }
    }

    /// @dev A length of one to three bytes after the byte that counts them.
    function _readLongLength(uint256 head, uint256 at, uint256 end)
        private
        pure
        returns (uint256 length, uint256 start)
    {
        unchecked {
            require(at + 2 <= end, DerTruncated(at));
            uint256 count = ((head >> 240) & 0xff) - 0x80;
            require(count != 0 && count <= 3, DerLengthInvalid(at));
            start = at + 2 + count;
            require(start <= end, DerTruncated(at));
            length = (head >> (240 - 8 * count)) & ((1 << (8 * count)) - 1);
            // Minimal: neither fits into one byte less, nor into seven bits.
            require(length >= 0x80 && length >> (8 * (count - 1)) != 0, DerLengthInvalid(at));
        }
    }
}
