// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "./MintableERC20.sol";

/// @notice A token that burns a fee with every transfer: out of what arrives, or on top of what is sent.
contract FeeERC20 is MintableERC20 {
    uint256 public immutable feeBps;
    bool public immutable onTop;

    constructor(uint8 decimals_, uint256 feeBps_, bool onTop_) MintableERC20(decimals_) {
        (feeBps, onTop) = (feeBps_, onTop_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : amount * feeBps / 10_000;
        super._update(from, to, onTop ? amount : amount - fee);
        if (fee != 0) super._update(from, address(0), fee);
    }
}
