// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deploy} from "../../../script/Deploy.s.sol";
import {Test} from "forge-std/Test.sol";

/// @dev The script, and the example configuration with something at every address that has to have code.
abstract contract DeployBase is Test {
    uint256 internal constant DEVELOPMENT_CHAIN_ID = 31337;

    /// @dev As Barretenberg compiles it into verifiers: of Aztec's ceremony.
    bytes internal constant IGNITION_G2 = hex"260e01b251f6f1c7e7ff4e580791dee8ea51d87a358e038b4efe30fac09383c1"
        hex"0118c4d5b837bcc2bc89b5b398b5974e9f5944073b32078b7e231fec938883b0"
        hex"04fc6369f7110fe3d25156c1bb9a72859cf2a04641f99ba4ee413c80da6a5fe4"
        hex"22febda3c0c0632a56475b4214e5615e11e6dd3f96e6cea2854a87d4dacc5e55";

    Deploy internal script;
    address private _honkVerifier;

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
        // Of a deployment of value; the development chain gets its verifier from the script.
        _honkVerifier = config.darkPool.honkVerifier;
        vm.etch(_honkVerifier, abi.encodePacked(hex"00", IGNITION_G2));
        config.darkPool.honkVerifier = address(0);
    }

    function _json() internal view returns (string memory) {
        return vm.readFile("script/config/example.json");
    }

    /// @dev Leaves the development chain, with the verifier that a deployment of value has to bring.
    function _productionChain(Deploy.Config memory config, uint256 seed) internal {
        config.darkPool.honkVerifier = _honkVerifier;
        uint256 chainId = bound(seed, 1, type(uint64).max);
        vm.assume(chainId != DEVELOPMENT_CHAIN_ID);
        vm.chainId(chainId);
    }
}
