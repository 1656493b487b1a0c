// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuoteBase} from "./QuoteBase.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {Der} from "src/libraries/Der.sol";
import {PckExtension} from "src/libraries/PckExtension.sol";
import {X509} from "src/libraries/X509.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {CertificateFields, Extension, TestKey, TestPki} from "test/pki/TestPki.sol";
import {QuoteFields, TestQuote} from "test/pki/TestQuote.sol";

// verify: the PCK certificate
// ├── when it is not a strict certificate                → reverts as {X509} does
// ├── when it is an authority's                          → reverts PckCertificateIsAuthority
// ├── when it is not for signatures                      → reverts PckCertificateCannotSign
// ├── when it is expired or not yet in force             → reverts PckCertificateNotInForce
// ├── when its authority
// │   ├── is not known, is the root, or is another PCK   → reverts AuthorityUnknown
// │   ├── has another name                               → reverts IssuerMismatch
// │   ├── expired or was revoked                         → reverts AuthorityExpired, CertificateRevokedBy
// │   └── or the root has no CRL in force                → reverts CrlStale
// ├── when it was revoked                                → reverts CertificateRevokedBy
// ├── when somebody else signed it with the right names  → reverts PckCertificateSignatureInvalid
// ├── when any of its bytes differs                      → reverts
// ├── when Intel's extension is missing or twice there   → reverts PckExtensionMissing, ExtensionRepeated
// └── otherwise, to the last second                      → accepts it
//
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 24
/// forge-config: deep.fuzz.runs = 1000
contract TdxQuoteVerifier_PckCertificate_Test is QuoteBase {
    function test_reverts_whenBytesFollow(bytes calldata tail) public {
        vm.assume(tail.length != 0);
        QuoteFields memory f = _fields();
        uint256 length = f.pckCertificate.length;
        f.pckCertificate = bytes.concat(f.pckCertificate, tail);

        _expectError(abi.encodeWithSelector(Der.DerTrailingBytes.selector, length), _signExpected(f));
    }

    /// @dev Behind its head, which says how long it is.
    function test_reverts_whenItIsCut(uint256 length) public {
        QuoteFields memory f = _fields();
        bytes memory whole = f.pckCertificate;
        f.pckCertificate = new bytes(bound(length, 4, whole.length - 1));
        for (uint256 i = 0; i < f.pckCertificate.length; ++i) {
            f.pckCertificate[i] = whole[i];
        }

        _expectError(abi.encodeWithSelector(Der.DerTruncated.selector, 0), _signExpected(f));
    }

    function test_reverts_whenBasicConstraintsAreMissing() public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.omitsBasicConstraints = true;

        _expectPartialError(X509.ExtensionMissing.selector, _signExpected(_fieldsWith(certificate)));
    }

    function test_reverts_whenKeyUsageIsMissing() public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.omitsKeyUsage = true;

        _expectPartialError(X509.ExtensionMissing.selector, _signExpected(_fieldsWith(certificate)));
    }

    function test_reverts_whenCriticalExtensionIsUnknown(bytes3 arcs, bytes calldata value) public {
        vm.assume(value.length < 1000);
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        bytes memory oid = bytes.concat(hex"2a03", arcs);
        certificate.extensions = TestPki.append(certificate.extensions, Extension(oid, true, value));

        _expectPartialError(X509.ExtensionUnknownButCritical.selector, _signExpected(_fieldsWith(certificate)));
    }

    function test_reverts_whenItIsAnAuthoritys(uint8 pathLength) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.isAuthority = true;
        certificate.pathLength = pathLength;

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.PckCertificateIsAuthority.selector),
            _signExpected(_fieldsWith(certificate))
        );
    }

    function test_reverts_whenItIsNotForSignatures(uint8 keyUsage) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.keyUsage = uint8(bound(keyUsage, 1, 0x7f));

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.PckCertificateCannotSign.selector),
            _signExpected(_fieldsWith(certificate))
        );
    }

    function test_reverts_whenItExpired(uint256 notBefore, uint256 notAfter) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.notAfter = bound(notAfter, 1, START - 1);
        certificate.notBefore = bound(notBefore, 0, certificate.notAfter);

        _expectNotInForce(certificate);
    }

    function test_reverts_whenItIsNotYetInForce(uint256 notBefore, uint256 notAfter) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        // To the end of the year 9999.
        certificate.notAfter = bound(notAfter, START + 1, 253_402_300_799);
        certificate.notBefore = bound(notBefore, START + 1, certificate.notAfter);

        _expectNotInForce(certificate);
    }

    function test_accepts_inItsFirstAndLastSecond(uint256 other, bool isFirst) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.notBefore = isFirst ? START : bound(other, 0, START);
        certificate.notAfter = isFirst ? bound(other, START, 253_402_300_799) : START;

        verifier.verify(_signExpected(_fieldsWith(certificate)));
    }

    function test_reverts_whenAuthorityIsUnknown(bytes32 authority) public {
        vm.assume(authority != pckAuthorityId);
        QuoteFields memory f = _fields();
        f.pckAuthority = authority;

        _expectError(abi.encodeWithSelector(ICrlStore.AuthorityUnknown.selector, authority), _signExpected(f));
    }

    /// @dev The upstream bypass: an intermediate that anybody made, under the right names.
    function test_reverts_whenAuthorityIsForged(string calldata label) public {
        TestKey memory forger = TestPki.key(string.concat("forger ", label));
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        QuoteFields memory f = _fields();
        f.pckCertificate = TestPki.certificate(certificate, forger);
        f.pckAuthority = crlStore.authorityOf(forger.key);

        _expectError(abi.encodeWithSelector(ICrlStore.AuthorityUnknown.selector, f.pckAuthority), _signExpected(f));
    }

    function test_reverts_whenForgerNamesTheGenuineAuthority(string calldata label) public {
        TestKey memory forger = TestPki.key(string.concat("forger ", label));
        QuoteFields memory f = _fields();
        f.pckCertificate = TestPki.certificate(TestPki.pckFields(_platform()), forger);

        _expectError(
            abi.encodeWithSelector(ITdxQuoteVerifier.PckCertificateSignatureInvalid.selector), _signExpected(f)
        );
    }

    /// @dev A genuine PCK key plays the authority.
    function test_reverts_whenPckCertificateIssuedIt() public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.issuer = DerWriter.name(TestPki.PCK_NAME);
        QuoteFields memory f = _fields();
        f.pckCertificate = TestPki.certificate(certificate, TestPki.pck());

        TdxQuote memory quote = _signExpected(f);
        _expectError(
            abi.encodeWithSelector(
                ICrlStore.IssuerMismatch.selector,
                keccak256(certificate.issuer),
                keccak256(DerWriter.name(TestPki.PCK_AUTHORITY_NAME))
            ),
            quote
        );

        quote.pckAuthority = crlStore.authorityOf(TestPki.pck().key);
        _expectError(abi.encodeWithSelector(ICrlStore.AuthorityUnknown.selector, quote.pckAuthority), quote);
    }

    /// @dev Neither the root nor what it signed besides PCK certificate authorities issues PCK certificates.
    function test_reverts_whenRootOrTcbSignerIssuedIt(bool isRoot) public {
        TestKey memory issuer = isRoot ? TestPki.root() : TestPki.tcbSigner();
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.issuer = DerWriter.name(isRoot ? TestPki.ROOT_NAME : TestPki.TCB_SIGNER_NAME);
        QuoteFields memory f = _fields();
        f.pckCertificate = TestPki.certificate(certificate, issuer);
        f.pckAuthority = crlStore.authorityOf(issuer.key);

        _expectError(abi.encodeWithSelector(ICrlStore.AuthorityUnknown.selector, f.pckAuthority), _signExpected(f));
    }

    function test_reverts_whenIssuersNameDiffers(string calldata commonName) public {
        vm.assume(bytes(commonName).length < 1000);
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        bytes32 wanted = keccak256(certificate.issuer);
        certificate.issuer = DerWriter.name(commonName);
        vm.assume(keccak256(certificate.issuer) != wanted);

        _expectError(
            abi.encodeWithSelector(ICrlStore.IssuerMismatch.selector, keccak256(certificate.issuer), wanted),
            _signExpected(_fieldsWith(certificate))
        );
    }

    function test_reverts_whenItWasRevoked(uint160 serial) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.serial = serial;
        vm.warp(START + 1);
        _submitPckCrl(START + 1, TestPki.serialList(serial));

        _expectError(
            abi.encodeWithSelector(ICrlStore.CertificateRevokedBy.selector, pckAuthorityId, serial),
            _signExpected(_fieldsWith(certificate))
        );
    }

    function test_accepts_whenAnotherWasRevoked(uint160 serial, uint160 revoked) public {
        vm.assume(serial != revoked);
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.serial = serial;
        vm.warp(START + 1);
        _submitPckCrl(START + 1, TestPki.serialList(revoked));

        verifier.verify(_signExpected(_fieldsWith(certificate)));
    }

    function test_reverts_whenAuthorityWasRevoked() public {
        vm.warp(START + 1);
        _submitRootCrl(START + 1, TestPki.serialList(TestPki.PCK_AUTHORITY_SERIAL));

        _expectError(
            abi.encodeWithSelector(
                ICrlStore.CertificateRevokedBy.selector, crlStore.root(), uint160(TestPki.PCK_AUTHORITY_SERIAL)
            ),
            _quote()
        );
    }

    /// @dev The machine's certificate outlasts its authority's, so that its dates are GeneralizedTime.
    function test_reverts_whenAuthorityExpired(uint256 late) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        certificate.notAfter = TestPki.NOT_AFTER + 365 days;
        uint256[] memory none;
        vm.warp(TestPki.NOT_AFTER);
        _submitRootCrl(block.timestamp, none);
        _submitPckCrl(block.timestamp, none);
        TdxQuote memory quote = _signExpected(_fieldsWith(certificate));
        verifier.verify(quote);
        vm.warp(TestPki.NOT_AFTER + bound(late, 1, 30 days));

        _expectError(
            abi.encodeWithSelector(
                ICrlStore.AuthorityExpired.selector, pckAuthorityId, TestPki.NOT_AFTER, block.timestamp
            ),
            quote
        );
    }

    function test_reverts_whenPckCrlIsStale(uint256 late) public {
        TdxQuote memory quote = _quote();
        uint256 nextUpdate = START + 30 days;
        vm.warp(nextUpdate + bound(late, 1, 300 days));

        _expectError(
            abi.encodeWithSelector(ICrlStore.CrlStale.selector, pckAuthorityId, nextUpdate, block.timestamp), quote
        );
    }

    function test_reverts_whenRootCrlIsStale(uint256 late) public {
        TdxQuote memory quote = _quote();
        uint256 nextUpdate = START + 365 days;
        vm.warp(nextUpdate + bound(late, 1, 3650 days));

        _expectError(
            abi.encodeWithSelector(ICrlStore.CrlStale.selector, crlStore.root(), nextUpdate, block.timestamp), quote
        );
    }

    function test_reverts_whenExtensionIsMissing() public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        // The last one is Intel's.
        Extension[] memory extensions = certificate.extensions;
        certificate.extensions = new Extension[](extensions.length - 1);
        for (uint256 i = 0; i < certificate.extensions.length; ++i) {
            certificate.extensions[i] = extensions[i];
        }

        _expectError(
            abi.encodeWithSelector(PckExtension.PckExtensionMissing.selector), _signExpected(_fieldsWith(certificate))
        );
    }

    function test_reverts_whenExtensionIsThereTwice(bytes16 ppid) public {
        CertificateFields memory certificate = TestPki.pckFields(_platform());
        bytes[] memory elements = TestPki.sgxElements(_platform());
        elements[0] = TestPki.sgxElement(hex"01", DerWriter.octetString(bytes.concat(ppid)));
        certificate.extensions = TestPki.append(certificate.extensions, TestPki.sgxExtension(elements));

        _expectPartialError(X509.ExtensionRepeated.selector, _signExpected(_fieldsWith(certificate)));
    }

    function test_reverts_whenExtensionIsMalformed(uint256 element) public {
        element = bound(element, PckExtension.PPID, PckExtension.FMSPC);
        bytes[] memory elements = TestPki.sgxElements(_platform());
        elements[element - 1] = "";

        _expectError(
            abi.encodeWithSelector(PckExtension.PckElementMissing.selector, element),
            _signExpected(_fieldsWith(TestPki.pckFields(elements)))
        );
    }

    // --- expectations ---

    function _expectNotInForce(CertificateFields memory certificate) private {
        _expectError(
            abi.encodeWithSelector(
                ITdxQuoteVerifier.PckCertificateNotInForce.selector,
                certificate.notBefore,
                certificate.notAfter,
                block.timestamp
            ),
            _signExpected(_fieldsWith(certificate))
        );
    }
}
