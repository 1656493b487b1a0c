// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EtchableERC20} from "../../mocks/EtchableERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Suite} from "test/Suite.sol";

// An etched token
// ├── when just etched             → keeps name, symbol and decimals; nobody holds any
// ├── when minted                  → supply and balance grow
// └── when transferred
//     ├── when the balance covers  → moves exactly, returns true
//     └── when it does not         → reverts
contract EtchableERC20_Etch_Test is Suite {
    function _etch(address at, uint8 decimals) private returns (EtchableERC20 token) {
        vm.assume(at.code.length == 0 && uint160(at) > 0xffff);
        assumeNotForgeAddress(at);
        vm.etch(at, address(new EtchableERC20("Wrapped BTC", "WBTC", decimals)).code);
        token = EtchableERC20(at);
    }

    function test_keepsMetadata_whenEtched(address at, uint8 decimals, address holder) public {
        EtchableERC20 token = _etch(at, decimals);
        assertEq(token.name(), "Wrapped BTC");
        assertEq(token.symbol(), "WBTC");
        assertEq(token.decimals(), decimals);
        assertEq(token.totalSupply(), 0);
        assertEq(token.balanceOf(holder), 0);
    }

    function test_moves_whenBalanceCovers(address at, address from, address to, uint256 minted, uint256 amount) public {
        vm.assume(from != address(0) && to != address(0) && from != to);
        amount = bound(amount, 0, minted);
        EtchableERC20 token = _etch(at, 8);
        token.mint(from, minted);

        vm.prank(from);
        assertTrue(token.transfer(to, amount));

        assertEq(token.totalSupply(), minted);
        assertEq(token.balanceOf(from), minted - amount);
        assertEq(token.balanceOf(to), amount);
    }

    function test_reverts_whenBalanceDoesNotCover(address at, address to, uint256 minted, uint256 amount) public {
        vm.assume(to != address(0));
        minted = bound(minted, 0, type(uint256).max - 1);
        amount = bound(amount, minted + 1, type(uint256).max);
        EtchableERC20 token = _etch(at, 6);
        token.mint(address(this), minted);

        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(this), minted, amount)
        );
        assertFalse(token.transfer(to, amount));
    }
}
