// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";
import {IEnclaveRegistry} from "../interfaces/IEnclaveRegistry.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title EnclaveSignatureVerifier
/// @notice Accepts a claim that an enclave of one kind has signed, while the registry says that it is active.
/// @dev Evidence: abi.encode(address signer, uint256 deadline, bytes signature); the signature (65 bytes, low s) is over the
/// EIP-712 `EnclaveClaim` in this contract's own domain. The same evidence passes until its deadline: see
/// {IAttestationVerifier-verify}.
contract EnclaveSignatureVerifier is IAttestationVerifier, EIP712 {
    bytes32 public constant ENCLAVE_CLAIM_TYPEHASH = keccak256("EnclaveClaim(bytes32 claim,uint256 deadline)");

    IEnclaveRegistry public immutable registry;

    /// @notice What the enclave has to be for; see EnclaveKinds.sol.
    uint32 public immutable kind;

    error EnclaveClaimExpired(uint256 deadline, uint256 nowAt);
    /// Thrown when the signature is another key's, or none: then `recovered` is zero.
    error EnclaveClaimSignatureInvalid(address recovered, address signer);

    constructor(IEnclaveRegistry registry_, uint32 kind_) EIP712("EnclaveSignatureVerifier", "1") {
        registry = registry_;
        kind = kind_;
    }

    /// @inheritdoc IAttestationVerifier
    function verify(bytes32 claim, bytes calldata evidence) external view {
        (address signer, uint256 deadline, bytes memory signature) = abi.decode(evidence, (address, uint256, bytes));
        require(block.timestamp <= deadline, EnclaveClaimExpired(deadline, block.timestamp));
        // Before the signature: the registry knows no zero address, which is what an invalid signature recovers to.
        registry.requireActive(signer, kind);
        (address recovered,,) = ECDSA.tryRecover(claimDigest(claim, deadline), signature);
        require(recovered == signer, EnclaveClaimSignatureInvalid(recovered, signer));
    }

    /// @notice EIP-712 digest that the enclave signs.
    /// @param deadline Unix seconds, inclusive.
    function claimDigest(bytes32 claim, uint256 deadline) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ENCLAVE_CLAIM_TYPEHASH, claim, deadline)));
    }
}
