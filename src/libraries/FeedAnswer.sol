// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BPS} from "../types/RecoveryLimits.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title FeedAnswer
/// @notice What an answer of a Chainlink feed must be to be believed: positive, fresh, and within its bounds.
library FeedAnswer {
    /// @dev Keeps every product in {ReservePrice} and {PoolPrice} below 2**256.
    uint256 private constant MAX_DECIMALS = 18;

    error FeedAnswerInvalid(address feed, int256 answer);
    error FeedStale(address feed, uint256 updatedAt, uint256 at, uint256 maxAge);
    error PriceOutOfBounds(address feed, uint256 answer, uint256 minimum, uint256 maximum);
    error DecimalsTooMany(uint256 given, uint256 maximum);

    /// @notice Reverts unless the answer that was given at `updatedAt` is believed at `at`; a round without time is not.
    function requireFresh(address feed, uint256 updatedAt, uint256 at, uint256 maxAge) internal pure {
        require(updatedAt != 0 && updatedAt <= at && at - updatedAt <= maxAge, FeedStale(feed, updatedAt, at, maxAge));
    }

    /// @notice `answer`, if it is positive and neither below `minimum` nor above `maximum`.
    function within(address feed, int256 answer, uint256 minimum, uint256 maximum) internal pure returns (uint256) {
        require(answer > 0, FeedAnswerInvalid(feed, answer));
        // Positive, checked above.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint256 price = uint256(answer);
        require(price >= minimum && price <= maximum, PriceOutOfBounds(feed, price, minimum, maximum));
        return price;
    }

    /// @notice `answer`, if it stands at most `bandBps` from `one`. The band is rounded inwards.
    function nearOne(address feed, int256 answer, uint256 one, uint256 bandBps) internal pure returns (uint256) {
        return within(feed, answer, Math.ceilDiv(one * (BPS - bandBps), BPS), one * (BPS + bandBps) / BPS);
    }

    /// @notice 10 ** decimals, of a feed or a token.
    function unitOf(uint8 decimals) internal pure returns (uint256) {
        require(decimals <= MAX_DECIMALS, DecimalsTooMany(decimals, MAX_DECIMALS));
        return 10 ** decimals;
    }
}
