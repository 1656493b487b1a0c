// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbFuzz} from "../TcbJson/TcbFuzz.sol";
import {TcbStoreBase} from "./TcbStoreBase.sol";
import {TcbStore} from "src/enclave/TcbStore.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {PckTcb, QeReport, TcbStatus, TcbVerdict, TdxModuleReport} from "src/types/Tcb.sol";
import {LevelFields, ModuleFields, QeIdentityFields, SvnLevelFields, TcbInfoFields} from "test/pki/TcbJsonWriter.sol";

// evaluate, over random documents and platforms
// └── any of them → the verdict, or the error with its arguments, of Intel's algorithm written down naively
/// forge-config: default.evm_version = "osaka"
contract TcbStore_EvaluateReference_Test is TcbStoreBase {
    struct Case {
        TcbInfoFields info;
        QeIdentityFields identity;
        PckTcb platform;
        TdxModuleReport module;
        QeReport report;
    }

    /// @dev What the reference says: an error, or a verdict.
    struct Judgement {
        bytes refusal;
        uint256 level;
        TcbStatus status;
    }

    /// @dev How often the reference accepted with a status, and refused with an error.
    mapping(TcbStatus status => uint256) private accepted;
    mapping(bytes4 refusal => uint256) private refused;

    /// forge-config: default.fuzz.runs = 32
    function test_agrees_withTheReference(uint256 seed) public {
        _compare(seed);
    }

    /// @dev What a fuzzed test meets is luck: here everything must have come up.
    function test_agrees_inEveryCase() public {
        vm.pauseGasMetering();
        for (uint256 seed = 0; seed < 100; ++seed) {
            _compare(uint256(keccak256(abi.encode(seed))));
        }

        for (uint256 status = 1; status < 7; ++status) {
            assertGt(accepted[TcbStatus(status)], 0, vm.toString(status));
        }
        bytes4[10] memory errors = [
            ITcbStore.TcbLevelNotFound.selector,
            ITcbStore.TcbRevoked.selector,
            ITcbStore.TdxModuleUnknown.selector,
            ITcbStore.TdxModuleMismatch.selector,
            ITcbStore.TdxModuleSvnTooLow.selector,
            ITcbStore.TdxModuleRevoked.selector,
            ITcbStore.QeDebug.selector,
            ITcbStore.QeAttributesMismatch.selector,
            ITcbStore.QeSvnTooLow.selector,
            ITcbStore.QeRevoked.selector
        ];
        for (uint256 i = 0; i < errors.length; ++i) {
            assertGt(refused[errors[i]], 0, vm.toString(i));
        }
    }

    /// @dev 16 platforms against one pair of documents.
    function _compare(uint256 seed) private {
        Case memory c;
        c.info = TcbFuzz.tcbInfo(seed, ISSUED_AT, 4);
        c.identity = TcbFuzz.qeIdentity(seed, ISSUED_AT, 4);
        c.info.nextUpdate = NEXT_UPDATE;
        c.identity.nextUpdate = NEXT_UPDATE;
        store = new TcbStore(crlStore);
        _submit(c.info);
        _submit(c.identity);
        for (uint256 i = 0; i < 16; ++i) {
            uint256 platformSeed = uint256(keccak256(abi.encode(seed, i)));
            _drawPlatform(c, platformSeed);
            _drawModule(c, platformSeed);
            _drawQuotingEnclave(c, platformSeed);
            _assertSame(c, _judge(c));
        }
    }

    function _assertSame(Case memory c, Judgement memory wanted) private {
        try store.evaluate(c.platform, c.module, c.report) returns (TcbVerdict memory verdict) {
            assertEq(wanted.refusal, "");
            assertEq(verdict.level, wanted.level);
            assertEq(uint8(verdict.status), uint8(wanted.status));
            ++accepted[wanted.status];
        } catch (bytes memory reason) {
            assertEq(reason, wanted.refusal);
            ++refused[bytes4(reason)];
        }
    }

    // --- platforms near a level of the TCB info ---

    function _drawPlatform(Case memory c, uint256 seed) private pure {
        LevelFields memory level = c.info.levels[TcbFuzz.random(seed, "level", c.info.levels.length)];
        c.platform.fmspc = c.info.fmspc;
        c.platform.pceId = c.info.pceId;
        c.platform.components = _nudge(level.sgxComponents, seed, "sgx");
        c.platform.pceSvn = uint16(level.pceSvn + TcbFuzz.random(seed, "pceSvn", 3));
        if (c.platform.pceSvn != 0) --c.platform.pceSvn;
        c.module.teeTcbSvn = _nudge(level.tdxComponents, seed, "tdx");
    }

    function _drawModule(Case memory c, uint256 seed) private pure {
        uint256 version = TcbFuzz.random(seed, "version", c.info.identities.length + 2);
        bytes16 rest = (c.module.teeTcbSvn << 16) >> 16;
        bytes16 svn = bytes16(bytes1(uint8(TcbFuzz.random(seed, "svn", 6))));
        c.module.teeTcbSvn = svn | (bytes16(bytes1(uint8(version))) >> 8) | rest;
        (ModuleFields memory wanted,) = _findModule(c.info, version);
        bool isOther = TcbFuzz.random(seed, "signer", 8) == 0;
        c.module.signerHash = isOther ? bytes32(seed) : keccak256(wanted.mrSigner);
        c.module.attributes = wanted.attributes;
        if (TcbFuzz.random(seed, "attributes", 8) == 0) c.module.attributes ^= bytes8(uint64(1 << (seed % 64)));
    }

    function _drawQuotingEnclave(Case memory c, uint256 seed) private pure {
        QeIdentityFields memory identity = c.identity;
        c.report.mrSigner = identity.mrSigner;
        c.report.productId = uint16(identity.productId);
        c.report.miscSelect = identity.miscSelect | (bytes4(bytes32(seed)) & ~identity.miscSelectMask);
        c.report.attributes = identity.attributes | (bytes16(bytes32(seed)) & ~identity.attributesMask);
        if (seed % 16 != 0) c.report.attributes &= ~bytes16(hex"02") | identity.attributes;
        if (TcbFuzz.random(seed, "QE attributes", 8) == 0) c.report.attributes ^= bytes16(uint128(1 << (seed % 64)));
        c.report.svn = uint16(TcbFuzz.random(seed, "QE svn", 5));
    }

    /// @dev Every other time one component is one higher or lower.
    function _nudge(bytes16 components, uint256 seed, string memory label) private pure returns (bytes16 nudged) {
        uint256 draw = TcbFuzz.random(seed, label, 64);
        bytes memory bytewise = abi.encodePacked(components);
        uint256 index = draw % 16;
        uint8 svn = uint8(bytewise[index]);
        if (draw >= 48) bytewise[index] = bytes1(svn + 1);
        else if (draw >= 32 && svn != 0) bytewise[index] = bytes1(svn - 1);
        return bytes16(bytewise);
    }

    // --- Intel's algorithm, written down as it is described ---

    function _judge(Case memory c) private pure returns (Judgement memory judgement) {
        bool isFound = false;
        for (uint256 i = 0; i < c.info.levels.length && !isFound; ++i) {
            isFound = _fits(c, c.info.levels[i]);
            if (isFound) judgement.level = i;
        }
        if (!isFound) {
            return _refusal(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, c.info.fmspc));
        }
        judgement.status = c.info.levels[judgement.level].status;
        if (judgement.status == TcbStatus.REVOKED) {
            return _refusal(abi.encodeWithSelector(ITcbStore.TcbRevoked.selector, c.info.fmspc, judgement.level));
        }

        (TcbStatus moduleStatus, bytes memory refusal) = _judgeModule(c);
        if (refusal.length != 0) return _refusal(refusal);
        TcbStatus enclaveStatus;
        (enclaveStatus, refusal) = _judgeQuotingEnclave(c);
        if (refusal.length != 0) return _refusal(refusal);

        if (moduleStatus == TcbStatus.OUT_OF_DATE || enclaveStatus == TcbStatus.OUT_OF_DATE) {
            TcbStatus platform = judgement.status;
            if (platform == TcbStatus.UP_TO_DATE || platform == TcbStatus.SW_HARDENING_NEEDED) {
                judgement.status = TcbStatus.OUT_OF_DATE;
            }
            if (
                platform == TcbStatus.CONFIGURATION_NEEDED
                    || platform == TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED
            ) {
                judgement.status = TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
            }
        }
    }

    function _fits(Case memory c, LevelFields memory level) private pure returns (bool) {
        for (uint256 i = 0; i < 16; ++i) {
            if (uint8(c.platform.components[i]) < uint8(level.sgxComponents[i])) return false;
        }
        if (c.platform.pceSvn < level.pceSvn) return false;
        for (uint256 i = c.module.teeTcbSvn[1] > 0 ? 2 : 0; i < 16; ++i) {
            if (uint8(c.module.teeTcbSvn[i]) < uint8(level.tdxComponents[i])) return false;
        }
        return true;
    }

    function _judgeModule(Case memory c) private pure returns (TcbStatus status, bytes memory refusal) {
        uint8 version = uint8(c.module.teeTcbSvn[1]);
        uint8 svn = uint8(c.module.teeTcbSvn[0]);
        (ModuleFields memory wanted, bool isKnown) = _findModule(c.info, version);
        if (!isKnown) return (status, abi.encodeWithSelector(ITcbStore.TdxModuleUnknown.selector, version));
        if (c.module.signerHash != keccak256(wanted.mrSigner) || c.module.attributes != wanted.attributes) {
            return (status, abi.encodeWithSelector(ITcbStore.TdxModuleMismatch.selector, version));
        }
        if (version == 0) return (TcbStatus.UP_TO_DATE, "");
        status = _statusAt(wanted.levels, svn);
        if (status == TcbStatus.UNRECOGNIZED) {
            refusal = abi.encodeWithSelector(ITcbStore.TdxModuleSvnTooLow.selector, version, svn);
        } else if (status == TcbStatus.REVOKED) {
            refusal = abi.encodeWithSelector(ITcbStore.TdxModuleRevoked.selector, version, svn);
        }
    }

    /// @dev Signer, product and MISCSELECT are always drawn right; {TcbStore_Evaluate_Test} is about them.
    function _judgeQuotingEnclave(Case memory c) private pure returns (TcbStatus status, bytes memory refusal) {
        QeIdentityFields memory wanted = c.identity;
        if (uint8(c.report.attributes[0]) / 2 % 2 == 1) {
            return (status, abi.encodeWithSelector(ITcbStore.QeDebug.selector));
        }
        for (uint256 i = 0; i < 16; ++i) {
            if (c.report.attributes[i] & wanted.attributesMask[i] == wanted.attributes[i]) continue;
            refusal = abi.encodeWithSelector(
                ITcbStore.QeAttributesMismatch.selector, c.report.attributes, wanted.attributes, wanted.attributesMask
            );
            return (status, refusal);
        }
        status = _statusAt(wanted.levels, c.report.svn);
        if (status == TcbStatus.UNRECOGNIZED) {
            refusal = abi.encodeWithSelector(ITcbStore.QeSvnTooLow.selector, c.report.svn);
        } else if (status == TcbStatus.REVOKED) {
            refusal = abi.encodeWithSelector(ITcbStore.QeRevoked.selector, c.report.svn);
        }
    }

    function _findModule(TcbInfoFields memory info, uint256 version)
        private
        pure
        returns (ModuleFields memory found, bool isKnown)
    {
        if (version == 0) return (info.module, true);
        for (uint256 i = 0; i < info.identities.length; ++i) {
            if (info.identities[i].version == version) return (info.identities[i], true);
        }
    }

    function _statusAt(SvnLevelFields[] memory levels, uint256 svn) private pure returns (TcbStatus) {
        for (uint256 i = 0; i < levels.length; ++i) {
            if (svn >= levels[i].svn) return levels[i].status;
        }
        return TcbStatus.UNRECOGNIZED;
    }

    function _refusal(bytes memory refusal) private pure returns (Judgement memory judgement) {
        judgement.refusal = refusal;
    }
}
