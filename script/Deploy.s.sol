// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ReserveAttestation} from "../src/attestation/ReserveAttestation.sol";
import {ICREDarkPool} from "../src/interfaces/ICREDarkPool.sol";
import {IReserveAttestation} from "../src/interfaces/IReserveAttestation.sol";
import {ISwapRouter02} from "../src/interfaces/ISwapRouter02.sol";
import {RecoveryTreasury} from "../src/recovery/RecoveryTreasury.sol";
import {PoolSchedule} from "../src/types/PoolSchedule.sol";
import {PriceFeed, PriceFeeds, RecoveryLimits} from "../src/types/RecoveryLimits.sol";
import {PoolDeployment} from "./PoolDeployment.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Script} from "forge-std/Script.sol";

/// @title Deploy
/// @notice Deploys attestation, treasury, dark pool and the contracts of enclaves from one JSON file, the same way locally
/// and in production.
/// @dev forge script script/Deploy.s.sol --rpc-url URL --broadcast (with --account, --ledger or --private-key).
/// Environment: DEPLOY_CONFIG, the configuration (script/config/example.json shows its shape);
/// DEPLOYMENT_FILE, where the addresses go (default script/deployments/<chainId>.json).
contract Deploy is Script, PoolDeployment {
    using SafeCast for uint256;

    uint256 internal constant DEVELOPMENT_CHAIN_ID = 31337;
    uint256 internal constant MIN_PRODUCTION_DELAY = 1 days;

    /// @dev Everything that is decided at deployment. Times in seconds.
    struct Config {
        address owner;
        address guardian;
        uint256 delay;
        address forwarder;
        address workflowOwner;
        uint256 maxAge;
        address localOperator;
        address agent;
        RecoveryTreasury.Wiring wiring;
        RecoveryLimits limits;
        PoolSchedule schedule;
        EnclaveConfig enclaves;
        DarkPoolConfig darkPool;
    }

    struct Contracts {
        ReserveAttestation attestation;
        RecoveryTreasury treasury;
        EnclaveContracts enclaves;
        PoolContracts darkPool;
    }

    error NoCode(string name, address at);
    error LocalOperatorForbidden(uint256 chainId);
    error DelayTooShort(uint256 given, uint256 minimum);
    error OwnerIsGuardian(address both);
    error RequestIntervalTooShort(uint256 given, uint256 maxAge);
    /// Thrown when the treasury did not get the address that the pool admitted.
    error TreasuryElsewhere(address treasury);

    function run() external returns (Contracts memory deployed) {
        Config memory config = readConfig(vm.readFile(vm.envString("DEPLOY_CONFIG")));
        vm.startBroadcast();
        deployed = deploy(config);
        vm.stopBroadcast();
        _writeDeployment(config, deployed);
    }

    /// @notice Deploys what `config` says, or refuses it. Takes no key and reads no environment, so tests call it too.
    function deploy(Config memory config) public returns (Contracts memory deployed) {
        _validate(config);
        deployed.attestation = new ReserveAttestation(
            config.owner,
            config.guardian,
            config.delay,
            config.forwarder,
            config.workflowOwner,
            config.maxAge,
            config.localOperator
        );
        config.wiring.attestation = deployed.attestation;
        deployed.enclaves = _deployEnclaves(config.enclaves, config.owner, config.guardian, config.delay);
        PoolSetting memory setting = PoolSetting({
            owner: config.owner,
            guardian: config.guardian,
            delay: config.delay,
            collateral: config.wiring.collateral,
            payment: config.wiring.payment
        });
        // Treasury and pool name each other: the pool's constructor admits the address that the treasury gets next.
        deployed.darkPool = _deployDarkPool(config.darkPool, setting, deployed.enclaves);
        config.wiring.pool = deployed.darkPool.pool;
        deployed.treasury = new RecoveryTreasury(
            config.owner, config.guardian, config.delay, config.agent, config.wiring, config.limits, config.schedule
        );
        require(
            deployed.darkPool.pool.isAdmitted(address(deployed.treasury)), TreasuryElsewhere(address(deployed.treasury))
        );
    }

    /// @notice Parses the configuration file. Every key is required; amounts are decimal strings.
    function readConfig(string memory json) public view returns (Config memory config) {
        config.owner = vm.parseJsonAddress(json, ".owner");
        config.guardian = vm.parseJsonAddress(json, ".guardian");
        config.delay = vm.parseJsonUint(json, ".delay");
        config.forwarder = vm.parseJsonAddress(json, ".forwarder");
        config.workflowOwner = vm.parseJsonAddress(json, ".workflowOwner");
        config.maxAge = vm.parseJsonUint(json, ".maxAge");
        config.localOperator = vm.parseJsonAddress(json, ".localOperator");
        config.agent = vm.parseJsonAddress(json, ".agent");
        config.wiring = RecoveryTreasury.Wiring({
            attestation: IReserveAttestation(address(0)),
            collateral: IERC20Metadata(vm.parseJsonAddress(json, ".collateral")),
            payment: IERC20Metadata(vm.parseJsonAddress(json, ".payment")),
            reserve: vm.parseJsonAddress(json, ".reserve"),
            router: ISwapRouter02(vm.parseJsonAddress(json, ".router")),
            poolFee: vm.parseJsonUint(json, ".poolFee").toUint24(),
            window: vm.parseJsonUint(json, ".window").toUint40(),
            feeds: PriceFeeds({
                btcUsd: _readFeed(json, ".feeds.btcUsd"),
                wbtcBtc: _readFeed(json, ".feeds.wbtcBtc"),
                usdcUsd: _readFeed(json, ".feeds.usdcUsd")
            }),
            pool: ICREDarkPool(address(0))
        });
        config.limits = RecoveryLimits({
            perAction: vm.parseJsonUint(json, ".limits.perAction").toUint112(),
            perWindow: vm.parseJsonUint(json, ".limits.perWindow").toUint112(),
            settlementLag: vm.parseJsonUint(json, ".limits.settlementLag").toUint40(),
            fallbackDelay: vm.parseJsonUint(json, ".limits.fallbackDelay").toUint40(),
            fallbackSpend: vm.parseJsonUint(json, ".limits.fallbackSpend").toUint112(),
            maxSlippageBps: vm.parseJsonUint(json, ".limits.maxSlippageBps").toUint16(),
            maxDepegBps: vm.parseJsonUint(json, ".limits.maxDepegBps").toUint16(),
            minBtcUsd: vm.parseJsonUint(json, ".limits.minBtcUsd").toUint96(),
            maxBtcUsd: vm.parseJsonUint(json, ".limits.maxBtcUsd").toUint96()
        });
        config.schedule = PoolSchedule({
            premiumBps: vm.parseJsonUint(json, ".poolSchedule.premiumBps").toUint16(),
            timeout: vm.parseJsonUint(json, ".poolSchedule.timeout").toUint40(),
            requestInterval: vm.parseJsonUint(json, ".poolSchedule.requestInterval").toUint40(),
            deposit: vm.parseJsonUint(json, ".poolSchedule.deposit").toUint64(),
            depositInterval: vm.parseJsonUint(json, ".poolSchedule.depositInterval").toUint40()
        });
        config.enclaves = _readEnclaves(json);
        config.darkPool = _readDarkPool(json, config.wiring.feeds);
    }

    function _readFeed(string memory json, string memory key) private pure returns (PriceFeed memory) {
        return PriceFeed({
            aggregator: vm.parseJsonAddress(json, string.concat(key, ".aggregator")),
            maxAge: vm.parseJsonUint(json, string.concat(key, ".maxAge")).toUint32()
        });
    }

    /// @dev Development privileges stay on the development chain; every contract that is trusted must exist.
    function _validate(Config memory config) private view {
        if (block.chainid != DEVELOPMENT_CHAIN_ID) {
            require(config.localOperator == address(0), LocalOperatorForbidden(block.chainid));
            require(config.delay >= MIN_PRODUCTION_DELAY, DelayTooShort(config.delay, MIN_PRODUCTION_DELAY));
            _requireIntelRoot(config.enclaves);
            // A report that a lagging node made before it saw a request must be stale when the next request is due.
            uint256 interval = config.schedule.requestInterval;
            require(interval > config.maxAge, RequestIntervalTooShort(interval, config.maxAge));
        }
        _requireProofVerifier(config.darkPool.honkVerifier);
        require(config.owner != config.guardian, OwnerIsGuardian(config.owner));
        _requireCode("forwarder", config.forwarder);
        _requireCode("collateral", address(config.wiring.collateral));
        _requireCode("payment", address(config.wiring.payment));
        _requireCode("router", address(config.wiring.router));
        _requireCode("feeds.btcUsd", config.wiring.feeds.btcUsd.aggregator);
        _requireCode("feeds.wbtcBtc", config.wiring.feeds.wbtcBtc.aggregator);
        _requireCode("feeds.usdcUsd", config.wiring.feeds.usdcUsd.aggregator);
    }

    function _requireCode(string memory name, address at) private view {
        require(at.code.length != 0, NoCode(name, at));
    }

    function _writeDeployment(Config memory config, Contracts memory deployed) private {
        string memory key = "deployment";
        vm.serializeUint(key, "chainId", block.chainid);
        vm.serializeUint(key, "startBlock", block.number);
        vm.serializeAddress(key, "forwarder", config.forwarder);
        vm.serializeAddress(key, "reserve", config.wiring.reserve);
        vm.serializeAddress(key, "reserveAttestation", address(deployed.attestation));
        vm.serializeAddress(key, "crlStore", address(deployed.enclaves.crlStore));
        vm.serializeAddress(key, "tcbStore", address(deployed.enclaves.tcbStore));
        vm.serializeAddress(key, "quoteVerifier", address(deployed.enclaves.quoteVerifier));
        vm.serializeAddress(key, "enclaveRegistry", address(deployed.enclaves.registry));
        vm.serializeAddress(key, "matcherVerifier", address(deployed.enclaves.matcherVerifier));
        vm.serializeAddress(key, "darkPool", address(deployed.darkPool.pool));
        vm.serializeAddress(key, "poolPrices", address(deployed.darkPool.prices));
        vm.serializeAddress(key, "slotCipher", address(deployed.darkPool.cipher));
        vm.serializeAddress(key, "proofVerifier", address(deployed.darkPool.proofVerifier));
        string memory json = vm.serializeAddress(key, "recoveryTreasury", address(deployed.treasury));
        string memory byChain = string.concat("script/deployments/", vm.toString(block.chainid), ".json");
        vm.writeJson(json, vm.envOr("DEPLOYMENT_FILE", byChain));
    }
}
