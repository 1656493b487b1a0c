// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IHonkVerifier} from "src/interfaces/IHonkVerifier.sol";

/// @notice Accepts the proof that is the hash of the public inputs, and nothing else.
contract BindingHonkVerifier is IHonkVerifier {
    function verify(bytes calldata proof, bytes32[] calldata publicInputs) external pure returns (bool) {
        return keccak256(proof) == keccak256(proofOf(publicInputs));
    }

    function proofOf(bytes32[] calldata publicInputs) public pure returns (bytes memory) {
        return abi.encode(keccak256(abi.encode(publicInputs)));
    }
}

/// @notice Answers every call with the same bytes, as a return value or as the data of a revert.
contract AnsweringHonkVerifier {
    bytes private _answer;
    bool private immutable _reverts;

    constructor(bytes memory answer, bool reverts) {
        _answer = answer;
        _reverts = reverts;
    }

    fallback() external {
        bytes memory answer = _answer;
        bool reverts = _reverts;
        assembly ("memory-safe") {
            if reverts { revert(add(answer, 32), mload(answer)) }
            return(add(answer, 32), mload(answer))
        }
    }
}

/// @notice Uses a given amount of gas, or all that it has if that is less, and then accepts.
contract BurningHonkVerifier is IHonkVerifier {
    uint256 private immutable _appetite;

    constructor(uint256 appetite) {
        _appetite = appetite;
    }

    function verify(bytes calldata, bytes32[] calldata) external view returns (bool) {
        uint256 begun = gasleft();
        while (begun - gasleft() < _appetite) {}
        return true;
    }
}

/// @notice Burns whatever it gets, as a precompile does that is given an invalid point.
contract InvalidHonkVerifier is IHonkVerifier {
    function verify(bytes calldata, bytes32[] calldata) external pure returns (bool) {
        assembly ("memory-safe") {
            invalid()
        }
    }
}
