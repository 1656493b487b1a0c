// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuoteBase} from "./QuoteBase.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {P256Signature} from "src/types/P256.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";
import {CertificateFields, TestKey, TestPki} from "test/pki/TestPki.sol";
import {QuoteFields, TestQuote} from "test/pki/TestQuote.sol";

// verify: from the PCK key to the TD report
// ├── when another key signed the quoting enclave's report    → reverts QeReportSignatureInvalid
// ├── when the attestation key or its data is not bound there → reverts AttestationKeyNotBound
// ├── when more stands behind the binding                     → reverts QeReportDataTailNotZero
// ├── when another key signed the report                      → reverts QuoteSignatureInvalid
// ├── when a signature is zero or out of range                → reverts
// ├── when a part is taken from another genuine quote         → reverts
// ├── when any byte of any signed part differs                → reverts
// └── when a signature is replaced by its twin                → makes the same claims
//
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 24
/// forge-config: deep.fuzz.runs = 1000
contract TdxQuoteVerifier_Signatures_Test is QuoteBase {
    uint256 private constant STRIDE = 13;

    function test_reverts_whenAnotherKeySignedTheQeReport(uint256 kind, string calldata label) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.pck = TestPki.key(string.concat("stranger ", label));

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QeReportSignatureInvalid.selector), _signExpected(f));
    }

    /// @dev A machine with a genuine certificate of its own cannot vouch with another's.
    function test_reverts_whenCertificateIsOfAnotherMachine(uint256 kind, string calldata label) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.key = TestPki.key(string.concat("machine ", label)).key;
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        quote.pckCertificate = TestPki.certificate(certificate, TestPki.pckAuthority());

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QeReportSignatureInvalid.selector), quote);
    }

    function test_reverts_whenAttestationKeyIsNotBound(uint256 kind, string calldata label) public {
        TestKey memory stranger = TestPki.key(string.concat("stranger ", label));
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        quote.attestationKey = stranger.key;
        quote.signature = TestPki.sign(stranger, quote.signedReport);

        _expectNotBound(quote);
    }

    function test_reverts_whenQeAuthDataIsAnother(uint256 kind, bytes calldata authData) public {
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        vm.assume(keccak256(authData) != keccak256(quote.qeAuthData));
        quote.qeAuthData = authData;

        _expectNotBound(quote);
    }

    function test_accepts_whenQeAuthDataIsBound(uint256 kind, bytes calldata authData) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.qeAuthData = authData;

        verifier.verify(_signExpected(f));
    }

    function test_reverts_whenReportDataTailIsNotZero(uint256 kind, bytes32 tail) public {
        vm.assume(tail != 0);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.qeReportDataTail = tail;

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QeReportDataTailNotZero.selector, tail), _signExpected(f));
    }

    function test_reverts_whenAnotherKeySignedTheReport(uint256 kind, string calldata label) public {
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        quote.signature = TestPki.sign(TestPki.key(string.concat("stranger ", label)), quote.signedReport);

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QuoteSignatureInvalid.selector), quote);
    }

    function test_reverts_whenSignatureIsOutOfRange(uint256 part, bool isZero, uint256 value, bool isQe) public {
        TdxQuote memory quote = _quote();
        P256Signature memory signature = isQe ? quote.qeSignature : quote.signature;
        bytes32 wrong = isZero ? bytes32(0) : bytes32(bound(value, TestPki.ORDER, type(uint256).max));
        if (part % 2 == 0) signature.r = wrong;
        else signature.s = wrong;

        _expectError(
            abi.encodeWithSelector(
                isQe
                    ? ITdxQuoteVerifier.QeReportSignatureInvalid.selector
                    : ITdxQuoteVerifier.QuoteSignatureInvalid.selector
            ),
            quote
        );
    }

    /// @dev Some multiple of the order behind a genuine number: congruent, and yet another number.
    function test_reverts_whenNumberIsNotReduced(bool isQe) public {
        TdxQuote memory quote = _quote();
        P256Signature memory signature = isQe ? quote.qeSignature : quote.signature;
        unchecked {
            signature.s = bytes32(uint256(signature.s) + TestPki.ORDER);
        }

        _expectError(
            abi.encodeWithSelector(
                isQe
                    ? ITdxQuoteVerifier.QeReportSignatureInvalid.selector
                    : ITdxQuoteVerifier.QuoteSignatureInvalid.selector
            ),
            quote
        );
    }

    function test_claimsTheSame_whenSignaturesAreTwins(uint256 kind, uint256 which) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        TdxQuote memory quote = _signExpected(f);
        bytes memory claims = abi.encode(verifier.verify(quote));
        if (which & 1 != 0) quote.signature = TestPki.twin(quote.signature);
        if (which & 2 != 0) quote.qeSignature = TestPki.twin(quote.qeSignature);
        if (which & 4 != 0) {
            bytes memory signedPart = TestPki.writeCertificate(TestPki.pckFields(_platform()));
            P256Signature memory signature = TestPki.sign(TestPki.pckAuthority(), signedPart);
            quote.pckCertificate = TestPki.seal(signedPart, TestPki.twin(signature));
        }

        assertEq(abi.encode(verifier.verify(quote)), claims);
    }

    /// @dev Two genuine quotes of two machines: any mixture of their parts but the two themselves is refused.
    function test_reverts_whenPartsAreOfTwoQuotes(uint8 mixture, bool sharesKey) public {
        // Eight parts; the authority is the same.
        mixture = uint8(bound(mixture, 1, 126));
        QuoteFields memory f = _fields();
        TdxQuote memory one = _signExpected(f);
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        f.pck = TestPki.key("second pck");
        certificate.key = f.pck.key;
        certificate.serial = 2;
        f.pckCertificate = TestPki.certificate(certificate, TestPki.pckAuthority());
        if (!sharesKey) f.attestation = TestPki.key("second attestation");
        f.qeAuthData = "second";
        f.td.reportData[0] = keccak256("second");
        TdxQuote memory other = TestQuote.sign(f);
        verifier.verify(one);
        verifier.verify(other);

        if (mixture & 1 != 0) one.signedReport = other.signedReport;
        if (mixture & 2 != 0) one.signature = other.signature;
        if (mixture & 4 != 0) one.attestationKey = other.attestationKey;
        if (mixture & 8 != 0) one.qeReport = other.qeReport;
        if (mixture & 16 != 0) one.qeSignature = other.qeSignature;
        if (mixture & 32 != 0) one.qeAuthData = other.qeAuthData;
        if (mixture & 64 != 0) one.pckCertificate = other.pckCertificate;

        // With one attestation key for both, report and signature together are a genuine quote of either machine.
        uint8 quotingParts = mixture & ~uint8(4);
        bool isGenuine = sharesKey && (quotingParts & 3 == 0 || quotingParts & 3 == 3)
            && (quotingParts >> 3 == 0 || quotingParts >> 3 == 15);
        assertEq(_tryVerify(one).length != 0, isGenuine);
    }

    function test_refuses_whenAnyByteDiffers(uint256 kind, uint256 seed) public {
        // Coprime to every part's length and to the eight bits.
        _flipEveryPart(_signExpected(_fieldsOfKind(kind)), seed % 2400, 263);
    }

    /// @dev All bytes of all three kinds of quote with FOUNDRY_PROFILE=deep, else one in so many.
    function test_refuses_whenEachByteDiffers() public {
        bool isDeep = keccak256(bytes(vm.envOr("FOUNDRY_PROFILE", string("")))) == keccak256("deep");
        for (uint256 kind = 0; kind < 3; ++kind) {
            _flipEveryPart(_signExpected(_fieldsOfKind(kind)), kind, isDeep ? 1 : STRIDE);
        }
    }

    // --- expectations ---

    function _expectNotBound(TdxQuote memory quote) private {
        bytes32 wanted = sha256(bytes.concat(quote.attestationKey.x, quote.attestationKey.y, quote.qeAuthData));
        bytes32 given = _word(quote.qeReport, 320);
        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.AttestationKeyNotBound.selector, given, wanted), quote);
    }

    /// @dev Flips one bit in one byte of `stride`, beginning somewhere, in everything but the authority's id.
    function _flipEveryPart(TdxQuote memory quote, uint256 seed, uint256 stride) private view {
        assertGt(_tryVerify(quote).length, 0, "genuine");
        _flip(quote, quote.signedReport, seed, stride);
        _flip(quote, quote.qeReport, seed, stride);
        _flip(quote, quote.qeAuthData, seed, stride);
        _flip(quote, quote.pckCertificate, seed, stride);
        for (uint256 at = seed % stride; at < 192; at += stride) {
            bytes32 bit = bytes32(uint256(1) << ((31 - at % 32) * 8 + (seed + at) % 8));
            _flipWord(quote, at / 32, bit);
            assertEq(_tryVerify(quote).length, 0, "signature or key");
            _flipWord(quote, at / 32, bit);
        }
    }

    function _flip(TdxQuote memory quote, bytes memory part, uint256 seed, uint256 stride) private view {
        for (uint256 at = seed % stride; at < part.length; at += stride) {
            bytes1 bit = bytes1(uint8(1 << ((seed + at) % 8)));
            part[at] ^= bit;
            assertEq(_tryVerify(quote).length, 0, "signed part");
            part[at] ^= bit;
        }
    }

    function _flipWord(TdxQuote memory quote, uint256 word, bytes32 bit) private pure {
        if (word == 0) quote.signature.r ^= bit;
        if (word == 1) quote.signature.s ^= bit;
        if (word == 2) quote.attestationKey.x ^= bit;
        if (word == 3) quote.attestationKey.y ^= bit;
        if (word == 4) quote.qeSignature.r ^= bit;
        if (word == 5) quote.qeSignature.s ^= bit;
    }

    function _word(bytes memory data, uint256 at) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), at))
        }
    }
}

// verify on a chain without the P-256 precompile
// ├── when genuine                 → accepts it
// └── when any signed part differs → reverts with the same error
//
/// forge-config: default.evm_version = "cancun"
/// forge-config: default.fuzz.runs = 16
/// forge-config: deep.fuzz.runs = 200
contract TdxQuoteVerifier_WithoutPrecompile_Test is QuoteBase {
    function test_thereIsNoPrecompile() public view {
        // A valid signature, over zero.
        TestKey memory key = TestPki.pck();
        P256Signature memory signature = TestPki.signDigest(key, 0);
        (, bytes memory answer) = address(0x100).staticcall(abi.encode(bytes32(0), signature, key.key));

        assertEq(answer.length, 0);
        assertEq(address(0x100).code.length, 0);
    }

    function test_accepts_whenGenuine(uint256 kind, bool isTwin) public {
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        if (isTwin) quote.signature = TestPki.twin(quote.signature);

        verifier.verify(quote);
    }

    function test_reverts_whenReportDiffers(uint256 kind, uint256 at) public {
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        // Behind the header.
        quote.signedReport[bound(at, 54, 631)] ^= 0x01;

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QuoteSignatureInvalid.selector), quote);
    }

    function test_reverts_whenQeReportDiffers(uint256 kind, uint256 at) public {
        TdxQuote memory quote = _signExpected(_fieldsOfKind(kind));
        quote.qeReport[bound(at, 0, 383)] ^= 0x01;

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.QeReportSignatureInvalid.selector), quote);
    }
}
