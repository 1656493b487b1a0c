// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TestBase} from "forge-std/Base.sol";
import {StdAssertions} from "forge-std/StdAssertions.sol";
import {StdCheats} from "forge-std/StdCheats.sol";
import {StdUtils} from "forge-std/StdUtils.sol";

/// @notice forge-std's Test without the getters that only an invariant campaign reads: compiled into every suite, their
/// structs cost more than most suites themselves. A campaign over it adds forge-std's StdInvariant.
abstract contract Suite is TestBase, StdAssertions, StdCheats, StdUtils {
    /// @dev By this Foundry tells tests from what is deployed.
    bool public constant IS_TEST = true;

    /// @dev As forge-std's, without the line it writes to the console: that is compiled into every suite, too.
    function bound(uint256 x, uint256 min, uint256 max) internal pure override returns (uint256) {
        return _bound(x, min, max);
    }
}
