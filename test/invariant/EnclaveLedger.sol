// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {EnclaveRegistry} from "src/enclave/EnclaveRegistry.sol";
import {Governed} from "src/governance/Governed.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {Enclave, EnclavePolicy, PlatformStatus} from "src/types/Enclave.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims} from "src/types/TdxQuote.sol";

enum Party {
    NOBODY,
    ENCLAVE,
    OWNER,
    GUARDIAN,
    ATTACKER
}

/// @dev Who and what can appear in a campaign.
struct Universe {
    address[] signers;
    bytes32[] policyIds;
    bytes16[] platforms;
}

/// @dev All that can change in a registry, over a universe, except its schedule.
struct RegistryState {
    Enclave[] enclaves;
    EnclavePolicy[] policies;
    bool[] retired;
    PlatformStatus[] platforms;
    bool paused;
}

/// @dev What the last accepted quote of a key was worth when it was accepted.
struct Standing {
    uint256 at;
    bytes32 policyId;
    bytes16 platform;
    uint256 collateralUntil;
    uint256 policyUntil;
    uint256 maxAge;
    TcbStatus tcbStatus;
    uint256 evaluationNumber;
}

/// @dev What {IEnclaveRegistry-EnclaveRegistered} says without an index.
struct RegistrationData {
    bytes32 encryptionKey;
    bytes16 platform;
    uint64 referenceBlock;
    uint64 expiresAt;
    TcbStatus tcbStatus;
    uint32 tcbEvaluationNumber;
}

/// @notice Ghost state, nothing else: who acted last, on what; what honest parties did; and what the events say.
contract EnclaveLedger {
    EnclaveRegistry private immutable registry;
    Universe private _universe;

    Party public lastParty;
    RegistryState private _before;
    uint256 public pendingBefore;
    bool[] private _activeBefore;

    // --- what honest parties did ---

    mapping(address signer => Standing) private _standings;
    uint256 public enrolments;
    mapping(address signer => bool) public isRevoked;
    mapping(bytes32 policyId => EnclavePolicy) private _policies;
    mapping(bytes32 policyId => bool) public isRetired;
    mapping(bytes16 platform => bool) public isAllowed;
    mapping(bytes16 platform => bool) public isBanned;
    bool public isPaused;
    mapping(address signer => uint256) public actionsOf;

    // --- what the events say ---

    mapping(address signer => Enclave) private _foldedEnclaves;
    mapping(bytes32 policyId => EnclavePolicy) private _foldedPolicies;
    mapping(bytes32 policyId => bool) private _foldedRetired;
    mapping(bytes16 platform => PlatformStatus) private _foldedPlatforms;
    bool private _foldedPaused;
    mapping(bytes32 use => uint256) public uses;
    uint256 public mostUses;
    uint256 public actions;
    uint256 public registrations;
    uint256 public admissions;

    bytes32[] public pending;
    mapping(bytes32 callHash => uint256) public scheduledAt;
    mapping(bytes32 callHash => bytes) public calldataOf;
    uint256 public executions;
    uint256 public shortestDelay = type(uint256).max;

    constructor(EnclaveRegistry registry_, Universe memory universe_) {
        registry = registry_;
        _universe.signers = universe_.signers;
        _universe.policyIds = universe_.policyIds;
        _universe.platforms = universe_.platforms;
        for (uint256 i = 0; i < universe_.policyIds.length; ++i) {
            bytes32 policyId = universe_.policyIds[i];
            _policies[policyId] = _foldedPolicies[policyId] = registry_.policy(policyId);
        }
        for (uint256 i = 0; i < universe_.platforms.length; ++i) {
            PlatformStatus status = registry_.platformStatus(universe_.platforms[i]);
            _foldedPlatforms[universe_.platforms[i]] = status;
            isAllowed[universe_.platforms[i]] = status == PlatformStatus.ALLOWED;
        }
        _begin(Party.NOBODY);
    }

    function begin(Party party) external {
        _begin(party);
    }

    /// @dev Folds what the registry emitted since {begin}, in order.
    function end(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(registry)) _fold(logs[i]);
        }
    }

    // --- notes of honest parties ---

    function noteRegistration(address signer, bytes32 policyId, TdxClaims calldata claims) external {
        EnclavePolicy storage policy_ = _policies[policyId];
        ++enrolments;
        _standings[signer] = Standing({
            at: block.timestamp,
            policyId: policyId,
            platform: claims.platform,
            collateralUntil: claims.validUntil,
            policyUntil: policy_.validUntil,
            maxAge: policy_.maxAge,
            tcbStatus: claims.tcbStatus,
            evaluationNumber: claims.tcbEvaluationNumber
        });
    }

    function noteAction(address signer) external {
        ++actionsOf[signer];
    }

    function notePolicy(bytes32 policyId, EnclavePolicy calldata policy_) external {
        _policies[policyId] = policy_;
    }

    function notePlatform(bytes16 platform) external {
        isAllowed[platform] = true;
    }

    function noteRevocation(address signer) external {
        isRevoked[signer] = true;
    }

    function noteRetirement(bytes32 policyId) external {
        isRetired[policyId] = true;
    }

    function noteBan(bytes16 platform) external {
        isBanned[platform] = true;
    }

    function notePause(bool paused) external {
        isPaused = paused;
    }

    // --- reading ---

    function universe() external view returns (Universe memory) {
        return _universe;
    }

    function standing(address signer) external view returns (Standing memory) {
        return _standings[signer];
    }

    function policy(bytes32 policyId) public view returns (EnclavePolicy memory) {
        EnclavePolicy memory none;
        return isRetired[policyId] ? none : _policies[policyId];
    }

    /// @dev Whether everything that the key stands on still stands, by the ledger's own account.
    function stands(address signer) external view returns (bool) {
        Standing memory its = _standings[signer];
        EnclavePolicy memory now_ = policy(its.policyId);
        if (its.at == 0 || isRevoked[signer] || isPaused) return false;
        if (!isAllowed[its.platform] || isBanned[its.platform]) return false;
        if (block.timestamp < now_.validFrom || block.timestamp >= now_.validUntil) return false;
        if (block.timestamp >= its.collateralUntil || block.timestamp >= its.policyUntil) return false;
        if (block.timestamp >= its.at + its.maxAge || block.timestamp >= its.at + now_.maxAge) return false;
        return its.tcbStatus <= now_.worstTcbStatus && its.evaluationNumber >= now_.minEvaluationNumber;
    }

    function before() external view returns (RegistryState memory) {
        return _before;
    }

    function wasActive(uint256 index) external view returns (bool) {
        return _activeBefore[index];
    }

    function pendingCount() external view returns (uint256) {
        return pending.length;
    }

    function current() public view returns (RegistryState memory state) {
        state = _emptyState();
        for (uint256 i = 0; i < state.enclaves.length; ++i) {
            state.enclaves[i] = registry.enclave(_universe.signers[i]);
        }
        for (uint256 i = 0; i < state.policies.length; ++i) {
            state.policies[i] = registry.policy(_universe.policyIds[i]);
            state.retired[i] = registry.isRetired(_universe.policyIds[i]);
        }
        for (uint256 i = 0; i < state.platforms.length; ++i) {
            state.platforms[i] = registry.platformStatus(_universe.platforms[i]);
        }
        state.paused = registry.paused();
    }

    function folded() external view returns (RegistryState memory state) {
        state = _emptyState();
        for (uint256 i = 0; i < state.enclaves.length; ++i) {
            state.enclaves[i] = _foldedEnclaves[_universe.signers[i]];
        }
        for (uint256 i = 0; i < state.policies.length; ++i) {
            state.policies[i] = _foldedPolicies[_universe.policyIds[i]];
            state.retired[i] = _foldedRetired[_universe.policyIds[i]];
        }
        for (uint256 i = 0; i < state.platforms.length; ++i) {
            state.platforms[i] = _foldedPlatforms[_universe.platforms[i]];
        }
        state.paused = _foldedPaused;
    }

    function _begin(Party party) private {
        lastParty = party;
        _keep(current());
        pendingBefore = pending.length;
        delete _activeBefore;
        for (uint256 i = 0; i < _universe.signers.length; ++i) {
            _activeBefore.push(registry.isActive(_universe.signers[i]));
        }
    }

    function _emptyState() private view returns (RegistryState memory state) {
        state.enclaves = new Enclave[](_universe.signers.length);
        state.policies = new EnclavePolicy[](_universe.policyIds.length);
        state.retired = new bool[](_universe.policyIds.length);
        state.platforms = new PlatformStatus[](_universe.platforms.length);
    }

    /// @dev Field by field, because the legacy pipeline copies no array of structs from memory to storage.
    function _keep(RegistryState memory state) private {
        delete _before;
        for (uint256 i = 0; i < state.enclaves.length; ++i) {
            _before.enclaves.push(state.enclaves[i]);
        }
        for (uint256 i = 0; i < state.policies.length; ++i) {
            _before.policies.push(state.policies[i]);
        }
        _before.retired = state.retired;
        _before.platforms = state.platforms;
        _before.paused = state.paused;
    }

    // --- folding ---

    function _fold(Vm.Log calldata log) private {
        bytes32 topic = log.topics[0];
        if (topic == IEnclaveRegistry.EnclaveRegistered.selector) {
            _foldRegistration(log);
        } else if (topic == IEnclaveRegistry.ActionUsed.selector) {
            _foldAction(log);
        } else if (topic == IEnclaveRegistry.EnclaveRevoked.selector) {
            _foldedEnclaves[_address(log.topics[1])].revoked = true;
        } else if (topic == IEnclaveRegistry.PolicySet.selector) {
            _foldPolicy(log);
        } else if (topic == IEnclaveRegistry.PolicyRetired.selector) {
            _foldRetirement(log.topics[1]);
        } else if (topic == IEnclaveRegistry.PlatformSet.selector) {
            _foldPlatform(log);
        } else if (topic == Governed.PauseSet.selector) {
            _foldedPaused = abi.decode(log.data, (bool));
        } else if (topic == Governed.CallScheduled.selector) {
            _foldScheduled(log);
        } else if (topic == Governed.CallCancelled.selector) {
            _removePending(log.topics[1]);
        } else if (topic == Governed.CallExecuted.selector) {
            _foldExecuted(log.topics[1]);
        } else {
            revert("an event that the ledger does not know");
        }
    }

    function _foldRegistration(Vm.Log calldata log) private {
        Enclave storage registered = _foldedEnclaves[_address(log.topics[1])];
        registered.kind = uint32(uint256(log.topics[2]));
        registered.policyId = log.topics[3];
        RegistrationData memory data = abi.decode(log.data, (RegistrationData));
        registered.encryptionKey = data.encryptionKey;
        registered.platform = data.platform;
        registered.referenceBlock = data.referenceBlock;
        registered.expiresAt = data.expiresAt;
        registered.tcbStatus = data.tcbStatus;
        registered.tcbEvaluationNumber = data.tcbEvaluationNumber;
        registered.registeredAt = uint64(block.timestamp);
        ++registrations;
    }

    function _foldAction(Vm.Log calldata log) private {
        address signer = _address(log.topics[1]);
        (bytes32 payload, uint256 nonce) = abi.decode(log.data, (bytes32, uint256));
        require(nonce == _foldedEnclaves[signer].nonce, "a nonce is skipped or repeated");
        ++_foldedEnclaves[signer].nonce;
        uint256 times = ++uses[keccak256(abi.encode(signer, log.topics[2], payload))];
        if (times > mostUses) mostUses = times;
        ++actions;
    }

    function _foldPolicy(Vm.Log calldata log) private {
        (, _foldedPolicies[log.topics[1]]) = abi.decode(log.data, (uint16, EnclavePolicy));
        ++admissions;
    }

    function _foldRetirement(bytes32 policyId) private {
        delete _foldedPolicies[policyId];
        _foldedRetired[policyId] = true;
    }

    function _foldPlatform(Vm.Log calldata log) private {
        PlatformStatus status = abi.decode(log.data, (PlatformStatus));
        _foldedPlatforms[bytes16(log.topics[1])] = status;
        if (status == PlatformStatus.ALLOWED) ++admissions;
    }

    function _foldScheduled(Vm.Log calldata log) private {
        (, bytes memory data) = abi.decode(log.data, (uint256, bytes));
        bytes32 callHash = log.topics[1];
        scheduledAt[callHash] = block.timestamp;
        calldataOf[callHash] = data;
        pending.push(callHash);
    }

    function _foldExecuted(bytes32 callHash) private {
        uint256 waited = block.timestamp - scheduledAt[callHash];
        if (waited < shortestDelay) shortestDelay = waited;
        _removePending(callHash);
        ++executions;
    }

    function _removePending(bytes32 callHash) private {
        for (uint256 i = 0; i < pending.length; ++i) {
            if (pending[i] != callHash) continue;
            pending[i] = pending[pending.length - 1];
            pending.pop();
            return;
        }
    }

    function _address(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
