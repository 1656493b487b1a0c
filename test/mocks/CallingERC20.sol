// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "./MintableERC20.sol";

/// @notice A token that calls somebody in the midst of a transfer, as one with hooks does, and remembers what came of it.
contract CallingERC20 is MintableERC20 {
    address private _callee;
    bytes private _data;

    bool public isDone;
    /// @notice What the last call failed with.
    bytes public reason;

    constructor(uint8 decimals_) MintableERC20(decimals_) {}

    /// @notice The next transfer begins with this call, and goes on whatever comes of it.
    function callBack(address callee, bytes calldata data) external {
        (_callee, _data) = (callee, data);
    }

    function _update(address from, address to, uint256 amount) internal override {
        address callee = _callee;
        if (callee != address(0)) {
            _callee = address(0);
            (isDone, reason) = callee.call(_data);
        }
        super._update(from, to, amount);
    }
}
