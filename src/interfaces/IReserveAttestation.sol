// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolOrder, RecordedReport, ReserveStatus, SealedOrder, UnknownReason} from "../types/ReserveReport.sol";

/// @title IReserveAttestation
/// @notice What was last proven about a reserve, and whether that is still fresh. All times are Unix seconds.
interface IReserveAttestation {
    /// @notice A report (or, on a development chain, the local operator) stated whether the reserve is solvent.
    /// @dev Listeners may assume:
    /// - exactly one is emitted per recorded report, in the order of epochs;
    /// - it says what was reported, not what is fresh now: read {status} before acting.
    /// @param isSolvent What the report stated.
    /// @param timestamp Time of the recording block.
    event ReserveStatusUpdated(bool isSolvent, uint256 timestamp);

    /// @notice Everything else the report carried. The chain is the only transport of the orders.
    /// @dev Listeners may assume:
    /// - it directly precedes the {ReserveStatusUpdated} of the same report;
    /// - `epoch` is greater than in every earlier one, and not later than the block's time;
    /// - `statementAt` is not less than in any earlier one;
    /// - `orderDigest` is what {latestReport} answers until the next one.
    event ReportRecorded(
        uint40 indexed epoch,
        uint40 statementAt,
        uint96 mintCeiling,
        PoolOrder poolOrder,
        SealedOrder sealedOrder,
        bytes32 orderDigest
    );

    /// @notice Reports of `current`, and of no other workflow, are recorded from now on.
    event WorkflowAccepted(bytes32 indexed previous, bytes32 indexed current);

    /// Thrown when a report does not come through the forwarder.
    error SenderNotForwarder(address sender, address forwarder);
    /// Thrown when metadata is not exactly workflow id (32), name (10), owner (20) and report id (2).
    error MetadataLengthInvalid(uint256 given, uint256 wanted);
    /// Thrown when the payload is not exactly one encoded {ReserveReport}.
    error ReportLengthInvalid(uint256 given, uint256 wanted);
    error WorkflowNotAccepted(bytes32 given, bytes32 wanted);
    error WorkflowOwnerInvalid(address given, address wanted);
    error ChainInvalid(uint256 given, uint256 wanted);
    error ReceiverInvalid(address given, address wanted);
    /// Thrown when a report is a repetition, or older than the recorded one.
    error EpochNotNewer(uint256 given, uint256 recorded);
    error EpochInFuture(uint256 given, uint256 nowAt);
    error EpochStale(uint256 given, uint256 oldestAccepted);
    /// Thrown when the custodian's time runs backwards.
    error StatementOlder(uint256 given, uint256 recorded);
    error StatementInFuture(uint256 given, uint256 nowAt);
    error StatementStale(uint256 given, uint256 oldestAccepted);
    /// Thrown when anyone but the local operator calls {updateAttestation}; in production that is everyone.
    error NotLocalOperator(address sender, address localOperator);
    /// Thrown at construction when a local operator is named on a chain that is not a development chain.
    error LocalOperatorForbidden(uint256 chainId, uint256 developmentChainId);
    error MaxAgeZero();
    error WorkflowIdZero();

    /// @notice The status now, and why when it is UNKNOWN.
    /// @dev Can change by time alone: SOLVENT and INSOLVENT become UNKNOWN (STALE) when more than `maxAge` has passed
    /// since the older of the report's epoch and the custodian's statement.
    function status() external view returns (ReserveStatus, UnknownReason);

    /// @notice True only for a fresh, unpaused SOLVENT. Unknown is never solvent.
    function isSolvent() external view returns (bool);

    /// @notice Time of the block that recorded the last report; zero when there is none.
    function lastUpdated() external view returns (uint256);

    /// @notice When the current run of insolvent reports began; zero when the last report was solvent.
    /// @dev Reset only by a solvent report, not by staleness.
    function insolventSince() external view returns (uint256);

    /// @notice The last report, fresh or not.
    function latestReport() external view returns (RecordedReport memory);

    /// @notice Records a status without a report, for local simulation. Carries no orders.
    /// @dev Emits {ReportRecorded} and {ReserveStatusUpdated}.
    /// Requirements: `msg.sender` is the local operator, which exists only on chain id 31337.
    function updateAttestation(bool isSolvent_) external;

    /// @notice Accepts the workflow that may report from now on; all others are refused.
    /// @dev Emits {WorkflowAccepted}. A workflow's id changes with its binary and with its configuration.
    /// Requirements: the owner; at once for the first id of a fresh deployment, later only after the delay.
    /// @param workflowId_ sha256 over owner, name, binary, configuration and secrets URL, first byte zero.
    /// @custom:source Chainlink CRE, chainlink-common GenerateWorkflowID; read 2026-11.
    function acceptWorkflow(bytes32 workflowId_) external;
}
