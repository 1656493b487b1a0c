// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {EnclaveRegistryHarness} from "./EnclaveRegistryHarness.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Governed} from "src/governance/Governed.sol";
import {IEnclaveRegistry} from "src/interfaces/IEnclaveRegistry.sol";
import {EnclavePolicy} from "src/types/Enclave.sol";
import {MATCHER} from "src/types/EnclaveKinds.sol";
import {TcbStatus} from "src/types/Tcb.sol";

// setPolicy
// ├── when the sender is not the owner                         → reverts OwnableUnauthorizedAccount
// ├── when this very call was not scheduled                    → reverts CallNotScheduled
// ├── when the delay has not passed                            → reverts CallNotReady
// ├── when the kind is zero                                    → reverts PolicyInvalid
// ├── when the mask lacks MRTD, an RTMR0 to 2, or both RTMR3 and MRCONFIGID, or has an unknown bit → reverts PolicyInvalid
// ├── when it ends before it begins                            → reverts PolicyInvalid
// ├── when the maximum age is zero or above 30 days            → reverts PolicyInvalid
// ├── when the worst status is UNRECOGNIZED or REVOKED         → reverts PolicyInvalid
// ├── when it was retired                                      → reverts PolicyRetiredForGood
// └── otherwise                                                → replaces the policy, emits PolicySet
// retirePolicy
// ├── when the sender is neither guardian nor owner            → reverts NotGuardian
// ├── when there is no such policy                             → reverts PolicyUnknown
// ├── when it was retired                                      → reverts PolicyRetiredForGood
// └── otherwise                                                → forgets the policy for good, emits PolicyRetired
contract EnclaveRegistry_SetPolicy_Test is EnclaveRegistryHarness {
    struct Setting {
        uint32 kind;
        uint16 fields;
        bytes32 measurement;
        EnclavePolicy policy;
    }

    uint16 private constant MRCONFIGID = 0x008;
    /// @dev MRTD, RTMR0, RTMR1, RTMR2.
    uint16 private constant ALWAYS_WANTED = 0x1c4;
    uint16 private constant RTMR3 = 0x200;

    function test_reverts_whenSenderIsNotOwner(address sender, uint256 seed) external {
        vm.assume(sender != owner);
        Setting memory setting = _valid(seed);
        _scheduleAndWait(_call(setting));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        vm.prank(sender);
        _set(setting);
    }

    function test_reverts_whenNotScheduled(uint256 seed) external {
        Setting memory setting = _valid(seed);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(setting))));
        vm.prank(owner);
        _set(setting);
    }

    function test_reverts_whenAnotherWasScheduled(uint256 seed, bytes32 measurement) external {
        Setting memory setting = _valid(seed);
        vm.assume(setting.measurement != measurement);
        _scheduleAndWait(_call(setting));
        setting.measurement = measurement;
        vm.expectRevert(abi.encodeWithSelector(Governed.CallNotScheduled.selector, keccak256(_call(setting))));
        vm.prank(owner);
        _set(setting);
    }

    function test_reverts_whenDelayHasNotPassed(uint256 seed, uint256 waited) external {
        Setting memory setting = _valid(seed);
        vm.prank(owner);
        registry.schedule(_call(setting));
        skip(bound(waited, 0, DELAY - 1));
        bytes32 callHash = keccak256(_call(setting));
        vm.expectRevert(
            abi.encodeWithSelector(Governed.CallNotReady.selector, callHash, START + DELAY, block.timestamp)
        );
        vm.prank(owner);
        _set(setting);
    }

    function test_reverts_whenKindIsZero(uint256 seed) external {
        Setting memory setting = _valid(seed);
        setting.kind = 0;
        _expectInvalid(setting, "kind");
    }

    function test_reverts_whenMaskLacksAMeasurement(uint256 seed, uint256 lacking) external {
        Setting memory setting = _valid(seed);
        uint16[4] memory wanted = [uint16(0x004), 0x040, 0x080, 0x100];
        setting.fields &= ~wanted[lacking % 4];
        _expectInvalid(setting, "fields");
    }

    function test_reverts_whenMaskLacksTheApplication(uint256 seed) external {
        Setting memory setting = _valid(seed);
        setting.fields &= ~(RTMR3 | MRCONFIGID);
        _expectInvalid(setting, "fields");
    }

    function test_reverts_whenMaskHasAnUnknownBit(uint256 seed, uint256 bit) external {
        Setting memory setting = _valid(seed);
        setting.fields |= uint16(1 << bound(bit, 10, 15));
        _expectInvalid(setting, "fields");
    }

    function test_reverts_whenItEndsBeforeItBegins(uint256 seed, uint64 validUntil) external {
        Setting memory setting = _valid(seed);
        setting.policy.validUntil = uint64(bound(validUntil, 0, setting.policy.validFrom));
        _expectInvalid(setting, "validUntil");
    }

    function test_reverts_whenMaximumAgeIsZero(uint256 seed) external {
        Setting memory setting = _valid(seed);
        setting.policy.maxAge = 0;
        _expectInvalid(setting, "maxAge");
    }

    function test_reverts_whenMaximumAgeIsTooLong(uint256 seed, uint32 maxAge) external {
        Setting memory setting = _valid(seed);
        setting.policy.maxAge = uint32(bound(maxAge, 30 days + 1, type(uint32).max));
        _expectInvalid(setting, "maxAge");
    }

    function test_reverts_whenWorstStatusIsNone(uint256 seed, bool isRevoked) external {
        Setting memory setting = _valid(seed);
        setting.policy.worstTcbStatus = isRevoked ? TcbStatus.REVOKED : TcbStatus.UNRECOGNIZED;
        _expectInvalid(setting, "worstTcbStatus");
    }

    /// @dev A key that died with its policy would live again.
    function test_reverts_whenRetired(uint256 key, uint256 seed, bool byOwner) external {
        address signer = _register(_boundKey(key));
        Setting memory setting = _valid(seed);
        (setting.kind, setting.fields, setting.measurement) = (MATCHER, FIELDS, _measurement(_measured()));
        _scheduleAndWait(_call(setting));
        vm.prank(byOwner ? owner : guardian);
        registry.retirePolicy(_policyId());

        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.PolicyRetiredForGood.selector, _policyId()));
        vm.prank(owner);
        _set(setting);
        assertFalse(registry.isActive(signer));
        assertEq(registry.policy(_policyId()).validUntil, 0);
    }

    function test_replaces_whenValid(uint256 seed, uint256 laterSeed) external {
        Setting memory setting = _valid(seed);
        _expectSet(setting);
        Setting memory later = _valid(laterSeed);
        (later.kind, later.fields, later.measurement) = (setting.kind, setting.fields, setting.measurement);
        _expectSet(later);
    }

    function test_retire_reverts_whenSenderIsNeitherGuardianNorOwner(address sender, bytes32 policyId) external {
        vm.assume(sender != owner && sender != guardian);
        vm.expectRevert(abi.encodeWithSelector(Governed.NotGuardian.selector, sender, guardian));
        vm.prank(sender);
        registry.retirePolicy(policyId);
    }

    function test_retire_reverts_whenThereIsNoSuchPolicy(bytes32 policyId) external {
        vm.assume(policyId != _policyId());
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.PolicyUnknown.selector, policyId));
        vm.prank(guardian);
        registry.retirePolicy(policyId);
    }

    function test_retire_reverts_whenRetired(bool byOwner) external {
        _retire();
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.PolicyRetiredForGood.selector, _policyId()));
        vm.prank(byOwner ? owner : guardian);
        registry.retirePolicy(_policyId());
    }

    function test_retire_forgets(bool byOwner) external {
        address sender = byOwner ? owner : guardian;
        assertFalse(registry.isRetired(_policyId()));
        vm.expectEmit(address(registry));
        emit IEnclaveRegistry.PolicyRetired(_policyId(), sender);
        vm.prank(sender);
        registry.retirePolicy(_policyId());
        EnclavePolicy memory none;
        assertEq(abi.encode(registry.policy(_policyId())), abi.encode(none));
        assertTrue(registry.isRetired(_policyId()));
    }

    function _valid(uint256 seed) private pure returns (Setting memory setting) {
        setting.kind = uint32(bound(_word(seed, "kind"), 1, type(uint32).max));
        // Neither, which is not enough, becomes both.
        uint16 application = uint16(_word(seed, "fields")) & (RTMR3 | MRCONFIGID);
        if (application == 0) application = RTMR3 | MRCONFIGID;
        uint16 optional = uint16(_word(seed, "optional")) & ALL_FIELDS & ~(RTMR3 | MRCONFIGID);
        setting.fields = ALWAYS_WANTED | application | optional;
        setting.measurement = bytes32(_word(seed, "measurement"));
        EnclavePolicy memory policy = setting.policy;
        policy.validFrom = uint64(bound(_word(seed, "from"), 0, type(uint64).max - 1));
        policy.validUntil = uint64(bound(_word(seed, "until"), policy.validFrom + 1, type(uint64).max));
        policy.maxAge = uint32(bound(_word(seed, "age"), 1, 30 days));
        policy.minEvaluationNumber = uint32(_word(seed, "evaluation"));
        policy.worstTcbStatus = TcbStatus(bound(_word(seed, "worst"), 1, 6));
    }

    function _word(uint256 seed, string memory label) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, label)));
    }

    function _call(Setting memory setting) private view returns (bytes memory) {
        return abi.encodeCall(registry.setPolicy, (setting.kind, setting.fields, setting.measurement, setting.policy));
    }

    function _set(Setting memory setting) private {
        registry.setPolicy(setting.kind, setting.fields, setting.measurement, setting.policy);
    }

    function _expectSet(Setting memory setting) private {
        _scheduleAndWait(_call(setting));
        bytes32 policyId = keccak256(abi.encode(setting.kind, setting.fields, setting.measurement));
        vm.expectEmit(address(registry));
        emit IEnclaveRegistry.PolicySet(policyId, setting.kind, setting.measurement, setting.fields, setting.policy);
        vm.prank(owner);
        _set(setting);
        assertEq(abi.encode(registry.policy(policyId)), abi.encode(setting.policy));
    }

    function _expectInvalid(Setting memory setting, bytes32 parameter) private {
        _scheduleAndWait(_call(setting));
        vm.expectRevert(abi.encodeWithSelector(IEnclaveRegistry.PolicyInvalid.selector, parameter));
        vm.prank(owner);
        _set(setting);
    }
}
