// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {HealOrders} from "../../src/libraries/HealOrders.sol";
import {PoolOrder} from "../../src/types/ReserveReport.sol";
import {stdJson} from "forge-std/StdJson.sol";
import {Suite} from "test/Suite.sol";

// digest
// └── for every case of test/vectors/orderDigest.json → the digest that offchain/protocol/orderDigest.ts is held to too
contract HealOrders_Vectors_Test is Suite {
    using stdJson for string;

    function test_agreesWithTypeScript_inEveryCase() public view {
        string memory json = vm.readFile("test/vectors/orderDigest.json");
        uint256 cases;
        for (; vm.keyExistsJson(json, _at(cases, "")); cases++) {
            bytes32 digest = HealOrders.digest(
                PoolOrder({
                    nonce: json.readBytes32(_at(cases, ".nonce")),
                    ciphertext: json.readBytes32(_at(cases, ".ciphertext"))
                }),
                vm.parseUint(json.readString(_at(cases, ".spend"))),
                json.readBytes32(_at(cases, ".salt"))
            );
            assertEq(digest, json.readBytes32(_at(cases, ".digest")), json.readString(_at(cases, ".name")));
        }
        assertGe(cases, 7, "the vectors were not read");
    }

    function _at(uint256 index, string memory field) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(index), "]", field);
    }
}
