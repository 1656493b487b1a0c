// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "src/governance/Governed.sol";
import {Suite} from "test/Suite.sol";

/// @dev Governed and nothing else; its delayed call is {setGuardian}.
contract Subject is Governed {
    constructor(address owner_, address guardian_, uint256 delay_) Governed(owner_, guardian_, delay_) {}
}

abstract contract GovernedHarness is Suite {
    uint256 internal constant START = 1_790_000_000;
    uint256 internal constant DELAY = 2 days;

    address internal immutable owner = makeAddr("owner");
    address internal immutable guardian = makeAddr("guardian");
    Subject internal governed;

    function setUp() public {
        vm.warp(START);
        governed = new Subject(owner, guardian, DELAY);
    }

    function _schedule(bytes memory data) internal returns (bytes32 callHash) {
        vm.prank(owner);
        governed.schedule(data);
        return keccak256(data);
    }

    function _setGuardianData(address next) internal pure returns (bytes memory) {
        return abi.encodeCall(Governed.setGuardian, (next));
    }

    function _ownerOrGuardian(bool isOwner) internal view returns (address) {
        return isOwner ? owner : guardian;
    }

    function _assumeNeither(address sender) internal view {
        vm.assume(sender != owner && sender != guardian);
    }
}
