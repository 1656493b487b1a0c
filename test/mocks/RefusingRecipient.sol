// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Takes no ether; or, once it has been told to, takes it and calls somebody first.
contract RefusingRecipient {
    address private _callee;
    bytes private _data;
    bool private _isSwallowed;

    /// @notice What the last call failed with.
    bytes public reason;

    error EtherRefused();
    error CallFailed(bytes reason);

    /// @param isSwallowed Whether ether is taken although the call failed.
    function callBack(address callee, bytes calldata data, bool isSwallowed) external {
        (_callee, _data, _isSwallowed) = (callee, data, isSwallowed);
    }

    receive() external payable {
        require(_callee != address(0), EtherRefused());
        (bool isDone, bytes memory failure) = _callee.call(_data);
        require(isDone || _isSwallowed, CallFailed(failure));
        reason = failure;
    }
}
