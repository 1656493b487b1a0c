// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {StoresBase} from "./StoresBase.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {PckTcb, TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";
import {QeIdentityFields, SvnLevelFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";
import {TestPki} from "test/pki/TestPki.sol";
import {QuoteFields, TestQuote} from "test/pki/TestQuote.sol";

// verify: over the real stores
// ├── when all is up to date                              → claims UP_TO_DATE, until the first document lapses
// ├── when the platform's level has another status        → claims it
// ├── when the platform matches a later level             → claims that one
// ├── when the TCB info
// │   ├── is of another family, or lapsed                 → reverts TcbInfoMissing, TcbInfoStale
// │   ├── is of another PCE                               → reverts PceIdMismatch
// │   └── revoked the level, or has none so low           → reverts TcbRevoked, TcbLevelNotFound
// ├── when the TDX module
// │   ├── is of an unknown version                        → reverts TdxModuleUnknown
// │   ├── is another's, or has other attributes           → reverts TdxModuleMismatch
// │   ├── is too old, or revoked                          → reverts TdxModuleSvnTooLow, TdxModuleRevoked
// │   └── is out of date                                  → claims OUT_OF_DATE
// ├── when the module that runs now (TDX 1.5) is unknown, revoked or older → as if the TD had been launched under it
// ├── when it is newer than one that is out of date       → claims OUT_OF_DATE all the same
// └── when the quoting enclave
//     ├── is another's, another product, or in debug      → reverts QeMrSignerMismatch, QeProductIdMismatch, QeDebug
//     ├── has other attributes or MISCSELECT              → reverts QeAttributesMismatch, QeMiscSelectMismatch
//     └── is too old, or its identity lapsed              → reverts QeSvnTooLow, QeIdentityStale
//
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 24
/// forge-config: deep.fuzz.runs = 1000
contract TdxQuoteVerifier_Tcb_Test is StoresBase {
    bytes16 private constant QE_MASK = hex"FBFFFFFFFFFFFFFF0000000000000000";
    bytes16 private constant QE_WANTED = hex"11000000000000000000000000000000";

    function test_claimsUpToDate(uint256 kind) public view {
        TdxClaims memory claims = verifier.verify(TestQuote.sign(_fieldsOfKind(kind)));

        assertEq(uint8(claims.tcbStatus), uint8(TcbStatus.UP_TO_DATE));
        assertEq(claims.tcbLevel, 0);
        assertEq(claims.tcbEvaluationNumber, 17);
        // Before the PCK CRL, which is a day younger.
        assertEq(claims.validUntil, ISSUED_AT + 30 days);
    }

    function test_claimsTheLevelsStatus(uint256 kind, uint256 status) public {
        TcbStatus wanted = TcbStatus(
            bound(status, uint256(TcbStatus.UP_TO_DATE), uint256(TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED))
        );
        TcbInfoFields memory info = _nextTcbInfo();
        info.levels[0].status = wanted;
        _submit(info);

        assertEq(uint8(verifier.verify(TestQuote.sign(_fieldsOfKind(kind))).tcbStatus), uint8(wanted));
    }

    function test_claimsALaterLevel(uint256 kind, uint16 pceSvn) public view {
        PckTcb memory platform = _platform();
        platform.pceSvn = uint16(bound(pceSvn, 5, 10));

        TdxClaims memory claims = verifier.verify(_quoteOf(kind, platform));

        assertEq(uint8(claims.tcbStatus), uint8(TcbStatus.OUT_OF_DATE));
        assertEq(claims.tcbLevel, 1);
    }

    function test_reverts_whenFamilyIsAnother(uint256 kind, bytes6 fmspc) public {
        vm.assume(fmspc != TcbJsonWriter.FMSPC);
        PckTcb memory platform = _platform();
        platform.fmspc = fmspc;

        _expectError(abi.encodeWithSelector(ITcbStore.TcbInfoMissing.selector, fmspc), _quoteOf(kind, platform));
    }

    function test_reverts_whenTcbInfoLapsed(uint256 kind) public {
        TdxQuote memory quote = TestQuote.sign(_fieldsOfKind(kind));
        uint256 nextUpdate = ISSUED_AT + 30 days;
        vm.warp(nextUpdate + 1);

        _expectError(
            abi.encodeWithSelector(ITcbStore.TcbInfoStale.selector, TcbJsonWriter.FMSPC, nextUpdate, nextUpdate + 1),
            quote
        );
    }

    function test_reverts_whenPceIsAnother(uint256 kind, bytes2 pceId) public {
        vm.assume(pceId != 0);
        PckTcb memory platform = _platform();
        platform.pceId = pceId;

        _expectError(
            abi.encodeWithSelector(ITcbStore.PceIdMismatch.selector, pceId, bytes2(0)), _quoteOf(kind, platform)
        );
    }

    function test_reverts_whenLevelIsRevoked(uint256 kind) public {
        TcbInfoFields memory info = _nextTcbInfo();
        info.levels[0].status = TcbStatus.REVOKED;
        _submit(info);

        _expectError(
            abi.encodeWithSelector(ITcbStore.TcbRevoked.selector, TcbJsonWriter.FMSPC, 0),
            TestQuote.sign(_fieldsOfKind(kind))
        );
    }

    function test_reverts_whenPceSvnIsTooLow(uint256 kind, uint16 pceSvn) public {
        PckTcb memory platform = _platform();
        platform.pceSvn = uint16(bound(pceSvn, 0, 4));

        _expectLevelNotFound(_quoteOf(kind, platform));
    }

    function test_reverts_whenSgxComponentIsTooLow(uint256 kind, uint256 component) public {
        PckTcb memory platform = _platform();
        // Those that are not zero anyway.
        component = [uint256(0), 1, 2, 3, 4, 5, 7][component % 7];
        platform.components &= ~bytes16(uint128(0xff) << uint128(8 * (15 - component)));

        _expectLevelNotFound(_quoteOf(kind, platform));
    }

    function test_reverts_whenTdxComponentIsTooLow(uint256 kind, uint8 loader) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td.teeTcbSvn = _teeTcbSvn(6, 1, uint8(bound(loader, 0, 1)));
        f.td.runningTcbSvn = f.td.teeTcbSvn;

        _expectLevelNotFound(TestQuote.sign(f));
    }

    function test_reverts_whenModuleIsUnknown(uint256 kind, uint8 version) public {
        if (version == 0 || version == 1 || version == 3) version = 2;

        _expectModuleError(kind, 6, version, abi.encodeWithSelector(ITcbStore.TdxModuleUnknown.selector, version));
    }

    function test_reverts_whenModuleIsAnothers(uint256 kind, uint256 at, uint8 flip) public {
        vm.assume(flip != 0);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td.mrSignerSeam[bound(at, 0, 47)] = bytes1(flip);

        _expectError(abi.encodeWithSelector(ITcbStore.TdxModuleMismatch.selector, 1), TestQuote.sign(f));
    }

    function test_reverts_whenModuleHasOtherAttributes(uint256 kind, bytes8 attributes) public {
        vm.assume(attributes != 0);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td.seamAttributes = attributes;

        _expectError(abi.encodeWithSelector(ITcbStore.TdxModuleMismatch.selector, 1), TestQuote.sign(f));
    }

    function test_reverts_whenModuleIsTooOld(uint256 kind, uint8 svn) public {
        svn = uint8(bound(svn, 0, 1));

        _expectModuleError(kind, svn, 1, abi.encodeWithSelector(ITcbStore.TdxModuleSvnTooLow.selector, 1, svn));
    }

    function test_reverts_whenModuleIsRevoked(uint256 kind, uint8 svn) public {
        svn = uint8(bound(svn, 2, 3));
        _submit(_withRevokedModule());

        _expectModuleError(kind, svn, 1, abi.encodeWithSelector(ITcbStore.TdxModuleRevoked.selector, 1, svn));
    }

    function test_claimsOutOfDate_whenModuleIs(uint256 kind, uint8 svn) public view {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td.teeTcbSvn = _teeTcbSvn(uint8(bound(svn, 2, 3)), 1, 3);
        f.td.runningTcbSvn = f.td.teeTcbSvn;

        assertEq(uint8(verifier.verify(TestQuote.sign(f)).tcbStatus), uint8(TcbStatus.OUT_OF_DATE));
    }

    /// @dev Intel's library would call it "relaunch advised".
    function test_claimsOutOfDate_whenLaunchedUnderAnOldModule(uint8 launchSvn, uint8 runningSvn) public view {
        _assertTwoModules(uint8(bound(launchSvn, 2, 3)), uint8(bound(runningSvn, 4, 255)), TcbStatus.OUT_OF_DATE);
    }

    function test_claimsOutOfDate_whenAnOldModuleRuns(uint8 launchSvn, uint8 runningSvn) public view {
        _assertTwoModules(uint8(bound(launchSvn, 4, 255)), uint8(bound(runningSvn, 2, 3)), TcbStatus.OUT_OF_DATE);
    }

    function test_claimsUpToDate_whenBothModulesAre(uint8 launchSvn, uint8 runningSvn) public view {
        _assertTwoModules(uint8(bound(launchSvn, 4, 255)), uint8(bound(runningSvn, 4, 255)), TcbStatus.UP_TO_DATE);
    }

    function test_reverts_whenTheRunningModuleIsRefused() public {
        _submit(_withRevokedModule());
        QuoteFields memory f = _fieldsOfVersion(5, TestQuote.TD_1_5);

        f.td.runningTcbSvn = _teeTcbSvn(6, 2, 3);
        _expectError(abi.encodeWithSelector(ITcbStore.TdxModuleUnknown.selector, 2), TestQuote.sign(f));
        f.td.runningTcbSvn = _teeTcbSvn(1, 1, 3);
        _expectError(abi.encodeWithSelector(ITcbStore.TdxModuleSvnTooLow.selector, 1, 1), TestQuote.sign(f));
        f.td.runningTcbSvn = _teeTcbSvn(2, 1, 3);
        _expectError(abi.encodeWithSelector(ITcbStore.TdxModuleRevoked.selector, 1, 2), TestQuote.sign(f));
        f.td.runningTcbSvn = _teeTcbSvn(6, 1, 1);
        _expectLevelNotFound(TestQuote.sign(f));
    }

    function test_reverts_whenQuotingEnclaveIsAnothers(uint256 kind, bytes32 mrSigner) public {
        vm.assume(mrSigner != TcbJsonWriter.QE_MR_SIGNER);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.quotingEnclave.mrSigner = mrSigner;

        _expectError(
            abi.encodeWithSelector(ITcbStore.QeMrSignerMismatch.selector, mrSigner, TcbJsonWriter.QE_MR_SIGNER),
            TestQuote.sign(f)
        );
    }

    function test_reverts_whenQuotingEnclaveIsAnotherProduct(uint256 kind, uint16 productId) public {
        vm.assume(productId != 2);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.quotingEnclave.productId = productId;

        _expectError(abi.encodeWithSelector(ITcbStore.QeProductIdMismatch.selector, productId, 2), TestQuote.sign(f));
    }

    /// @dev Also where the identity's mask does not ask.
    function test_reverts_whenQuotingEnclaveIsInDebug(uint256 kind, bool isMasked) public {
        QeIdentityFields memory identity = TcbJsonWriter.qeIdentityFields(ISSUED_AT + 1);
        if (!isMasked) identity.attributesMask = hex"F9FFFFFFFFFFFFFF0000000000000000";
        _submit(identity);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.quotingEnclave.attributes |= hex"02";
        TdxQuote memory quote = TestQuote.sign(f);

        assertEq(_tryVerify(quote).length, 0);
        if (!isMasked) _expectError(abi.encodeWithSelector(ITcbStore.QeDebug.selector), quote);
    }

    function test_reverts_whenQuotingEnclaveHasOtherAttributes(uint256 kind, uint256 bit) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        // Under the mask, and not DEBUG.
        bit = bound(bit, 0, 55);
        f.quotingEnclave.attributes ^= bytes16(uint128(1) << uint128(64 + bit));

        _expectError(
            abi.encodeWithSelector(
                ITcbStore.QeAttributesMismatch.selector, f.quotingEnclave.attributes, QE_WANTED, QE_MASK
            ),
            TestQuote.sign(f)
        );
    }

    function test_reverts_whenQuotingEnclaveHasOtherMiscSelect(uint256 kind, bytes4 miscSelect) public {
        vm.assume(miscSelect != 0);
        QuoteFields memory f = _fieldsOfKind(kind);
        f.quotingEnclave.miscSelect = miscSelect;

        _expectError(
            abi.encodeWithSelector(ITcbStore.QeMiscSelectMismatch.selector, miscSelect, bytes4(0), bytes4(0xffffffff)),
            TestQuote.sign(f)
        );
    }

    function test_reverts_whenQuotingEnclaveIsTooOld(uint256 kind, uint16 svn) public {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.quotingEnclave.svn = uint16(bound(svn, 0, 3));

        _expectError(abi.encodeWithSelector(ITcbStore.QeSvnTooLow.selector, f.quotingEnclave.svn), TestQuote.sign(f));
    }

    function test_reverts_whenQeIdentityLapsed(uint256 kind) public {
        TdxQuote memory quote = TestQuote.sign(_fieldsOfKind(kind));
        uint256 nextUpdate = ISSUED_AT + 30 days;
        // The TCB info is refreshed, and the identity forgotten.
        _submit(_nextTcbInfo());
        vm.warp(nextUpdate + 1);

        _expectError(abi.encodeWithSelector(ITcbStore.QeIdentityStale.selector, nextUpdate, nextUpdate + 1), quote);
    }

    // --- builders ---

    /// @dev What Intel publishes half a day later.
    function _nextTcbInfo() private pure returns (TcbInfoFields memory) {
        return TcbJsonWriter.tcbInfoFields(ISSUED_AT + 12 hours);
    }

    /// @dev Module 1 is revoked below SVN 4.
    function _withRevokedModule() private pure returns (TcbInfoFields memory info) {
        info = _nextTcbInfo();
        SvnLevelFields[] memory levels = info.identities[1].levels;
        levels[1].status = TcbStatus.REVOKED;
    }

    function _quoteOf(uint256 kind, PckTcb memory platform) private view returns (TdxQuote memory) {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.pckCertificate = TestPki.pckCertificate(platform);
        return TestQuote.sign(f);
    }

    function _teeTcbSvn(uint8 moduleSvn, uint8 moduleVersion, uint8 loader) private pure returns (bytes16) {
        return bytes16(bytes3(abi.encodePacked(moduleSvn, moduleVersion, loader)));
    }

    function _assertTwoModules(uint8 launchSvn, uint8 runningSvn, TcbStatus wanted) private view {
        QuoteFields memory f = _fieldsOfVersion(5, TestQuote.TD_1_5);
        f.td.teeTcbSvn = _teeTcbSvn(launchSvn, 1, 3);
        f.td.runningTcbSvn = _teeTcbSvn(runningSvn, 1, 3);

        assertEq(uint8(verifier.verify(TestQuote.sign(f)).tcbStatus), uint8(wanted));
    }

    function _expectModuleError(uint256 kind, uint8 svn, uint8 version, bytes memory reason) private {
        QuoteFields memory f = _fieldsOfKind(kind);
        f.td.teeTcbSvn = _teeTcbSvn(svn, version, 3);
        f.td.runningTcbSvn = f.td.teeTcbSvn;

        _expectError(reason, TestQuote.sign(f));
    }

    function _expectLevelNotFound(TdxQuote memory quote) private {
        _expectError(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, TcbJsonWriter.FMSPC), quote);
    }
}
