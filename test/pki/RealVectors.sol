// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Suite} from "test/Suite.sol";

/// @notice Tests of real quotes and Intel's own documents. They are data of others and not committed: `npm run vectors`
/// takes them from ../shared/vectors/dcap-qvl, and where it found none, the test is skipped.
abstract contract RealVectors is Suite {
    /// @return The text of `file`, one of those that test/offchain/enclave/extractRealVectors.ts writes.
    function _readVectors(string memory file) internal returns (string memory) {
        string memory path = string.concat(".local/vectors/", file);
        string memory wanted = ": put the real vectors into ../shared/vectors/dcap-qvl, then npm run vectors";
        vm.skip(!vm.isFile(path), string.concat("no ", path, wanted));
        return vm.readFile(path);
    }
}
