// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbStoreBase} from "./TcbStoreBase.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {PckTcb, QeReport, TcbStatus, TcbVerdict, TdxModuleReport} from "src/types/Tcb.sol";
import {LevelFields, QeIdentityFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";

// evaluate
// ├── without a TCB info of the family, or a QE identity → reverts TcbInfoMissing, QeIdentityMissing
// ├── after the end of either                            → reverts TcbInfoStale, QeIdentityStale, but not at it
// ├── platform
// │   ├── of another PCE                                 → reverts PceIdMismatch
// │   ├── one component or PCESVN below a level          → matches the next one
// │   ├── below every level                              → reverts TcbLevelNotFound
// │   ├── whose first level is revoked                   → reverts TcbRevoked with its index
// │   └── whose first two TDX components are too low     → counts only for module 0
// ├── TDX module
// │   ├── of a version that is not listed                → reverts TdxModuleUnknown
// │   ├── of another signer or with other attributes     → reverts TdxModuleMismatch
// │   ├── below every SVN level, or at a revoked one     → reverts TdxModuleSvnTooLow, TdxModuleRevoked
// │   └── of version 0                                   → has no SVN levels of its own
// ├── quoting enclave
// │   ├── of another signer or product                   → reverts QeMrSignerMismatch, QeProductIdMismatch
// │   ├── in debug mode, whatever the mask               → reverts QeDebug
// │   ├── with other attributes or MISCSELECT under mask → reverts QeAttributesMismatch, QeMiscSelectMismatch
// │   └── below every SVN level, or at a revoked one     → reverts QeSvnTooLow, QeRevoked
// └── otherwise                                          → status of all three converged as Intel does; the lower evaluation
//                                                          number and the earlier end of the two documents
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 32
contract TcbStore_Evaluate_Test is TcbStoreBase {
    function test_isUpToDate_whenAllIs() public {
        _submitBoth();

        TcbVerdict memory verdict = _evaluate();

        assertEq(uint8(verdict.status), uint8(TcbStatus.UP_TO_DATE));
        assertEq(verdict.level, 0);
        assertEq(verdict.evaluationNumber, 17);
        assertEq(verdict.validUntil, NEXT_UPDATE);
    }

    function test_reverts_withoutCollateral(bytes6 fmspc) public {
        PckTcb memory platform = _platform();
        platform.fmspc = fmspc;
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbInfoMissing.selector, fmspc));
        _evaluate(platform);

        _submit(_tcbInfoFields());
        vm.expectRevert(ITcbStore.QeIdentityMissing.selector);
        _evaluate();

        vm.assume(fmspc != TcbJsonWriter.FMSPC);
        _submit(_qeIdentityFields());
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbInfoMissing.selector, fmspc));
        _evaluate(platform);
    }

    function test_reverts_afterTheEndOfEither(uint256 tcbInfoEnd, uint256 identityEnd, uint256 nowAt) public {
        TcbInfoFields memory info = _tcbInfoFields();
        QeIdentityFields memory identity = _qeIdentityFields();
        info.nextUpdate = bound(tcbInfoEnd, NOW, NOW + 40 days);
        identity.nextUpdate = bound(identityEnd, NOW, NOW + 40 days);
        nowAt = bound(nowAt, NOW, NOW + 50 days);
        _submit(info);
        _submit(identity);
        vm.warp(nowAt);

        bool isStale = true;
        if (nowAt > info.nextUpdate) {
            vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbInfoStale.selector, info.fmspc, info.nextUpdate, nowAt));
        } else if (nowAt > identity.nextUpdate) {
            vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeIdentityStale.selector, identity.nextUpdate, nowAt));
        } else {
            isStale = false;
        }
        assertEq(_evaluate().validUntil, isStale ? 0 : _min(info.nextUpdate, identity.nextUpdate));
    }

    function test_reverts_rightAfterTheEnd() public {
        _submit(_tcbInfoFields());
        QeIdentityFields memory identity = _qeIdentityFields();
        identity.nextUpdate = NEXT_UPDATE - 1;
        _submit(identity);

        vm.warp(NEXT_UPDATE - 1);
        _evaluate();
        vm.warp(NEXT_UPDATE);
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeIdentityStale.selector, NEXT_UPDATE - 1, NEXT_UPDATE));
        _evaluate();
        vm.warp(NEXT_UPDATE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(ITcbStore.TcbInfoStale.selector, TcbJsonWriter.FMSPC, NEXT_UPDATE, NEXT_UPDATE + 1)
        );
        _evaluate();
    }

    function test_reports_theLowerNumberAndTheEarlierEnd(uint32[2] memory numbers, uint256[2] memory ends) public {
        TcbInfoFields memory info = _tcbInfoFields();
        QeIdentityFields memory identity = _qeIdentityFields();
        (info.evaluationNumber, identity.evaluationNumber) = (numbers[0], numbers[1]);
        info.nextUpdate = bound(ends[0], NOW, NOW + 40 days);
        identity.nextUpdate = bound(ends[1], NOW, NOW + 40 days);
        _submit(info);
        _submit(identity);

        TcbVerdict memory verdict = _evaluate();

        assertEq(verdict.evaluationNumber, _min(numbers[0], numbers[1]));
        assertEq(verdict.validUntil, _min(info.nextUpdate, identity.nextUpdate));
    }

    // --- platform ---

    function test_reverts_whenThePceIsAnother(bytes2 pceId) public {
        vm.assume(pceId != 0);
        _submitBoth();
        PckTcb memory platform = _platform();
        platform.pceId = pceId;

        vm.expectRevert(abi.encodeWithSelector(ITcbStore.PceIdMismatch.selector, pceId, bytes2(0)));
        _evaluate(platform);
    }

    function test_matches_theFirstLevelThatFits(uint16 pceSvn) public {
        _submitBoth();
        PckTcb memory platform = _platform();
        platform.pceSvn = pceSvn;

        if (pceSvn < 5) {
            vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, TcbJsonWriter.FMSPC));
        }
        TcbVerdict memory verdict = _evaluate(platform);

        assertEq(verdict.level, pceSvn >= 11 || pceSvn < 5 ? 0 : 1);
        if (pceSvn >= 5) {
            assertEq(uint8(verdict.status), uint8(pceSvn >= 11 ? TcbStatus.UP_TO_DATE : TcbStatus.OUT_OF_DATE));
        }
    }

    function test_reverts_whenAnyComponentIsTooLow(uint8 index, uint8 svn, uint8 missing, bool isTdx) public {
        index = uint8(bound(index, isTdx ? 2 : 0, 15));
        svn = uint8(bound(svn, 1, 255));
        missing = uint8(bound(missing, 1, svn));
        TcbInfoFields memory info = _tcbInfoFields();
        LevelFields[] memory levels = info.levels;
        if (isTdx) levels[0].tdxComponents = _withSvn(levels[0].tdxComponents, index, svn);
        else levels[0].sgxComponents = _withSvn(levels[0].sgxComponents, index, svn);
        PckTcb memory platform = _platform();
        TdxModuleReport memory module = _module();
        platform.components = levels[0].sgxComponents;
        module.teeTcbSvn = _withSvn(_withSvn(levels[0].tdxComponents, 1, 1), 0, 4);
        assembly ("memory-safe") {
            mstore(levels, 1)
        }
        _submit(info);
        _submit(_qeIdentityFields());
        assertEq(store.evaluate(platform, module, _quotingEnclave()).level, 0);

        if (isTdx) module.teeTcbSvn = _withSvn(module.teeTcbSvn, index, svn - missing);
        else platform.components = _withSvn(platform.components, index, svn - missing);
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, TcbJsonWriter.FMSPC));
        store.evaluate(platform, module, _quotingEnclave());
    }

    function test_reverts_whenTheFirstLevelIsRevoked(uint256 revoked) public {
        revoked = bound(revoked, 0, 1);
        TcbInfoFields memory info = _tcbInfoFields();
        info.levels[revoked].status = TcbStatus.REVOKED;
        _submit(info);
        _submit(_qeIdentityFields());
        PckTcb memory platform = _platform();
        if (revoked == 1) {
            _evaluate(platform);
            platform.pceSvn = 10;
        }

        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbRevoked.selector, TcbJsonWriter.FMSPC, revoked));
        _evaluate(platform);
    }

    function test_comparesTheModulesComponents_onlyForModule0(uint8 svn) public {
        _submitBoth();
        TdxModuleReport memory module = _module();
        module.teeTcbSvn = _withSvn(hex"00000200", 0, svn);

        // The levels want 5.
        if (svn < 5) {
            vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, TcbJsonWriter.FMSPC));
        }
        assertEq(_evaluate(module).level, 0);

        module.teeTcbSvn = hex"04010200";
        assertEq(uint8(_evaluate(module).status), uint8(TcbStatus.UP_TO_DATE));
    }

    // --- TDX module ---

    function test_reverts_whenTheModuleIsUnknown(uint8 version) public {
        vm.assume(version > 1 && version != 3);
        _submitBoth();
        TdxModuleReport memory module = _module();
        module.teeTcbSvn = _withSvn(module.teeTcbSvn, 1, version);

        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TdxModuleUnknown.selector, version));
        _evaluate(module);
    }

    function test_reverts_whenTheModulesSignerIsAnother(bytes32 signerHash, uint256 version) public {
        version = bound(version, 0, 1);
        _submitBoth();
        TdxModuleReport memory module = _module();
        vm.assume(signerHash != module.signerHash);
        module.signerHash = signerHash;
        module.teeTcbSvn = _withSvn(hex"05010200", 1, uint8(version));

        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TdxModuleMismatch.selector, version));
        _evaluate(module);
    }

    function test_matchesAttributes_underTheMask_andNoneBesides(bytes8 attributes, bytes8 mask, bytes8 given) public {
        TcbInfoFields memory info = _tcbInfoFields();
        info.identities[1].attributes = attributes & mask;
        info.identities[1].attributesMask = mask;
        _submit(info);
        _submit(_qeIdentityFields());
        TdxModuleReport memory module = _module();
        module.attributes = attributes & mask;
        _evaluate(module);

        vm.assume(given != attributes & mask);
        module.attributes = given;
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TdxModuleMismatch.selector, 1));
        _evaluate(module);
    }

    function test_judgesTheModuleBySvn(uint8 svn) public {
        TcbInfoFields memory info = _tcbInfoFields();
        info.identities[1].levels = TcbJsonWriter.svnLevels(200, TcbStatus.OUT_OF_DATE, 100, TcbStatus.REVOKED);
        _submit(info);
        _submit(_qeIdentityFields());
        TdxModuleReport memory module = _module();
        module.teeTcbSvn = _withSvn(module.teeTcbSvn, 0, svn);

        if (svn < 100) vm.expectRevert(abi.encodeWithSelector(ITcbStore.TdxModuleSvnTooLow.selector, 1, svn));
        else if (svn < 200) vm.expectRevert(abi.encodeWithSelector(ITcbStore.TdxModuleRevoked.selector, 1, svn));
        TcbVerdict memory verdict = _evaluate(module);

        if (svn >= 200) assertEq(uint8(verdict.status), uint8(TcbStatus.OUT_OF_DATE));
    }

    // --- quoting enclave ---

    function test_reverts_whenTheQuotingEnclaveIsAnother(bytes32 mrSigner, uint16 productId) public {
        vm.assume(mrSigner != TcbJsonWriter.QE_MR_SIGNER && productId != 2);
        _submitBoth();
        QeReport memory report = _quotingEnclave();
        report.productId = productId;
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeProductIdMismatch.selector, productId, 2));
        _evaluate(report);

        report.mrSigner = mrSigner;
        vm.expectRevert(
            abi.encodeWithSelector(ITcbStore.QeMrSignerMismatch.selector, mrSigner, TcbJsonWriter.QE_MR_SIGNER)
        );
        _evaluate(report);
    }

    function test_reverts_inDebugMode_whateverTheMask(bytes16 attributes, bytes16 mask) public {
        attributes |= hex"02";
        QeIdentityFields memory identity = _qeIdentityFields();
        identity.attributesMask = mask;
        identity.attributes = attributes & mask;
        _submit(_tcbInfoFields());
        _submit(identity);
        QeReport memory report = _quotingEnclave();
        report.attributes = attributes;

        vm.expectRevert(ITcbStore.QeDebug.selector);
        _evaluate(report);
    }

    function test_matchesQeAttributes_underTheMask(bytes16 attributes, bytes16 mask, bytes16 given) public {
        attributes &= ~bytes16(hex"02");
        given &= ~bytes16(hex"02");
        QeIdentityFields memory identity = _qeIdentityFields();
        identity.attributesMask = mask;
        identity.attributes = attributes & mask;
        _submit(_tcbInfoFields());
        _submit(identity);
        QeReport memory report = _quotingEnclave();
        report.attributes = (attributes & mask) | (given & ~mask);
        _evaluate(report);

        vm.assume(given & mask != attributes & mask);
        report.attributes = given;
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeAttributesMismatch.selector, given, attributes & mask, mask));
        _evaluate(report);
    }

    function test_matchesMiscSelect_underTheMask(bytes4 miscSelect, bytes4 mask, bytes4 given) public {
        QeIdentityFields memory identity = _qeIdentityFields();
        identity.miscSelectMask = mask;
        identity.miscSelect = miscSelect & mask;
        _submit(_tcbInfoFields());
        _submit(identity);
        QeReport memory report = _quotingEnclave();
        report.miscSelect = (miscSelect & mask) | (given & ~mask);
        _evaluate(report);

        vm.assume(given & mask != miscSelect & mask);
        report.miscSelect = given;
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeMiscSelectMismatch.selector, given, miscSelect & mask, mask));
        _evaluate(report);
    }

    function test_judgesTheQuotingEnclaveBySvn(uint16 svn) public {
        QeIdentityFields memory identity = _qeIdentityFields();
        identity.levels = TcbJsonWriter.svnLevels(40_000, TcbStatus.OUT_OF_DATE, 20_000, TcbStatus.REVOKED);
        _submit(_tcbInfoFields());
        _submit(identity);
        QeReport memory report = _quotingEnclave();
        report.svn = svn;

        if (svn < 20_000) vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeSvnTooLow.selector, svn));
        else if (svn < 40_000) vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeRevoked.selector, svn));
        TcbVerdict memory verdict = _evaluate(report);

        if (svn >= 40_000) assertEq(uint8(verdict.status), uint8(TcbStatus.OUT_OF_DATE));
    }

    // --- convergence ---

    function test_converges_asIntelDoes() public {
        _assertConverged(TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE);
        _assertConverged(TcbStatus.SW_HARDENING_NEEDED, TcbStatus.OUT_OF_DATE);
        _assertConverged(TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED, TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
        _assertConverged(TcbStatus.CONFIGURATION_NEEDED, TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
        _assertConverged(TcbStatus.OUT_OF_DATE, TcbStatus.OUT_OF_DATE);
        _assertConverged(TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED, TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED);
    }

    /// @param withOldPart What it becomes when module, quoting enclave or both are out of date.
    function _assertConverged(TcbStatus platform, TcbStatus withOldPart) private {
        uint256 snapshot = vm.snapshotState();
        TcbInfoFields memory info = _tcbInfoFields();
        info.levels[0].status = platform;
        _submit(info);
        QeIdentityFields memory identity = _qeIdentityFields();
        identity.levels = TcbJsonWriter.svnLevels(4, TcbStatus.UP_TO_DATE, 3, TcbStatus.OUT_OF_DATE);
        _submit(identity);
        TdxModuleReport memory oldModule = _module();
        oldModule.teeTcbSvn = hex"02010200";
        QeReport memory oldEnclave = _quotingEnclave();
        oldEnclave.svn = 3;

        assertEq(uint8(_evaluate().status), uint8(platform));
        assertEq(uint8(_evaluate(oldModule).status), uint8(withOldPart));
        assertEq(uint8(_evaluate(oldEnclave).status), uint8(withOldPart));
        assertEq(uint8(store.evaluate(_platform(), oldModule, oldEnclave).status), uint8(withOldPart));
        vm.revertToState(snapshot);
    }

    function _withSvn(bytes16 components, uint8 index, uint8 svn) private pure returns (bytes16) {
        uint256 shift = 8 * index;
        return (components & ~(bytes16(bytes1(0xff)) >> shift)) | (bytes16(bytes1(svn)) >> shift);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
