// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "../mocks/MintableERC20.sol";
import {MockAggregator} from "../mocks/MockAggregator.sol";
import {IUniswapV3Pool} from "./IUniswapV3Pool.sol";
import {Uniswap} from "./Uniswap.sol";
import {ISwapRouter02} from "src/interfaces/ISwapRouter02.sol";
import {Suite} from "test/Suite.sol";

/// @notice The part of mainnet that a heal touches, at its mainnet addresses and without a node: Uniswap's real factory,
/// position manager, SwapRouter02 and one funded WBTC/USDC pool, and Chainlink's real EACAggregatorProxy as three feeds.
/// @dev The bytecode is read from npm packages. Tokens and aggregators behind the proxies are mocks.
abstract contract MainnetFixture is Suite {
    address internal constant ROUTER = Uniswap.ROUTER;
    address internal constant POOL = Uniswap.POOL;

    MintableERC20 internal constant WBTC = MintableERC20(0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599);
    MintableERC20 internal constant USDC = MintableERC20(0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48);

    address internal constant BTC_USD = 0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c;
    address internal constant WBTC_BTC = 0xfdFD9C85aD200c506Cf9e21F1FD8dd01932FBB23;
    address internal constant USDC_USD = 0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6;

    uint24 internal constant POOL_FEE = Uniswap.POOL_FEE;
    /// @dev In each of the two tokens: 100 WBTC against USDC at 100,000 USDC per WBTC.
    uint256 internal constant POOL_DEPTH_WBTC = 100e8;
    uint256 internal constant POOL_DEPTH_USDC = 10_000_000e6;
    int256 internal constant PAR = 1e8;
    int256 internal constant BTC_PRICE = 100_000e8;
    /// @dev sqrt(1,000 base units of USDC per base unit of WBTC) * 2**96.
    uint160 internal constant POOL_PRICE_X96 = 2505414483750479311864138015696;

    uint256 private constant START = 1_790_000_000;

    MockAggregator internal btcUsd = new MockAggregator(8);
    MockAggregator internal wbtcBtc = new MockAggregator(8);
    MockAggregator internal usdcUsd = new MockAggregator(8);

    function setUp() public virtual {
        vm.warp(START);
        Uniswap.deploy();
        _deployFeeds();
        vm.etch(address(WBTC), address(new MintableERC20(8)).code);
        vm.etch(address(USDC), address(new MintableERC20(6)).code);
        WBTC.mint(address(this), POOL_DEPTH_WBTC);
        USDC.mint(address(this), POOL_DEPTH_USDC);
        Uniswap.createPool(WBTC, USDC, POOL_PRICE_X96);
    }

    /// @dev One fresh round in each feed.
    function _setFeeds(int256 btcUsdAnswer, int256 wbtcBtcAnswer, int256 usdcUsdAnswer) internal {
        btcUsd.set(btcUsdAnswer, block.timestamp);
        wbtcBtc.set(wbtcBtcAnswer, block.timestamp);
        usdcUsd.set(usdcUsdAnswer, block.timestamp);
    }

    function _deployFeeds() private {
        string memory artifact = vm.readFile("node_modules/@chainlink/contracts-v0/abi/v0.6/EACAggregatorProxy.json");
        bytes memory initCode = vm.parseJsonBytes(artifact, ".compilerOutput.evm.bytecode.object");
        _setFeeds(BTC_PRICE, PAR, PAR);
        _constructAt(BTC_USD, initCode, address(btcUsd));
        _constructAt(WBTC_BTC, initCode, address(wbtcBtc));
        _constructAt(USDC_USD, initCode, address(usdcUsd));
    }

    /// @dev Runs the proxy's constructor at `where`, so that its storage is written there.
    function _constructAt(address where, bytes memory initCode, address aggregator) private {
        vm.etch(where, bytes.concat(initCode, abi.encode(aggregator, address(0))));
        (bool ok, bytes memory runtime) = where.call("");
        assertTrue(ok, "proxy constructor");
        vm.etch(where, runtime);
    }

    /// @dev Buys WBTC on the pool as anyone may, and so makes it dearer.
    function _buyWbtc(uint256 amountIn) internal returns (uint256) {
        return _swap(USDC, WBTC, amountIn, 0);
    }

    /// @dev What arbitrage does: trades until the pool's price is `sqrtPriceX96`.
    function _movePoolTo(uint160 sqrtPriceX96) internal {
        (uint160 current,,,,,,) = IUniswapV3Pool(POOL).slot0();
        if (current < sqrtPriceX96) _swap(USDC, WBTC, 10 * POOL_DEPTH_USDC, sqrtPriceX96);
        if (current > sqrtPriceX96) _swap(WBTC, USDC, 10 * POOL_DEPTH_WBTC, sqrtPriceX96);
    }

    function _swap(MintableERC20 tokenIn, MintableERC20 tokenOut, uint256 amountIn, uint160 limitX96)
        private
        returns (uint256)
    {
        tokenIn.mint(address(this), amountIn);
        tokenIn.approve(ROUTER, amountIn);
        return ISwapRouter02(ROUTER)
            .exactInputSingle(
                ISwapRouter02.ExactInputSingleParams({
                tokenIn: address(tokenIn),
                tokenOut: address(tokenOut),
                fee: POOL_FEE,
                recipient: address(this),
                amountIn: amountIn,
                amountOutMinimum: 0,
                sqrtPriceLimitX96: limitX96
            })
            );
    }
}
