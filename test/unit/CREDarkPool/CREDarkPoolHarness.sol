// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Test} from "forge-std/Test.sol";
import {CREDarkPool} from "src/darkpool/CREDarkPool.sol";
import {ICREDarkPool} from "src/interfaces/ICREDarkPool.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {Slot, SlotKey, SlotKeyStatus} from "src/types/Slot.sol";

/// @dev The pool, with what its settlement will do to keys open to everyone.
contract SettlingDarkPool is CREDarkPool {
    constructor(
        address owner_,
        address guardian_,
        uint256 delay_,
        IEnclaveRegistry enclaveRegistry_,
        address[] memory admitted
    ) CREDarkPool(owner_, guardian_, delay_, enclaveRegistry_, admitted) {}

    function activateKey(uint256 index, bytes32 commitment) external {
        _activateKey(index, commitment);
    }
}

/// @notice A pool to which nobody is admitted yet, and accounts that want to be.
abstract contract CREDarkPoolHarness is Test {
    uint256 internal constant START = 1_790_000_000;
    uint256 internal constant DELAY = 2 days;
    uint256 internal constant CHAIN_ID = 1;

    uint256 internal constant SLOTS = 32;
    uint256 internal constant SEALED_LENGTH = 211;
    bytes1 internal constant VERSION = 0x01;
    uint256 internal constant FIELD = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    address internal immutable owner = makeAddr("owner");
    address internal immutable guardian = makeAddr("guardian");
    IEnclaveRegistry internal immutable enclaveRegistry = IEnclaveRegistry(makeAddr("enclave registry"));

    SettlingDarkPool internal pool;

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(START);
        pool = _deploy(new address[](0));
    }

    function _deploy(address[] memory admitted) internal returns (SettlingDarkPool) {
        return new SettlingDarkPool(owner, guardian, DELAY, enclaveRegistry, admitted);
    }

    // --- builders ---

    /// @dev Another seed, another commitment.
    function _commitment(uint256 seed) internal pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode("commitment", seed))) % (FIELD - 1) + 1);
    }

    function _sealedKey(uint256 seed) internal pure returns (bytes memory) {
        return _sealedKey(seed, SEALED_LENGTH);
    }

    /// @dev As a ciphertext looks: its version, and then nothing that the pool can read.
    function _sealedKey(uint256 seed, uint256 length) internal pure returns (bytes memory sealedKey) {
        sealedKey = new bytes(length);
        bytes32 word;
        for (uint256 i = 0; i < length; ++i) {
            if (i % 32 == 0) word = keccak256(abi.encode("sealed key", seed, i));
            sealedKey[i] = word[i % 32];
        }
        if (length != 0) sealedKey[0] = VERSION;
    }

    /// @dev Never zero, and another one for each index.
    function _account(uint256 index) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("account", index)))));
    }

    // --- actions ---

    function _schedule(bytes memory data) internal {
        vm.prank(owner);
        pool.schedule(data);
        skip(DELAY);
    }

    /// @dev As announced, a delay ago.
    function _admit(address account) internal {
        _schedule(abi.encodeCall(pool.admit, (account)));
        vm.prank(owner);
        pool.admit(account);
    }

    function _dismiss(address account) internal {
        vm.prank(guardian);
        pool.dismiss(account);
    }

    function _pause() internal {
        vm.prank(guardian);
        pool.pause();
    }

    /// @dev Admits the account and registers its slot, under the seed's key.
    function _register(address account, uint256 seed) internal returns (uint256 index) {
        _admit(account);
        vm.prank(account);
        return pool.registerSlot(_commitment(seed), _sealedKey(seed));
    }

    function _rotate(address account, uint256 seed) internal {
        vm.prank(account);
        pool.rotateKey(_commitment(seed), _sealedKey(seed));
    }

    /// @dev Slots with pending keys of their own, none of which any test asks for.
    function _registerOthers(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) {
            _register(_account(i), uint256(keccak256(abi.encode("another slot", i))));
        }
    }

    /// @dev Takes a slot's first key to a status, whichever it is.
    function _bringTo(SlotKeyStatus status, address account, uint256 seed) internal {
        uint256 index = pool.slotOf(account);
        if (status == SlotKeyStatus.ACTIVE) pool.activateKey(index, _commitment(seed));
        if (status == SlotKeyStatus.RETIRED) _rotate(account, uint256(keccak256(abi.encode("successor", seed))));
    }

    /// @dev One of those that a posted key can have.
    function _someStatus(uint256 seed) internal pure returns (SlotKeyStatus) {
        return SlotKeyStatus(bound(seed, uint256(SlotKeyStatus.PENDING), uint256(SlotKeyStatus.RETIRED)));
    }

    // --- assertions ---

    function _assertSlot(uint256 index, address holder, bytes32 activeKey, bytes32 pendingKey) internal view {
        assertEq(abi.encode(pool.slot(index)), abi.encode(Slot(holder, activeKey, pendingKey)), "slot");
    }

    function _assertKey(uint256 seed, SlotKeyStatus status, uint256 index, address holder) internal view {
        SlotKey memory wanted = SlotKey(status, uint8(index), holder, keccak256(_sealedKey(seed)));
        assertEq(abi.encode(pool.slotKey(_commitment(seed))), abi.encode(wanted), "slot key");
    }

    function _expectPosted(uint256 index, address holder, uint256 seed) internal {
        vm.expectEmit(address(pool));
        emit ICREDarkPool.SlotKeyPosted(index, holder, _commitment(seed), _sealedKey(seed));
    }
}
