// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";

/// @title AllOfVerifier
/// @notice Accepts a claim that every one of its children accepts.
/// @dev Evidence: abi.encode(bytes[]), exactly one for each child, in their order. A child's refusal is passed on as it is.
/// @dev That children differ in what they trust is up to whoever chooses them.
contract AllOfVerifier is IAttestationVerifier {
    IAttestationVerifier[] private _children;

    /// Thrown when there is no child, so that everything would be accepted.
    error ChildrenMissing();
    error ChildWithoutCode(IAttestationVerifier child);
    error EvidenceCountMismatch(uint256 given, uint256 wanted);

    constructor(IAttestationVerifier[] memory children_) {
        require(children_.length != 0, ChildrenMissing());
        for (uint256 i = 0; i < children_.length; ++i) {
            require(address(children_[i]).code.length != 0, ChildWithoutCode(children_[i]));
        }
        _children = children_;
    }

    /// @inheritdoc IAttestationVerifier
    function verify(bytes32 claim, bytes calldata evidence) external view {
        bytes[] memory evidences = abi.decode(evidence, (bytes[]));
        uint256 count = _children.length;
        require(evidences.length == count, EvidenceCountMismatch(evidences.length, count));
        for (uint256 i = 0; i < count; ++i) {
            _children[i].verify(claim, evidences[i]);
        }
    }

    function children() external view returns (IAttestationVerifier[] memory) {
        return _children;
    }
}
