// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveHandler} from "./EnclaveHandler.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {Enclave, EnclavePolicy} from "src/types/Enclave.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";
import {Party} from "test/invariant/EnclaveLedger.sol";

/// @notice The same world with thieves in it. Each attempts what must fail, and for the right reason.
contract HostileEnclaveHandler is EnclaveHandler {
    // --- quotes that are none, or not for this ---

    function enrolForged(uint256 seed, uint256 at) external recordedAs(Party.ATTACKER) {
        (bool isPossible, IEnclaveRegistry.Registration memory registration, TdxClaims memory claims) = _newcomer(seed);
        if (!isPossible) return;
        TdxQuote memory quote = quoteVerifier.quoteOf(claims);
        quote.signedReport[at % quote.signedReport.length] ^= 0x01;
        _assertRegisterRefused(registration, quote, ITdxQuoteVerifier.QuoteSignatureInvalid.selector);
    }

    /// @dev The quote is genuine, but it names something else.
    function enrolWithAnothersQuote(uint256 seed, uint256 field) external recordedAs(Party.ATTACKER) {
        (bool isPossible, IEnclaveRegistry.Registration memory registration, TdxClaims memory claims) = _newcomer(seed);
        if (!isPossible) return;
        field = bound(field, 0, 4);
        if (field == 0) registration.signer = vm.addr(uint256(keccak256(abi.encode("thief", seed))));
        if (field == 1) registration.kind += 1;
        if (field == 2) registration.encryptionKey = keccak256(abi.encode(registration.encryptionKey));
        if (field == 3) registration.fields ^= 0x001;
        if (field == 4) claims.reportData[0] = _binding(CHAIN_ID + 1, address(registry), registration);
        _assertClaimsRefused(registration, claims, IEnclaveRegistry.ReportDataMismatch.selector);
    }

    /// @dev A quote of long ago, of the future, of another branch of the chain.
    function enrolAtAnotherTime(uint256 seed, uint256 blocks) external recordedAs(Party.ATTACKER) {
        (bool isPossible, IEnclaveRegistry.Registration memory registration, TdxClaims memory claims) = _newcomer(seed);
        if (!isPossible) return;
        uint64 named = registration.referenceBlock;
        registration.referenceBlock = uint64(block.number - bound(blocks, KNOWN_BLOCKS + 1, 10_000));
        _assertClaimsRefused(registration, claims, IEnclaveRegistry.ReferenceBlockUnknown.selector);
        registration.referenceBlock = uint64(block.number + bound(blocks, 0, 10_000));
        _assertClaimsRefused(registration, claims, IEnclaveRegistry.ReferenceBlockUnknown.selector);

        registration.referenceBlock = named;
        bytes32 real = blockhash(named);
        vm.setBlockhash(named, keccak256(abi.encode("reorganised", seed)));
        _assertClaimsRefused(registration, claims, IEnclaveRegistry.ReferenceBlockMismatch.selector);
        vm.setBlockhash(named, real);
    }

    /// @dev What runs, where, or on what collateral, is not approved.
    function enrolUnapproved(uint256 seed, uint256 what) external recordedAs(Party.ATTACKER) {
        (bool isPossible, IEnclaveRegistry.Registration memory registration, TdxClaims memory claims) = _newcomer(seed);
        if (!isPossible) return;
        what = bound(what, 0, 6);
        bytes4 wanted = IEnclaveRegistry.PolicyNotInForce.selector;
        if (what == 0) claims.measured[30 + seed % 30] ^= 0x01;
        if (what == 1) {
            registration.fields ^= 0x001;
            claims.reportData[0] = _binding(CHAIN_ID, address(registry), registration);
        }
        if (what == 2) wanted = _makeTcb(claims, TcbStatus.REVOKED);
        if (what == 3) wanted = _makeTcb(claims, TcbStatus.UNRECOGNIZED);
        if (what == 4) {
            claims.tcbEvaluationNumber = 14;
            wanted = IEnclaveRegistry.EvaluationNumberTooLow.selector;
        }
        if (what == 5) {
            claims.platform = bytes16(keccak256(abi.encode("anywhere", seed)));
            wanted = IEnclaveRegistry.PlatformNotAllowed.selector;
        }
        if (what == 6) {
            claims.validUntil = uint64(block.timestamp);
            wanted = IEnclaveRegistry.QuoteExpired.selector;
        }
        _assertClaimsRefused(registration, claims, wanted);
    }

    function enrolWhilePaused(uint256 seed) external recordedAs(Party.ATTACKER) {
        (bool isPossible, IEnclaveRegistry.Registration memory registration, TdxClaims memory claims) = _newcomer(seed);
        if (!isPossible) return;
        vm.prank(guardian);
        registry.pause();
        _assertClaimsRefused(registration, claims, IEnclaveRegistry.RegistryPaused.selector);
        _unpause();
    }

    /// @dev With everything else in order, on what was ended for good.
    function enrolOnTheDead(uint256 seed) external recordedAs(Party.ATTACKER) {
        if (registry.paused()) return;
        (bytes32 retired, bytes16 platform) = _dead(seed);
        if (retired == 0 && platform == 0) return;
        uint256 program = retired == 0 ? seed % COUNT : _programOf(retired);
        if (platform == 0) platform = platforms[seed % COUNT];
        // A key of its own, which is registered nowhere.
        IEnclaveRegistry.Registration memory registration =
            _registrationOf(uint256(keccak256(abi.encode("newcomer", seed))), program);
        TdxClaims memory claims = _claimsOf(registration, program, platform, seed);
        bytes4 wanted = IEnclaveRegistry.PlatformNotAllowed.selector;
        if (!_isInForce(policyIds[program])) wanted = IEnclaveRegistry.PolicyNotInForce.selector;
        _assertClaimsRefused(registration, claims, wanted);
    }

    // --- renewals that are none ---

    function replayQuote(uint256 seed) external withActiveKey(seed) recordedAs(Party.ATTACKER) {
        if (lastRegistration.signer == address(0) || registry.paused()) return;
        bytes4 wanted = IEnclaveRegistry.ReferenceBlockNotNewer.selector;
        if (ledger.isRevoked(lastRegistration.signer)) wanted = IEnclaveRegistry.EnclaveRevokedForGood.selector;
        if (blockhash(lastRegistration.referenceBlock) == 0) wanted = IEnclaveRegistry.ReferenceBlockUnknown.selector;
        _assertClaimsRefused(lastRegistration, lastClaims, wanted);
    }

    function renewTheRevoked(uint256 seed) external recordedAs(Party.ATTACKER) {
        if (registry.paused() || !ledger.isRevoked(_signer(seed))) return;
        vm.roll(block.number + 1);
        (, uint256 program, bytes16 platform) = _place(_signer(seed), seed);
        IEnclaveRegistry.Registration memory registration = _registrationOf(keys[seed % COUNT], program);
        TdxClaims memory claims = _claimsOf(registration, program, platform, seed);
        _assertClaimsRefused(registration, claims, IEnclaveRegistry.EnclaveRevokedForGood.selector);
    }

    /// @dev An enclave that is another one now, on something that is approved.
    function renewAsAnother(uint256 seed, uint256 field) external withActiveKey(seed) recordedAs(Party.ATTACKER) {
        (uint256 key,) = _active(seed);
        if (key == 0) return;
        (, uint256 program, bytes16 platform) = _place(vm.addr(key), seed);
        Enclave memory registered = registry.enclave(vm.addr(key));
        vm.roll(block.number + 1);
        IEnclaveRegistry.Registration memory registration = _registrationOf(key, program);
        field = bound(field, 0, 3);
        if (field == 0) registration.kind = 3 - registration.kind;
        if (field == 1) registration.encryptionKey = keccak256(abi.encode(registration.encryptionKey));
        if (field == 2) platform = platforms[(seed / 7) % COUNT];
        if (field == 3) program = (program + 2) % COUNT;
        bool isUnchanged = field == 2 && platform == registered.platform;
        if (isUnchanged) return;
        TdxClaims memory claims = _claimsOf(registration, program, platform, seed);
        _assertClaimsRefused(registration, claims, IEnclaveRegistry.EnclaveChanged.selector);
    }

    // --- actions that are none ---

    function replayAction() external recordedAs(Party.ATTACKER) {
        Use memory use = lastUse;
        if (use.action.signer == address(0)) return;
        bytes4 wanted = registry.isActive(use.action.signer)
            ? IEnclaveRegistry.NonceMismatch.selector
            : IEnclaveRegistry.EnclaveNotActive.selector;
        _assertUseRefused(use, wanted);
    }

    function distortAction(uint256 seed, uint256 what) external withActiveKey(seed) recordedAs(Party.ATTACKER) {
        (uint256 key, uint32 kind) = _active(seed);
        if (key == 0) return;
        Use memory use = _decide(key, kind, seed);
        what = bound(what, 0, 7);
        bytes4 wanted = IEnclaveRegistry.ActionSignatureInvalid.selector;
        if (what == 0) use.consumer = vm.addr(4);
        if (what == 1) use.payload = keccak256(abi.encode(use.payload));
        if (what == 2) use.action.deadline -= 1;
        if (what == 3) use.action.signature = _twin(use.action.signature);
        if (what == 4) _sign(use, seed % 100 + 1);
        if (what == 5) {
            use.action.nonce += 1;
            _sign(use, key);
            wanted = IEnclaveRegistry.NonceMismatch.selector;
        }
        if (what == 6) {
            use.kind = 3 - kind;
            _sign(use, key);
            wanted = IEnclaveRegistry.EnclaveKindMismatch.selector;
        }
        if (what == 7) {
            use.action.deadline = block.timestamp - 1;
            _sign(use, key);
            wanted = IEnclaveRegistry.ActionExpired.selector;
        }
        _assertUseRefused(use, wanted);
    }

    function actInactive(uint256 seed) external recordedAs(Party.ATTACKER) {
        uint256 key = keys[seed % COUNT];
        if (ledger.stands(vm.addr(key))) return;
        uint32 kind = registry.enclave(vm.addr(key)).kind;
        _assertUseRefused(_decide(key, kind, seed), IEnclaveRegistry.EnclaveNotActive.selector);
    }

    // --- keys of governance, stolen or missing ---

    function seizeAsStranger(uint256 seed) external recordedAs(Party.ATTACKER) {
        _seize(seed, stranger);
        bytes[4] memory calls = [
            abi.encodeCall(registry.revoke, (_signer(seed))),
            abi.encodeCall(registry.retirePolicy, (policyIds[seed % COUNT])),
            abi.encodeCall(registry.banPlatform, (platforms[seed % COUNT])),
            abi.encodeCall(registry.pause, ())
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(stranger, calls[i], Governed.NotGuardian.selector);
        }
    }

    function seizeAsGuardian(uint256 seed) external recordedAs(Party.GUARDIAN) {
        _seize(seed, guardian);
    }

    function executeEarly(uint256 seed) external recordedAs(Party.ATTACKER) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        if (block.timestamp >= registry.readyAt(callHash)) return;
        _assertRefused(owner, ledger.calldataOf(callHash), Governed.CallNotReady.selector);
    }

    function executeUnannounced(uint256 seed) external recordedAs(Party.ATTACKER) {
        bytes memory data = seed % 2 == 0
            ? _policyCall(seed % COUNT, _somePolicy(seed))
            : abi.encodeCall(registry.allowPlatform, (platforms[seed % COUNT]));
        if (registry.readyAt(keccak256(data)) != 0) return;
        _assertRefused(owner, data, Governed.CallNotScheduled.selector);
    }

    /// @dev The owner itself, with all patience.
    function reviveTheDead(uint256 seed) external recordedAs(Party.OWNER) {
        (bytes32 retired, bytes16 banned) = _dead(seed);
        if (retired != 0) {
            bytes memory data = _policyCall(_programOf(retired), _somePolicy(seed));
            _assertRefusedAfterDelay(data, IEnclaveRegistry.PolicyRetiredForGood.selector);
        }
        if (banned != 0) {
            bytes memory data = abi.encodeCall(registry.allowPlatform, (banned));
            _assertRefusedAfterDelay(data, IEnclaveRegistry.PlatformBannedForGood.selector);
        }
    }

    function endTwice(uint256 seed) external recordedAs(Party.GUARDIAN) {
        (bytes32 retired, bytes16 banned) = _dead(seed);
        address signer = _signer(seed);
        bytes4 wanted = IEnclaveRegistry.PolicyRetiredForGood.selector;
        if (retired != 0) _assertRefused(guardian, abi.encodeCall(registry.retirePolicy, (retired)), wanted);
        wanted = IEnclaveRegistry.PlatformBannedForGood.selector;
        if (banned != 0) _assertRefused(guardian, abi.encodeCall(registry.banPlatform, (banned)), wanted);
        wanted = IEnclaveRegistry.EnclaveRevokedForGood.selector;
        if (ledger.isRevoked(signer)) _assertRefused(guardian, abi.encodeCall(registry.revoke, (signer)), wanted);
    }

    function setInvalidPolicy(uint256 seed, uint256 field) external recordedAs(Party.OWNER) {
        if (ledger.isRetired(policyIds[seed % COUNT])) return;
        EnclavePolicy memory policy = _somePolicy(seed);
        field = bound(field, 0, 4);
        if (field == 0) policy.validFrom = policy.validUntil;
        if (field == 1) policy.maxAge = 0;
        if (field == 2) policy.maxAge = 30 days + 1;
        if (field == 3) policy.worstTcbStatus = TcbStatus.REVOKED;
        if (field == 4) policy.worstTcbStatus = TcbStatus.UNRECOGNIZED;
        _assertRefusedAfterDelay(_policyCall(seed % COUNT, policy), IEnclaveRegistry.PolicyInvalid.selector);
    }

    // --- how ---

    /// @dev A key that was never registered, with all that it takes to be.
    function _newcomer(uint256 seed)
        private
        returns (bool isPossible, IEnclaveRegistry.Registration memory registration, TdxClaims memory claims)
    {
        uint256 key = uint256(keccak256(abi.encode("newcomer", seed)));
        (bool isFound, uint256 program, bytes16 platform) = _place(vm.addr(key), seed);
        if (!isFound || registry.paused()) return (false, registration, claims);
        vm.roll(block.number + 1);
        registration = _registrationOf(key, program);
        return (true, registration, _claimsOf(registration, program, platform, seed));
    }

    /// @return retired Zero if no policy is retired.
    /// @return banned  Zero if no platform is banned.
    function _dead(uint256 seed) private view returns (bytes32 retired, bytes16 banned) {
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 at = (seed % COUNT + i) % COUNT;
            if (ledger.isRetired(policyIds[at])) retired = policyIds[at];
            if (ledger.isBanned(platforms[at])) banned = platforms[at];
        }
    }

    function _programOf(bytes32 policyId) private view returns (uint256 program) {
        while (policyIds[program] != policyId) ++program;
    }

    function _makeTcb(TdxClaims memory claims, TcbStatus status) private pure returns (bytes4) {
        claims.tcbStatus = status;
        return IEnclaveRegistry.TcbStatusRefused.selector;
    }

    function _seize(uint256 seed, address sender) private {
        bytes[5] memory calls = [
            abi.encodeCall(registry.schedule, (abi.encodeCall(registry.allowPlatform, (platforms[seed % COUNT])))),
            _policyCall(seed % COUNT, _somePolicy(seed)),
            abi.encodeCall(registry.allowPlatform, (platforms[seed % COUNT])),
            abi.encodeCall(registry.unpause, ()),
            abi.encodeCall(registry.transferOwnership, (sender))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(sender, calls[i], Ownable.OwnableUnauthorizedAccount.selector);
        }
    }

    /// @dev Announced now, which the ledger has to see before time passes. Then withdraws the announcement, which the
    /// refusal left standing.
    function _assertRefusedAfterDelay(bytes memory data, bytes4 wanted) private {
        _schedule(data);
        ledger.end(vm.getRecordedLogs());
        uint256 readyAt = registry.readyAt(keccak256(data));
        if (readyAt > block.timestamp) _pass(readyAt - block.timestamp);
        _assertRefused(owner, data, wanted);
        vm.prank(owner);
        registry.cancel(keccak256(data));
    }

    function _assertClaimsRefused(
        IEnclaveRegistry.Registration memory registration,
        TdxClaims memory claims,
        bytes4 wanted
    ) private {
        _assertRegisterRefused(registration, quoteVerifier.quoteOf(claims), wanted);
    }

    function _assertRegisterRefused(
        IEnclaveRegistry.Registration memory registration,
        TdxQuote memory quote,
        bytes4 wanted
    ) private {
        _assertRefused(stranger, abi.encodeCall(registry.register, (registration, quote)), wanted);
    }

    function _assertUseRefused(Use memory use, bytes4 wanted) private {
        bytes memory data = abi.encodeCall(registry.useAction, (use.kind, use.payload, use.action));
        _assertRefused(use.consumer, data, wanted);
    }

    /// @dev Attempts what must fail, and fails itself when it does not, or for another reason.
    /// What a refused call emitted was never emitted, although it is recorded.
    function _assertRefused(address sender, bytes memory data, bytes4 wanted) private {
        ledger.end(vm.getRecordedLogs());
        vm.prank(sender);
        (bool success, bytes memory reason) = address(registry).call(data);
        if (!success) vm.getRecordedLogs();
        assertFalse(success, "a hostile action succeeded");
        // forge-lint: disable-next-line(unsafe-typecast)
        assertEq(bytes4(reason), wanted, "refused for another reason");
    }
}
