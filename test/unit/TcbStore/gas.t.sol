// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TcbStoreBase} from "./TcbStoreBase.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {PckTcb, TcbStatus} from "src/types/Tcb.sol";
import {LevelFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";

// Gas with the P-256 precompile of Osaka, where one check costs 6,900.
// Of whole transactions, as a receipt counts them: 21,000, calldata and execution with every account and slot cold.
// ├── TCB info, refreshed: 4,916 bytes, more than any real one that we know, four levels → at most 1,250,000
// ├── TCB info, first of its family, as long                                             → at most 1,250,000
// ├── TCB info of 20 levels, which is four times as long                                 → one block holds it
// └── QE identity, refreshed                                                             → at most 300,000
// Of the call alone, cold:
// ├── evaluate, at the first level of two                                                → at most 35,000
// └── evaluate, at the last level of 20                                                  → at most 35,000
// And the contract                                                                       → is under 20,000 bytes
/// forge-config: default.evm_version = "osaka"
contract TcbStore_Gas_Test is TcbStoreBase {
    uint256 private constant TARGET = 1_250_000;
    bytes6 private constant OF_TWENTY_LEVELS = hex"00806F050000";
    uint256 private constant REAL_LENGTH = 4_916;

    function setUp() public override {
        vm.skip(vm.isContext(VmSafe.ForgeContext.Coverage), "coverage measures other bytecode");
        super.setUp();
        _submitBoth();
        TcbInfoFields memory fields = _longFields(20);
        fields.fmspc = OF_TWENTY_LEVELS;
        _submit(fields);
    }

    /// forge-config: default.isolate = true
    function test_refreshesTcbInfoWithinTarget() public {
        bytes memory json = TcbJsonWriter.tcbInfo(_longFields(4));
        assertEq(json.length, REAL_LENGTH);

        _submitTcbInfo(json);

        assertLe(vm.snapshotGasLastCall("TcbStore", "submitTcbInfo, refresh"), TARGET);
    }

    /// forge-config: default.isolate = true
    function test_recordsTcbInfoWithinTarget_theFirstTime() public {
        TcbInfoFields memory fields = _longFields(4);
        fields.fmspc = hex"90C06F000000";
        bytes memory json = TcbJsonWriter.tcbInfo(fields);
        assertEq(json.length, REAL_LENGTH);

        _submitTcbInfo(json);

        assertLe(vm.snapshotGasLastCall("TcbStore", "submitTcbInfo, first ever"), TARGET);
    }

    /// forge-config: default.isolate = true
    function test_recordsTcbInfoOfTwentyLevels_inOneTransaction() public {
        _submitTcbInfo(TcbJsonWriter.tcbInfo(_longFields(20)));

        // EIP-7825
        assertLe(vm.snapshotGasLastCall("TcbStore", "submitTcbInfo, 20 levels"), 1 << 24);
    }

    /// forge-config: default.isolate = true
    function test_refreshesQeIdentityWithinTarget() public {
        _submit(TcbJsonWriter.qeIdentityFields(ISSUED_AT + 1));

        assertLe(vm.snapshotGasLastCall("TcbStore", "submitQeIdentity, refresh"), 300_000);
    }

    function test_evaluatesWithinTarget_atTheFirstLevel() public {
        _evaluate();

        assertLe(vm.snapshotGasLastCall("TcbStore", "evaluate, cold"), 35_000);
    }

    function test_evaluatesWithinTarget_atTheLastLevelOfTwenty() public {
        PckTcb memory platform = _platform();
        platform.fmspc = OF_TWENTY_LEVELS;
        platform.pceSvn = 0;

        uint256 level = _evaluate(platform).level;

        assertLe(vm.snapshotGasLastCall("TcbStore", "evaluate, cold, last of 20 levels"), 45_000);
        assertEq(level, 19);
    }

    function test_staysSmall() public view {
        assertLt(address(store).code.length, 20_000);
    }

    function _longFields(uint256 levelCount) private pure returns (TcbInfoFields memory fields) {
        fields = TcbJsonWriter.tcbInfoFields(ISSUED_AT + 1);
        fields.levels = new LevelFields[](levelCount);
        for (uint256 i = 0; i < levelCount; ++i) {
            fields.levels[i] = TcbJsonWriter.levelFields(levelCount - 1 - i, TcbStatus.OUT_OF_DATE);
            fields.levels[i].advisories = 8;
        }
    }
}
