// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title CodeStorage
/// @notice Keeps bytes as the code of a contract that does nothing: about a third of the price of storage to write, and
/// one cold account to read, whatever their length. What a new one replaces is gone as a whole.
library CodeStorage {
    /// @dev EIP-170, less the STOP in front.
    uint256 internal constant MAX_LENGTH = 24_575;

    /// @dev Returns the code behind it: PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN.
    bytes7 private constant RETURN_REST = 0x80600a3d393df3;
    /// @dev Nobody can run what begins with it.
    bytes1 private constant STOP = 0x00;

    error CodeTooLong(uint256 given, uint256 max);
    error CodeNotStored();

    function write(bytes memory data) internal returns (address pointer) {
        require(data.length <= MAX_LENGTH, CodeTooLong(data.length, MAX_LENGTH));
        bytes memory creation = abi.encodePacked(hex"61", uint16(data.length + 1), RETURN_REST, STOP, data);
        // new, which takes no raw code.
        assembly ("memory-safe") {
            pointer := create(0, add(creation, 32), mload(creation))
        }
        require(pointer != address(0), CodeNotStored());
    }

    /// @notice What was written; nothing where nothing was.
    function read(address pointer) internal view returns (bytes memory data) {
        uint256 size = pointer.code.length;
        if (size == 0) return data;
        data = new bytes(size - 1);
        // pointer.code[1:]
        assembly ("memory-safe") {
            extcodecopy(pointer, add(data, 32), 1, sub(size, 1))
        }
    }
}
