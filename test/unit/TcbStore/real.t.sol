// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CrlStore} from "src/enclave/CrlStore.sol";
import {IntelRoot} from "src/enclave/IntelRoot.sol";
import {TcbStore} from "src/enclave/TcbStore.sol";
import {ITcbStore} from "src/interfaces/ITcbStore.sol";
import {P256Signature} from "src/types/P256.sol";
import {PckTcb, QeReport, TcbStatus, TcbVerdict, TdxModuleReport} from "src/types/Tcb.sol";
import {RealVectors} from "test/pki/RealVectors.sol";

// Documents that Intel signed ({RealVectors}), under Intel's root
// ├── each TCB info and QE identity                            → is recorded with the dates that it states
// ├── a platform as its TCB info describes it                  → matches each level that another one does not hide
// ├── a platform whose SEAM loader is too old, as in a real v5 quote → reverts TcbLevelNotFound
// └── with one bit of any byte flipped                         → reverts CollateralSignatureInvalid
/// forge-config: default.evm_version = "osaka"
contract TcbStore_Real_Test is RealVectors {
    bytes6[3] private fmspcs = [bytes6(hex"20a06f000000"), hex"B0C06F000000", hex"90C06F000000"];
    uint64[3] private tcbIssuedAt = [1_756_798_919, 1_750_328_163, 1_771_412_331];
    uint64[3] private qeIssuedAt = [1_756_797_003, 1_750_329_147, 1_771_411_335];
    uint32[3] private evaluationNumbers = [17, 17, 18];

    string private json;
    TcbStore private store;

    function setUp() public {
        json = _readVectors("tcbCollateral.json");
    }

    function test_records_whatIntelSigned() public {
        for (uint256 index = 0; index < 3; ++index) {
            _load(index);

            ITcbStore.Collateral memory info = store.tcbInfo(fmspcs[index]);
            assertEq(info.evaluationNumber, evaluationNumbers[index]);
            assertEq(info.issuedAt, tcbIssuedAt[index]);
            assertEq(info.nextUpdate, tcbIssuedAt[index] + 30 days);
            ITcbStore.Collateral memory identity = store.qeIdentity();
            assertEq(identity.evaluationNumber, evaluationNumbers[index]);
            assertEq(identity.issuedAt, qeIssuedAt[index]);
            assertEq(identity.nextUpdate, qeIssuedAt[index] + 30 days);
        }
    }

    function test_matchesLevels_ofIntelsTcbInfo() public {
        _load(2);

        _assertVerdict(hex"03030202040100050000000000000000", 13, hex"06010300", 0, TcbStatus.UP_TO_DATE);
        // The module is one behind, or two.
        _assertVerdict(hex"03030202040100050000000000000000", 13, hex"05010300", 0, TcbStatus.OUT_OF_DATE);
        _assertVerdict(hex"03030202040100050000000000000000", 13, hex"02010300", 0, TcbStatus.OUT_OF_DATE);
        // Module 0 is judged by the first component, and the platform by its late microcode.
        _assertVerdict(hex"03030202040100050000000000000000", 13, hex"05000300", 0, TcbStatus.UP_TO_DATE);
        _assertVerdict(hex"03030202040100050000000000000000", 13, hex"05000200", 1, TcbStatus.OUT_OF_DATE);
        _assertVerdict(hex"02020202030100050000000000000000", 13, hex"03030300", 1, TcbStatus.OUT_OF_DATE);
        _assertVerdict(hex"02020202030100050000000000000000", 12, hex"03030300", 2, TcbStatus.OUT_OF_DATE);
    }

    function test_reverts_whenTheSeamLoaderIsTooOld() public {
        _load(2);
        PckTcb memory platform;
        platform.fmspc = fmspcs[2];
        platform.components = hex"03030202040100030000000000000000";
        platform.pceSvn = 13;

        vm.expectRevert(abi.encodeWithSelector(ITcbStore.TcbLevelNotFound.selector, fmspcs[2]));
        store.evaluate(platform, _module(hex"06010300"), _quotingEnclave());
    }

    /// forge-config: default.fuzz.runs = 32
    function test_reverts_whenABitIsFlipped(uint256 index, uint256 position) public {
        index = bound(index, 0, 2);
        _load(index);
        bytes memory tcbInfo = bytes(vm.parseJsonString(json, _path(index, "tcbInfo")));
        position = bound(position, 0, tcbInfo.length * 8 - 1);
        tcbInfo[position / 8] ^= bytes1(uint8(1 << (position % 8)));
        P256Signature memory signature = _signature(_path(index, "tcbInfoSignature"));
        bytes memory signer = vm.parseJsonBytes(json, _path(index, "signerCertificate"));

        vm.expectRevert(ITcbStore.CollateralSignatureInvalid.selector);
        store.submitTcbInfo(tcbInfo, signature, signer);
    }

    function _assertVerdict(
        bytes16 components,
        uint16 pceSvn,
        bytes16 teeTcbSvn,
        uint8 wantedLevel,
        TcbStatus wantedStatus
    ) private view {
        PckTcb memory platform;
        platform.fmspc = fmspcs[2];
        platform.components = components;
        platform.pceSvn = pceSvn;

        TcbVerdict memory verdict = store.evaluate(platform, _module(teeTcbSvn), _quotingEnclave());

        assertEq(verdict.level, wantedLevel);
        assertEq(uint8(verdict.status), uint8(wantedStatus));
        assertEq(verdict.evaluationNumber, 18);
        // The QE identity was issued first.
        assertEq(verdict.validUntil, qeIssuedAt[2] + 30 days);
    }

    /// @dev Submits all collateral of one of the three sets on the day after it was issued.
    function _load(uint256 index) private {
        vm.warp(uint256(tcbIssuedAt[index]) + 1 days);
        CrlStore crlStore = new CrlStore(IntelRoot.key(), IntelRoot.name());
        crlStore.submitRootCrl(vm.parseJsonBytes(json, _path(index, "rootCrl")));
        store = new TcbStore(crlStore);
        bytes memory signer = vm.parseJsonBytes(json, _path(index, "signerCertificate"));
        store.submitTcbInfo(
            bytes(vm.parseJsonString(json, _path(index, "tcbInfo"))),
            _signature(_path(index, "tcbInfoSignature")),
            signer
        );
        store.submitQeIdentity(
            bytes(vm.parseJsonString(json, _path(index, "qeIdentity"))),
            _signature(_path(index, "qeIdentitySignature")),
            signer
        );
    }

    function _signature(string memory path) private view returns (P256Signature memory) {
        return P256Signature(
            vm.parseJsonBytes32(json, string.concat(path, ".r")), vm.parseJsonBytes32(json, string.concat(path, ".s"))
        );
    }

    function _path(uint256 index, string memory key) private pure returns (string memory) {
        return string.concat(".collateral[", vm.toString(index), "].", key);
    }

    function _module(bytes16 teeTcbSvn) private pure returns (TdxModuleReport memory module) {
        module.teeTcbSvn = teeTcbSvn;
        module.signerHash = keccak256(new bytes(48));
    }

    function _quotingEnclave() private pure returns (QeReport memory report) {
        report.attributes = hex"1500000000000000e700000000000000";
        report.mrSigner = hex"DC9E2A7C6F948F17474E34A7FC43ED030F7C1563F1BABDDF6340C82E0E54A8C5";
        report.productId = 2;
        report.svn = 4;
    }
}
