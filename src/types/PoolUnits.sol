// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// A pool unit is a token's base unit, or the last of this many decimals where the token has more: amounts fit 64 bits.
uint8 constant MAX_COLLATERAL_DECIMALS = 8;
uint8 constant MAX_PAYMENT_DECIMALS = 6;

// Fine units of payment in a pool unit. With collateral of 8 decimals, a price of 8 and premiums of 4, nothing is divided.
uint256 constant FINE_UNITS = 10 ** 14;

// The circuit multiplies with prices of at most this many bits.
uint256 constant PRICE_BITS = 56;
