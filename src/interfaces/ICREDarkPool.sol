// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {
    Asset,
    CollateralRequest,
    Credit,
    PoolLimits,
    PoolState,
    QueueEntry,
    RequestStatus,
    Round,
    StandingQuote
} from "../types/Pool.sol";
import {SLOTS} from "../types/Settlement.sol";
import {Slot, SlotKey} from "../types/Slot.sol";
import {IEnclaveRegistry} from "./IEnclaveRegistry.sol";

/// @title ICREDarkPool
/// @notice The confidential dark pool: slots with encrypted balances, standing quotes that nobody can read, and rounds that
/// one proof and one attestation settle. Who traded how much at which premium is on no chain.
/// @dev Events carry everything that is stored, so that the pool can be rebuilt from them.
/// Amounts are in pool units: see {unitOf}.
interface ICREDarkPool {
    // --- slots and keys ---

    /// @dev Listeners may assume: comes before {Dismissed}, and alternates with it, for each account.
    event Admitted(address indexed account);
    event Dismissed(address indexed account, address indexed by);
    /// @dev Listeners may assume: no slot has two owners at a time and no owner two slots; the slot's first {SlotKeyPosted}
    /// follows at once.
    event SlotRegistered(uint256 indexed slot, address indexed owner);
    /// @notice The owner wants to give the slot up; a pending key is retired.
    event SlotReleaseRequested(uint256 indexed slot, address indexed owner);
    /// @notice The slot is free, its keys are retired, and it is empty.
    event SlotReleased(uint256 indexed slot, address indexed owner);
    /// @notice A key became the slot's pending one, and whichever was pending is retired; a wish to be released is withdrawn.
    /// @dev Listeners may assume: `commitment` is in one of these events ever; `owner` is the slot's.
    event SlotKeyPosted(uint256 indexed slot, address indexed owner, bytes32 indexed commitment, bytes sealedKey);
    /// @notice The pending key became the active one, whichever was active is retired, and the slot's quotes are void.
    /// @dev Listeners may assume: `commitment` is that of the slot's latest {SlotKeyPosted}, and is in one of these events
    /// ever.
    event SlotKeyActivated(uint256 indexed slot, bytes32 indexed commitment);

    // --- money ---

    /// @notice `index` counts from zero without gaps.
    event Queued(
        uint256 indexed index, uint256 indexed slot, Asset asset, bool isWithdrawal, uint256 amount, uint256 queuedAt
    );
    /// @notice The entry left the queue. A deposit is always accepted; a withdrawal if the balance sufficed at its turn.
    event Dequeued(uint256 indexed index, bool isAccepted);
    event Credited(address indexed account, Asset indexed asset, uint256 amount);
    event EtherCredited(address indexed account, uint256 amount);
    event Claimed(address indexed account, Asset indexed asset, address to, uint256 amount);
    event EtherClaimed(address indexed account, address to, uint256 amount);

    // --- rounds ---

    /// @notice Replaces the slot's quote: at once, or when the round that is closed ends.
    event QuoteCommitted(uint256 indexed slot, uint256 arrival, bytes32 ciphertext, bytes32 nonce, bool isPending);
    event QuoteWithdrawn(uint256 indexed slot, bool isPending);
    event CollateralRequested(
        uint256 indexed requestId,
        uint256 indexed slot,
        bytes32 encryptedAmount,
        bytes32 nonce,
        uint256 premiumBps,
        uint256 timeout,
        uint256 stake
    );
    event RoundClosed(Round round);
    /// @param leaves The whole encrypted table under `nonce`: whoever knows a slot's key reads its balances here.
    event RoundSettled(
        uint256 indexed round, uint256 indexed requestId, bytes32 root, bytes32 nonce, bytes32[SLOTS] leaves
    );
    /// @notice The round is void; what waited takes part in the next one, unless the pool is frozen.
    event RoundExpired(uint256 indexed round, uint256 indexed requestId);
    /// @notice What remains wanted, encrypted under the settled state's nonce, is the order of the request's next round.
    event RequestContinued(uint256 indexed requestId, uint256 settledRounds, bytes32 remainder, bytes32 nonce);
    event RequestEnded(uint256 indexed requestId, RequestStatus status);

    event LimitsSet(PoolLimits limits);
    /// @notice No settlement will follow: owners leave with {exit} and {reclaim}.
    event Frozen(uint256 indexed queueIndex, uint256 queuedAt);
    event Exited(uint256 indexed slot, address indexed owner, uint256 collateral, uint256 payment);
    event Reclaimed(uint256 indexed index);

    error PoolPaused();
    error PoolFrozen();
    error PoolNotFrozen();
    error AlreadyAdmitted(address account);
    error NotAdmitted(address account);
    error SlotsExhausted(uint256 slots);
    error SlotAlreadyRegistered(address owner, uint256 slot);
    error SlotNotRegistered(address owner);
    /// Thrown for what needs an active key, while the slot has none: its first settlement is still to come.
    error SlotWithoutKey(uint256 slot);
    /// Thrown for zero and for what is not below the BN254 scalar field's order.
    error KeyCommitmentInvalid(bytes32 commitment);
    /// Thrown for a commitment that any slot has or had: an old key must not come back, and nobody can claim another's.
    error KeyCommitmentUsed(bytes32 commitment, uint256 slot);
    /// Thrown when a settlement was proven under a key that its slot's owner has replaced since. Prove it without.
    error KeyNotPending(uint256 slot, bytes32 commitment, bytes32 pending);
    /// Thrown when a settlement gives up a slot whose owner does not want it, or for whom an entry waits.
    error SlotNotReleasable(uint256 slot);
    /// Thrown when a key would change under an order that the round does not take in.
    error SlotHasRequest(uint256 slot, uint256 requestId);
    error KeyChangesInvalid(uint256 changes, uint256 index);
    /// Thrown when a ciphertext has not the one length that slot keys have.
    error SealedKeyLengthInvalid(uint256 given, uint256 wanted);
    error SealedKeyVersionUnknown(uint8 given, uint8 known);

    error TokensEqual(address token);
    error TokenDecimalsTooMany(address token, uint256 given, uint256 maximum);
    error AmountInvalid(uint256 amount, uint256 minimum, uint256 maximum);
    /// Thrown when the pool would hold more than the circuit's numbers are made for.
    error TotalTooLarge(Asset asset, uint256 total, uint256 maximum);
    /// Thrown for a second entry of one slot and asset.
    error EntryWaiting(uint256 slot, Asset asset);
    /// Thrown when a token delivered another amount than asked for: one that takes a fee cannot be held here.
    error DeliveryMismatch(address token, uint256 delivered, uint256 wanted);
    error NothingToClaim(address account);
    error EtherTransferFailed(address to, uint256 amount);

    /// Thrown for a ciphertext that is zero or not below the BN254 scalar field's order.
    error CiphertextInvalid(bytes32 ciphertext);
    /// Thrown when a nonce has more than 192 bits, or its counter is not above the account's last one.
    error NonceInvalid(bytes32 nonce, uint256 lastCounter);
    error QuoteNotFound(uint256 slot);

    error PremiumTooHigh(uint256 given, uint256 maximum);
    error TimeoutInvalid(uint256 given, uint256 minimum, uint256 maximum);
    error StakeMismatch(uint256 given, uint256 wanted);
    error RequestPending(uint256 requestId);
    error RequestNotPending(uint256 requestId, RequestStatus status);
    error NotRequester(address sender, address requester);
    /// Thrown when a request has run out of time: {expire} it first.
    error RequestOverdue(uint256 requestId, uint256 deadline);
    /// Thrown when a round is closed and has to be settled, or to expire, first.
    error RoundNotEnded(uint256 round);
    error NoRoundClosed();
    error RoundMismatch(uint256 round, uint256 requestId, uint256 closedRound, uint256 closedRequestId);
    error NothingToSettle();
    error TooEarlyToClose(uint256 nowAt, uint256 readyAt);
    error RoundOver(uint256 round, uint256 deadline, uint256 nowAt);
    error NothingToExpire();
    error OrderMismatch(bytes32 given, bytes32 wanted);
    /// Thrown when a settlement without request says what only one with a request can.
    error SettlementInvalid(string what);

    error ParameterInvalid(string name, uint256 value);
    error QueueNotStale(uint256 queuedAt, uint256 freezableAt);
    error LeavesMismatch(bytes32 given, bytes32 wanted);
    error SlotKeyMismatch(bytes32 given, bytes32 wanted);
    error EntryNotReclaimable(uint256 index);

    // --- slots and keys ---

    /// @notice Lets an account register a slot. Owner only, after the delay. Emits {Admitted}.
    function admit(address account) external;

    /// @notice Takes that back. A slot that the account has already stays its own, with all that is in it, its quote
    /// included; an admission that is announced already stands, until it is cancelled. Guardian or owner. Emits {Dismissed}.
    function dismiss(address account) external;

    /// @notice Gives the sender the lowest free slot, with a pending key. Emits {SlotRegistered} and {SlotKeyPosted}.
    /// @param commitment Of the slot's key; `offchain/protocol/slotKey.ts` says how it is made.
    /// @param sealedKey The key, sealed to the vault under {slotKeyLabel}; {SEALED_KEY_LENGTH} bytes. The contract cannot
    /// see what is inside: a key that does not fit stays pending for ever, and hurts its owner only.
    /// Send it privately: who may post a key and sees this one in the mempool can post its commitment first. The call then
    /// fails with {KeyCommitmentUsed}; nothing is lost, and a fresh key is taken for the next.
    function registerSlot(bytes32 commitment, bytes calldata sealedKey) external returns (uint256 slot);

    /// @notice Posts the key that is to replace the sender's. Also while paused, and after a dismissal: a leaked key must
    /// not have to be kept. As in {registerSlot}, a commitment that another slot's owner sees in the mempool can be posted by
    /// that owner first, so that this fails; send it privately, and take a fresh key after a failure. Emits {SlotKeyPosted}.
    function rotateKey(bytes32 commitment, bytes calldata sealedKey) external;

    /// @notice Asks to give the sender's slot up. A settlement does it once the slot is empty; one that never had an active
    /// key is free at once. {rotateKey} withdraws the wish. Emits {SlotReleaseRequested}, or {SlotReleased}.
    function releaseSlot() external;

    // --- money ---

    /// @notice Takes tokens from the sender and queues them for its slot. One entry a slot and asset. Emits {Queued}.
    /// @param amount In pool units, at least the {limits}' minimum.
    function deposit(Asset asset, uint64 amount) external returns (uint256 index);

    /// @notice Queues a withdrawal; if the balance does not suffice at its turn, it is dropped whole, and everybody learns
    /// that. Also while paused. Emits {Queued}.
    /// @param amount In pool units, any but zero: a minimum would keep small balances in.
    function withdraw(Asset asset, uint64 amount) external returns (uint256 index);

    /// @notice Sends what the sender has been credited with. Also while paused or frozen. Emits {Claimed}.
    /// @param to Whoever the token's issuer lets receive.
    function claim(Asset asset, address to) external returns (uint256 amount);

    /// @notice Sends the sender's returned stakes, in wei. Emits {EtherClaimed}.
    function claimEther(address payable to) external returns (uint256 amount);

    // --- quotes, requests, rounds ---

    /// @notice Puts a quote on the book, in place of the slot's last one, until it is replaced or withdrawn. It takes part in
    /// rounds that close later, for at most what the slot then holds. Emits {QuoteCommitted}.
    /// @param encryptedQuote Under the slot's active key; a quote that does not open offers nothing.
    /// @param nonce Counter (64 bits) and tag (128 bits), see `offchain/protocol/pool/messageNonce.ts`. The counter is above
    /// that of every quote the account ever sent here.
    function commitQuote(bytes32 encryptedQuote, bytes32 nonce) external;

    /// @notice Takes the sender's quote off the book: at once, or when the round that is closed ends. Emits {QuoteWithdrawn}.
    function withdrawQuote() external;

    /// @notice Asks for collateral in return for the sender's payment balance, at the first price after the close and premiums
    /// that makers quoted. One request at a time. It runs over {roundsPerRequest} rounds, round i at the earliest
    /// i / {roundsPerRequest} of the timeout after now, with i / {roundsPerRequest} of the premium as its cap, whatever is
    /// filled. Emits {CollateralRequested}.
    /// @param encryptedAmount The order, under the slot's active key; one that does not open wants nothing.
    /// @param nonce As in {commitQuote}; orders have a counter of their own.
    /// @param timeout Seconds, at least {minTimeout}. The stake is to be sent along.
    function requestCollateral(bytes32 encryptedAmount, bytes32 nonce, uint256 premiumBps, uint256 timeout)
        external
        payable
        returns (uint256 requestId);

    /// @notice Ends the sender's request, or, by anyone, that of an account that is no longer admitted. Not while a round with it
    /// is closed: its price would be a free option. The stake goes to the pool's owner. Emits {RequestEnded}.
    function cancelRequest(uint256 requestId) external;

    /// @notice Closes a round: what is on the book and at the queue's head now is settled, and nothing later. By anyone, as
    /// soon as the request's next round is due; without one, once {idleInterval} has passed since the last close and anything
    /// waits. While paused, requests wait. Emits {RoundClosed}.
    function close() external returns (uint256 round);

    /// @notice Settles the round that is closed. By anyone who has the proof and the attestation; also while paused.
    /// Emits {RoundSettled} and an event for all that changed.
    /// @param requestId The round's; zero if it has none.
    /// @param zkProof abi.encode(Settlement, bytes).
    /// @param teeAttestation Evidence that {attestationVerifier} accepts for {settlementClaim}.
    function confidentialFill(uint256 requestId, bytes calldata zkProof, bytes calldata teeAttestation) external;

    /// @notice Voids a round that was not settled in time, with its request, or a request that is overdue. The stake returns.
    /// By anyone. Emits {RoundExpired} and {RequestEnded}.
    function expire() external;

    // --- leaving without an operator ---

    /// @notice Ends all settling, and a closed round, for good, once the queue's head has waited for {exitDelay}. By anyone. Emits {Frozen}.
    function freeze() external;

    /// @notice Credits the sender with its slot's balances. Reveals the key, and so all that the slot ever did.
    /// Payment is rounded down to a pool unit. Emits {Exited}.
    /// @param leaves Those of the last {RoundSettled}.
    function exit(uint256 key, bytes32[SLOTS] calldata leaves) external;

    /// @notice Once frozen, credits a queued deposit to its owner. By anyone. Emits {Reclaimed}.
    function reclaim(uint256 index) external;

    /// @notice Owner only, after the delay. Emits {LimitsSet}.
    function setLimits(PoolLimits calldata limits) external;

    // --- views ---

    /// @notice Of matchers in this registry, and of no others, vault nodes open slot keys.
    function enclaveRegistry() external view returns (IEnclaveRegistry);

    function isAdmitted(address account) external view returns (bool);

    /// @notice All zero for a slot that has no owner.
    function slot(uint256 index) external view returns (Slot memory);

    /// @notice The slot of an owner; reverts for an account that has none.
    function slotOf(address owner) external view returns (uint256);

    /// @notice UNKNOWN, and all else zero, for a commitment that was never posted.
    function slotKey(bytes32 commitment) external view returns (SlotKey memory);

    /// @notice What a slot's key has to be sealed under.
    function slotKeyLabel(bytes32 commitment, address owner) external view returns (bytes32);

    /// @notice Base units of the token that make one pool unit.
    function unitOf(Asset asset) external view returns (uint256);

    function queueEntry(uint256 index) external view returns (QueueEntry memory);

    /// @notice Entries from `head` to below `tail` wait.
    function queueBounds() external view returns (uint256 head, uint256 tail);

    function creditOf(address account) external view returns (Credit memory);

    /// @notice What is on the book; in a closed round, what was at its close.
    function standingQuote(uint256 slot) external view returns (StandingQuote memory);

    function request(uint256 requestId) external view returns (CollateralRequest memory);

    /// @notice The one that is PENDING, or zero.
    function liveRequest() external view returns (uint256);

    /// @notice The last round that was closed, and whether it still has to be settled.
    function lastRound() external view returns (Round memory round, bool isClosed);

    function state() external view returns (PoolState memory);

    /// @notice Block of the last settlement, in which {RoundSettled} has the leaves; zero before the first.
    function settledBlock() external view returns (uint256);

    function isFrozen() external view returns (bool);

    function limits() external view returns (PoolLimits memory);

    /// @notice Least timeout of a request, in seconds: each of its rounds needs the time for a price and a settlement.
    function minTimeout() external view returns (uint256);

    /// @notice Longest timeout of a request, in seconds.
    function MAX_TIMEOUT() external view returns (uint256);

    /// @notice The statement that a settlement of the closed round has to prove: the circuit's public inputs.
    /// @param zkProof As in {confidentialFill}; the proof in it may be empty.
    function publicInputs(uint256 requestId, bytes calldata zkProof) external view returns (bytes32[] memory);

    /// @notice EIP-712 digest of what the enclave attests.
    /// @param inputsHash keccak256 of the public inputs, without their count.
    function settlementClaim(uint256 round, bytes32 inputsHash) external view returns (bytes32);
}
