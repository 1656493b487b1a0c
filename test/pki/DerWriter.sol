// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title DerWriter
/// @notice Writes DER by hand, so that tests can write what is wrong as easily as what is right.
/// @custom:source ITU-T X.690 (02/2021)
library DerWriter {
    uint8 internal constant PRINTABLE_STRING = 0x13;
    uint8 internal constant UTF8_STRING = 0x0c;

    bytes internal constant TRUE = hex"0101ff";
    /// @dev SEQUENCE { OID ecdsa-with-SHA256 }
    bytes internal constant ECDSA_WITH_SHA256 = hex"300a06082a8648ce3d040302";

    /// @notice An element of any tag, with the shortest length that holds `content`, which is under 16 MiB.
    function tlv(uint8 tag, bytes memory content) internal pure returns (bytes memory) {
        uint256 length = content.length;
        if (length < 0x80) return bytes.concat(bytes1(tag), bytes1(uint8(length)), content);
        if (length < 0x100) return bytes.concat(bytes1(tag), hex"81", bytes1(uint8(length)), content);
        if (length < 0x1_0000) return bytes.concat(bytes1(tag), hex"82", bytes2(uint16(length)), content);
        return bytes.concat(bytes1(tag), hex"83", bytes3(uint24(length)), content);
    }

    function sequence(bytes memory content) internal pure returns (bytes memory) {
        return tlv(0x30, content);
    }

    function set(bytes memory content) internal pure returns (bytes memory) {
        return tlv(0x31, content);
    }

    /// @notice A non-negative INTEGER.
    function integer(uint256 value) internal pure returns (bytes memory) {
        return tlv(0x02, _minimal(value));
    }

    function enumerated(uint8 value) internal pure returns (bytes memory) {
        return tlv(0x0a, abi.encodePacked(value));
    }

    /// @notice An OBJECT IDENTIFIER from its encoded arcs.
    function oid(bytes memory arcs) internal pure returns (bytes memory) {
        return tlv(0x06, arcs);
    }

    function octetString(bytes memory content) internal pure returns (bytes memory) {
        return tlv(0x04, content);
    }

    /// @notice A BIT STRING of whole bytes.
    function bitString(bytes memory content) internal pure returns (bytes memory) {
        return tlv(0x03, bytes.concat(hex"00", content));
    }

    /// @notice A BIT STRING of at most eight named bits, the first in the highest: trailing zeros are left out.
    function namedBits(uint8 bits) internal pure returns (bytes memory) {
        if (bits == 0) return tlv(0x03, hex"00");
        uint8 unused = 0;
        while ((bits >> unused) & 1 == 0) ++unused;
        return tlv(0x03, abi.encodePacked(unused, bits));
    }

    /// @notice As certificates write it: UTCTime to the end of 2049, GeneralizedTime from then on.
    function time(uint256 unix) internal pure returns (bytes memory) {
        return unix < 2_524_608_000 ? utcTime(unix) : generalizedTime(unix);
    }

    /// @notice A UTCTime: the century is left out.
    function utcTime(uint256 unix) internal pure returns (bytes memory) {
        (uint256 year, uint256 month, uint256 day) = _date(unix / 1 days);
        return tlv(0x17, bytes.concat(_twoDigits(year % 100), _rest(month, day, unix)));
    }

    function generalizedTime(uint256 unix) internal pure returns (bytes memory) {
        (uint256 year, uint256 month, uint256 day) = _date(unix / 1 days);
        return tlv(0x18, bytes.concat(_twoDigits(year / 100), _twoDigits(year % 100), _rest(month, day, unix)));
    }

    /// @notice A Name as Intel writes it.
    function name(string memory commonName) internal pure returns (bytes memory) {
        return sequence(
            bytes.concat(
                attribute(hex"550403", UTF8_STRING, commonName),
                attribute(hex"55040a", UTF8_STRING, "Intel Corporation"),
                attribute(hex"550407", UTF8_STRING, "Santa Clara"),
                attribute(hex"550408", UTF8_STRING, "CA"),
                attribute(hex"550406", PRINTABLE_STRING, "US")
            )
        );
    }

    /// @notice A relative distinguished name of one attribute.
    function attribute(bytes memory arcs, uint8 tag, string memory value) internal pure returns (bytes memory) {
        return set(sequence(bytes.concat(oid(arcs), tlv(tag, bytes(value)))));
    }

    function _rest(uint256 month, uint256 day, uint256 unix) private pure returns (bytes memory) {
        return bytes.concat(
            _twoDigits(month),
            _twoDigits(day),
            _twoDigits((unix / 1 hours) % 24),
            _twoDigits((unix / 1 minutes) % 60),
            _twoDigits(unix % 60),
            "Z"
        );
    }

    function _twoDigits(uint256 value) private pure returns (bytes memory) {
        return abi.encodePacked(uint8(48 + value / 10), uint8(48 + value % 10));
    }

    /// @dev Civil from days, Howard Hinnant, "chrono-compatible low-level date algorithms".
    function _date(uint256 daysSince1970) private pure returns (uint256 year, uint256 month, uint256 day) {
        uint256 z = daysSince1970 + 719_468;
        uint256 era = z / 146_097;
        uint256 dayOfEra = z % 146_097;
        uint256 yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 monthFromMarch = (5 * dayOfYear + 2) / 153;
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    }

    function _minimal(uint256 value) private pure returns (bytes memory content) {
        uint256 length = 1;
        while (length < 32 && value >> (8 * length) != 0) ++length;
        content = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            content[i] = bytes1(uint8(value >> (8 * (length - 1 - i))));
        }
        if (uint8(content[0]) >= 0x80) content = bytes.concat(hex"00", content);
    }
}
