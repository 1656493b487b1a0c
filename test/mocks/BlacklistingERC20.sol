// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "./MintableERC20.sol";

/// @notice A token whose issuer keeps accounts from sending and receiving, as USDC's does.
contract BlacklistingERC20 is MintableERC20 {
    mapping(address account => bool) private _isBlacklisted;

    error Blacklisted(address account);

    constructor(uint8 decimals_) MintableERC20(decimals_) {}

    function blacklist(address account) external {
        _isBlacklisted[account] = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!_isBlacklisted[from], Blacklisted(from));
        require(!_isBlacklisted[to], Blacklisted(to));
        super._update(from, to, amount);
    }
}
