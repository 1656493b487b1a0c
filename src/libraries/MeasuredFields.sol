// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

/// @title MeasuredFields
/// @notice Which parts of a TD report a policy looks at: a mask over the ten fields of `TdxClaims.measured`.
/// @dev Bits, lowest first: TD attributes and XFAM (8 bytes each), then 48 bytes each: MRTD, MRCONFIGID, MROWNER,
/// MROWNERCONFIG, RTMR0, RTMR1, RTMR2, RTMR3.
library MeasuredFields {
    using Bytes for bytes;

    /// @dev Bytes of all fields: 2 * 8 + 8 * 48.
    uint256 internal constant LENGTH = 400;

    uint256 private constant COUNT = 10;
    /// @dev TD attributes and XFAM; what follows is measurements.
    uint256 private constant SHORT_COUNT = 2;
    uint256 private constant SHORT_LENGTH = 8;
    uint256 private constant MEASUREMENT_LENGTH = 48;
    uint256 private constant CONFIG_ID_START = 64;
    bytes32 private constant ZERO_MEASUREMENT = keccak256(new bytes(48));

    uint16 private constant ALL = uint16((1 << COUNT) - 1);
    uint16 private constant MRTD = 1 << 2;
    uint16 private constant MRCONFIGID = 1 << 3;
    uint16 private constant RTMR0_TO_2 = (1 << 6) | (1 << 7) | (1 << 8);
    uint16 private constant RTMR3 = 1 << 9;

    error MeasuredLengthInvalid(uint256 given, uint256 wanted);
    error MeasuredFieldUnknown(uint16 fields);

    /// @notice keccak256 over the selected fields, in order. Masks of different fields may share a digest: the mask itself
    /// has to be hashed with it.
    function digest(uint16 fields, bytes memory measured) internal pure returns (bytes32) {
        require(measured.length == LENGTH, MeasuredLengthInvalid(measured.length, LENGTH));
        require(areKnown(fields), MeasuredFieldUnknown(fields));

        bytes memory selected;
        uint256 start;
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 end = start + (i < SHORT_COUNT ? SHORT_LENGTH : MEASUREMENT_LENGTH);
            if (fields & (1 << i) != 0) selected = bytes.concat(selected, measured.slice(start, end));
            start = end;
        }
        return keccak256(selected);
    }

    /// @notice True if no bit stands for nothing.
    function areKnown(uint16 fields) internal pure returns (bool) {
        return fields & ~ALL == 0;
    }

    /// @notice True if the fields pin all that runs: firmware (MRTD, RTMR0), kernel (RTMR1, RTMR2), and the application.
    /// @dev The application is in RTMR3; or in MRCONFIGID in deployments of dstack, whose RTMR3 holds the instance's id.
    function areSufficient(uint16 fields) internal pure returns (bool) {
        uint16 wanted = MRTD | RTMR0_TO_2;
        return fields & wanted == wanted && fields & (RTMR3 | MRCONFIGID) != 0;
    }

    /// @notice False if MRCONFIGID stands in for RTMR3 and is all zero, so that any application would do.
    /// @param measured As long as {digest} wants it.
    function pinApplication(uint16 fields, bytes memory measured) internal pure returns (bool) {
        if (fields & RTMR3 != 0) return true;
        return keccak256(measured.slice(CONFIG_ID_START, CONFIG_ID_START + MEASUREMENT_LENGTH)) != ZERO_MEASUREMENT;
    }
}
