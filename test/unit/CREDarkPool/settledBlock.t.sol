// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";

// settledBlock
// ├── before the first settlement           → zero
// ├── after a settlement, of whatever       → its block, whenever it is asked
// └── after a close, or a round that expired → what it was
contract CREDarkPool_SettledBlock_Test is RoundsHarness {
    function test_isZero_beforeTheFirst() external {
        assertEq(_deploy(new address[](0)).settledBlock(), 0);
    }

    function test_isTheSettlementsBlock(uint256 seed, bool isRequested, uint256 wait, uint256 later) external {
        uint256 before = pool.settledBlock();
        assertGt(before, 0);
        if (isRequested) {
            _request(0, seed);
            _closeDue();
        } else {
            _makeDue();
            _closeNow();
        }
        assertEq(pool.settledBlock(), before, "closed");

        vm.roll(block.number + bound(wait, 0, 100));
        uint256 settledBlock = block.number;
        _end(true);
        vm.roll(block.number + bound(later, 0, type(uint32).max - block.number));
        assertEq(pool.settledBlock(), settledBlock);
    }

    function test_staysWhatItWas_whenARoundExpires(uint256 seed, bool isRequested) external {
        uint256 before = pool.settledBlock();
        if (isRequested) {
            _request(0, seed);
            _closeDue();
        } else {
            _makeDue();
            _closeNow();
        }
        vm.roll(block.number + 10);
        _end(false);
        assertEq(pool.settledBlock(), before);
    }
}
