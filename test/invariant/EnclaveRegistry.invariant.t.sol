// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveLedger, Party, RegistryState, Standing, Universe} from "./EnclaveLedger.sol";
import {HostileEnclaveHandler} from "./handlers/HostileEnclaveHandler.sol";
import {Test} from "forge-std/Test.sol";
import {EnclaveRegistry} from "src/enclave/EnclaveRegistry.sol";
import {Enclave, EnclavePolicy, PlatformStatus} from "src/types/Enclave.sol";
import {TcbStatus} from "src/types/Tcb.sol";

/// @notice What is promised of EnclaveRegistry, numbered as in README.md.
contract EnclaveRegistry_Invariant_Test is Test {
    uint256 private constant DELAY = 2 days;

    HostileEnclaveHandler private _handler;
    EnclaveLedger private _ledger;
    EnclaveRegistry private _registry;
    Universe private _universe;

    function setUp() public {
        _handler = new HostileEnclaveHandler();
        _ledger = _handler.ledger();
        _registry = _handler.world();
        _universe = _ledger.universe();
        targetContract(address(_handler));
        bytes4[] memory notAnAction = new bytes4[](1);
        notAnAction[0] = _handler.setUp.selector;
        excludeSelector(FuzzSelector(address(_handler), notAnAction));
    }

    /// @dev One campaign for all: with a fixed seed ten invariants would repeat the same calls ten times.
    /// forge-config: default.invariant.runs = 24
    function invariant_E1_to_E10() external view {
        _E1_activeExactlyWhileEverythingStands();
        _E2_theDeadNeverReturn();
        _E3_eachActionIsUsedOnce();
        _E4_noKeyOutlivesWhatItStandsOn();
        _E5_aKeyKeepsItsIdentityAndItsQuotesGetNewer();
        _E6_stateIsTheFoldOfItsEvents();
        _E7_onlyWhatWasAnnouncedIsApproved();
        _E8_theGuardianOnlyEnds();
        _E9_anAttackerChangesNothing();
        _E10_everyPolicyIsWithinItsBounds();
    }

    /// @dev A suite that does nothing must not pass: every honest action, once, with an effect.
    /// forge-config: default.fuzz.runs = 64
    function test_everyHonestActionSucceeds(uint256 seed) external {
        uint256 first = bound(seed, 0, type(uint128).max) * 6;
        _handler.enrol(first);
        address signer = _universe.signers[0];
        assertTrue(_registry.isActive(signer), "enrol");
        _handler.act(first);
        assertEq(_registry.enclave(signer).nonce, 1, "act");
        _handler.wait(1);
        _handler.enrol(first);
        assertEq(_registry.enclave(signer).registeredAt, block.timestamp, "renewal");
        _handler.waitForTheEdge(0, false);
        assertTrue(_registry.isActive(signer), "the last second");
        _handler.waitForTheEdge(0, true);
        assertFalse(_registry.isActive(signer), "the edge");
        _handler.enrol(first);

        _handler.pause();
        assertFalse(_registry.isActive(signer), "pause");
        _handler.unpause();
        assertTrue(_registry.isActive(signer), "unpause");

        _handler.schedulePolicy(5);
        _handler.schedulePlatform(5);
        _handler.cancel(0);
        assertEq(_ledger.pendingCount(), 1, "cancel");
        _handler.schedulePolicy(5);
        _handler.execute(0);
        _handler.execute(0);
        assertEq(_ledger.executions(), 2, "execute");
        assertTrue(_registry.platformStatus(_universe.platforms[5]) == PlatformStatus.ALLOWED, "platform");
        assertTrue(_registry.policy(_universe.policyIds[5]).validUntil != 0, "policy");

        _handler.enrol(first);
        _handler.revokeKey(0);
        assertTrue(_registry.enclave(signer).revoked, "revoke");
        _handler.retire(0);
        assertTrue(_registry.isRetired(_universe.policyIds[0]), "retire");
        _handler.ban(0);
        assertTrue(_registry.platformStatus(_universe.platforms[0]) == PlatformStatus.BANNED, "ban");
    }

    /// @dev Most attempts need something to attack; with it, none is in vain.
    /// forge-config: default.fuzz.runs = 64
    function test_attemptsReachTheRegistry(uint256 seed, uint256 choice) external {
        uint256 first = bound(seed, 0, type(uint128).max) * 6;
        _handler.enrol(first);
        _handler.act(first);
        vm.expectCall(address(_registry), abi.encodeWithSelector(_registry.register.selector), 6);
        _handler.enrolForged(seed, choice);
        _handler.enrolWithAnothersQuote(seed, choice);
        _handler.enrolUnapproved(seed, choice);
        _handler.enrolWhilePaused(seed);
        _handler.replayQuote(first);
        _handler.renewAsAnother(first, choice % 2);
        vm.expectCall(address(_registry), abi.encodeWithSelector(_registry.useAction.selector), 3);
        _handler.replayAction();
        _handler.distortAction(seed, choice);
        _handler.revokeKey(0);
        _handler.actInactive(0);
    }

    function _E1_activeExactlyWhileEverythingStands() private view {
        assertEq(_ledger.registrations(), _ledger.enrolments(), "E1: unasked");
        for (uint256 i = 0; i < _universe.signers.length; ++i) {
            address signer = _universe.signers[i];
            assertEq(_registry.isActive(signer), _ledger.stands(signer), "E1");
        }
    }

    function _E2_theDeadNeverReturn() private view {
        for (uint256 i = 0; i < _universe.signers.length; ++i) {
            address signer = _universe.signers[i];
            if (_ledger.isRevoked(signer)) assertTrue(_registry.enclave(signer).revoked, "E2: revoked");
            if (_ledger.isRevoked(signer)) assertFalse(_registry.isActive(signer), "E2: revoked and active");
            Enclave memory registered = _registry.enclave(signer);
            bool isOnTheDead = _ledger.isRetired(registered.policyId) || _ledger.isBanned(registered.platform);
            if (isOnTheDead) assertFalse(_registry.isActive(signer), "E2: on the dead");
        }
        for (uint256 i = 0; i < _universe.policyIds.length; ++i) {
            bytes32 policyId = _universe.policyIds[i];
            if (_ledger.isRetired(policyId)) assertEq(_registry.policy(policyId).validUntil, 0, "E2: retired");
        }
        for (uint256 i = 0; i < _universe.platforms.length; ++i) {
            bytes16 platform = _universe.platforms[i];
            if (!_ledger.isBanned(platform)) continue;
            assertTrue(_registry.platformStatus(platform) == PlatformStatus.BANNED, "E2: banned");
        }
    }

    function _E3_eachActionIsUsedOnce() private view {
        uint256 sum;
        for (uint256 i = 0; i < _universe.signers.length; ++i) {
            address signer = _universe.signers[i];
            assertEq(_registry.enclave(signer).nonce, _ledger.actionsOf(signer), "E3: nonce");
            assertGe(_registry.enclave(signer).nonce, _ledger.before().enclaves[i].nonce, "E3: decreased");
            sum += _ledger.actionsOf(signer);
        }
        assertEq(_ledger.actions(), sum, "E3: unasked");
        assertLe(_ledger.mostUses(), 1, "E3: twice");
    }

    function _E4_noKeyOutlivesWhatItStandsOn() private view {
        for (uint256 i = 0; i < _universe.signers.length; ++i) {
            Standing memory its = _ledger.standing(_universe.signers[i]);
            uint256 expiresAt = _registry.enclave(_universe.signers[i]).expiresAt;
            if (its.at == 0) assertEq(expiresAt, 0, "E4: never registered");
            if (its.at == 0) continue;
            assertLe(expiresAt, its.collateralUntil, "E4: collateral");
            assertLe(expiresAt, its.policyUntil, "E4: policy");
            assertLe(expiresAt, its.at + its.maxAge, "E4: age");
            assertLe(expiresAt, its.at + 30 days, "E4: longest age");
        }
    }

    function _E5_aKeyKeepsItsIdentityAndItsQuotesGetNewer() private view {
        for (uint256 i = 0; i < _universe.signers.length; ++i) {
            Enclave memory former = _ledger.before().enclaves[i];
            Enclave memory latter = _registry.enclave(_universe.signers[i]);
            if (former.registeredAt == 0) continue;
            assertEq(latter.kind, former.kind, "E5: kind");
            assertEq(latter.policyId, former.policyId, "E5: policy");
            assertEq(latter.encryptionKey, former.encryptionKey, "E5: encryption key");
            assertEq(bytes32(latter.platform), bytes32(former.platform), "E5: platform");
            bool isRenewed = latter.expiresAt != former.expiresAt || latter.registeredAt != former.registeredAt;
            if (isRenewed) assertGt(latter.referenceBlock, former.referenceBlock, "E5: reference block");
            if (isRenewed) assertTrue(_ledger.lastParty() == Party.ENCLAVE, "E5: by whom");
        }
    }

    function _E6_stateIsTheFoldOfItsEvents() private view {
        assertEq(keccak256(abi.encode(_ledger.current())), keccak256(abi.encode(_ledger.folded())), "E6");
    }

    function _E7_onlyWhatWasAnnouncedIsApproved() private view {
        assertGe(_ledger.shortestDelay(), DELAY, "E7: early");
        assertEq(_ledger.admissions(), _ledger.executions(), "E7: unannounced");
        RegistryState memory former = _ledger.before();
        RegistryState memory latter = _ledger.current();
        for (uint256 i = 0; i < former.policies.length; ++i) {
            bool isSet = latter.policies[i].validUntil != 0
                && keccak256(abi.encode(latter.policies[i])) != keccak256(abi.encode(former.policies[i]));
            bool isAllowed =
                latter.platforms[i] == PlatformStatus.ALLOWED && former.platforms[i] != PlatformStatus.ALLOWED;
            if (!isSet && !isAllowed) continue;
            assertTrue(_ledger.lastParty() == Party.OWNER, "E7: by whom");
            assertEq(_ledger.pendingCount() + 1, _ledger.pendingBefore(), "E7: not scheduled");
        }
    }

    function _E8_theGuardianOnlyEnds() private view {
        if (_ledger.lastParty() != Party.GUARDIAN) return;
        for (uint256 i = 0; i < _universe.signers.length; ++i) {
            if (!_ledger.wasActive(i)) assertFalse(_registry.isActive(_universe.signers[i]), "E8: activated");
        }
        RegistryState memory former = _ledger.before();
        assertTrue(_registry.paused() || !former.paused, "E8: unpaused");
        assertLe(_ledger.pendingCount(), _ledger.pendingBefore(), "E8: scheduled");
        for (uint256 i = 0; i < former.platforms.length; ++i) {
            if (former.platforms[i] == PlatformStatus.ALLOWED) continue;
            PlatformStatus status = _registry.platformStatus(_universe.platforms[i]);
            assertTrue(status != PlatformStatus.ALLOWED, "E8: allowed");
        }
    }

    function _E9_anAttackerChangesNothing() private view {
        if (_ledger.lastParty() != Party.ATTACKER) return;
        assertEq(keccak256(abi.encode(_ledger.current())), keccak256(abi.encode(_ledger.before())), "E9");
        assertEq(_ledger.pendingCount(), _ledger.pendingBefore(), "E9: schedule");
    }

    function _E10_everyPolicyIsWithinItsBounds() private view {
        for (uint256 i = 0; i < _universe.policyIds.length; ++i) {
            EnclavePolicy memory policy = _registry.policy(_universe.policyIds[i]);
            if (policy.validUntil == 0) continue;
            assertLt(policy.validFrom, policy.validUntil, "E10: window");
            assertTrue(policy.maxAge != 0 && policy.maxAge <= 30 days, "E10: age");
            assertTrue(policy.worstTcbStatus != TcbStatus.UNRECOGNIZED, "E10: nothing");
            assertTrue(policy.worstTcbStatus != TcbStatus.REVOKED, "E10: anything");
        }
    }
}
