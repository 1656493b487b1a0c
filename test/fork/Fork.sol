// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Suite} from "test/Suite.sol";

/// @notice Runs its tests against the chain behind MAINNET_RPC_URL, and says SKIPPED when there is none.
/// @dev The chain may also be a local one (`npm run local`): it has the same contracts at the same addresses.
abstract contract Fork is Suite {
    function setUp() public virtual {
        string memory url = vm.envOr("MAINNET_RPC_URL", string(""));
        vm.skip(bytes(url).length == 0, "SKIPPED: set MAINNET_RPC_URL to run the fork tests");
        vm.createSelectFork(url);
    }
}
