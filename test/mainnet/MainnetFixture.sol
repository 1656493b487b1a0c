// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "../mocks/MintableERC20.sol";
import {MockAggregator} from "../mocks/MockAggregator.sol";
import {INonfungiblePositionManager} from "./INonfungiblePositionManager.sol";
import {IUniswapV3Pool} from "./IUniswapV3Pool.sol";
import {Test} from "forge-std/Test.sol";
import {ISwapRouter02} from "src/interfaces/ISwapRouter02.sol";

/// @notice The part of mainnet that a heal touches, at its mainnet addresses and without a node: Uniswap's real factory,
/// position manager, SwapRouter02 and one funded WBTC/USDC pool, and Chainlink's real EACAggregatorProxy as three feeds.
/// @dev The bytecode is read from npm packages. Uniswap's contracts are created by their deployers with the nonces they
/// had, because the constructors write storage and immutables. Tokens and aggregators behind the proxies are mocks.
abstract contract MainnetFixture is Test {
    address private constant UNISWAP_DEPLOYER = 0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9;
    address private constant WETH_DEPLOYER = 0x4F26FfBe5F04ED43630fdC30A87638d53D0b0876;

    address private constant FACTORY = 0x1F98431c8aD98523631AE4a59f267346ea31F984;
    address private constant POSITION_MANAGER = 0xC36442b4a4522E871399CD717aBDD847Ab11FE88;
    address private constant POSITION_DESCRIPTOR = 0x91ae842A5Ffd8d12023116943e72A606179294f3;
    address private constant V2_FACTORY = 0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f;
    address private constant WETH = 0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2;
    address internal constant ROUTER = 0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45;
    /// @dev Where the factory puts the pool, here as on mainnet.
    address internal constant POOL = 0x99ac8cA7087fA4A2A1FB6357269965A2014ABc35;

    MintableERC20 internal constant WBTC = MintableERC20(0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599);
    MintableERC20 internal constant USDC = MintableERC20(0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48);

    address internal constant BTC_USD = 0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c;
    address internal constant WBTC_BTC = 0xfdFD9C85aD200c506Cf9e21F1FD8dd01932FBB23;
    address internal constant USDC_USD = 0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6;

    uint24 internal constant POOL_FEE = 3000;
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
        _deployUniswap();
        _deployFeeds();
        vm.etch(address(WBTC), address(new MintableERC20(8)).code);
        vm.etch(address(USDC), address(new MintableERC20(6)).code);
        _fundPool();
    }

    /// @dev One fresh round in each feed.
    function _setFeeds(int256 btcUsdAnswer, int256 wbtcBtcAnswer, int256 usdcUsdAnswer) internal {
        btcUsd.set(btcUsdAnswer, block.timestamp);
        wbtcBtc.set(wbtcBtcAnswer, block.timestamp);
        usdcUsd.set(usdcUsdAnswer, block.timestamp);
    }

    function _deployUniswap() private {
        string memory weth = vm.readFile("node_modules/@uniswap/v2-periphery/build/WETH9.json");
        bytes memory wethCode = vm.parseBytes(string.concat("0x", vm.parseJsonString(weth, ".bytecode")));
        _createAs(WETH_DEPLOYER, 446, wethCode, WETH);
        _createAs(UNISWAP_DEPLOYER, 0, _artifact("v3-core", "UniswapV3Factory"), FACTORY);
        bytes memory manager = _artifact("v3-periphery", "NonfungiblePositionManager");
        _createAs(
            UNISWAP_DEPLOYER, 8, bytes.concat(manager, abi.encode(FACTORY, WETH, POSITION_DESCRIPTOR)), POSITION_MANAGER
        );
        bytes memory router = _artifact("swap-router-contracts", "SwapRouter02");
        bytes memory wiring = abi.encode(V2_FACTORY, FACTORY, POSITION_MANAGER, WETH);
        _createAs(UNISWAP_DEPLOYER, 14, bytes.concat(router, wiring), ROUTER);
    }

    function _artifact(string memory package, string memory name) private view returns (bytes memory) {
        return vm.getCode(
            string.concat("node_modules/@uniswap/", package, "/artifacts/contracts/", name, ".sol/", name, ".json")
        );
    }

    /// @dev Creates as `deployer` did on mainnet, and insists on the same address.
    function _createAs(address deployer, uint64 nonce, bytes memory initCode, address expected) private {
        vm.setNonceUnsafe(deployer, nonce);
        vm.prank(deployer);
        address created;
        assembly {
            created := create(0, add(initCode, 32), mload(initCode))
        }
        assertEq(created, expected, "mainnet address");
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

    function _fundPool() private {
        INonfungiblePositionManager manager = INonfungiblePositionManager(POSITION_MANAGER);
        WBTC.mint(address(this), POOL_DEPTH_WBTC);
        USDC.mint(address(this), POOL_DEPTH_USDC);
        WBTC.approve(POSITION_MANAGER, POOL_DEPTH_WBTC);
        USDC.approve(POSITION_MANAGER, POOL_DEPTH_USDC);

        address pool =
            manager.createAndInitializePoolIfNecessary(address(WBTC), address(USDC), POOL_FEE, POOL_PRICE_X96);
        assertEq(pool, POOL, "pool address");
        manager.mint(
            INonfungiblePositionManager.MintParams({
                token0: address(WBTC),
                token1: address(USDC),
                fee: POOL_FEE,
                // Spacing 60; sixty spacings below and above the tick of the initial price.
                tickLower: 65_460,
                tickUpper: 72_660,
                amount0Desired: POOL_DEPTH_WBTC,
                amount1Desired: POOL_DEPTH_USDC,
                amount0Min: 0,
                amount1Min: 0,
                recipient: address(this),
                deadline: block.timestamp
            })
        );
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
