// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {UtcTime} from "src/libraries/UtcTime.sol";
import {Suite} from "test/Suite.sol";
import {DerHarness} from "test/pki/DerHarness.sol";

// twoDigits
// ├── when two digits stand there                → their number
// ├── when one is no digit                       → reverts DigitInvalid
// └── when the text ends before                  → reverts DigitInvalid
// parse
// ├── when 14 digits                             → as toUnix
// └── when any byte is no digit, or there are 15 → reverts DigitsInvalid
// toUnix
// ├── when day follows day from 1970 to 9999     → 86,400 seconds apart
// ├── when leap years are at stake               → as the calendar has it
// ├── when there is no such day                  → reverts DateInvalid
// └── when there is no such time of day          → reverts TimeOfDayInvalid
contract UtcTimeTest is Suite {
    DerHarness private immutable time = new DerHarness();

    function test_readsTwoDigits_whereverTheyStand(bytes calldata left, uint8 value, bytes calldata right) public view {
        value %= 100;
        bytes memory text = bytes.concat(left, bytes1(48 + value / 10), bytes1(48 + value % 10), right);
        assertEq(time.twoDigits(text, left.length), value);
    }

    function test_reverts_whenOneIsNoDigit(bytes1 other, bool isFirst) public {
        vm.assume(other < "0" || other > "9");
        bytes memory text = isFirst ? bytes.concat(other, "7") : bytes.concat("7", other);
        vm.expectRevert(abi.encodeWithSelector(UtcTime.DigitInvalid.selector, 0));
        time.twoDigits(text, 0);
    }

    function test_reverts_whenTheTextEndsBefore(uint256 length, uint256 at) public {
        length = bound(length, 0, 100);
        at = bound(at, length == 0 ? 0 : length - 1, type(uint256).max);
        bytes memory text = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            text[i] = "0";
        }
        vm.expectRevert(abi.encodeWithSelector(UtcTime.DigitInvalid.selector, at));
        time.twoDigits(text, at);
    }

    function test_parses_whenOfDigits(uint256 year, uint256 month, uint256 day, uint256 second) public view {
        year = bound(year, 1970, 9999);
        month = bound(month, 1, 12);
        day = bound(day, 1, 28);
        second = bound(second, 0, 86_399);
        (uint256 hour, uint256 minute) = (second / 3600, (second / 60) % 60);
        bytes memory digits = bytes.concat(_two(year / 100), _two(year % 100), _two(month), _two(day));
        digits = bytes.concat(digits, _two(hour), _two(minute), _two(second % 60));

        assertEq(time.parse(uint112(bytes14(digits))), time.toUnix(year, month, day, hour, minute, second % 60));
    }

    function test_reverts_whenAnyByteIsNoDigit(uint256 at, uint8 other) public {
        vm.assume(other < 48 || other > 57);
        at = bound(at, 0, 31);
        // Above the 14 digits there is nothing, and so anything there is too much.
        vm.assume(at < 14 || other != 0);
        uint256 digits = uint112(bytes14("20251121173000"));
        digits = (digits & ~(uint256(0xff) << (8 * at))) | (uint256(other) << (8 * at));

        vm.expectRevert(abi.encodeWithSelector(UtcTime.DigitsInvalid.selector, digits));
        time.parse(digits);
    }

    function test_countsEveryDay_fromOneMonthToTheNext(uint256 year, uint256 month) public {
        year = bound(year, 1970, 9998);
        month = bound(month, 1, 12);
        uint256 first = time.toUnix(year, month, 1, 0, 0, 0);
        uint256 next = month == 12 ? time.toUnix(year + 1, 1, 1, 0, 0, 0) : time.toUnix(year, month + 1, 1, 0, 0, 0);
        uint256 length = (next - first) / 1 days;

        for (uint256 day = 1; day <= length; ++day) {
            assertEq(time.toUnix(year, month, day, 0, 0, 0), first + (day - 1) * 1 days);
        }
        vm.expectRevert(abi.encodeWithSelector(UtcTime.DateInvalid.selector, year, month, length + 1));
        time.toUnix(year, month, length + 1, 0, 0, 0);
    }

    function test_isKnown_atLandmarks() public view {
        assertEq(time.toUnix(1970, 1, 1, 0, 0, 0), 0);
        assertEq(time.toUnix(2000, 2, 29, 12, 34, 56), 951_827_696);
        assertEq(time.toUnix(2000, 3, 1, 0, 0, 0), 951_868_800);
        assertEq(time.toUnix(2016, 12, 31, 23, 59, 60), 1_483_228_800);
        assertEq(time.toUnix(2038, 1, 19, 3, 14, 8), 2_147_483_648);
        assertEq(time.toUnix(2100, 3, 1, 0, 0, 0), 4_107_542_400);
        assertEq(time.toUnix(9999, 12, 31, 23, 59, 59), 253_402_300_799);
    }

    function test_reverts_whenThereIsNoSuchDay(uint256 year, uint256 month, uint256 day) public {
        // One of the three is wrong, or more.
        bool isDate = year >= 1970 && year <= 9999 && month != 0 && month <= 12 && day != 0 && day <= 31;
        if (isDate) day = 32;
        vm.expectRevert(abi.encodeWithSelector(UtcTime.DateInvalid.selector, year, month, day));
        time.toUnix(year, month, day, 0, 0, 0);
    }

    function test_reverts_atTheBordersOfTheCalendar() public {
        uint16[3][6] memory dates =
            [[1969, 12, 31], [10_000, 1, 1], [2023, 2, 29], [2100, 2, 29], [2025, 4, 31], [2025, 0, 1]];
        for (uint256 i = 0; i < dates.length; ++i) {
            (uint256 year, uint256 month, uint256 day) = (dates[i][0], dates[i][1], dates[i][2]);
            vm.expectRevert(abi.encodeWithSelector(UtcTime.DateInvalid.selector, year, month, day));
            time.toUnix(year, month, day, 0, 0, 0);
        }
    }

    function test_reverts_whenThereIsNoSuchTimeOfDay(uint256 hour, uint256 minute, uint256 second) public {
        if (hour <= 23 && minute <= 59 && second <= 60) second = 61;
        vm.expectRevert(abi.encodeWithSelector(UtcTime.TimeOfDayInvalid.selector, hour, minute, second));
        time.toUnix(2025, 11, 21, hour, minute, second);
    }

    function test_reverts_atTheBordersOfTheDay() public {
        uint8[3][3] memory times = [[24, 0, 0], [0, 60, 0], [0, 0, 61]];
        for (uint256 i = 0; i < times.length; ++i) {
            (uint256 hour, uint256 minute, uint256 second) = (times[i][0], times[i][1], times[i][2]);
            vm.expectRevert(abi.encodeWithSelector(UtcTime.TimeOfDayInvalid.selector, hour, minute, second));
            time.toUnix(2025, 11, 21, hour, minute, second);
        }
    }

    function _two(uint256 value) private pure returns (bytes memory) {
        return abi.encodePacked(uint8(48 + value / 10), uint8(48 + value % 10));
    }
}
