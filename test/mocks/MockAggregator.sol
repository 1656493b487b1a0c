// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "src/interfaces/IAggregatorV3.sol";

/// @notice A feed that answers whatever a test set: no answer, time or number of decimals is beyond it.
/// @dev Of a round that it does not have it answers zeros, as Chainlink's off-chain aggregators do.
contract MockAggregator is IAggregatorV3 {
    uint8 public immutable decimals;

    struct Round {
        int256 answer;
        uint256 updatedAt; // Unix seconds
    }

    uint80 public latestRound;
    mapping(uint80 roundId => Round) private _rounds;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    /// @notice Opens the next round. `updatedAt` is in Unix seconds and may lie in the future.
    function set(int256 answer, uint256 updatedAt) external {
        rewrite(++latestRound, answer, updatedAt);
    }

    /// @notice Puts another answer into any round, also one that never was. With zeros it is gone.
    function rewrite(uint80 roundId, int256 answer, uint256 updatedAt) public {
        _rounds[roundId] = Round(answer, updatedAt);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latestRound);
    }

    /// @inheritdoc IAggregatorV3
    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = _rounds[roundId];
        return (roundId, round.answer, round.updatedAt, round.updatedAt, roundId);
    }
}
