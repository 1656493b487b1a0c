// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CodeStorage} from "src/libraries/CodeStorage.sol";
import {Suite} from "test/Suite.sol";

contract CodeStorageHarness {
    function write(bytes calldata data) external returns (address) {
        return CodeStorage.write(data);
    }

    function read(address pointer) external view returns (bytes memory) {
        return CodeStorage.read(pointer);
    }
}

// write, read
// ├── any bytes up to the longest       → read back as written, from an address of their own
// ├── one byte more                     → reverts CodeTooLong
// ├── where nothing was written         → reads nothing
// ├── when called                       → does nothing, and stays
// └── for want of gas                   → reverts CodeNotStored
contract CodeStorage_Test is Suite {
    CodeStorageHarness private harness = new CodeStorageHarness();

    function test_readsBack_whatWasWritten(bytes calldata first, bytes calldata second) public {
        address firstPointer = harness.write(first);
        address secondPointer = harness.write(second);

        assertTrue(firstPointer != secondPointer);
        assertEq(harness.read(firstPointer), first);
        assertEq(harness.read(secondPointer), second);
    }

    function test_readsBack_theLongest(uint256 seed) public {
        bytes memory data = new bytes(CodeStorage.MAX_LENGTH);
        data[0] = bytes1(uint8(seed));
        data[data.length - 1] = bytes1(uint8(seed >> 8));

        assertEq(harness.read(harness.write(data)), data);
    }

    function test_reverts_whenTooLong(uint256 length) public {
        length = bound(length, CodeStorage.MAX_LENGTH + 1, 100_000);
        bytes memory data = new bytes(length);

        vm.expectRevert(abi.encodeWithSelector(CodeStorage.CodeTooLong.selector, length, CodeStorage.MAX_LENGTH));
        harness.write(data);
    }

    function test_readsNothing_whereNothingWasWritten(address pointer) public view {
        vm.assume(pointer.code.length == 0);

        assertEq(harness.read(pointer).length, 0);
    }

    function test_doesNothing_whenCalled(bytes calldata data, bytes calldata input) public {
        address pointer = harness.write(data);

        (bool isDone, bytes memory output) = pointer.call(input);

        assertTrue(isDone);
        assertEq(output.length, 0);
        assertEq(harness.read(pointer), data);
    }

    function test_reverts_forWantOfGas() public {
        bytes memory data = new bytes(CodeStorage.MAX_LENGTH);

        // Enough for everything but the deposit of 200 gas per byte.
        vm.expectRevert(CodeStorage.CodeNotStored.selector);
        harness.write{gas: 4_000_000}(data);
    }
}
