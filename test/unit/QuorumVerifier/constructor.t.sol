// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuorumHarness} from "./QuorumHarness.sol";
import {QuorumVerifier} from "src/verifiers/QuorumVerifier.sol";

// constructor
// ├── when a signer is zero, repeated or out of order                   → reverts QuorumSignersNotAscending
// ├── when the threshold is half of the signers or less, or above all   → reverts QuorumThresholdInvalid
// └── otherwise                                                         → keeps both
contract QuorumVerifier_Constructor_Test is QuorumHarness {
    function test_reverts_whenTheFirstIsZero(uint256 threshold) external {
        signers[0] = address(0);
        _expectNotAscending(address(0), address(0), threshold);
    }

    function test_reverts_whenOneIsRepeated(uint256 at, uint256 threshold) external {
        at = bound(at, 1, SIGNERS - 1);
        signers[at] = signers[at - 1];
        _expectNotAscending(signers[at], signers[at], threshold);
    }

    function test_reverts_whenOutOfOrder(uint256 at, uint256 threshold) external {
        at = bound(at, 1, SIGNERS - 1);
        (signers[at - 1], signers[at]) = (signers[at], signers[at - 1]);
        _expectNotAscending(signers[at], signers[at - 1], threshold);
    }

    function test_reverts_whenThresholdIsNotAMajority(uint256 count, uint256 threshold) external {
        count = bound(count, 0, 12);
        _expectThresholdInvalid(count, bound(threshold, 0, count / 2));
    }

    function test_reverts_whenThresholdIsAboveAll(uint256 count, uint256 threshold) external {
        count = bound(count, 0, 12);
        _expectThresholdInvalid(count, bound(threshold, count + 1, type(uint256).max));
    }

    function test_keepsItsArguments_whenValid(uint256 count, uint256 threshold) external {
        count = bound(count, 1, 12);
        threshold = bound(threshold, count / 2 + 1, count);
        (address[] memory addresses,) = _ascending(count);
        verifier = new QuorumVerifier(addresses, threshold);
        assertEq(verifier.signers(), addresses);
        assertEq(verifier.threshold(), threshold);
    }

    function _expectNotAscending(address signer, address previous, uint256 threshold) private {
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.QuorumSignersNotAscending.selector, signer, previous));
        new QuorumVerifier(signers, threshold);
    }

    function _expectThresholdInvalid(uint256 count, uint256 threshold) private {
        (address[] memory addresses,) = _ascending(count);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.QuorumThresholdInvalid.selector, threshold, count));
        new QuorumVerifier(addresses, threshold);
    }
}
