// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ISwapRouter02} from "src/interfaces/ISwapRouter02.sol";

/// @notice A router that takes, refunds, delivers and calls back what a test says, whatever it was asked for.
/// @dev Holds the collateral that it delivers. Left alone it takes `amountIn` and delivers `amountOutMinimum`.
contract HostileRouter is ISwapRouter02 {
    using SafeERC20 for IERC20;

    bool private _scripted;
    uint256 private _pull;
    uint256 private _refund;
    uint256 private _delivery;

    address private _callee;
    bytes private _callback;

    /// @notice From now on a swap takes `pull`, gives `refund` of it back and delivers `delivery`.
    function script(uint256 pull, uint256 refund, uint256 delivery) external {
        (_scripted, _pull, _refund, _delivery) = (true, pull, refund, delivery);
    }

    /// @notice From now on a swap begins by calling `callee` with `data`, and fails as that call fails.
    function reenter(address callee, bytes calldata data) external {
        (_callee, _callback) = (callee, data);
    }

    /// @inheritdoc ISwapRouter02
    function exactInputSingle(ExactInputSingleParams calldata params) external payable returns (uint256) {
        if (_callee != address(0)) _call(_callee, _callback);

        (uint256 pull, uint256 delivery) = _scripted ? (_pull, _delivery) : (params.amountIn, params.amountOutMinimum);
        IERC20(params.tokenIn).safeTransferFrom(msg.sender, address(this), pull);
        if (_refund != 0) IERC20(params.tokenIn).safeTransfer(msg.sender, _refund);
        IERC20(params.tokenOut).safeTransfer(params.recipient, delivery);
        // Claims success in any case: nobody may believe it.
        return type(uint256).max;
    }

    function _call(address callee, bytes memory data) private {
        (bool ok, bytes memory reason) = callee.call(data);
        if (ok) return;
        // Solidity cannot revert with given bytes.
        assembly {
            revert(add(reason, 32), mload(reason))
        }
    }
}
