// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IReserveSlot} from "src/interfaces/IReserveSlot.sol";

// collectStake
// ├── when nothing has returned                              → reverts NothingToClaim
// ├── when the request is settled, or expired, or frozen     → fetches the stake, by anyone
// └── when the pool dismissed the treasury, and somebody
//     cancelled                                              → the pool's owner has it
contract RecoveryTreasury_CollectStake_Test is TreasuryPoolBase {
    function setUp() public override {
        super.setUp();
        _openSlots();
        _attestAndRequest(1);
    }

    function test_reverts_whenNothingHasReturned(address sender) public {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.NothingToClaim.selector, address(treasury)));
        vm.prank(sender);
        treasury.collectStake();
    }

    function test_fetchesTheStake_whenTheRequestIsOver(address sender, uint256 end) public {
        end = end % 3;
        if (end == 0) _settleWholeRequest(0);
        if (end == 1) {
            _pass(uint256(POOL_MIN_TIMEOUT) + POOL_WINDOW + 1);
            pool.expire();
        }
        if (end == 2) _freeze();

        vm.expectEmit(address(treasury));
        emit IReserveSlot.StakeCollected(STAKE);
        vm.prank(sender);
        treasury.collectStake();

        assertEq(address(treasury).balance, 10 * uint256(STAKE));
    }

    /// @dev What the pool's guardian can do to a request, at most.
    function test_losesTheStakeToThePoolsOwner_whenDismissedAndCancelled(address sender) public {
        vm.prank(guardian);
        pool.dismiss(address(treasury));
        vm.prank(sender);
        pool.cancelRequest(1);

        assertEq(pool.creditOf(owner).etherAmount, STAKE);
        assertEq(pool.creditOf(address(treasury)).etherAmount, 0);
    }
}
