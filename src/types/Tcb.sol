// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Intel's verdict on a platform, best first, so that "at most this bad" is one comparison. The zero value is never
/// an answer, and as a policy's worst status it accepts nothing.
enum TcbStatus {
    UNRECOGNIZED,
    UP_TO_DATE,
    SW_HARDENING_NEEDED,
    CONFIGURATION_NEEDED,
    CONFIGURATION_AND_SW_HARDENING_NEEDED,
    OUT_OF_DATE,
    OUT_OF_DATE_CONFIGURATION_NEEDED,
    REVOKED
}

/// @dev What a PCK certificate says of its platform (Intel SGX extension 1.2.840.113741.1.13.1).
struct PckTcb {
    /// Platform provisioning id: the same after every microcode update, unlike the certificate and its key.
    bytes16 ppid;
    bytes6 fmspc;
    bytes2 pceId;
    /// SGX TCB components 1 to 16, one byte each, the first in the highest byte.
    bytes16 components;
    uint16 pceSvn;
}

/// @dev What the TDX module reported of itself in the quote's body.
struct TdxModuleReport {
    /// SVNs, one byte each as in the quote: module SVN, module version, SEAM loader SVN, then reserved.
    bytes16 teeTcbSvn;
    /// keccak256 of the 48 bytes MRSIGNERSEAM.
    bytes32 signerHash;
    bytes8 attributes;
}

/// @dev What the quoting enclave's report says of it. SVN and product id as numbers (little-endian in the report).
struct QeReport {
    bytes4 miscSelect;
    bytes16 attributes;
    bytes32 mrSigner;
    uint16 productId;
    uint16 svn;
}

struct TcbVerdict {
    /// Platform, TDX module and quoting enclave together; never UNRECOGNIZED or REVOKED.
    TcbStatus status;
    /// Which of the TCB info's levels the platform matched, from 0; its advisories are those of that level.
    uint8 level;
    /// The lower one of TCB info and QE identity.
    uint32 evaluationNumber;
    /// Unix seconds until which both are in force.
    uint64 validUntil;
}
