// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TreasuryPoolBase} from "../../TreasuryPoolBase.sol";
import {Asset, PoolState} from "src/types/Pool.sol";
import {PoolPosition} from "src/types/PoolPosition.sol";

// poolPosition
// ├── without a slot                             → has no key and no request
// ├── before the slot's first settlement         → the same
// ├── with a key                                 → is the pool's state, and where its leaves are
// │   ├── with a live request of its own         → what it still wants, and where that is
// │   └── with another's                         → has no request
// └── once withdrawn, until it is collected      → has the credit; then {settledAt} follows
contract RecoveryTreasury_PoolPosition_Test is TreasuryPoolBase {
    function test_isEmpty_withoutASlot() public view {
        PoolPosition memory wanted_;
        wanted_.readAt = block.timestamp;
        wanted_.leavesHash = pool.state().leavesHash;
        assertEq(abi.encode(treasury.poolPosition()), abi.encode(wanted_));
    }

    function test_hasNoKey_beforeTheFirstSettlement() public {
        vm.prank(owner);
        treasury.registerSlot(bytes32(uint256(1)), _sealedKey());

        PoolPosition memory position = treasury.poolPosition();
        assertEq(position.activeKey, 0);
        assertEq(position.settledBlock, 0);
    }

    function test_isThePoolsState_withAKey(uint256 later) public {
        _openSlots();
        uint256 settledBlock = block.number;
        vm.roll(block.number + bound(later, 1, 1_000_000));

        PoolPosition memory position = treasury.poolPosition();
        PoolState memory state = pool.state();
        assertEq(position.activeKey, bytes32(_slot().key));
        assertEq(position.slot, 1);
        assertEq(position.stateNonce, state.nonce);
        assertEq(position.leavesHash, keccak256(abi.encode(_leaves())));
        assertEq(position.settledBlock, settledBlock);
        assertEq(position.readAt, block.timestamp);
        assertEq(position.requestId, 0);
        assertEq(position.orderBlock, 0);
        assertEq(position.settledAt, 0);
    }

    function test_hasWhatIsStillWanted_withARequest(uint256 seed, uint256 rounds) public {
        _openSlots();
        rounds = bound(rounds, 0, ROUNDS - 1);
        vm.roll(block.number + 5);
        uint256 requestId = _attestAndRequest(seed);
        uint256 orderBlock = block.number;
        for (uint256 i = 0; i < rounds; ++i) {
            _settleRequest(0);
            orderBlock = vm.getBlockNumber();
        }

        PoolPosition memory position = treasury.poolPosition();
        assertEq(position.requestId, requestId);
        assertEq(position.orderHash, keccak256(abi.encode(wanted.ciphertext, wanted.nonce)));
        assertEq(position.orderBlock, orderBlock);
        assertEq(position.settledBlock, rounds == 0 ? orderBlock - 5 : orderBlock);

        _settleWholeRequest(0);
        position = treasury.poolPosition();
        assertEq(position.requestId, 0, "over");
        assertEq(position.orderHash, 0, "over");
        assertEq(position.orderBlock, 0, "over");
    }

    function test_hasNoRequest_whenItIsAnothers() public {
        _openSlots();
        vm.deal(maker, STAKE);
        vm.prank(maker);
        pool.requestCollateral{value: STAKE}(bytes32(uint256(1)), bytes32(uint256(1) << 128), 0, POOL_MIN_TIMEOUT);

        PoolPosition memory position = treasury.poolPosition();
        assertEq(position.requestId, 0);
        assertEq(position.orderHash, 0);
    }

    function test_hasTheCredit_untilItIsCollected(uint64 amount, uint256 seed) public {
        _openSlots();
        _buyInPool(2e8, seed);
        amount = uint64(bound(amount, 1, 2e8));
        _withdrawFromPool(Asset.COLLATERAL, amount);
        assertEq(treasury.poolPosition().collateralCredit, amount);
        assertEq(treasury.poolPosition().settledAt, 0);

        treasury.collect(Asset.COLLATERAL);
        assertEq(treasury.poolPosition().collateralCredit, 0);
        assertEq(treasury.poolPosition().settledAt, block.timestamp + _limits().settlementLag);

        _pass(_limits().settlementLag + 1);
        _heal(_attest(AFFORDABLE / 2, false, seed));
        assertEq(treasury.poolPosition().settledAt, block.timestamp + _limits().settlementLag);
    }
}
