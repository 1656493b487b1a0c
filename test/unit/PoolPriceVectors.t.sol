// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolPrice} from "src/libraries/PoolPrice.sol";
import {ReservePrice} from "src/libraries/ReservePrice.sol";
import {Suite} from "test/Suite.sol";

// test/vectors/poolPrice.json, which offchain/protocol/pool/poolPrice.ts is held to as well
// └── for every case → the same price, or the same refusal
contract PoolPriceVectorsTest is Suite {
    string private constant VECTORS = "test/vectors/poolPrice.json";

    function table_agreesWithVectors(uint256 index) public {
        string memory file = vm.readFile(VECTORS);
        string memory key = string.concat(".cases[", vm.toString(index), "]");
        uint256 price = _number(file, key, ".price");
        ReservePrice.Prices memory prices = _prices(file, key);
        if (vm.parseJsonBool(file, string.concat(key, ".isRepresentable"))) {
            assertEq(this.perCoin(prices), price, vm.parseJsonString(file, string.concat(key, ".name")));
        } else {
            vm.expectRevert(abi.encodeWithSelector(PoolPrice.PriceUnrepresentable.selector, price, 2 ** 56 - 1));
            this.perCoin(prices);
        }
    }

    function perCoin(ReservePrice.Prices memory prices) external pure returns (uint256) {
        return PoolPrice.perCoin(prices);
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

    function _prices(string memory file, string memory key) private pure returns (ReservePrice.Prices memory) {
        uint256 collateralDecimals = _number(file, key, ".collateralDecimals");
        uint256 paymentDecimals = _number(file, key, ".paymentDecimals");
        return ReservePrice.Prices({
            btcUsd: _number(file, key, ".btcUsd"),
            wbtcBtc: _number(file, key, ".wbtcBtc"),
            usdcUsd: _number(file, key, ".usdcUsd"),
            btcUsdUnit: 10 ** _number(file, key, ".btcUsdDecimals"),
            wbtcBtcUnit: 10 ** _number(file, key, ".wbtcBtcDecimals"),
            usdcUsdUnit: 10 ** _number(file, key, ".usdcUsdDecimals"),
            collateralUnit: 10 ** (collateralDecimals < 8 ? collateralDecimals : 8),
            paymentUnit: 10 ** (paymentDecimals < 6 ? paymentDecimals : 6)
        });
    }

    function _number(string memory file, string memory key, string memory field) private pure returns (uint256) {
        return vm.parseUint(vm.parseJsonString(file, string.concat(key, field)));
    }
}
