// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbFuzz} from "../TcbJson/TcbFuzz.sol";
import {TcbStoreBase} from "./TcbStoreBase.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {JsonReader} from "src/libraries/JsonReader.sol";
import {P256Signature} from "src/types/P256.sol";
import {QeReport, TcbStatus} from "src/types/Tcb.sol";
import {QeIdentityFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";
import {TestKey, TestPki} from "test/pki/TestPki.sol";

// submitQeIdentity
// ├── when the certificate is not that of a TCB signer    → reverts as the CRL store does
// ├── when another key signed, or other bytes were signed → reverts CollateralSignatureInvalid
// ├── when it is a TCB info, also if signed               → reverts JsonUnexpected, and the other way round
// ├── before issueDate or after nextUpdate                → reverts CollateralNotInForce, but not at either
// ├── when its evaluation is earlier than the stored one  → reverts CollateralRolledBack, whatever its date
// ├── when it was not issued later than the stored one    → reverts CollateralNotNewer
// ├── when a later one has fewer levels                   → those of the earlier one match no more
// └── otherwise                                           → is recorded; emits QeIdentityUpdated
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 32
contract TcbStore_SubmitQeIdentity_Test is TcbStoreBase {
    function test_records_whatItSays(uint256 seed) public {
        QeIdentityFields memory fields = TcbFuzz.qeIdentity(seed, ISSUED_AT, 65_536);
        fields.nextUpdate = NEXT_UPDATE;
        bytes memory json = TcbJsonWriter.qeIdentity(fields);

        address record = vm.computeCreateAddress(address(store), vm.getNonce(address(store)));
        vm.expectEmit(address(store));
        emit ITcbStore.QeIdentityUpdated(
            uint32(fields.evaluationNumber), uint64(ISSUED_AT), uint64(NEXT_UPDATE), record
        );
        _submitQeIdentity(json);

        _assertCollateral(store.qeIdentity(), fields.evaluationNumber, ISSUED_AT);
    }

    function test_reverts_whenTheSignerIsNotATcbSigner() public {
        bytes memory json = TcbJsonWriter.qeIdentity(_qeIdentityFields());
        TestKey memory authority = TestPki.pckAuthority();
        bytes memory certificate = TestPki.pckAuthorityCertificate();
        P256Signature memory signature = TestPki.sign(authority, json);

        vm.expectRevert(ICrlStore.CertificateNotTcbSigner.selector);
        store.submitQeIdentity(json, signature, certificate);
    }

    function test_reverts_whenOtherBytesWereSigned(uint256 index, bytes1 by) public {
        bytes memory json = TcbJsonWriter.qeIdentity(_qeIdentityFields());
        P256Signature memory signature = _sign(json);
        index = bound(index, 0, json.length - 1);
        vm.assume(json[index] != by);
        json[index] = by;

        vm.expectRevert(ITcbStore.CollateralSignatureInvalid.selector);
        store.submitQeIdentity(json, signature, signerCertificate);
    }

    function test_reverts_whenItIsTheOtherDocument() public {
        bytes memory tcbInfo = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        bytes memory identity = TcbJsonWriter.qeIdentity(_qeIdentityFields());

        _expectQeIdentityRefused(tcbInfo, abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, 0));
        _expectTcbInfoRefused(identity, abi.encodeWithSelector(JsonReader.JsonUnexpected.selector, 0));
    }

    function test_records_atBothDates_andRevertsBeside() public {
        bytes memory json = TcbJsonWriter.qeIdentity(_qeIdentityFields());
        uint256 snapshot = vm.snapshotState();
        vm.warp(ISSUED_AT);
        store.submitQeIdentity(json, _sign(json), signerCertificate);
        vm.revertToState(snapshot);
        vm.warp(NEXT_UPDATE);
        store.submitQeIdentity(json, _sign(json), signerCertificate);
        vm.revertToState(snapshot);

        _assertNotInForce(json, ISSUED_AT - 1);
        _assertNotInForce(json, NEXT_UPDATE + 1);
    }

    function test_reverts_whenRolledBack(uint32 stored, uint32 given, uint256 later) public {
        stored = uint32(bound(stored, 1, type(uint32).max));
        given = uint32(bound(given, 0, stored - 1));
        QeIdentityFields memory fields = _qeIdentityFields();
        fields.evaluationNumber = stored;
        _submit(fields);
        fields.evaluationNumber = given;
        fields.issuedAt += bound(later, 1, 1 days);
        bytes memory json = TcbJsonWriter.qeIdentity(fields);

        _expectQeIdentityRefused(json, abi.encodeWithSelector(ITcbStore.CollateralRolledBack.selector, given, stored));
    }

    function test_reverts_whenNotNewer(uint256 earlier, uint32 evaluationNumber) public {
        QeIdentityFields memory fields = _qeIdentityFields();
        _submit(fields);
        fields.issuedAt -= bound(earlier, 0, 10 days);
        fields.evaluationNumber = bound(evaluationNumber, 17, type(uint32).max);
        bytes memory json = TcbJsonWriter.qeIdentity(fields);

        _expectQeIdentityRefused(
            json, abi.encodeWithSelector(ITcbStore.CollateralNotNewer.selector, fields.issuedAt, ISSUED_AT)
        );
    }

    function test_forgetsLevels_thatTheNextOneHasNot(uint256 later) public {
        QeIdentityFields memory fields = _qeIdentityFields();
        fields.levels = TcbJsonWriter.svnLevels(4, TcbStatus.UP_TO_DATE, 2, TcbStatus.OUT_OF_DATE);
        _submit(_tcbInfoFields());
        _submit(fields);
        QeReport memory report = _quotingEnclave();
        report.svn = 3;
        assertEq(uint8(_evaluate(report).status), uint8(TcbStatus.OUT_OF_DATE));

        later = bound(later, 1, 1 days);
        _submit(TcbJsonWriter.qeIdentityFields(ISSUED_AT + later));

        _assertCollateral(store.qeIdentity(), 17, ISSUED_AT + later);
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.QeSvnTooLow.selector, 3));
        _evaluate(report);
    }

    function _assertNotInForce(bytes memory json, uint256 nowAt) private {
        vm.warp(nowAt);
        _expectQeIdentityRefused(
            json, abi.encodeWithSelector(ITcbStore.CollateralNotInForce.selector, ISSUED_AT, NEXT_UPDATE, nowAt)
        );
    }
}
