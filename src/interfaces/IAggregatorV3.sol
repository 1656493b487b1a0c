// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title IAggregatorV3
/// @notice The part of a Chainlink price feed that is read here.
/// @custom:source Chainlink, AggregatorV3Interface; read 2026-11.
interface IAggregatorV3 {
    /// @notice Decimals of `answer`.
    function decimals() external view returns (uint8);

    /// @return roundId         Id of the round in the proxy's numbering.
    /// @return answer          The price, with {decimals} decimals.
    /// @return startedAt       Unix seconds.
    /// @return updatedAt       Unix seconds; zero while the round has no answer.
    /// @return answeredInRound Deprecated, equal to `roundId`.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice What {latestRoundData} answered while `roundId` was the latest.
    /// @dev For a round that is not, aggregators revert or answer with zeros.
    /// @param roundId Of a proxy: phase << 64 | number of the round in the phase's aggregator, from one.
    function getRoundData(uint80 roundId)
        external
        view
        returns (uint80, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
