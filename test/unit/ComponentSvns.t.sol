// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ComponentSvns} from "src/libraries/ComponentSvns.sol";
import {Suite} from "test/Suite.sol";

// atLeast
// ├── any two words                          → what comparing byte by byte says
// ├── a word and itself, or a higher one     → true
// └── with one byte lower by any amount      → false, whatever the other bytes are
contract ComponentSvns_Test is Suite {
    function test_comparesEveryByte(uint256 have, uint256 need) public pure {
        assertEq(ComponentSvns.atLeast(have, need), _atLeast(have, need));
    }

    /// @dev Two random words hardly ever compare: these do, or differ in a byte.
    function test_comparesEveryByte_whenWordsAreClose(uint256 have, uint256 raise, uint256 lower) public pure {
        uint256 need = (have & ~(lower & (lower << 3))) | (raise & (raise >> 1) & (raise << 5) & (raise << 9));

        assertEq(ComponentSvns.atLeast(have, need), _atLeast(have, need));
    }

    function test_isTrue_whenNoByteIsLower(uint256 have, uint256 mask) public pure {
        assertTrue(ComponentSvns.atLeast(have, have));
        assertTrue(ComponentSvns.atLeast(have, have & mask));
        assertTrue(ComponentSvns.atLeast(have | mask, have));
    }

    function test_isFalse_whenOneByteIsLower(uint256 have, uint256 index, uint8 svn, uint8 missing) public pure {
        index = 8 * bound(index, 0, 31);
        missing = uint8(bound(missing, 1, 255));
        svn = uint8(bound(svn, missing, 255));
        uint256 others = ~(uint256(0xff) << index);
        uint256 need = uint256(svn) << index;

        assertFalse(ComponentSvns.atLeast((have & others) | (uint256(svn - missing) << index), need));
        assertTrue(ComponentSvns.atLeast((have & others) | need, need));
    }

    function _atLeast(uint256 have, uint256 need) private pure returns (bool) {
        for (uint256 i = 0; i < 32; ++i) {
            if (uint8(have >> (8 * i)) < uint8(need >> (8 * i))) return false;
        }
        return true;
    }
}
