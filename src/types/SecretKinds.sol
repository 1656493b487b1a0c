// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

// What is sealed to the vault; part of each ciphertext's label, so that none can pass for another kind.
// The key of a dark pool's slot; the label's subject is the key's commitment.
uint32 constant SLOT_KEY = 1;
// A secret of a program; the label's subject is the program.
uint32 constant PROGRAM_SECRET = 2;
