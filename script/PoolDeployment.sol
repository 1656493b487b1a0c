// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPool} from "../src/darkpool/CREDarkPool.sol";
import {PoolPrices} from "../src/darkpool/PoolPrices.sol";
import {PoolRounds} from "../src/darkpool/PoolRounds.sol";
import {SlotCipher} from "../src/darkpool/SlotCipher.sol";
import {PoolLimits} from "../src/types/Pool.sol";
import {PriceBounds} from "../src/types/PriceBounds.sol";
import {PriceFeeds} from "../src/types/RecoveryLimits.sol";
import {HonkProofVerifier} from "../src/verifiers/HonkProofVerifier.sol";
import {EnclaveDeployment} from "./EnclaveDeployment.sol";
import {ProofDeployment} from "./ProofDeployment.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {VmSafe} from "forge-std/Vm.sol";

/// @title PoolDeployment
/// @notice The part of {Deploy} that has to do with the dark pool: its prices, its proofs, and how it is wired.
abstract contract PoolDeployment is EnclaveDeployment, ProofDeployment {
    using SafeCast for uint256;

    /// @dev Amounts in pool units, times in seconds.
    struct DarkPoolConfig {
        /// Who may register a slot from the first block on.
        address[] admitted;
        /// Zero on the development chain, where a verifier with the development key is deployed.
        address honkVerifier;
        uint64 minimumQuote;
        PoolRounds.Timing timing;
        PoolLimits limits;
        /// The treasury's feeds, with how old their answers may be here; of BTC/USD, how long the next one may take.
        PriceFeeds feeds;
        PriceBounds bounds;
    }

    struct PoolContracts {
        PoolPrices prices;
        SlotCipher cipher;
        HonkProofVerifier proofVerifier;
        CREDarkPool pool;
    }

    /// @dev What the pool shares with everything else.
    struct PoolSetting {
        address owner;
        address guardian;
        uint256 delay;
        IERC20Metadata collateral;
        IERC20Metadata payment;
    }

    function _deployDarkPool(DarkPoolConfig memory config, PoolSetting memory setting, EnclaveContracts memory enclaves)
        internal
        returns (PoolContracts memory deployed)
    {
        deployed.prices = new PoolPrices(config.feeds, config.bounds, setting.collateral, setting.payment);
        deployed.cipher = new SlotCipher();
        deployed.proofVerifier = _deployProofVerifier(config.honkVerifier);
        CREDarkPool.Wiring memory wiring = CREDarkPool.Wiring({
            collateral: setting.collateral,
            payment: setting.payment,
            enclaveRegistry: enclaves.registry,
            attestationVerifier: enclaves.matcherVerifier,
            proofVerifier: deployed.proofVerifier,
            prices: deployed.prices,
            cipher: deployed.cipher,
            minimumQuote: config.minimumQuote,
            timing: config.timing
        });
        deployed.pool = new CREDarkPool(
            setting.owner, setting.guardian, setting.delay, wiring, config.limits, _withNext(config.admitted)
        );
    }

    /// @dev `admitted`, and the address of the contract that is deployed right after the pool: the treasury.
    function _withNext(address[] memory admitted) private returns (address[] memory all) {
        (VmSafe.CallerMode mode, address broadcaster,) = vm.readCallers();
        address deployer = mode == VmSafe.CallerMode.None ? address(this) : broadcaster;
        all = new address[](admitted.length + 1);
        for (uint256 i = 0; i < admitted.length; ++i) {
            all[i] = admitted[i];
        }
        all[admitted.length] = vm.computeCreateAddress(deployer, vm.getNonce(deployer) + 1);
    }

    /// @param feeds The treasury's.
    function _readDarkPool(string memory json, PriceFeeds memory feeds)
        internal
        pure
        returns (DarkPoolConfig memory config)
    {
        config.admitted = vm.parseJsonAddressArray(json, ".darkPool.admitted");
        config.honkVerifier = _readHonkVerifier(json);
        config.minimumQuote = vm.parseJsonUint(json, ".darkPool.minimumQuote").toUint64();
        config.timing = PoolRounds.Timing({
            roundsPerRequest: vm.parseJsonUint(json, ".darkPool.roundsPerRequest").toUint8(),
            settlementWindow: vm.parseJsonUint(json, ".darkPool.settlementWindow").toUint40(),
            idleInterval: vm.parseJsonUint(json, ".darkPool.idleInterval").toUint40(),
            exitDelay: vm.parseJsonUint(json, ".darkPool.exitDelay").toUint40()
        });
        config.limits = PoolLimits({
            minCollateralDeposit: vm.parseJsonUint(json, ".darkPool.limits.minCollateralDeposit").toUint64(),
            minPaymentDeposit: vm.parseJsonUint(json, ".darkPool.limits.minPaymentDeposit").toUint64(),
            requestStake: vm.parseJsonUint(json, ".darkPool.limits.requestStake").toUint96(),
            maxPremiumBps: vm.parseJsonUint(json, ".darkPool.limits.maxPremiumBps").toUint16()
        });
        // Copies: in memory, an assignment shares.
        config.feeds.btcUsd.aggregator = feeds.btcUsd.aggregator;
        config.feeds.wbtcBtc.aggregator = feeds.wbtcBtc.aggregator;
        config.feeds.usdcUsd.aggregator = feeds.usdcUsd.aggregator;
        config.feeds.btcUsd.maxAge = vm.parseJsonUint(json, ".darkPool.prices.btcUsdMaxAge").toUint32();
        config.feeds.wbtcBtc.maxAge = vm.parseJsonUint(json, ".darkPool.prices.wbtcBtcMaxAge").toUint32();
        config.feeds.usdcUsd.maxAge = vm.parseJsonUint(json, ".darkPool.prices.usdcUsdMaxAge").toUint32();
        config.bounds.minBtcUsd = vm.parseJsonUint(json, ".darkPool.prices.minBtcUsd").toUint96();
        config.bounds.maxBtcUsd = vm.parseJsonUint(json, ".darkPool.prices.maxBtcUsd").toUint96();
        config.bounds.maxDepegBps = vm.parseJsonUint(json, ".darkPool.prices.maxDepegBps").toUint16();
    }
}
