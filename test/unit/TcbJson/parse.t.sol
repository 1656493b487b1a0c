// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbFuzz} from "./TcbFuzz.sol";
import {TcbJsonHarness} from "./TcbJsonHarness.sol";
import {JsonReader} from "src/libraries/JsonReader.sol";
import {QeIdentity, TcbInfo} from "src/libraries/PackedTcb.sol";
import {TcbJson} from "src/libraries/TcbJson.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {Suite} from "test/Suite.sol";
import {
    LevelFields,
    ModuleFields,
    QeIdentityFields,
    SvnLevelFields,
    TcbInfoFields,
    TcbJsonWriter
} from "test/pki/TcbJsonWriter.sol";

// parseTcbInfo, parseQeIdentity
// ├── any document in Intel's format                       → every field as written
// ├── when a key is missing, new, misspelt or elsewhere    → reverts JsonUnexpected
// ├── another type, version or identifier                  → reverts JsonUnexpected
// ├── when a number exceeds its field                      → reverts JsonNumberInvalid
// ├── a status that does not exist, or not for a part      → reverts TcbStatusUnknown
// ├── when levels are not in descending order, or repeated → reverts TcbLevelsNotDescending
// ├── when a module comes twice, or is module 0            → reverts TdxModuleVersionInvalid
// ├── without levels                                       → reverts JsonUnexpected
// ├── with more levels than a byte can count               → reverts TcbLevelsTooMany
// └── with anything behind the last brace                  → reverts JsonUnexpected
contract TcbJson_Parse_Test is Suite {
    uint256 private constant ISSUED_AT = 1_750_328_163;

    TcbJsonHarness private harness = new TcbJsonHarness();

    function test_parses_everyField_ofATcbInfo(uint256 seed, uint256 issuedAt) public view {
        TcbInfoFields memory fields = TcbFuzz.tcbInfo(seed, bound(issuedAt, 0, 4_000_000_000), 256);

        TcbInfo memory info = harness.parseTcbInfo(TcbJsonWriter.tcbInfo(fields));

        assertEq(info.dates.issuedAt, fields.issuedAt);
        assertEq(info.dates.nextUpdate, fields.nextUpdate);
        assertEq(info.dates.evaluationNumber, fields.evaluationNumber);
        assertEq(info.fmspc, fields.fmspc);
        assertEq(info.pceId, fields.pceId);
        assertEq(info.levelCount, fields.levels.length);
        assertEq(info.levels, _packLevels(fields.levels));
        assertEq(info.modules, _packModules(fields));
    }

    function test_parses_everyField_ofAQeIdentity(uint256 seed, uint256 issuedAt, uint256 svns) public view {
        QeIdentityFields memory fields =
            TcbFuzz.qeIdentity(seed, bound(issuedAt, 0, 4_000_000_000), bound(svns, 1, 65_536));

        QeIdentity memory identity = harness.parseQeIdentity(TcbJsonWriter.qeIdentity(fields));

        assertEq(identity.dates.issuedAt, fields.issuedAt);
        assertEq(identity.dates.nextUpdate, fields.nextUpdate);
        assertEq(identity.dates.evaluationNumber, fields.evaluationNumber);
        assertEq(identity.miscSelect, fields.miscSelect);
        assertEq(identity.miscSelectMask, fields.miscSelectMask);
        assertEq(identity.attributes, fields.attributes);
        assertEq(identity.attributesMask, fields.attributesMask);
        assertEq(identity.mrSigner, fields.mrSigner);
        assertEq(identity.productId, fields.productId);
        assertEq(identity.levels, _packSvnLevels(fields.levels));
    }

    function test_reverts_whenAKeyIsNotAsExpected() public {
        bytes4 selector = JsonReader.JsonUnexpected.selector;
        _expectTcbInfoRefused('{"id":"TDX"', '{"id":"SGX"', selector, '{"id":"TDX"');
        _expectTcbInfoRefused('"version":3', '"version":2', selector, '{"id":"TDX"');
        _expectTcbInfoRefused('"tcbType":0', '"tcbType":1', selector, '","tcbType"');
        _expectTcbInfoRefused('"tdxModule":{', '"tdxModul":{', selector, ',"tdxModule":{');
        _expectTcbInfoRefused('"fmspc"', '"region":"eu","fmspc"', selector, '","fmspc"');
        _expectTcbInfoRefused(',"nextUpdate"', ', "nextUpdate"', selector, '","nextUpdate"');
        _expectTcbInfoRefused('","attributesMask":"FFFFFFFFFFFFFFFF"}', '"}', selector, '","attributesMask"');
        _expectTcbInfoRefused(',"pcesvn":11', "", selector, ',"pcesvn":11');
        _expectTcbInfoRefused('"pcesvn"', '"pceSvn"', selector, ',"pcesvn":11');
        _expectTcbInfoRefused('"tcbStatus"', '"tcbstatus"', selector, '","tcbStatus"');
        _expectTcbInfoRefused('{"svn":2,"category"', '{"svn":2,"x":1,"category"', selector, ',"category"');
        _expectTcbInfoRefused('"category"', '"x":"y","category"', selector, ',"category"');

        _expectQeIdentityRefused('{"id":"TD_QE"', '{"id":"QE"', selector, '{"id":"TD_QE"');
        _expectQeIdentityRefused('"version":2', '"version":3', selector, '{"id":"TD_QE"');
        _expectQeIdentityRefused('"miscselect"', '"miscSelect"', selector, ',"miscselect"');
        _expectQeIdentityRefused('","isvprodid":2', '"', selector, '","isvprodid"');
    }

    function test_reverts_whenANumberIsNotOfItsField() public {
        bytes4 selector = JsonReader.JsonNumberInvalid.selector;
        string memory firstSvn = '2,"category":"BIOS","type":"Early';
        _expectTcbInfoRefused('"svn":2', '"svn":256', selector, firstSvn);
        _expectTcbInfoRefused('"svn":2', '"svn":-2', selector, firstSvn);
        _expectTcbInfoRefused('"svn":2', '"svn":"2"', selector, firstSvn);
        _expectTcbInfoRefused('"svn":2', '"svn":02', selector, firstSvn);
        _expectTcbInfoRefused('"svn":2', '"svn":2e1', JsonReader.JsonUnexpected.selector, ',"category"');
        _expectTcbInfoRefused('"pcesvn":11', '"pcesvn":65536', selector, '11,"tdxtcbcomponents"');
        _expectTcbInfoRefused('"isvsvn":3', '"isvsvn":65536', selector, '3},"tcbDate"');
        _expectTcbInfoRefused('Number":17', 'Number":4294967296', selector, '17,"tdxModule"');
        _expectQeIdentityRefused('"isvprodid":2', '"isvprodid":65536', selector, '2,"tcbLevels"');
    }

    function test_reverts_whenAStatusDoesNotExist() public {
        bytes4 selector = TcbJson.TcbStatusUnknown.selector;
        string memory status = 'OutOfDate","advisoryIDs"';
        _expectTcbInfoRefused(status, 'Outofdate","advisoryIDs"', selector, status);
        _expectTcbInfoRefused(status, '","advisoryIDs"', selector, status);
        _expectTcbInfoRefused(status, 'UNRECOGNIZED","advisoryIDs"', selector, status);
        _expectTcbInfoRefused(status, 'OutOfDate ","advisoryIDs"', selector, status);
    }

    function test_reverts_whenAStatusIsNotForAPart(uint256 status, bool isModule) public {
        status = bound(status, uint256(TcbStatus.SW_HARDENING_NEEDED), uint256(TcbStatus.REVOKED) - 1);
        vm.assume(TcbStatus(status) != TcbStatus.OUT_OF_DATE);
        QeIdentityFields memory identity = TcbJsonWriter.qeIdentityFields(ISSUED_AT);
        identity.levels[0].status = TcbStatus(status);
        TcbInfoFields memory info = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        info.identities[0].levels[0].status = TcbStatus(status);

        bytes memory json = isModule ? TcbJsonWriter.tcbInfo(info) : TcbJsonWriter.qeIdentity(identity);

        uint256 at = vm.indexOf(string(json), '{"tcb":');
        vm.expectRevert(abi.encodeWithSelector(TcbJson.TcbStatusUnknown.selector, at));
        if (isModule) harness.parseTcbInfo(json);
        else harness.parseQeIdentity(json);
    }

    function test_reverts_whenLevelsAreNotDescending(uint256 seed, uint256 first, uint256 second) public {
        TcbInfoFields memory fields = TcbFuzz.tcbInfo(seed, ISSUED_AT, 256);
        vm.assume(fields.levels.length > 1);
        first = bound(first, 0, fields.levels.length - 2);
        second = bound(second, first + 1, fields.levels.length - 1);
        (fields.levels[first], fields.levels[second]) = (fields.levels[second], fields.levels[first]);

        _expectTcbInfoRefused(fields, TcbJson.TcbLevelsNotDescending.selector);
    }

    function test_reverts_whenALevelIsRepeated(uint256 seed, uint8 otherStatus) public {
        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        fields.levels[0].sgxComponents = TcbFuzz.components(seed, 256);
        fields.levels[1] = LevelFields(
            fields.levels[0].sgxComponents, fields.levels[0].tdxComponents, 11, TcbStatus(bound(otherStatus, 1, 7)), 0
        );

        _expectTcbInfoRefused(fields, TcbJson.TcbLevelsNotDescending.selector);
    }

    function test_reverts_whenSvnLevelsAreNotDescending(uint16 svn, uint16 lowerSvn, bool isModule) public {
        vm.assume(svn <= lowerSvn);
        SvnLevelFields[] memory levels =
            TcbJsonWriter.svnLevels(svn, TcbStatus.UP_TO_DATE, lowerSvn, TcbStatus.OUT_OF_DATE);
        TcbInfoFields memory info = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        info.identities[1].levels = levels;
        QeIdentityFields memory identity = TcbJsonWriter.qeIdentityFields(ISSUED_AT);
        identity.levels = levels;

        if (isModule) _expectTcbInfoRefused(info, TcbJson.TcbLevelsNotDescending.selector);
        else _expectQeIdentityRefused(identity, TcbJson.TcbLevelsNotDescending.selector);
    }

    function test_reverts_whenAModuleComesTwice(uint8 version) public {
        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        fields.identities[0].version = version;
        fields.identities[1].version = version;

        string memory json = string(TcbJsonWriter.tcbInfo(fields));

        string[] memory parts = vm.split(json, '{"id":"TDX_');
        // The first one already if it is module 0, which has come as `tdxModule`.
        uint256 at = bytes(parts[0]).length + 11;
        if (version != 0) at += bytes(parts[1]).length + 11;
        vm.expectRevert(abi.encodeWithSelector(TcbJson.TdxModuleVersionInvalid.selector, at, version));
        harness.parseTcbInfo(bytes(json));
    }

    function test_reverts_withoutLevels() public {
        TcbInfoFields memory info = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        info.levels = new LevelFields[](0);
        _expectTcbInfoRefused(info, JsonReader.JsonUnexpected.selector);

        info = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        info.identities[0].levels = new SvnLevelFields[](0);
        _expectTcbInfoRefused(info, JsonReader.JsonUnexpected.selector);

        QeIdentityFields memory identity = TcbJsonWriter.qeIdentityFields(ISSUED_AT);
        identity.levels = new SvnLevelFields[](0);
        _expectQeIdentityRefused(identity, JsonReader.JsonUnexpected.selector);
    }

    function test_reverts_withMoreLevelsThanAByteCanCount() public {
        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        fields.describesComponents = false;
        fields.levels = new LevelFields[](256);
        for (uint256 i = 0; i < 256; ++i) {
            fields.levels[i] = TcbJsonWriter.levelFields(256 - i, TcbStatus.UP_TO_DATE);
        }
        _expectTcbInfoRefused(fields, TcbJson.TcbLevelsTooMany.selector);

        LevelFields[] memory levels = fields.levels;
        assembly ("memory-safe") {
            mstore(levels, 255)
        }
        assertEq(harness.parseTcbInfo(TcbJsonWriter.tcbInfo(fields)).levelCount, 255);
    }

    function test_reverts_withMoreSvnLevelsThanAByteCanCount() public {
        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT);
        SvnLevelFields[] memory levels = new SvnLevelFields[](256);
        for (uint256 i = 0; i < 256; ++i) {
            levels[i] = SvnLevelFields(256 - i, TcbStatus.UP_TO_DATE, 0);
        }
        fields.identities[0].levels = levels;
        _expectTcbInfoRefused(fields, TcbJson.TcbLevelsTooMany.selector);

        assembly ("memory-safe") {
            mstore(levels, 255)
        }
        assertEq(harness.parseTcbInfo(TcbJsonWriter.tcbInfo(fields)).modules.length, 3 * 50 + 3 * (255 + 2));
    }

    function test_reverts_withAnythingBehind(bytes calldata behind) public {
        vm.assume(behind.length != 0);
        bytes memory info = TcbJsonWriter.tcbInfo(TcbJsonWriter.tcbInfoFields(ISSUED_AT));
        bytes memory identity = TcbJsonWriter.qeIdentity(TcbJsonWriter.qeIdentityFields(ISSUED_AT));

        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, info.length));
        harness.parseTcbInfo(bytes.concat(info, behind));
        vm.expectRevert(abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, identity.length));
        harness.parseQeIdentity(bytes.concat(identity, behind));
    }

    /// @dev Replaces `what`, wherever it is in the proposal, and expects the error where `where` first was.
    function _expectTcbInfoRefused(string memory what, string memory by, bytes4 selector, string memory where) private {
        string memory json = string(TcbJsonWriter.tcbInfo(TcbJsonWriter.tcbInfoFields(ISSUED_AT)));
        assertTrue(vm.contains(json, what));
        vm.expectRevert(abi.encodeWithSelector(selector, vm.indexOf(json, where)));
        harness.parseTcbInfo(bytes(vm.replace(json, what, by)));
    }

    function _expectTcbInfoRefused(TcbInfoFields memory fields, bytes4 selector) private {
        bytes memory json = TcbJsonWriter.tcbInfo(fields);
        vm.expectPartialRevert(selector);
        harness.parseTcbInfo(json);
    }

    function _expectQeIdentityRefused(string memory what, string memory by, bytes4 selector, string memory where)
        private
    {
        string memory json = string(TcbJsonWriter.qeIdentity(TcbJsonWriter.qeIdentityFields(ISSUED_AT)));
        assertTrue(vm.contains(json, what));
        vm.expectRevert(abi.encodeWithSelector(selector, vm.indexOf(json, where)));
        harness.parseQeIdentity(bytes(vm.replace(json, what, by)));
    }

    function _expectQeIdentityRefused(QeIdentityFields memory fields, bytes4 selector) private {
        bytes memory json = TcbJsonWriter.qeIdentity(fields);
        vm.expectPartialRevert(selector);
        harness.parseQeIdentity(json);
    }

    function _packLevels(LevelFields[] memory levels) private pure returns (bytes memory packed) {
        for (uint256 i = 0; i < levels.length; ++i) {
            packed = abi.encodePacked(
                packed, levels[i].sgxComponents, levels[i].tdxComponents, uint16(levels[i].pceSvn), levels[i].status
            );
        }
    }

    function _packModules(TcbInfoFields memory fields) private pure returns (bytes memory packed) {
        packed = _packModule(fields.module);
        for (uint256 i = 0; i < fields.identities.length; ++i) {
            packed = bytes.concat(packed, _packModule(fields.identities[i]));
        }
    }

    function _packModule(ModuleFields memory fields) private pure returns (bytes memory) {
        return abi.encodePacked(
            fields.version,
            keccak256(fields.mrSigner),
            fields.attributes,
            fields.attributesMask,
            uint8(fields.levels.length),
            _packSvnLevels(fields.levels)
        );
    }

    function _packSvnLevels(SvnLevelFields[] memory levels) private pure returns (bytes memory packed) {
        for (uint256 i = 0; i < levels.length; ++i) {
            packed = abi.encodePacked(packed, uint16(levels[i].svn), levels[i].status);
        }
    }
}
