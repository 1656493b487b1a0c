// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TdxClaims, TdxQuote} from "../types/TdxQuote.sol";

/// @title ITdxQuoteVerifier
/// @notice Verifies Intel TDX quotes up to a pinned root.
interface ITdxQuoteVerifier {
    error QuoteLengthInvalid(uint256 given, uint256 wanted);
    error QuoteVersionUnsupported(uint16 given);
    error AttestationKeyTypeUnsupported(uint16 given);
    error TeeTypeUnsupported(uint32 given);
    error QeVendorUnknown(bytes16 given);
    error QuoteBodyUnsupported(uint16 bodyType, uint32 size);
    error QeReportLengthInvalid(uint256 given, uint256 wanted);
    error PckCertificateIsAuthority();
    error PckCertificateCannotSign();
    error PckCertificateNotInForce(uint64 notBefore, uint64 notAfter, uint256 nowAt);
    error PckCertificateSignatureInvalid();
    error QeReportSignatureInvalid();
    error AttestationKeyNotBound(bytes32 given, bytes32 wanted);
    error QeReportDataTailNotZero(bytes32 given);
    error QuoteSignatureInvalid();
    error TdDebug(bytes8 attributes);
    error TdAttributesRefused(bytes8 attributes);
    error TdSeptVeEnabled(bytes8 attributes);
    error ServiceTdRefused();

    /// @notice What a genuine quote says; reverts on any other.
    function verify(TdxQuote calldata quote) external view returns (TdxClaims memory);
}
