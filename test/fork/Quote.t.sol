// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Fork} from "./Fork.sol";
import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @dev Uniswap's QuoterV2, as deployed. @custom:source @uniswap/swap-router-contracts 1.3.1, IQuoterV2
interface IQuoter {
    struct Quote {
        address tokenIn;
        address tokenOut;
        uint256 amountIn;
        uint24 fee;
        uint160 sqrtPriceLimitX96;
    }

    function quoteExactInputSingle(Quote calldata quote)
        external
        returns (uint256 amountOut, uint160 sqrtPriceX96After, uint32 ticksCrossed, uint256 gasEstimate);
}

/// @dev Uniswap's SwapRouter02, as deployed. @custom:source @uniswap/swap-router-contracts 1.3.1, IV3SwapRouter
interface IRouter {
    struct Swap {
        address tokenIn;
        address tokenOut;
        uint24 fee;
        address recipient;
        uint256 amountIn;
        uint256 amountOutMinimum;
        uint160 sqrtPriceLimitX96;
    }

    function exactInputSingle(Swap calldata swap) external payable returns (uint256 amountOut);
}

// USDC for WBTC in the 0.3 % pool
// ├── when quoted and then swapped   → delivers exactly the quote
// ├── when more than the quote is asked → reverts
// └── when small                     → costs within 3 % of the Chainlink prices
contract Quote_Fork_Test is Fork {
    address private constant WBTC = 0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599;
    address private constant USDC = 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48;
    uint24 private constant FEE = 3000;
    IQuoter private constant QUOTER = IQuoter(0x61fFE014bA17989E743c5F6cB21bF9697530B21e);
    IRouter private constant ROUTER = IRouter(0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45);
    AggregatorV3Interface private constant BTC_USD = AggregatorV3Interface(0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c);
    AggregatorV3Interface private constant WBTC_BTC = AggregatorV3Interface(0xfdFD9C85aD200c506Cf9e21F1FD8dd01932FBB23);
    AggregatorV3Interface private constant USDC_USD = AggregatorV3Interface(0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6);

    function _quote(uint256 amountIn) private returns (uint256 amountOut) {
        (amountOut,,,) = QUOTER.quoteExactInputSingle(IQuoter.Quote(USDC, WBTC, amountIn, FEE, 0));
    }

    function _swap(uint256 amountIn, uint256 minimum) private returns (uint256) {
        return ROUTER.exactInputSingle(IRouter.Swap(USDC, WBTC, FEE, address(this), amountIn, minimum, 0));
    }

    function _fund(uint256 amountIn) private {
        deal(USDC, address(this), amountIn);
        assertTrue(IERC20(USDC).approve(address(ROUTER), amountIn));
    }

    /// forge-config: default.fuzz.runs = 16
    function test_deliversTheQuote_whenSwapped(uint256 amountIn) public {
        amountIn = bound(amountIn, 1e6, 6_000_000e6);
        _fund(amountIn);
        uint256 quoted = _quote(amountIn);
        uint256 before = IERC20(WBTC).balanceOf(address(this));
        assertEq(_swap(amountIn, quoted), quoted);
        assertEq(IERC20(WBTC).balanceOf(address(this)) - before, quoted);
    }

    /// forge-config: default.fuzz.runs = 16
    function test_reverts_whenMoreThanTheQuoteIsAsked(uint256 amountIn, uint256 excess) public {
        amountIn = bound(amountIn, 1e6, 6_000_000e6);
        excess = bound(excess, 1, type(uint128).max);
        _fund(amountIn);
        uint256 quoted = _quote(amountIn);
        vm.expectRevert("Too little received");
        _swap(amountIn, quoted + excess);
    }

    /// forge-config: default.fuzz.runs = 16
    function test_costsWhatTheFeedsSay_whenSmall(uint256 amountIn) public {
        amountIn = bound(amountIn, 100e6, 10_000e6);
        uint256 fair = amountIn * 1e10 * _answer(USDC_USD) / (_answer(BTC_USD) * _answer(WBTC_BTC));
        assertApproxEqRel(_quote(amountIn), fair, 0.03e18);
    }

    function _answer(AggregatorV3Interface feed) private view returns (uint256) {
        (, int256 answer,,,) = feed.latestRoundData();
        assertGt(answer, 0);
        // casting to 'uint256' is safe because the answer is positive
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint256(answer);
    }
}
