// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {TcbStatus} from "src/types/Tcb.sol";

/// @dev A level of a module or of the quoting enclave.
struct SvnLevelFields {
    uint256 svn;
    TcbStatus status;
    /// How many advisory ids are written; none: no key either.
    uint256 advisories;
}

struct ModuleFields {
    uint8 version;
    /// 48 bytes.
    bytes mrSigner;
    bytes8 attributes;
    bytes8 attributesMask;
    SvnLevelFields[] levels;
}

struct LevelFields {
    /// First component in the highest byte.
    bytes16 sgxComponents;
    bytes16 tdxComponents;
    uint256 pceSvn;
    TcbStatus status;
    uint256 advisories;
}

/// @dev What a TCB info will say. Times in Unix seconds.
struct TcbInfoFields {
    uint256 issuedAt;
    uint256 nextUpdate;
    bytes6 fmspc;
    bytes2 pceId;
    uint256 evaluationNumber;
    /// `tdxModule`, which has no version and no levels.
    ModuleFields module;
    /// None: no key either.
    ModuleFields[] identities;
    LevelFields[] levels;
    /// Whether components have `category` and `type`, as in Intel's own documents.
    bool describesComponents;
}

/// @dev What a QE identity will say. Times in Unix seconds.
struct QeIdentityFields {
    uint256 issuedAt;
    uint256 nextUpdate;
    uint256 evaluationNumber;
    bytes4 miscSelect;
    bytes4 miscSelectMask;
    bytes16 attributes;
    bytes16 attributesMask;
    bytes32 mrSigner;
    uint256 productId;
    SvnLevelFields[] levels;
}

/// @title TcbJsonWriter
/// @notice Writes the JSON documents that Intel's provisioning service signs, byte for byte in its format.
/// @dev `...Fields` functions return a valid proposal; change what the test is about, then write it and sign it with
/// {TestPki-tcbSigner}.
library TcbJsonWriter {
    bytes6 internal constant FMSPC = hex"B0C06F000000";
    bytes32 internal constant QE_MR_SIGNER = hex"DC9E2A7C6F948F17474E34A7FC43ED030F7C1563F1BABDDF6340C82E0E54A8C5";

    // --- proposals ---

    /// @notice Intel's TCB info for FMSPC B0C06F000000, evaluation 17, issued at `issuedAt` for 30 days: two platform levels,
    /// modules 1 and 3.
    function tcbInfoFields(uint256 issuedAt) internal pure returns (TcbInfoFields memory fields) {
        fields.issuedAt = issuedAt;
        fields.nextUpdate = issuedAt + 30 days;
        fields.fmspc = FMSPC;
        fields.evaluationNumber = 17;
        fields.module = moduleFields(0);
        fields.identities = new ModuleFields[](2);
        fields.identities[0] = moduleFields(3);
        fields.identities[0].levels = svnLevels(3, TcbStatus.UP_TO_DATE);
        fields.identities[1] = moduleFields(1);
        fields.identities[1].levels = svnLevels(4, TcbStatus.UP_TO_DATE, 2, TcbStatus.OUT_OF_DATE);
        fields.levels = new LevelFields[](2);
        fields.levels[0] = levelFields(11, TcbStatus.UP_TO_DATE);
        fields.levels[1] = levelFields(5, TcbStatus.OUT_OF_DATE);
        fields.levels[1].advisories = 14;
        fields.describesComponents = true;
    }

    /// @notice Intel's identity of the TD quoting enclave, evaluation 17, issued at `issuedAt` for 30 days: one level.
    function qeIdentityFields(uint256 issuedAt) internal pure returns (QeIdentityFields memory fields) {
        fields.issuedAt = issuedAt;
        fields.nextUpdate = issuedAt + 30 days;
        fields.evaluationNumber = 17;
        fields.miscSelectMask = hex"FFFFFFFF";
        fields.attributes = hex"11000000000000000000000000000000";
        fields.attributesMask = hex"FBFFFFFFFFFFFFFF0000000000000000";
        fields.mrSigner = QE_MR_SIGNER;
        fields.productId = 2;
        fields.levels = svnLevels(4, TcbStatus.UP_TO_DATE);
    }

    /// @notice A module signed by Intel, whose MRSIGNER is all zeros, without levels.
    function moduleFields(uint8 version) internal pure returns (ModuleFields memory fields) {
        fields.version = version;
        fields.mrSigner = new bytes(48);
        fields.attributesMask = hex"FFFFFFFFFFFFFFFF";
    }

    function levelFields(uint256 pceSvn, TcbStatus status) internal pure returns (LevelFields memory fields) {
        fields.sgxComponents = hex"02020202030100050000000000000000";
        fields.tdxComponents = hex"05000200000000000000000000000000";
        fields.pceSvn = pceSvn;
        fields.status = status;
    }

    function svnLevels(uint256 svn, TcbStatus status) internal pure returns (SvnLevelFields[] memory levels) {
        levels = new SvnLevelFields[](1);
        levels[0] = SvnLevelFields(svn, status, 0);
    }

    function svnLevels(uint256 svn, TcbStatus status, uint256 lowerSvn, TcbStatus lowerStatus)
        internal
        pure
        returns (SvnLevelFields[] memory levels)
    {
        levels = new SvnLevelFields[](2);
        levels[0] = SvnLevelFields(svn, status, 0);
        levels[1] = SvnLevelFields(lowerSvn, lowerStatus, 0);
    }

    // --- documents ---

    function tcbInfo(TcbInfoFields memory fields) public pure returns (bytes memory) {
        bytes memory head = bytes.concat(
            _open("TDX", 3, fields.issuedAt, fields.nextUpdate),
            abi.encodePacked('","fmspc":"', _hex(abi.encodePacked(fields.fmspc))),
            abi.encodePacked('","pceId":"', _hex(abi.encodePacked(fields.pceId)), '","tcbType":0'),
            abi.encodePacked(',"tcbEvaluationDataNumber":', Strings.toString(fields.evaluationNumber))
        );
        return bytes.concat(
            head,
            abi.encodePacked(',"tdxModule":{', _module(fields.module), "}"),
            _identities(fields.identities),
            abi.encodePacked(
                ',"tcbLevels":[', _levels(fields.levels, fields.describesComponents, 0, fields.levels.length), "]}"
            )
        );
    }

    function qeIdentity(QeIdentityFields memory fields) public pure returns (bytes memory) {
        bytes memory head = bytes.concat(
            _open("TD_QE", 2, fields.issuedAt, fields.nextUpdate),
            abi.encodePacked('","tcbEvaluationDataNumber":', Strings.toString(fields.evaluationNumber)),
            abi.encodePacked(',"miscselect":"', _hex(abi.encodePacked(fields.miscSelect))),
            abi.encodePacked('","miscselectMask":"', _hex(abi.encodePacked(fields.miscSelectMask)))
        );
        return bytes.concat(
            head,
            abi.encodePacked('","attributes":"', _hex(abi.encodePacked(fields.attributes))),
            abi.encodePacked('","attributesMask":"', _hex(abi.encodePacked(fields.attributesMask))),
            abi.encodePacked('","mrsigner":"', _hex(abi.encodePacked(fields.mrSigner))),
            abi.encodePacked('","isvprodid":', Strings.toString(fields.productId), _svnLevels(fields.levels), "}")
        );
    }

    /// @notice "2025-06-19T10:16:03Z"
    /// @dev Civil from days, the inverse of what is under test, by counting years and months.
    function date(uint256 time) internal pure returns (string memory) {
        uint256 day = time / 1 days;
        uint256 year = 1970;
        for (uint256 length = 365; day >= length; length = _isLeap(year) ? 366 : 365) {
            day -= length;
            ++year;
        }
        uint8[12] memory months = [31, _isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        uint256 month = 0;
        while (day >= months[month]) {
            day -= months[month];
            ++month;
        }
        return string.concat(
            string.concat(Strings.toString(year), "-", _two(month + 1), "-", _two(day + 1), "T"),
            string.concat(_two(time / 1 hours % 24), ":", _two(time / 1 minutes % 60), ":", _two(time % 60), "Z")
        );
    }

    function statusName(TcbStatus status) internal pure returns (string memory) {
        return [
            "UNRECOGNIZED",
            "UpToDate",
            "SWHardeningNeeded",
            "ConfigurationNeeded",
            "ConfigurationAndSWHardeningNeeded",
            "OutOfDate",
            "OutOfDateConfigurationNeeded",
            "Revoked"
        ][uint256(status)];
    }

    function _open(string memory id, uint256 version, uint256 issuedAt, uint256 nextUpdate)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(
            abi.encodePacked('{"id":"', id, '","version":', Strings.toString(version)),
            abi.encodePacked(',"issueDate":"', date(issuedAt), '","nextUpdate":"', date(nextUpdate))
        );
    }

    function _module(ModuleFields memory fields) private pure returns (bytes memory) {
        return abi.encodePacked(
            abi.encodePacked('"mrsigner":"', _hex(fields.mrSigner)),
            abi.encodePacked('","attributes":"', _hex(abi.encodePacked(fields.attributes))),
            abi.encodePacked('","attributesMask":"', _hex(abi.encodePacked(fields.attributesMask)), '"')
        );
    }

    function _identities(ModuleFields[] memory identities) private pure returns (bytes memory json) {
        if (identities.length == 0) return "";
        for (uint256 i = 0; i < identities.length; ++i) {
            json = abi.encodePacked(
                json,
                abi.encodePacked(i == 0 ? "" : ",", '{"id":"TDX_', _hex(abi.encodePacked(identities[i].version)), '",'),
                _module(identities[i]),
                abi.encodePacked(_svnLevels(identities[i].levels), "}")
            );
        }
        return abi.encodePacked(',"tdxModuleIdentities":[', json, "]");
    }

    /// @dev Those from `start` on and before `stop`, by halves: one after the other would copy the first most often.
    function _levels(LevelFields[] memory levels, bool isDescribed, uint256 start, uint256 stop)
        private
        pure
        returns (bytes memory)
    {
        if (stop - start > 1) {
            uint256 middle = (start + stop) / 2;
            bytes memory lower = _levels(levels, isDescribed, middle, stop);
            return bytes.concat(_levels(levels, isDescribed, start, middle), ",", lower);
        }
        if (stop == start) return "";
        LevelFields memory level = levels[start];
        return bytes.concat(_platformTcb(level, isDescribed), _status(level.status, level.advisories));
    }

    function _platformTcb(LevelFields memory level, bool isDescribed) private pure returns (bytes memory) {
        return abi.encodePacked(
            abi.encodePacked('{"tcb":{"sgxtcbcomponents":[', _components(level.sgxComponents, isDescribed, 0)),
            abi.encodePacked('],"pcesvn":', Strings.toString(level.pceSvn)),
            abi.encodePacked(',"tdxtcbcomponents":[', _components(level.tdxComponents, isDescribed, 16), "]")
        );
    }

    function _components(bytes16 svns, bool isDescribed, uint256 first) private pure returns (bytes memory json) {
        for (uint256 i = 0; i < 16; ++i) {
            json = abi.encodePacked(
                json,
                i == 0 ? '{"svn":' : ',{"svn":',
                Strings.toString(uint8(svns[i])),
                isDescribed ? _description(first + i) : "",
                "}"
            );
        }
    }

    /// @dev As in Intel's documents for the platforms whose FMSPC ends in C06F000000.
    function _description(uint256 component) private pure returns (string memory) {
        if (component == 0) return ',"category":"BIOS","type":"Early Microcode Update"';
        if (component == 1) return ',"category":"OS/VMM","type":"SGX Late Microcode Update"';
        if (component == 2) return ',"category":"OS/VMM","type":"TXT SINIT"';
        if (component <= 5) return ',"category":"BIOS"';
        if (component == 7) return ',"category":"OS/VMM","type":"SEAMLDR ACM"';
        if (component == 16 || component == 17) return ',"category":"OS/VMM","type":"TDX Module"';
        if (component == 18) return ',"category":"OS/VMM","type":"TDX Late Microcode Update"';
        return "";
    }

    function _svnLevels(SvnLevelFields[] memory levels) private pure returns (bytes memory json) {
        for (uint256 i = 0; i < levels.length; ++i) {
            json = abi.encodePacked(
                json,
                i == 0 ? "" : ",",
                abi.encodePacked('{"tcb":{"isvsvn":', Strings.toString(levels[i].svn)),
                _status(levels[i].status, levels[i].advisories)
            );
        }
        return abi.encodePacked(',"tcbLevels":[', json, "]");
    }

    function _status(TcbStatus status, uint256 advisories) private pure returns (bytes memory json) {
        for (uint256 i = 0; i < advisories; ++i) {
            json = abi.encodePacked(json, i == 0 ? "" : ",", '"INTEL-SA-00', Strings.toString(100 + i), '"');
        }
        if (advisories != 0) json = abi.encodePacked(',"advisoryIDs":[', json, "]");
        return abi.encodePacked('},"tcbDate":"2024-03-13T00:00:00Z","tcbStatus":"', statusName(status), '"', json, "}");
    }

    /// @dev Upper case, as Intel writes it.
    function _hex(bytes memory data) private pure returns (bytes memory digits) {
        bytes16 alphabet = "0123456789ABCDEF";
        digits = new bytes(2 * data.length);
        for (uint256 i = 0; i < data.length; ++i) {
            digits[2 * i] = alphabet[uint8(data[i]) >> 4];
            digits[2 * i + 1] = alphabet[uint8(data[i]) & 15];
        }
    }

    function _two(uint256 value) private pure returns (string memory) {
        return string.concat(value < 10 ? "0" : "", Strings.toString(value));
    }

    function _isLeap(uint256 year) private pure returns (bool) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
