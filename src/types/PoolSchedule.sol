// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice How the treasury uses the dark pool: every request and every deposit is like the last one, whatever is wanted,
/// so that none of them tells anything. Changed only after a delay. Times in seconds.
struct PoolSchedule {
    /// Cap of every request's last round, in basis points.
    uint16 premiumBps;
    /// Of every request, from its opening to its last round.
    uint40 timeout;
    /// Least time between two requests, and not below the timeout. Above the attestation's `maxAge` the report of each was
    /// made after the one before, by at least the difference, even as seen by a node that lags behind the chain.
    uint40 requestInterval;
    /// What one deposit moves, in the pool's units of payment.
    uint64 deposit;
    /// Least time between two deposits.
    uint40 depositInterval;
}
