// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {OwnedAggregator} from "../../mocks/OwnedAggregator.sol";
import {AggregatorInterface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorInterface.sol";
import {Suite} from "test/Suite.sol";

// push
// ├── when the caller is not the owner → reverts NotOwner
// ├── when never called                → every reader of rounds reverts NoSuchRound
// └── when the caller is the owner     → opens the next round as of now, emits both events, keeps the old rounds
contract OwnedAggregator_Push_Test is Suite {
    function test_reverts_whenCallerIsNotOwner(address owner, address caller, int256 answer) public {
        vm.assume(caller != owner);
        OwnedAggregator feed = new OwnedAggregator(owner, "BTC / USD");

        vm.expectRevert(abi.encodeWithSelector(OwnedAggregator.NotOwner.selector, caller, owner));
        vm.prank(caller);
        feed.push(answer);
    }

    function test_reverts_whenRoundNeverWas(uint80 roundId) public {
        OwnedAggregator feed = new OwnedAggregator(address(this), "BTC / USD");

        vm.expectRevert(abi.encodeWithSelector(OwnedAggregator.NoSuchRound.selector, 0, 0));
        feed.latestRoundData();
        vm.expectRevert(abi.encodeWithSelector(OwnedAggregator.NoSuchRound.selector, roundId, 0));
        feed.getRoundData(roundId);
    }

    function test_keepsEveryRound_whenOwnerPushes(address at, int256[5] memory answers, uint32 step) public {
        vm.assume(at.code.length == 0 && uint160(at) > 0xffff);
        assumeNotForgeAddress(at);
        vm.etch(at, address(new OwnedAggregator(address(this), "WBTC PoR")).code);
        OwnedAggregator feed = OwnedAggregator(at);
        uint256 start = vm.getBlockTimestamp();

        for (uint256 i; i < answers.length; i++) {
            vm.warp(start + i * step);
            vm.expectEmit(at);
            emit AggregatorInterface.NewRound(i + 1, address(this), start + i * step);
            vm.expectEmit(at);
            emit AggregatorInterface.AnswerUpdated(answers[i], i + 1, start + i * step);
            feed.push(answers[i]);
        }

        for (uint80 id = 1; id <= answers.length; id++) {
            (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound) =
                feed.getRoundData(id);
            assertEq(answer, answers[id - 1]);
            assertEq(updatedAt, start + (id - 1) * uint256(step));
            assertEq(startedAt, updatedAt);
            assertTrue(roundId == id && answeredInRound == id);
            assertTrue(feed.getAnswer(id) == answer && feed.getTimestamp(id) == updatedAt);
        }
        (uint80 latest, int256 latestAnswer,,,) = feed.latestRoundData();
        assertEq(latest, answers.length);
        assertTrue(feed.latestAnswer() == latestAnswer && feed.latestRound() == latest);
        assertEq(feed.latestTimestamp(), vm.getBlockTimestamp());
        assertEq(feed.decimals(), 8);
        assertEq(feed.description(), "WBTC PoR");
    }
}
