// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";

/// @title EtchableERC20
/// @notice An EIP-20 token whose code can be put at any address (`vm.etch`, `anvil_setCode`) and works there at once.
/// @dev Name, symbol and decimals are immutables, so they travel with the code; empty storage is a token nobody holds.
/// @dev Stands in for WBTC and USDC on the local chain. Neither has this mint: here ANYONE may issue any amount. Neither
///      pausing, blacklist nor upgrade of the real tokens is imitated.
contract EtchableERC20 is ERC20 {
    using ShortStrings for string;
    using ShortStrings for ShortString;

    ShortString private immutable _etchedName;
    ShortString private immutable _etchedSymbol;
    uint8 private immutable _etchedDecimals;

    /// @param name_ at most 31 bytes
    /// @param symbol_ at most 31 bytes
    /// @param decimals_ digits after the point: 1 token is 10^decimals_ base units
    constructor(string memory name_, string memory symbol_, uint8 decimals_) ERC20("", "") {
        _etchedName = name_.toShortString();
        _etchedSymbol = symbol_.toShortString();
        _etchedDecimals = decimals_;
    }

    /// @notice Issues `amount` base units to `to`, for anyone who asks.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function name() public view override returns (string memory) {
        return _etchedName.toString();
    }

    /// @inheritdoc ERC20
    function symbol() public view override returns (string memory) {
        return _etchedSymbol.toString();
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _etchedDecimals;
    }
}
