// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deploy} from "../../../script/Deploy.s.sol";
import {PoolDeployment} from "../../../script/PoolDeployment.sol";
import {ProofDeployment} from "../../../script/ProofDeployment.sol";
import {CREDarkPool} from "../../../src/darkpool/CREDarkPool.sol";
import {PoolPrices} from "../../../src/darkpool/PoolPrices.sol";
import {Governed} from "../../../src/governance/Governed.sol";
import {ICREDarkPool} from "../../../src/interfaces/ICREDarkPool.sol";
import {PoolLimits} from "../../../src/types/Pool.sol";
import {PoolSchedule} from "../../../src/types/PoolSchedule.sol";
import {DeployBase} from "./DeployBase.sol";

// deploy, as far as the dark pool is concerned
// ├── when the configuration is the example's  → is governed like the rest, and wired to what is deployed with it
// ├── when it admits accounts                  → these and the treasury may register from the first block on, and nobody else
// ├── when it admits nobody                    → the treasury may
// ├── when it admits an account twice, or zero → reverts as the pool does
// ├── when it lacks any key, or misspells it   → reverts
// ├── on the development chain                 → takes the verifier with the development key, and no other
// └── off it                                   → takes one that is there, with the ceremony's key and without the other
contract Deploy_DeployDarkPool_Test is DeployBase {
    function test_isWiredToTheRegistry_inProduction(uint256 chainSeed, uint256 delay) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        config.delay = bound(delay, 1 days, 365 days);

        Deploy.Contracts memory deployed = script.deploy(config);

        assertEq(deployed.darkPool.pool.owner(), config.owner);
        assertEq(deployed.darkPool.pool.guardian(), config.guardian);
        assertEq(deployed.darkPool.pool.delay(), config.delay);
        CREDarkPool pool = deployed.darkPool.pool;
        assertEq(address(pool.enclaveRegistry()), address(deployed.enclaves.registry));
        assertEq(address(pool.attestationVerifier()), address(deployed.enclaves.matcherVerifier));
        assertEq(address(pool.proofVerifier()), address(deployed.darkPool.proofVerifier));
        assertEq(address(pool.prices()), address(deployed.darkPool.prices));
        assertEq(address(pool.cipher()), address(deployed.darkPool.cipher));
        assertEq(address(pool.collateral()), address(config.wiring.collateral));
        assertEq(address(pool.payment()), address(config.wiring.payment));
        assertEq(address(deployed.darkPool.proofVerifier.verifier()), config.darkPool.honkVerifier);
        assertEq(address(deployed.treasury.pool()), address(pool));
    }

    function test_hasTheExamplesTerms() public {
        PoolDeployment.PoolContracts memory deployed = _deployExample();

        assertEq(deployed.pool.minimumQuote(), 0.1e8);
        assertEq(deployed.pool.roundsPerRequest(), 4);
        assertEq(deployed.pool.settlementWindow(), 3 hours);
        assertEq(deployed.pool.idleInterval(), 1 hours);
        assertEq(deployed.pool.exitDelay(), 3 days);
        PoolLimits memory limits = deployed.pool.limits();
        assertEq(limits.minCollateralDeposit, 0.01e8);
        assertEq(limits.minPaymentDeposit, 1000e6);
        assertEq(limits.requestStake, 0.1 ether);
        assertEq(limits.maxPremiumBps, 500);
    }

    function test_hasTheExamplesSchedule_andCanAskByIt() public {
        Deploy.Contracts memory deployed = script.deploy(_config());

        PoolSchedule memory schedule = deployed.treasury.poolSchedule();
        assertEq(schedule.premiumBps, 300);
        assertEq(schedule.timeout, 12 hours);
        assertEq(schedule.requestInterval, 1 days);
        assertEq(schedule.deposit, 5_000_000e6);
        assertEq(schedule.depositInterval, 7 days);
        assertGt(schedule.requestInterval, deployed.attestation.maxAge(), "a lagging node's report could ask again");
    }

    function test_isPricedByTheTreasurysFeeds_withAgesOfItsOwn() public {
        Deploy.Config memory config = _config();
        PoolPrices prices = script.deploy(config).darkPool.prices;

        assertEq(prices.btcUsdFeed(), config.wiring.feeds.btcUsd.aggregator);
        assertEq(prices.wbtcBtcFeed(), config.wiring.feeds.wbtcBtc.aggregator);
        assertEq(prices.usdcUsdFeed(), config.wiring.feeds.usdcUsd.aggregator);
        assertEq(prices.heartbeat(), 90 minutes);
        assertEq(prices.minBtcUsd(), 10_000e8);
        assertEq(prices.maxBtcUsd(), 1_000_000e8);
        assertEq(prices.maxDepegBps(), 200);
    }

    /// @dev The treasury's own ages stay what they were.
    function test_readsAgesForThePoolAlone(uint32 age) public view {
        string memory json = vm.replace(_json(), '"btcUsdMaxAge": "5400"', _quoted("btcUsdMaxAge", age));
        Deploy.Config memory config = script.readConfig(json);

        assertEq(config.darkPool.feeds.btcUsd.maxAge, age);
        assertEq(config.wiring.feeds.btcUsd.maxAge, 5400);
    }

    function test_reverts_whenAKeyIsMissing(uint256 which) public {
        string[22] memory keys = _requiredKeys();
        string memory key = keys[bound(which, 0, keys.length - 1)];
        string memory wrong = vm.replace(_json(), string.concat(key, '"'), string.concat(key, 'x"'));
        assertNotEq(wrong, _json());

        vm.expectPartialRevert(bytes4(keccak256("CheatcodeError(string)")));
        script.readConfig(wrong);
    }

    function test_deploysTheDevelopmentVerifier_onTheDevelopmentChain() public {
        assertGt(address(_deployExample().proofVerifier.verifier()).code.length, 10_000);
    }

    function test_reverts_whenAVerifierIsBroughtToTheDevelopmentChain(address verifier) public {
        vm.assume(verifier != address(0));
        Deploy.Config memory config = _config();
        config.darkPool.honkVerifier = verifier;

        vm.expectRevert(abi.encodeWithSelector(ProofDeployment.HonkVerifierUnexpected.selector, verifier));
        script.deploy(config);
    }

    function test_reverts_whenTheVerifierHasNoCodeInProduction(uint256 chainSeed) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        config.darkPool.honkVerifier = makeAddr("no code");

        vm.expectRevert(
            abi.encodeWithSelector(ProofDeployment.HonkVerifierWithoutCode.selector, config.darkPool.honkVerifier)
        );
        script.deploy(config);
    }

    function test_reverts_whenTheVerifierHasTheDevelopmentKeyInProduction(uint256 chainSeed, uint256 cut) public {
        address development = address(_deployExample().proofVerifier.verifier());
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        // However it stands in the code, and even beside the right one.
        bytes memory padding = new bytes(bound(cut, 0, 64));
        vm.etch(config.darkPool.honkVerifier, abi.encodePacked(IGNITION_G2, padding, development.code));

        vm.expectPartialRevert(ProofDeployment.DevelopmentKeyForbidden.selector);
        script.deploy(config);
    }

    function test_reverts_whenTheVerifierLacksTheCeremonysKeyInProduction(uint256 chainSeed, uint256 bit) public {
        Deploy.Config memory config = _config();
        _productionChain(config, chainSeed);
        bytes memory code = IGNITION_G2;
        bit = bound(bit, 0, code.length * 8 - 1);
        code[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        vm.etch(config.darkPool.honkVerifier, code);

        vm.expectPartialRevert(ProofDeployment.IgnitionKeyMissing.selector);
        script.deploy(config);
    }

    function test_admitsTheExamplesAccount_whenConfigured(address stranger) public {
        Deploy.Contracts memory deployed = script.deploy(_config());
        vm.assume(stranger != address(9) && stranger != address(deployed.treasury));
        CREDarkPool pool = deployed.darkPool.pool;

        assertTrue(pool.isAdmitted(address(9)));
        assertTrue(pool.isAdmitted(address(deployed.treasury)));
        assertFalse(pool.isAdmitted(stranger));
    }

    function test_admitsNobody_whenTheListIsEmpty(address account) public {
        Deploy.Config memory config =
            script.readConfig(vm.replace(_json(), '["0x0000000000000000000000000000000000000009"]', "[]"));
        assertEq(config.darkPool.admitted.length, 0);
        Deploy.Config memory deployable = _config();
        deployable.darkPool.admitted = config.darkPool.admitted;
        Deploy.Contracts memory deployed = script.deploy(deployable);
        vm.assume(account != address(deployed.treasury));

        assertFalse(deployed.darkPool.pool.isAdmitted(account));
        assertTrue(deployed.darkPool.pool.isAdmitted(address(deployed.treasury)));
    }

    function test_reverts_whenAnAccountIsAdmittedTwice(address account, uint256 count, uint256 at) public {
        vm.assume(account != address(0));
        Deploy.Config memory config = _config();
        count = bound(count, 2, 8);
        config.darkPool.admitted = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            config.darkPool.admitted[i] = address(uint160(account) ^ (uint160(i + 1) << 8));
            vm.assume(config.darkPool.admitted[i] != address(0));
        }
        at = bound(at, 1, count - 1);
        config.darkPool.admitted[at] = config.darkPool.admitted[at - 1];

        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.AlreadyAdmitted.selector, config.darkPool.admitted[at]));
        script.deploy(config);
    }

    function test_reverts_whenZeroIsAdmitted(uint256 count, uint256 at) public {
        Deploy.Config memory config = _config();
        count = bound(count, 1, 8);
        config.darkPool.admitted = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            config.darkPool.admitted[i] = address(uint160(i + 1));
        }
        config.darkPool.admitted[bound(at, 0, count - 1)] = address(0);

        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, "account"));
        script.deploy(config);
    }

    function test_reverts_whenTheListIsMisspelt() public {
        string memory wrong = vm.replace(_json(), '"admitted"', '"admited"');

        vm.expectRevert("vm.parseJsonAddressArray: path \".darkPool.admitted\" must return exactly one JSON value");
        script.readConfig(wrong);
    }

    function _deployExample() private returns (PoolDeployment.PoolContracts memory) {
        return script.deploy(_config()).darkPool;
    }

    function _quoted(string memory key, uint256 value) private pure returns (string memory) {
        return string.concat('"', key, '": "', vm.toString(value), '"');
    }

    function _requiredKeys() private pure returns (string[22] memory) {
        return [
            '"honkVerifier',
            '"minimumQuote',
            '"roundsPerRequest',
            '"settlementWindow',
            '"idleInterval',
            '"exitDelay',
            '"minCollateralDeposit',
            '"minPaymentDeposit',
            '"requestStake',
            '"maxPremiumBps',
            '"prices',
            '"btcUsdMaxAge',
            '"wbtcBtcMaxAge',
            '"usdcUsdMaxAge',
            // Deeper than the treasury's, which have the same names.
            '      "minBtcUsd',
            '      "maxBtcUsd',
            '      "maxDepegBps',
            '"premiumBps',
            '"timeout',
            '"requestInterval',
            '"deposit',
            '"depositInterval'
        ];
    }
}
