// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbStoreBase} from "./TcbStoreBase.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {QeIdentityFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";
import {CertificateFields, TestKey, TestPki} from "test/pki/TestPki.sol";

// a document whose signer's certificate is revoked or over
// ├── evaluate when either signer is revoked          → reverts CertificateRevokedBy
// ├── evaluate when a signer's certificate has ended  → reverts CertificateExpired, and verdicts end with it
// └── submit when the stored one's signer is revoked  → what it stored keeps nothing out
/// forge-config: default.evm_version = "osaka"
contract TcbStore_RevokedSigner_Test is TcbStoreBase {
    /// @dev What a thief of the signing key would like to keep for ever.
    uint256 private constant HIGHEST = type(uint32).max;

    function test_evaluate_reverts_whenTheSignerIsRevoked() public {
        _submitBoth();
        _revokeSigner();
        vm.expectRevert(
            abi.encodeWithSelector(
                ICrlStore.CertificateRevokedBy.selector, crlStore.root(), uint160(TestPki.tcbSignerFields().serial)
            )
        );
        store.evaluate(_platform(), _module(), _quotingEnclave());
    }

    function test_evaluate_endsWithTheSignersCertificate(uint256 notAfter) public {
        notAfter = bound(notAfter, block.timestamp, NEXT_UPDATE - 1);
        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.notAfter = notAfter;
        signerCertificate = TestPki.certificate(fields, TestPki.root());
        _submitBoth();

        assertEq(store.evaluate(_platform(), _module(), _quotingEnclave()).validUntil, notAfter);
        vm.warp(notAfter + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICrlStore.CertificateExpired.selector, uint160(fields.serial), uint64(notAfter), notAfter + 1
            )
        );
        store.evaluate(_platform(), _module(), _quotingEnclave());
    }

    function test_submit_isNotKeptOut_byWhatARevokedSignerSigned() public {
        TcbInfoFields memory info = _tcbInfoFields();
        info.evaluationNumber = HIGHEST;
        _submit(info);
        QeIdentityFields memory identity = _qeIdentityFields();
        identity.evaluationNumber = HIGHEST;
        _submit(identity);
        _revokeSigner();

        CertificateFields memory fields = TestPki.tcbSignerFields();
        fields.serial += 1;
        TestKey memory successor = TestPki.key("next TCB signer");
        fields.key = successor.key;
        bytes memory certificate = TestPki.certificate(fields, TestPki.root());
        bytes memory json = TcbJsonWriter.tcbInfo(_tcbInfoFields());
        store.submitTcbInfo(json, TestPki.sign(successor, json), certificate);
        json = TcbJsonWriter.qeIdentity(_qeIdentityFields());
        store.submitQeIdentity(json, TestPki.sign(successor, json), certificate);

        assertLt(store.tcbInfo(TcbJsonWriter.FMSPC).evaluationNumber, HIGHEST);
        assertLt(store.qeIdentity().evaluationNumber, HIGHEST);
        store.evaluate(_platform(), _module(), _quotingEnclave());
    }

    function test_submit_isKeptOut_whileTheSignerStands() public {
        TcbInfoFields memory info = _tcbInfoFields();
        info.evaluationNumber = HIGHEST;
        _submit(info);
        TcbInfoFields memory lower = TcbJsonWriter.tcbInfoFields(ISSUED_AT + 1);
        _expectTcbInfoRefused(
            TcbJsonWriter.tcbInfo(lower),
            abi.encodeWithSelector(
                ITcbStore.CollateralRolledBack.selector, uint32(lower.evaluationNumber), uint32(HIGHEST)
            )
        );
    }

    function _revokeSigner() private {
        skip(1);
        _submitRootCrl(block.timestamp, TestPki.serialList(uint160(TestPki.tcbSignerFields().serial)));
    }
}
