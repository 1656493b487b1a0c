// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Der} from "src/libraries/Der.sol";
import {X509} from "src/libraries/X509.sol";
import {Suite} from "test/Suite.sol";
import {DerWriter} from "test/pki/DerWriter.sol";
import {X509Harness} from "test/pki/X509Harness.sol";

// commonName
// ├── when there is one, wherever it stands          → its hash
// ├── when there is none, or more than one           → reverts CommonNameInvalid
// ├── when its bytes stand in another attribute      → they are not the common name
// ├── when it is of another kind of string           → reverts CommonNameInvalid
// ├── when one set holds several attributes          → reverts DerTrailingBytes
// └── when something follows                         → reverts DerTrailingBytes
contract X509_CommonName_Test is Suite {
    using DerWriter for bytes;

    X509Harness private immutable x509 = new X509Harness();

    bytes private constant COMMON_NAME = hex"550403";
    bytes private constant ORGANIZATION = hex"55040a";

    function test_reads_whereverItStands(string calldata name, string calldata other, uint8 before, uint8 behind)
        public
        view
    {
        bytes memory content;
        for (uint256 i = 0; i < before % 4; ++i) {
            content = bytes.concat(content, DerWriter.attribute(ORGANIZATION, DerWriter.UTF8_STRING, other));
        }
        uint8 tag = before % 2 == 0 ? DerWriter.UTF8_STRING : DerWriter.PRINTABLE_STRING;
        content = bytes.concat(content, DerWriter.attribute(COMMON_NAME, tag, name));
        for (uint256 i = 0; i < behind % 4; ++i) {
            content = bytes.concat(content, DerWriter.attribute(ORGANIZATION, DerWriter.UTF8_STRING, other));
        }
        assertEq(x509.commonName(content.sequence()), keccak256(bytes(name)));
    }

    function test_reverts_whenThereIsNotExactlyOne(string calldata first, string calldata second) public {
        bytes memory one = DerWriter.attribute(COMMON_NAME, DerWriter.UTF8_STRING, first);
        bytes memory other = DerWriter.attribute(COMMON_NAME, DerWriter.UTF8_STRING, second);
        bytes memory organization = DerWriter.attribute(ORGANIZATION, DerWriter.UTF8_STRING, first);

        _expectInvalid(bytes.concat(one, other));
        _expectInvalid(bytes.concat(one, organization, one));
        _expectInvalid(organization);
        _expectInvalid("");
    }

    /// @dev What a search for the bytes would find.
    function test_isNotFooled_whenItsBytesStandElsewhere(string calldata name, string calldata other) public {
        bytes memory hidden = DerWriter.attribute(COMMON_NAME, DerWriter.UTF8_STRING, name);
        bytes memory organization = DerWriter.attribute(ORGANIZATION, DerWriter.UTF8_STRING, string(hidden));
        bytes memory real = DerWriter.attribute(COMMON_NAME, DerWriter.UTF8_STRING, other);

        assertEq(x509.commonName(bytes.concat(organization, real).sequence()), keccak256(bytes(other)));
        _expectInvalid(organization);
    }

    function test_isUnknown_whenOnlyZerosDiffer(string calldata name, uint8 zeros) public {
        bytes memory padding = new bytes(bound(zeros, 1, 20));
        _expectInvalid(DerWriter.attribute(bytes.concat(padding, COMMON_NAME), DerWriter.UTF8_STRING, name));
        _expectInvalid(DerWriter.attribute(bytes.concat(COMMON_NAME, padding), DerWriter.UTF8_STRING, name));
    }

    function test_reverts_whenOfAnotherKind(string calldata name, uint8 tag) public {
        vm.assume(tag != DerWriter.UTF8_STRING && tag != DerWriter.PRINTABLE_STRING);
        _expectInvalid(DerWriter.attribute(COMMON_NAME, tag, name));
    }

    function test_reverts_whenASetHoldsSeveral(string calldata name) public {
        bytes memory value = DerWriter.tlv(DerWriter.UTF8_STRING, bytes(name));
        bytes memory one = bytes.concat(DerWriter.oid(COMMON_NAME), value).sequence();
        bytes memory other = bytes.concat(DerWriter.oid(ORGANIZATION), value).sequence();
        _expectTrailing(bytes.concat(one, other).set().sequence());
        _expectTrailing(bytes.concat(other, one).set().sequence());
    }

    function test_reverts_whenSomethingFollows(string calldata name, bytes1 more) public {
        bytes memory value = DerWriter.tlv(DerWriter.UTF8_STRING, bytes(name));
        bytes memory attribute = bytes.concat(DerWriter.oid(COMMON_NAME), value);
        _expectTrailing(bytes.concat(attribute, more).sequence().set().sequence());
        _expectTrailing(bytes.concat(attribute.sequence(), more).set().sequence());
        _expectTrailing(bytes.concat(attribute.sequence().set().sequence(), more));
    }

    function _expectInvalid(bytes memory content) private {
        bytes memory name = content.sequence();
        vm.expectRevert(abi.encodeWithSelector(X509.CommonNameInvalid.selector, 0));
        x509.commonName(name);
    }

    function _expectTrailing(bytes memory name) private {
        vm.expectPartialRevert(Der.DerTrailingBytes.selector);
        x509.commonName(name);
    }
}
