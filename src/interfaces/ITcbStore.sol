// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Signature} from "../types/P256.sol";
import {PckTcb, QeReport, TcbVerdict, TdxModuleReport} from "../types/Tcb.sol";

/// @title ITcbStore
/// @notice Intel's TCB info per platform family and its QE identity. Anyone may submit; only signatures count.
interface ITcbStore {
    /// @dev Dates in Unix seconds.
    struct Collateral {
        uint32 evaluationNumber;
        uint64 issuedAt;
        uint64 nextUpdate;
        /// Of the certificate that signed it: serial number under the root, and end.
        uint160 signerSerial;
        uint64 signerNotAfter;
    }

    /// @dev `record` is the account whose code holds the parsed document.
    event TcbInfoUpdated(
        bytes6 indexed fmspc, uint32 evaluationNumber, uint64 issuedAt, uint64 nextUpdate, address record
    );
    event QeIdentityUpdated(uint32 evaluationNumber, uint64 issuedAt, uint64 nextUpdate, address record);

    error CollateralSignatureInvalid();
    error CollateralNotInForce(uint64 issuedAt, uint64 nextUpdate, uint256 nowAt);
    error CollateralRolledBack(uint32 given, uint32 stored);
    error CollateralNotNewer(uint64 given, uint64 stored);
    error TcbInfoMissing(bytes6 fmspc);
    error TcbInfoStale(bytes6 fmspc, uint64 nextUpdate, uint256 nowAt);
    error QeIdentityMissing();
    error QeIdentityStale(uint64 nextUpdate, uint256 nowAt);
    error PceIdMismatch(bytes2 given, bytes2 wanted);
    error TcbLevelNotFound(bytes6 fmspc);
    error TcbRevoked(bytes6 fmspc, uint8 level);
    error TdxModuleUnknown(uint8 version);
    error TdxModuleMismatch(uint8 version);
    error TdxModuleSvnTooLow(uint8 version, uint8 svn);
    error TdxModuleRevoked(uint8 version, uint8 svn);
    error QeMrSignerMismatch(bytes32 given, bytes32 wanted);
    error QeProductIdMismatch(uint16 given, uint16 wanted);
    error QeAttributesMismatch(bytes16 given, bytes16 wanted, bytes16 mask);
    error QeMiscSelectMismatch(bytes4 given, bytes4 wanted, bytes4 mask);
    error QeDebug();
    error QeSvnTooLow(uint16 svn);
    error QeRevoked(uint16 svn);

    /// @notice Records a TCB info (TDX, version 3).
    /// @param tcbInfo The JSON object exactly as Intel signed it, from the brace to the brace.
    /// @param signature Over SHA-256 of it, by the TCB signing certificate.
    /// @param signerCertificate That certificate, DER.
    function submitTcbInfo(bytes calldata tcbInfo, P256Signature calldata signature, bytes calldata signerCertificate)
        external;

    /// @notice Records the QE identity (TD_QE, version 2); parameters as for {submitTcbInfo}.
    function submitQeIdentity(
        bytes calldata qeIdentity,
        P256Signature calldata signature,
        bytes calldata signerCertificate
    ) external;

    /// @notice Intel's verdict on a platform; reverts where there is none that anyone should accept.
    function evaluate(PckTcb calldata platform, TdxModuleReport calldata module, QeReport calldata quotingEnclave)
        external
        view
        returns (TcbVerdict memory);

    function tcbInfo(bytes6 fmspc) external view returns (Collateral memory);

    function qeIdentity() external view returns (Collateral memory);
}
