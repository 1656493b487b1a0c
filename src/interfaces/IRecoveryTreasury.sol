// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RecoveryLimits} from "../types/RecoveryLimits.sol";
import {PoolOrder, ReserveStatus} from "../types/ReserveReport.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title IRecoveryTreasury
/// @notice Holds the healing funds and turns an attested order into one bounded swap into the reserve.
/// @dev Amounts are base units of the payment token (USDC, 1e-6) or of the collateral (WBTC, 1e-8). Times are Unix
/// seconds.
interface IRecoveryTreasury {
    /// @notice Collateral was bought and sent to the reserve.
    /// @dev Listeners may assume:
    /// - at most one is emitted per epoch, in increasing order of epochs;
    /// - `delivered` has arrived at the reserve and is not less than `minOut`;
    /// - `spent` has left the treasury, and nothing else left it in that call.
    /// @param byAgent False when someone healed through {healFallback}.
    event Healed(uint40 indexed epoch, bool byAgent, uint256 spent, uint256 delivered, uint256 minOut);

    /// @notice The order of an epoch went to the dark pool. Nobody here knows what it wants, if anything.
    /// @dev Listeners may assume: at most one is emitted per epoch, in increasing order of epochs.
    event CollateralRequestSent(uint40 indexed epoch, uint256 indexed requestId);

    event AgentSet(address indexed previous, address indexed current);
    event LimitsSet(RecoveryLimits limits);

    /// @notice The owner took tokens back, after the delay.
    event Withdrawn(IERC20 indexed token, address indexed to, uint256 amount);

    error NotAgent(address sender, address agent);
    error TreasuryPaused();
    /// Thrown when the attestation is not fresh, or not INSOLVENT where that is required.
    error StatusUnfit(ReserveStatus status);
    /// Thrown when the report that was to be healed is not the latest one.
    error EpochNotLatest(uint256 given, uint256 latest);
    /// Thrown when this or a later epoch was healed already.
    error EpochAlreadyHealed(uint256 given, uint256 lastHealed);
    /// Thrown when order, salt and pool order do not hash to what the report committed to.
    error OrderNotAttested(bytes32 given, bytes32 attested);
    /// Thrown when the custodian's figures may not contain yet what last came to the reserve, by a heal or out of the pool.
    error StatementBeforeSettlement(uint256 statementAt, uint256 settledAt);
    /// Thrown when the report may not have seen the last request yet, and so could order the same again, there or here.
    error ReportBeforeRequest(uint256 epoch, uint256 lastRequestAt);
    error SpendZero();
    error SpendAboveActionLimit(uint256 given, uint256 limit);
    /// Thrown when the agent would accept less than the feeds' price allows.
    error MinOutTooLow(uint256 given, uint256 wanted);
    /// Thrown when the reserve did not receive what was demanded.
    error DeliveryShort(uint256 received, uint256 wanted);
    /// Thrown when more, or less, left the treasury than the order says.
    error SpendMismatch(uint256 spent, uint256 wanted);
    error FallbackTooEarly(uint256 nowAt, uint256 readyAt);
    error LimitInvalid(string limit, uint256 given);
    error WindowZero();
    /// Thrown at construction when heals would deliver to the treasury itself, where the owner could withdraw them.
    error ReserveIsTreasury();
    /// Thrown at construction when heals would spend what they deliver.
    error TokensEqual(address token);

    /// @notice Executes the small order of the latest report: a swap of payment tokens into collateral, delivered to
    /// the reserve. Emits {Healed}.
    /// Requirements:
    /// - `msg.sender` is the agent, nothing is paused;
    /// - the attestation is fresh (SOLVENT or INSOLVENT), `epoch` is its latest and was not healed yet;
    /// - `epoch` is later than the last request, or that of its order;
    /// - the report's digest commits to `poolOrder`, `spend` and `salt`;
    /// - the custodian's statement is later than {IReserveSlot-settledAt};
    /// - `spend` is within the limits per action and per window;
    /// - `minOut` is not below the feeds' price less the allowed slippage, every feed fresh and within its bounds.
    /// @param epoch     Epoch of the report.
    /// @param spend     Payment tokens to spend, exactly.
    /// @param salt      The salt of the sealed order.
    /// @param poolOrder As emitted with the report.
    /// @param minOut    Least collateral that the agent accepts.
    /// @return delivered Collateral that arrived at the reserve.
    function heal(uint40 epoch, uint256 spend, bytes32 salt, PoolOrder calldata poolOrder, uint256 minOut)
        external
        returns (uint256 delivered);

    /// @notice Hands the latest report's order for the pool to the pool, whatever it holds. Emits {CollateralRequestSent}.
    /// Requirements:
    /// - `msg.sender` is the agent, nothing is paused;
    /// - the attestation is fresh, `epoch` is its latest and later than the last request;
    /// - the report's digest commits to `poolOrder`, whose nonce counts by `epoch`, and `hiddenSpend`;
    /// - the custodian's statement is later than {IReserveSlot-settledAt};
    /// - the schedule's interval has passed, the treasury has the stake, and the pool has no request of anybody.
    /// @param poolOrder   As emitted with the report.
    /// @param hiddenSpend keccak256(abi.encode(spend, salt)) of the small order.
    function request(uint40 epoch, PoolOrder calldata poolOrder, bytes32 hiddenSpend)
        external
        returns (uint256 requestId);

    /// @notice Heals a fixed small amount when the agent is dead; open to anyone. Emits {Healed}.
    /// Requirements:
    /// - nothing is paused, the attestation is freshly INSOLVENT;
    /// - not before {fallbackReadyAt};
    /// - the same rules of epoch, settlement lag, limits and price as {heal}.
    /// @return delivered Collateral that arrived at the reserve.
    function healFallback() external returns (uint256 delivered);

    /// @notice The earliest time of a fallback heal while the reserve stays INSOLVENT: `fallbackDelay` after the later
    /// of the insolvency's begin and the last heal, and one window after the last fallback. Meaningless when solvent.
    function fallbackReadyAt() external view returns (uint256);

    /// @notice What {heal} demands at least for `spend` now. Rounded up. Reverts as {heal} does on a bad price.
    /// @param spend Base units of the payment token; above type(uint112).max the product may overflow and revert.
    function minimumOut(uint256 spend) external view returns (uint256);

    /// @notice What may still be spent now within the window.
    function available() external view returns (uint256);

    function limits() external view returns (RecoveryLimits memory);

    /// @notice Replaces the agent's key, at once: no agent can exceed the limits. Zero leaves only the fallback.
    /// Emits {AgentSet}. Requirements: the owner.
    function setAgent(address agent_) external;

    /// @notice Replaces the limits. Emits {LimitsSet}. Requirements: the owner, after the delay.
    function setLimits(RecoveryLimits calldata limits_) external;

    /// @notice Sends tokens to the owner. Emits {Withdrawn}. Requirements: the owner, after the delay.
    function withdraw(IERC20 token, uint256 amount) external;
}
