// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";

/// @title FeedRounds
/// @notice Proves of a past Chainlink round that it is the one and only round that a rule asks for.
/// @dev An id is `phase << 64 | number`: each aggregator behind a feed's proxy is a phase and counts its rounds from one.
/// @dev Phases overlap, since an aggregator that is replaced may go on; within one, a round is never older than the one
/// before. So only rounds of the phase that the feed is in now count: among those, one at most is the right one.
/// @dev An aggregator answers for a round that it does not have with zeros, or reverts. Either way this reverts.
library FeedRounds {
    /// @dev Not a round of the phase that the feed is in, or none yet.
    error RoundNotCurrent(address feed, uint80 roundId, uint80 latest);
    /// @dev The first of its phase: that nothing precedes it cannot be told from what a feed answers.
    error RoundUnprovable(address feed, uint80 roundId);
    error RoundEmpty(address feed, uint80 roundId);
    error RoundNotFirst(address feed, uint80 roundId, uint256 previousAt, uint256 updatedAt, uint256 since);
    error RoundNotInForce(address feed, uint80 roundId, uint256 updatedAt, uint256 nextAt, uint256 at);

    /// @notice The answer of `roundId` and when it was given; reverts unless that is the first after `since`.
    /// @dev Not at `since`: a round of the very second may have been there before whatever happened then.
    /// @dev A first round of a phase is refused: whoever needs one has to go without.
    function firstAfter(address feed, uint80 roundId, uint256 since)
        internal
        view
        returns (int256 answer, uint256 updatedAt)
    {
        uint80 latest;
        (latest, answer,, updatedAt,) = IAggregatorV3(feed).latestRoundData();
        _requireCurrent(feed, roundId, latest);
        // Its low 64 bits are the number within the phase.
        // forge-lint: disable-next-line(unsafe-typecast)
        require(uint64(roundId) > 1, RoundUnprovable(feed, roundId));
        (, uint256 previousAt) = _read(feed, roundId - 1);
        if (roundId != latest) (answer, updatedAt) = _read(feed, roundId);
        require(updatedAt != 0, RoundEmpty(feed, roundId));
        require(previousAt <= since && updatedAt > since, RoundNotFirst(feed, roundId, previousAt, updatedAt, since));
    }

    /// @notice The answer of `roundId` and when it was given; reverts unless that was the feed's last at or before `at`.
    function inForceAt(address feed, uint80 roundId, uint256 at)
        internal
        view
        returns (int256 answer, uint256 updatedAt)
    {
        uint80 latest;
        (latest, answer,, updatedAt,) = IAggregatorV3(feed).latestRoundData();
        _requireCurrent(feed, roundId, latest);
        uint256 nextAt = type(uint256).max;
        if (roundId != latest) {
            (answer, updatedAt) = _read(feed, roundId);
            (, nextAt) = _read(feed, roundId + 1);
        }
        require(updatedAt != 0, RoundEmpty(feed, roundId));
        require(updatedAt <= at && at < nextAt, RoundNotInForce(feed, roundId, updatedAt, nextAt, at));
    }

    function _requireCurrent(address feed, uint80 roundId, uint80 latest) private pure {
        require(roundId <= latest && roundId >> 64 == latest >> 64, RoundNotCurrent(feed, roundId, latest));
    }

    function _read(address feed, uint80 roundId) private view returns (int256 answer, uint256 updatedAt) {
        (, answer,, updatedAt,) = IAggregatorV3(feed).getRoundData(roundId);
        require(updatedAt != 0, RoundEmpty(feed, roundId));
    }
}
