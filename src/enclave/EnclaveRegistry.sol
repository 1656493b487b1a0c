// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../governance/Governed.sol";
import {IEnclaveRegistry} from "../interfaces/IEnclaveRegistry.sol";
import {ITdxQuoteVerifier} from "../interfaces/ITdxQuoteVerifier.sol";
import {MeasuredFields} from "../libraries/MeasuredFields.sol";
import {Enclave, EnclavePolicy, InitialPolicy, PlatformStatus} from "../types/Enclave.sol";
import {TcbStatus} from "../types/Tcb.sol";
import {TdxClaims, TdxQuote} from "../types/TdxQuote.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title EnclaveRegistry
/// @notice Answers one question: does this key live in an enclave that runs what was approved, where it was approved?
///
/// TRUST
/// @dev A quote, verified up to the pinned root, says what runs and on which machine; nobody's word is taken for it.
/// @dev The owner approves measurements and machines, each announced a delay ahead. A stolen owner key can so admit its own
/// @dev code, in public, unless the guardian cancels; nothing it does at once makes any key active but lifting a pause.
/// @dev The guardian only ends: it pauses, revokes, retires, bans. A stolen guardian key costs availability.
///
/// FOR GOOD
/// @dev Revoked keys, retired policies and banned platforms never return, whoever asks: a key that died with its policy
/// @dev would otherwise live again when someone sets that policy anew. To approve the same code again, approve another mask
/// @dev of fields, or build it anew. Only what exists can be ended, so that a mistyped id does not look like success.
///
/// FRESHNESS
/// @dev A quote names a block of the last 256, so it cannot have been made long before, nor on another branch of the chain,
/// @dev and serves for one registration. Policy, platform and pause are read again at each use, not only when a key registers.
///
/// NOT DONE HERE
/// @dev Collateral is judged when a key registers, and its end ends the key; a CRL that revokes a machine before that, or a
/// @dev TCB info that calls it out of date, does not: ban the platform, or let the policy last less. Nothing here sees a physical attack on a machine, a side channel, or sealed state rolled back.
contract EnclaveRegistry is IEnclaveRegistry, Governed, EIP712 {
    using SafeCast for uint256;

    bytes32 public constant ENCLAVE_KEY_TYPEHASH = keccak256(
        "EnclaveKey(uint256 chainId,address registry,uint32 kind,uint16 fields,address signer,bytes32 encryptionKey)"
    );
    bytes32 public constant ENCLAVE_ACTION_TYPEHASH =
        keccak256("EnclaveAction(address consumer,uint32 kind,bytes32 payload,uint256 nonce,uint256 deadline)");

    /// @notice Most seconds that a policy may let one quote last: Intel's collateral is renewed as often.
    uint256 public constant LONGEST_MAX_AGE = 30 days;

    ITdxQuoteVerifier public immutable quoteVerifier;

    /// @notice True for a policy that can never be set again.
    mapping(bytes32 policyId => bool) public isRetired;

    mapping(address signer => Enclave) private _enclaves;
    mapping(bytes32 policyId => EnclavePolicy) private _policies;
    mapping(bytes16 platform => PlatformStatus) private _platforms;

    constructor(
        address owner_,
        address guardian_,
        uint256 delay_,
        ITdxQuoteVerifier quoteVerifier_,
        InitialPolicy[] memory policies,
        bytes16[] memory platforms
    ) Governed(owner_, guardian_, delay_) EIP712("EnclaveRegistry", "1") {
        require(address(quoteVerifier_) != address(0), ZeroAddress("quoteVerifier"));
        quoteVerifier = quoteVerifier_;

        for (uint256 i = 0; i < policies.length; ++i) {
            _setPolicy(policies[i].kind, policies[i].fields, policies[i].measurement, policies[i].policy);
        }
        for (uint256 i = 0; i < platforms.length; ++i) {
            _allowPlatform(platforms[i]);
        }
    }

    /// @inheritdoc IEnclaveRegistry
    function register(Registration calldata registration, TdxQuote calldata quote) external {
        require(!paused, RegistryPaused());
        require(registration.signer != address(0), ZeroAddress("signer"));
        bytes32 referenceHash = blockhash(registration.referenceBlock);
        require(referenceHash != 0, ReferenceBlockUnknown(registration.referenceBlock, block.number));
        Enclave memory former = _enclaves[registration.signer];
        _checkRenewal(former, registration);

        TdxClaims memory claims = quoteVerifier.verify(quote);
        bytes32 binding =
            keyBinding(registration.kind, registration.fields, registration.signer, registration.encryptionKey);
        require(claims.reportData[0] == binding, ReportDataMismatch(claims.reportData[0], binding));
        require(claims.reportData[1] == referenceHash, ReferenceBlockMismatch(claims.reportData[1], referenceHash));
        bytes32 measurement = MeasuredFields.digest(registration.fields, claims.measured);
        require(
            MeasuredFields.pinApplication(registration.fields, claims.measured),
            ApplicationNotMeasured(registration.fields)
        );
        bytes32 policyId = policyIdOf(registration.kind, registration.fields, measurement);
        bool isSame = former.policyId == policyId && former.platform == claims.platform;
        require(former.registeredAt == 0 || isSame, EnclaveChanged(registration.signer));

        former.expiresAt = _admit(policyId, claims);
        former.referenceBlock = registration.referenceBlock;
        former.kind = registration.kind;
        former.tcbStatus = claims.tcbStatus;
        former.policyId = policyId;
        former.encryptionKey = registration.encryptionKey;
        former.platform = claims.platform;
        former.tcbEvaluationNumber = claims.tcbEvaluationNumber;
        former.registeredAt = block.timestamp.toUint64();
        _store(registration.signer, former);
    }

    /// @inheritdoc IEnclaveRegistry
    function useAction(uint32 kind, bytes32 payload, Action calldata action) external {
        require(block.timestamp <= action.deadline, ActionExpired(action.deadline, block.timestamp));
        requireActive(action.signer, kind);
        Enclave storage acting = _enclaves[action.signer];
        uint64 nonce = acting.nonce;
        require(action.nonce == nonce, NonceMismatch(action.nonce, nonce));
        bytes32 digest = actionDigest(msg.sender, kind, payload, nonce, action.deadline);
        (address recovered,,) = ECDSA.tryRecoverCalldata(digest, action.signature);
        require(recovered == action.signer, ActionSignatureInvalid(recovered, action.signer));

        acting.nonce = nonce + 1;

        emit ActionUsed(action.signer, msg.sender, payload, nonce);
    }

    /// @inheritdoc IEnclaveRegistry
    function setPolicy(uint32 kind, uint16 fields, bytes32 measurement, EnclavePolicy calldata policy_)
        external
        onlyOwnerAfterDelay
    {
        _setPolicy(kind, fields, measurement, policy_);
    }

    /// @inheritdoc IEnclaveRegistry
    function retirePolicy(bytes32 policyId) external onlyGuardianOrOwner {
        require(!isRetired[policyId], PolicyRetiredForGood(policyId));
        require(_policies[policyId].validUntil != 0, PolicyUnknown(policyId));

        isRetired[policyId] = true;
        delete _policies[policyId];

        emit PolicyRetired(policyId, msg.sender);
    }

    /// @inheritdoc IEnclaveRegistry
    function allowPlatform(bytes16 platform) external onlyOwnerAfterDelay {
        _allowPlatform(platform);
    }

    /// @inheritdoc IEnclaveRegistry
    function banPlatform(bytes16 platform) external onlyGuardianOrOwner {
        PlatformStatus status = _platforms[platform];
        require(status != PlatformStatus.BANNED, PlatformBannedForGood(platform));
        require(status == PlatformStatus.ALLOWED, PlatformNotAllowed(platform, status));

        _platforms[platform] = PlatformStatus.BANNED;

        emit PlatformSet(platform, PlatformStatus.BANNED, msg.sender);
    }

    /// @inheritdoc IEnclaveRegistry
    function revoke(address signer) external onlyGuardianOrOwner {
        Enclave storage revoking = _enclaves[signer];
        require(!revoking.revoked, EnclaveRevokedForGood(signer));
        require(revoking.registeredAt != 0, EnclaveUnknown(signer));

        revoking.revoked = true;

        emit EnclaveRevoked(signer, msg.sender);
    }

    /// @inheritdoc IEnclaveRegistry
    function enclave(address signer) external view returns (Enclave memory) {
        return _enclaves[signer];
    }

    /// @inheritdoc IEnclaveRegistry
    function policy(bytes32 policyId) external view returns (EnclavePolicy memory) {
        return _policies[policyId];
    }

    /// @inheritdoc IEnclaveRegistry
    function platformStatus(bytes16 platform) external view returns (PlatformStatus) {
        return _platforms[platform];
    }

    /// @inheritdoc IEnclaveRegistry
    function measurementOf(uint16 fields, bytes calldata measured) external pure returns (bytes32) {
        return MeasuredFields.digest(fields, measured);
    }

    /// @inheritdoc IEnclaveRegistry
    function requireActive(address signer, uint32 kind) public view {
        require(isActive(signer), EnclaveNotActive(signer));
        uint32 registered = _enclaves[signer].kind;
        require(registered == kind, EnclaveKindMismatch(registered, kind));
    }

    /// @inheritdoc IEnclaveRegistry
    function isActive(address signer) public view returns (bool) {
        Enclave storage registered = _enclaves[signer];
        if (paused || registered.revoked || block.timestamp >= registered.expiresAt) return false;
        if (_platforms[registered.platform] != PlatformStatus.ALLOWED) return false;

        EnclavePolicy storage policy_ = _policies[registered.policyId];
        return _isInForce(policy_) && block.timestamp < uint256(registered.registeredAt) + policy_.maxAge
            && registered.tcbStatus <= policy_.worstTcbStatus
            && registered.tcbEvaluationNumber >= policy_.minEvaluationNumber;
    }

    /// @inheritdoc IEnclaveRegistry
    function keyBinding(uint32 kind, uint16 fields, address signer, bytes32 encryptionKey)
        public
        view
        returns (bytes32)
    {
        return keccak256(
            abi.encode(ENCLAVE_KEY_TYPEHASH, block.chainid, address(this), kind, fields, signer, encryptionKey)
        );
    }

    /// @inheritdoc IEnclaveRegistry
    function policyIdOf(uint32 kind, uint16 fields, bytes32 measurement) public pure returns (bytes32) {
        return keccak256(abi.encode(kind, fields, measurement));
    }

    /// @inheritdoc IEnclaveRegistry
    function actionDigest(address consumer, uint32 kind, bytes32 payload, uint256 nonce, uint256 deadline)
        public
        view
        returns (bytes32)
    {
        return
            _hashTypedDataV4(keccak256(abi.encode(ENCLAVE_ACTION_TYPEHASH, consumer, kind, payload, nonce, deadline)));
    }

    /// @dev `former` is what the signer is registered with so far; all zero before the first time.
    function _checkRenewal(Enclave memory former, Registration calldata registration) private pure {
        require(!former.revoked, EnclaveRevokedForGood(registration.signer));
        bool isSame = former.kind == registration.kind && former.encryptionKey == registration.encryptionKey;
        require(former.registeredAt == 0 || isSame, EnclaveChanged(registration.signer));
        require(
            registration.referenceBlock > former.referenceBlock,
            ReferenceBlockNotNewer(registration.referenceBlock, former.referenceBlock)
        );
    }

    /// @dev What policy and platform say of a genuine quote.
    /// @return Unix seconds at which the key expires; later than now.
    function _admit(bytes32 policyId, TdxClaims memory claims) private view returns (uint64) {
        EnclavePolicy storage policy_ = _policies[policyId];
        require(_isInForce(policy_), PolicyNotInForce(policyId));
        // UNRECOGNIZED is not an answer, but it would compare as the best one.
        require(
            claims.tcbStatus != TcbStatus.UNRECOGNIZED && claims.tcbStatus <= policy_.worstTcbStatus,
            TcbStatusRefused(claims.tcbStatus, policy_.worstTcbStatus)
        );
        require(
            claims.tcbEvaluationNumber >= policy_.minEvaluationNumber,
            EvaluationNumberTooLow(claims.tcbEvaluationNumber, policy_.minEvaluationNumber)
        );
        PlatformStatus status = _platforms[claims.platform];
        require(status == PlatformStatus.ALLOWED, PlatformNotAllowed(claims.platform, status));
        require(block.timestamp < claims.validUntil, QuoteExpired(claims.validUntil, block.timestamp));

        uint256 standsUntil = Math.min(claims.validUntil, policy_.validUntil);
        return Math.min(block.timestamp + policy_.maxAge, standsUntil).toUint64();
    }

    function _store(address signer, Enclave memory registered) private {
        _enclaves[signer] = registered;

        emit EnclaveRegistered(
            signer,
            registered.kind,
            registered.policyId,
            registered.encryptionKey,
            registered.platform,
            registered.referenceBlock,
            registered.expiresAt,
            registered.tcbStatus,
            registered.tcbEvaluationNumber
        );
    }

    function _setPolicy(uint32 kind, uint16 fields, bytes32 measurement, EnclavePolicy memory policy_) private {
        require(kind != 0, PolicyInvalid("kind"));
        require(MeasuredFields.areKnown(fields) && MeasuredFields.areSufficient(fields), PolicyInvalid("fields"));
        require(policy_.validFrom < policy_.validUntil, PolicyInvalid("validUntil"));
        require(policy_.maxAge != 0 && policy_.maxAge <= LONGEST_MAX_AGE, PolicyInvalid("maxAge"));
        require(
            policy_.worstTcbStatus != TcbStatus.UNRECOGNIZED && policy_.worstTcbStatus != TcbStatus.REVOKED,
            PolicyInvalid("worstTcbStatus")
        );
        bytes32 policyId = policyIdOf(kind, fields, measurement);
        require(!isRetired[policyId], PolicyRetiredForGood(policyId));

        _policies[policyId] = policy_;

        emit PolicySet(policyId, kind, measurement, fields, policy_);
    }

    function _allowPlatform(bytes16 platform) private {
        require(_platforms[platform] != PlatformStatus.BANNED, PlatformBannedForGood(platform));

        _platforms[platform] = PlatformStatus.ALLOWED;

        emit PlatformSet(platform, PlatformStatus.ALLOWED, msg.sender);
    }

    function _isInForce(EnclavePolicy storage policy_) private view returns (bool) {
        return policy_.validFrom <= block.timestamp && block.timestamp < policy_.validUntil;
    }
}
