// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";
import {GasMeter} from "test/mocks/GasMeter.sol";

// gas, with every account and slot cold
// ├── useAction, as its consumer pays for it (call, encoding, execution)        → at most 30,000
// ├── register, the whole transaction but for what the quote verifier spends    → at most 200,000
// └── renewal, likewise                                                         → at most 125,000
contract EnclaveRegistry_Gas_Test is EnclaveRegistryHarness {
    uint256 private constant KEY = 0xe9c1a5e;
    uint256 private constant ACTION_LIMIT = 30_000;
    /// @dev A transaction may cost 400,000, and the quote verifier 200,000 of it. Base cost and calldata of a quote, as long
    /// as a real one and without its zero bytes, are about 70,000 of the rest.
    uint256 private constant REGISTER_LIMIT = 200_000;
    uint256 private constant RENEWAL_LIMIT = 125_000;

    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
    }

    /// forge-config: default.isolate = true
    function test_usesAnActionWithinTheLimit() external {
        GasMeter consumer = new GasMeter();
        _register(KEY);
        bytes32 payload = keccak256("decision");
        IEnclaveRegistry.Action memory action = _action(KEY, address(consumer), payload);

        consumer.measure(address(registry), abi.encodeCall(registry.useAction, (MATCHER, payload, action)));

        vm.snapshotValue("EnclaveRegistry", "useAction, cold", consumer.gasUsed());
        assertLe(consumer.gasUsed(), ACTION_LIMIT);
        assertEq(registry.enclave(action.signer).nonce, 1);
    }

    /// forge-config: default.isolate = true
    function test_registersWithinTheLimit() external {
        uint256 first = _registerButForVerification();
        _pass(1 days);
        uint256 renewal = _registerButForVerification();

        vm.snapshotValue("EnclaveRegistry", "register, without quote verification", first);
        vm.snapshotValue("EnclaveRegistry", "renewal, without quote verification", renewal);
        assertLe(first, REGISTER_LIMIT);
        assertLe(renewal, RENEWAL_LIMIT);
    }

    /// @dev A static call is no transaction even in isolation, so what it says is execution alone.
    function _registerButForVerification() private returns (uint256 gasUsed) {
        IEnclaveRegistry.Registration memory registration = _registration(KEY);
        TdxQuote memory quote = quoteVerifier.quoteOf(_claims(registration));
        registry.register(registration, quote);
        gasUsed = vm.lastCallGas().gasTotalUsed;
        quoteVerifier.verify(quote);
        gasUsed -= vm.lastCallGas().gasTotalUsed;
    }
}
