// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuoteBase} from "./QuoteBase.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";
import {QuoteFields, TestQuote} from "test/pki/TestQuote.sol";

// verify: header and lengths
// ├── when the report is shorter than any                → reverts QuoteLengthInvalid
// ├── when it is neither version 4 nor 5                 → reverts QuoteVersionUnsupported
// ├── when the attestation key is not ECDSA on P-256     → reverts AttestationKeyTypeUnsupported
// ├── when it is not of a TD                             → reverts TeeTypeUnsupported
// ├── when another vendor made the quoting enclave       → reverts QeVendorUnknown
// ├── when version 5 holds another body                  → reverts QuoteBodyUnsupported
// ├── when the body has another length                   → reverts QuoteLengthInvalid
// ├── when the quoting enclave's report has another      → reverts QeReportLengthInvalid
// └── when it is version 4, or 5 with TDX 1.0 or 1.5     → accepts it
//
// Every quote here is signed as it stands: only the header is wrong.
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 24
/// forge-config: deep.fuzz.runs = 1000
contract TdxQuoteVerifier_Header_Test is QuoteBase {
    function test_reverts_whenReportIsShorterThanAny(uint256 kind, uint256 length) public {
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        length = bound(length, 0, 631);
        quote.signedReport = _cut(quote.signedReport, length);
        _resign(quote);

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QuoteLengthInvalid.selector, length, 632), quote);
    }

    function test_reverts_whenVersionIsAnother(uint16 version) public {
        vm.assume(version != 4 && version != 5);
        QuoteFields memory f = _fields();
        f.version = version;

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.QuoteVersionUnsupported.selector, version), _signExpected(f)
        );
    }

    function test_reverts_whenAttestationKeyTypeIsAnother(uint256 kind, uint16 keyType) public {
        vm.assume(keyType != 2);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.attestationKeyType = keyType;

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.AttestationKeyTypeUnsupported.selector, keyType), _signExpected(f)
        );
    }

    function test_reverts_whenTeeTypeIsAnother(uint256 kind, uint32 teeType) public {
        // Zero is SGX.
        if (teeType == 0x81) teeType = 0;
        QuoteFields memory f = _fieldsOfKind(kind);
        f.teeType = teeType;

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.TeeTypeUnsupported.selector, teeType), _signExpected(f));
    }

    function test_reverts_whenVendorIsAnother(uint256 kind, bytes16 vendor) public {
        vm.assume(vendor != TestQuote.INTEL);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.qeVendor = vendor;

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QeVendorUnknown.selector, vendor), _signExpected(f));
    }

    function test_reverts_whenVendorDiffersInOneBit(uint256 kind, uint256 bit) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.qeVendor ^= bytes16(uint128(1) << uint128(bound(bit, 0, 127)));

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QeVendorUnknown.selector, f.qeVendor), _signExpected(f));
    }

    function test_reverts_whenBodyIsAnother(uint16 bodyType, uint32 bodySize, bool is15) public {
        vm.assume((bodyType != 2 || bodySize != 584) && (bodyType != 3 || bodySize != 648));
        QuoteFields memory f = _fieldsOfVersion(5, is15 ? TestQuote.TD_1_5 : TestQuote.TD_1_0);
        f.bodyType = bodyType;
        f.bodySize = bodySize;

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.QuoteBodyUnsupported.selector, bodyType, bodySize),
            _signExpected(f)
        );
    }

    function test_reverts_whenBodySizeIsTheOthers(bool is15) public {
        QuoteFields memory f = _fieldsOfVersion(5, is15 ? TestQuote.TD_1_5 : TestQuote.TD_1_0);
        f.bodySize = is15 ? 584 : 648;

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.QuoteBodyUnsupported.selector, f.bodyType, f.bodySize),
            _signExpected(f)
        );
    }

    function test_reverts_whenBytesFollow(uint256 kind, bytes calldata tail) public {
        vm.assume(tail.length != 0);
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        uint256 wanted = quote.signedReport.length;
        quote.signedReport = bytes.concat(quote.signedReport, tail);
        _resign(quote);

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.QuoteLengthInvalid.selector, wanted + tail.length, wanted), quote
        );
    }

    function test_reverts_whenBodyIsCut(bool is15, uint256 length) public {
        TdxQuote memory quote = _signExpected(_fieldsOfVersion(5, is15 ? TestQuote.TD_1_5 : TestQuote.TD_1_0));
        uint256 wanted = quote.signedReport.length;
        length = bound(length, 632, wanted - 1);
        quote.signedReport = _cut(quote.signedReport, length);
        _resign(quote);

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QuoteLengthInvalid.selector, length, wanted), quote);
    }

    function test_reverts_whenQeReportHasAnotherLength(uint256 kind, uint256 length) public {
        length = bound(length, 0, 1000);
        if (length == 384) length = 385;
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        quote.qeReport = _cut(bytes.concat(quote.qeReport, new bytes(1000)), length);

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QeReportLengthInvalid.selector, length, 384), quote);
    }

    function test_accepts_whenVersion4() public {
        verifier.verify(_signExpected(_fieldsOfVersion(4, 0)));
    }

    function test_accepts_whenVersion5WithTdx10() public {
        verifier.verify(_signExpected(_fieldsOfVersion(5, TestQuote.TD_1_0)));
    }

    function test_accepts_whenVersion5WithTdx15() public {
        verifier.verify(_signExpected(_fieldsOfVersion(5, TestQuote.TD_1_5)));
    }

    function _cut(bytes memory whole, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            part[i] = whole[i];
        }
    }
}
