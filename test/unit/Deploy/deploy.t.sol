// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deploy} from "../../../script/Deploy.s.sol";
import {ReserveAttestation} from "../../../src/attestation/ReserveAttestation.sol";
import {RecoveryTreasury} from "../../../src/recovery/RecoveryTreasury.sol";
import {DeployBase} from "./DeployBase.sol";

// deploy
// ├── on any chain
// │   ├── when a trusted contract has no code        → reverts NoCode, naming it
// │   ├── when owner and guardian are one             → reverts OwnerIsGuardian
// │   ├── when everything is there                   → wires both contracts as configured
// │   └── when the treasury gets another address than
// │       the pool admitted                          → reverts TreasuryElsewhere
// └── off the development chain
//     ├── when a local operator is named             → reverts LocalOperatorForbidden
//     ├── when the delay is below a day              → reverts DelayTooShort
//     └── when requests may follow each other while
//         an older report is fresh                   → reverts RequestIntervalTooShort
// The root of enclaves, and what else concerns them: deployEnclaves.t.sol; the dark pool: deployDarkPool.t.sol
contract Deploy_Deploy_Test is DeployBase {
    function test_wiresBothContracts_whenEverythingIsThere(uint256 chainSeed, uint256 delay) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        config.delay = bound(delay, 1 days, 365 days);

        Deploy.Contracts memory deployed = script.deploy(config);
        (ReserveAttestation attestation, RecoveryTreasury treasury) = (deployed.attestation, deployed.treasury);

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

    /// @dev Whoever is pranked does not deploy: the script does, and so from another nonce.
    function test_reverts_whenTheTreasuryIsElsewhere(address deployer) public {
        vm.assume(deployer != address(script));
        Deploy.Config memory config = _config();

        vm.startPrank(deployer);
        vm.expectPartialRevert(Deploy.TreasuryElsewhere.selector);
        script.deploy(config);
    }

    function test_reverts_whenALocalOperatorIsNamedInProduction(uint256 chainSeed, address operator) public {
        Deploy.Config memory config = _config();
        vm.assume(operator != address(0));
        _productionChain(config, chainSeed);
        config.localOperator = operator;

        vm.expectRevert(abi.encodeWithSelector(Deploy.LocalOperatorForbidden.selector, block.chainid));
        script.deploy(config);
    }

    function test_allowsALocalOperator_whenOnTheDevelopmentChain(address operator) public {
        Deploy.Config memory config = _config();
        vm.chainId(DEVELOPMENT_CHAIN_ID);
        config.localOperator = operator;

        assertEq(script.deploy(config).attestation.localOperator(), operator);
    }

    function test_reverts_whenRequestsFollowTooFastInProduction(uint256 chainSeed, uint256 interval) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        config.schedule.requestInterval = uint40(bound(interval, 0, config.maxAge));

        vm.expectRevert(
            abi.encodeWithSelector(
                Deploy.RequestIntervalTooShort.selector, config.schedule.requestInterval, config.maxAge
            )
        );
        script.deploy(config);
    }

    function test_reverts_whenTheDelayIsShortInProduction(uint256 chainSeed, uint256 delay) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        config.delay = bound(delay, 0, 1 days - 1);

        vm.expectRevert(abi.encodeWithSelector(Deploy.DelayTooShort.selector, config.delay, 1 days));
        script.deploy(config);
    }

    function test_reverts_whenOwnerIsGuardian(address both) public {
        Deploy.Config memory config = _config();
        vm.assume(both != address(0));
        (config.owner, config.guardian) = (both, both);

        vm.expectRevert(abi.encodeWithSelector(Deploy.OwnerIsGuardian.selector, both));
        script.deploy(config);
    }

    function test_reverts_whenATrustedContractHasNoCode(uint256 which) public {
        Deploy.Config memory config = _config();
        (string[7] memory names, address[7] memory at) = _trusted(config);
        uint256 index = bound(which, 0, 6);
        if (index == 0) config.forwarder = at[0] = makeAddr("no code");
        else vm.etch(at[index], "");

        vm.expectRevert(abi.encodeWithSelector(Deploy.NoCode.selector, names[index], at[index]));
        script.deploy(config);
    }

    function _trusted(Deploy.Config memory config) private pure returns (string[7] memory names, address[7] memory at) {
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
