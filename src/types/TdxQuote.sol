// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256Key, P256Signature} from "./P256.sol";
import {TcbStatus} from "./Tcb.sol";

/// @dev The parts of an Intel TDX quote that anybody signed, without the containers around them: what is not here (lengths,
/// PEM, the root certificate) says nothing that is not checked otherwise. Multi-byte integers inside are little-endian.
/// @custom:source Intel TDX DCAP Quote Generation Library, appendix A.3 (v4) and A.4 (v5).
struct TdxQuote {
    /// Header (48 bytes), in v5 also body type and size (6 bytes), TD report body (584 bytes, TDX 1.5 in v5: 648).
    bytes signedReport;
    /// By `attestationKey`, over SHA-256 of `signedReport`.
    P256Signature signature;
    P256Key attestationKey;
    /// SGX report of the quoting enclave, 384 bytes.
    bytes qeReport;
    /// By the PCK certificate's key, over SHA-256 of `qeReport`.
    P256Signature qeSignature;
    bytes qeAuthData;
    /// The platform's PCK certificate, DER.
    bytes pckCertificate;
    /// Id of the certificate authority that issued it, as in {ICrlStore-authorityOf}.
    bytes32 pckAuthority;
}

/// @dev What a verified quote says. Every field is covered by signatures up to the pinned root.
struct TdxClaims {
    /// The report's fields that say what runs, 400 bytes in the quote's order: TD attributes (8), XFAM (8), then eight of 48
    /// bytes: MRTD, MRCONFIGID, MROWNER, MROWNERCONFIG, RTMR0, RTMR1, RTMR2, RTMR3.
    bytes measured;
    /// First and second half of the 64 bytes of report data.
    bytes32[2] reportData;
    TcbStatus tcbStatus;
    /// Index of the matching level in the platform's TCB info.
    uint8 tcbLevel;
    uint32 tcbEvaluationNumber;
    /// Unix seconds: the earliest end of certificates, CRLs, TCB info and QE identity.
    uint64 validUntil;
    /// PPID of the machine.
    bytes16 platform;
}
