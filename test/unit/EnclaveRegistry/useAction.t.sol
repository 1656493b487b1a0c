// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";

// useAction
// ├── when the deadline has passed                      → reverts ActionExpired
// ├── when the signer is not active                     → reverts EnclaveNotActive
// ├── when the signer is of another kind                → reverts EnclaveKindMismatch
// ├── when the nonce is not the next one                → reverts NonceMismatch
// ├── when another key signed, or it signed for another consumer, kind, payload, nonce, deadline, registry or chain,
// │   or the signature is malformed or the malleable twin → reverts ActionSignatureInvalid
// └── otherwise                                         → counts the nonce, emits ActionUsed
//     └── when used again                               → reverts NonceMismatch
contract EnclaveRegistry_UseAction_Test is EnclaveRegistryHarness {
    function test_reverts_whenDeadlineHasPassed(uint256 key, bytes32 payload, uint256 late) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        vm.warp(action.deadline + bound(late, 1, 30 days));
        vm.expectRevert(
            abi.encodeWithSelector(IEnclaveRegistry.ActionExpired.selector, action.deadline, block.timestamp)
        );
        registry.useAction(MATCHER, payload, action);
    }

    function test_reverts_whenSignerIsNotRegistered(uint256 key, bytes32 payload) external {
        key = _boundKey(key);
        _expectNotActive(payload, _action(key, address(this), payload));
    }

    function test_reverts_whenSignerIsZero(bytes32 payload, bytes calldata signature) external {
        _expectNotActive(payload, IEnclaveRegistry.Action(address(0), 0, block.timestamp, signature));
    }

    function test_reverts_whenExpired(uint256 key, bytes32 payload, uint256 after_) external {
        key = _boundKey(key);
        _register(key);
        vm.warp(START + MAX_AGE + bound(after_, 0, 60 days));
        _expectNotActive(payload, _action(key, address(this), payload));
    }

    function test_reverts_whenRevoked(uint256 key, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        _revoke(action.signer);
        _expectNotActive(payload, action);
    }

    function test_reverts_whenPolicyIsRetired(uint256 key, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        _retire();
        _expectNotActive(payload, action);
    }

    function test_reverts_whenPlatformIsBanned(uint256 key, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        _ban(PLATFORM);
        _expectNotActive(payload, action);
    }

    function test_reverts_whenPaused(uint256 key, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        _pause();
        _expectNotActive(payload, action);
    }

    /// @dev Even when it signed for that kind.
    function test_reverts_whenKindIsAnother(uint256 key, bytes32 payload, uint32 kind) external {
        vm.assume(kind != MATCHER);
        key = _boundKey(key);
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        action.signature = _signature(key, _actionDigest(address(this), kind, payload, 0, action.deadline));
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveKindMismatch.selector, MATCHER, kind));
        registry.useAction(kind, payload, action);
    }

    function test_reverts_whenNonceIsNotTheNext(uint256 key, bytes32 payload, uint256 nonce) external {
        vm.assume(nonce != 0);
        key = _boundKey(key);
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        action.nonce = nonce;
        action.signature = _signature(key, _actionDigest(address(this), MATCHER, payload, nonce, action.deadline));
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.NonceMismatch.selector, nonce, 0));
        registry.useAction(MATCHER, payload, action);
    }

    function test_reverts_whenAnotherKeySigned(uint256 key, uint256 otherKey, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        otherKey = _boundKey(otherKey);
        vm.assume(vm.addr(otherKey) != action.signer);
        action.signature = _signature(otherKey, _actionDigest(address(this), MATCHER, payload, 0, action.deadline));
        _expectSignatureInvalid(address(this), payload, action, vm.addr(otherKey));
    }

    function test_reverts_whenConsumerIsAnother(uint256 key, address consumer, bytes32 payload) external {
        vm.assume(consumer != address(this));
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        bytes32 wanted = _actionDigest(consumer, MATCHER, payload, 0, action.deadline);
        _expectSignatureInvalid(consumer, payload, action, _recover(wanted, action.signature));
    }

    function test_reverts_whenPayloadIsAnother(uint256 key, bytes32 payload, bytes32 other) external {
        vm.assume(payload != other);
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        bytes32 wanted = _actionDigest(address(this), MATCHER, other, 0, action.deadline);
        _expectSignatureInvalid(address(this), other, action, _recover(wanted, action.signature));
    }

    function test_reverts_whenDeadlineIsProlonged(uint256 key, bytes32 payload, uint256 deadline) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        action.deadline = bound(deadline, action.deadline + 1, type(uint256).max);
        bytes32 wanted = _actionDigest(address(this), MATCHER, payload, 0, action.deadline);
        _expectSignatureInvalid(address(this), payload, action, _recover(wanted, action.signature));
    }

    function test_reverts_whenRegistryIsAnother(uint256 key, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        registry = _deploy();
        _register(_boundKey(key));
        bytes32 wanted = _actionDigest(address(this), MATCHER, payload, 0, action.deadline);
        _expectSignatureInvalid(address(this), payload, action, _recover(wanted, action.signature));
    }

    /// @dev After a fork of the chain the same registry exists twice, with the same keys.
    function test_reverts_whenChainIsAnother(uint256 key, bytes32 payload, uint64 chainId) external {
        vm.assume(chainId != CHAIN_ID && chainId != 0);
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        vm.chainId(chainId);
        bytes32 wanted = _actionDigest(address(this), MATCHER, payload, 0, action.deadline);
        _expectSignatureInvalid(address(this), payload, action, _recover(wanted, action.signature));
    }

    function test_reverts_whenSignatureIsTheTwin(uint256 key, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        action.signature = _twin(action.signature);
        bytes32 digest = _actionDigest(address(this), MATCHER, payload, 0, action.deadline);
        assertEq(_recover(digest, action.signature), action.signer, "a signature all the same");
        _expectSignatureInvalid(address(this), payload, action, address(0));
    }

    function test_reverts_whenSignatureIsMalformed(uint256 key, bytes32 payload, bytes calldata signature) external {
        vm.assume(signature.length != 65);
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        action.signature = signature;
        _expectSignatureInvalid(address(this), payload, action, address(0));
    }

    function test_counts_whenValid(uint256 key, address consumer, bytes32 payload, uint256 early, uint256 times)
        external
    {
        key = _boundKey(key);
        address signer = _register(key);
        times = bound(times, 1, 4);
        for (uint256 nonce = 0; nonce < times; ++nonce) {
            IEnclaveRegistry.Action memory action = _action(key, consumer, payload);
            action.deadline = block.timestamp + bound(early, 0, type(uint128).max);
            action.signature = _signature(key, _actionDigest(consumer, MATCHER, payload, nonce, action.deadline));
            vm.expectEmit(address(registry));
            emit IEnclaveRegistry.ActionUsed(signer, consumer, payload, nonce);
            vm.prank(consumer);
            registry.useAction(MATCHER, payload, action);
            assertEq(registry.enclave(signer).nonce, nonce + 1);
        }
    }

    function test_passes_exactlyAtItsDeadline(uint256 key, bytes32 payload, uint256 waited) external {
        key = _boundKey(key);
        _register(key);
        vm.warp(START + bound(waited, 0, MAX_AGE - 1));
        registry.useAction(MATCHER, payload, _action(key, address(this), payload));
    }

    function test_reverts_whenUsedAgain(uint256 key, bytes32 payload) external {
        IEnclaveRegistry.Action memory action = _signed(key, payload);
        registry.useAction(MATCHER, payload, action);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.NonceMismatch.selector, 0, 1));
        registry.useAction(MATCHER, payload, action);
    }

    /// @dev Of a registered key, for this test as the consumer.
    function _signed(uint256 key, bytes32 payload) private returns (IEnclaveRegistry.Action memory) {
        key = _boundKey(key);
        _register(key);
        return _action(key, address(this), payload);
    }

    function _expectNotActive(bytes32 payload, IEnclaveRegistry.Action memory action) private {
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.EnclaveNotActive.selector, action.signer));
        registry.useAction(MATCHER, payload, action);
    }

    function _expectSignatureInvalid(
        address consumer,
        bytes32 payload,
        IEnclaveRegistry.Action memory action,
        address recovered
    ) private {
        vm.expectRevert(
            abi.encodeWithSelector(IEnclaveRegistry.ActionSignatureInvalid.selector, recovered, action.signer)
        );
        vm.prank(consumer);
        registry.useAction(MATCHER, payload, action);
    }
}
