// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {KeystoneForwarder} from "@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol";
import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {PoolOrder, RecordedReport, ReserveReport, SealedOrder} from "src/types/ReserveReport.sol";
import {Suite} from "test/Suite.sol";

/// @notice A DON of four nodes that tolerates one faulty, Chainlink's real forwarder, and an attestation behind it.
abstract contract Base is Suite {
    uint32 internal constant DON_ID = 7;
    uint32 internal constant DON_CONFIG_VERSION = 3;
    uint8 internal constant FAULTY = 1;
    uint256 internal constant NODES = 4;

    /// @dev A real workflow id has a zero first byte.
    bytes32 internal constant WORKFLOW_ID = bytes32(uint256(keccak256("reserve workflow")) >> 8);
    bytes10 internal constant WORKFLOW_NAME = "9a3c01e4f7";
    bytes2 internal constant REPORT_ID = 0x0001;
    uint256 internal constant METADATA_LENGTH = 64;

    uint256 internal constant START = 1_790_000_000;
    uint256 internal constant DELAY = 2 days;
    uint256 internal constant MAX_AGE = 1 hours;

    /// @dev Not a development chain: nothing here may depend on a development guard.
    uint256 internal constant CHAIN_ID = 1;

    address internal immutable owner = makeAddr("owner");
    address internal immutable guardian = makeAddr("guardian");
    address internal immutable stranger = makeAddr("stranger");
    address internal immutable workflowOwner = makeAddr("workflowOwner");

    address[] internal nodes = new address[](NODES);
    uint256[NODES] internal nodeKeys;
    KeystoneForwarder internal forwarder;
    ReserveAttestation internal attestation;

    constructor() {
        for (uint256 i = 0; i < NODES; ++i) {
            (nodes[i], nodeKeys[i]) = makeAddrAndKey(string.concat("node ", vm.toString(i)));
        }
    }

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(START);
        forwarder = new KeystoneForwarder();
        forwarder.setConfig(DON_ID, DON_CONFIG_VERSION, FAULTY, nodes);
        attestation = _deployAttestation(address(forwarder), MAX_AGE);
        vm.prank(owner);
        attestation.acceptWorkflow(WORKFLOW_ID);
    }

    function _deployAttestation(address forwarder_, uint256 maxAge) internal returns (ReserveAttestation) {
        return new ReserveAttestation(owner, guardian, DELAY, forwarder_, workflowOwner, maxAge, address(0));
    }

    // --- builders ---

    /// @dev One of many unrelated words derived from a fuzzed seed.
    function _word(uint256 seed, string memory label) internal pure returns (bytes32) {
        return keccak256(abi.encode(seed, label));
    }

    function _boundWord(uint256 seed, string memory label, uint256 min, uint256 max) internal pure returns (uint256) {
        return bound(uint256(_word(seed, label)), min, max);
    }

    /// @dev A report that `attestation` accepts now; whatever is free in it comes from `seed`.
    /// Needs a clock that has moved on since the recorded epoch.
    function _acceptableReport(uint256 seed) internal view returns (ReserveReport memory report) {
        RecordedReport memory recorded = attestation.latestReport();
        uint256 oldest = block.timestamp - attestation.maxAge();
        report.chainId = block.chainid;
        report.receiver = address(attestation);
        report.epoch = uint40(_boundWord(seed, "epoch", _max(recorded.epoch + 1, oldest), block.timestamp));
        report.statementAt = uint40(_boundWord(seed, "statement", _max(recorded.statementAt, oldest), block.timestamp));
        report.isSolvent = uint256(_word(seed, "solvent")) % 2 == 0;
        report.mintCeiling = uint96(uint256(_word(seed, "ceiling")));
        report.poolOrder = PoolOrder(_word(seed, "nonce"), _word(seed, "ciphertext"));
        report.sealedOrder = SealedOrder(_word(seed, "key"), _word(seed, "head"), _word(seed, "tail"));
        report.orderDigest = _word(seed, "digest");
    }

    /// @dev The same, stating `isSolvent`.
    function _acceptableReport(uint256 seed, bool isSolvent) internal view returns (ReserveReport memory report) {
        report = _acceptableReport(seed);
        report.isSolvent = isSolvent;
    }

    function _metadata(bytes32 workflowId, address workflowOwner_) internal pure returns (bytes memory) {
        return abi.encodePacked(workflowId, WORKFLOW_NAME, workflowOwner_, REPORT_ID);
    }

    function _metadata() internal view returns (bytes memory) {
        return _metadata(WORKFLOW_ID, workflowOwner);
    }

    /// @dev The bytes that the DON signs: 45 bytes for the forwarder, 64 of metadata, the payload.
    function _rawReport(bytes32 executionId, bytes memory metadata, bytes memory payload)
        internal
        view
        returns (bytes memory)
    {
        uint8 version = 1;
        return
            abi.encodePacked(
                version, executionId, uint32(block.timestamp), DON_ID, DON_CONFIG_VERSION, metadata, payload
            );
    }

    /// @dev Configuration digest, sequence number, padding. The forwarder signs over it and does not parse it.
    function _reportContext() internal pure returns (bytes memory) {
        return abi.encodePacked(keccak256("configuration"), uint256(1 << 8), bytes32(0));
    }

    /// @dev f + 1 signatures by neighbouring nodes, beginning with `first`. `v` is 0 or 1, and no EIP-191 prefix.
    function _signatures(bytes memory rawReport, uint256 first) internal view returns (bytes[] memory signatures) {
        bytes32 digest = keccak256(abi.encodePacked(keccak256(rawReport), _reportContext()));
        signatures = new bytes[](FAULTY + 1);
        for (uint256 i = 0; i <= FAULTY; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(nodeKeys[(first % NODES + i) % NODES], digest);
            signatures[i] = abi.encodePacked(r, s, v - 27);
        }
    }

    // --- delivery ---

    /// @dev Delivers a report of the accepted workflow as anyone may: signed by f + 1 nodes, through the forwarder.
    /// @return result What the forwarder says about the receiver; the transaction itself succeeds either way.
    function _deliver(ReserveReport memory report) internal returns (bool result) {
        bytes32 executionId = keccak256(abi.encode("execution", report));
        return _forward(report.receiver, executionId, _rawReport(executionId, _metadata(), abi.encode(report)));
    }

    function _forward(address receiver, bytes32 executionId, bytes memory rawReport) internal returns (bool result) {
        bytes[] memory signatures = _signatures(rawReport, uint256(executionId));
        forwarder.report(receiver, rawReport, _reportContext(), signatures);
        return forwarder.getTransmissionInfo(receiver, executionId, REPORT_ID).success;
    }

    function _pause() internal {
        vm.prank(guardian);
        attestation.pause();
    }

    function _max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}
