// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuoteBase} from "./QuoteBase.sol";
import {PckTcb, QeReport, TcbStatus, TcbVerdict} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";
import {BindingTcbStore} from "test/mocks/BindingTcbStore.sol";
import {CertificateFields, TestPki} from "test/pki/TestPki.sol";
import {QuoteFields, TdFields, TestQuote} from "test/pki/TestQuote.sol";

// verify: what a genuine quote says
// ├── measured fields, report data, platform   → come back byte for byte
// ├── platform, module and quoting enclave     → reach the TCB store as they stand in the quote
// ├── when the TCB store reverts               → reverts with its reason
// ├── verdict                                  → is the TCB store's
// ├── when two modules are named (TDX 1.5)     → is the worse of both, the launch's if they are equal
// ├── when the second is unknown               → reverts with the store's reason
// └── validity                                 → ends with the first of certificates, CRLs and collateral
//
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 24
/// forge-config: deep.fuzz.runs = 1000
contract TdxQuoteVerifier_Claims_Test is QuoteBase {
    bytes8 private constant ALLOWED = 0x000000c800000000;

    function test_claimsWhatIsMeasured(uint256 kind, uint256 seed) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td = _anyTd(seed);

        TdxClaims memory claims = verifier.verify(_signExpected(f));

        assertEq(claims.measured, f.td.measured);
        assertEq(claims.reportData[0], f.td.reportData[0]);
        assertEq(claims.reportData[1], f.td.reportData[1]);
        assertEq(claims.platform, _platform().ppid);
    }

    /// @dev {BindingTcbStore} reverts unless it is asked about exactly these.
    function test_asksAboutWhatIsInTheQuote(
        uint256 kind,
        PckTcb memory platform,
        QeReport memory quotingEnclave,
        uint256 seed
    ) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td = _anyTd(seed);
        f.quotingEnclave = quotingEnclave;
        f.pckCertificate = TestPki.pckCertificate(platform);
        tcbStore.expect(platform, _module(f.td, f.td.teeTcbSvn), quotingEnclave, _verdict());

        assertEq(verifier.verify(TestQuote.sign(f)).platform, platform.ppid);
    }

    function test_reverts_whenTcbStoreReverts(uint256 kind, uint256 seed) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td = _anyTd(seed);
        TdxQuote memory quote = TestQuote.sign(f);

        _expectError(
            abi.encodeWithSelector(
                BindingTcbStore.QuestionUnexpected.selector,
                _platform(),
                _module(f.td, f.td.teeTcbSvn),
                f.quotingEnclave
            ),
            quote
        );
    }

    function test_claimsTheVerdict(uint256 kind, uint256 status, uint8 level, uint32 evaluationNumber) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        TcbVerdict memory verdict = _verdictOf(status, level);
        verdict.evaluationNumber = uint32(bound(evaluationNumber, 1, type(uint32).max));
        _expect(f, f.td.teeTcbSvn, verdict);

        TdxClaims memory claims = verifier.verify(TestQuote.sign(f));

        assertEq(uint8(claims.tcbStatus), uint8(verdict.status));
        assertEq(claims.tcbLevel, level);
        assertEq(claims.tcbEvaluationNumber, verdict.evaluationNumber);
    }

    function test_claimsTheWorse_whenTwoModulesAreNamed(
        bytes16 runningTcbSvn,
        uint256 launchStatus,
        uint8 launchLevel,
        uint256 runningStatus,
        uint8 runningLevel
    ) public {
        QuoteFields memory f = _fieldsOfVersion(5, TestQuote.TD_1_5);
        vm.assume(runningTcbSvn != f.td.teeTcbSvn);
        f.td.runningTcbSvn = runningTcbSvn;
        TcbVerdict memory launch = _verdictOf(launchStatus, launchLevel);
        TcbVerdict memory running = _verdictOf(runningStatus, runningLevel);
        _expect(f, f.td.teeTcbSvn, launch);
        _expect(f, runningTcbSvn, running);

        TdxClaims memory claims = verifier.verify(TestQuote.sign(f));

        TcbVerdict memory worse = running.status > launch.status ? running : launch;
        assertEq(uint8(claims.tcbStatus), uint8(worse.status));
        assertEq(claims.tcbLevel, worse.level);
    }

    function test_reverts_whenOneOfTwoModulesIsUnknown(bytes16 runningTcbSvn, bool isRunning) public {
        QuoteFields memory f = _fieldsOfVersion(5, TestQuote.TD_1_5);
        vm.assume(runningTcbSvn != f.td.teeTcbSvn);
        f.td.runningTcbSvn = runningTcbSvn;
        (bytes16 known, bytes16 unknown) = isRunning ? (f.td.teeTcbSvn, runningTcbSvn) : (runningTcbSvn, f.td.teeTcbSvn);
        _expect(f, known, _verdict());

        _expectError(
            abi.encodeWithSelector(
                BindingTcbStore.QuestionUnexpected.selector, _platform(), _module(f.td, unknown), f.quotingEnclave
            ),
            TestQuote.sign(f)
        );
    }

    /// @dev In TDX 1.0 nothing follows the report data, so no second module is ever asked about.
    function test_ignoresTheRunningModule_beforeTdx15(bool is5, bytes16 runningTcbSvn) public {
        QuoteFields memory f = _fieldsOfVersion(is5 ? 5 : 4, TestQuote.TD_1_0);
        f.td.runningTcbSvn = runningTcbSvn;

        verifier.verify(_signExpected(f));
    }

    /// @dev The authority's certificate lasts to the end of 2049, its CRL for 30 days, the root's for 365.
    function test_endsWithTheFirst(uint256 kind, uint256 certificateEnd, uint256 collateralEnd, uint256 age) public {
        vm.warp(START + bound(age, 1, 365 days));
        _submitPckCrl(block.timestamp, new uint256[](0));
        uint256 soon = block.timestamp + 40 days;
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.notAfter = bound(certificateEnd, block.timestamp, soon);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.pckCertificate = TestPki.certificate(certificate, TestPki.pckAuthority());
        TcbVerdict memory verdict = _verdict();
        verdict.validUntil = uint64(bound(collateralEnd, block.timestamp, soon));
        _expect(f, f.td.teeTcbSvn, verdict);

        TdxClaims memory claims = verifier.verify(TestQuote.sign(f));

        uint256 crlEnd = _min(START + 365 days, block.timestamp + 30 days);
        assertEq(claims.validUntil, _min(crlEnd, _min(certificate.notAfter, verdict.validUntil)));
    }

    // --- builders ---

    function _verdictOf(uint256 status, uint8 level) private view returns (TcbVerdict memory verdict) {
        verdict = _verdict();
        uint256 worst = uint256(TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
        verdict.status = TcbStatus(bound(status, uint256(TcbStatus.UP_TO_DATE), worst));
        verdict.level = level;
    }

    /// @dev Everything from `seed`, but one module, no service TD and attributes that are allowed.
    function _anyTd(uint256 seed) private pure returns (TdFields memory td) {
        td.teeTcbSvn = bytes16(_random(seed, 0));
        td.mrSeam = _randomBytes(seed, 1, 48);
        td.mrSignerSeam = _randomBytes(seed, 2, 48);
        td.seamAttributes = bytes8(_random(seed, 3));
        td.measured = _randomBytes(seed, 4, 400);
        TestQuote.setAttributes(td, (bytes8(_random(seed, 5)) & ALLOWED) | TestQuote.SEPT_VE_DISABLE);
        td.reportData = [_random(seed, 6), _random(seed, 7)];
        td.runningTcbSvn = td.teeTcbSvn;
        td.mrServiceTd = new bytes(48);
    }

    function _random(uint256 seed, uint256 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(seed, salt));
    }

    function _randomBytes(uint256 seed, uint256 salt, uint256 length) private pure returns (bytes memory random) {
        random = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            random[i] = bytes1(keccak256(abi.encode(seed, salt, i)));
        }
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
