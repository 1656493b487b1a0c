// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {KeystoneForwarder} from "@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol";
