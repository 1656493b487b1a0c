// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deploy} from "../../../script/Deploy.s.sol";
import {ReserveAttestation} from "../../../src/attestation/ReserveAttestation.sol";
import {RecoveryTreasury} from "../../../src/recovery/RecoveryTreasury.sol";
import {Test} from "forge-std/Test.sol";

// deploy
// ├── on any chain
// │   ├── when a trusted contract has no code        → reverts NoCode, naming it
// │   ├── when owner and guardian are one             → reverts OwnerIsGuardian
// │   └── when everything is there                   → wires both contracts as configured
// └── off the development chain
//     ├── when a local operator is named             → reverts LocalOperatorForbidden
//     └── when the delay is below a day              → reverts DelayTooShort
contract Deploy_Deploy_Test is Test {
    uint256 internal constant DEVELOPMENT_CHAIN_ID = 31337;

    Deploy internal script;
    Deploy.Config internal config;

    function setUp() public {
        script = new Deploy();
        config = script.readConfig(vm.readFile("script/config/example.json"));
        config.forwarder = address(this);
        _etchDependencies();
    }

    /// @dev Code that answers `decimals()` with 8, as tokens and feeds do.
    function _etchDependencies() private {
        bytes memory answersEight = hex"60085f5260205ff3";
        vm.etch(address(config.wiring.collateral), answersEight);
        vm.etch(address(config.wiring.payment), answersEight);
        vm.etch(address(config.wiring.router), answersEight);
        vm.etch(config.wiring.feeds.btcUsd.aggregator, answersEight);
        vm.etch(config.wiring.feeds.wbtcBtc.aggregator, answersEight);
        vm.etch(config.wiring.feeds.usdcUsd.aggregator, answersEight);
    }

    function _productionChain(uint256 seed) private {
        uint256 chainId = bound(seed, 1, type(uint64).max);
        vm.assume(chainId != DEVELOPMENT_CHAIN_ID);
        vm.chainId(chainId);
    }

    function test_wiresBothContracts_whenEverythingIsThere(uint256 chainSeed, uint256 delay) public {
        _productionChain(chainSeed);
        config.delay = bound(delay, 1 days, 365 days);

        (ReserveAttestation attestation, RecoveryTreasury treasury) = script.deploy(config);

        assertEq(attestation.owner(), config.owner);
        assertEq(attestation.guardian(), config.guardian);
        assertEq(attestation.delay(), config.delay);
        assertEq(attestation.forwarder(), config.forwarder);
        assertEq(attestation.workflowId(), bytes32(0));
        assertEq(address(treasury.attestation()), address(attestation));
        assertEq(treasury.reserve(), config.wiring.reserve);
        assertEq(treasury.agent(), config.agent);
        assertEq(treasury.limits().perWindow, config.limits.perWindow);
    }

    function test_reverts_whenALocalOperatorIsNamedInProduction(uint256 chainSeed, address operator) public {
        vm.assume(operator != address(0));
        _productionChain(chainSeed);
        config.localOperator = operator;

        vm.expectRevert(abi.encodeWithSelector(Deploy.LocalOperatorForbidden.selector, block.chainid));
        script.deploy(config);
    }

    function test_allowsALocalOperator_whenOnTheDevelopmentChain(address operator) public {
        vm.chainId(DEVELOPMENT_CHAIN_ID);
        config.localOperator = operator;

        (ReserveAttestation attestation,) = script.deploy(config);

        assertEq(attestation.localOperator(), operator);
    }

    function test_reverts_whenTheDelayIsShortInProduction(uint256 chainSeed, uint256 delay) public {
        _productionChain(chainSeed);
        config.delay = bound(delay, 0, 1 days - 1);

        vm.expectRevert(abi.encodeWithSelector(Deploy.DelayTooShort.selector, config.delay, 1 days));
        script.deploy(config);
    }

    function test_reverts_whenOwnerIsGuardian(address both) public {
        vm.assume(both != address(0));
        (config.owner, config.guardian) = (both, both);

        vm.expectRevert(abi.encodeWithSelector(Deploy.OwnerIsGuardian.selector, both));
        script.deploy(config);
    }

    function test_reverts_whenATrustedContractHasNoCode(uint256 which) public {
        (string[7] memory names, address[7] memory at) = _trusted();
        uint256 index = bound(which, 0, 6);
        if (index == 0) config.forwarder = at[0] = makeAddr("no code");
        else vm.etch(at[index], "");

        vm.expectRevert(abi.encodeWithSelector(Deploy.NoCode.selector, names[index], at[index]));
        script.deploy(config);
    }

    function _trusted() private view returns (string[7] memory names, address[7] memory at) {
        names = ["forwarder", "collateral", "payment", "router", "feeds.btcUsd", "feeds.wbtcBtc", "feeds.usdcUsd"];
        at = [
            config.forwarder,
            address(config.wiring.collateral),
            address(config.wiring.payment),
            address(config.wiring.router),
            config.wiring.feeds.btcUsd.aggregator,
            config.wiring.feeds.wbtcBtc.aggregator,
            config.wiring.feeds.usdcUsd.aggregator
        ];
    }
}
