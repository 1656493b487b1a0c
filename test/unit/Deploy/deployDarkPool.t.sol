// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Deploy} from "../../../script/Deploy.s.sol";
import {CREDarkPool} from "../../../src/darkpool/CREDarkPool.sol";
import {Governed} from "../../../src/governance/Governed.sol";
import {ICREDarkPool} from "../../../src/interfaces/ICREDarkPool.sol";
import {DeployBase} from "./DeployBase.sol";

// deploy, as far as the dark pool is concerned
// ├── when the configuration is the example's  → is governed like the rest, and trusts the registry deployed with it
// ├── when it admits accounts                  → these may register from the first block on, and nobody else
// ├── when it admits nobody                    → deploys
// ├── when it admits an account twice, or zero → reverts as the pool does
// └── when it does not say whom it admits      → reverts
contract Deploy_DeployDarkPool_Test is DeployBase {
    function test_isWiredToTheRegistry_inProduction(uint256 chainSeed, uint256 delay) public {
        Deploy.Config memory config = _config();
        _productionChain(chainSeed);
        config.delay = bound(delay, 1 days, 365 days);

        Deploy.Contracts memory deployed = script.deploy(config);

        assertEq(deployed.darkPool.owner(), config.owner);
        assertEq(deployed.darkPool.guardian(), config.guardian);
        assertEq(deployed.darkPool.delay(), config.delay);
        assertEq(address(deployed.darkPool.enclaveRegistry()), address(deployed.enclaves.registry));
        assertEq(deployed.darkPool.slotCount(), 0);
    }

    function test_admitsTheExamplesAccount_whenConfigured(address stranger) public {
        vm.assume(stranger != address(9));
        CREDarkPool pool = script.deploy(_config()).darkPool;

        assertTrue(pool.isAdmitted(address(9)));
        assertFalse(pool.isAdmitted(stranger));
    }

    function test_admitsNobody_whenTheListIsEmpty(address account) public {
        Deploy.Config memory config =
            script.readConfig(vm.replace(_json(), '["0x0000000000000000000000000000000000000009"]', "[]"));
        assertEq(config.darkPool.admitted.length, 0);
        Deploy.Config memory deployable = _config();
        deployable.darkPool = config.darkPool;

        assertFalse(script.deploy(deployable).darkPool.isAdmitted(account));
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
}
