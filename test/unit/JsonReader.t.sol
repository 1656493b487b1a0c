// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {JsonReader} from "src/libraries/JsonReader.sol";
import {UtcTime} from "src/libraries/UtcTime.sol";
import {Suite} from "test/Suite.sol";
import {TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";

/// @dev Every function reads from `at` on and returns where reading came to.
contract JsonReaderHarness {
    using JsonReader for JsonReader.Cursor;

    function expect(bytes calldata text, uint256 at, bytes calldata literal) external pure returns (uint256) {
        JsonReader.Cursor memory json = _open(text, at);
        json.expect(literal);
        return json.at;
    }

    function trySkip(bytes calldata text, uint256 at, bytes32 literal, uint256 length)
        external
        pure
        returns (bool found, uint256)
    {
        JsonReader.Cursor memory json = _open(text, at);
        found = json.trySkip(literal, length);
        return (found, json.at);
    }

    function expectShort(bytes calldata text, uint256 at, bytes32 literal, uint256 length)
        external
        pure
        returns (uint256)
    {
        JsonReader.Cursor memory json = _open(text, at);
        json.expectShort(literal, length);
        return json.at;
    }

    function number(bytes calldata text, uint256 at, uint256 max) external pure returns (uint256 value, uint256) {
        JsonReader.Cursor memory json = _open(text, at);
        value = json.number(max);
        return (value, json.at);
    }

    function hexadecimal(bytes calldata text, uint256 at, uint256 size) external pure returns (uint256 value, uint256) {
        JsonReader.Cursor memory json = _open(text, at);
        value = json.hexadecimal(size);
        return (value, json.at);
    }

    function string_(bytes calldata text, uint256 at) external pure returns (uint256 start, uint256 stop, uint256) {
        JsonReader.Cursor memory json = _open(text, at);
        (start, stop) = json.string_();
        return (start, stop, json.at);
    }

    function date(bytes calldata text, uint256 at) external pure returns (uint64 time, uint256) {
        JsonReader.Cursor memory json = _open(text, at);
        time = json.date();
        return (time, json.at);
    }

    function expectEnd(bytes calldata text, uint256 at) external pure {
        _open(text, at).expectEnd();
    }

    function _open(bytes calldata text, uint256 at) private pure returns (JsonReader.Cursor memory json) {
        json = JsonReader.open(text);
        json.at = at;
    }
}

// JsonReader
// ├── expect, expectShort, trySkip
// │   ├── when the literal is next                     → reads it
// │   └── when it is not, or the text ends in it       → JsonUnexpected, or false and nothing read
// ├── number
// │   ├── any up to the maximum                        → its value
// │   └── above, without digits, with a leading zero   → JsonNumberInvalid
// ├── hexadecimal
// │   ├── digits of either case                        → their value
// │   └── with another character, or the text ends     → JsonHexInvalid with its position
// ├── string_
// │   ├── printable characters to the quote            → where they are
// │   └── control character, backslash, not ASCII, or the text ends → JsonStringInvalid
// ├── date
// │   ├── any of the years 1970 to 9999                → its Unix seconds
// │   └── other separators, no digits, no such day     → JsonDateInvalid, DigitInvalid, DateInvalid
// └── expectEnd
//     └── before the end                               → JsonUnexpected
contract JsonReader_Test is Suite {
    JsonReaderHarness private json = new JsonReaderHarness();

    function test_expects_whatIsNext(bytes calldata before, bytes calldata literal, bytes calldata rest) public view {
        assertEq(
            json.expect(bytes.concat(before, literal, rest), before.length, literal), before.length + literal.length
        );
    }

    function test_reverts_whenAnotherByteIsNext(
        bytes calldata before,
        bytes memory literal,
        uint256 index,
        bytes1 other
    ) public {
        vm.assume(literal.length != 0);
        bytes memory text = bytes.concat(before, literal);
        index = bound(index, 0, literal.length - 1);
        vm.assume(other != literal[index]);
        text[before.length + index] = other;

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, before.length));
        json.expect(text, before.length, literal);
    }

    function test_reverts_whenTheTextEndsInALiteral(bytes calldata before, bytes calldata literal, uint256 cut) public {
        vm.assume(literal.length != 0);
        cut = bound(cut, 0, literal.length - 1);

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, before.length));
        json.expect(bytes.concat(before, literal[:cut]), before.length, literal);
    }

    function test_skips_whatIsNext(bytes calldata before, bytes32 literal, uint256 length, bytes calldata rest)
        public
        view
    {
        length = bound(length, 1, 32);
        bytes memory start = bytes.concat(before, _first(literal, length));

        (bool found, uint256 at) = json.trySkip(bytes.concat(start, rest), before.length, literal, length);

        assertTrue(found);
        assertEq(at, start.length);
        assertEq(json.expectShort(start, before.length, literal, length), start.length);
    }

    function test_skipsNothing_whenSomethingElseIsNext(bytes calldata before, uint256 length, uint256 index, bytes1 by)
        public
    {
        bytes32 literal = ',"category":"';
        length = bound(length, 1, 13);
        index = bound(index, 0, length - 1);
        bytes memory text = bytes.concat(before, _first(literal, length));
        vm.assume(by != literal[index]);
        text[before.length + index] = by;

        (bool found, uint256 at) = json.trySkip(text, before.length, literal, length);

        assertFalse(found);
        assertEq(at, before.length);
        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, before.length));
        json.expectShort(text, before.length, literal, length);
    }

    function test_skipsNothing_whenTheTextEnds(bytes calldata before, uint256 cut) public view {
        bytes32 literal = ',"advisoryIDs":[';
        bytes memory text = bytes.concat(before, _first(literal, bound(cut, 0, 15)));

        (bool found, uint256 at) = json.trySkip(text, before.length, literal, 16);

        assertFalse(found);
        assertEq(at, before.length);
    }

    function test_reads_numbers(uint32 value, uint32 max, bytes calldata before) public view {
        max = uint32(bound(max, value, type(uint32).max));
        bytes memory text = bytes.concat(before, bytes(vm.toString(value)), "}");

        (uint256 given, uint256 at) = json.number(text, before.length, max);

        assertEq(given, value);
        assertEq(at, text.length - 1);
    }

    function test_reverts_whenNumberIsTooLarge(uint256 value, uint32 max) public {
        value = bound(value, uint256(max) + 1, type(uint256).max);

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonNumberInvalid.selector, 0));
        json.number(bytes(vm.toString(value)), 0, max);
    }

    function test_reverts_whenNumberHasNoDigits(bytes calldata before, bytes1 next) public {
        vm.assume(next < "0" || next > "9");

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonNumberInvalid.selector, before.length));
        json.number(bytes.concat(before, next, "1"), before.length, type(uint32).max);
        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonNumberInvalid.selector, before.length));
        json.number(before, before.length, type(uint32).max);
    }

    function test_reverts_whenNumberHasALeadingZero(uint32 value) public {
        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonNumberInvalid.selector, 0));
        json.number(bytes(string.concat("0", vm.toString(value))), 0, type(uint32).max);
    }

    function test_reads_hexadecimal(bytes calldata before, bytes32 value, uint256 size, bool isUpper) public view {
        size = bound(size, 1, 32);
        value >>= 8 * (32 - size);
        bytes memory digits = new bytes(2 * size);
        bytes16 alphabet = isUpper ? bytes16("0123456789ABCDEF") : bytes16("0123456789abcdef");
        for (uint256 i = 0; i < digits.length; ++i) {
            digits[digits.length - 1 - i] = alphabet[(uint256(value) >> (4 * i)) & 15];
        }

        (uint256 given, uint256 at) = json.hexadecimal(bytes.concat(before, digits, "0"), before.length, size);

        assertEq(given, uint256(value));
        assertEq(at, before.length + 2 * size);
    }

    function test_reverts_whenADigitIsNotHexadecimal(uint256 index) public {
        bytes memory text = "0123456789abcdefABCDEF0123456789";
        index = bound(index, 0, text.length - 1);
        for (uint256 other = 0; other < 256; ++other) {
            if (_isHexDigit(bytes1(uint8(other)))) continue;
            text[index] = bytes1(uint8(other));

            vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonHexInvalid.selector, index));
            json.hexadecimal(text, 0, 16);
        }
    }

    function test_reverts_whenTheTextEndsInHexadecimal(uint256 length) public {
        bytes memory text = "0123456789abcdef";
        length = bound(length, 0, 15);
        assembly ("memory-safe") {
            mstore(text, length)
        }

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonHexInvalid.selector, length));
        json.hexadecimal(text, 0, 8);
    }

    function test_reads_strings(bytes calldata before, bytes memory characters, bytes calldata rest) public view {
        for (uint256 i = 0; i < characters.length; ++i) {
            if (!_isPlain(characters[i])) characters[i] = " ";
        }

        (uint256 start, uint256 stop, uint256 at) =
            json.string_(bytes.concat(before, characters, '"', rest), before.length);

        assertEq(start, before.length);
        assertEq(stop, before.length + characters.length);
        assertEq(at, stop + 1);
    }

    function test_reverts_whenAStringHasASpecialCharacter(uint256 length, uint256 index) public {
        length = bound(length, 1, 100);
        index = bound(index, 0, length - 1);
        bytes memory text = new bytes(length + 1);
        for (uint256 i = 0; i < length; ++i) {
            text[i] = "a";
        }
        text[length] = '"';
        for (uint256 special = 0; special < 256; ++special) {
            text[index] = bytes1(uint8(special));
            if (text[index] == '"' || _isPlain(text[index])) continue;

            vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonStringInvalid.selector, 0));
            json.string_(text, 0);
        }
    }

    function test_reverts_whenTheTextEndsInAString(uint256 length) public {
        bytes memory text = new bytes(bound(length, 0, 200));
        for (uint256 i = 0; i < text.length; ++i) {
            text[i] = "a";
        }

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonStringInvalid.selector, 0));
        json.string_(text, 0);
    }

    function test_reads_dates(bytes calldata before, uint256 time) public view {
        time = bound(time, 0, 253_402_300_799);

        (uint64 given, uint256 at) =
            json.date(bytes.concat(before, bytes(TcbJsonWriter.date(time)), '"'), before.length);

        assertEq(given, time);
        assertEq(at, before.length + 20);
    }

    function test_reverts_whenADateIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonDateInvalid.selector, 0));
        json.date("2025-10-19 17:48:50Z", 0);
        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonDateInvalid.selector, 0));
        json.date("2025-10-19T17:48:50+", 0);
        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonDateInvalid.selector, 0));
        json.date("2025-10-19T17:48:50", 0);
        vm.expectRevert(abi.encodeWithSelector(UtcTime.DigitInvalid.selector, 14));
        json.date("2025-10-19T17:x8:50Z", 0);
        vm.expectRevert(abi.encodeWithSelector(UtcTime.DateInvalid.selector, 2025, 2, 29));
        json.date("2025-02-29T17:48:50Z", 0);
        vm.expectRevert(abi.encodeWithSelector(UtcTime.TimeOfDayInvalid.selector, 24, 0, 0));
        json.date("2025-02-28T24:00:00Z", 0);
    }

    function test_expectsTheEnd(bytes calldata text, uint256 at) public {
        json.expectEnd(text, text.length);
        vm.assume(text.length != 0);
        at = bound(at, 0, text.length - 1);

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, at));
        json.expectEnd(text, at);
    }

    function _first(bytes32 literal, uint256 length) private pure returns (bytes memory start) {
        start = bytes.concat(literal);
        assembly ("memory-safe") {
            mstore(start, length)
        }
    }

    function _isHexDigit(bytes1 character) private pure returns (bool) {
        return (character >= "0" && character <= "9") || (character >= "a" && character <= "f")
            || (character >= "A" && character <= "F");
    }

    function _isPlain(bytes1 character) private pure returns (bool) {
        return character >= " " && character < 0x80 && character != '"' && character != "\\";
    }
}
