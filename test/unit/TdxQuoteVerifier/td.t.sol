// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuoteBase} from "./QuoteBase.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";
import {QuoteFields, TestQuote} from "test/pki/TestQuote.sol";

// verify: what kind of TD
// ├── when DEBUG is set                                      → reverts TdDebug
// ├── when MIGRATABLE, PERFMON or a reserved attribute is    → reverts TdAttributesRefused
// ├── when SEPT_VE_DISABLE is not                            → reverts TdSeptVeEnabled
// ├── when a service TD is bound (TDX 1.5)                   → reverts ServiceTdRefused
// └── when only LASS, PKS or KL are set besides              → accepts it
//
/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.fuzz.runs = 1000
contract TdxQuoteVerifier_Td_Test is QuoteBase {
    uint256 private constant DEBUG = 0;
    uint256 private constant LASS = 27;
    uint256 private constant SEPT_VE_DISABLE = 28;
    uint256 private constant MIGRATABLE = 29;
    uint256 private constant PKS = 30;
    uint256 private constant KL = 31;
    uint256 private constant PERFMON = 63;

    function test_reverts_whenDebug(uint256 kind, uint64 others) public {
        uint64 attributes = others | uint64(1 << DEBUG);

        _expectRefused(kind, attributes, ITdxQuoteVerifier.TdDebug.selector);
    }

    function test_reverts_whenMigratable(uint256 kind) public {
        _expectRefused(kind, _bits(SEPT_VE_DISABLE, MIGRATABLE), ITdxQuoteVerifier.TdAttributesRefused.selector);
    }

    function test_reverts_whenPerformanceMonitored(uint256 kind) public {
        _expectRefused(kind, _bits(SEPT_VE_DISABLE, PERFMON), ITdxQuoteVerifier.TdAttributesRefused.selector);
    }

    function test_reverts_whenBitIsRefused(uint256 kind, uint256 bit, uint256 seed) public {
        bit = bound(bit, 1, 63);
        if (_isAllowed(bit)) bit = [uint256(26), 29, 32, 62][seed % 4];

        _expectRefused(kind, _bits(SEPT_VE_DISABLE, bit), ITdxQuoteVerifier.TdAttributesRefused.selector);
    }

    function test_reverts_whenSeptVeIsEnabled(uint256 kind, bool lass, bool pks, bool kl) public {
        uint64 attributes = _allowed(lass, pks, kl);

        _expectRefused(kind, attributes, ITdxQuoteVerifier.TdSeptVeEnabled.selector);
    }

    function test_accepts_whenAttributesAreAllowed(uint256 kind, bool lass, bool pks, bool kl) public {
        uint64 attributes = _allowed(lass, pks, kl) | _bits(SEPT_VE_DISABLE, SEPT_VE_DISABLE);

        verifier.verify(_signExpected(_withAttributes(kind, attributes)));
    }

    /// @dev Any attributes: accepted if and only if this predicate, bit by bit, says so.
    function test_acceptsExactlyWhatIsAllowed(uint256 kind, uint64 attributes, uint256 shape) public {
        // Few of all attributes are allowed: most runs begin with one that is and change few bits.
        if (shape % 4 != 0) {
            attributes = (attributes & 0xd8000000) | uint64(1 << SEPT_VE_DISABLE);
            if (shape % 4 == 2) attributes ^= uint64(1) << uint64((shape >> 8) % 64);
        }

        bool isAccepted = _tryVerify(_signExpected(_withAttributes(kind, attributes))).length != 0;

        assertEq(isAccepted, _isAccepted(attributes));
    }

    function test_reverts_whenServiceTdIsBound(bytes32 head, bytes16 tail) public {
        vm.assume(head != 0 || tail != 0);

        _expectServiceTdRefused(bytes.concat(head, tail));
    }

    function test_reverts_whenServiceTdDiffersFromZeroInOneBit(uint256 bit) public {
        bit = bound(bit, 0, 383);
        bytes memory mrServiceTd = new bytes(48);
        mrServiceTd[bit / 8] = bytes1(uint8(1 << (bit % 8)));

        _expectServiceTdRefused(mrServiceTd);
    }

    // --- reference ---

    function _isAccepted(uint64 attributes) private pure returns (bool) {
        for (uint256 bit = 0; bit < 64; ++bit) {
            if ((attributes >> bit) & 1 != 0 && !_isAllowed(bit)) return false;
        }
        return (attributes >> SEPT_VE_DISABLE) & 1 == 1;
    }

    function _isAllowed(uint256 bit) private pure returns (bool) {
        return bit == LASS || bit == SEPT_VE_DISABLE || bit == PKS || bit == KL;
    }

    // --- builders ---

    function _bits(uint256 one, uint256 other) private pure returns (uint64) {
        return uint64((1 << one) | (1 << other));
    }

    function _allowed(bool lass, bool pks, bool kl) private pure returns (uint64 attributes) {
        if (lass) attributes |= uint64(1 << LASS);
        if (pks) attributes |= uint64(1 << PKS);
        if (kl) attributes |= uint64(1 << KL);
    }

    /// @dev Attributes as a number, bit 0 the lowest; in the report little-endian.
    function _inReport(uint64 attributes) private pure returns (bytes8 written) {
        for (uint256 i = 0; i < 8; ++i) {
            written |= bytes8(bytes1(uint8(attributes >> (8 * i)))) >> (8 * i);
        }
    }

    function _withAttributes(uint256 kind, uint64 attributes) private view returns (QuoteFields memory f) {
        f = _fieldsOfKind(kind);
        TestQuote.setAttributes(f.td, _inReport(attributes));
    }

    function _expectRefused(uint256 kind, uint64 attributes, bytes4 reason) private {
        _expectError(
            abi.encodeWithSelector(reason, _inReport(attributes)), _signExpected(_withAttributes(kind, attributes))
        );
    }

    function _expectServiceTdRefused(bytes memory mrServiceTd) private {
        QuoteFields memory f = _fieldsOfVersion(5, TestQuote.TD_1_5);
        f.td.mrServiceTd = mrServiceTd;

        _expectError(abi.encodeWithSelector(ITdxQuoteVerifier.ServiceTdRefused.selector), _signExpected(f));
    }
}
