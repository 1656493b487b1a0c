// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {P256Verifier} from "src/libraries/P256Verifier.sol";
import {P256Key, P256Signature} from "src/types/P256.sol";
import {Suite} from "test/Suite.sol";
import {TestKey, TestPki} from "test/pki/TestPki.sol";

// isValid, with the precompile and without
// ├── when the key's holder signed                 → true
// ├── when s is replaced by n - s                  → true: one of the two is high
// ├── when digest, r, s or key is another          → false
// ├── when r or s is zero or not below the order   → false
// └── when the key is not on the curve             → false
/// forge-config: default.evm_version = "osaka"
contract P256VerifierTest is Suite {
    address private constant PRECOMPILE = address(0x100);
    uint256 private constant ORDER = TestPki.ORDER;

    /// @dev Digest, r, s, x and y of a valid signature, of Wycheproof.
    bytes private constant KNOWN_GOOD = abi.encodePacked(
        bytes32(0xbb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023),
        uint256(5),
        uint256(1),
        bytes32(0xa71af64de5126a4a4e02b7922d66ce9415ce88a4c9d25514d91082c8725ac957),
        bytes32(0x5d47723c8fbe580bb369fec9c2665d8e30a435b9932645482e7c9f11e872296b)
    );

    /// @dev A chain that never heard of the precompile: calls succeed and return nothing.
    modifier withAndWithoutPrecompile() {
        (, bytes memory one) = PRECOMPILE.staticcall(KNOWN_GOOD);
        assertEq(one, abi.encode(1), "osaka has the precompile");
        _;
        vm.mockCall(PRECOMPILE, bytes(""), bytes(""));
        (, bytes memory nothing) = PRECOMPILE.staticcall(KNOWN_GOOD);
        assertEq(nothing.length, 0);
        _;
        vm.clearMockedCalls();
    }

    /// forge-config: default.fuzz.runs = 32
    function test_isTrue_whenTheHolderSigned(string calldata label, bytes32 digest) public withAndWithoutPrecompile {
        TestKey memory signer = TestPki.key(label);
        P256Signature memory signature = TestPki.signDigest(signer, digest);

        assertTrue(P256Verifier.isValid(digest, signature, signer.key));
        // The other one of the pair: one of them OpenZeppelin refuses.
        P256Signature memory twin = TestPki.twin(signature);
        assertTrue(P256Verifier.isValid(digest, twin, signer.key));
        bool isHigh = uint256(signature.s) > ORDER / 2;
        P256Signature memory high = isHigh ? signature : twin;
        assertFalse(P256.verify(digest, high.r, high.s, signer.key.x, signer.key.y));
    }

    /// forge-config: default.fuzz.runs = 32
    function test_isFalse_whenAnythingIsAnother(string calldata label, bytes32 digest, uint8 bit)
        public
        withAndWithoutPrecompile
    {
        TestKey memory signer = TestPki.key(label);
        P256Signature memory signature = TestPki.signDigest(signer, digest);
        bytes32 flip = bytes32(1 << bit);

        // A digest and the same less the order are the same number to the curve; one bit is no order.
        assertFalse(P256Verifier.isValid(digest ^ flip, signature, signer.key));
        assertFalse(P256Verifier.isValid(digest, P256Signature(signature.r ^ flip, signature.s), signer.key));
        assertFalse(P256Verifier.isValid(digest, P256Signature(signature.r, signature.s ^ flip), signer.key));
        assertFalse(P256Verifier.isValid(digest, signature, TestPki.key(string.concat(label, "'")).key));
    }

    function test_isFalse_whenOutOfRange(bytes32 digest, uint256 above) public withAndWithoutPrecompile {
        TestKey memory signer = TestPki.root();
        P256Signature memory good = TestPki.signDigest(signer, digest);
        bytes32 outside = bytes32(bound(above, ORDER, type(uint256).max));
        bytes32[4] memory values = [bytes32(0), bytes32(ORDER), outside, bytes32(type(uint256).max)];

        for (uint256 i = 0; i < values.length; ++i) {
            assertFalse(P256Verifier.isValid(digest, P256Signature(values[i], good.s), signer.key));
            assertFalse(P256Verifier.isValid(digest, P256Signature(good.r, values[i]), signer.key));
            assertFalse(P256Verifier.isValid(digest, P256Signature(values[i], values[i]), signer.key));
        }
    }

    /// forge-config: default.fuzz.runs = 32
    /// @dev n + s is s to whoever reduces it first.
    function test_isFalse_whenSWrapsAround(bytes32 digest) public withAndWithoutPrecompile {
        // A private key and nonce that make s small cannot be had from the cheat code, so s is small by construction:
        // with r of the point k·G and d = (s·k - e) / r the signature (r, s) is valid for any s.
        (uint256 x,) = vm.publicKeyP256(7);
        uint256 s = 5;
        uint256 rest = addmod(mulmod(s, 7, ORDER), ORDER - uint256(digest) % ORDER, ORDER);
        uint256 secret = mulmod(rest, _inverse(x % ORDER), ORDER);
        vm.assume(secret != 0);
        (uint256 keyX, uint256 keyY) = vm.publicKeyP256(secret);
        P256Key memory key = P256Key(bytes32(keyX), bytes32(keyY));

        assertTrue(P256Verifier.isValid(digest, P256Signature(bytes32(x), bytes32(s)), key));
        assertFalse(P256Verifier.isValid(digest, P256Signature(bytes32(x), bytes32(ORDER + s)), key));
    }

    function test_isFalse_whenTheKeyIsNotOnTheCurve(bytes32 digest, bytes32 x, bytes32 y)
        public
        withAndWithoutPrecompile
    {
        TestKey memory signer = TestPki.root();
        P256Signature memory signature = TestPki.signDigest(signer, digest);
        vm.assume(x != signer.key.x && y != signer.key.y);

        assertFalse(P256Verifier.isValid(digest, signature, P256Key(0, 0)));
        assertFalse(P256Verifier.isValid(digest, signature, P256Key(x, signer.key.y)));
        assertFalse(P256Verifier.isValid(digest, signature, P256Key(signer.key.x, y)));
    }

    function _inverse(uint256 value) private view returns (uint256) {
        bytes memory input = abi.encode(32, 32, 32, value, ORDER - 2, ORDER);
        (bool isDone, bytes memory result) = address(5).staticcall(input);
        assertTrue(isDone);
        return abi.decode(result, (uint256));
    }
}
