// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VmSafe} from "forge-std/Vm.sol";
import {console2} from "forge-std/console2.sol";
import {CrlStore} from "src/enclave/CrlStore.sol";
import {IntelRoot} from "src/enclave/IntelRoot.sol";
import {TcbStore} from "src/enclave/TcbStore.sol";
import {TdxQuoteVerifier} from "src/enclave/TdxQuoteVerifier.sol";
import {ICrlStore} from "src/interfaces/ICrlStore.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {P256Key, P256Signature} from "src/types/P256.sol";
import {TcbStatus} from "src/types/Tcb.sol";
import {TdxClaims, TdxQuote} from "src/types/TdxQuote.sol";
import {QuoteConsumer} from "test/mocks/QuoteConsumer.sol";
import {RealVectors} from "test/pki/RealVectors.sol";
import {TestPki} from "test/pki/TestPki.sol";

// Quotes of real machines ({RealVectors}), under Intel's root, a day after their collateral was issued
// ├── of two machines that were up to date         → claims what runs there
// ├── of one with a SEAM loader that is too old    → reverts TcbLevelNotFound
// ├── of two with microcode that is too old        → reverts TcbLevelNotFound
// ├── with twins of their signatures               → makes the same claims
// ├── with any byte changed                        → reverts
// ├── under the test root                          → reverts AuthorityUnknown
// └── without anything warm                        → costs at most 200,000 gas
//
/// forge-config: default.evm_version = "osaka"
contract TdxQuoteVerifier_Real_Test is RealVectors {
    uint256 private constant LIMIT = 200_000;

    uint256 private constant DSTACK = 0;
    uint256 private constant UP_TO_DATE = 1;
    uint256 private constant OLD_SEAM_LOADER = 2;
    uint256 private constant TAPPD = 3;
    uint256 private constant OLD_MICROCODE = 4;

    uint256[3] private issuedAt = [1_756_798_919, 1_750_328_163, 1_771_412_331];
    string private quotes;
    string private collateral;
    TdxQuoteVerifier private verifier;

    function setUp() public {
        quotes = _readVectors("tdxQuotes.json");
        collateral = _readVectors("tcbCollateral.json");
    }

    function test_claims_whatRunsOnDstack() public {
        TdxQuote memory quote = _load(DSTACK);
        TdxClaims memory claims = verifier.verify(quote);

        assertEq(uint8(claims.tcbStatus), uint8(TcbStatus.UP_TO_DATE));
        assertEq(claims.tcbLevel, 0);
        assertEq(claims.tcbEvaluationNumber, 17);
        assertEq(claims.measured.length, 400);
        assertEq(_prefix(claims.measured, 16), hex"f06dfda6");
        assertEq(_prefix(claims.measured, 64), hex"0112a20a");
        assertEq(_prefix(claims.measured, 208), hex"68102e7b");
        assertEq(_prefix(claims.measured, 256), hex"19d16ecd");
        assertEq(_prefix(claims.measured, 304), hex"05ac95f4");
        assertEq(_prefix(claims.measured, 352), hex"287a9242");
    }

    function test_claims_whatRunsOnAnother() public {
        TdxQuote memory quote = _load(UP_TO_DATE);
        TdxClaims memory claims = verifier.verify(quote);

        assertEq(uint8(claims.tcbStatus), uint8(TcbStatus.UP_TO_DATE));
        assertEq(claims.tcbLevel, 0);
        assertEq(claims.tcbEvaluationNumber, 17);
        assertEq(_prefix(claims.measured, 16), hex"91eb2b44");
        assertEq(_prefix(claims.measured, 208), hex"44c0197b");
        assertEq(_prefix(claims.measured, 256), hex"0084452c");
        assertEq(_prefix(claims.measured, 304), hex"d833feef");
        assertEq(_prefix(claims.measured, 352), hex"00000000");
    }

    function test_reverts_whenSeamLoaderIsTooOld() public {
        _expectLevelNotFound(OLD_SEAM_LOADER, hex"90C06F000000");
    }

    function test_reverts_whenMicrocodeIsTooOld() public {
        _expectLevelNotFound(TAPPD, hex"B0C06F000000");
        _expectLevelNotFound(OLD_MICROCODE, hex"B0C06F000000");
    }

    /// forge-config: default.fuzz.runs = 16
    /// forge-config: deep.fuzz.runs = 64
    function test_claimsTheSame_whenSignaturesAreTwins(bool isDstack, bool isQuote, bool isQe) public {
        TdxQuote memory quote = _load(isDstack ? DSTACK : UP_TO_DATE);
        bytes memory claims = abi.encode(verifier.verify(quote));
        if (isQuote) quote.signature = TestPki.twin(quote.signature);
        if (isQe) quote.qeSignature = TestPki.twin(quote.qeSignature);

        assertEq(abi.encode(verifier.verify(quote)), claims);
    }

    /// @dev One byte in nineteen; all of them with FOUNDRY_PROFILE=deep.
    function test_refuses_whenAnyByteDiffers() public {
        bool isDeep = keccak256(bytes(vm.envOr("FOUNDRY_PROFILE", string("")))) == keccak256("deep");
        TdxQuote memory quote = _load(DSTACK);
        verifier.verify(quote);
        bytes[4] memory parts = [quote.signedReport, quote.qeReport, quote.qeAuthData, quote.pckCertificate];
        for (uint256 i = 0; i < parts.length; ++i) {
            for (uint256 at = 0; at < parts[i].length; at += isDeep ? 1 : 19) {
                bytes1 bit = bytes1(uint8(1 << (at % 8)));
                // The parts are the quote's own memory.
                parts[i][at] ^= bit;
                assertFalse(_isAccepted(quote));
                parts[i][at] ^= bit;
            }
        }
        verifier.verify(quote);
    }

    function test_reverts_underTheTestRoot() public {
        TdxQuote memory quote = _load(UP_TO_DATE);
        CrlStore crlStore = new CrlStore(TestPki.root().key, TestPki.rootName());
        verifier = new TdxQuoteVerifier(crlStore, verifier.tcbStore());

        vm.expectRevert(abi.encodeWithSelector(ICrlStore.AuthorityUnknown.selector, quote.pckAuthority));
        verifier.verify(quote);
    }

    /// @dev Isolation makes each call a transaction of its own, so that all it reads is cold.
    /// forge-config: default.isolate = true
    function test_staysUnderTheLimit() public {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        TdxQuote memory quote = _load(DSTACK);
        uint256 spent = new QuoteConsumer().measure(verifier, quote);

        console2.log("gas of a genuine quote of version 4, all cold:", spent);
        assertLe(spent, LIMIT);
    }

    // --- vectors ---

    /// @dev A quote, and a verifier over stores that hold what Intel published then.
    function _load(uint256 index) private returns (TdxQuote memory quote) {
        string memory path = string.concat(".quotes[", vm.toString(index), "]");
        quote.signedReport = _bytes(path, ".signedReport");
        quote.signature = _signature(quotes, string.concat(path, ".signature"));
        quote.attestationKey = P256Key(_word(path, ".attestationKey.x"), _word(path, ".attestationKey.y"));
        quote.qeReport = _bytes(path, ".qeReport");
        quote.qeSignature = _signature(quotes, string.concat(path, ".qeSignature"));
        quote.qeAuthData = _bytes(path, ".qeAuthData");
        quote.pckCertificate = _bytes(path, ".pckCertificate");
        quote.pckAuthority = _word(path, ".pckAuthority");
        _deploy(vm.parseJsonUint(quotes, string.concat(path, ".collateral")));
    }

    function _deploy(uint256 index) private {
        vm.warp(issuedAt[index] + 1 days);
        string memory path = string.concat(".collateral[", vm.toString(index), "]");
        CrlStore crlStore = new CrlStore(IntelRoot.key(), IntelRoot.name());
        crlStore.submitRootCrl(vm.parseJsonBytes(collateral, string.concat(path, ".rootCrl")));
        crlStore.submitPckCrl(
            _bytes(".pckCrls", string.concat("[", vm.toString(index), "]")), _bytes("", ".pckAuthorityCertificate")
        );

        TcbStore tcbStore = new TcbStore(crlStore);
        bytes memory signer = vm.parseJsonBytes(collateral, string.concat(path, ".signerCertificate"));
        tcbStore.submitTcbInfo(
            bytes(vm.parseJsonString(collateral, string.concat(path, ".tcbInfo"))),
            _signature(collateral, string.concat(path, ".tcbInfoSignature")),
            signer
        );
        tcbStore.submitQeIdentity(
            bytes(vm.parseJsonString(collateral, string.concat(path, ".qeIdentity"))),
            _signature(collateral, string.concat(path, ".qeIdentitySignature")),
            signer
        );
        verifier = new TdxQuoteVerifier(crlStore, tcbStore);
    }

    function _expectLevelNotFound(uint256 index, bytes6 fmspc) private {
        TdxQuote memory quote = _load(index);

        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, fmspc));
        verifier.verify(quote);
    }

    function _isAccepted(TdxQuote memory quote) private view returns (bool) {
        try verifier.verify(quote) returns (TdxClaims memory) {
            return true;
        } catch {
            return false;
        }
    }

    function _bytes(string memory path, string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(quotes, string.concat(path, key));
    }

    function _word(string memory path, string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(quotes, string.concat(path, key));
    }

    function _signature(string memory json, string memory path) private pure returns (P256Signature memory) {
        return P256Signature(
            vm.parseJsonBytes32(json, string.concat(path, ".r")), vm.parseJsonBytes32(json, string.concat(path, ".s"))
        );
    }

    /// @dev Four bytes.
    function _prefix(bytes memory data, uint256 at) private pure returns (bytes memory) {
        return abi.encodePacked(data[at], data[at + 1], data[at + 2], data[at + 3]);
    }
}
