// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {MintableERC20} from "../../mocks/MintableERC20.sol";
import {CREDarkPoolHarness} from "./CREDarkPoolHarness.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {PoolRounds} from "src/darkpool/PoolRounds.sol";
import {Governed} from "src/governance/Governed.sol";
import {IAttestationVerifier} from "src/interfaces/IAttestationVerifier.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {IProofVerifier} from "src/interfaces/IProofVerifier.sol";
import {ISlotCipher} from "src/interfaces/ISlotCipher.sol";
import {PoolLimits, PoolState, Round} from "src/types/Pool.sol";
import {SLOTS} from "src/types/Settlement.sol";

// constructor
// ├── when a verifier, the cipher or the registry is zero  → reverts ZeroAddress
// ├── when an admitted account is zero                     → reverts ZeroAddress
// ├── when an account is admitted twice                    → reverts AlreadyAdmitted
// ├── when the tokens are one                              → reverts TokensEqual
// ├── when a token has more than 18 decimals               → reverts TokenDecimalsTooMany
// ├── when the highest premium is above 10,000             → reverts ParameterInvalid
// ├── when the least quote is zero                         → reverts ParameterInvalid
// ├── when requests have no round                          → reverts ParameterInvalid
// ├── when the window is no longer than a price may take   → reverts ParameterInvalid
// ├── when owners could leave a pool that works            → reverts ParameterInvalid
// ├── when no timeout would be allowed                     → reverts ParameterInvalid
// └── otherwise                                            → is governed and wired, empty, and admits each account
contract CREDarkPool_Constructor_Test is CREDarkPoolHarness {
    uint256 private constant MAX_TIMEOUT = 30 days;

    function test_reverts_whenTheRegistryIsZero(uint256 delay, uint256 count) external {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.enclaveRegistry = IEnclaveRegistry(address(0));
        _expectZeroAddress("enclaveRegistry");
        new CREDarkPool(owner, guardian, delay, wiring, _limits(), _accounts(bound(count, 0, 8)));
    }

    function test_reverts_whenTheAttestationVerifierIsZero() external {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.attestationVerifier = IAttestationVerifier(address(0));
        _expectZeroAddress("attestationVerifier");
        _deploy(wiring);
    }

    function test_reverts_whenTheProofVerifierIsZero() external {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.proofVerifier = IProofVerifier(address(0));
        _expectZeroAddress("proofVerifier");
        _deploy(wiring);
    }

    function test_reverts_whenTheCipherIsZero() external {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.cipher = ISlotCipher(address(0));
        _expectZeroAddress("cipher");
        _deploy(wiring);
    }

    function test_reverts_whenAnAdmittedAccountIsZero(uint256 count, uint256 at) external {
        address[] memory admitted = _accounts(bound(count, 1, 8));
        admitted[at % admitted.length] = address(0);
        _expectZeroAddress("account");
        _deploy(admitted);
    }

    function test_reverts_whenAnAccountIsAdmittedTwice(uint256 count, uint256 at) external {
        address[] memory admitted = _accounts(bound(count, 2, 8));
        at = bound(at, 1, admitted.length - 1);
        admitted[at] = admitted[0];
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.AlreadyAdmitted.selector, admitted[0]));
        _deploy(admitted);
    }

    function test_reverts_whenTheTokensAreOne() external {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.payment = wiring.collateral;
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.TokensEqual.selector, address(collateral)));
        _deploy(wiring);
    }

    function test_reverts_whenATokenHasTooManyDecimals(uint8 decimals, bool isCollateral) external {
        decimals = uint8(bound(decimals, 19, type(uint8).max));
        IERC20Metadata token = new MintableERC20(decimals);
        CREDarkPool.Wiring memory wiring = _wiring();
        if (isCollateral) wiring.collateral = token;
        else wiring.payment = token;
        vm.expectRevert(
            abi.encodeWithSelector(ICREDarkPool.TokenDecimalsTooMany.selector, address(token), decimals, uint256(18))
        );
        _deploy(wiring);
    }

    function test_reverts_whenTheHighestPremiumIsTooHigh(uint16 premium) external {
        PoolLimits memory limits = _limits();
        limits.maxPremiumBps = uint16(bound(premium, 10_001, type(uint16).max));
        _expectInvalid("maxPremiumBps", limits.maxPremiumBps);
        new CREDarkPool(owner, guardian, DELAY, _wiring(), limits, new address[](0));
    }

    function test_reverts_whenTheLeastQuoteIsZero() external {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.minimumQuote = 0;
        _expectInvalid("minimumQuote", 0);
        _deploy(wiring);
    }

    function test_reverts_whenRequestsHaveNoRound() external {
        _expectInvalid("roundsPerRequest", 0);
        _deploy(PoolRounds.Timing(0, WINDOW, IDLE_INTERVAL, EXIT_DELAY));
    }

    /// @dev Else a round could be over before it has a price.
    function test_reverts_whenTheWindowIsNoLongerThanAPriceMayTake(uint40 window) external {
        window = uint40(bound(window, 0, HEARTBEAT));
        _expectInvalid("settlementWindow", window);
        _deploy(PoolRounds.Timing(ROUNDS, window, IDLE_INTERVAL, EXIT_DELAY));
    }

    function test_reverts_exactlyAtThePricesHeartbeat() external {
        _expectInvalid("settlementWindow", HEARTBEAT);
        _deploy(PoolRounds.Timing(ROUNDS, uint40(HEARTBEAT), IDLE_INTERVAL, EXIT_DELAY));
        CREDarkPool deployed = _deploy(PoolRounds.Timing(ROUNDS, uint40(HEARTBEAT + 1), IDLE_INTERVAL, EXIT_DELAY));
        assertEq(deployed.settlementWindow(), HEARTBEAT + 1);
    }

    /// @dev 64 entries take eight rounds, each perhaps a request's, and one before them may expire.
    function test_reverts_whenOwnersCouldLeaveAPoolThatWorks(uint40 idleInterval, uint40 window) external {
        window = uint40(bound(window, HEARTBEAT + 1, MAX_TIMEOUT / ROUNDS));
        idleInterval = uint40(bound(idleInterval, 0, 365 days));
        uint40 slowest = 10 * window + 8 * idleInterval;
        _expectInvalid("exitDelay", slowest);
        _deploy(PoolRounds.Timing(ROUNDS, window, idleInterval, slowest));
        CREDarkPool deployed = _deploy(PoolRounds.Timing(ROUNDS, window, idleInterval, slowest + 1));
        assertEq(deployed.exitDelay(), slowest + 1);
    }

    function test_reverts_whenNoTimeoutWouldBeAllowed(uint8 rounds) external {
        rounds = uint8(bound(rounds, 1, type(uint8).max));
        uint40 window = uint40(MAX_TIMEOUT / rounds + 1);
        _expectInvalid("minTimeout", uint256(rounds) * window);
        _deploy(PoolRounds.Timing(rounds, window, IDLE_INTERVAL, type(uint40).max));
        CREDarkPool deployed = _deploy(PoolRounds.Timing(rounds, window - 1, IDLE_INTERVAL, type(uint40).max));
        assertLe(deployed.minTimeout(), MAX_TIMEOUT);
    }

    function test_isWired_whenValid(uint256 delay, uint256 count, address registry) external {
        vm.assume(registry != address(0));
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.enclaveRegistry = IEnclaveRegistry(registry);
        address[] memory admitted = _accounts(bound(count, 0, 40));
        for (uint256 i = 0; i < admitted.length; ++i) {
            vm.expectEmit();
            emit ICREDarkPool.Admitted(admitted[i]);
        }
        vm.expectEmit();
        emit ICREDarkPool.LimitsSet(_limits());
        CREDarkPool deployed = new CREDarkPool(owner, guardian, delay, wiring, _limits(), admitted);

        assertEq(deployed.owner(), owner);
        assertEq(deployed.guardian(), guardian);
        assertEq(deployed.delay(), delay);
        assertEq(address(deployed.enclaveRegistry()), registry);
        assertFalse(deployed.paused());
        for (uint256 i = 0; i < admitted.length; ++i) {
            assertTrue(deployed.isAdmitted(admitted[i]));
        }
        assertFalse(deployed.isAdmitted(_account(admitted.length)));
    }

    function test_namesWhatItIsWiredTo() external view {
        assertEq(address(pool.collateral()), address(collateral));
        assertEq(address(pool.payment()), address(payment));
        assertEq(address(pool.attestationVerifier()), address(attestationVerifier));
        assertEq(address(pool.proofVerifier()), address(proofVerifier));
        assertEq(address(pool.prices()), address(prices));
        assertEq(address(pool.cipher()), address(cipher));
        assertEq(pool.minimumQuote(), MINIMUM_QUOTE);
        assertEq(pool.roundsPerRequest(), ROUNDS);
        assertEq(pool.settlementWindow(), WINDOW);
        assertEq(pool.idleInterval(), IDLE_INTERVAL);
        assertEq(pool.exitDelay(), EXIT_DELAY);
        assertEq(pool.minTimeout(), uint256(ROUNDS) * WINDOW);
        assertEq(abi.encode(pool.limits()), abi.encode(_limits()));
    }

    function test_isEmpty() external view {
        bytes32[SLOTS] memory leaves;
        PoolState memory empty = PoolState(pool.EMPTY_ROOT(), 0, keccak256(abi.encode(leaves)));
        assertEq(abi.encode(pool.state()), abi.encode(empty));
        assertEq(pool.liveRequest(), 0);
        assertFalse(pool.isFrozen());
        (uint256 head, uint256 tail) = pool.queueBounds();
        assertEq(head, 0);
        assertEq(tail, 0);
        (Round memory round, bool isClosed) = pool.lastRound();
        Round memory none;
        assertEq(abi.encode(round), abi.encode(none));
        assertFalse(isClosed);
    }

    function test_namesItsBounds() external view {
        assertEq(pool.SEALED_KEY_LENGTH(), SEALED_LENGTH);
        assertEq(pool.SEALED_KEY_VERSION(), uint8(VERSION));
        assertEq(pool.MAX_TIMEOUT(), MAX_TIMEOUT);
    }

    function _deploy(CREDarkPool.Wiring memory wiring) private returns (CREDarkPool) {
        return new CREDarkPool(owner, guardian, DELAY, wiring, _limits(), new address[](0));
    }

    function _deploy(PoolRounds.Timing memory timing) private returns (CREDarkPool) {
        CREDarkPool.Wiring memory wiring = _wiring();
        wiring.timing = timing;
        return _deploy(wiring);
    }

    function _expectZeroAddress(string memory parameter) private {
        vm.expectRevert(abi.encodeWithSelector(Governed.ZeroAddress.selector, parameter));
    }

    function _expectInvalid(string memory parameter, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(ICREDarkPool.ParameterInvalid.selector, parameter, value));
    }

    function _accounts(uint256 count) private pure returns (address[] memory accounts) {
        accounts = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            accounts[i] = _account(i);
        }
    }
}
