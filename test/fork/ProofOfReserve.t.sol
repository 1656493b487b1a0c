// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Fork} from "./Fork.sol";
import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

// The wBTC proof-of-reserve feed
// ├── when asked for its latest round → positive answer with 8 decimals, updated in the past, near WBTC's supply
// └── when asked for a round of a phase that never was → reverts
contract ProofOfReserve_Fork_Test is Fork {
    AggregatorV3Interface private constant FEED = AggregatorV3Interface(0xa81FE04086865e63E12dD3776978E49DEEa2ea4e);
    IERC20 private constant WBTC = IERC20(0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599);

    function test_answersNearSupply_whenAskedForLatestRound() public view {
        (uint80 roundId, int256 answer,, uint256 updatedAt,) = FEED.latestRoundData();
        assertGt(roundId >> 64, 0, "a proxy puts its phase above the round");
        assertGt(updatedAt, 0);
        assertLe(updatedAt, block.timestamp);
        assertEq(FEED.decimals(), 8);
        // 20 % either way: this asks whether it is the right feed, not whether the reserve is whole.
        assertGt(answer, 0);
        // casting to 'uint256' is safe because the answer is positive
        // forge-lint: disable-next-line(unsafe-typecast)
        assertApproxEqRel(uint256(answer), WBTC.totalSupply(), 0.2e18);
    }

    /// forge-config: default.fuzz.runs = 8
    function test_reverts_whenPhaseNeverWas(uint16 phase, uint64 round) public {
        phase = uint16(bound(phase, 1000, type(uint16).max));
        vm.expectRevert();
        FEED.getRoundData((uint80(phase) << 64) | round);
    }
}
