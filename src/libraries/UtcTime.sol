// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title UtcTime
/// @notice Calendar dates in ASCII digits to Unix seconds.
library UtcTime {
    uint256 private constant ZEROS = 0x3030303030303030303030303030;
    uint256 private constant SIXES = 0x0606060606060606060606060606;
    /// @dev Everything but the lower halves of 14 bytes.
    uint256 private constant NO_DIGITS = ~uint256(0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f);
    /// @dev The lower one of every two bytes.
    uint256 private constant LOWER_BYTES = 0x00ff00ff00ff00ff00ff00ff00ff;

    error DigitInvalid(uint256 at);
    error DigitsInvalid(uint256 digits);
    error DateInvalid(uint256 year, uint256 month, uint256 day);
    error TimeOfDayInvalid(uint256 hour, uint256 minute, uint256 second);

    /// @notice Two ASCII digits at `at` as a number.
    function twoDigits(bytes memory text, uint256 at) internal pure returns (uint256) {
        unchecked {
            require(text.length >= 2 && at <= text.length - 2, DigitInvalid(at));
            // Below "0" they wrap around to more than nine.
            uint256 tens = uint256(uint8(text[at])) - 48;
            uint256 ones = uint256(uint8(text[at + 1])) - 48;
            require(tens <= 9 && ones <= 9, DigitInvalid(at));
            return tens * 10 + ones;
        }
    }

    /// @notice Unix seconds of YYYYMMDDhhmmss, 14 ASCII digits of which the last is in the lowest byte.
    function parse(uint256 digits) internal pure returns (uint64) {
        unchecked {
            // A digit is 0x30 to 0x39: adding six to the lower half of a byte must not carry into the upper one.
            uint256 values = digits ^ ZEROS;
            require((values | (values + SIXES)) & NO_DIGITS == 0, DigitsInvalid(digits));
            // All pairs at once: tens are in the higher one of every two bytes.
            uint256 pairs = ((values >> 8) & LOWER_BYTES) * 10 + (values & LOWER_BYTES);
            return toUnix(
                (pairs >> 96) * 100 + ((pairs >> 80) & 0xff),
                (pairs >> 64) & 0xff,
                (pairs >> 48) & 0xff,
                (pairs >> 32) & 0xff,
                (pairs >> 16) & 0xff,
                pairs & 0xff
            );
        }
    }

    /// @notice Unix seconds of a date of the Gregorian calendar from 1970 to 9999; a leap second counts as the next second.
    /// @custom:source Days from civil, Howard Hinnant, "chrono-compatible low-level date algorithms"
    function toUnix(uint256 year, uint256 month, uint256 day, uint256 hour, uint256 minute, uint256 second)
        internal
        pure
        returns (uint64)
    {
        require(year >= 1970 && year <= 9999 && month != 0 && month <= 12, DateInvalid(year, month, day));
        require(day != 0 && day <= _daysIn(year, month), DateInvalid(year, month, day));
        require(hour <= 23 && minute <= 59 && second <= 60, TimeOfDayInvalid(hour, minute, second));
        unchecked {
            // Years begin in March, so that the leap day is the last one.
            if (month <= 2) {
                year -= 1;
                month += 12;
            }
            uint256 dayOfYear = (153 * (month - 3) + 2) / 5 + day - 1;
            uint256 daysSince1970 = 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468;
            // The year has four digits.
            // forge-lint: disable-next-line(unsafe-typecast)
            return uint64(((daysSince1970 * 24 + hour) * 60 + minute) * 60 + second);
        }
    }

    function _daysIn(uint256 year, uint256 month) private pure returns (uint256) {
        if (month != 2) return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
}
