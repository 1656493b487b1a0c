// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PckTcb, QeReport, TcbVerdict, TdxModuleReport} from "src/types/Tcb.sol";

/// @notice Stands in for {ITcbStore-evaluate}: has a verdict only on exactly what a test told it to expect.
contract BindingTcbStore {
    mapping(bytes32 question => TcbVerdict) private _verdicts;

    error QuestionUnexpected(PckTcb platform, TdxModuleReport module, QeReport quotingEnclave);

    function expect(
        PckTcb calldata platform,
        TdxModuleReport calldata module,
        QeReport calldata quotingEnclave,
        TcbVerdict calldata verdict
    ) external {
        _verdicts[keccak256(abi.encode(platform, module, quotingEnclave))] = verdict;
    }

    function evaluate(PckTcb calldata platform, TdxModuleReport calldata module, QeReport calldata quotingEnclave)
        external
        view
        returns (TcbVerdict memory verdict)
    {
        verdict = _verdicts[keccak256(abi.encode(platform, module, quotingEnclave))];
        require(verdict.evaluationNumber != 0, QuestionUnexpected(platform, module, quotingEnclave));
    }
}
