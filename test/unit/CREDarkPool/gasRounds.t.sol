// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RoundsHarness} from "./RoundsHarness.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {Asset} from "src/types/Pool.sol";
import {KeyChange, Settlement} from "src/types/Settlement.sol";

// gas of whole transactions, with every account and slot cold
// ├── commitQuote, the account's first and first in its entry → at most 85,000
// ├── commitQuote, in place of another, also in a closed round → at most 50,000
// ├── requestCollateral, the first of all and a later one     → at most 110,000
// └── withdrawQuote, close and confidentialFill               → written down; proof and attestation are mocks
contract CREDarkPool_GasRounds_Test is RoundsHarness {
    uint256 private constant FIRST_QUOTE_LIMIT = 85_000;
    uint256 private constant QUOTE_LIMIT = 50_000;
    uint256 private constant REQUEST_LIMIT = 110_000;
    uint256 private constant QUOTES = 30;
    uint256 private constant ADJUSTMENTS = 6;

    uint256 private constant REQUESTER = KEYED - 1;

    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
        // A zero costs nothing to store: arrivals and entries do not begin with one.
        _quote(REQUESTER, 0);
        _withdrawQuote(REQUESTER);
        _makeDue();
        _closeNow();
        _settle(_settlement());
        skip(IDLE_INTERVAL);
    }

    /// forge-config: default.isolate = true
    function test_quotesWithinTheLimits() external {
        _quote(1, 1);
        uint256 first = _snapshot("commitQuote, the first, whole transaction");
        _quote(1, 2);
        uint256 next = _snapshot("commitQuote, in place of another, whole transaction");
        _makeDue();
        _closeNow();
        _quote(1, 3);
        uint256 firstWaiting = _snapshot("commitQuote, the first in a closed round, whole transaction");
        _quote(1, 4);
        uint256 waiting = _snapshot("commitQuote, again in a closed round, whole transaction");
        _settle(_settlement());
        _quote(1, 5);
        uint256 later = vm.lastCallGas().gasTotalUsed;
        _withdrawQuote(1);
        _snapshot("withdrawQuote, whole transaction");

        assertLe(first, FIRST_QUOTE_LIMIT);
        assertLe(firstWaiting, FIRST_QUOTE_LIMIT);
        assertLe(next, QUOTE_LIMIT);
        assertLe(waiting, QUOTE_LIMIT);
        assertLe(later, QUOTE_LIMIT);
    }

    /// forge-config: default.isolate = true
    function test_requestsWithinTheLimit() external {
        uint256 requestId = _request(1, 1);
        uint256 first = _snapshot("requestCollateral, first of all, whole transaction");
        vm.prank(_account(1));
        pool.cancelRequest(requestId);
        _request(1, 2);
        uint256 later = _snapshot("requestCollateral, whole transaction");

        assertLe(first, REQUEST_LIMIT);
        assertLe(later, REQUEST_LIMIT);
    }

    /// @dev Settlements as they come: a full book, two withdrawals among six entries, and then one with nothing but those.
    /// forge-config: default.isolate = true
    function test_closesAndSettles() external {
        _queue();
        pool.close();
        _snapshot("close, without request, whole transaction");
        _settleMeasured(_settlement());
        _snapshot("confidentialFill, without request, 6 adjustments, mock verifiers, whole transaction");

        for (uint256 i = 0; i < QUOTES; ++i) {
            _quote(i, i);
        }
        _queue();
        vm.warp(_dueAt(_request(REQUESTER, 1)));
        pool.close();
        _snapshot("close, with request, whole transaction");
        _settleMeasured(_requestSettlement());
        _snapshot("confidentialFill, 30 quotes, 6 adjustments, mock verifiers, whole transaction");
    }

    /// forge-config: default.isolate = true
    function test_settlesNothing() external {
        _rotate(_account(1), KEYED + 1);
        _closeNow();
        Settlement memory settlement = _settlement();
        settlement.keyChanges = new KeyChange[](1);
        settlement.keyChanges[0] = KeyChange(1, _commitment(KEYED + 1));
        _settleMeasured(settlement);
        _snapshot("confidentialFill, one key and nothing else, mock verifiers, whole transaction");
    }

    function _queue() private {
        for (uint256 k = 0; k < ADJUSTMENTS - 2; ++k) {
            _deposit(k, Asset.COLLATERAL, MIN_COLLATERAL);
        }
        _withdraw(ADJUSTMENTS, Asset.COLLATERAL, 1);
        _withdraw(ADJUSTMENTS + 1, Asset.COLLATERAL, 1);
    }

    function _settleMeasured(Settlement memory settlement) private {
        settlement.acceptedMask = type(uint8).max;
        _settle(settlement);
    }

    function _snapshot(string memory name) private returns (uint256 gasUsed) {
        gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("CREDarkPool", name, gasUsed);
    }
}
