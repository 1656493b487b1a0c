// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PckTcb} from "../types/Tcb.sol";
import {Der} from "./Der.sol";

/// @title PckExtension
/// @notice Reads what a PCK certificate says of its platform: Intel's SGX extension, 1.2.840.113741.1.13.1.
/// @dev Its elements may stand in any order, each once; the parts of its TCB only in Intel's order.
/// @custom:source Intel SGX PCK Certificate and Certificate Revocation List Profile Specification 1.5, section 1.3.5
library PckExtension {
    using Der for bytes;

    /// @dev Last arc of the elements' identifiers.
    uint256 internal constant PPID = 1;
    uint256 internal constant TCB = 2;
    uint256 internal constant PCE_ID = 3;
    uint256 internal constant FMSPC = 4;
    /// @dev From 5 on: SGX type, platform instance id, configuration. Nothing here depends on them.
    uint256 internal constant LAST_ELEMENT = 7;

    /// @dev Last arc of the identifiers of the TCB's parts; 1 to 16 are the SGX TCB components.
    uint256 internal constant COMPONENTS = 16;
    uint256 internal constant PCE_SVN = 17;
    uint256 internal constant CPU_SVN = 18;

    /// @dev An element's OBJECT IDENTIFIER but for its last byte, 11 bytes.
    uint256 private constant ELEMENT = 0x060a2a864886f84d010d01;
    uint256 private constant ELEMENT_LENGTH = 12;
    /// @dev The OBJECT IDENTIFIER of a part of the TCB but for its last byte, 12 bytes.
    uint256 private constant PART = 0x060b2a864886f84d010d0102;
    uint256 private constant PART_LENGTH = 13;

    error PckExtensionMissing();
    error PckElementUnknown(uint256 at);
    error PckElementRepeated(uint256 element);
    error PckElementMissing(uint256 element);
    error PckElementLengthInvalid(uint256 element, uint256 given, uint256 wanted);
    error PckTcbPartUnexpected(uint256 at, uint256 wanted);
    error PckSvnTooLarge(uint256 part, uint256 given, uint256 largest);

    /// @notice The extension whose content is `der[at:end]`, as {X509} finds it; `end` is zero if there is none.
    function read(bytes memory der, uint256 at, uint256 end) internal pure returns (PckTcb memory tcb) {
        require(end != 0, PckExtensionMissing());
        uint256 seen;
        while (at < end) {
            (uint256 element, uint256 start, uint256 stop) = _readElement(der, at, end);
            require((seen >> element) & 1 == 0, PckElementRepeated(element));
            seen |= 1 << element;
            if (element == PPID) {
                tcb.ppid = bytes16(uint128(_readOctets(der, start, stop, element, 16)));
            } else if (element == TCB) {
                _readTcb(der, start, stop, tcb);
            } else if (element == PCE_ID) {
                tcb.pceId = bytes2(uint16(_readOctets(der, start, stop, element, 2)));
            } else if (element == FMSPC) {
                tcb.fmspc = bytes6(uint48(_readOctets(der, start, stop, element, 6)));
            } else {
                (,, uint256 valueEnd) = der.read(start, stop);
                require(valueEnd == stop, Der.DerTrailingBytes(valueEnd));
            }
            at = stop;
        }
        for (uint256 element = PPID; element <= FMSPC; ++element) {
            require((seen >> element) & 1 != 0, PckElementMissing(element));
        }
    }

    /// @dev SEQUENCE { OID, value }: which element, and where its value begins and ends.
    function _readElement(bytes memory der, uint256 at, uint256 end)
        private
        pure
        returns (uint256 element, uint256 start, uint256 stop)
    {
        (start, stop) = der.readTag(at, end, Der.SEQUENCE);
        require(start + ELEMENT_LENGTH <= stop && der.word(start) >> 168 == ELEMENT, PckElementUnknown(at));
        element = (der.word(start) >> 160) & 0xff;
        require(element != 0 && element <= LAST_ELEMENT, PckElementUnknown(at));
        start += ELEMENT_LENGTH;
    }

    /// @dev SEQUENCE of SEQUENCE { OID, value }: sixteen components, PCESVN, CPUSVN.
    function _readTcb(bytes memory der, uint256 at, uint256 end, PckTcb memory tcb) private pure {
        (at, end) = der.readLast(at, end, Der.SEQUENCE);
        uint256 components;
        uint256 svn;
        for (uint256 part = 1; part <= COMPONENTS; ++part) {
            (svn, at) = _readSvn(der, at, end, part, type(uint8).max);
            components = (components << 8) | svn;
        }
        // Sixteen bytes were collected.
        // forge-lint: disable-next-line(unsafe-typecast)
        tcb.components = bytes16(uint128(components));
        (svn, at) = _readSvn(der, at, end, PCE_SVN, type(uint16).max);
        // Read with that maximum.
        // forge-lint: disable-next-line(unsafe-typecast)
        tcb.pceSvn = uint16(svn);

        uint256 start;
        (start, at) = _readPart(der, at, end, CPU_SVN);
        // The components once more, as the processor packs them.
        _readOctets(der, start, at, CPU_SVN, 16);
        require(at == end, Der.DerTrailingBytes(at));
    }

    function _readSvn(bytes memory der, uint256 at, uint256 end, uint256 part, uint256 largest)
        private
        pure
        returns (uint256 svn, uint256 stop)
    {
        (at, stop) = _readPart(der, at, end, part);
        (svn, at) = der.readUint(at, stop);
        require(at == stop, Der.DerTrailingBytes(at));
        require(svn <= largest, PckSvnTooLarge(part, svn, largest));
    }

    /// @dev Where the value of the TCB's part number `part`, which must stand at `at`, begins and ends.
    function _readPart(bytes memory der, uint256 at, uint256 end, uint256 part)
        private
        pure
        returns (uint256 start, uint256 stop)
    {
        (start, stop) = der.readTag(at, end, Der.SEQUENCE);
        require(
            start + PART_LENGTH <= stop && der.word(start) >> 152 == (PART << 8) | part, PckTcbPartUnexpected(at, part)
        );
        start += PART_LENGTH;
    }

    /// @dev The content of an OCTET STRING that fills `der[at:end]`.
    function _readOctets(bytes memory der, uint256 at, uint256 end, uint256 element, uint256 wanted)
        private
        pure
        returns (uint256)
    {
        (uint256 start, uint256 stop) = der.readLast(at, end, Der.OCTET_STRING);
        require(stop - start == wanted, PckElementLengthInvalid(element, stop - start, wanted));
        return der.slice(start, stop);
    }
}
