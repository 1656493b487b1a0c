// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deploy} from "../../../script/Deploy.s.sol";
import {Test} from "forge-std/Test.sol";

/// @dev The script, and the example configuration with something at every address that has to have code.
abstract contract DeployBase is Test {
    uint256 internal constant DEVELOPMENT_CHAIN_ID = 31337;

    Deploy internal script;

    function setUp() public virtual {
        script = new Deploy();
    }

    function _config() internal returns (Deploy.Config memory config) {
        config = script.readConfig(_json());
        config.forwarder = address(this);
        // Code that answers `decimals()` with 8, as tokens and feeds do.
        bytes memory answersEight = hex"60085f5260205ff3";
        vm.etch(address(config.wiring.collateral), answersEight);
        vm.etch(address(config.wiring.payment), answersEight);
        vm.etch(address(config.wiring.router), answersEight);
        vm.etch(config.wiring.feeds.btcUsd.aggregator, answersEight);
        vm.etch(config.wiring.feeds.wbtcBtc.aggregator, answersEight);
        vm.etch(config.wiring.feeds.usdcUsd.aggregator, answersEight);
    }

    function _json() internal view returns (string memory) {
        return vm.readFile("script/config/example.json");
    }

    function _productionChain(uint256 seed) internal {
        uint256 chainId = bound(seed, 1, type(uint64).max);
        vm.assume(chainId != DEVELOPMENT_CHAIN_ID);
        vm.chainId(chainId);
    }
}
