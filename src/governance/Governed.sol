// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title Governed
/// @notice An owner who can change things only after a public delay, and a guardian who can only stop things.
///
/// TRUST
/// @dev A stolen owner key changes nothing before `delay` has passed, in public; at once it can only lift a pause. The
/// @dev guardian can cancel what it scheduled and pause; it can start nothing, so a stolen guardian key moves no funds.
/// @dev It costs availability for as long as the thief holds it, because it can also cancel its own replacement.
///
/// HOW A DELAYED CALL WORKS
/// @dev 1. The owner calls {schedule} with the exact calldata. 2. After `delay` the owner sends that calldata.
/// @dev Any other arguments have another hash and are refused. One schedule permits one call.
///
/// NOT DONE HERE
/// @dev Ownership moves in two steps but without delay. Scheduled calls do not expire; cancel them.
abstract contract Governed is Ownable2Step {
    /// @notice Seconds between {schedule} and the earliest execution.
    uint256 public immutable delay;

    /// @notice Unix seconds from which a scheduled call may be executed; zero when it is not scheduled.
    mapping(bytes32 callHash => uint256 readyAt) public readyAt;

    /// @notice May pause and cancel, and end what the contract that inherits this says; may start nothing.
    address public guardian;

    /// @notice True while the guardian's or the owner's stop is in force.
    /// @dev Last, so that a contract that inherits this can fill its word with what is read together with it.
    bool public paused;

    /// @notice A call will be possible from `readyAt` on. `data` is its full calldata, so everyone can see it coming.
    event CallScheduled(bytes32 indexed callHash, uint256 readyAt, bytes data);
    event CallCancelled(bytes32 indexed callHash);
    event CallExecuted(bytes32 indexed callHash);
    event GuardianSet(address indexed previous, address indexed current);
    event PauseSet(bool paused, address indexed by);

    error ZeroAddress(string parameter);
    error NotGuardian(address sender, address guardian);
    error CallAlreadyScheduled(bytes32 callHash, uint256 readyAt);
    error CallNotScheduled(bytes32 callHash);
    error CallNotReady(bytes32 callHash, uint256 readyAt, uint256 nowAt);
    error OwnershipNotRenounceable();

    constructor(address owner_, address guardian_, uint256 delay_) Ownable(owner_) {
        require(guardian_ != address(0), ZeroAddress("guardian"));
        guardian = guardian_;
        delay = delay_;
        emit GuardianSet(address(0), guardian_);
    }

    /// @dev The owner, with calldata that was scheduled at least `delay` ago. Consumes the schedule.
    modifier onlyOwnerAfterDelay() {
        _checkOwner();
        _consumeSchedule();
        _;
    }

    modifier onlyGuardianOrOwner() {
        require(msg.sender == guardian || msg.sender == owner(), NotGuardian(msg.sender, guardian));
        _;
    }

    /// @notice Announces a call of this contract. Emits {CallScheduled}.
    /// @param data Selector and ABI-encoded arguments, byte for byte as they will be sent.
    function schedule(bytes calldata data) external onlyOwner {
        bytes32 callHash = keccak256(data);
        require(readyAt[callHash] == 0, CallAlreadyScheduled(callHash, readyAt[callHash]));

        uint256 at = block.timestamp + delay;
        readyAt[callHash] = at;

        emit CallScheduled(callHash, at, data);
    }

    /// @notice Withdraws an announcement. Emits {CallCancelled}.
    function cancel(bytes32 callHash) external onlyGuardianOrOwner {
        require(readyAt[callHash] != 0, CallNotScheduled(callHash));

        delete readyAt[callHash];

        emit CallCancelled(callHash);
    }

    /// @notice Stops everything that {paused} guards. Emits {PauseSet}.
    function pause() external onlyGuardianOrOwner {
        _setPaused(true);
    }

    /// @notice Lifts the stop. Emits {PauseSet}.
    function unpause() external onlyOwner {
        _setPaused(false);
    }

    /// @notice Replaces the guardian, after the delay. Emits {GuardianSet}.
    function setGuardian(address guardian_) external onlyOwnerAfterDelay {
        require(guardian_ != address(0), ZeroAddress("guardian"));
        emit GuardianSet(guardian, guardian_);
        guardian = guardian_;
    }

    /// @notice Always reverts: without an owner a pause would be final.
    function renounceOwnership() public pure override {
        revert OwnershipNotRenounceable();
    }

    function _consumeSchedule() internal {
        bytes32 callHash = keccak256(msg.data);
        uint256 at = readyAt[callHash];
        require(at != 0, CallNotScheduled(callHash));
        require(block.timestamp >= at, CallNotReady(callHash, at, block.timestamp));

        delete readyAt[callHash];

        emit CallExecuted(callHash);
    }

    function _setPaused(bool paused_) private {
        paused = paused_;
        emit PauseSet(paused_, msg.sender);
    }
}
