// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbJsonHarness} from "./TcbJsonHarness.sol";
import {JsonReader} from "src/libraries/JsonReader.sol";
import {QeIdentity, TcbInfo} from "src/libraries/PackedTcb.sol";
import {TcbJson} from "src/libraries/TcbJson.sol";
import {UtcTime} from "src/libraries/UtcTime.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";
import {LevelFields, ModuleFields, QeIdentityFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";

// A valid document in which one byte changed: as if Intel had signed it, since signatures are not checked here
// ├── one bit of every byte, or any byte by any other → refused with an error of the parser, or every field is what a
// │                                                     general JSON parser (forge's) reads there
// └── cut off at any byte                             → refused with an error of the parser
contract TcbJson_Mutations_Test is Suite {
    uint256 private constant ISSUED_AT = 1_750_328_163;

    TcbJsonHarness private harness = new TcbJsonHarness();
    bytes private tcbInfo;
    bytes private qeIdentity;

    function setUp() public {
        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        fields.identities[0] = fields.identities[1];
        ModuleFields[] memory identities = fields.identities;
        LevelFields[] memory levels = fields.levels;
        levels[0].advisories = 2;
        // One of each is enough.
        assembly ("memory-safe") {
            mstore(identities, 1)
            mstore(levels, 1)
        }
        tcbInfo = TcbJsonWriter.tcbInfo(fields);
        QeIdentityFields memory identity = TcbJsonWriter.qeIdentityFields(ISSUED_AT);
        identity.levels = TcbJsonWriter.svnLevels(4, TcbStatus.UP_TO_DATE, 2, TcbStatus.REVOKED);
        qeIdentity = TcbJsonWriter.qeIdentity(identity);
    }

    function test_means_whatItSays_whenABitOfAnyByteIsFlipped() public {
        vm.pauseGasMetering();
        bytes memory json = tcbInfo;
        uint256 accepted = 0;
        for (uint256 i = 0; i < json.length; ++i) {
            if (_tryTcbInfo(_withByte(json, i, json[i] ^ bytes1(uint8(1 << (i % 8)))))) ++accepted;
        }
        // Most digits and letters of strings can change into others; no brace, quote or key can.
        assertGt(accepted, 100);
        assertLt(accepted, json.length / 3);

        json = qeIdentity;
        for (uint256 i = 0; i < json.length; ++i) {
            _tryQeIdentity(_withByte(json, i, json[i] ^ bytes1(uint8(1 << (i % 8)))));
        }
    }

    function test_means_whatItSays_whenAByteIsReplaced(uint256 index, bytes1 by) public view {
        _tryTcbInfo(_withByte(tcbInfo, bound(index, 0, tcbInfo.length - 1), by));
        _tryQeIdentity(_withByte(qeIdentity, bound(index, 0, qeIdentity.length - 1), by));
    }

    /// @dev The characters of which JSON is made.
    function test_means_whatItSays_whenAByteBecomesSyntax(uint256 index, uint256 which) public view {
        bytes memory syntax = '{}[]",:\\0123456789.+-eE nulltruefalse';
        bytes1 by = syntax[bound(which, 0, syntax.length - 1)];

        _tryTcbInfo(_withByte(tcbInfo, bound(index, 0, tcbInfo.length - 1), by));
        _tryQeIdentity(_withByte(qeIdentity, bound(index, 0, qeIdentity.length - 1), by));
    }

    function test_refuses_whenCutOffAnywhere() public {
        vm.pauseGasMetering();
        bytes memory json = tcbInfo;
        for (uint256 length = 0; length < json.length; ++length) {
            assertFalse(_tryTcbInfo(_cut(json, length)));
        }
        json = qeIdentity;
        for (uint256 length = 0; length < json.length; ++length) {
            assertFalse(_tryQeIdentity(_cut(json, length)));
        }
    }

    function _tryTcbInfo(bytes memory json) private view returns (bool isAccepted) {
        try harness.parseTcbInfo(json) returns (TcbInfo memory info) {
            _assertMeaning(string(json), info);
            return true;
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
    }

    function _tryQeIdentity(bytes memory json) private view returns (bool isAccepted) {
        try harness.parseQeIdentity(json) returns (QeIdentity memory identity) {
            _assertMeaning(string(json), identity);
            return true;
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
    }

    function _assertMeaning(string memory json, TcbInfo memory info) private view {
        assertEq(vm.parseJsonString(json, ".id"), "TDX");
        assertEq(vm.parseJsonUint(json, ".version"), 3);
        assertEq(vm.parseJsonUint(json, ".tcbType"), 0);
        assertEq(vm.parseJsonUint(json, ".tcbEvaluationDataNumber"), info.dates.evaluationNumber);
        _assertDate(json, ".issueDate", info.dates.issuedAt);
        _assertDate(json, ".nextUpdate", info.dates.nextUpdate);
        assertEq(_parseHex(json, ".fmspc"), bytes.concat(info.fmspc));
        assertEq(_parseHex(json, ".pceId"), bytes.concat(info.pceId));
        string memory id = vm.parseJsonString(json, ".tdxModuleIdentities[0].id");
        bytes memory version = vm.parseBytes(vm.replace(id, "TDX_", "0x"));
        bytes memory first = bytes.concat(hex"00", _parseModule(json, ".tdxModule"), hex"00");
        bytes memory second = bytes.concat(version, _parseModule(json, ".tdxModuleIdentities[0]"));
        assertEq(info.modules, bytes.concat(first, second, hex"02", _parseSvnLevels(json, ".tdxModuleIdentities[0]")));
        assertEq(info.levelCount, 1);
        assertEq(
            info.levels,
            abi.encodePacked(
                _parseComponents(json, ".tcbLevels[0].tcb.sgxtcbcomponents"),
                _parseComponents(json, ".tcbLevels[0].tcb.tdxtcbcomponents"),
                uint16(vm.parseJsonUint(json, ".tcbLevels[0].tcb.pcesvn")),
                _parseStatus(json, ".tcbLevels[0].tcbStatus")
            )
        );
    }

    function _assertMeaning(string memory json, QeIdentity memory identity) private pure {
        assertEq(vm.parseJsonString(json, ".id"), "TD_QE");
        assertEq(vm.parseJsonUint(json, ".version"), 2);
        assertEq(vm.parseJsonUint(json, ".tcbEvaluationDataNumber"), identity.dates.evaluationNumber);
        _assertDate(json, ".issueDate", identity.dates.issuedAt);
        _assertDate(json, ".nextUpdate", identity.dates.nextUpdate);
        assertEq(_parseHex(json, ".miscselect"), bytes.concat(identity.miscSelect));
        assertEq(_parseHex(json, ".miscselectMask"), bytes.concat(identity.miscSelectMask));
        assertEq(_parseHex(json, ".attributes"), bytes.concat(identity.attributes));
        assertEq(_parseHex(json, ".attributesMask"), bytes.concat(identity.attributesMask));
        assertEq(_parseHex(json, ".mrsigner"), bytes.concat(identity.mrSigner));
        assertEq(vm.parseJsonUint(json, ".isvprodid"), identity.productId);
        assertEq(identity.levels, _parseSvnLevels(json, ""));
    }

    /// @dev All errors of the parser, and none of the language's.
    function _assertNamed(bytes memory reason) private pure {
        bytes4 selector = bytes4(reason);
        bool isOfReader = selector == JsonReader.JsonUnexpected.selector
            || selector == JsonReader.JsonNumberInvalid.selector || selector == JsonReader.JsonHexInvalid.selector
            || selector == JsonReader.JsonStringInvalid.selector || selector == JsonReader.JsonDateInvalid.selector;
        bool isOfTime = selector == UtcTime.DigitInvalid.selector || selector == UtcTime.DateInvalid.selector
            || selector == UtcTime.TimeOfDayInvalid.selector;
        bool isOfTcb = selector == TcbJson.TcbLevelsNotDescending.selector
            || selector == TcbJson.TdxModuleVersionInvalid.selector || selector == TcbJson.TcbStatusUnknown.selector;
        assertTrue(isOfReader || isOfTime || isOfTcb, vm.toString(reason));
    }

    /// @dev "23:59:60" is the second after "23:59:59", and written as such.
    function _assertDate(string memory json, string memory path, uint256 time) private pure {
        string memory given = vm.parseJsonString(json, path);
        bool isLeap = bytes(given)[17] == "6";
        assertEq(vm.replace(given, ":60Z", ":59Z"), TcbJsonWriter.date(isLeap ? time - 1 : time));
    }

    function _parseModule(string memory json, string memory path) private pure returns (bytes memory) {
        return bytes.concat(
            keccak256(_parseHex(json, string.concat(path, ".mrsigner"))),
            _parseHex(json, string.concat(path, ".attributes")),
            _parseHex(json, string.concat(path, ".attributesMask"))
        );
    }

    /// @dev Two of them.
    function _parseSvnLevels(string memory json, string memory path) private pure returns (bytes memory packed) {
        for (uint256 i = 0; i < 2; ++i) {
            string memory level = string.concat(path, ".tcbLevels[", vm.toString(i), "]");
            packed = abi.encodePacked(
                packed,
                uint16(vm.parseJsonUint(json, string.concat(level, ".tcb.isvsvn"))),
                _parseStatus(json, string.concat(level, ".tcbStatus"))
            );
        }
    }

    function _parseComponents(string memory json, string memory path) private view returns (bytes16) {
        assertFalse(vm.keyExistsJson(json, string.concat(path, "[16]")));
        uint256 packed = 0;
        for (uint256 i = 0; i < 16; ++i) {
            uint256 svn = vm.parseJsonUint(json, string.concat(path, "[", vm.toString(i), "].svn"));
            assertLt(svn, 256);
            packed = (packed << 8) | svn;
        }
        return bytes16(uint128(packed));
    }

    function _parseStatus(string memory json, string memory path) private pure returns (TcbStatus) {
        string memory name = vm.parseJsonString(json, path);
        for (uint256 i = 1; i < 8; ++i) {
            if (keccak256(bytes(name)) == keccak256(bytes(TcbJsonWriter.statusName(TcbStatus(i))))) {
                return TcbStatus(i);
            }
        }
        return TcbStatus.UNRECOGNIZED;
    }

    function _parseHex(string memory json, string memory path) private pure returns (bytes memory) {
        return vm.parseBytes(string.concat("0x", vm.parseJsonString(json, path)));
    }

    function _withByte(bytes memory json, uint256 index, bytes1 by) private pure returns (bytes memory changed) {
        changed = bytes.concat(json);
        changed[index] = by;
    }

    function _cut(bytes memory json, uint256 length) private pure returns (bytes memory start) {
        start = bytes.concat(json);
        assembly ("memory-safe") {
            mstore(start, length)
        }
    }
}
