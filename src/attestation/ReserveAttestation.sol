// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../governance/Governed.sol";
import {IReceiver} from "../interfaces/IReceiver.sol";
import {IReserveAttestation} from "../interfaces/IReserveAttestation.sol";
import {PoolOrder, RecordedReport, ReserveReport, ReserveStatus, UnknownReason} from "../types/ReserveReport.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title ReserveAttestation
/// @notice Answers one question: what was last proven about this reserve, and is it still fresh?
///
/// TRUST
/// @dev Only the forwarder may deliver, and only reports of one pinned workflow of one pinned owner are recorded.
/// @dev If more than f of the DON's nodes lie, the status lies; nothing else can move it.
///
/// TIME
/// @dev A report is identified by its epoch, the scheduled time of the run. Epochs strictly increase and are never in
/// @dev the future, so a report is recorded at most once and never out of order. Freshness is measured from the older
/// @dev of epoch and custodian's statement: delivery cannot make old figures young.
///
/// PRIVACY
/// @dev No reserve figure reaches storage, logs or errors. Orders are ciphertexts of constant size.
///
/// PAUSE
/// @dev A pause turns the status UNKNOWN; reports are recorded all the same, so that nothing is lost.
///
/// NOT DONE HERE
/// @dev No aggregation of several workflows, no upgrade. The DON's signatures are checked by the forwarder.
contract ReserveAttestation is IReserveAttestation, IReceiver, Governed {
    /// @notice The chain id of local and forked chains, where development guards may be relaxed.
    uint256 public constant DEVELOPMENT_CHAIN_ID = 31337;

    /// @dev Workflow id (32), workflow name (10), workflow owner (20), report id (2), as KeystoneForwarder sends it.
    uint256 private constant METADATA_LENGTH = 64;
    uint256 private constant WORKFLOW_OWNER_OFFSET = 42;

    /// @dev abi.encode(ReserveReport): 12 words.
    uint256 private constant REPORT_LENGTH = 384;

    address public immutable forwarder;
    address public immutable workflowOwner;

    /// @notice Seconds after which a report no longer says anything.
    uint256 public immutable maxAge;

    /// @notice May call {updateAttestation}; zero in production.
    address public immutable localOperator;

    /// @notice The one workflow whose reports are recorded; zero accepts none.
    bytes32 public workflowId;

    RecordedReport private _latest;

    constructor(
        address owner_,
        address guardian_,
        uint256 delay_,
        address forwarder_,
        address workflowOwner_,
        uint256 maxAge_,
        address localOperator_
    ) Governed(owner_, guardian_, delay_) {
        require(forwarder_ != address(0), ZeroAddress("forwarder"));
        require(workflowOwner_ != address(0), ZeroAddress("workflowOwner"));
        require(maxAge_ != 0, MaxAgeZero());
        require(
            localOperator_ == address(0) || block.chainid == DEVELOPMENT_CHAIN_ID,
            LocalOperatorForbidden(block.chainid, DEVELOPMENT_CHAIN_ID)
        );
        forwarder = forwarder_;
        workflowOwner = workflowOwner_;
        maxAge = maxAge_;
        localOperator = localOperator_;
    }

    /// @notice Records the report that the forwarder delivers.
    /// @dev Emits {ReportRecorded}, then {ReserveStatusUpdated}. The forwarder swallows a revert: whoever writes must
    /// read `ReportProcessed.result`.
    /// Requirements:
    /// - `msg.sender` is the forwarder, the metadata names the accepted workflow and its owner;
    /// - the payload names this chain and this contract;
    /// - `epoch` is newer than the recorded one, not in the future, not older than `maxAge`;
    /// - `statementAt` is not before the recorded one, not in the future, not older than `maxAge`.
    /// @param metadata 64 bytes, packed: workflow id (32), name (10), owner (20), report id (2).
    /// @param report   abi.encode({ReserveReport}), 384 bytes. A word beyond the range of its type reverts without data.
    /// @custom:source  Chainlink Keystone, IReceiver; read 2026-11.
    function onReport(bytes calldata metadata, bytes calldata report) external {
        require(msg.sender == forwarder, SenderNotForwarder(msg.sender, forwarder));
        require(metadata.length == METADATA_LENGTH, MetadataLengthInvalid(metadata.length, METADATA_LENGTH));
        require(report.length == REPORT_LENGTH, ReportLengthInvalid(report.length, REPORT_LENGTH));
        _requireAcceptedWorkflow(metadata);

        ReserveReport memory decoded = abi.decode(report, (ReserveReport));
        require(decoded.chainId == block.chainid, ChainInvalid(decoded.chainId, block.chainid));
        require(decoded.receiver == address(this), ReceiverInvalid(decoded.receiver, address(this)));

        _record(decoded);
    }

    /// @inheritdoc IReserveAttestation
    function updateAttestation(bool isSolvent_) external {
        require(localOperator != address(0) && msg.sender == localOperator, NotLocalOperator(msg.sender, localOperator));

        ReserveReport memory statement;
        statement.epoch = uint40(block.timestamp);
        statement.statementAt = uint40(block.timestamp);
        statement.isSolvent = isSolvent_;
        statement.mintCeiling = _latest.mintCeiling;
        _record(statement);
    }

    /// @inheritdoc IReserveAttestation
    function acceptWorkflow(bytes32 workflowId_) external onlyOwner {
        require(workflowId_ != 0, WorkflowIdZero());
        if (workflowId != 0) _consumeSchedule();

        emit WorkflowAccepted(workflowId, workflowId_);
        workflowId = workflowId_;
    }

    /// @inheritdoc IReserveAttestation
    function isSolvent() external view returns (bool) {
        (ReserveStatus current,) = status();
        return current == ReserveStatus.SOLVENT;
    }

    /// @inheritdoc IReserveAttestation
    function lastUpdated() external view returns (uint256) {
        return _latest.recordedAt;
    }

    /// @inheritdoc IReserveAttestation
    function insolventSince() external view returns (uint256) {
        return _latest.insolventSince;
    }

    /// @inheritdoc IReserveAttestation
    function latestReport() external view returns (RecordedReport memory) {
        return _latest;
    }

    /// @notice ERC-165: {IReceiver} and ERC-165 itself.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IReceiver).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    /// @inheritdoc IReserveAttestation
    function status() public view returns (ReserveStatus, UnknownReason) {
        if (paused) return (ReserveStatus.UNKNOWN, UnknownReason.PAUSED);
        if (_latest.epoch == 0) return (ReserveStatus.UNKNOWN, UnknownReason.NEVER_REPORTED);

        uint256 asOf = _latest.epoch < _latest.statementAt ? _latest.epoch : _latest.statementAt;
        if (asOf < _oldestFresh()) return (ReserveStatus.UNKNOWN, UnknownReason.STALE);

        return (_latest.insolventSince == 0 ? ReserveStatus.SOLVENT : ReserveStatus.INSOLVENT, UnknownReason.NONE);
    }

    function _record(ReserveReport memory report) private {
        // Read together, and field by field written together: the compiler makes one access per slot of it.
        uint256 lastEpoch = _latest.epoch;
        uint256 lastStatementAt = _latest.statementAt;
        uint40 since = _latest.insolventSince;

        uint256 epoch = report.epoch;
        uint256 statementAt = report.statementAt;
        uint256 oldest = _oldestFresh();
        require(epoch > lastEpoch, EpochNotNewer(epoch, lastEpoch));
        require(epoch <= block.timestamp, EpochInFuture(epoch, block.timestamp));
        require(epoch >= oldest, EpochStale(epoch, oldest));
        require(statementAt >= lastStatementAt, StatementOlder(statementAt, lastStatementAt));
        require(statementAt <= block.timestamp, StatementInFuture(statementAt, block.timestamp));
        require(statementAt >= oldest, StatementStale(statementAt, oldest));

        if (report.isSolvent) since = 0;
        else if (since == 0) since = uint40(block.timestamp);

        _latest.epoch = report.epoch;
        _latest.statementAt = report.statementAt;
        _latest.recordedAt = uint40(block.timestamp);
        _latest.insolventSince = since;
        _latest.mintCeiling = report.mintCeiling;
        _latest.orderDigest = report.orderDigest;

        emit ReportRecorded(
            report.epoch,
            report.statementAt,
            report.mintCeiling,
            report.poolOrder,
            report.sealedOrder,
            report.orderDigest
        );
        emit ReserveStatusUpdated(report.isSolvent, block.timestamp);
    }

    /// @dev Workflow id and owner; the name says nothing that the id does not.
    function _requireAcceptedWorkflow(bytes calldata metadata) private view {
        // Metadata is 64 bytes here; the cast keeps the first 32, cheaper than a slice.
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes32 givenId = bytes32(metadata);
        bytes32 acceptedId = workflowId;
        // The zero id is refused by name, because it also stands for "none accepted yet".
        require(givenId != 0 && givenId == acceptedId, WorkflowNotAccepted(givenId, acceptedId));
        address givenOwner = address(bytes20(metadata[WORKFLOW_OWNER_OFFSET:]));
        require(givenOwner == workflowOwner, WorkflowOwnerInvalid(givenOwner, workflowOwner));
    }

    /// @dev The oldest time that still counts as fresh. Saturating: error arguments are computed even when the check
    /// holds, so a subtraction that could underflow would refuse good reports on a chain younger than `maxAge`.
    function _oldestFresh() private view returns (uint256) {
        return Math.saturatingSub(block.timestamp, maxAge);
    }
}
