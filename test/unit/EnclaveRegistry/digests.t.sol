// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {MeasuredFields} from "src/libraries/MeasuredFields.sol";

// measurementOf
// ├── when not 400 bytes are measured      → reverts MeasuredLengthInvalid
// ├── when a bit stands for no field       → reverts MeasuredFieldUnknown
// └── otherwise                            → keccak256 of the selected fields, one after the other
// policyIdOf                               → keccak256(abi.encode(kind, fields, measurement))
// keyBinding, actionDigest                 → as an enclave computes them, on any chain
contract EnclaveRegistry_Digests_Test is EnclaveRegistryHarness {
    function test_measurementOf_reverts_whenNotWhole(uint16 fields, bytes calldata measured) external {
        vm.assume(measured.length != 400);
        vm.expectRevert(abi.encodeWithSelector(MeasuredFields.MeasuredLengthInvalid.selector, measured.length, 400));
        registry.measurementOf(fields, measured);
    }

    function test_measurementOf_reverts_whenABitStandsForNoField(uint16 fields, uint256 bit) external {
        fields |= uint16(1 << bound(bit, 10, 15));
        vm.expectRevert(abi.encodeWithSelector(MeasuredFields.MeasuredFieldUnknown.selector, fields));
        registry.measurementOf(fields, _measured());
    }

    function test_measurementOf_hashesTheSelectedFields(uint16 fields, bytes32 seed) external view {
        fields &= ALL_FIELDS;
        bytes[10] memory parts;
        bytes memory measured;
        bytes memory selected;
        for (uint256 i = 0; i < 10; ++i) {
            parts[i] = i < 2 ? _bytes(seed, i, 8) : _bytes(seed, i, 48);
            measured = bytes.concat(measured, parts[i]);
            if ((fields >> i) & 1 == 1) selected = bytes.concat(selected, parts[i]);
        }
        assertEq(registry.measurementOf(fields, measured), keccak256(selected));
    }

    function test_policyIdOf_hashesAllThree(uint32 kind, uint16 fields, bytes32 measurement) external view {
        bytes32 wanted = keccak256(abi.encode(uint256(kind), uint256(fields), measurement));
        assertEq(registry.policyIdOf(kind, fields, measurement), wanted);
    }

    function test_keyBinding_isWhatAnEnclaveComputes(uint64 chainId, IEnclaveRegistry.Registration memory registration)
        external
    {
        vm.assume(chainId != 0);
        vm.chainId(chainId);
        bytes32 given = registry.keyBinding(
            registration.kind, registration.fields, registration.signer, registration.encryptionKey
        );
        assertEq(given, _binding(chainId, address(registry), registration));
    }

    function test_actionDigest_isWhatAnEnclaveComputes(
        uint64 chainId,
        address consumer,
        uint32 kind,
        bytes32 payload,
        uint256 nonce,
        uint256 deadline
    ) external {
        vm.assume(chainId != 0);
        vm.chainId(chainId);
        assertEq(
            registry.actionDigest(consumer, kind, payload, nonce, deadline),
            _actionDigest(consumer, kind, payload, nonce, deadline)
        );
    }

    function _bytes(bytes32 seed, uint256 index, uint256 length) private pure returns (bytes memory field) {
        field = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            field[i] = keccak256(abi.encode(seed, index, i))[0];
        }
    }
}
