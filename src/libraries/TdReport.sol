// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TdxModuleReport} from "../types/Tcb.sol";

/// @title TdReport
/// @notice The fields of a TD report's body, by their place. Callers check its length.
/// @custom:source Intel TDX DCAP Quote Generation Library, appendix A.3.2 (TDX 1.0) and A.4 (TDX 1.5)
library TdReport {
    uint256 internal constant LENGTH = 584;
    /// @dev TDX 1.5 appends the SVNs of the module that runs now (16) and MRSERVICETD (48).
    uint256 internal constant LENGTH_1_5 = 648;

    /// @notice The TDX module under which the TD was launched: TEE_TCB_SVN, MRSIGNERSEAM, SEAMATTRIBUTES.
    function module(bytes calldata body) internal pure returns (TdxModuleReport memory) {
        return TdxModuleReport({
            teeTcbSvn: bytes16(body[0:16]), signerHash: keccak256(body[64:112]), attributes: bytes8(body[112:120])
        });
    }

    /// @notice TDATTRIBUTES; bit 0 is the lowest of the first byte.
    function attributes(bytes calldata body) internal pure returns (bytes8) {
        return bytes8(body[120:128]);
    }

    /// @notice What runs: TDATTRIBUTES, XFAM, MRTD, MRCONFIGID, MROWNER, MROWNERCONFIG, RTMR0 to RTMR3.
    function measured(bytes calldata body) internal pure returns (bytes calldata) {
        return body[120:520];
    }

    function reportData(bytes calldata body) internal pure returns (bytes32[2] memory) {
        return [bytes32(body[520:552]), bytes32(body[552:584])];
    }

    /// @notice TEE_TCB_SVN_2, of the TDX module that runs now; another than at launch after an update without a restart.
    function runningTcbSvn(bytes calldata body) internal pure returns (bytes16) {
        return bytes16(body[584:600]);
    }

    /// @notice True if MRSERVICETD is anything but zero: a service TD, such as one for migration, is bound to this one.
    function hasServiceTd(bytes calldata body) internal pure returns (bool) {
        return bytes32(body[600:632]) != 0 || bytes16(body[632:648]) != 0;
    }
}
