// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INonfungiblePositionManager} from "./INonfungiblePositionManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Vm} from "forge-std/Vm.sol";

/// @title Uniswap
/// @notice Uniswap's real factory, position manager and SwapRouter02, and a pool, at their mainnet addresses.
/// @dev The bytecode is read from npm packages. Each contract is created by its deployer with the nonce it had, because
/// the constructors write storage and immutables. Linked, so that it is compiled once and not into every suite.
library Uniswap {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address private constant DEPLOYER = 0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9;
    address private constant WETH_DEPLOYER = 0x4F26FfBe5F04ED43630fdC30A87638d53D0b0876;

    address private constant FACTORY = 0x1F98431c8aD98523631AE4a59f267346ea31F984;
    address private constant POSITION_MANAGER = 0xC36442b4a4522E871399CD717aBDD847Ab11FE88;
    address private constant POSITION_DESCRIPTOR = 0x91ae842A5Ffd8d12023116943e72A606179294f3;
    address private constant V2_FACTORY = 0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f;
    address private constant WETH = 0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2;
    address internal constant ROUTER = 0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45;
    /// @dev Where the factory puts the pool of WBTC and USDC, here as on mainnet.
    address internal constant POOL = 0x99ac8cA7087fA4A2A1FB6357269965A2014ABc35;

    uint24 internal constant POOL_FEE = 3000;

    /// @dev What {deploy} created is not where mainnet has it.
    error AddressMismatch(address created, address expected);

    function deploy() public {
        string memory weth = VM.readFile("node_modules/@uniswap/v2-periphery/build/WETH9.json");
        bytes memory wethCode = VM.parseBytes(string.concat("0x", VM.parseJsonString(weth, ".bytecode")));
        _createAs(WETH_DEPLOYER, 446, wethCode, WETH);
        _createAs(DEPLOYER, 0, _artifact("v3-core", "UniswapV3Factory"), FACTORY);
        bytes memory manager = _artifact("v3-periphery", "NonfungiblePositionManager");
        _createAs(DEPLOYER, 8, bytes.concat(manager, abi.encode(FACTORY, WETH, POSITION_DESCRIPTOR)), POSITION_MANAGER);
        bytes memory router = _artifact("swap-router-contracts", "SwapRouter02");
        bytes memory wiring = abi.encode(V2_FACTORY, FACTORY, POSITION_MANAGER, WETH);
        _createAs(DEPLOYER, 14, bytes.concat(router, wiring), ROUTER);
    }

    /// @notice Creates the pool and puts in all that the caller has of WBTC and USDC.
    function createPool(IERC20 wbtc, IERC20 usdc, uint160 sqrtPriceX96) public {
        INonfungiblePositionManager manager = INonfungiblePositionManager(POSITION_MANAGER);
        uint256 amount0 = wbtc.balanceOf(address(this));
        uint256 amount1 = usdc.balanceOf(address(this));
        wbtc.approve(POSITION_MANAGER, amount0);
        usdc.approve(POSITION_MANAGER, amount1);

        address pool = manager.createAndInitializePoolIfNecessary(address(wbtc), address(usdc), POOL_FEE, sqrtPriceX96);
        require(pool == POOL, AddressMismatch(pool, POOL));
        manager.mint(
            INonfungiblePositionManager.MintParams({
                token0: address(wbtc),
                token1: address(usdc),
                fee: POOL_FEE,
                // Spacing 60; sixty spacings below and above the tick of the initial price.
                tickLower: 65_460,
                tickUpper: 72_660,
                amount0Desired: amount0,
                amount1Desired: amount1,
                amount0Min: 0,
                amount1Min: 0,
                recipient: address(this),
                deadline: block.timestamp
            })
        );
    }

    function _artifact(string memory package, string memory name) private view returns (bytes memory) {
        return VM.getCode(
            string.concat("node_modules/@uniswap/", package, "/artifacts/contracts/", name, ".sol/", name, ".json")
        );
    }

    /// @dev Creates as `deployer` did on mainnet, and insists on the same address.
    function _createAs(address deployer, uint64 nonce, bytes memory initCode, address expected) private {
        VM.setNonceUnsafe(deployer, nonce);
        VM.prank(deployer);
        address created;
        assembly {
            created := create(0, add(initCode, 32), mload(initCode))
        }
        require(created == expected, AddressMismatch(created, expected));
    }
}
