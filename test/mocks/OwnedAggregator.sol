// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {AggregatorV2V3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV2V3Interface.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";

/// @title OwnedAggregator
/// @notice A price feed whose rounds are written by one account, to stand behind a real EACAggregatorProxy or alone.
/// @dev The real aggregator takes a DON's signed reports; everything a reader sees is the same: rounds count from 1,
///      answers have 8 decimals, unknown rounds revert.
/// @dev Owner and description are immutables, so its code can also be etched: empty storage is a feed without rounds.
contract OwnedAggregator is AggregatorV2V3Interface {
    using ShortStrings for string;
    using ShortStrings for ShortString;

    struct Round {
        int256 answer;
        uint256 updatedAt; // Unix seconds; zero for a round that never was
    }

    error NotOwner(address caller, address owner);
    error NoSuchRound(uint256 roundId, uint256 latestRound);

    uint8 public constant decimals = 8;
    uint256 public constant version = 4;

    address public immutable owner;
    ShortString private immutable _description;

    uint256 public latestRound;
    mapping(uint256 roundId => Round) private _rounds;

    /// @param owner_ the only account that may push rounds
    /// @param description_ such as "BTC / USD", at most 31 bytes
    constructor(address owner_, string memory description_) {
        owner = owner_;
        _description = description_.toShortString();
    }

    /// @notice Opens the next round with `answer` (8 decimals), as of now.
    /// @dev Emits {NewRound} and {AnswerUpdated}.
    function push(int256 answer) external {
        require(msg.sender == owner, NotOwner(msg.sender, owner));

        uint256 roundId = ++latestRound;
        _rounds[roundId] = Round({answer: answer, updatedAt: block.timestamp});

        emit NewRound(roundId, msg.sender, block.timestamp);
        emit AnswerUpdated(answer, roundId, block.timestamp);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        // casting to 'uint80' is safe because rounds are counted one by one
        // forge-lint: disable-next-line(unsafe-typecast)
        return getRoundData(uint80(latestRound));
    }

    function description() external view returns (string memory) {
        return _description.toString();
    }

    function latestAnswer() external view returns (int256) {
        return _rounds[latestRound].answer;
    }

    function latestTimestamp() external view returns (uint256) {
        return _rounds[latestRound].updatedAt;
    }

    function getAnswer(uint256 roundId) external view returns (int256) {
        return _rounds[roundId].answer;
    }

    function getTimestamp(uint256 roundId) external view returns (uint256) {
        return _rounds[roundId].updatedAt;
    }

    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = _rounds[roundId];
        require(round.updatedAt != 0, NoSuchRound(roundId, latestRound));
        return (roundId, round.answer, round.updatedAt, round.updatedAt, roundId);
    }
}
