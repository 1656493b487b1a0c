// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A contract that calls another one and remembers what that cost it: the call, but neither the transaction's base
/// cost nor its calldata.
contract GasMeter {
    uint256 public gasUsed;

    function measure(address target, bytes calldata data) external {
        uint256 before = gasleft();
        (bool success,) = target.call(data);
        gasUsed = before - gasleft();
        require(success, "the measured call failed");
    }
}
