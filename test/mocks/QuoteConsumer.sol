// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITdxQuoteVerifier} from "src/interfaces/ITdxQuoteVerifier.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";

/// @notice Verifies a quote as another contract would, and says what that cost.
contract QuoteConsumer {
    function measure(ITdxQuoteVerifier verifier, TdxQuote calldata quote) external view returns (uint256 spent) {
        bytes memory data = abi.encodeCall(ITdxQuoteVerifier.verify, (quote));
        spent = gasleft();
        (bool success,) = address(verifier).staticcall(data);
        spent -= gasleft();
        require(success);
    }
}
