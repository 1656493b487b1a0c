// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "./MintableERC20.sol";

/// @notice A token that moves nothing and does not revert: it says so, or, made to lie, says that it moved all.
contract SilentERC20 is MintableERC20 {
    bool private immutable _isLying;

    constructor(uint8 decimals_, bool isLying) MintableERC20(decimals_) {
        _isLying = isLying;
    }

    function transfer(address, uint256) public view override returns (bool) {
        return _isLying;
    }

    function transferFrom(address, address, uint256) public view override returns (bool) {
        return _isLying;
    }
}
