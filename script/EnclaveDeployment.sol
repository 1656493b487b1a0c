// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStore} from "../src/enclave/CrlStore.sol";
import {EnclaveRegistry} from "../src/enclave/EnclaveRegistry.sol";
import {IntelRoot} from "../src/enclave/IntelRoot.sol";
import {TcbStore} from "../src/enclave/TcbStore.sol";
import {TdxQuoteVerifier} from "../src/enclave/TdxQuoteVerifier.sol";
import {EnclavePolicy, InitialPolicy} from "../src/types/Enclave.sol";
import {MATCHER} from "../src/types/EnclaveKinds.sol";
import {P256Key} from "../src/types/P256.sol";
import {TcbStatus} from "../src/types/Tcb.sol";
import {EnclaveSignatureVerifier} from "../src/verifiers/EnclaveSignatureVerifier.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {CommonBase} from "forge-std/Base.sol";

/// @title EnclaveDeployment
/// @notice The part of {Deploy} that has to do with enclaves: quotes, their collateral, and the registry of their keys.
abstract contract EnclaveDeployment is CommonBase {
    using SafeCast for uint256;

    /// @dev Where certificate chains end, and who may register from the first block on.
    struct EnclaveConfig {
        P256Key rootKey;
        /// keccak256 of the root's DER Name.
        bytes32 rootName;
        InitialPolicy[] policies;
        /// PPIDs.
        bytes16[] platforms;
    }

    struct EnclaveContracts {
        CrlStore crlStore;
        TcbStore tcbStore;
        TdxQuoteVerifier quoteVerifier;
        EnclaveRegistry registry;
        EnclaveSignatureVerifier matcherVerifier;
    }

    /// @param given keccak256(abi.encode(key, name)) of the configured root; of Intel's, `wanted`.
    error RootForbidden(uint256 chainId, bytes32 given, bytes32 wanted);
    error KeyMissing(string key);
    error FieldNameUnknown(string given);
    error StatusNameUnknown(string given);
    error PlatformLengthInvalid(uint256 given, uint256 wanted);

    function _deployEnclaves(EnclaveConfig memory config, address owner, address guardian, uint256 delay)
        internal
        returns (EnclaveContracts memory deployed)
    {
        deployed.crlStore = new CrlStore(config.rootKey, config.rootName);
        deployed.tcbStore = new TcbStore(deployed.crlStore);
        deployed.quoteVerifier = new TdxQuoteVerifier(deployed.crlStore, deployed.tcbStore);
        deployed.registry =
            new EnclaveRegistry(owner, guardian, delay, deployed.quoteVerifier, config.policies, config.platforms);
        deployed.matcherVerifier = new EnclaveSignatureVerifier(deployed.registry, MATCHER);
    }

    /// @dev Whoever knows the private half of a root can simulate any enclave on any machine.
    function _requireIntelRoot(EnclaveConfig memory config) internal view {
        bytes32 given = keccak256(abi.encode(config.rootKey, config.rootName));
        bytes32 wanted = keccak256(abi.encode(IntelRoot.key(), IntelRoot.name()));
        require(given == wanted, RootForbidden(block.chainid, given, wanted));
    }

    function _readEnclaves(string memory json) internal view returns (EnclaveConfig memory config) {
        config.rootKey = P256Key({
            x: vm.parseJsonBytes32(json, ".enclaves.root.x"), y: vm.parseJsonBytes32(json, ".enclaves.root.y")
        });
        config.rootName = vm.parseJsonBytes32(json, ".enclaves.root.name");

        require(vm.keyExistsJson(json, ".enclaves.policies"), KeyMissing(".enclaves.policies"));
        uint256 policies;
        while (vm.keyExistsJson(json, _policyKey(policies))) ++policies;
        config.policies = new InitialPolicy[](policies);
        for (uint256 i = 0; i < policies; ++i) {
            config.policies[i] = _readPolicy(json, _policyKey(i));
        }

        bytes[] memory platforms = vm.parseJsonBytesArray(json, ".enclaves.platforms");
        config.platforms = new bytes16[](platforms.length);
        for (uint256 i = 0; i < platforms.length; ++i) {
            require(platforms[i].length == 16, PlatformLengthInvalid(platforms[i].length, 16));
            // forge-lint: disable-next-line(unsafe-typecast)
            config.platforms[i] = bytes16(platforms[i]);
        }
    }

    function _policyKey(uint256 index) private pure returns (string memory) {
        return string.concat(".enclaves.policies[", vm.toString(index), "]");
    }

    function _readPolicy(string memory json, string memory key) private pure returns (InitialPolicy memory) {
        return InitialPolicy({
            kind: vm.parseJsonUint(json, string.concat(key, ".kind")).toUint32(),
            fields: _fieldsOf(vm.parseJsonStringArray(json, string.concat(key, ".fields"))),
            measurement: vm.parseJsonBytes32(json, string.concat(key, ".measurement")),
            policy: EnclavePolicy({
                validFrom: vm.parseJsonUint(json, string.concat(key, ".validFrom")).toUint64(),
                validUntil: vm.parseJsonUint(json, string.concat(key, ".validUntil")).toUint64(),
                maxAge: vm.parseJsonUint(json, string.concat(key, ".maxAge")).toUint32(),
                minEvaluationNumber: vm.parseJsonUint(json, string.concat(key, ".minEvaluationNumber")).toUint32(),
                worstTcbStatus: _tcbStatusOf(vm.parseJsonString(json, string.concat(key, ".worstTcbStatus")))
            })
        });
    }

    /// @dev Bits as {IEnclaveRegistry-measurementOf} orders them; names as in offchain/protocol/enclaveMeasurement.ts.
    function _fieldsOf(string[] memory names) private pure returns (uint16 fields) {
        string[10] memory known = [
            "tdAttributes", "xfam", "mrtd", "mrConfigId", "mrOwner", "mrOwnerConfig", "rtmr0", "rtmr1", "rtmr2", "rtmr3"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            uint256 bit = 0;
            while (bit < known.length && !_isSame(known[bit], names[i])) ++bit;
            require(bit < known.length, FieldNameUnknown(names[i]));
            fields |= (uint256(1) << bit).toUint16();
        }
    }

    /// @dev In Intel's words. Revoked is no policy: the registry would refuse it.
    function _tcbStatusOf(string memory name) private pure returns (TcbStatus) {
        if (_isSame(name, "UpToDate")) return TcbStatus.UP_TO_DATE;
        if (_isSame(name, "SWHardeningNeeded")) return TcbStatus.SW_HARDENING_NEEDED;
        if (_isSame(name, "ConfigurationAndSWHardeningNeeded")) return TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED;
        if (_isSame(name, "ConfigurationNeeded")) return TcbStatus.CONFIGURATION_NEEDED;
        if (_isSame(name, "OutOfDate")) return TcbStatus.OUT_OF_DATE;
        if (_isSame(name, "OutOfDateConfigurationNeeded")) return TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
        revert StatusNameUnknown(name);
    }

    function _isSame(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }
}
