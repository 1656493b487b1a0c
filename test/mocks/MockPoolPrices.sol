// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPoolPrices} from "src/interfaces/IPoolPrices.sol";
import {PriceRounds} from "src/types/Settlement.sol";

/// @notice One price, for rounds whose BTC/USD id is the close's time; others are refused.
contract MockPoolPrices is IPoolPrices {
    uint256 public immutable heartbeat;
    uint256 private _price;

    error PriceMissing(uint256 closedAt);

    constructor(uint256 heartbeat_, uint256 price_) {
        heartbeat = heartbeat_;
        _price = price_;
    }

    /// @param price_ Zero: there is none.
    function setPrice(uint256 price_) external {
        _price = price_;
    }

    /// @inheritdoc IPoolPrices
    function priceAfter(uint256 closedAt, PriceRounds calldata rounds) external view returns (uint256) {
        require(_price != 0 && rounds.btcUsd == closedAt, PriceMissing(closedAt));
        return _price;
    }
}
