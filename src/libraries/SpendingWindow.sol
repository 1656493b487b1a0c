// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title SpendingWindow
/// @notice Bounds what is spent within ANY stretch of `length` seconds, in one storage slot.
/// @dev Time is cut into buckets of `length` seconds. Such a stretch touches at most two neighbouring buckets, so the
/// sum of the current and the previous bucket is an upper bound of what was spent in it. The price of one slot is
/// patience: spending may be counted for up to twice `length`.
/// @dev Bucket indices wrap after 2**32 buckets (of one second: 136 years). They only tell neighbours apart, so a wrap
/// may count forgotten spending once more, never less than was spent.
library SpendingWindow {
    struct Spending {
        /// Index of the bucket that `current` counts, modulo 2**32.
        uint32 bucket;
        /// Spent in that bucket, base units.
        uint112 current;
        /// Spent in the bucket before it, base units.
        uint112 previous;
    }

    /// Thrown when an amount would exceed what is left in the window.
    error WindowExceeded(uint256 given, uint256 available);

    /// @notice Counts `amount` as spent now; reverts when that exceeds `limit` in this and the previous bucket.
    function consume(Spending storage self, uint256 amount, uint112 limit, uint256 length) internal {
        Spending memory rolled = _roll(self, length);
        uint256 left = _left(rolled, limit);
        require(amount <= left, WindowExceeded(amount, left));

        // Fits: `current` and `amount` together are at most `limit`.
        // forge-lint: disable-next-line(unsafe-typecast)
        rolled.current += uint112(amount);
        self.bucket = rolled.bucket;
        self.current = rolled.current;
        self.previous = rolled.previous;
    }

    /// @notice What may still be spent now.
    function available(Spending storage self, uint112 limit, uint256 length) internal view returns (uint256) {
        return _left(_roll(self, length), limit);
    }

    function _left(Spending memory rolled, uint112 limit) private pure returns (uint256) {
        uint256 spent = uint256(rolled.current) + rolled.previous;
        return spent >= limit ? 0 : limit - spent;
    }

    /// @dev The counters as of now: buckets that have passed move to `previous` or are forgotten.
    function _roll(Spending storage self, uint256 length) private view returns (Spending memory) {
        // Modulo 2**32 is meant.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint32 bucket = uint32(block.timestamp / length);
        Spending memory stored = self;
        uint32 elapsed;
        unchecked {
            elapsed = bucket - stored.bucket;
        }
        if (elapsed == 0) return stored;
        return Spending({bucket: bucket, current: 0, previous: elapsed == 1 ? stored.current : 0});
    }
}
