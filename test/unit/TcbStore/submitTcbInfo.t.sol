// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbFuzz} from "../TcbJson/TcbFuzz.sol";
import {TcbStoreBase} from "./TcbStoreBase.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {P256Signature} from "src/types/P256.sol";
import {PckTcb, TcbStatus, TdxModuleReport} from "src/types/Tcb.sol";
import {LevelFields, ModuleFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";
import {TestKey, TestPki} from "test/pki/TestPki.sol";

// submitTcbInfo
// ├── when the certificate is not that of a TCB signer   → reverts as the CRL store does
// ├── when another key signed, or other bytes were signed → reverts CollateralSignatureInvalid
// ├── with the signature's twin (s and n - s)            → is accepted
// ├── before issueDate or after nextUpdate               → reverts CollateralNotInForce, but not at either
// ├── when its evaluation is earlier than the stored one → reverts CollateralRolledBack, whatever its date
// ├── when it was not issued later than the stored one   → reverts CollateralNotNewer
// ├── when a later one has fewer levels or modules       → those of the earlier one match no more
// ├── when it is about another platform family           → replaces nothing
// └── otherwise                                          → is recorded; emits TcbInfoUpdated
/// forge-config: default.evm_version = "osaka"
/// forge-config: default.fuzz.runs = 32
contract TcbStore_SubmitTcbInfo_Test is TcbStoreBase {
    function test_records_whatItSays(uint256 seed) public {
        TcbInfoFields memory fields = TcbFuzz.tcbInfo(seed, ISSUED_AT, 256);
        fields.nextUpdate = NEXT_UPDATE;
        bytes memory json = TcbJsonWriter.tcbInfo(fields);

        address record = vm.computeCreateAddress(address(store), vm.getNonce(address(store)));
        vm.expectEmit(address(store));
        emit ITcbStore.TcbInfoUpdated(
            fields.fmspc, uint32(fields.evaluationNumber), uint64(ISSUED_AT), uint64(NEXT_UPDATE), record
        );
        _submitTcbInfo(json);

        _assertCollateral(store.tcbInfo(fields.fmspc), fields.evaluationNumber, ISSUED_AT);
        _assertCollateral(store.tcbInfo(~fields.fmspc), 0, 0);
        _assertCollateral(store.qeIdentity(), 0, 0);
    }

    function test_records_fromAnyone(address sender) public {
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        vm.prank(sender);
        store.submitTcbInfo(json, _sign(json), signerCertificate);

        _assertCollateral(store.tcbInfo(TcbJsonWriter.FMSPC), 17, ISSUED_AT);
    }

    function test_reverts_whenTheSignerIsNotATcbSigner() public {
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        TestKey memory authority = TestPki.pckAuthority();
        bytes memory certificate = TestPki.pckAuthorityCertificate();
        P256Signature memory signature = TestPki.sign(authority, json);

        vm.expectRevert(ICrlStore.CertificateNotTcbSigner.selector);
        store.submitTcbInfo(json, signature, certificate);
    }

    function test_reverts_whenTheSignerIsRevoked() public {
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        vm.warp(NOW + 1);
        _submitRootCrl(NOW + 1, TestPki.serialList(TestPki.TCB_SIGNER_SERIAL));
        bytes32 root = crlStore.root();

        _expectTcbInfoRefused(
            json, abi.encodeWithSelector(ICrlStore.CertificateRevokedBy.selector, root, TestPki.TCB_SIGNER_SERIAL)
        );
    }

    function test_reverts_whenAnotherKeySigned(string calldata label) public {
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        P256Signature memory signature = TestPki.sign(TestPki.key(label), json);

        vm.expectRevert(ITcbStore.CollateralSignatureInvalid.selector);
        store.submitTcbInfo(json, signature, signerCertificate);
    }

    function test_reverts_whenOtherBytesWereSigned(uint256 index, bytes1 by) public {
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        P256Signature memory signature = _sign(json);
        index = bound(index, 0, json.length - 1);
        vm.assume(json[index] != by);
        json[index] = by;

        vm.expectRevert(ITcbStore.CollateralSignatureInvalid.selector);
        store.submitTcbInfo(json, signature, signerCertificate);
    }

    function test_records_withEitherTwinOfTheSignature(uint256 seed) public {
        TcbInfoFields memory fields = TcbFuzz.tcbInfo(seed, ISSUED_AT, 256);
        fields.nextUpdate = NEXT_UPDATE;
        bytes memory json = TcbJsonWriter.tcbInfo(fields);
        P256Signature memory signature = _sign(json);
        P256Signature memory twin = TestPki.twin(signature);
        uint256 snapshot = vm.snapshotState();

        store.submitTcbInfo(json, signature, signerCertificate);
        assertEq(store.tcbInfo(fields.fmspc).issuedAt, ISSUED_AT);
        vm.revertToState(snapshot);
        store.submitTcbInfo(json, twin, signerCertificate);
        assertEq(store.tcbInfo(fields.fmspc).issuedAt, ISSUED_AT);

        // Two forms of one signature are one document.
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.CollateralNotNewer.selector, ISSUED_AT, ISSUED_AT));
        store.submitTcbInfo(json, signature, signerCertificate);
    }

    function test_records_onlyBetweenItsDates(uint256 nowAt) public {
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        nowAt = bound(nowAt, ISSUED_AT - 30 days, NEXT_UPDATE + 30 days);
        vm.warp(nowAt);

        if (nowAt >= ISSUED_AT && nowAt <= NEXT_UPDATE) _submitTcbInfo(json);
        else _assertNotInForce(json, nowAt);
    }

    function test_records_atBothDates_andRevertsBeside() public {
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        uint256 snapshot = vm.snapshotState();
        vm.warp(ISSUED_AT);
        store.submitTcbInfo(json, _sign(json), signerCertificate);
        vm.revertToState(snapshot);
        vm.warp(NEXT_UPDATE);
        store.submitTcbInfo(json, _sign(json), signerCertificate);
        vm.revertToState(snapshot);

        _assertNotInForce(json, ISSUED_AT - 1);
        _assertNotInForce(json, NEXT_UPDATE + 1);
    }

    function test_reverts_whenRolledBack(uint32 stored, uint32 given, uint256 later) public {
        stored = uint32(bound(stored, 1, type(uint32).max));
        given = uint32(bound(given, 0, stored - 1));
        TcbInfoFields memory fields = _tcbInfoFields();
        fields.evaluationNumber = stored;
        _submit(fields);
        fields.evaluationNumber = given;
        fields.issuedAt += bound(later, 1, 1 days);
        bytes memory json = TcbJsonWriter.tcbInfo(fields);

        _expectTcbInfoRefused(json, abi.encodeWithSelector(ITcbStore.CollateralRolledBack.selector, given, stored));
    }

    function test_reverts_whenNotNewer(uint256 earlier, uint32 evaluationNumber) public {
        TcbInfoFields memory fields = _tcbInfoFields();
        _submit(fields);
        fields.issuedAt -= bound(earlier, 0, 10 days);
        fields.evaluationNumber = bound(evaluationNumber, 17, type(uint32).max);
        bytes memory json = TcbJsonWriter.tcbInfo(fields);

        _expectTcbInfoRefused(
            json, abi.encodeWithSelector(ITcbStore.CollateralNotNewer.selector, fields.issuedAt, ISSUED_AT)
        );
    }

    function test_records_whenNewer(uint256 later, uint32 evaluationNumber) public {
        _submit(_tcbInfoFields());
        later = bound(later, 1, 1 days);
        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT + later);
        fields.evaluationNumber = bound(evaluationNumber, 17, type(uint32).max);

        _submit(fields);

        _assertCollateral(store.tcbInfo(TcbJsonWriter.FMSPC), fields.evaluationNumber, ISSUED_AT + later);
    }

    function test_forgetsLevels_thatTheNextOneHasNot() public {
        _submitBoth();
        PckTcb memory platform = _platform();
        platform.pceSvn = 10;
        assertEq(_evaluate(platform).level, 1);

        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT + 1);
        LevelFields[] memory levels = fields.levels;
        assembly ("memory-safe") {
            mstore(levels, 1)
        }
        _submit(fields);

        assertEq(uint8(_evaluate().status), uint8(TcbStatus.UP_TO_DATE));
        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, TcbJsonWriter.FMSPC));
        _evaluate(platform);
    }

    function test_forgetsModules_thatTheNextOneHasNot(bool hasIdentities) public {
        _submitBoth();
        TdxModuleReport memory module = _module();
        module.teeTcbSvn = hex"03030200";
        assertEq(uint8(_evaluate(module).status), uint8(TcbStatus.UP_TO_DATE));

        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT + 1);
        fields.identities[0] = fields.identities[1];
        ModuleFields[] memory identities = fields.identities;
        assembly ("memory-safe") {
            mstore(identities, hasIdentities)
        }
        _submit(fields);

        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TdxModuleUnknown.selector, 3));
        _evaluate(module);
        if (!hasIdentities) vm.expectRevert(abi.encodeWithSelector(ITcbStore.TdxModuleUnknown.selector, 1));
        _evaluate();
    }

    function test_replacesNothing_ofAnotherFamily(bytes6 fmspc) public {
        vm.assume(fmspc != TcbJsonWriter.FMSPC);
        _submitBoth();
        TcbInfoFields memory fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT + 1);
        fields.fmspc = fmspc;
        fields.evaluationNumber = 16;
        fields.levels[0].pceSvn = 65_535;

        _submit(fields);

        _assertCollateral(store.tcbInfo(fmspc), 16, ISSUED_AT + 1);
        _assertCollateral(store.tcbInfo(TcbJsonWriter.FMSPC), 17, ISSUED_AT);
        assertEq(_evaluate().level, 0);
    }

    function _assertNotInForce(bytes memory json, uint256 nowAt) private {
        vm.warp(nowAt);
        _expectTcbInfoRefused(
            json, abi.encodeWithSelector(ITcbStore.CollateralNotInForce.selector, ISSUED_AT, NEXT_UPDATE, nowAt)
        );
    }
}
