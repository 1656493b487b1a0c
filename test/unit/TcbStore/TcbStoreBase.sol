// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbStore} from "src/enclave/TcbStore.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {P256Signature} from "src/types/P256.sol";
import {PckTcb, QeReport, TcbVerdict, TdxModuleReport} from "src/types/Tcb.sol";
import {SimulatedCollateral} from "test/pki/SimulatedCollateral.sol";
import {QeIdentityFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";
import {TestKey, TestPki} from "test/pki/TestPki.sol";

/// @notice A TCB store over a CRL store under the simulated root, both empty of TCB info and QE identity, and what a platform
/// reports that is up to date by the proposals of {TcbJsonWriter}.
abstract contract TcbStoreBase is SimulatedCollateral {
    /// @dev 2025-06-20, a day after the proposals are issued.
    uint256 internal constant NOW = 1_750_414_563;
    uint256 internal constant ISSUED_AT = NOW - 1 days;
    uint256 internal constant NEXT_UPDATE = ISSUED_AT + 30 days;

    TcbStore internal store;
    bytes internal signerCertificate;
    TestKey private signer;

    function setUp() public virtual {
        vm.warp(NOW);
        _deployCrlStore();
        store = new TcbStore(crlStore);
        signerCertificate = TestPki.tcbSignerCertificate();
        signer = TestPki.tcbSigner();
    }

    function _submit(TcbInfoFields memory fields) internal {
        _submitTcbInfo(TcbJsonWriter.tcbInfo(fields));
    }

    function _submit(QeIdentityFields memory fields) internal {
        _submitQeIdentity(TcbJsonWriter.qeIdentity(fields));
    }

    function _submitTcbInfo(bytes memory json) internal {
        store.submitTcbInfo(json, _sign(json), signerCertificate);
    }

    function _submitQeIdentity(bytes memory json) internal {
        store.submitQeIdentity(json, _sign(json), signerCertificate);
    }

    /// @dev Signed before the revert is expected: SHA-256 is a call.
    function _expectTcbInfoRefused(bytes memory json, bytes memory wantedError) internal {
        P256Signature memory signature = _sign(json);
        vm.expectRevert(wantedError);
        store.submitTcbInfo(json, signature, signerCertificate);
    }

    function _expectQeIdentityRefused(bytes memory json, bytes memory wantedError) internal {
        P256Signature memory signature = _sign(json);
        vm.expectRevert(wantedError);
        store.submitQeIdentity(json, signature, signerCertificate);
    }

    function _submitBoth() internal {
        _submit(_tcbInfoFields());
        _submit(_qeIdentityFields());
    }

    function _sign(bytes memory json) internal view returns (P256Signature memory) {
        return TestPki.sign(signer, json);
    }

    function _tcbInfoFields() internal pure returns (TcbInfoFields memory) {
        return TcbJsonWriter.tcbInfoFields(ISSUED_AT);
    }

    function _qeIdentityFields() internal pure returns (QeIdentityFields memory) {
        return TcbJsonWriter.qeIdentityFields(ISSUED_AT);
    }

    function _platform() internal pure returns (PckTcb memory platform) {
        platform.ppid = hex"00112233445566778899aabbccddeeff";
        platform.fmspc = TcbJsonWriter.FMSPC;
        platform.components = hex"02020202030100050000000000000000";
        platform.pceSvn = 11;
    }

    /// @dev Module 1 at SVN 4, which is below the level's first TDX component.
    function _module() internal pure returns (TdxModuleReport memory module) {
        module.teeTcbSvn = hex"04010200000000000000000000000000";
        module.signerHash = keccak256(new bytes(48));
    }

    function _quotingEnclave() internal pure returns (QeReport memory report) {
        report.attributes = hex"1500000000000000e700000000000000";
        report.mrSigner = TcbJsonWriter.QE_MR_SIGNER;
        report.productId = 2;
        report.svn = 4;
    }

    function _evaluate() internal view returns (TcbVerdict memory) {
        return store.evaluate(_platform(), _module(), _quotingEnclave());
    }

    function _evaluate(PckTcb memory platform) internal view returns (TcbVerdict memory) {
        return store.evaluate(platform, _module(), _quotingEnclave());
    }

    function _evaluate(TdxModuleReport memory module) internal view returns (TcbVerdict memory) {
        return store.evaluate(_platform(), module, _quotingEnclave());
    }

    function _evaluate(QeReport memory report) internal view returns (TcbVerdict memory) {
        return store.evaluate(_platform(), _module(), report);
    }

    function _assertCollateral(ITcbStore.Collateral memory collateral, uint256 evaluationNumber, uint256 issuedAt)
        internal
        pure
    {
        assertEq(collateral.evaluationNumber, evaluationNumber);
        assertEq(collateral.issuedAt, issuedAt);
        assertEq(collateral.nextUpdate, issuedAt == 0 ? 0 : issuedAt + 30 days);
    }
}
