// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VaultLabel} from "../../src/libraries/VaultLabel.sol";
import {PROGRAM_SECRET, SLOT_KEY} from "../../src/types/SecretKinds.sol";
import {stdJson} from "forge-std/StdJson.sol";
import {Test} from "forge-std/Test.sol";

// hash
// ├── for every row of test/vectors/vault-labels.json → the label that offchain/protocol/vault/label.ts is held to too
// ├── for anything                                    → five words, hashed, in their order
// └── when any one of them is another                 → another label
contract VaultLabelTest is Test {
    using stdJson for string;

    /// @dev What a label is of.
    struct Parts {
        uint256 chainId;
        address contract_;
        bytes32 subject;
        uint32 kind;
        address sender;
    }

    function test_agreesWithTypeScript_inEveryRow() external view {
        string memory json = vm.readFile("test/vectors/vault-labels.json");
        uint256 rows;
        for (; vm.keyExistsJson(json, _at(rows, "")); ++rows) {
            Parts memory parts = Parts({
                chainId: vm.parseUint(json.readString(_at(rows, ".chainId"))),
                contract_: json.readAddress(_at(rows, ".contract")),
                subject: json.readBytes32(_at(rows, ".subject")),
                kind: uint32(json.readUint(_at(rows, ".kind"))),
                sender: json.readAddress(_at(rows, ".sender"))
            });
            assertEq(_hash(parts), json.readBytes32(_at(rows, ".label")), _at(rows, ""));
        }
        assertGe(rows, 7, "the vectors were not read");
    }

    function test_hashesFiveWords(Parts memory parts) external pure {
        bytes memory words = bytes.concat(
            bytes32(parts.chainId),
            bytes32(uint256(uint160(parts.contract_))),
            parts.subject,
            bytes32(uint256(parts.kind)),
            bytes32(uint256(uint160(parts.sender)))
        );
        assertEq(_hash(parts), keccak256(words));
    }

    function test_isAnother_whenAnyPartIs(Parts memory parts, uint256 which, uint256 bit) external pure {
        bytes32 before = _hash(parts);
        which = bound(which, 0, 4);
        if (which == 0) parts.chainId ^= 1 << bound(bit, 0, 255);
        if (which == 1) parts.contract_ = address(uint160(parts.contract_) ^ uint160(1 << bound(bit, 0, 159)));
        if (which == 2) parts.subject ^= bytes32(1 << bound(bit, 0, 255));
        if (which == 3) parts.kind ^= uint32(1 << bound(bit, 0, 31));
        if (which == 4) parts.sender = address(uint160(parts.sender) ^ uint160(1 << bound(bit, 0, 159)));
        assertNotEq(_hash(parts), before);
    }

    /// @dev A contract that seals for an account is not that account sealing for the contract.
    function test_isAnother_whenContractAndSenderAreSwapped(Parts memory parts) external pure {
        vm.assume(parts.contract_ != parts.sender);
        bytes32 before = _hash(parts);
        (parts.contract_, parts.sender) = (parts.sender, parts.contract_);
        assertNotEq(_hash(parts), before);
    }

    /// @dev Ciphertexts that are sealed already have these numbers in their labels.
    function test_kindsNeverChange() external pure {
        assertEq(SLOT_KEY, 1);
        assertEq(PROGRAM_SECRET, 2);
    }

    function _hash(Parts memory parts) private pure returns (bytes32) {
        return VaultLabel.hash(parts.chainId, parts.contract_, parts.subject, parts.kind, parts.sender);
    }

    function _at(uint256 index, string memory field) private pure returns (string memory) {
        return string.concat("$[", vm.toString(index), "]", field);
    }
}
