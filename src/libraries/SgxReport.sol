// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QeReport} from "../types/Tcb.sol";

/// @title SgxReport
/// @notice The fields of an SGX enclave's report, by their place. Callers check its length.
/// @custom:source Intel SGX DCAP ECDSA Quote Library, appendix A.4, table 5
library SgxReport {
    uint256 internal constant LENGTH = 384;

    /// @notice What Intel's QE identity speaks about.
    function quotingEnclave(bytes calldata report) internal pure returns (QeReport memory) {
        return QeReport({
            miscSelect: bytes4(report[16:20]),
            attributes: bytes16(report[48:64]),
            mrSigner: bytes32(report[128:160]),
            productId: _littleEndian(bytes2(report[256:258])),
            svn: _littleEndian(bytes2(report[258:260]))
        });
    }

    /// @notice First and second half of the 64 bytes of report data.
    function reportData(bytes calldata report) internal pure returns (bytes32, bytes32) {
        return (bytes32(report[320:352]), bytes32(report[352:384]));
    }

    function _littleEndian(bytes2 value) private pure returns (uint16) {
        return uint16(uint8(value[0])) | (uint16(uint8(value[1])) << 8);
    }
}
