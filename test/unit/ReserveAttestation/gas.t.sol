// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {IReceiver} from "src/interfaces/IReceiver.sol";
import {ReserveReport} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";

/// @dev The cheapest contract to which the forwarder delivers: what remains above it is our own cost.
contract EmptyReceiver is IReceiver {
    function onReport(bytes calldata, bytes calldata) external {}

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IReceiver).interfaceId || interfaceId == type(IERC165).interfaceId;
    }
}

// gas of one report through the real forwarder, four nodes, two signatures
// ├── the whole transaction              → at most 115,000 for an update
// └── onReport, above an empty receiver  → at most 20,000 for an update
contract ReserveAttestation_Gas_Test is Base {
    uint256 private constant TRANSACTION_LIMIT = 115_000;
    uint256 private constant UPDATE_LIMIT = 20_000;

    /// @dev Isolation makes each call a transaction of its own: base cost and calldata counted, all storage cold.
    /// forge-config: default.isolate = true
    function test_staysUnderTheLimits_whenUpdating() external {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        uint256 first = _gasOf(address(attestation), _acceptableReport(1, true));
        skip(10 minutes);
        ReserveReport memory report = _acceptableReport(2, false);
        uint256 update = _gasOf(address(attestation), report);
        uint256 empty = _gasOf(address(new EmptyReceiver()), report);

        vm.snapshotValue("ReserveAttestation", "report total, first", first);
        vm.snapshotValue("ReserveAttestation", "report total, update", update);
        vm.snapshotValue("ReserveAttestation", "onReport above empty receiver, update", update - empty);
        assertLe(update, TRANSACTION_LIMIT);
        assertLe(update - empty, UPDATE_LIMIT);
    }

    function _gasOf(address receiver, ReserveReport memory report) private returns (uint256 gasUsed) {
        bytes32 executionId = _word(report.epoch, "execution");
        bytes memory raw = _rawReport(executionId, _metadata(), abi.encode(report));
        forwarder.report(receiver, raw, _reportContext(), _signatures(raw, 0));
        gasUsed = vm.lastCallGas().gasTotalUsed;
        assertTrue(forwarder.getTransmissionInfo(receiver, executionId, REPORT_ID).success);
    }
}
