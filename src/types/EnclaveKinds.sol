// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev What an enclave may be registered for. A key has one kind for life, and a quote names it.
/// Matches the dark pool's quotes and settles its rounds.
uint32 constant MATCHER = 1;
