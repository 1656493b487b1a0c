// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {Base} from "test/Base.t.sol";

// supportsInterface
// ├── ERC-165 and IReceiver → true, and within the gas that a checker grants
// └── anything else         → false
contract ReserveAttestation_SupportsInterface_Test is Base {
    bytes4 private constant ERC165 = 0x01ffc9a7;
    bytes4 private constant RECEIVER = 0x805f2132;

    function test_isTrue_whenAskedAsTheForwarderAsks() external view {
        assertTrue(ERC165Checker.supportsInterface(address(attestation), RECEIVER));
    }

    function test_isFalse_whenAnythingElse(bytes4 interfaceId) public view {
        vm.assume(interfaceId != ERC165 && interfaceId != RECEIVER);
        assertFalse(attestation.supportsInterface(interfaceId));
    }

    function test_isFalse_whenInvalidId() external view {
        test_isFalse_whenAnythingElse(0xffffffff);
    }
}
