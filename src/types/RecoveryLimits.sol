// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// One hundred percent in basis points.
uint256 constant BPS = 10_000;

/// @notice What bounds every heal, whoever asks for it; changed only after a delay. Amounts in payment tokens' base units, times in seconds.
struct RecoveryLimits {
    /// Most that one heal may spend.
    uint112 perAction;
    /// Most that may be spent within any stretch of the treasury's window.
    uint112 perWindow;
    /// A report heals only if the custodian's statement is later than the last heal by more than this.
    uint40 settlementLag;
    /// How long the status must have been INSOLVENT, and unhealed, before anyone may call the fallback.
    uint40 fallbackDelay;
    /// What one fallback heal spends.
    uint112 fallbackSpend;
    /// How far below the feeds' price a heal may buy: pool fee, price impact and drift together.
    uint16 maxSlippageBps;
    /// How far WBTC/BTC and USDC/USD may stand from one, in either direction.
    uint16 maxDepegBps;
    /// Least and greatest believable BTC/USD answer, in the feed's decimals.
    uint96 minBtcUsd;
    uint96 maxBtcUsd;
}

/// @notice A Chainlink feed, and after how many seconds without an update it is not believed any more.
struct PriceFeed {
    address aggregator;
    uint32 maxAge;
}

/// @notice The three feeds that price one collateral token in payment tokens.
struct PriceFeeds {
    PriceFeed btcUsd;
    PriceFeed wbtcBtc;
    PriceFeed usdcUsd;
}
