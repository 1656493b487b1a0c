// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";

/// @notice Verifies quotes of its own making: a quote's claims are its signed report, and only its digest signs them, so
/// that what was changed since {quoteOf}, or was never a quote, is refused. Parts are as long as a real quote's.
contract MockTdxQuoteVerifier is ITdxQuoteVerifier {
    using Bytes for bytes;

    uint256 private constant QE_REPORT_LENGTH = 384;
    uint256 private constant QE_AUTH_DATA_LENGTH = 32;
    /// @dev Of a PCK certificate in the field, about.
    uint256 private constant PCK_CERTIFICATE_LENGTH = 1271;

    /// @inheritdoc ITdxQuoteVerifier
    function verify(TdxQuote calldata quote) external pure returns (TdxClaims memory) {
        require(quote.signature.r == _seal(quote.signedReport), QuoteSignatureInvalid());
        return abi.decode(quote.signedReport, (TdxClaims));
    }

    /// @notice A genuine quote that says `claims`.
    function quoteOf(TdxClaims memory claims) external pure returns (TdxQuote memory quote) {
        quote.signedReport = abi.encode(claims);
        quote.signature.r = _seal(quote.signedReport);
        quote.qeReport = _filler(QE_REPORT_LENGTH);
        quote.qeAuthData = _filler(QE_AUTH_DATA_LENGTH);
        quote.pckCertificate = _filler(PCK_CERTIFICATE_LENGTH);
    }

    function _seal(bytes memory signedReport) private pure returns (bytes32) {
        return keccak256(bytes.concat("sealed", signedReport));
    }

    /// @dev Hardly a zero byte, which would be cheaper as calldata than a real quote's.
    function _filler(uint256 length) private pure returns (bytes memory filler) {
        while (filler.length < length) {
            filler = bytes.concat(filler, keccak256(filler));
        }
        return filler.slice(0, length);
    }
}
