// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev What a slot holds. Amounts in the pool's units: collateral with at most 8 decimals, payment with at most 6.
enum Asset {
    COLLATERAL,
    PAYMENT
}

/// @dev A deposit that has been paid, or a withdrawal that has been asked for, and that no settlement has taken in yet.
struct QueueEntry {
    /// In pool units. Zero: there is no such entry, or not any more.
    uint64 amount;
    uint8 slot;
    Asset asset;
    bool isWithdrawal;
    /// Unix seconds.
    uint40 queuedAt;
}

/// @dev One word: entries from `head` to below `tail` wait.
struct Queue {
    uint64 head;
    uint64 tail;
    /// Bit 2 * slot + asset: an entry of that slot and asset waits.
    uint64 waiting;
    /// Slots for whose sake a round can be closed: a key was posted, or the wish to be released, and no round has left it
    /// out or may still take it in.
    uint32 keysWaiting;
    /// Block of the last settlement, which the queue is written in; zero before the first.
    uint32 settledBlock;
}

/// @dev What an account may take out with {ICREDarkPool-claim}.
struct Credit {
    /// In pool units.
    uint80 collateral;
    /// In pool units.
    uint80 payment;
    /// Returned stakes, in wei.
    uint96 etherAmount;
}

/// @dev One word. Collateral stays below 2**55 and payment below 2**64 units, so that nothing in the circuit overflows.
struct Totals {
    uint64 collateral;
    uint64 payment;
}

/// @dev A quote of a slot, as it is kept: {StandingQuote} is what is told of it.
struct QuoteEntry {
    bytes32 ciphertext;
    /// arrival * 2**192 + nonce.
    uint256 stamp;
}

struct StandingQuote {
    /// False: nothing of the slot is on the book.
    bool isQuoted;
    uint48 arrival;
    bytes32 ciphertext;
    bytes32 nonce;
}

/// @dev PENDING until the last of its rounds; then SETTLED, or, if the order asked for that, FILLED or PARTIALLY_FILLED.
enum RequestStatus {
    NONE,
    PENDING,
    SETTLED,
    FILLED,
    PARTIALLY_FILLED,
    CANCELLED,
    EXPIRED
}

struct CollateralRequest {
    /// keccak256 of the ciphertext and nonce of what is still wanted.
    bytes32 orderHash;
    RequestStatus status;
    uint8 slot;
    /// Rounds that have been settled.
    uint8 settledRounds;
    /// Cap of the last round, in basis points; the sliding cap grows to it in equal steps.
    uint16 premiumBps;
    /// Unix seconds.
    uint40 openedAt;
    /// Seconds from `openedAt` to the last round's close.
    uint40 timeout;
    /// Returned at the end, unless the request is cancelled. In wei.
    uint96 stake;
    /// Block in whose logs the order is that `orderHash` is of.
    uint40 orderBlock;
}

/// @dev One word, which every request reads and writes.
struct RequestIds {
    uint64 count;
    /// Zero, or the one that is PENDING.
    uint64 live;
}

/// @dev A closed round: of book and queue its settlement takes in this, all of it and nothing else.
struct Round {
    uint64 number;
    /// Unix seconds.
    uint40 closedAt;
    /// Zero: a round that takes in the queue and keys only.
    uint64 requestId;
    /// Highest premium that may be paid.
    uint16 capBps;
    /// Entries from the queue's head.
    uint8 entries;
    /// Slots whose quotes take part.
    uint32 book;
    /// Slots that had a pending key or wanted to be released.
    uint32 keys;
    /// Of this chain alone, because a recent block's hash is in it.
    bytes32 context;
}

/// @dev The encrypted table, as the last settlement left it.
struct PoolState {
    /// Over all key commitments and leaves, as the circuit computes it.
    bytes32 root;
    /// Under which the leaves are encrypted; zero before the first settlement.
    bytes32 nonce;
    /// keccak256 of the leaves, which are in {ICREDarkPool-RoundSettled}.
    bytes32 leavesHash;
}

/// @dev What can be changed after the delay. None of it can keep anybody from leaving.
struct PoolLimits {
    /// Least deposits, in pool units.
    uint64 minCollateralDeposit;
    uint64 minPaymentDeposit;
    /// What a request puts at stake, in wei.
    uint96 requestStake;
    /// At most 10,000.
    uint16 maxPremiumBps;
}
