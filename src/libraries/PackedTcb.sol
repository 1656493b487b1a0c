// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITcbStore} from "../interfaces/ITcbStore.sol";
import {TcbStatus} from "../types/Tcb.sol";
import {Der} from "./Der.sol";

/// @dev A TCB info as parsed; its lists are packed.
struct TcbInfo {
    ITcbStore.Collateral dates;
    bytes6 fmspc;
    bytes2 pceId;
    uint8 levelCount;
    /// Best level first.
    bytes levels;
    /// The TDX module of version 0, then the others.
    bytes modules;
}

/// @dev A QE identity as parsed.
struct QeIdentity {
    ITcbStore.Collateral dates;
    bytes4 miscSelect;
    bytes4 miscSelectMask;
    bytes16 attributes;
    bytes16 attributesMask;
    bytes32 mrSigner;
    uint16 productId;
    /// SVN levels, packed, best first.
    bytes levels;
}

/// @title PackedTcb
/// @notice How {TcbStore} keeps Intel's collateral: fixed-width fields, big-endian, in the order of the functions below.
///
/// @dev Every record begins with the dates: evaluation number (4), issuedAt (8), nextUpdate (8), serial number of the signer's
/// certificate (20), its end (8).
/// @dev TCB info: dates, PCE id (2), number of levels (1), levels, modules.
/// @dev Level: SGX components (16), TDX components (16), PCESVN (2), status (1).
/// @dev Module: version (1), keccak256 of MRSIGNER (32), attributes (8), mask (8), number of SVN levels (1), SVN levels.
/// @dev QE identity: dates, MISCSELECT (4), mask (4), attributes (16), mask (16), MRSIGNER (32), product id (2), SVN levels.
/// @dev SVN level: SVN (2), status (1).
// Fields are cut out of words, and words out of numbers that the parser bounded.
// forge-lint: disable-start(unsafe-typecast)
library PackedTcb {
    uint256 internal constant DATES = 48;
    uint256 internal constant TCB_INFO_HEAD = 51;
    uint256 internal constant LEVEL = 35;
    uint256 internal constant MODULE_HEAD = 50;
    uint256 internal constant QE_IDENTITY_HEAD = 122;
    uint256 internal constant SVN_LEVEL = 3;

    function packTcbInfo(TcbInfo memory info) internal pure returns (bytes memory) {
        return abi.encodePacked(_packDates(info.dates), info.pceId, info.levelCount, info.levels, info.modules);
    }

    function packLevel(uint256 sgxComponents, uint256 tdxComponents, uint256 pceSvn, TcbStatus status)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(uint128(sgxComponents), uint128(tdxComponents), uint16(pceSvn), status);
    }

    function packModule(
        uint256 version,
        bytes32 signerHash,
        uint256 attributes,
        uint256 attributesMask,
        bytes memory svnLevels
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(
            uint8(version),
            signerHash,
            uint64(attributes),
            uint64(attributesMask),
            uint8(svnLevels.length / SVN_LEVEL),
            svnLevels
        );
    }

    function packSvnLevel(uint256 svn, TcbStatus status) internal pure returns (bytes memory) {
        return abi.encodePacked(uint16(svn), status);
    }

    function packQeIdentity(QeIdentity memory identity) internal pure returns (bytes memory) {
        return abi.encodePacked(
            _packDates(identity.dates),
            identity.miscSelect,
            identity.miscSelectMask,
            identity.attributes,
            identity.attributesMask,
            identity.mrSigner,
            identity.productId,
            identity.levels
        );
    }

    /// @notice The dates of a record of either sort; zeros if it is empty.
    function datesOf(bytes memory record) internal pure returns (ITcbStore.Collateral memory dates) {
        if (record.length == 0) return dates;
        uint256 head = Der.word(record, 0);
        dates.evaluationNumber = uint32(head >> 224);
        dates.issuedAt = uint64(head >> 160);
        dates.nextUpdate = uint64(head >> 96);
        uint256 signer = Der.word(record, 20);
        dates.signerSerial = uint160(signer >> 96);
        dates.signerNotAfter = uint64(signer >> 32);
    }

    /// @notice PCE id and number of levels of a TCB info.
    function tcbInfoHead(bytes memory info) internal pure returns (bytes2 pceId, uint256 levelCount) {
        uint256 head = Der.word(info, DATES);
        return (bytes2(uint16(head >> 240)), (head >> 232) & 0xff);
    }

    /// @notice A TCB info's level by index: SGX components in the upper half of `components`, TDX components in the lower.
    function levelAt(bytes memory info, uint256 index)
        internal
        pure
        returns (uint256 components, uint256 pceSvn, TcbStatus status)
    {
        unchecked {
            uint256 at = TCB_INFO_HEAD + LEVEL * index;
            uint256 tail = Der.word(info, at + 32);
            return (Der.word(info, at), tail >> 240, TcbStatus((tail >> 232) & 0xff));
        }
    }

    /// @notice The version of the module at `at`, where its SVN levels begin and where they end, which is where the next
    /// module begins.
    function moduleAt(bytes memory info, uint256 at)
        internal
        pure
        returns (uint256 version, uint256 levelsStart, uint256 levelsStop)
    {
        unchecked {
            version = Der.word(info, at) >> 248;
            levelsStart = at + MODULE_HEAD;
            levelsStop = levelsStart + SVN_LEVEL * (Der.word(info, levelsStart - 1) >> 248);
        }
    }

    /// @notice What the module at `at` must be.
    function moduleIdentityAt(bytes memory info, uint256 at)
        internal
        pure
        returns (bytes32 signerHash, bytes8 attributes, bytes8 attributesMask)
    {
        unchecked {
            uint256 masks = Der.word(info, at + 33);
            return (bytes32(Der.word(info, at + 1)), bytes8(uint64(masks >> 192)), bytes8(uint64(masks >> 128)));
        }
    }

    /// @notice What the quoting enclave must be.
    /// @dev Without dates and levels.
    function qeIdentityOf(bytes memory record) internal pure returns (QeIdentity memory identity) {
        uint256 masks = Der.word(record, DATES);
        identity.miscSelect = bytes4(uint32(masks >> 224));
        identity.miscSelectMask = bytes4(uint32(masks >> 192));
        identity.attributes = bytes16(uint128(masks >> 64));
        identity.attributesMask = bytes16(uint128(Der.word(record, DATES + 24) >> 128));
        identity.mrSigner = bytes32(Der.word(record, DATES + 40));
        identity.productId = uint16(Der.word(record, DATES + 72) >> 240);
    }

    /// @notice The status of the first SVN level between `at` and `stop` that `svn` reaches; UNRECOGNIZED if it reaches none.
    function svnStatus(bytes memory record, uint256 at, uint256 stop, uint256 svn) internal pure returns (TcbStatus) {
        unchecked {
            for (; at < stop; at += SVN_LEVEL) {
                uint256 level = Der.word(record, at);
                if (svn >= level >> 240) return TcbStatus((level >> 232) & 0xff);
            }
            return TcbStatus.UNRECOGNIZED;
        }
    }

    function _packDates(ITcbStore.Collateral memory dates) private pure returns (bytes memory) {
        return abi.encodePacked(
            dates.evaluationNumber, dates.issuedAt, dates.nextUpdate, dates.signerSerial, dates.signerNotAfter
        );
    }
}
// forge-lint: disable-end(unsafe-typecast)
