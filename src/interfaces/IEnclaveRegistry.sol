// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Enclave, EnclavePolicy, PlatformStatus} from "../types/Enclave.sol";
import {TcbStatus} from "../types/Tcb.sol";
import {TdxQuote} from "../types/TdxQuote.sol";

/// @title IEnclaveRegistry
/// @notice Keys that live in attested enclaves: registered once with a quote, then one signature per action.
/// @dev Times are Unix seconds. An end is exclusive, a deadline inclusive.
interface IEnclaveRegistry {
    /// @dev What a quote is registered for; its report data has to name all of it.
    struct Registration {
        uint32 kind;
        /// Address of the enclave's secp256k1 key.
        address signer;
        /// X25519 public key.
        bytes32 encryptionKey;
        /// Number of a block whose hash is still known to the EVM (the last 256).
        uint64 referenceBlock;
        /// Which measured fields the policy looks at; see {measurementOf}.
        uint16 fields;
    }

    /// @dev An action as the enclave signs it (EIP-712 `EnclaveAction`).
    struct Action {
        address signer;
        uint256 nonce;
        /// Unix seconds, inclusive.
        uint256 deadline;
        /// 65 bytes: r, s in the lower half of the order, v (27 or 28).
        bytes signature;
    }

    /// @notice A key was registered, or renewed.
    /// @dev Listeners may assume:
    /// - the key is active now, and at `expiresAt` no longer unless renewed;
    /// - kind, policy, encryption key and platform are the same in every one of a signer, and `referenceBlock` increases;
    /// - none follows {EnclaveRevoked} of the signer, {PolicyRetired} of the policy, or the platform's ban.
    event EnclaveRegistered(
        address indexed signer,
        uint32 indexed kind,
        bytes32 indexed policyId,
        bytes32 encryptionKey,
        bytes16 platform,
        uint64 referenceBlock,
        uint64 expiresAt,
        TcbStatus tcbStatus,
        uint32 tcbEvaluationNumber
    );
    /// @dev Listeners may assume: once per signer, after its registration, and the key is never active again.
    event EnclaveRevoked(address indexed signer, address indexed by);
    /// @dev Listeners may assume: none follows {PolicyRetired} of the same policy.
    event PolicySet(
        bytes32 indexed policyId, uint32 indexed kind, bytes32 indexed measurement, uint16 fields, EnclavePolicy policy
    );
    /// @dev Listeners may assume: once per policy, and no key registered under it is ever active again.
    event PolicyRetired(bytes32 indexed policyId, address indexed by);
    /// @dev Listeners may assume: BANNED is the last one of a platform.
    event PlatformSet(bytes16 indexed platform, PlatformStatus status, address indexed by);
    /// @dev Listeners may assume: the nonces of a signer are 0, 1, 2 and so on, each once.
    event ActionUsed(address indexed signer, address indexed consumer, bytes32 payload, uint256 nonce);

    error RegistryPaused();
    error ReportDataMismatch(bytes32 given, bytes32 wanted);
    /// Thrown when the reference block is older than 256 blocks, or not yet mined.
    error ReferenceBlockUnknown(uint64 referenceBlock, uint256 blockNumber);
    /// Thrown when the quote holds the hash of another block, such as one that a reorganisation has replaced.
    error ReferenceBlockMismatch(bytes32 given, bytes32 wanted);
    error ReferenceBlockNotNewer(uint64 given, uint64 stored);
    error QuoteExpired(uint64 validUntil, uint256 nowAt);
    error PolicyNotInForce(bytes32 policyId);
    error PolicyUnknown(bytes32 policyId);
    error PolicyRetiredForGood(bytes32 policyId);
    error TcbStatusRefused(TcbStatus given, TcbStatus worst);
    error EvaluationNumberTooLow(uint32 given, uint32 minimum);
    error PlatformNotAllowed(bytes16 platform, PlatformStatus status);
    error PlatformBannedForGood(bytes16 platform);
    error EnclaveRevokedForGood(address signer);
    /// Thrown when a renewal names another kind, policy, encryption key or platform.
    error EnclaveChanged(address signer);
    error EnclaveUnknown(address signer);
    error EnclaveNotActive(address signer);
    error EnclaveKindMismatch(uint32 given, uint32 wanted);
    error ActionExpired(uint256 deadline, uint256 nowAt);
    error NonceMismatch(uint256 given, uint256 wanted);
    /// Thrown when the signature is another key's, or none: then `recovered` is zero.
    error ActionSignatureInvalid(address recovered, address signer);
    error PolicyInvalid(bytes32 parameter);
    error ApplicationNotMeasured(uint16 fields);

    /// @notice Registers a key, or renews it, with a quote that names it. Anyone may send it. Emits {EnclaveRegistered}.
    /// Requirements:
    /// - nothing is paused, the signer is not revoked;
    /// - the quote is genuine, and its report data is {keyBinding} and the hash of the reference block;
    /// - the policy of kind, fields and measurement is in force and accepts the quote's TCB;
    /// - the platform is allowed;
    /// - in a renewal: the same kind, policy, encryption key and platform, and a strictly later reference block.
    /// The key expires with the policy, with the quote's collateral, or `maxAge` from now, whichever is first.
    function register(Registration calldata registration, TdxQuote calldata quote) external;

    /// @notice Uses up one action of an active enclave of `kind`; the consumer is the caller. Emits {ActionUsed}.
    /// Requirements:
    /// - the deadline has not passed, the signer is active and of `kind`, the nonce is the next one;
    /// - the signature is the signer's, over {actionDigest}.
    /// @param payload What the enclave decided; its meaning is the consumer's.
    function useAction(uint32 kind, bytes32 payload, Action calldata action) external;

    /// @notice Allows a measurement for a kind, or changes how, after the delay. Emits {PolicySet}.
    /// @dev A stricter policy binds keys registered before; a laxer one
    /// prolongs none beyond its `expiresAt`, and may revive one that the stricter stopped. A retired policy stays retired.
    /// Requirements:
    /// - `kind` is not zero; `fields` has MRTD, RTMR0, RTMR1, RTMR2, and RTMR3 or MRCONFIGID, and no unknown bit;
    /// - `validFrom` is before `validUntil`; `maxAge` is not zero and at most 30 days;
    /// - `worstTcbStatus` is neither UNRECOGNIZED nor REVOKED.
    function setPolicy(uint32 kind, uint16 fields, bytes32 measurement, EnclavePolicy calldata policy) external;

    /// @notice Ends a policy at once and for good, and with it every key that was registered under it.
    /// Emits {PolicyRetired}. Requirements: guardian or owner; the policy was set.
    function retirePolicy(bytes32 policyId) external;

    /// @notice Allows a machine, after the delay. Emits {PlatformSet}. Requirements: it is not banned.
    function allowPlatform(bytes16 platform) external;

    /// @notice Bans a machine at once and for good. Emits {PlatformSet}. Requirements: guardian or owner; it was allowed.
    function banPlatform(bytes16 platform) external;

    /// @notice Revokes a key at once and for good. Emits {EnclaveRevoked}. Requirements: guardian or owner; it was
    /// registered.
    function revoke(address signer) external;

    /// @notice True while quote, collateral, policy and platform all stand, and nothing is paused.
    function isActive(address signer) external view returns (bool);

    /// @notice Reverts with {EnclaveNotActive} or {EnclaveKindMismatch} unless `signer` is active and of `kind`.
    function requireActive(address signer, uint32 kind) external view;

    /// @notice All zero if `signer` was never registered.
    function enclave(address signer) external view returns (Enclave memory);

    /// @notice All zero if there is no such policy, or no longer.
    function policy(bytes32 policyId) external view returns (EnclavePolicy memory);

    function platformStatus(bytes16 platform) external view returns (PlatformStatus);

    /// @notice What the first 32 bytes of the report data must be for a registration: keccak256(abi.encode(typehash, chain
    /// id, registry, kind, fields, signer, encryptionKey)), where typehash is keccak256 of "EnclaveKey(uint256 chainId,address
    /// registry,uint32 kind,uint16 fields,address signer,bytes32 encryptionKey)" in one line.
    function keyBinding(uint32 kind, uint16 fields, address signer, bytes32 encryptionKey)
        external
        view
        returns (bytes32);

    /// @notice keccak256 over the selected fields of `measured` (400 bytes, see {TdxClaims}), in order. Bits of `fields`,
    /// lowest first: TD attributes, XFAM, MRTD, MRCONFIGID, MROWNER, MROWNERCONFIG, RTMR0, RTMR1, RTMR2, RTMR3.
    function measurementOf(uint16 fields, bytes calldata measured) external pure returns (bytes32);

    /// @notice keccak256(abi.encode(kind, fields, measurement)).
    function policyIdOf(uint32 kind, uint16 fields, bytes32 measurement) external pure returns (bytes32);

    /// @notice EIP-712 digest that an enclave signs for an action.
    function actionDigest(address consumer, uint32 kind, bytes32 payload, uint256 nonce, uint256 deadline)
        external
        view
        returns (bytes32);
}
