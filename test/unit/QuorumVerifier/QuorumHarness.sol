// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuorumVerifier} from "src/verifiers/QuorumVerifier.sol";
import {Suite} from "test/Suite.sol";

/// @notice Five of seven keys, in the order of their addresses.
abstract contract QuorumHarness is Suite {
    /// @dev What evidence is made of, encoded in this order.
    struct Evidence {
        uint256 deadline;
        uint256[] indices;
        bytes[] signatures;
    }

    uint256 internal constant START = 1_790_000_000;
    uint256 internal constant CHAIN_ID = 1;
    uint256 internal constant SIGNERS = 7;
    uint256 internal constant THRESHOLD = 5;

    QuorumVerifier internal verifier;
    address[] internal signers;
    uint256[] internal keys;

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(START);
        (signers, keys) = _ascending(SIGNERS);
        verifier = new QuorumVerifier(signers, THRESHOLD);
    }

    /// @dev `count` keys and their addresses, sorted by address.
    function _ascending(uint256 count) internal pure returns (address[] memory addresses, uint256[] memory owners) {
        addresses = new address[](count);
        owners = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 key = uint256(keccak256(abi.encode("signer", i)));
            uint256 at = i;
            for (; at > 0 && addresses[at - 1] > vm.addr(key); --at) {
                (addresses[at], owners[at]) = (addresses[at - 1], owners[at - 1]);
            }
            (addresses[at], owners[at]) = (vm.addr(key), key);
        }
    }

    /// @dev EIP-712, as a signer computes it.
    function _claimDigest(bytes32 claim, uint256 deadline) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("QuorumVerifier"),
                keccak256("1"),
                block.chainid,
                address(verifier)
            )
        );
        bytes32 typehash = keccak256("QuorumClaim(bytes32 claim,uint256 deadline)");
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(typehash, claim, deadline))));
    }

    /// @dev `count` of the signers, chosen by `seed`, ascending.
    function _choice(uint256 seed, uint256 count) internal view returns (uint256[] memory indices) {
        indices = new uint256[](count);
        uint256 chosen;
        for (uint256 i = 0; i < keys.length && chosen < count; ++i) {
            uint256 left = keys.length - i;
            bool isNeeded = left == count - chosen;
            if (isNeeded || (seed >> i) & 1 == 1) indices[chosen++] = i;
        }
    }

    function _signatures(uint256[] memory indices, bytes32 digest) internal view returns (bytes[] memory signatures) {
        signatures = new bytes[](indices.length);
        for (uint256 i = 0; i < indices.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[indices[i]], digest);
            signatures[i] = abi.encodePacked(r, s, v);
        }
    }

    /// @dev Of `count` signers chosen by `seed`.
    function _signed(uint256 seed, uint256 count, bytes32 claim, uint256 deadline)
        internal
        view
        returns (Evidence memory)
    {
        uint256[] memory indices = _choice(seed, count);
        return Evidence(deadline, indices, _signatures(indices, _claimDigest(claim, deadline)));
    }

    /// @dev Without the offset that abi.encode puts in front of a struct.
    function _encode(Evidence memory evidence) internal pure returns (bytes memory) {
        return abi.encode(evidence.deadline, evidence.indices, evidence.signatures);
    }
}
