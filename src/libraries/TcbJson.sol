// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITcbStore} from "../interfaces/ITcbStore.sol";
import {TcbStatus} from "../types/Tcb.sol";
import {Der} from "./Der.sol";
import {JsonReader} from "./JsonReader.sol";
import {PackedTcb, QeIdentity, TcbInfo} from "./PackedTcb.sol";

/// @title TcbJson
/// @notice Parses the two JSON documents that Intel signs, byte for byte as its provisioning service (PCS v4) writes them.
/// @dev A key that is new, missing or elsewhere reverts: what we do not understand must not be in force. Optional are only
/// `tdxModuleIdentities`, a component's `category` and `type`, and a level's `advisoryIDs`, which say nothing here.
/// @custom:source Intel PCS v4, "Get TDX TCB Info" and "Get TDX QE Identity"; read 2026-11
library TcbJson {
    using JsonReader for JsonReader.Cursor;

    error TcbLevelsTooMany(uint256 at);
    error TcbLevelsNotDescending(uint256 at);
    error TdxModuleVersionInvalid(uint256 at, uint256 version);
    error TcbStatusUnknown(uint256 at);

    /// @notice A TCB info for TDX, version 3.
    function parseTcbInfo(bytes calldata text) internal pure returns (TcbInfo memory info) {
        JsonReader.Cursor memory json = JsonReader.open(text);
        json.expect('{"id":"TDX","version":3,"issueDate":"');
        _readDates(json, info.dates);
        json.expect('","fmspc":"');
        info.fmspc = bytes6(uint48(json.hexadecimal(6)));
        json.expect('","pceId":"');
        info.pceId = bytes2(uint16(json.hexadecimal(2)));
        json.expect('","tcbType":0,"tcbEvaluationDataNumber":');
        info.dates.evaluationNumber = uint32(json.number(type(uint32).max));
        info.modules = _readModules(json);
        json.expect(',"tcbLevels":[');
        _readLevels(json, info);
        json.expect("]}");
        json.expectEnd();
    }

    /// @notice A QE identity for the TD quoting enclave, version 2.
    function parseQeIdentity(bytes calldata text) internal pure returns (QeIdentity memory identity) {
        JsonReader.Cursor memory json = JsonReader.open(text);
        json.expect('{"id":"TD_QE","version":2,"issueDate":"');
        _readDates(json, identity.dates);
        json.expect('","tcbEvaluationDataNumber":');
        identity.dates.evaluationNumber = uint32(json.number(type(uint32).max));
        json.expect(',"miscselect":"');
        identity.miscSelect = bytes4(uint32(json.hexadecimal(4)));
        json.expect('","miscselectMask":"');
        identity.miscSelectMask = bytes4(uint32(json.hexadecimal(4)));
        json.expect('","attributes":"');
        identity.attributes = bytes16(uint128(json.hexadecimal(16)));
        json.expect('","attributesMask":"');
        identity.attributesMask = bytes16(uint128(json.hexadecimal(16)));
        json.expect('","mrsigner":"');
        identity.mrSigner = bytes32(json.hexadecimal(32));
        json.expect('","isvprodid":');
        identity.productId = uint16(json.number(type(uint16).max));
        identity.levels = _readSvnLevels(json);
        json.expect("}");
        json.expectEnd();
    }

    function _readDates(JsonReader.Cursor memory json, ITcbStore.Collateral memory dates) private pure {
        dates.issuedAt = json.date();
        json.expect('","nextUpdate":"');
        dates.nextUpdate = json.date();
    }

    function _readModules(JsonReader.Cursor memory json) private pure returns (bytes memory modules) {
        json.expect(',"tdxModule":{');
        modules = _readModule(json, 0);
        json.expect("}");
        if (!json.trySkip(',"tdxModuleIdentities":[', 24)) return modules;

        // Bit v is set when version v has been seen: Intel's library takes the first of several, and we none.
        uint256 seen = 1;
        do {
            json.expect('{"id":"TDX_');
            uint256 at = json.at;
            uint256 version = json.hexadecimal(1);
            require(seen & (1 << version) == 0, TdxModuleVersionInvalid(at, version));
            seen |= 1 << version;
            json.expect('",');
            modules = bytes.concat(modules, _readModule(json, version));
            json.expect("}");
        } while (json.trySkip(",", 1));
        json.expect("]");
    }

    /// @dev Version 0 has no levels of its own: its SVN is the first TDX component of the platform's levels.
    function _readModule(JsonReader.Cursor memory json, uint256 version) private pure returns (bytes memory) {
        json.expect('"mrsigner":"');
        bytes32 signerHash =
            keccak256(abi.encodePacked(bytes32(json.hexadecimal(32)), bytes16(uint128(json.hexadecimal(16)))));
        json.expect('","attributes":"');
        uint256 attributes = json.hexadecimal(8);
        json.expect('","attributesMask":"');
        uint256 attributesMask = json.hexadecimal(8);
        json.expect('"');
        bytes memory levels;
        if (version != 0) levels = _readSvnLevels(json);
        return PackedTcb.packModule(version, signerHash, attributes, attributesMask, levels);
    }

    /// @dev Intel's library sorts levels before it looks for the first that fits. In any other order the first here could be
    /// another one, so any other order is refused; Intel writes them sorted.
    function _readLevels(JsonReader.Cursor memory json, TcbInfo memory info) private pure {
        uint256 lastSgx = type(uint256).max;
        uint256 lastTdx;
        do {
            uint256 at = json.at;
            json.expect('{"tcb":{"sgxtcbcomponents":[');
            uint256 sgx = _readComponents(json);
            json.expect(',"pcesvn":');
            uint256 pceSvn = json.number(type(uint16).max);
            json.expect(',"tdxtcbcomponents":[');
            uint256 tdx = _readComponents(json);
            TcbStatus status = _readStatus(json);

            info.levels = bytes.concat(info.levels, PackedTcb.packLevel(sgx, tdx, pceSvn, status));
            require(info.levelCount != type(uint8).max, TcbLevelsTooMany(at));
            ++info.levelCount;
            sgx = (sgx << 16) | pceSvn;
            require(sgx < lastSgx || (sgx == lastSgx && tdx < lastTdx), TcbLevelsNotDescending(at));
            (lastSgx, lastTdx) = (sgx, tdx);
        } while (json.trySkip(",", 1));
    }

    /// @dev Sixteen SVNs, the first in the highest byte.
    function _readComponents(JsonReader.Cursor memory json) private pure returns (uint256 svns) {
        unchecked {
            for (uint256 i; i < 16; ++i) {
                if (i == 0) json.expectShort('{"svn":', 7);
                else json.expectShort(',{"svn":', 8);
                svns = (svns << 8) | json.number(type(uint8).max);
                if (json.trySkip(',"category":"', 13)) json.string_();
                if (json.trySkip(',"type":"', 9)) json.string_();
                json.expectShort("}", 1);
            }
        }
        json.expectShort("]", 1);
    }

    /// @dev Of a module or of the quoting enclave. Intel documents three statuses for them, and its library and its successor
    /// disagree on what any other would mean.
    function _readSvnLevels(JsonReader.Cursor memory json) private pure returns (bytes memory levels) {
        json.expect(',"tcbLevels":[');
        uint256 lastSvn = type(uint256).max;
        uint256 count;
        do {
            uint256 at = json.at;
            json.expect('{"tcb":{"isvsvn":');
            uint256 svn = json.number(type(uint16).max);
            TcbStatus status = _readStatus(json);
            require(
                status == TcbStatus.UP_TO_DATE || status == TcbStatus.OUT_OF_DATE || status == TcbStatus.REVOKED,
                TcbStatusUnknown(at)
            );
            require(svn < lastSvn, TcbLevelsNotDescending(at));
            require(++count <= type(uint8).max, TcbLevelsTooMany(at));
            lastSvn = svn;
            levels = bytes.concat(levels, PackedTcb.packSvnLevel(svn, status));
        } while (json.trySkip(",", 1));
        json.expect("]");
    }

    /// @dev The rest of a level, from the brace that closes its `tcb` to its own.
    function _readStatus(JsonReader.Cursor memory json) private pure returns (TcbStatus status) {
        json.expect('},"tcbDate":"');
        json.date();
        json.expect('","tcbStatus":"');
        (uint256 start, uint256 stop) = json.string_();
        status = _statusOf(Der.hash(json.text, start, stop));
        require(status != TcbStatus.UNRECOGNIZED, TcbStatusUnknown(start));
        if (json.trySkip(',"advisoryIDs":[', 16)) {
            do {
                json.expectShort('"', 1);
                json.string_();
            } while (json.trySkip(",", 1));
            json.expectShort("]", 1);
        }
        json.expectShort("}", 1);
    }

    function _statusOf(bytes32 nameHash) private pure returns (TcbStatus) {
        if (nameHash == keccak256("UpToDate")) return TcbStatus.UP_TO_DATE;
        if (nameHash == keccak256("SWHardeningNeeded")) return TcbStatus.SW_HARDENING_NEEDED;
        if (nameHash == keccak256("ConfigurationAndSWHardeningNeeded")) {
            return TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED;
        }
        if (nameHash == keccak256("ConfigurationNeeded")) return TcbStatus.CONFIGURATION_NEEDED;
        if (nameHash == keccak256("OutOfDate")) return TcbStatus.OUT_OF_DATE;
        if (nameHash == keccak256("OutOfDateConfigurationNeeded")) return TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
        if (nameHash == keccak256("Revoked")) return TcbStatus.REVOKED;
        return TcbStatus.UNRECOGNIZED;
    }
}
