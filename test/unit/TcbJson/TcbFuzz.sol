// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbStatus} from "src/types/Tcb.sol";
import {LevelFields, ModuleFields, QeIdentityFields, SvnLevelFields, TcbInfoFields} from "test/pki/TcbJsonWriter.sol";

/// @notice Valid documents at random. `svns` is how many different SVNs there are: few, so that platforms match sometimes.
library TcbFuzz {
    function tcbInfo(uint256 seed, uint256 issuedAt, uint256 svns) internal pure returns (TcbInfoFields memory fields) {
        fields.issuedAt = issuedAt;
        fields.nextUpdate = issuedAt + random(seed, "lifetime", 60 days);
        fields.fmspc = bytes6(keccak256(abi.encode(seed, "fmspc")));
        fields.pceId = bytes2(keccak256(abi.encode(seed, "pceId")));
        fields.evaluationNumber = random(seed, "evaluationNumber", 1 << 32);
        fields.describesComponents = random(seed, "describes", 2) == 1;
        fields.module = _module(seed, 0);
        fields.identities = _identities(seed, svns);
        fields.levels = _levels(seed, svns);
    }

    function qeIdentity(uint256 seed, uint256 issuedAt, uint256 svns)
        internal
        pure
        returns (QeIdentityFields memory fields)
    {
        fields.issuedAt = issuedAt;
        fields.nextUpdate = issuedAt + random(seed, "QE lifetime", 60 days);
        fields.evaluationNumber = random(seed, "QE evaluationNumber", 1 << 32);
        bytes32 word = keccak256(abi.encode(seed, "QE"));
        fields.miscSelectMask = bytes4(word);
        fields.miscSelect = bytes4(word << 32) & fields.miscSelectMask;
        fields.attributesMask = bytes16(word << 64);
        fields.attributes = bytes16(keccak256(abi.encode(word))) & fields.attributesMask;
        fields.mrSigner = keccak256(abi.encode(seed, "mrSigner"));
        fields.productId = random(seed, "productId", 1 << 16);
        fields.levels = _svnLevels(uint256(word), svns, 4);
    }

    function random(uint256 seed, string memory label, uint256 count) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, label))) % count;
    }

    /// @notice Whether the level is above the other in the order in which Intel's library sorts levels.
    function isAbove(LevelFields memory level, LevelFields memory other) internal pure returns (bool) {
        if (level.sgxComponents != other.sgxComponents) return level.sgxComponents > other.sgxComponents;
        if (level.pceSvn != other.pceSvn) return level.pceSvn > other.pceSvn;
        return level.tdxComponents > other.tdxComponents;
    }

    /// @notice 16 SVNs below `svns`, of which the first three count and most others are zero.
    function components(uint256 seed, uint256 svns) internal pure returns (bytes16) {
        uint256 packed = 0;
        for (uint256 i = 0; i < 16; ++i) {
            bool isZero = i >= 3 && random(seed, string(abi.encode("zero", i)), 8) != 0;
            packed = (packed << 8) | (isZero ? 0 : random(seed, string(abi.encode("svn", i)), svns));
        }
        return bytes16(uint128(packed));
    }

    function _module(uint256 seed, uint8 version) private pure returns (ModuleFields memory fields) {
        bytes32 word = keccak256(abi.encode(seed, "module", version));
        fields.version = version;
        fields.mrSigner = abi.encodePacked(word, bytes16(keccak256(abi.encode(word))));
        fields.attributesMask = bytes8(word);
        fields.attributes = bytes8(word << 64) & fields.attributesMask;
    }

    function _identities(uint256 seed, uint256 svns) private pure returns (ModuleFields[] memory identities) {
        identities = new ModuleFields[](random(seed, "identities", 4));
        for (uint256 i = 0; i < identities.length; ++i) {
            uint8 version = uint8(identities.length - i);
            identities[i] = _module(seed, version);
            identities[i].levels = _svnLevels(uint256(keccak256(abi.encode(seed, i))), svns, 3);
        }
    }

    function _levels(uint256 seed, uint256 svns) private pure returns (LevelFields[] memory levels) {
        LevelFields[] memory drawn = new LevelFields[](1 + random(seed, "levels", 4));
        uint256 count = 0;
        for (uint256 i = 0; i < drawn.length; ++i) {
            LevelFields memory level = _level(uint256(keccak256(abi.encode(seed, "level", i))), svns);
            // Insertion sort; an equal one is left out.
            uint256 at = count;
            while (at > 0 && isAbove(level, drawn[at - 1])) --at;
            if (at > 0 && !isAbove(drawn[at - 1], level)) continue;
            for (uint256 j = count; j > at; --j) {
                drawn[j] = drawn[j - 1];
            }
            drawn[at] = level;
            ++count;
        }
        levels = new LevelFields[](count);
        for (uint256 i = 0; i < count; ++i) {
            levels[i] = drawn[i];
        }
    }

    function _level(uint256 seed, uint256 svns) private pure returns (LevelFields memory level) {
        level.sgxComponents = components(seed, svns);
        level.tdxComponents = components(~seed, svns);
        level.pceSvn = random(seed, "pceSvn", svns);
        level.status = TcbStatus(1 + random(seed, "status", 7));
        level.advisories = random(seed, "advisories", 4);
    }

    /// @dev Of a part: up to date, out of date or revoked.
    function _svnLevels(uint256 seed, uint256 svns, uint256 most)
        private
        pure
        returns (SvnLevelFields[] memory levels)
    {
        uint256 count = 1 + random(seed, "svnLevels", most < svns ? most : svns);
        levels = new SvnLevelFields[](count);
        TcbStatus[3] memory statuses = [TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE, TcbStatus.REVOKED];
        uint256 svn = svns;
        for (uint256 i = 0; i < count; ++i) {
            // Leaves enough for the levels below.
            svn -= 1 + random(seed, string(abi.encode("step", i)), svn - (count - i) + 1);
            levels[i].svn = svn;
            levels[i].status = statuses[random(seed, string(abi.encode("status", i)), 3)];
            levels[i].advisories = random(seed, string(abi.encode("advisories", i)), 3);
        }
    }
}
