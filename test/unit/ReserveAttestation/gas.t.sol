// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
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
// ├── onReport, above an empty receiver      → at most 20,000
// └── the whole transaction                  → at most 115,000
contract ReserveAttestation_Gas_Test is Base {
    uint256 private constant UPDATE_LIMIT = 20_000;
    uint256 private constant TRANSACTION_LIMIT = 115_000;

    /// @dev Cancun: base cost, then 16 per non-zero and 4 per zero byte of calldata.
    uint256 private constant TRANSACTION_BASE = 21_000;

    function test_staysUnderTheLimits_whenUpdating() external {
        assertTrue(_deliver(_acceptableReport(1, true)));
        skip(10 minutes);
        ReserveReport memory report = _acceptableReport(2, false);
        (uint256 execution, uint256 intrinsic) = _costOf(address(attestation), report);
        (uint256 emptyExecution,) = _costOf(address(new EmptyReceiver()), report);

        vm.snapshotValue("ReserveAttestation", "onReport above empty receiver", execution - emptyExecution);
        vm.snapshotValue("ReserveAttestation", "report total", execution + intrinsic);
        assertLe(execution - emptyExecution, UPDATE_LIMIT);
        assertLe(execution + intrinsic, TRANSACTION_LIMIT);
    }

    /// @dev A fresh execution id, as every run of the workflow has one; all storage cold, as in a transaction.
    function _costOf(address receiver, ReserveReport memory report)
        private
        returns (uint256 execution, uint256 intrinsic)
    {
        bytes memory raw = _rawReport(keccak256("gas"), _metadata(), abi.encode(report));
        bytes memory data = abi.encodeCall(forwarder.report, (receiver, raw, _reportContext(), _signatures(raw, 0)));
        vm.cool(address(forwarder));
        vm.cool(receiver);
        (bool success,) = address(forwarder).call(data);
        execution = vm.lastCallGas().gasTotalUsed;
        assertTrue(success);
        assertTrue(forwarder.getTransmissionInfo(receiver, keccak256("gas"), REPORT_ID).success);
        intrinsic = TRANSACTION_BASE;
        for (uint256 i = 0; i < data.length; ++i) {
            intrinsic += data[i] == 0 ? 4 : 16;
        }
    }
}
