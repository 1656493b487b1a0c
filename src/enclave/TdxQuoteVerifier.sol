// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICrlStore} from "../interfaces/ICrlStore.sol";
import {ITcbStore} from "../interfaces/ITcbStore.sol";
import {ITdxQuoteVerifier} from "../interfaces/ITdxQuoteVerifier.sol";
import {P256Verifier} from "../libraries/P256Verifier.sol";
import {PckExtension} from "../libraries/PckExtension.sol";
import {SgxReport} from "../libraries/SgxReport.sol";
import {TdReport} from "../libraries/TdReport.sol";
import {Certificate, X509} from "../libraries/X509.sol";
import {P256Key} from "../types/P256.sol";
import {PckTcb, QeReport, TcbVerdict, TdxModuleReport} from "../types/Tcb.sol";
import {TdxClaims, TdxQuote} from "../types/TdxQuote.sol";

/// @title TdxQuoteVerifier
/// @notice Answers one question: does Intel's hardware vouch that this TD said this?
///
/// TRUST
/// @dev Whoever holds the key of the root that `crlStore` pins can make any quote genuine. Nobody else can: this contract
/// has no state, no owner and no setting, and the stores believe signatures only.
/// @dev The chain of a claim: root, PCK certificate authority, PCK certificate of the machine, report of Intel's quoting
/// enclave, attestation key, header and TD report. Each link but the last is checked for what it may sign.
/// @dev A quote is not an identifier: each of its signatures has a twin, and both verify with the same claims.
///
/// WHAT IS CHECKED
/// @dev Header: version 4 or 5, ECDSA on P-256, TDX, Intel's quoting enclave; every length to the byte.
/// @dev PCK certificate: a known, unexpired, unrevoked issuer of that name, its signature, dates, not revoked, for
/// signatures and not for certificates, Intel's extension complete and without anything unknown.
/// @dev Quoting enclave: report signed by the PCK key, bound to the attestation key, of Intel's identity, not in debug.
/// @dev TD: not in debug, no reserved attribute, not migratable, no service TD where the report names them (TDX 1.5; the report
/// of TDX 1.0 does not), no performance monitoring
/// (a side channel), SEPT_VE_DISABLE (or the host may inject #VE at any access).
/// @dev TCB: Intel's verdict on processor, TDX module and quoting enclave. A TDX 1.5 report names two modules, the one under
/// which the TD was launched and the one that runs now after updates without a restart; the worse verdict counts.
/// Intel's own library judges both too, but calls a TD whose launch is out of date and whose present module is not
/// "relaunch advised"; what began under a broken module may have been broken then, so it stays out of date here.
///
/// NOT DONE HERE
/// @dev What runs (MRTD, RTMRs, XFAM), for whom (report data) and which TCB status is good enough: {IEnclaveRegistry}.
/// @dev MRSEAM is not compared: Intel publishes signers, versions and attributes of TDX modules, not measurements.
/// @dev Nothing against an attacker who opens the machine and extracts its keys.
///
/// @custom:source Intel TDX DCAP Quote Generation Library, appendix A; Intel TDX Module Base Architecture, TD_ATTRIBUTES
contract TdxQuoteVerifier is ITdxQuoteVerifier {
    using X509 for Certificate;

    /// @dev ECDSA-256-with-P-256.
    uint16 private constant ATTESTATION_KEY_TYPE = 2;
    uint32 private constant TEE_TYPE = 0x81;
    bytes16 private constant INTEL_QE_VENDOR = 0x939a7233f79c4ca9940a0db3957f0607;
    uint256 private constant HEADER_LENGTH = 48;
    /// @dev In version 5: body type (2 bytes) and body size (4 bytes).
    uint256 private constant BODY_DESCRIPTOR_LENGTH = 6;
    uint16 private constant BODY_TD_1_0 = 2;
    uint16 private constant BODY_TD_1_5 = 3;

    /// @dev TDATTRIBUTES, little-endian: bits 0 (DEBUG) and 28 (SEPT_VE_DISABLE).
    bytes8 private constant DEBUG = 0x0100000000000000;
    bytes8 private constant SEPT_VE_DISABLE = 0x0000001000000000;
    /// @dev What may be set: LASS 27, SEPT_VE_DISABLE 28, PKS 30, KL 31. Not MIGRATABLE 29, PERFMON 63, the rest of the
    /// bits for TDs under test (0 to 7), or any that is reserved.
    bytes8 private constant ALLOWED_ATTRIBUTES = 0x000000d800000000;

    ICrlStore public immutable crlStore;
    ITcbStore public immutable tcbStore;

    constructor(ICrlStore crlStore_, ITcbStore tcbStore_) {
        crlStore = crlStore_;
        tcbStore = tcbStore_;
    }

    /// @inheritdoc ITdxQuoteVerifier
    function verify(TdxQuote calldata quote) external view returns (TdxClaims memory claims) {
        bytes calldata body = _requireBody(quote.signedReport);
        require(
            quote.qeReport.length == SgxReport.LENGTH, QeReportLengthInvalid(quote.qeReport.length, SgxReport.LENGTH)
        );

        (PckTcb memory platform, P256Key memory pckKey, uint64 validUntil) =
            _requirePlatform(quote.pckCertificate, quote.pckAuthority);
        _requireSigned(quote, pckKey);
        _requireConfidential(body);
        TcbVerdict memory verdict = _evaluate(platform, SgxReport.quotingEnclave(quote.qeReport), body);

        claims.measured = TdReport.measured(body);
        claims.reportData = TdReport.reportData(body);
        claims.tcbStatus = verdict.status;
        claims.tcbLevel = verdict.level;
        claims.tcbEvaluationNumber = verdict.evaluationNumber;
        claims.validUntil = _earlier(validUntil, verdict.validUntil);
        claims.platform = platform.ppid;
    }

    /// @dev The TD report's body, behind a header of the one kind that is understood.
    function _requireBody(bytes calldata report) private pure returns (bytes calldata) {
        require(
            report.length >= HEADER_LENGTH + TdReport.LENGTH,
            QuoteLengthInvalid(report.length, HEADER_LENGTH + TdReport.LENGTH)
        );
        uint16 version = _uint16(report, 0);
        require(version == 4 || version == 5, QuoteVersionUnsupported(version));
        require(_uint16(report, 2) == ATTESTATION_KEY_TYPE, AttestationKeyTypeUnsupported(_uint16(report, 2)));
        require(_uint32(report, 4) == TEE_TYPE, TeeTypeUnsupported(_uint32(report, 4)));
        require(bytes16(report[12:28]) == INTEL_QE_VENDOR, QeVendorUnknown(bytes16(report[12:28])));

        uint256 start = HEADER_LENGTH;
        uint256 size = TdReport.LENGTH;
        if (version == 5) {
            uint16 bodyType = _uint16(report, HEADER_LENGTH);
            size = _uint32(report, HEADER_LENGTH + 2);
            require(
                (bodyType == BODY_TD_1_0 && size == TdReport.LENGTH)
                    || (bodyType == BODY_TD_1_5 && size == TdReport.LENGTH_1_5),
                // It was read from four bytes.
                // forge-lint: disable-next-line(unsafe-typecast)
                QuoteBodyUnsupported(bodyType, uint32(size))
            );
            start += BODY_DESCRIPTOR_LENGTH;
        }
        require(report.length == start + size, QuoteLengthInvalid(report.length, start + size));
        return report[start:];
    }

    /// @dev What the PCK certificate says, once its issuer turns out to have said it.
    /// @return platform What the machine is.
    /// @return key The machine's PCK key.
    /// @return validUntil Unix seconds: the earliest end of the certificates and CRLs behind it.
    function _requirePlatform(bytes memory certificate, bytes32 authority)
        private
        view
        returns (PckTcb memory platform, P256Key memory key, uint64 validUntil)
    {
        Certificate memory pck = X509.parse(certificate);
        require(!pck.isAuthority, PckCertificateIsAuthority());
        require(pck.keyUsage & X509.DIGITAL_SIGNATURE != 0, PckCertificateCannotSign());
        require(
            block.timestamp >= pck.notBefore && block.timestamp <= pck.notAfter,
            PckCertificateNotInForce(pck.notBefore, pck.notAfter, block.timestamp)
        );

        P256Key memory issuer;
        (issuer, validUntil) = crlStore.requireIssuer(authority, pck.issuer, pck.serial);
        require(pck.isSignedBy(issuer), PckCertificateSignatureInvalid());

        platform = PckExtension.read(certificate, pck.sgxStart, pck.sgxEnd);
        key = pck.key;
        validUntil = _earlier(validUntil, pck.notAfter);
    }

    /// @dev From the PCK key over the quoting enclave and the attestation key to the TD report.
    function _requireSigned(TdxQuote calldata quote, P256Key memory pckKey) private view {
        require(P256Verifier.isValid(sha256(quote.qeReport), quote.qeSignature, pckKey), QeReportSignatureInvalid());
        (bytes32 bound, bytes32 tail) = SgxReport.reportData(quote.qeReport);
        bytes32 wanted = sha256(abi.encodePacked(quote.attestationKey.x, quote.attestationKey.y, quote.qeAuthData));
        require(bound == wanted, AttestationKeyNotBound(bound, wanted));
        require(tail == 0, QeReportDataTailNotZero(tail));
        require(
            P256Verifier.isValid(sha256(quote.signedReport), quote.signature, quote.attestationKey),
            QuoteSignatureInvalid()
        );
    }

    /// @dev Nobody else can look into the TD, stop it at will or take it elsewhere.
    function _requireConfidential(bytes calldata body) private pure {
        bytes8 attributes = TdReport.attributes(body);
        require(attributes & DEBUG == 0, TdDebug(attributes));
        require(attributes & ~ALLOWED_ATTRIBUTES == 0, TdAttributesRefused(attributes));
        require(attributes & SEPT_VE_DISABLE != 0, TdSeptVeEnabled(attributes));
        require(body.length == TdReport.LENGTH || !TdReport.hasServiceTd(body), ServiceTdRefused());
    }

    /// @dev Intel's verdict; of two modules, the worse one.
    function _evaluate(PckTcb memory platform, QeReport memory quotingEnclave, bytes calldata body)
        private
        view
        returns (TcbVerdict memory verdict)
    {
        TdxModuleReport memory module = TdReport.module(body);
        verdict = tcbStore.evaluate(platform, module, quotingEnclave);
        if (body.length == TdReport.LENGTH || TdReport.runningTcbSvn(body) == module.teeTcbSvn) return verdict;

        module.teeTcbSvn = TdReport.runningTcbSvn(body);
        TcbVerdict memory running = tcbStore.evaluate(platform, module, quotingEnclave);
        if (running.status > verdict.status) return running;
    }

    function _earlier(uint64 a, uint64 b) private pure returns (uint64) {
        return a < b ? a : b;
    }

    /// @dev Little-endian.
    function _uint16(bytes calldata report, uint256 at) private pure returns (uint16) {
        return uint16(uint8(report[at])) | (uint16(uint8(report[at + 1])) << 8);
    }

    /// @dev Little-endian.
    function _uint32(bytes calldata report, uint256 at) private pure returns (uint32) {
        return uint32(_uint16(report, at)) | (uint32(_uint16(report, at + 2)) << 16);
    }
}
