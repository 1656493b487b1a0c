// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {StoresBase} from "./StoresBase.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {QuoteConsumer} from "test/mocks/QuoteConsumer.sol";
import {QuoteFields, TestQuote} from "test/pki/TestQuote.sol";

// gas of verify as a call by another contract, verifier and stores and all they read cold
// ├── version 4                            → at most 200,000
// ├── version 5, TDX 1.5                   → at most 200,000
// ├── version 5, TDX 1.5, of two modules   → at most 230,000
// └── the verifier's code                  → under 20 KB
//
/// forge-config: default.evm_version = "osaka"
contract TdxQuoteVerifier_Gas_Test is StoresBase {
    uint256 private constant LIMIT = 200_000;
    uint256 private constant LIMIT_OF_TWO_MODULES = 230_000;
    uint256 private constant SIZE_LIMIT = 20_000;

    QuoteConsumer private consumer;

    function setUp() public override {
        super.setUp();
        consumer = new QuoteConsumer();
    }

    /// @dev Isolation makes each call a transaction of its own, so that all it reads is cold.
    /// forge-config: default.isolate = true
    function test_staysUnderTheLimits() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        uint256 version4 = _measure(_fieldsOfVersion(4, 0));
        QuoteFields memory f = _fieldsOfVersion(5, TestQuote.TD_1_5);
        uint256 version5 = _measure(f);
        // The module was updated after launch.
        f.td.runningTcbSvn = 0x07010300000000000000000000000000;
        uint256 twoModules = _measure(f);

        vm.snapshotValue("TdxQuoteVerifier", "verify cold v4", version4);
        vm.snapshotValue("TdxQuoteVerifier", "verify cold v5, TDX 1.5", version5);
        vm.snapshotValue("TdxQuoteVerifier", "verify cold v5, TDX 1.5, two modules", twoModules);
        vm.snapshotValue("TdxQuoteVerifier", "size", address(verifier).code.length);
        assertLe(version4, LIMIT);
        assertLe(version5, LIMIT);
        assertLe(twoModules, LIMIT_OF_TWO_MODULES);
        assertLt(address(verifier).code.length, SIZE_LIMIT);
    }

    function _measure(QuoteFields memory f) private view returns (uint256) {
        return consumer.measure(verifier, TestQuote.sign(f));
    }
}
