// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title QuorumVerifier
/// @notice Accepts a claim that at least k of n fixed keys have signed, k being more than half.
/// @dev For what is too dear to check on chain: a committee, or a DON, that verified a Nitro or SEV-SNP document.
/// @dev Evidence: abi.encode(uint256 deadline, uint256[] indices, bytes[] signatures); indices into the signers, strictly
/// ascending, so that nobody counts twice; each signature (65 bytes, low s) over the EIP-712 `QuorumClaim` in this
/// contract's own domain. All signatures given must be valid. Keys cannot be replaced: deploy another.
contract QuorumVerifier is IAttestationVerifier, EIP712 {
    bytes32 public constant QUORUM_CLAIM_TYPEHASH = keccak256("QuorumClaim(bytes32 claim,uint256 deadline)");

    /// @notice How many signatures are needed.
    uint256 public immutable threshold;

    uint256 private immutable _count;

    address[] private _signers;

    error QuorumSignersNotAscending(address signer, address previous);
    /// Thrown when the threshold is not more than half of the signers, or more than all.
    error QuorumThresholdInvalid(uint256 threshold, uint256 signers);
    error QuorumClaimExpired(uint256 deadline, uint256 nowAt);
    error QuorumNotReached(uint256 given, uint256 wanted);
    error QuorumEvidenceUneven(uint256 indices, uint256 signatures);
    error QuorumIndexNotAscending(uint256 index, uint256 least);
    error QuorumSignerUnknown(uint256 index, uint256 signers);
    /// Thrown when a signature is another key's, or none: then `recovered` is zero.
    error QuorumSignatureInvalid(uint256 index, address recovered, address signer);

    /// @param signers_ Addresses, strictly ascending; none is zero.
    constructor(address[] memory signers_, uint256 threshold_) EIP712("QuorumVerifier", "1") {
        address previous = address(0);
        for (uint256 i = 0; i < signers_.length; ++i) {
            require(signers_[i] > previous, QuorumSignersNotAscending(signers_[i], previous));
            previous = signers_[i];
        }
        require(
            threshold_ > signers_.length / 2 && threshold_ <= signers_.length,
            QuorumThresholdInvalid(threshold_, signers_.length)
        );
        threshold = threshold_;
        _count = signers_.length;
        _signers = signers_;
    }

    /// @inheritdoc IAttestationVerifier
    function verify(bytes32 claim, bytes calldata evidence) external view {
        (uint256 deadline, uint256[] memory indices, bytes[] memory signatures) =
            abi.decode(evidence, (uint256, uint256[], bytes[]));
        require(block.timestamp <= deadline, QuorumClaimExpired(deadline, block.timestamp));
        require(indices.length >= threshold, QuorumNotReached(indices.length, threshold));
        require(indices.length == signatures.length, QuorumEvidenceUneven(indices.length, signatures.length));

        bytes32 digest = claimDigest(claim, deadline);
        uint256 least = 0;
        for (uint256 i = 0; i < indices.length; ++i) {
            uint256 index = indices[i];
            require(index >= least, QuorumIndexNotAscending(index, least));
            require(index < _count, QuorumSignerUnknown(index, _count));
            address signer = _signers[index];
            (address recovered,,) = ECDSA.tryRecover(digest, signatures[i]);
            require(recovered == signer, QuorumSignatureInvalid(index, recovered, signer));
            least = index + 1;
        }
    }

    /// @notice Whose signatures count, ascending.
    function signers() external view returns (address[] memory) {
        return _signers;
    }

    /// @notice EIP-712 digest that each of them signs.
    /// @param deadline Unix seconds, inclusive.
    function claimDigest(bytes32 claim, uint256 deadline) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUORUM_CLAIM_TYPEHASH, claim, deadline)));
    }
}
