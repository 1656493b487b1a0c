// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {UtcTime} from "src/libraries/UtcTime.sol";
import {Suite} from "test/Suite.sol";
import {DerHarness} from "test/pki/DerHarness.sol";
import {DerWriter} from "test/pki/DerWriter.sol";

// read, readTag, readLast
// ├── when written with the shortest length            → tag and content, wherever it stands
// ├── when one byte is missing                         → reverts DerTruncated
// ├── when it ends beyond its parent                   → reverts DerTruncated
// ├── when the parent ends beyond the bytes            → reverts DerTruncated
// ├── when there is nothing                            → reverts DerTruncated
// ├── when the length is indefinite, not minimal or of four bytes → reverts DerLengthInvalid
// ├── when the tag is another                          → reverts DerTagUnexpected
// └── when something follows the last element          → reverts DerTrailingBytes
// readUint
// ├── when written                                     → the number
// ├── when empty, negative, padded or over 256 bits    → reverts DerIntegerInvalid
// readOid
// ├── when it fits into 32 bytes                       → tag, length and arcs as one number
// ├── when only a leading zero differs                 → another number
// ├── when longer                                      → zero
// └── when empty                                       → reverts DerObjectIdentifierInvalid
// readTime
// ├── when UTCTime                                     → 1970 to 2049
// ├── when GeneralizedTime                             → 1970 to 9999
// ├── when of another length, tag or time zone         → reverts DerTimeInvalid
// └── when not of digits or no date                    → reverts as {UtcTime} does
// any bytes at all                                     → a result within them, or a named error; never a panic
contract DerTest is Suite {
    DerHarness private immutable der = new DerHarness();

    function test_reads_whenWritten(uint8 tag, bytes calldata content, bytes calldata left, bytes calldata right)
        public
        view
    {
        bytes memory element = DerWriter.tlv(tag, content);
        bytes memory whole = bytes.concat(left, element, right);

        (uint8 given, uint256 start, uint256 stop) = der.read(whole, left.length, whole.length);

        assertEq(given, tag);
        assertEq(stop, left.length + element.length);
        assertEq(this.cut(whole, start, stop), content);
    }

    function test_readsTheLast_whenItFillsItsParent(uint8 tag, bytes calldata content, bytes calldata right)
        public
        view
    {
        bytes memory element = DerWriter.tlv(tag, content);
        bytes memory whole = bytes.concat(element, right);

        (uint256 start, uint256 stop) = der.readLast(whole, 0, element.length, tag);

        assertEq(this.cut(whole, start, stop), content);
    }

    /// @dev Lengths around each change of form.
    function test_reads_whenLengthChangesForm() public view {
        uint24[9] memory lengths = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x1_0001];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory element = DerWriter.tlv(Der.SEQUENCE, new bytes(lengths[i]));
            (uint256 start, uint256 stop) = der.readLast(element, 0, element.length, Der.SEQUENCE);
            assertEq(stop - start, lengths[i]);
            assertEq(stop, element.length);
        }
    }

    function test_reverts_whenTruncated(uint8 tag, bytes calldata content, uint256 length) public {
        bytes memory element = DerWriter.tlv(tag, content);
        length = bound(length, 0, element.length - 1);

        bytes memory some = this.cut(element, 0, length);
        vm.expectRevert(abi.encodeWithSelector(Der.DerTruncated.selector, 0));
        der.read(some, 0, length);
        // The bytes are there, but they are not the parent's.
        vm.expectRevert(abi.encodeWithSelector(Der.DerTruncated.selector, 0));
        der.read(element, 0, length);
    }

    function test_reverts_whenParentEndsBeyondTheBytes(uint8 tag, bytes calldata content, uint256 end) public {
        bytes memory element = DerWriter.tlv(tag, content);
        end = bound(end, element.length + 1, type(uint256).max);

        vm.expectRevert(abi.encodeWithSelector(Der.DerTruncated.selector, 0));
        der.read(element, 0, end);
    }

    function test_reverts_whenThereIsNothing(bytes calldata some) public {
        vm.expectRevert(abi.encodeWithSelector(Der.DerTruncated.selector, some.length));
        der.read(some, some.length, some.length);
    }

    function test_reverts_whenLengthIsNotMinimal(uint8 tag, uint8 short, uint8 longer, uint16 longest) public {
        bytes memory padding = new bytes(0x1_0000);
        bytes[6] memory heads = [
            abi.encodePacked(tag, uint8(0x81), short & 0x7f),
            abi.encodePacked(tag, uint8(0x82), uint8(0), longer),
            abi.encodePacked(tag, uint8(0x83), uint8(0), longest),
            // Indefinite, of four bytes, reserved.
            abi.encodePacked(tag, uint8(0x80)),
            abi.encodePacked(tag, uint8(0x84), uint32(longest)),
            abi.encodePacked(tag, uint8(0xff))
        ];
        for (uint256 i = 0; i < heads.length; ++i) {
            bytes memory element = bytes.concat(heads[i], padding);
            vm.expectRevert(abi.encodeWithSelector(Der.DerLengthInvalid.selector, 0));
            der.read(element, 0, element.length);
        }
    }

    /// @dev What stands behind its parent is no length of it, not even an invalid one.
    function test_reverts_whenTheLengthIsCut(uint8 tag, uint16 behind) public {
        bytes memory element = abi.encodePacked(tag, uint8(0x82), behind);
        for (uint256 end = 0; end < 4; ++end) {
            vm.expectRevert(abi.encodeWithSelector(Der.DerTruncated.selector, 0));
            der.read(element, 0, end);
        }
    }

    function test_reverts_whenTagIsAnother(uint8 tag, uint8 wanted, bytes calldata content) public {
        vm.assume(tag != wanted);
        bytes memory element = DerWriter.tlv(tag, content);

        vm.expectRevert(abi.encodeWithSelector(Der.DerTagUnexpected.selector, 0, tag, wanted));
        der.readTag(element, 0, element.length, wanted);
    }

    function test_reverts_whenSomethingFollowsTheLast(uint8 tag, bytes calldata content, bytes1 more) public {
        bytes memory element = DerWriter.tlv(tag, content);

        vm.expectRevert(abi.encodeWithSelector(Der.DerTrailingBytes.selector, element.length));
        der.readLast(bytes.concat(element, more), 0, element.length + 1, tag);
    }

    // --- readUint ---

    function test_readsInteger_whenWritten(uint256 value, uint8 bits, bytes calldata right) public view {
        value >>= bits;
        bytes memory element = DerWriter.integer(value);

        (uint256 given, uint256 stop) = der.readUint(bytes.concat(element, right), 0, element.length);

        assertEq(given, value);
        assertEq(stop, element.length);
    }

    function test_reverts_whenIntegerIsInvalid(uint8 high, uint256 value) public {
        bytes[6] memory contents = [
            bytes(""),
            abi.encodePacked(high | 0x80),
            abi.encodePacked(value | (1 << 255)),
            abi.encodePacked(uint8(0), high & 0x7f),
            abi.encodePacked(uint8(0), value & ~uint256(1 << 255)),
            // 257 bits
            abi.encodePacked(uint8(1), value)
        ];
        for (uint256 i = 0; i < contents.length; ++i) {
            bytes memory element = DerWriter.tlv(Der.INTEGER, contents[i]);
            vm.expectRevert(abi.encodeWithSelector(Der.DerIntegerInvalid.selector, 0));
            der.readUint(element, 0, element.length);
        }
    }

    function test_readsSlice_whenOfOneTo32Bytes(bytes32 word, uint256 length, bytes calldata left) public {
        length = bound(length, 1, 32);
        bytes memory whole = bytes.concat(left, word, word);
        assertEq(der.slice(whole, left.length, left.length + length), uint256(word) >> (256 - 8 * length));

        vm.expectRevert(abi.encodeWithSelector(Der.DerLengthInvalid.selector, left.length));
        der.slice(whole, left.length, left.length);
        vm.expectRevert(abi.encodeWithSelector(Der.DerLengthInvalid.selector, left.length));
        der.slice(whole, left.length, left.length + 33);
    }

    // --- readOid ---

    function test_readsOid_whenItFits(bytes30 arcs, uint256 length, bytes calldata right) public view {
        length = bound(length, 1, 30);
        bytes memory element = DerWriter.oid(this.cut(abi.encodePacked(arcs), 0, length));

        (uint256 oid, uint256 stop) = der.readOid(bytes.concat(element, right), 0, element.length);

        assertEq(stop, element.length);
        assertEq(abi.encodePacked(oid << (256 - 8 * element.length)), bytes.concat(element, new bytes(32 - stop)));
    }

    function test_tellsOidsApart_whenOnlyLeadingZerosDiffer(bytes28 arcs, uint256 length, uint256 zeros) public view {
        length = bound(length, 1, 28);
        zeros = bound(zeros, 1, 30 - length);
        bytes memory short = DerWriter.oid(this.cut(abi.encodePacked(arcs), 0, length));
        bytes memory long = DerWriter.oid(bytes.concat(new bytes(zeros), this.cut(abi.encodePacked(arcs), 0, length)));

        (uint256 first,) = der.readOid(short, 0, short.length);
        (uint256 second,) = der.readOid(long, 0, long.length);

        assertNotEq(first, second);
    }

    function test_readsOidAsZero_whenLong(uint256 length, bytes calldata right) public view {
        length = bound(length, 31, 300);
        bytes memory element = DerWriter.oid(new bytes(length));

        (uint256 oid, uint256 stop) = der.readOid(bytes.concat(element, right), 0, element.length);

        assertEq(oid, 0);
        assertEq(stop, element.length);
    }

    function test_reverts_whenOidIsEmpty() public {
        vm.expectRevert(abi.encodeWithSelector(Der.DerObjectIdentifierInvalid.selector, 0));
        der.readOid(hex"0600", 0, 2);
    }

    // --- readTime ---

    function test_readsUtcTime_whenWritten(uint256 unix) public view {
        unix = bound(unix, 0, 2_524_607_999);
        bytes memory element = DerWriter.utcTime(unix);
        (uint64 time, uint256 stop) = der.readTime(element, 0, element.length);
        assertEq(time, unix);
        assertEq(stop, element.length);
    }

    function test_readsGeneralizedTime_whenWritten(uint256 unix) public view {
        unix = bound(unix, 0, 253_402_300_799);
        bytes memory element = DerWriter.generalizedTime(unix);
        (uint64 time, uint256 stop) = der.readTime(element, 0, element.length);
        assertEq(time, unix);
        assertEq(stop, element.length);
    }

    function test_readsTime_whenKnown() public view {
        _assertTime(hex"17", "491231235959Z", 2_524_607_999);
        _assertTime(hex"18", "20500101000000Z", 2_524_608_000);
        _assertTime(hex"18", "20491231235959Z", 2_524_607_999);
        _assertTime(hex"17", "700101000000Z", 0);
        _assertTime(hex"17", "990228235960Z", 920_246_400);
        _assertTime(hex"18", "99991231235959Z", 253_402_300_799);
    }

    function test_reverts_whenTimeIsMalformed() public {
        _expectTimeInvalid(hex"17", "4912312359Z");
        _expectTimeInvalid(hex"17", "491231235959.5Z");
        _expectTimeInvalid(hex"17", "491231235959z");
        _expectTimeInvalid(hex"17", "491231235959+0000");
        _expectTimeInvalid(hex"17", "20491231235959Z");
        _expectTimeInvalid(hex"18", "491231235959Z");
        _expectTimeInvalid(hex"18", "20500101000000");
        _expectTimeInvalid(hex"18", "205001010000000");
        _expectTimeInvalid(hex"18", "20500101000000.0Z");
        _expectTimeInvalid(hex"16", "491231235959Z");
        _expectTimeInvalid(hex"17", "");
    }

    function test_reverts_whenTimeIsNoDate() public {
        // 1950 to 1969
        _expectTimeError(hex"17", "500101000000Z", abi.encodeWithSelector(UtcTime.DateInvalid.selector, 1950, 1, 1));
        _expectTimeError(hex"17", "250229000000Z", abi.encodeWithSelector(UtcTime.DateInvalid.selector, 2025, 2, 29));
        _expectTimeError(hex"18", "21000229000000Z", abi.encodeWithSelector(UtcTime.DateInvalid.selector, 2100, 2, 29));
        bytes memory digits = abi.encodeWithSelector(UtcTime.DigitsInvalid.selector, uint112(bytes14("20251:01000000")));
        _expectTimeError(hex"17", "251:01000000Z", digits);
    }

    // --- anything ---

    function test_neverPanics_whateverTheBytes(bytes calldata some, uint256 at, uint256 end, uint8 tag) public view {
        at = bound(at, 0, some.length);
        end = bound(end, at, some.length + 2);
        try der.read(some, at, end) returns (uint8, uint256 start, uint256 stop) {
            assertTrue(at < start && start <= stop && stop <= end && end <= some.length);
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
        try der.readLast(some, at, end, tag) returns (uint256 start, uint256 stop) {
            assertTrue(start <= stop && stop == end);
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
        try der.readUint(some, at, end) returns (uint256, uint256 stop) {
            assertTrue(stop <= end);
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
        try der.readOid(some, at, end) returns (uint256, uint256 stop) {
            assertTrue(stop <= end);
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
        try der.readTime(some, at, end) returns (uint64, uint256 stop) {
            assertTrue(stop <= end);
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
    }

    /// @dev Right tags and lengths, anything inside.
    function test_neverPanics_whateverTheContent(bytes calldata content) public view {
        uint8[4] memory tags = [Der.INTEGER, Der.OBJECT_IDENTIFIER, Der.UTC_TIME, Der.GENERALIZED_TIME];
        for (uint256 i = 0; i < tags.length; ++i) {
            bytes memory element = DerWriter.tlv(tags[i], content);
            try der.readUint(element, 0, element.length) {}
            catch (bytes memory reason) {
                _assertNamed(reason);
            }
            try der.readOid(element, 0, element.length) {}
            catch (bytes memory reason) {
                _assertNamed(reason);
            }
            try der.readTime(element, 0, element.length) {}
            catch (bytes memory reason) {
                _assertNamed(reason);
            }
        }
    }

    function cut(bytes calldata whole, uint256 start, uint256 stop) external pure returns (bytes memory) {
        return whole[start:stop];
    }

    function _assertTime(bytes1 tag, bytes memory content, uint256 wanted) private view {
        bytes memory element = DerWriter.tlv(uint8(tag), content);
        (uint64 time,) = der.readTime(element, 0, element.length);
        assertEq(time, wanted, string(content));
    }

    function _expectTimeInvalid(bytes1 tag, bytes memory content) private {
        _expectTimeError(tag, content, abi.encodeWithSelector(Der.DerTimeInvalid.selector, 0));
    }

    function _expectTimeError(bytes1 tag, bytes memory content, bytes memory wanted) private {
        bytes memory element = DerWriter.tlv(uint8(tag), content);
        vm.expectRevert(wanted);
        der.readTime(element, 0, element.length);
    }

    function _assertNamed(bytes memory reason) private pure {
        bytes4 selector = bytes4(reason);
        assertTrue(
            selector == Der.DerTruncated.selector || selector == Der.DerLengthInvalid.selector
                || selector == Der.DerTagUnexpected.selector || selector == Der.DerTrailingBytes.selector
                || selector == Der.DerIntegerInvalid.selector || selector == Der.DerObjectIdentifierInvalid.selector
                || selector == Der.DerTimeInvalid.selector || selector == UtcTime.DigitsInvalid.selector
                || selector == UtcTime.DateInvalid.selector || selector == UtcTime.TimeOfDayInvalid.selector,
            vm.toString(reason)
        );
    }
}
