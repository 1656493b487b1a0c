// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {PckExtension} from "src/libraries/PckExtension.sol";
import {PckTcb} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {TestPki} from "test/pki/TestPki.sol";

// read
// ├── when there is no extension                        → reverts PckExtensionMissing
// ├── when PPID, TCB, PCEID or FMSPC is missing         → reverts PckElementMissing
// ├── when an element is repeated                       → reverts PckElementRepeated
// ├── when an element is unknown, or none               → reverts PckElementUnknown
// ├── when a value has another length                   → reverts PckElementLengthInvalid
// ├── when a value has another type                     → reverts DerTagUnexpected
// ├── when bytes follow a value                         → reverts DerTrailingBytes
// ├── when a part of the TCB
// │   ├── is missing, repeated, not in its place        → reverts PckTcbPartUnexpected
// │   └── is too large                                  → reverts PckSvnTooLarge
// └── otherwise, in any order, with or without the rest → says what it says
contract PckExtensionTest is Suite {
    /// @dev Whatever stands before the extension in its certificate; positions are counted from there.
    uint256 private constant OFFSET = 37;
    uint256 private constant ELEMENTS = 7;
    uint256 private constant PARTS = 18;
    uint8 private constant OCTET_STRING = 0x04;
    uint8 private constant SEQUENCE = 0x30;

    /// @dev One call frame, so that a revert can be expected.
    function read(bytes memory content) external pure returns (PckTcb memory) {
        bytes memory der = abi.encodePacked(new bytes(OFFSET), content, keccak256("what follows"));
        return PckExtension.read(der, OFFSET, OFFSET + content.length);
    }

    function readNothing(bytes memory der) external pure returns (PckTcb memory) {
        return PckExtension.read(der, 0, 0);
    }

    function test_reverts_whenThereIsNoExtension(bytes memory der) public {
        vm.expectRevert(PckExtension.PckExtensionMissing.selector);
        this.readNothing(der);
    }

    function test_reverts_whenElementIsMissing(PckTcb memory tcb, uint256 element) public {
        element = bound(element, PckExtension.PPID, PckExtension.FMSPC);
        bytes[] memory elements = TestPki.sgxElements(tcb);
        elements[element - 1] = "";

        vm.expectRevert(abi.encodeWithSelector(PckExtension.PckElementMissing.selector, element));
        _read(elements);
    }

    function test_reverts_whenElementIsRepeated(PckTcb memory tcb, PckTcb memory other, uint256 element) public {
        element = bound(element, 1, ELEMENTS);
        bytes[] memory elements = TestPki.sgxElements(tcb);
        uint256 last = elements.length - 1;
        elements[last] = bytes.concat(elements[last], TestPki.sgxElements(other)[element - 1]);

        vm.expectRevert(abi.encodeWithSelector(PckExtension.PckElementRepeated.selector, element));
        _read(elements);
    }

    function test_reverts_whenElementIsUnknown(PckTcb memory tcb, uint8 arc, uint256 place) public {
        vm.assume(arc == 0 || arc > ELEMENTS);
        bytes memory unknown = TestPki.sgxElement(abi.encodePacked(arc), DerWriter.integer(1));

        _refuses(TestPki.sgxElements(tcb), place, unknown);
    }

    function test_reverts_whenElementIsTooShort(PckTcb memory tcb, uint256 length, uint256 place) public {
        // An identifier is 12 bytes long.
        bytes memory short = DerWriter.sequence(new bytes(bound(length, 0, 11)));

        _refuses(TestPki.sgxElements(tcb), place, short);
    }

    function test_reverts_whenIdentifierDiffers(PckTcb memory tcb, uint256 element, uint256 at, uint8 flip) public {
        vm.assume(flip != 0);
        bytes[] memory elements = TestPki.sgxElements(tcb);
        element = bound(element, 0, elements.length - 1);
        // Its tag, its length and all arcs but the last.
        elements[element][_headLength(elements[element]) + bound(at, 0, 10)] ^= bytes1(flip);

        vm.expectRevert(abi.encodeWithSelector(PckExtension.PckElementUnknown.selector, _start(elements, element)));
        _read(elements);
    }

    function test_reverts_whenLengthDiffers(PckTcb memory tcb, uint256 which, bytes calldata value) public {
        vm.assume(value.length < 60_000);
        which = bound(which, 0, 3);
        uint256 element = [PckExtension.PPID, PckExtension.PCE_ID, PckExtension.FMSPC, PckExtension.CPU_SVN][which];
        uint256 wanted = [uint256(16), 2, 6, 16][which];
        vm.assume(value.length != wanted);
        bytes memory octets = DerWriter.octetString(value);
        bytes[] memory elements =
            element == PckExtension.CPU_SVN ? _withPart(tcb, element, octets) : _withElement(tcb, element, octets);

        vm.expectRevert(
            abi.encodeWithSelector(PckExtension.PckElementLengthInvalid.selector, element, value.length, wanted)
        );
        _read(elements);
    }

    function test_reverts_whenTypeOfElementDiffers(PckTcb memory tcb, uint256 element, uint8 tag) public {
        element = bound(element, PckExtension.PPID, PckExtension.FMSPC);
        uint8 wanted = element == PckExtension.TCB ? SEQUENCE : OCTET_STRING;
        vm.assume(tag != wanted);
        bytes[] memory elements = TestPki.sgxElements(tcb);
        uint256 at = _headLength(elements[element - 1]) + 12;
        elements[element - 1][at] = bytes1(tag);

        vm.expectRevert(
            abi.encodeWithSelector(Der.DerTagUnexpected.selector, _start(elements, element - 1) + at, tag, wanted)
        );
        _read(elements);
    }

    function test_reverts_whenTypeOfPartDiffers(PckTcb memory tcb, uint256 part, uint8 tag) public {
        part = bound(part, 1, PARTS);
        uint8 wanted = part == PckExtension.CPU_SVN ? OCTET_STRING : Der.INTEGER;
        vm.assume(tag != wanted);
        bytes memory value = DerWriter.tlv(tag, new bytes(16));

        bytes[] memory elements = _withPart(tcb, part, value);

        vm.expectPartialRevert(Der.DerTagUnexpected.selector);
        _read(elements);
    }

    function test_reverts_whenBytesFollowAnElement(PckTcb memory tcb, uint256 element, bytes calldata tail) public {
        vm.assume(tail.length != 0 && tail.length < 1000);
        element = bound(element, 1, ELEMENTS);
        bytes[] memory elements = TestPki.sgxElements(tcb);
        bytes memory genuine = elements[element - 1];
        uint256 end = _start(elements, element - 1) + genuine.length;
        bytes memory longer = DerWriter.sequence(bytes.concat(_content(genuine), tail));
        elements[element - 1] = longer;

        // A longer element may need a longer head.
        end += _headLength(longer) - _headLength(genuine);
        vm.expectRevert(abi.encodeWithSelector(Der.DerTrailingBytes.selector, end));
        _read(elements);
    }

    function test_reverts_whenBytesFollowAPart(PckTcb memory tcb, uint256 part, bytes calldata tail) public {
        vm.assume(tail.length != 0 && tail.length < 1000);
        part = bound(part, 1, PARTS);
        bytes memory value = part == PckExtension.CPU_SVN
            ? DerWriter.octetString(abi.encodePacked(tcb.components))
            : DerWriter.integer(uint256(part));

        bytes[] memory elements = _withPart(tcb, part, bytes.concat(value, tail));

        vm.expectPartialRevert(Der.DerTrailingBytes.selector);
        _read(elements);
    }

    function test_reverts_whenPartIsMissing(PckTcb memory tcb, uint256 part) public {
        part = bound(part, 1, PARTS);
        bytes[] memory parts = TestPki.sgxTcbElements(tcb);
        parts[part - 1] = "";
        bytes[] memory elements = TestPki.sgxElements(tcb, parts);

        // Behind the last part the TCB ends.
        vm.expectPartialRevert(
            part == PckExtension.CPU_SVN ? Der.DerTruncated.selector : PckExtension.PckTcbPartUnexpected.selector
        );
        _read(elements);
    }

    function test_reverts_whenPartsAreNotInOrder(PckTcb memory tcb, uint256 one, uint256 other) public {
        one = bound(one, 1, PARTS - 1);
        other = bound(other, one + 1, PARTS);
        bytes[] memory parts = TestPki.sgxTcbElements(tcb);
        (parts[one - 1], parts[other - 1]) = (parts[other - 1], parts[one - 1]);
        bytes[] memory elements = TestPki.sgxElements(tcb, parts);
        uint256 head = _headLength(elements[1]);
        uint256 at = _start(elements, 1) + head + 12 + _headLength(_content(elements[1], 12)) + _start(parts, one - 1);

        vm.expectRevert(abi.encodeWithSelector(PckExtension.PckTcbPartUnexpected.selector, at - OFFSET, one));
        _read(elements);
    }

    function test_reverts_whenPartIsRepeated(PckTcb memory tcb, uint256 part) public {
        part = bound(part, 1, PARTS);
        bytes[] memory parts = TestPki.sgxTcbElements(tcb);
        parts[part - 1] = bytes.concat(parts[part - 1], parts[part - 1]);
        bytes[] memory elements = TestPki.sgxElements(tcb, parts);

        vm.expectPartialRevert(
            part == PckExtension.CPU_SVN ? Der.DerTrailingBytes.selector : PckExtension.PckTcbPartUnexpected.selector
        );
        _read(elements);
    }

    function test_reverts_whenSvnIsTooLarge(PckTcb memory tcb, uint256 part, uint256 svn) public {
        part = bound(part, 1, PckExtension.PCE_SVN);
        uint256 largest = part == PckExtension.PCE_SVN ? type(uint16).max : type(uint8).max;
        svn = bound(svn, largest + 1, type(uint256).max);
        bytes[] memory elements = _withPart(tcb, part, DerWriter.integer(svn));

        vm.expectRevert(abi.encodeWithSelector(PckExtension.PckSvnTooLarge.selector, part, svn, largest));
        _read(elements);
    }

    function test_reads_inAnyOrder(PckTcb memory tcb, uint256 seed) public view {
        bytes[] memory elements = TestPki.sgxElements(tcb);
        for (uint256 i = elements.length - 1; i > 0; --i) {
            uint256 j = uint256(keccak256(abi.encode(seed, i))) % (i + 1);
            (elements[i], elements[j]) = (elements[j], elements[i]);
        }

        assertEq(abi.encode(_read(elements)), abi.encode(tcb));
    }

    function test_reads_withoutTheRest(PckTcb memory tcb, uint256 missing) public view {
        bytes[] memory elements = TestPki.sgxElements(tcb);
        // Any subset of SGX type, platform instance and configuration.
        for (uint256 i = PckExtension.FMSPC; i < ELEMENTS; ++i) {
            if ((missing >> i) & 1 != 0) elements[i] = "";
        }

        assertEq(abi.encode(_read(elements)), abi.encode(tcb));
    }

    /// @dev Another byte anywhere, but in what nobody reads: refused, or another platform.
    function test_neverSaysTheSame_whenAnyByteDiffers(PckTcb memory tcb, uint256 at, uint8 flip) public view {
        vm.assume(flip != 0);
        bytes[] memory elements = TestPki.sgxElements(tcb);
        for (uint256 i = PckExtension.FMSPC; i < ELEMENTS; ++i) {
            elements[i] = "";
        }
        bytes memory content = TestPki.join(elements);
        // The content of CPUSVN ends the TCB.
        uint256 cpuSvn = _start(elements, 2) - OFFSET - 16;
        at = bound(at, 0, content.length - 1 - 16);
        content[at < cpuSvn ? at : at + 16] ^= bytes1(flip);

        try this.read(content) returns (PckTcb memory given) {
            assertNotEq(keccak256(abi.encode(given)), keccak256(abi.encode(tcb)));
        } catch {}
    }

    // --- builders ---

    function _read(bytes[] memory elements) private view returns (PckTcb memory) {
        return this.read(TestPki.join(elements));
    }

    /// @dev Puts `intruder` before the element at `place` and expects that it is found there.
    function _refuses(bytes[] memory elements, uint256 place, bytes memory intruder) private {
        place = bound(place, 0, elements.length - 1);
        elements[place] = bytes.concat(intruder, elements[place]);

        vm.expectRevert(abi.encodeWithSelector(PckExtension.PckElementUnknown.selector, _start(elements, place)));
        _read(elements);
    }

    function _withElement(PckTcb memory tcb, uint256 element, bytes memory value)
        private
        pure
        returns (bytes[] memory elements)
    {
        elements = TestPki.sgxElements(tcb);
        elements[element - 1] = TestPki.sgxElement(abi.encodePacked(uint8(element)), value);
    }

    function _withPart(PckTcb memory tcb, uint256 part, bytes memory value) private pure returns (bytes[] memory) {
        bytes[] memory parts = TestPki.sgxTcbElements(tcb);
        parts[part - 1] = TestPki.sgxElement(abi.encodePacked(uint8(PckExtension.TCB), uint8(part)), value);
        return TestPki.sgxElements(tcb, parts);
    }

    /// @dev Where the piece with this index begins.
    function _start(bytes[] memory pieces, uint256 index) private pure returns (uint256 at) {
        at = OFFSET;
        for (uint256 i = 0; i < index; ++i) {
            at += pieces[i].length;
        }
    }

    /// @dev Bytes of tag and length.
    function _headLength(bytes memory element) private pure returns (uint256) {
        return uint8(element[1]) < 0x80 ? 2 : 2 + uint8(element[1]) - 0x80;
    }

    function _content(bytes memory element) private pure returns (bytes memory) {
        return _content(element, 0);
    }

    function _content(bytes memory element, uint256 skipped) private pure returns (bytes memory content) {
        uint256 from = _headLength(element) + skipped;
        content = new bytes(element.length - from);
        for (uint256 i = 0; i < content.length; ++i) {
            content[i] = element[from + i];
        }
    }
}
