// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ICrlStore} from "../interfaces/ICrlStore.sol";
import {ITcbStore} from "../interfaces/ITcbStore.sol";
import {CodeStorage} from "../libraries/CodeStorage.sol";
import {P256Verifier} from "../libraries/P256Verifier.sol";
import {PackedTcb, QeIdentity, TcbInfo} from "../libraries/PackedTcb.sol";
import {TcbJson} from "../libraries/TcbJson.sol";
import {TcbMatching} from "../libraries/TcbMatching.sol";
import {P256Key, P256Signature} from "../types/P256.sol";
import {PckTcb, QeReport, TcbStatus, TcbVerdict, TdxModuleReport} from "../types/Tcb.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title TcbStore
/// @notice Intel's TCB info per platform family and its QE identity, and Intel's verdict by them on a platform.
///
/// TRUST
/// @dev Nobody: what counts is a signature by Intel's TCB signing key. The CRL store verifies its certificate when a document
/// @dev is submitted, and at each evaluation says again that the root did not revoke it.
/// @dev A document replaces the last one only if it was issued later and by no earlier evaluation, unless the last one's
/// @dev signer was revoked: then it counts for nothing, and keeps nothing out.
/// @dev Intel publishes each evaluation twice, early and then as standard, and anyone may submit the early one: whoever
/// @dev refreshes has to follow, and platforms that it calls out of date are so from then on.
///
/// TIME
/// @dev Unix seconds of the chain. A document is in force while issuedAt <= block.timestamp <= nextUpdate; before, it is not
/// @dev accepted, and after, evaluations revert until somebody submits the next one.
///
/// STORAGE
/// @dev One pointer per document, to its fields packed as code ({CodeStorage}, {PackedTcb}). A new document gets a new code,
/// @dev so that no level and no module of an old one can survive in it.
///
/// NOT DONE HERE
/// @dev Advisory ids are checked for form and not kept: `level` in the verdict and the signed document name them.
contract TcbStore is ITcbStore {
    ICrlStore public immutable crlStore;

    mapping(bytes6 fmspc => address code) private _tcbInfos;
    address private _qeIdentity;

    constructor(ICrlStore crlStore_) {
        crlStore = crlStore_;
    }

    /// @inheritdoc ITcbStore
    function submitTcbInfo(bytes calldata tcbInfo_, P256Signature calldata signature, bytes calldata signerCertificate)
        external
    {
        (uint160 serial, uint64 notAfter) = _requireSigned(tcbInfo_, signature, signerCertificate);
        TcbInfo memory info = TcbJson.parseTcbInfo(tcbInfo_);
        (info.dates.signerSerial, info.dates.signerNotAfter) = (serial, notAfter);
        _requireNext(info.dates, _tcbInfos[info.fmspc]);

        address record = CodeStorage.write(PackedTcb.packTcbInfo(info));
        _tcbInfos[info.fmspc] = record;
        emit TcbInfoUpdated(info.fmspc, info.dates.evaluationNumber, info.dates.issuedAt, info.dates.nextUpdate, record);
    }

    /// @inheritdoc ITcbStore
    function submitQeIdentity(
        bytes calldata qeIdentity_,
        P256Signature calldata signature,
        bytes calldata signerCertificate
    ) external {
        (uint160 serial, uint64 notAfter) = _requireSigned(qeIdentity_, signature, signerCertificate);
        QeIdentity memory identity = TcbJson.parseQeIdentity(qeIdentity_);
        (identity.dates.signerSerial, identity.dates.signerNotAfter) = (serial, notAfter);
        _requireNext(identity.dates, _qeIdentity);

        address record = CodeStorage.write(PackedTcb.packQeIdentity(identity));
        _qeIdentity = record;
        emit QeIdentityUpdated(
            identity.dates.evaluationNumber, identity.dates.issuedAt, identity.dates.nextUpdate, record
        );
    }

    /// @inheritdoc ITcbStore
    function evaluate(PckTcb calldata platform, TdxModuleReport calldata module, QeReport calldata quotingEnclave)
        external
        view
        returns (TcbVerdict memory verdict)
    {
        bytes memory info = CodeStorage.read(_tcbInfos[platform.fmspc]);
        require(info.length != 0, TcbInfoMissing(platform.fmspc));
        Collateral memory infoDates = PackedTcb.datesOf(info);
        require(
            block.timestamp <= infoDates.nextUpdate, TcbInfoStale(platform.fmspc, infoDates.nextUpdate, block.timestamp)
        );
        bytes memory identity = CodeStorage.read(_qeIdentity);
        require(identity.length != 0, QeIdentityMissing());
        Collateral memory identityDates = PackedTcb.datesOf(identity);
        require(block.timestamp <= identityDates.nextUpdate, QeIdentityStale(identityDates.nextUpdate, block.timestamp));

        TcbStatus status;
        (verdict.level, status) = TcbMatching.matchPlatform(info, platform, module.teeTcbSvn);
        status = TcbMatching.converge(status, TcbMatching.matchModule(info, module));
        verdict.status = TcbMatching.converge(status, TcbMatching.matchQuotingEnclave(identity, quotingEnclave));
        verdict.evaluationNumber = uint32(Math.min(infoDates.evaluationNumber, identityDates.evaluationNumber));
        verdict.validUntil = _standUntil(infoDates, identityDates);
    }

    /// @inheritdoc ITcbStore
    function tcbInfo(bytes6 fmspc) external view returns (Collateral memory) {
        return _collateral(_tcbInfos[fmspc]);
    }

    /// @inheritdoc ITcbStore
    function qeIdentity() external view returns (Collateral memory) {
        return _collateral(_qeIdentity);
    }

    /// @return serial Serial number of the signer's certificate.
    /// @return notAfter Unix seconds, its end.
    function _requireSigned(bytes calldata document, P256Signature calldata signature, bytes calldata signerCertificate)
        private
        view
        returns (uint160 serial, uint64 notAfter)
    {
        P256Key memory key;
        (key, serial, notAfter) = crlStore.requireTcbSigner(signerCertificate);
        require(P256Verifier.isValid(sha256(document), signature, key), CollateralSignatureInvalid());
    }

    /// @dev In force now, and a successor of what is stored at `code`.
    function _requireNext(Collateral memory given, address code) private view {
        require(
            given.issuedAt <= block.timestamp && block.timestamp <= given.nextUpdate,
            CollateralNotInForce(given.issuedAt, given.nextUpdate, block.timestamp)
        );
        Collateral memory stored = PackedTcb.datesOf(CodeStorage.read(code));
        if (crlStore.isRevoked(crlStore.root(), stored.signerSerial)) return;
        require(
            given.evaluationNumber >= stored.evaluationNumber,
            CollateralRolledBack(given.evaluationNumber, stored.evaluationNumber)
        );
        require(given.issuedAt > stored.issuedAt, CollateralNotNewer(given.issuedAt, stored.issuedAt));
    }

    /// @dev Intel has one signer at a time, so one question mostly does for both.
    /// @return Unix seconds until which the documents, their signers' certificates and the root's CRL are in force.
    function _standUntil(Collateral memory info, Collateral memory identity) private view returns (uint64) {
        uint256 until = Math.min(info.nextUpdate, identity.nextUpdate);
        until = Math.min(until, crlStore.requireIssuedByRoot(info.signerSerial, info.signerNotAfter));
        if (identity.signerSerial != info.signerSerial) {
            until = Math.min(until, crlStore.requireIssuedByRoot(identity.signerSerial, identity.signerNotAfter));
        }
        // The least of 64-bit times.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(until);
    }

    function _collateral(address code) private view returns (Collateral memory) {
        return PackedTcb.datesOf(CodeStorage.read(code));
    }
}
