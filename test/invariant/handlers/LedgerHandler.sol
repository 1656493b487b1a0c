// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {KeystoneForwarder} from "@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol";
import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {ReserveReport} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";
import {Actor, AttestationLedger} from "test/invariant/AttestationLedger.sol";

/// @notice What every handler needs: the ledger around each action, and a way to be refused.
abstract contract LedgerHandler is Base {
    AttestationLedger internal immutable ledger;

    constructor(AttestationLedger ledger_, ReserveAttestation attestation_, KeystoneForwarder forwarder_) {
        ledger = ledger_;
        attestation = attestation_;
        forwarder = forwarder_;
    }

    modifier recordedAs(Actor actor) {
        ledger.begin(actor);
        vm.recordLogs();
        _;
        ledger.end(vm.getRecordedLogs());
    }

    /// @dev A small choice of workflow ids, so that the same one is proposed more than once.
    function _workflowId(uint256 seed) internal pure returns (bytes32) {
        return keccak256(abi.encode("workflow", seed % 3)) >> 8;
    }

    function _guardian(uint256 seed) internal pure returns (address) {
        return vm.addr(1 + seed % 3);
    }

    /// @dev An acceptable report, and the second that its epoch needs if the current one is taken.
    function _nextReport(uint256 seed) internal returns (ReserveReport memory) {
        if (attestation.latestReport().epoch == block.timestamp) skip(1);
        return _acceptableReport(seed);
    }

    function _acceptedMetadata() internal view returns (bytes memory) {
        return _metadata(attestation.workflowId(), workflowOwner);
    }

    /// @dev Attempts what must fail, and fails itself when it does not, or for another reason.
    function _assertRefused(address sender, bytes memory data, bytes4 wanted) internal {
        vm.prank(sender);
        (bool success, bytes memory reason) = address(attestation).call(data);
        assertFalse(success, "a hostile action succeeded");
        // forge-lint: disable-next-line(unsafe-typecast)
        assertEq(bytes4(reason), wanted, "refused for another reason");
    }
}
