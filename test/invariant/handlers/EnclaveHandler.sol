// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistry} from "src/enclave/EnclaveRegistry.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {Enclave, EnclavePolicy, PlatformStatus} from "src/types/Enclave.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims} from "src/types/TdxQuote.sol";
import {EnclaveLedger, Party, Universe} from "test/invariant/EnclaveLedger.sol";
import {EnclaveRegistryHarness} from "test/unit/EnclaveRegistry/EnclaveRegistryHarness.sol";

/// @notice The honest side of a registry's world: time, enclaves, their consumers, owner and guardian.
/// @dev Six enclaves, six programs (every other one for another kind) and six machines; one program and two machines are
/// approved from the start. An action that nothing is left for does nothing.
abstract contract EnclaveHandler is EnclaveRegistryHarness {
    /// @dev All that a consumer sends.
    struct Use {
        address consumer;
        uint32 kind;
        bytes32 payload;
        IEnclaveRegistry.Action action;
    }

    uint256 internal constant COUNT = 6;
    /// @dev The latest collateral there is.
    uint256 internal constant LATEST_EVALUATION = 20;

    EnclaveLedger public immutable ledger;

    uint256[COUNT] internal keys;
    bytes32[COUNT] internal measurements;
    bytes32[COUNT] internal policyIds;
    bytes16[COUNT] internal platforms;
    bytes[COUNT] private _programs;

    /// @dev The last registration that was accepted, whole.
    IEnclaveRegistry.Registration internal lastRegistration;
    TdxClaims internal lastClaims;

    /// @dev The last action that was accepted, whole.
    Use internal lastUse;
    uint256 private _decisions;

    constructor() {
        setUp();
        Universe memory universe = Universe(new address[](COUNT), new bytes32[](COUNT), new bytes16[](COUNT));
        for (uint256 i = 0; i < COUNT; ++i) {
            keys[i] = uint256(keccak256(abi.encode("enclave", i)));
            _programs[i] = _measured();
            _programs[i][20] ^= bytes1(uint8(i));
            measurements[i] = _measurement(_programs[i]);
            policyIds[i] = keccak256(abi.encode(_kindOf(i), FIELDS, measurements[i]));
            platforms[i] = i == 0 ? PLATFORM : i == 1 ? OTHER_PLATFORM : bytes16(bytes32(uint256(i) << 240));
            universe.signers[i] = vm.addr(keys[i]);
            universe.policyIds[i] = policyIds[i];
            universe.platforms[i] = platforms[i];
        }
        assertEq(policyIds[0], _policyId(), "the first program is the approved one");
        ledger = new EnclaveLedger(registry, universe);
    }

    modifier recordedAs(Party party) {
        ledger.begin(party);
        vm.recordLogs();
        _;
        ledger.end(vm.getRecordedLogs());
    }

    /// @dev Most of what happens, happens to keys that are active.
    modifier withActiveKey(uint256 seed) {
        (uint256 key,) = _active(seed);
        if (key == 0) _enrolRecorded(seed);
        _;
    }

    function world() external view returns (EnclaveRegistry) {
        return registry;
    }

    // --- time ---

    function wait(uint256 duration) external recordedAs(Party.NOBODY) {
        _pass(bound(duration, 1, 4 days));
    }

    /// @dev To the last second of a key, or the first after it.
    function waitForTheEdge(uint256 seed, bool isPast) external recordedAs(Party.NOBODY) {
        uint256 edge = uint256(registry.enclave(_signer(seed)).expiresAt);
        if (!isPast && edge != 0) --edge;
        if (edge > block.timestamp) _pass(edge - block.timestamp);
    }

    // --- enclaves and their consumers ---

    /// @dev Registers or renews a key, if anything it may run on is approved.
    function enrol(uint256 seed) external {
        _enrolRecorded(seed);
    }

    function act(uint256 seed) external withActiveKey(seed) recordedAs(Party.ENCLAVE) {
        (uint256 key, uint32 kind) = _active(seed);
        if (key == 0) return;
        Use memory use = _decide(key, kind, seed);
        vm.prank(use.consumer);
        registry.useAction(kind, use.payload, use.action);
        ledger.noteAction(use.action.signer);
        lastUse = use;
    }

    // --- owner and guardian ---

    function schedulePolicy(uint256 seed) external recordedAs(Party.OWNER) {
        _schedule(_policyCall(seed % COUNT, _somePolicy(seed)));
    }

    function schedulePlatform(uint256 seed) external recordedAs(Party.OWNER) {
        _schedule(abi.encodeCall(registry.allowPlatform, (platforms[seed % COUNT])));
    }

    /// @dev One scheduled call, the sooner the better. What has been retired or banned since stays scheduled in vain.
    function execute(uint256 seed) external recordedAs(Party.OWNER) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        bytes memory data = ledger.calldataOf(callHash);
        if (_isInVain(data)) return;
        if (block.timestamp < registry.readyAt(callHash)) _pass(registry.readyAt(callHash) - block.timestamp);
        _call(owner, data);
        _note(data);
    }

    function cancel(uint256 seed) external recordedAs(Party.GUARDIAN) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        vm.prank(guardian);
        registry.cancel(callHash);
    }

    function retire(uint256 seed) external recordedAs(Party.GUARDIAN) {
        bytes32 policyId = policyIds[seed % COUNT];
        if (registry.policy(policyId).validUntil == 0) return;
        vm.prank(guardian);
        registry.retirePolicy(policyId);
        ledger.noteRetirement(policyId);
    }

    function ban(uint256 seed) external recordedAs(Party.GUARDIAN) {
        bytes16 platform = platforms[seed % COUNT];
        if (registry.platformStatus(platform) != PlatformStatus.ALLOWED) return;
        vm.prank(guardian);
        registry.banPlatform(platform);
        ledger.noteBan(platform);
    }

    function revokeKey(uint256 seed) external withActiveKey(seed) recordedAs(Party.GUARDIAN) {
        (uint256 key,) = _active(seed);
        if (key == 0) return;
        vm.prank(guardian);
        registry.revoke(vm.addr(key));
        ledger.noteRevocation(vm.addr(key));
    }

    function pause() external recordedAs(Party.GUARDIAN) {
        vm.prank(guardian);
        registry.pause();
        ledger.notePause(true);
    }

    function unpause() external recordedAs(Party.OWNER) {
        _unpause();
    }

    // --- how ---

    function _unpause() internal {
        vm.prank(owner);
        registry.unpause();
        ledger.notePause(false);
    }

    function _enrolRecorded(uint256 seed) private recordedAs(Party.ENCLAVE) {
        uint256 key = keys[seed % COUNT];
        if (registry.enclave(vm.addr(key)).revoked) return;
        (bool isFound, uint256 program, bytes16 platform) = _place(vm.addr(key), seed / COUNT);
        if (!isFound) return;
        if (registry.paused()) _unpause();

        vm.roll(block.number + 1);
        IEnclaveRegistry.Registration memory registration = _registrationOf(key, program);
        TdxClaims memory claims = _claimsOf(registration, program, platform, seed);
        _register(registration, claims);
        ledger.noteRegistration(registration.signer, policyIds[program], claims);
        lastRegistration = registration;
        lastClaims = claims;
    }

    /// @dev Where a key may run now: where it is registered, or else anywhere that is approved.
    function _place(address signer, uint256 seed)
        internal
        view
        returns (bool isFound, uint256 program, bytes16 platform)
    {
        Enclave memory registered = registry.enclave(signer);
        uint256 first = seed % (COUNT * COUNT);
        for (uint256 i = first; i < first + COUNT * COUNT && !isFound; ++i) {
            program = i % COUNT;
            platform = platforms[i / COUNT % COUNT];
            bool isItsOwn = registered.policyId == policyIds[program] && registered.platform == platform;
            isFound = (registered.registeredAt == 0 || isItsOwn) && _isInForce(policyIds[program])
                && ledger.isAllowed(platform) && !ledger.isBanned(platform);
        }
    }

    /// @dev What the next action of a key would be; each has a payload of its own.
    function _decide(uint256 key, uint32 kind, uint256 seed) internal returns (Use memory use) {
        use.consumer = vm.addr(1 + seed % 3);
        use.kind = kind;
        use.payload = keccak256(abi.encode("decision", ++_decisions));
        use.action.signer = vm.addr(key);
        use.action.nonce = ledger.actionsOf(use.action.signer);
        use.action.deadline = type(uint256).max;
        _sign(use, key);
    }

    function _sign(Use memory use, uint256 key) internal view {
        bytes32 digest = _actionDigest(use.consumer, use.kind, use.payload, use.action.nonce, use.action.deadline);
        use.action.signature = _signature(key, digest);
    }

    /// @return key Zero if no key is active.
    function _active(uint256 seed) internal view returns (uint256 key, uint32 kind) {
        for (uint256 i = 0; i < COUNT; ++i) {
            key = keys[(seed % COUNT + i) % COUNT];
            if (registry.isActive(vm.addr(key))) return (key, registry.enclave(vm.addr(key)).kind);
        }
        return (0, 0);
    }

    function _registrationOf(uint256 key, uint256 program)
        internal
        view
        returns (IEnclaveRegistry.Registration memory registration)
    {
        registration = _registration(key);
        registration.kind = _kindOf(program);
    }

    /// @dev What the program's policy accepts, on collateral that lasts a while.
    function _claimsOf(
        IEnclaveRegistry.Registration memory registration,
        uint256 program,
        bytes16 platform,
        uint256 seed
    ) internal view returns (TdxClaims memory claims) {
        EnclavePolicy memory policy = ledger.policy(policyIds[program]);
        claims = _claims(registration);
        claims.measured = _programs[program];
        claims.platform = platform;
        claims.validUntil = uint64(block.timestamp + bound(_word(seed, "collateral"), 1 hours, 30 days));
        claims.tcbStatus = TcbStatus(bound(_word(seed, "status"), 1, _max(1, uint256(policy.worstTcbStatus))));
        claims.tcbEvaluationNumber =
            uint32(bound(_word(seed, "evaluation"), policy.minEvaluationNumber, LATEST_EVALUATION));
    }

    function _somePolicy(uint256 seed) internal view returns (EnclavePolicy memory policy) {
        policy.validFrom = uint64(block.timestamp + bound(_word(seed, "from"), 0, 2 * DELAY));
        policy.validUntil = uint64(policy.validFrom + bound(_word(seed, "until"), 2 * DELAY, 14 days));
        policy.maxAge = uint32(bound(_word(seed, "age"), 1 hours, 30 days));
        policy.minEvaluationNumber = uint32(bound(_word(seed, "minimum"), 15, LATEST_EVALUATION));
        policy.worstTcbStatus = TcbStatus(bound(_word(seed, "worst"), 1, uint256(TcbStatus.REVOKED) - 1));
    }

    function _policyCall(uint256 program, EnclavePolicy memory policy) internal view returns (bytes memory) {
        return abi.encodeCall(registry.setPolicy, (_kindOf(program), FIELDS, measurements[program], policy));
    }

    function _schedule(bytes memory data) internal {
        if (registry.readyAt(keccak256(data)) != 0) return;
        vm.prank(owner);
        registry.schedule(data);
    }

    function _call(address sender, bytes memory data) internal {
        vm.prank(sender);
        (bool success,) = address(registry).call(data);
        assertTrue(success, "an honest call was refused");
    }

    function _note(bytes memory data) internal {
        (bool isPolicy, uint256 program, EnclavePolicy memory policy) = _policyIn(data);
        if (isPolicy) ledger.notePolicy(policyIds[program], policy);
        else ledger.notePlatform(_platformIn(data));
    }

    function _isInVain(bytes memory data) internal view returns (bool) {
        (bool isPolicy, uint256 program,) = _policyIn(data);
        return isPolicy ? ledger.isRetired(policyIds[program]) : ledger.isBanned(_platformIn(data));
    }

    /// @dev Only policies and platforms are ever scheduled here.
    function _policyIn(bytes memory data)
        internal
        view
        returns (bool isPolicy, uint256 program, EnclavePolicy memory policy)
    {
        // forge-lint: disable-next-line(unsafe-typecast)
        if (bytes4(data) != registry.setPolicy.selector) return (false, 0, policy);
        bytes32 measurement;
        (,, measurement, policy) = abi.decode(_arguments(data), (uint32, uint16, bytes32, EnclavePolicy));
        while (measurements[program] != measurement) ++program;
        return (true, program, policy);
    }

    function _platformIn(bytes memory data) internal pure returns (bytes16) {
        return abi.decode(_arguments(data), (bytes16));
    }

    function _arguments(bytes memory data) private pure returns (bytes memory arguments) {
        arguments = new bytes(data.length - 4);
        for (uint256 i = 0; i < arguments.length; ++i) {
            arguments[i] = data[i + 4];
        }
    }

    function _isInForce(bytes32 policyId) internal view returns (bool) {
        EnclavePolicy memory policy = ledger.policy(policyId);
        return policy.validFrom <= block.timestamp && block.timestamp < policy.validUntil;
    }

    function _kindOf(uint256 program) internal pure returns (uint32) {
        return program % 2 == 0 ? MATCHER : OTHER_KIND;
    }

    function _signer(uint256 seed) internal view returns (address) {
        return vm.addr(keys[seed % COUNT]);
    }

    function _word(uint256 seed, string memory label) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, label)));
    }

    function _max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}
