// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QuoteBase} from "./QuoteBase.sol";
import {TcbStore} from "src/enclave/TcbStore.sol";
import {TdxQuoteVerifier} from "src/enclave/TdxQuoteVerifier.sol";
import {QeIdentityFields, TcbInfoFields, TcbJsonWriter} from "test/pki/TcbJsonWriter.sol";
import {TestPki} from "test/pki/TestPki.sol";

/// @notice A verifier over both real stores, with collateral by which the test's platform is up to date.
abstract contract StoresBase is QuoteBase {
    uint256 internal constant ISSUED_AT = START - 1 days;

    TcbStore internal store;

    function setUp() public virtual override {
        super.setUp();
        store = new TcbStore(crlStore);
        verifier = new TdxQuoteVerifier(crlStore, store);
        _submit(TcbJsonWriter.tcbInfoFields(ISSUED_AT));
        _submit(TcbJsonWriter.qeIdentityFields(ISSUED_AT));
    }

    function _submit(TcbInfoFields memory fields) internal {
        bytes memory json = TcbJsonWriter.tcbInfo(fields);
        store.submitTcbInfo(json, TestPki.sign(TestPki.tcbSigner(), json), TestPki.tcbSignerCertificate());
    }

    function _submit(QeIdentityFields memory fields) internal {
        bytes memory json = TcbJsonWriter.qeIdentity(fields);
        store.submitQeIdentity(json, TestPki.sign(TestPki.tcbSigner(), json), TestPki.tcbSignerCertificate());
    }
}
