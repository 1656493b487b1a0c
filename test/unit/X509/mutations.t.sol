// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {UtcTime} from "src/libraries/UtcTime.sol";
import {X509} from "src/libraries/X509.sol";
import {X509Crl} from "src/libraries/X509Crl.sol";
import {P256Key} from "src/types/P256.sol";
import {PckTcb} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";
import {TestPki} from "test/pki/TestPki.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// certificates and CRLs
// ├── when one byte is another                                → a named error, or the signature is invalid
// ├── when bytes are cut out, repeated or moved within        → a named error, or the signature is invalid
// ├── when any bytes at all                                   → a named error
// └── when the two are mistaken for each other                → a named error
/// forge-config: default.evm_version = "osaka"
contract X509_Mutations_Test is Suite {
    X509Harness private immutable x509 = new X509Harness();

    uint256 private constant NOW = 1_790_000_000;

    bytes private _certificate;
    bytes private _crl;
    P256Key private _key;

    function setUp() public {
        _certificate = TestPki.pckCertificate(PckTcb(bytes16(keccak256("ppid")), hex"00906ed50000", 0, 0, 13));
        _crl = TestPki.pckCrl(NOW, TestPki.serialList("revoked", 3));
        _key = TestPki.pckAuthority().key;
        assertTrue(x509.isSignedBy(_certificate, _key));
        assertTrue(x509.isCrlSignedBy(_crl, _key));
    }

    /// @dev Every byte of both; which bit of it goes round.
    function test_isRefused_whenOneBitOfAnyByteIsFlipped() public view {
        bytes memory certificate = _certificate;
        for (uint256 i = 0; i < certificate.length; ++i) {
            bytes1 flip = bytes1(uint8(1 << (i % 8)));
            certificate[i] ^= flip;
            _assertRefused(certificate, i);
            certificate[i] ^= flip;
        }
        bytes memory crl = _crl;
        for (uint256 i = 0; i < crl.length; ++i) {
            bytes1 flip = bytes1(uint8(1 << (i % 8)));
            crl[i] ^= flip;
            _assertCrlRefused(crl, i);
            crl[i] ^= flip;
        }
    }

    function test_isRefused_whenOneByteIsAnother(uint256 at, uint8 flip) public view {
        vm.assume(flip != 0);
        bytes memory certificate = _certificate;
        certificate[at % certificate.length] ^= bytes1(flip);
        _assertRefused(certificate, at % certificate.length);
        bytes memory crl = _crl;
        crl[at % crl.length] ^= bytes1(flip);
        _assertCrlRefused(crl, at % crl.length);
    }

    function test_isRefused_whenCutShort(uint256 length) public view {
        _assertRefused(this.cut(_certificate, 0, bound(length, 0, _certificate.length - 1)), length);
        _assertCrlRefused(this.cut(_crl, 0, bound(length, 0, _crl.length - 1)), length);
    }

    /// @dev A piece of the whole put in place of another, often of another length.
    function test_isRefused_whenAPieceIsElsewhere(uint256 from, uint256 length, uint256 to, uint256 gap) public view {
        bytes memory certificate = _move(_certificate, from, length, to, gap);
        if (keccak256(certificate) != keccak256(_certificate)) _assertRefused(certificate, to);
        bytes memory crl = _move(_crl, from, length, to, gap);
        if (keccak256(crl) != keccak256(_crl)) _assertCrlRefused(crl, to);
    }

    function test_isRefused_whateverTheBytes(bytes calldata some) public view {
        _assertRefused(some, 0);
        _assertCrlRefused(some, 0);
    }

    function test_isRefused_whenMistakenForTheOther() public view {
        _assertRefused(_crl, 0);
        _assertCrlRefused(_certificate, 0);
    }

    function cut(bytes calldata whole, uint256 start, uint256 stop) external pure returns (bytes memory) {
        return whole[start:stop];
    }

    function _move(bytes memory whole, uint256 from, uint256 length, uint256 to, uint256 gap)
        private
        view
        returns (bytes memory)
    {
        from = bound(from, 0, whole.length);
        to = bound(to, 0, whole.length);
        length = bound(length, 0, _min(64, whole.length - from));
        gap = bound(gap, 0, _min(64, whole.length - to));
        return bytes.concat(
            this.cut(whole, 0, to), this.cut(whole, from, from + length), this.cut(whole, to + gap, whole.length)
        );
    }

    function _assertRefused(bytes memory der, uint256 at) private view {
        try x509.isSignedBy(der, _key) returns (bool isSigned) {
            if (isSigned) revert(vm.toString(at));
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
    }

    function _assertCrlRefused(bytes memory der, uint256 at) private view {
        try x509.isCrlSignedBy(der, _key) returns (bool isSigned) {
            if (isSigned) revert(vm.toString(at));
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
    }

    function _assertNamed(bytes memory reason) private pure {
        bytes4 selector = bytes4(reason);
        bool isDer = selector == Der.DerTruncated.selector || selector == Der.DerLengthInvalid.selector
            || selector == Der.DerTagUnexpected.selector || selector == Der.DerTrailingBytes.selector
            || selector == Der.DerIntegerInvalid.selector || selector == Der.DerObjectIdentifierInvalid.selector
            || selector == Der.DerTimeInvalid.selector;
        bool isTime = selector == UtcTime.DigitsInvalid.selector || selector == UtcTime.DateInvalid.selector
            || selector == UtcTime.TimeOfDayInvalid.selector;
        bool isX509 = selector == X509.AlgorithmUnsupported.selector || selector == X509.SignatureMalformed.selector
            || selector == X509.CertificateVersionUnsupported.selector || selector == X509.SerialTooLong.selector
            || selector == X509.KeyUnsupported.selector || selector == X509.ExtensionMalformed.selector
            || selector == X509.ExtensionRepeated.selector || selector == X509.ExtensionUnknownButCritical.selector
            || selector == X509.ExtensionMissing.selector || selector == X509.BooleanInvalid.selector;
        bool isCrl = selector == X509Crl.CrlVersionUnsupported.selector || selector == X509Crl.CrlListEmpty.selector;
        if (!isDer && !isTime && !isX509 && !isCrl) revert(vm.toString(reason));
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
