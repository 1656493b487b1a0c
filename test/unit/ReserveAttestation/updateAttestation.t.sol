// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ReserveAttestation} from "src/attestation/ReserveAttestation.sol";
import {IReserveAttestation} from "src/interfaces/IReserveAttestation.sol";
import {PoolOrder, RecordedReport, SealedOrder} from "src/types/ReserveReport.sol";
import {Base} from "test/Base.t.sol";

// updateAttestation
// ├── in production, for everyone               → reverts NotLocalOperator
// ├── when the sender is not the local operator → reverts NotLocalOperator
// ├── when called twice in a second             → reverts EpochNotNewer
// └── otherwise                                 → records now, without orders, keeps the ceiling, emits both events
contract ReserveAttestation_UpdateAttestation_Test is Base {
    address private immutable operator = makeAddr("operator");
    ReserveAttestation private development;

    function setUp() public override {
        super.setUp();
        vm.chainId(31337);
        development =
            new ReserveAttestation(owner, guardian, DELAY, address(forwarder), workflowOwner, MAX_AGE, operator);
        vm.prank(owner);
        development.acceptWorkflow(WORKFLOW_ID);
    }

    function test_reverts_whenInProduction(address sender, bool isSolvent) public {
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestation.NotLocalOperator.selector, sender, address(0)));
        vm.prank(sender);
        attestation.updateAttestation(isSolvent);
    }

    function test_reverts_whenInProductionAndSenderIsZero(bool isSolvent) external {
        test_reverts_whenInProduction(address(0), isSolvent);
    }

    function test_reverts_whenSenderIsNotLocalOperator(address sender, bool isSolvent) external {
        vm.assume(sender != operator);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestation.NotLocalOperator.selector, sender, operator));
        vm.prank(sender);
        development.updateAttestation(isSolvent);
    }

    function test_reverts_whenCalledTwiceInASecond(bool first, bool second) external {
        vm.startPrank(operator);
        development.updateAttestation(first);
        vm.expectRevert(
            abi.encodeWithSelector(IReserveAttestation.EpochNotNewer.selector, block.timestamp, block.timestamp)
        );
        development.updateAttestation(second);
    }

    function test_records_whenLocalOperator(uint256 seed, bool isSolvent, uint256 waited) external {
        attestation = development;
        assertTrue(_deliver(_acceptableReport(seed)));
        RecordedReport memory before = development.latestReport();
        skip(bound(waited, 1, 3650 days));

        _expectRecorded(before.mintCeiling, isSolvent);
        vm.prank(operator);
        development.updateAttestation(isSolvent);

        RecordedReport memory recorded = development.latestReport();
        assertEq(recorded.epoch, block.timestamp);
        assertEq(recorded.statementAt, block.timestamp);
        assertEq(recorded.mintCeiling, before.mintCeiling);
        assertEq(recorded.orderDigest, 0);
        assertEq(development.isSolvent(), isSolvent);
    }

    function _expectRecorded(uint96 mintCeiling, bool isSolvent) private {
        uint40 nowAt = uint40(block.timestamp);
        PoolOrder memory noPoolOrder;
        SealedOrder memory noSealedOrder;
        vm.expectEmit(address(development));
        emit IReserveAttestation.ReportRecorded(nowAt, nowAt, mintCeiling, noPoolOrder, noSealedOrder, 0);
        vm.expectEmit(address(development));
        emit IReserveAttestation.ReserveStatusUpdated(isSolvent, block.timestamp);
    }
}
