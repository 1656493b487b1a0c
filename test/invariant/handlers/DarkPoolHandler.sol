// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {DarkPoolLedger, Party} from "test/invariant/DarkPoolLedger.sol";
import {CREDarkPoolHarness, SettlingDarkPool} from "test/unit/CREDarkPool/CREDarkPoolHarness.sol";

/// @notice The honest side of a pool's world: time, holders of slots, the matcher that settles, owner and guardian.
/// @dev Thirty accounts have slots from the start, and half of these are dismissed; six want one of the two slots that are
/// left, of whom four are admitted. An action that nothing is left for does nothing.
contract DarkPoolHandler is CREDarkPoolHarness {
    uint256 internal constant VETERANS = 30;
    uint256 internal constant NEWCOMERS = 6;
    uint256 internal constant ADMITTED_NEWCOMERS = 4;

    DarkPoolLedger public immutable ledger;

    /// @dev How many keys were made; each has its number as its seed.
    uint256 private _keysMade;

    constructor() {
        setUp();
        address[] memory accounts = new address[](VETERANS + NEWCOMERS);
        for (uint256 i = 0; i < accounts.length; ++i) {
            accounts[i] = _account(i);
        }
        address[] memory admitted = new address[](VETERANS + ADMITTED_NEWCOMERS);
        for (uint256 i = 0; i < admitted.length; ++i) {
            admitted[i] = _account(i);
        }
        vm.recordLogs();
        pool = _deploy(admitted);
        ledger = new DarkPoolLedger(pool, accounts);
        for (uint256 i = 0; i < VETERANS; ++i) {
            _registerNext(_account(i));
            if (i % 2 == 0) _dismiss(_account(i));
        }
        ledger.end(vm.getRecordedLogs());
        assertEq(ledger.admissions(), admitted.length, "not all is in the events");
        ledger.begin(Party.NOBODY);
    }

    modifier recordedAs(Party party) {
        ledger.begin(party);
        vm.recordLogs();
        _;
        ledger.end(vm.getRecordedLogs());
    }

    function world() external view returns (SettlingDarkPool) {
        return pool;
    }

    // --- time ---

    function wait(uint256 duration) external recordedAs(Party.NOBODY) {
        skip(bound(duration, 1, 4 days));
    }

    // --- holders, and who settles ---

    function register(uint256 seed) external recordedAs(Party.HOLDER) {
        address account = _newcomer(seed);
        if (account == address(0) || ledger.slotCount() == SLOTS) return;
        if (pool.paused()) _unpause();
        _registerNext(account);
    }

    /// @dev Whether or not the pool is paused, or the holder dismissed.
    function rotate(uint256 seed) external recordedAs(Party.HOLDER) {
        address holder = _someHolder(seed);
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        vm.prank(holder);
        (bool success,) = address(pool).call(abi.encodeCall(pool.rotateKey, (commitment, sealedKey)));
        if (success) ledger.notePost(holder);
        else ledger.noteRefusedRotation();
    }

    function settle(uint256 seed) external recordedAs(Party.MATCHER) {
        uint256 index = _someSlot(seed);
        bytes32 commitment = pool.slot(index).pendingKey;
        if (commitment != 0) pool.activateKey(index, commitment);
    }

    // --- owner and guardian ---

    function scheduleAdmission(uint256 seed) external recordedAs(Party.OWNER) {
        _announce(_admission(_anyone(seed)));
    }

    /// @dev One scheduled call, the sooner the better. Whoever was admitted since stays scheduled in vain.
    function execute(uint256 seed) external recordedAs(Party.OWNER) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        address account = _accountIn(ledger.calldataOf(callHash));
        if (ledger.isAdmitted(account)) return;
        if (block.timestamp < pool.readyAt(callHash)) skip(pool.readyAt(callHash) - block.timestamp);
        vm.prank(owner);
        pool.admit(account);
    }

    function cancel(uint256 seed) external recordedAs(Party.GUARDIAN) {
        if (ledger.pendingCount() == 0) return;
        bytes32 callHash = ledger.pending(seed % ledger.pendingCount());
        vm.prank(guardian);
        pool.cancel(callHash);
    }

    function dismiss(uint256 seed) external recordedAs(Party.GUARDIAN) {
        address account = _anyone(seed);
        if (ledger.isAdmitted(account)) _dismiss(account);
    }

    function pause() external recordedAs(Party.GUARDIAN) {
        _pause();
    }

    function unpause() external recordedAs(Party.OWNER) {
        _unpause();
    }

    // --- how ---

    function _registerNext(address account) private {
        (bytes32 commitment, bytes memory sealedKey) = _nextKey();
        vm.prank(account);
        pool.registerSlot(commitment, sealedKey);
        ledger.noteRegistration(account);
    }

    function _nextKey() internal returns (bytes32 commitment, bytes memory sealedKey) {
        ++_keysMade;
        return (_commitment(_keysMade), _sealedKey(_keysMade));
    }

    function _unpause() internal {
        vm.prank(owner);
        pool.unpause();
    }

    function _announce(bytes memory data) internal {
        if (pool.readyAt(keccak256(data)) != 0) return;
        vm.prank(owner);
        pool.schedule(data);
    }

    function _anyone(uint256 seed) internal pure returns (address) {
        return _account(seed % (VETERANS + NEWCOMERS));
    }

    function _someHolder(uint256 seed) internal view returns (address) {
        return ledger.slotOwner(_someSlot(seed));
    }

    /// @dev Half of what happens, happens to four of them: keys are only replaced where keys are.
    function _someSlot(uint256 seed) internal view returns (uint256) {
        return seed / 2 % (seed % 2 == 0 ? 4 : ledger.slotCount());
    }

    /// @return account Admitted and without a slot; zero if there is none.
    function _newcomer(uint256 seed) internal view returns (address account) {
        for (uint256 i = 0; i < NEWCOMERS; ++i) {
            account = _account(VETERANS + (seed % NEWCOMERS + i) % NEWCOMERS);
            if (ledger.isAdmitted(account) && ledger.indexPlusOneOf(account) == 0) return account;
        }
        return address(0);
    }

    function _admission(address account) internal pure returns (bytes memory) {
        return abi.encodeCall(CREDarkPool.admit, (account));
    }

    /// @dev Only admissions are ever scheduled here: a selector, and an account in a word.
    function _accountIn(bytes memory data) internal pure returns (address account) {
        assembly ("memory-safe") {
            account := mload(add(data, 0x24))
        }
    }
}
