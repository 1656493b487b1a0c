// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {EnclaveRegistry} from "src/enclave/EnclaveRegistry.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {MeasuredFields} from "src/libraries/MeasuredFields.sol";
import {EnclavePolicy, InitialPolicy} from "src/types/Enclave.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";
import {QuoteFields, TestQuote} from "test/pki/TestQuote.sol";
import {StoresBase} from "test/unit/TdxQuoteVerifier/StoresBase.sol";

// register with the real quote verifier over the real stores
// ├── when quote, collateral, policy and machine stand   → active, until the first of them ends
// ├── when the quote is of a debug TD                    → reverts TdDebug
// ├── when any byte of the report data is another        → reverts QuoteSignatureInvalid
// └── gas of the whole transaction                       → at most 400,000
//
/// forge-config: default.evm_version = "osaka"
contract EnclaveRegistry_GenuineQuote_Test is StoresBase {
    /// @dev Base cost, calldata and execution.
    uint256 private constant LIMIT = 400_000;
    /// @dev TD attributes, XFAM, MRTD and RTMR0 to 3.
    uint16 private constant FIELDS = 0x3c7;
    uint32 private constant MAX_AGE = 7 days;
    uint256 private constant START_BLOCK = 23_000_000;

    EnclaveRegistry private registry;

    function setUp() public override {
        super.setUp();
        vm.roll(START_BLOCK);
        InitialPolicy[] memory policies = new InitialPolicy[](1);
        policies[0] = InitialPolicy({
            kind: MATCHER,
            fields: FIELDS,
            measurement: MeasuredFields.digest(FIELDS, TestQuote.tdFields().measured),
            policy: EnclavePolicy({
                validFrom: uint64(START),
                validUntil: uint64(START + 365 days),
                maxAge: MAX_AGE,
                minEvaluationNumber: 1,
                worstTcbStatus: TcbStatus.UP_TO_DATE
            })
        });
        bytes16[] memory platforms = new bytes16[](1);
        platforms[0] = _platform().ppid;
        registry = new EnclaveRegistry(makeAddr("owner"), makeAddr("guardian"), 2 days, verifier, policies, platforms);
    }

    function test_isActive_untilTheFirstEnd(address signer, bytes32 encryptionKey, uint256 later) external {
        vm.assume(signer != address(0));
        IEnclaveRegistry.Registration memory registration = _registration(signer, encryptionKey);

        registry.register(registration, TestQuote.sign(_fieldsFor(registration)));

        assertTrue(registry.isActive(signer));
        uint256 expiresAt = registry.enclave(signer).expiresAt;
        assertEq(expiresAt, START + MAX_AGE);
        later = bound(later, expiresAt, type(uint64).max);
        vm.warp(later);
        assertFalse(registry.isActive(signer));
    }

    function test_reverts_whenDebug(address signer, bytes32 encryptionKey) external {
        vm.assume(signer != address(0));
        IEnclaveRegistry.Registration memory registration = _registration(signer, encryptionKey);
        QuoteFields memory f = _fieldsFor(registration);
        bytes8 attributes = 0x0100001000000000;
        TestQuote.setAttributes(f.td, attributes);
        TdxQuote memory quote = TestQuote.sign(f);

        vm.expectRevert(abi.encodeWithSelector(ITdxQuoteVerifier.TdDebug.selector, attributes));
        registry.register(registration, quote);
    }

    function test_reverts_whenTheReportDataWasChanged(address signer, bytes32 encryptionKey, uint256 at) external {
        vm.assume(signer != address(0));
        IEnclaveRegistry.Registration memory registration = _registration(signer, encryptionKey);
        TdxQuote memory quote = TestQuote.sign(_fieldsFor(registration));
        uint256 length = quote.signedReport.length;
        at = bound(at, length - 64, length - 1);
        quote.signedReport[at] ^= 0x01;

        vm.expectRevert(ITdxQuoteVerifier.QuoteSignatureInvalid.selector);
        registry.register(registration, quote);
    }

    /// forge-config: default.isolate = true
    function test_registersWithinTheLimit() external {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        IEnclaveRegistry.Registration memory registration =
            _registration(makeAddr("enclave"), keccak256("encryption key"));
        TdxQuote memory quote = TestQuote.sign(_fieldsFor(registration));

        registry.register(registration, quote);

        uint256 gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("EnclaveRegistry", "register, whole transaction", gasUsed);
        assertLe(gasUsed, LIMIT);
    }

    function _registration(address signer, bytes32 encryptionKey)
        private
        view
        returns (IEnclaveRegistry.Registration memory)
    {
        return IEnclaveRegistry.Registration(MATCHER, signer, encryptionKey, uint64(block.number - 1), FIELDS);
    }

    function _fieldsFor(IEnclaveRegistry.Registration memory registration) private view returns (QuoteFields memory f) {
        f = _fields();
        bytes32 binding = registry.keyBinding(
            registration.kind, registration.fields, registration.signer, registration.encryptionKey
        );
        f.td.reportData = [binding, blockhash(registration.referenceBlock)];
    }
}
