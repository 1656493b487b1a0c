// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAggregatorV3} from "src/interfaces/IAggregatorV3.sol";

/// @notice A feed that answers whatever a test set: no answer, time or number of decimals is beyond it.
contract MockAggregator is IAggregatorV3 {
    uint8 public immutable decimals;

    uint80 private _roundId;
    int256 private _answer;
    uint256 private _updatedAt;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    /// @notice Opens the next round. `updatedAt` is in Unix seconds and may lie in the future.
    function set(int256 answer, uint256 updatedAt) external {
        ++_roundId;
        (_answer, _updatedAt) = (answer, updatedAt);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (_roundId, _answer, _updatedAt, _updatedAt, _roundId);
    }
}
