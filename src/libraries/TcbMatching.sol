// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITcbStore} from "../interfaces/ITcbStore.sol";
import {PckTcb, QeReport, TcbStatus, TdxModuleReport} from "../types/Tcb.sol";
import {ComponentSvns} from "./ComponentSvns.sol";
import {PackedTcb, QeIdentity} from "./PackedTcb.sol";

/// @title TcbMatching
/// @notice Intel's TCB evaluation for TDX, over records as {PackedTcb} describes them.
///
/// @dev Where it differs from Intel's quote verification library (QVL), it refuses more, but for SEAM attributes:
/// @dev - REVOKED and expired collateral end in an error; QVL returns them as a result.
/// @dev - TD_RELAUNCH_ADVISED does not exist: QVL forgives a TD 1.5 an old module if TEE_TCB_SVN_2 says that the module has
/// @dev   been updated since launch. Here it stays OUT_OF_DATE until the TD is launched again.
/// @dev - A quoting enclave in debug mode is refused whatever the identity's mask says.
/// @dev - QVL refuses any SEAM attribute; as in Intel's documentation, here they must equal those of the signed identity,
/// @dev   under its mask, and be zero outside the mask.
///
/// @dev @phala/dcap-qvl 0.3.9, our second opinion, ignores TDX module identities and PCE id, compares TDX components from
/// @dev the first one on whatever the module's version, and answers with the worse of platform and quoting enclave instead
/// @dev of converging them (CONFIGURATION_NEEDED with an old quoting enclave is OUT_OF_DATE there).
///
/// @custom:source Intel PCS v4, "Get TDX TCB Info", and intel/confidential-computing.tee.dcap.qvl, TcbLevelCheck.cpp,
/// TdxModuleCheck.cpp, EvaluateTcb.cpp, EnclaveReportVerifier.cpp, QuoteVerifier.cpp; read 2026-11
library TcbMatching {
    /// @dev SGX ATTRIBUTES.DEBUG, bit 1 of the first byte.
    bytes16 private constant QE_DEBUG = 0x02000000000000000000000000000000;

    /// @dev Without the first two TDX components, which are SVN and version of the TDX module.
    uint256 private constant WITHOUT_MODULE = ~uint256(0xffff << 112);

    /// @notice The platform's first level, and its status.
    function matchPlatform(bytes memory info, PckTcb calldata platform, bytes16 teeTcbSvn)
        internal
        pure
        returns (uint8 level, TcbStatus status)
    {
        (bytes2 pceId, uint256 levelCount) = PackedTcb.tcbInfoHead(info);
        require(platform.pceId == pceId, ITcbStore.PceIdMismatch(platform.pceId, pceId));

        uint256 have = uint256(bytes32(platform.components) | bytes32(teeTcbSvn) >> 128);
        // From version 1 on a module is judged by its own identity.
        uint256 judged = teeTcbSvn[1] == 0 ? type(uint256).max : WITHOUT_MODULE;
        unchecked {
            for (uint256 i; i < levelCount; ++i) {
                uint256 components;
                uint256 pceSvn;
                (components, pceSvn, status) = PackedTcb.levelAt(info, i);
                if (platform.pceSvn < pceSvn || !ComponentSvns.atLeast(have, components & judged)) continue;
                // There are at most 255 levels.
                // forge-lint: disable-next-line(unsafe-typecast)
                require(status != TcbStatus.REVOKED, ITcbStore.TcbRevoked(platform.fmspc, uint8(i)));
                // There are at most 255 levels.
                // forge-lint: disable-next-line(unsafe-typecast)
                return (uint8(i), status);
            }
        }
        revert ITcbStore.TcbLevelNotFound(platform.fmspc);
    }

    /// @notice The status of a TDX module: UP_TO_DATE or OUT_OF_DATE.
    function matchModule(bytes memory info, TdxModuleReport calldata module) internal pure returns (TcbStatus status) {
        uint8 svn = uint8(module.teeTcbSvn[0]);
        uint8 version = uint8(module.teeTcbSvn[1]);
        (, uint256 levelCount) = PackedTcb.tcbInfoHead(info);
        uint256 at = PackedTcb.TCB_INFO_HEAD + PackedTcb.LEVEL * levelCount;
        while (at < info.length) {
            (uint256 candidate, uint256 start, uint256 stop) = PackedTcb.moduleAt(info, at);
            if (candidate != version) {
                at = stop;
                continue;
            }
            (bytes32 signerHash, bytes8 attributes, bytes8 mask) = PackedTcb.moduleIdentityAt(info, at);
            require(
                module.signerHash == signerHash && module.attributes & mask == attributes
                    && module.attributes & ~mask == 0,
                ITcbStore.TdxModuleMismatch(version)
            );
            // Its SVN was compared with the platform's level.
            if (version == 0) return TcbStatus.UP_TO_DATE;
            status = PackedTcb.svnStatus(info, start, stop, svn);
            require(status != TcbStatus.UNRECOGNIZED, ITcbStore.TdxModuleSvnTooLow(version, svn));
            require(status != TcbStatus.REVOKED, ITcbStore.TdxModuleRevoked(version, svn));
            return status;
        }
        revert ITcbStore.TdxModuleUnknown(version);
    }

    /// @notice The status of a quoting enclave: UP_TO_DATE or OUT_OF_DATE.
    /// @dev Like QVL, and unlike @phala/dcap-qvl, wants the identity's values to lie within its masks.
    function matchQuotingEnclave(bytes memory record, QeReport calldata report)
        internal
        pure
        returns (TcbStatus status)
    {
        QeIdentity memory wanted = PackedTcb.qeIdentityOf(record);
        require(report.mrSigner == wanted.mrSigner, ITcbStore.QeMrSignerMismatch(report.mrSigner, wanted.mrSigner));
        require(report.productId == wanted.productId, ITcbStore.QeProductIdMismatch(report.productId, wanted.productId));
        require(report.attributes & QE_DEBUG == 0, ITcbStore.QeDebug());
        require(
            report.attributes & wanted.attributesMask == wanted.attributes,
            ITcbStore.QeAttributesMismatch(report.attributes, wanted.attributes, wanted.attributesMask)
        );
        require(
            report.miscSelect & wanted.miscSelectMask == wanted.miscSelect,
            ITcbStore.QeMiscSelectMismatch(report.miscSelect, wanted.miscSelect, wanted.miscSelectMask)
        );
        status = PackedTcb.svnStatus(record, PackedTcb.QE_IDENTITY_HEAD, record.length, report.svn);
        require(status != TcbStatus.UNRECOGNIZED, ITcbStore.QeSvnTooLow(report.svn));
        require(status != TcbStatus.REVOKED, ITcbStore.QeRevoked(report.svn));
    }

    /// @notice The platform's status together with that of a part, which is UP_TO_DATE or OUT_OF_DATE.
    /// @dev What the platform still needs besides an update of the part is not forgotten.
    function converge(TcbStatus platform, TcbStatus part) internal pure returns (TcbStatus) {
        if (part == TcbStatus.UP_TO_DATE || platform >= TcbStatus.OUT_OF_DATE) return platform;
        return
            platform <= TcbStatus.SW_HARDENING_NEEDED
                ? TcbStatus.OUT_OF_DATE
                : TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
    }
}
