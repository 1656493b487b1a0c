// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistry} from "src/enclave/EnclaveRegistry.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {EnclavePolicy, InitialPolicy} from "src/types/Enclave.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";
import {Suite} from "test/Suite.sol";
import {MockTdxQuoteVerifier} from "test/mocks/MockTdxQuoteVerifier.sol";

/// @notice A registry with one approved measurement and two approved machines, and enclaves that want to register.
abstract contract EnclaveRegistryHarness is Suite {
    uint256 internal constant START = 1_790_000_000;
    uint256 internal constant START_BLOCK = 23_000_000;
    uint256 internal constant DELAY = 2 days;
    uint256 internal constant CHAIN_ID = 1;
    /// @dev How many past blocks the EVM knows.
    uint256 internal constant KNOWN_BLOCKS = 256;

    uint32 internal constant OTHER_KIND = 2;
    /// @dev TD attributes, XFAM, MRTD and RTMR0 to 3.
    uint16 internal constant FIELDS = 0x3c7;
    uint16 internal constant ALL_FIELDS = 0x3ff;

    bytes16 internal constant PLATFORM = "machine one";
    bytes16 internal constant OTHER_PLATFORM = "machine two";

    uint32 internal constant MAX_AGE = 7 days;
    uint32 internal constant EVALUATION_NUMBER = 17;

    address internal immutable owner = makeAddr("owner");
    address internal immutable guardian = makeAddr("guardian");
    address internal immutable stranger = makeAddr("stranger");

    MockTdxQuoteVerifier internal quoteVerifier;
    EnclaveRegistry internal registry;

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(START);
        vm.roll(START_BLOCK);
        quoteVerifier = new MockTdxQuoteVerifier();
        registry = _deploy();
    }

    function _deploy() internal returns (EnclaveRegistry) {
        InitialPolicy[] memory policies = new InitialPolicy[](1);
        policies[0] = InitialPolicy(MATCHER, FIELDS, _measurement(_measured()), _policy());
        bytes16[] memory platforms = new bytes16[](2);
        (platforms[0], platforms[1]) = (PLATFORM, OTHER_PLATFORM);
        return new EnclaveRegistry(owner, guardian, DELAY, quoteVerifier, policies, platforms);
    }

    // --- builders ---

    /// @dev In force from now on, and longer than its keys.
    function _policy() internal pure returns (EnclavePolicy memory) {
        return EnclavePolicy({
            validFrom: uint64(START),
            validUntil: uint64(START + 365 days),
            maxAge: MAX_AGE,
            minEvaluationNumber: EVALUATION_NUMBER,
            worstTcbStatus: TcbStatus.SW_HARDENING_NEEDED
        });
    }

    /// @dev What runs, and is approved: 400 bytes, no two fields alike.
    function _measured() internal pure returns (bytes memory measured) {
        while (measured.length < 400) {
            measured = bytes.concat(measured, bytes16(keccak256(measured)));
        }
    }

    /// @dev The selected fields one after the other, by their offsets in a TD report.
    function _measurement(bytes memory measured) internal pure returns (bytes32) {
        bytes memory attributesToMrtd = new bytes(64);
        bytes memory registers = new bytes(192);
        for (uint256 i = 0; i < 64; ++i) {
            attributesToMrtd[i] = measured[i];
        }
        for (uint256 i = 0; i < 192; ++i) {
            registers[i] = measured[208 + i];
        }
        return keccak256(bytes.concat(attributesToMrtd, registers));
    }

    function _policyId() internal pure returns (bytes32) {
        return keccak256(abi.encode(MATCHER, FIELDS, _measurement(_measured())));
    }

    function _boundKey(uint256 key) internal pure returns (uint256) {
        return boundPrivateKey(key);
    }

    /// @dev Of the key's enclave, with the block before this one.
    function _registration(uint256 key) internal view returns (IEnclaveRegistry.Registration memory) {
        return IEnclaveRegistry.Registration({
            kind: MATCHER,
            signer: vm.addr(key),
            encryptionKey: keccak256(abi.encode("X25519", key)),
            referenceBlock: uint64(block.number - 1),
            fields: FIELDS
        });
    }

    /// @dev What a quote of an approved enclave on an approved machine says for `registration`.
    function _claims(IEnclaveRegistry.Registration memory registration)
        internal
        view
        returns (TdxClaims memory claims)
    {
        claims.measured = _measured();
        claims.reportData[0] = _binding(block.chainid, address(registry), registration);
        claims.reportData[1] = blockhash(registration.referenceBlock);
        claims.tcbStatus = TcbStatus.UP_TO_DATE;
        claims.tcbEvaluationNumber = EVALUATION_NUMBER;
        claims.validUntil = uint64(block.timestamp + 30 days);
        claims.platform = PLATFORM;
    }

    /// @dev As an enclave computes it, from its own configuration.
    function _binding(uint256 chainId, address registry_, IEnclaveRegistry.Registration memory registration)
        internal
        pure
        returns (bytes32)
    {
        bytes32 typehash = keccak256(
            "EnclaveKey(uint256 chainId,address registry,uint32 kind,uint16 fields,address signer,bytes32 encryptionKey)"
        );
        return keccak256(
            abi.encode(
                typehash,
                chainId,
                registry_,
                registration.kind,
                registration.fields,
                registration.signer,
                registration.encryptionKey
            )
        );
    }

    /// @dev Signed for `registry`, to be used by `consumer` now.
    function _action(uint256 key, address consumer, bytes32 payload)
        internal
        view
        returns (IEnclaveRegistry.Action memory action)
    {
        action.signer = vm.addr(key);
        action.nonce = registry.enclave(action.signer).nonce;
        action.deadline = block.timestamp;
        action.signature = _signature(key, _actionDigest(consumer, MATCHER, payload, action.nonce, action.deadline));
    }

    /// @dev EIP-712, as an enclave computes it.
    function _actionDigest(address consumer, uint32 kind, bytes32 payload, uint256 nonce, uint256 deadline)
        internal
        view
        returns (bytes32)
    {
        bytes32 typehash = keccak256(
            "EnclaveAction(address consumer,uint32 kind,bytes32 payload,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(abi.encode(typehash, consumer, kind, payload, nonce, deadline));
        return _typedDataDigest("EnclaveRegistry", address(registry), structHash);
    }

    function _typedDataDigest(string memory name, address verifyingContract, bytes32 structHash)
        internal
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                verifyingContract
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The other signature of the same key over the same digest, which anyone can compute.
    function _twin(bytes memory signature) internal pure returns (bytes memory) {
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        (bytes32 r, uint256 s) = abi.decode(signature, (bytes32, uint256));
        return abi.encodePacked(r, order - s, signature[64] == bytes1(uint8(27)) ? uint8(28) : uint8(27));
    }

    /// @dev As the EVM does, without OpenZeppelin's refusal of high s.
    function _recover(bytes32 digest, bytes memory signature) internal pure returns (address) {
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        return ecrecover(digest, uint8(signature[64]), r, s);
    }

    // --- actions ---

    function _register(IEnclaveRegistry.Registration memory registration, TdxClaims memory claims) internal {
        registry.register(registration, quoteVerifier.quoteOf(claims));
    }

    /// @dev Registers the key's enclave, or renews it.
    function _register(uint256 key) internal returns (address signer) {
        IEnclaveRegistry.Registration memory registration = _registration(key);
        _register(registration, _claims(registration));
        return registration.signer;
    }

    function _expectRefusal(
        IEnclaveRegistry.Registration memory registration,
        TdxClaims memory claims,
        bytes memory reason
    ) internal {
        TdxQuote memory quote = quoteVerifier.quoteOf(claims);
        vm.expectRevert(reason);
        registry.register(registration, quote);
    }

    /// @dev Time passes, and a block with it.
    function _pass(uint256 duration) internal {
        vm.warp(block.timestamp + duration);
        vm.roll(block.number + 1);
    }

    function _scheduleAndWait(bytes memory data) internal {
        vm.prank(owner);
        registry.schedule(data);
        _pass(DELAY);
    }

    /// @dev As announced, a delay ago.
    function _setPolicy(EnclavePolicy memory policy) internal {
        bytes32 measurement = _measurement(_measured());
        _scheduleAndWait(abi.encodeCall(registry.setPolicy, (MATCHER, FIELDS, measurement, policy)));
        vm.prank(owner);
        registry.setPolicy(MATCHER, FIELDS, measurement, policy);
    }

    function _retire() internal {
        vm.prank(guardian);
        registry.retirePolicy(_policyId());
    }

    function _ban(bytes16 platform) internal {
        vm.prank(guardian);
        registry.banPlatform(platform);
    }

    function _revoke(address signer) internal {
        vm.prank(guardian);
        registry.revoke(signer);
    }

    function _pause() internal {
        vm.prank(guardian);
        registry.pause();
    }
}
