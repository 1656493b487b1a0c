// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SpendingWindow} from "src/libraries/SpendingWindow.sol";
import {Suite} from "test/Suite.sol";

// consume, available
// ├── when the amount exceeds what is available             → reverts WindowExceeded
// ├── when spending greedily over any times and limits      → no stretch of `length` seconds exceeds the limit of its end
// ├── when two buckets have passed                          → all is available again
// ├── when the next bucket has begun                        → the previous one still counts
// └── when the bucket index wraps at 2**32                  → counts on as at any other border
contract SpendingWindowTest is Suite {
    using SpendingWindow for SpendingWindow.Spending;

    struct Spend {
        uint256 at;
        uint256 amount;
    }

    SpendingWindow.Spending private _spending;
    Spend[] private _spends;

    /// @dev One call frame, so that a revert can be expected.
    function consume(uint256 amount, uint112 limit, uint256 length) external {
        _spending.consume(amount, limit, length);
    }

    function test_reverts_whenAmountExceedsWhatIsAvailable(uint256 spent, uint256 amount, uint112 limit, uint40 length)
        public
    {
        limit = uint112(bound(limit, 0, type(uint112).max - 1));
        length = uint40(bound(length, 1, type(uint40).max));
        spent = bound(spent, 0, limit);
        this.consume(spent, limit, length);
        amount = bound(amount, limit - spent + 1, type(uint256).max);

        vm.expectRevert(abi.encodeWithSelector(SpendingWindow.WindowExceeded.selector, amount, limit - spent));
        this.consume(amount, limit, length);
    }

    /// @dev Always spends a random part of all that is available, under limits that change at every step.
    function test_boundsEveryStretch_whenSpentGreedily(uint40 start, uint40 length, uint256 seed) public {
        length = uint40(bound(length, 1, seed % 2 == 0 ? 100 : type(uint40).max));
        vm.warp(start);
        for (uint256 step = 0; step < 40; ++step) {
            uint256 random = uint256(keccak256(abi.encode(seed, step)));
            vm.warp(block.timestamp + random % (uint256(length) / 2 + 2));
            uint112 limit = uint112(bound(random >> 32, 0, type(uint112).max));
            uint256 available = _spending.available(limit, length);
            uint256 amount = random % 3 == 0 ? available : bound(random >> 64, 0, available);

            this.consume(amount, limit, length);
            _spends.push(Spend(block.timestamp, amount));

            assertEq(_spending.available(limit, length), available - amount);
            // Spending nothing is no spending: the limit may have fallen below what was spent before.
            if (amount != 0) assertLe(_spentSince(length), limit, "stretch");
        }
    }

    function test_isAvailableAgain_whenTwoBucketsHavePassed(uint112 limit, uint40 length, uint256 wait) public {
        length = uint40(bound(length, 1, type(uint40).max));
        this.consume(limit, limit, length);
        assertEq(_spending.available(limit, length), 0);

        vm.warp(block.timestamp + bound(wait, 2 * uint256(length), type(uint64).max));

        // An index 2**32 buckets later looks the same: spending may be counted once more, but never less.
        uint256 elapsed = block.timestamp / length - 1 / length;
        if (elapsed % 2 ** 32 > 1) assertEq(_spending.available(limit, length), limit);
    }

    function test_countsThePreviousBucket_whenTheNextHasBegun(uint112 spent, uint112 limit, uint40 length, uint256 at)
        public
    {
        limit = uint112(bound(limit, spent, type(uint112).max));
        length = uint40(bound(length, 1, type(uint40).max));
        uint256 border = uint256(length) * bound(at, 1, type(uint32).max);
        vm.warp(border - 1);
        this.consume(spent, limit, length);

        vm.warp(border);
        assertEq(_spending.available(limit, length), limit - spent, "next bucket");
        vm.warp(border + length - 1);
        assertEq(_spending.available(limit, length), limit - spent, "end of next bucket");
        vm.warp(border + length);
        assertEq(_spending.available(limit, length), limit, "bucket after");
    }

    function test_countsOn_whenTheIndexWraps(uint112 spent, uint112 limit, uint40 length) public {
        limit = uint112(bound(limit, spent, type(uint112).max));
        length = uint40(bound(length, 1, type(uint40).max));
        uint256 wrap = 2 ** 32 * uint256(length);
        vm.warp(wrap - 1);
        this.consume(spent, limit, length);

        vm.warp(wrap);
        assertEq(_spending.available(limit, length), limit - spent);
        this.consume(limit - spent, limit, length);
        assertEq(_spending.available(limit, length), 0);
        vm.warp(wrap + 2 * uint256(length));
        assertEq(_spending.available(limit, length), limit);
    }

    /// @dev Everything spent in the `length` seconds that end now.
    function _spentSince(uint256 length) private view returns (uint256 sum) {
        for (uint256 i = _spends.length; i > 0 && _spends[i - 1].at + length > block.timestamp; --i) {
            sum += _spends[i - 1].amount;
        }
    }
}
