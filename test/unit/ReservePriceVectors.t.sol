// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ReservePrice} from "src/libraries/ReservePrice.sol";
import {Suite} from "test/Suite.sol";

// test/vectors/reservePrice.json, which offchain/protocol/reservePrice.ts is held to as well
// └── for every case → the same collateral and the same least amount
contract ReservePriceVectorsTest is Suite {
    string private constant VECTORS = "test/vectors/reservePrice.json";

    function table_agreesWithVectors(uint256 index) public view {
        string memory file = vm.readFile(VECTORS);
        string memory key = string.concat(".cases[", vm.toString(index), "]");
        string memory name = vm.parseJsonString(file, string.concat(key, ".name"));
        uint256 spend = _number(file, key, ".spend");
        ReservePrice.Prices memory prices = ReservePrice.Prices({
            btcUsd: _number(file, key, ".btcUsd"),
            wbtcBtc: _number(file, key, ".wbtcBtc"),
            usdcUsd: _number(file, key, ".usdcUsd"),
            btcUsdUnit: 10 ** _number(file, key, ".btcUsdDecimals"),
            wbtcBtcUnit: 10 ** _number(file, key, ".wbtcBtcDecimals"),
            usdcUsdUnit: 10 ** _number(file, key, ".usdcUsdDecimals"),
            collateralUnit: 10 ** _number(file, key, ".collateralDecimals"),
            paymentUnit: 10 ** _number(file, key, ".paymentDecimals")
        });

        uint256 slippageBps = _number(file, key, ".maxSlippageBps");
        assertEq(ReservePrice.collateralFor(spend, prices), _number(file, key, ".collateralFor"), name);
        assertEq(ReservePrice.minimumOut(spend, prices, slippageBps), _number(file, key, ".minimumOut"), name);
    }

    /// @dev The table's rows: one per case in the file.
    function fixtureIndex() public view returns (uint256[] memory indices) {
        string memory file = vm.readFile(VECTORS);
        uint256 count;
        while (vm.keyExistsJson(file, string.concat(".cases[", vm.toString(count), "]"))) ++count;
        assertGt(count, 0, "no cases");
        indices = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            indices[i] = i;
        }
    }

    function _number(string memory file, string memory key, string memory field) private pure returns (uint256) {
        return vm.parseUint(vm.parseJsonString(file, string.concat(key, field)));
    }
}
