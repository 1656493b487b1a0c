// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {UtcTime} from "src/libraries/UtcTime.sol";

/// @notice The DER reader behind calls, so that a revert can be expected.
contract DerHarness {
    function read(bytes calldata der, uint256 at, uint256 end) external pure returns (uint8, uint256, uint256) {
        return Der.read(der, at, end);
    }

    function readTag(bytes calldata der, uint256 at, uint256 end, uint8 wanted)
        external
        pure
        returns (uint256, uint256)
    {
        return Der.readTag(der, at, end, wanted);
    }

    function readLast(bytes calldata der, uint256 at, uint256 end, uint8 wanted)
        external
        pure
        returns (uint256, uint256)
    {
        return Der.readLast(der, at, end, wanted);
    }

    function readUint(bytes calldata der, uint256 at, uint256 end) external pure returns (uint256, uint256) {
        return Der.readUint(der, at, end);
    }

    function readOid(bytes calldata der, uint256 at, uint256 end) external pure returns (uint256, uint256) {
        return Der.readOid(der, at, end);
    }

    function readTime(bytes calldata der, uint256 at, uint256 end) external pure returns (uint64, uint256) {
        return Der.readTime(der, at, end);
    }

    function slice(bytes calldata der, uint256 start, uint256 stop) external pure returns (uint256) {
        return Der.slice(der, start, stop);
    }

    function twoDigits(bytes calldata text, uint256 at) external pure returns (uint256) {
        return UtcTime.twoDigits(text, at);
    }

    function parse(uint256 digits) external pure returns (uint64) {
        return UtcTime.parse(digits);
    }

    function toUnix(uint256 year, uint256 month, uint256 day, uint256 hour, uint256 minute, uint256 second)
        external
        pure
        returns (uint64)
    {
        return UtcTime.toUnix(year, month, day, hour, minute, second);
    }
}
