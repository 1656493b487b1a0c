// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TdxQuoteVerifier} from "src/enclave/TdxQuoteVerifier.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {PckTcb, TcbStatus, TcbVerdict, TdxModuleReport} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";
import {BindingTcbStore} from "test/mocks/BindingTcbStore.sol";
import {SimulatedCollateral} from "test/pki/SimulatedCollateral.sol";
import {CertificateFields, TestPki} from "test/pki/TestPki.sol";
import {QuoteFields, TdFields, TestQuote} from "test/pki/TestQuote.sol";

/// @notice A verifier over the real CRL store, both under the test root, and a TCB store that knows the test's platform.
abstract contract QuoteBase is SimulatedCollateral {
    uint256 internal constant START = 1_790_000_000;

    BindingTcbStore internal tcbStore;
    TdxQuoteVerifier internal verifier;

    /// @dev Of {_platform}; written once, because writing DER takes the tests longer than anything else.
    bytes private _pckCertificate;

    function setUp() public virtual {
        vm.warp(START);
        _deployCrlStore();
        _pckCertificate = TestPki.pckCertificate(_platform());
        tcbStore = new BindingTcbStore();
        verifier = new TdxQuoteVerifier(crlStore, ITcbStore(address(tcbStore)));
    }

    /// @dev Up to date by the proposals of {TcbJsonWriter}.
    function _platform() internal pure returns (PckTcb memory) {
        return PckTcb({
            ppid: bytes16(keccak256("platform")),
            fmspc: 0xb0c06f000000,
            pceId: 0x0000,
            components: 0x02020202030100050000000000000000,
            pceSvn: 13
        });
    }

    /// @dev Up to date, until a day from now.
    function _verdict() internal view returns (TcbVerdict memory) {
        return TcbVerdict({
            status: TcbStatus.UP_TO_DATE, level: 0, evaluationNumber: 18, validUntil: uint64(block.timestamp + 1 days)
        });
    }

    /// @dev A valid proposal; the TCB store does not know it before {_expect}.
    function _fields() internal view returns (QuoteFields memory) {
        return TestQuote.fields(_pckCertificate, pckAuthorityId);
    }

    function _fieldsOfVersion(uint16 version, uint16 bodyType) internal view returns (QuoteFields memory) {
        return version == 5 ? TestQuote.toVersion5(_fields(), bodyType) : _fields();
    }

    /// @dev Any of the three kinds of quote.
    function _fieldsOfKind(uint256 seed) internal view returns (QuoteFields memory) {
        uint16[3] memory bodyTypes = [uint16(0), TestQuote.TD_1_0, TestQuote.TD_1_5];
        return _fieldsOfVersion(seed % 3 == 0 ? 4 : 5, bodyTypes[seed % 3]);
    }

    /// @dev A quote whose PCK certificate is this one, signed by the genuine authority.
    function _fieldsWith(CertificateFields memory certificate) internal view returns (QuoteFields memory) {
        return TestQuote.fields(TestPki.certificate(certificate, TestPki.pckAuthority()), pckAuthorityId);
    }

    /// @dev Lets the TCB store know what the quote ought to ask: its fields, not what the verifier reads.
    function _expect(QuoteFields memory f) internal {
        _expect(f, f.td.teeTcbSvn, _verdict());
    }

    function _expect(QuoteFields memory f, bytes16 teeTcbSvn, TcbVerdict memory verdict) internal {
        tcbStore.expect(_platform(), _module(f.td, teeTcbSvn), f.quotingEnclave, verdict);
    }

    function _module(TdFields memory td, bytes16 teeTcbSvn) internal pure returns (TdxModuleReport memory) {
        return TdxModuleReport(teeTcbSvn, keccak256(td.mrSignerSeam), td.seamAttributes);
    }

    /// @dev A genuine quote.
    function _quote() internal returns (TdxQuote memory) {
        return _signExpected(_fields());
    }

    function _signExpected(QuoteFields memory f) internal returns (TdxQuote memory) {
        _expect(f);
        return TestQuote.sign(f);
    }

    /// @dev Signs the report again, after a change to its bytes.
    function _resign(TdxQuote memory quote) internal pure {
        quote.signature = TestPki.sign(TestPki.key("attestation"), quote.signedReport);
    }

    /// @dev The claims of the quote, or nothing if it is refused.
    function _tryVerify(TdxQuote memory quote) internal view returns (bytes memory) {
        try verifier.verify(quote) returns (TdxClaims memory claims) {
            return abi.encode(claims);
        } catch {
            return "";
        }
    }

    function _expectError(bytes memory reason, TdxQuote memory quote) internal {
        vm.expectRevert(reason);
        verifier.verify(quote);
    }

    /// @dev Whatever arguments the error has.
    function _expectPartialError(bytes4 selector, TdxQuote memory quote) internal {
        vm.expectPartialRevert(selector);
        verifier.verify(quote);
    }
}
