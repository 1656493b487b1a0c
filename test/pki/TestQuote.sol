// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {QeReport} from "src/types/Tcb.sol";
import {TdxQuote} from "src/types/TdxQuote.sol";
import {TestKey, TestPki} from "test/pki/TestPki.sol";

/// @dev What a TD report will say. Lengths as there: 48 bytes but for `measured`, which has 400.
struct TdFields {
    bytes16 teeTcbSvn;
    bytes mrSeam;
    bytes mrSignerSeam;
    bytes8 seamAttributes;
    /// TDATTRIBUTES, XFAM, MRTD, MRCONFIGID, MROWNER, MROWNERCONFIG, RTMR0 to RTMR3.
    bytes measured;
    bytes32[2] reportData;
    /// The rest only in TDX 1.5.
    bytes16 runningTcbSvn;
    bytes mrServiceTd;
}

/// @dev What a quote will say, and with which keys it will be signed.
struct QuoteFields {
    uint16 version;
    uint16 attestationKeyType;
    uint32 teeType;
    bytes16 qeVendor;
    /// Written in version 5 only; the report's body is TDX 1.5's if it is 3.
    uint16 bodyType;
    uint32 bodySize;
    TdFields td;
    QeReport quotingEnclave;
    /// Second half of the quoting enclave's report data.
    bytes32 qeReportDataTail;
    bytes qeAuthData;
    bytes pckCertificate;
    bytes32 pckAuthority;
    TestKey pck;
    TestKey attestation;
}

/// @title TestQuote
/// @notice Makes TDX quotes of a machine that does not exist, shaped like Intel's, under the test root.
/// @dev {fields} returns a valid proposal; change what the test is about, then {sign} it.
library TestQuote {
    uint16 internal constant TD_1_0 = 2;
    uint16 internal constant TD_1_5 = 3;
    bytes16 internal constant INTEL = 0x939a7233f79c4ca9940a0db3957f0607;
    /// @dev Bit 28 of TDATTRIBUTES, little-endian: SEPT_VE_DISABLE.
    bytes8 internal constant SEPT_VE_DISABLE = 0x0000001000000000;

    /// @notice A quote of version 4.
    function fields(bytes memory pckCertificate, bytes32 pckAuthority)
        internal
        pure
        returns (QuoteFields memory quote)
    {
        quote.version = 4;
        quote.attestationKeyType = 2;
        quote.teeType = 0x81;
        quote.qeVendor = INTEL;
        quote.td = tdFields();
        quote.quotingEnclave = QeReport({
            miscSelect: 0,
            attributes: 0x1500000000000000e700000000000000,
            mrSigner: 0xdc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5,
            productId: 2,
            svn: 8
        });
        quote.qeAuthData = bytes.concat(keccak256("QE authentication data"));
        quote.pckCertificate = pckCertificate;
        quote.pckAuthority = pckAuthority;
        quote.pck = TestPki.pck();
        quote.attestation = TestPki.key("attestation");
    }

    /// @notice The same quote in version 5.
    function toVersion5(QuoteFields memory quote, uint16 bodyType) internal pure returns (QuoteFields memory) {
        quote.version = 5;
        quote.bodyType = bodyType;
        quote.bodySize = bodyType == TD_1_5 ? 648 : 584;
        return quote;
    }

    /// @notice A TD of the kind that is accepted, under TDX module 1 with SVN 6 and SEAM loader 3.
    function tdFields() internal pure returns (TdFields memory td) {
        td.teeTcbSvn = 0x06010300000000000000000000000000;
        td.mrSeam = register("MRSEAM");
        td.mrSignerSeam = new bytes(48);
        td.measured = bytes.concat(
            SEPT_VE_DISABLE,
            hex"e702060000000000",
            register("MRTD"),
            new bytes(3 * 48),
            register("RTMR0"),
            register("RTMR1"),
            register("RTMR2"),
            register("RTMR3")
        );
        td.reportData = [keccak256("report data 0"), keccak256("report data 1")];
        td.runningTcbSvn = td.teeTcbSvn;
        td.mrServiceTd = new bytes(48);
    }

    /// @notice The same TD with other attributes.
    function setAttributes(TdFields memory td, bytes8 attributes) internal pure {
        for (uint256 i = 0; i < 8; ++i) {
            td.measured[i] = attributes[i];
        }
    }

    function sign(QuoteFields memory f) internal pure returns (TdxQuote memory quote) {
        quote.signedReport = writeReport(f);
        quote.signature = TestPki.sign(f.attestation, quote.signedReport);
        quote.attestationKey = f.attestation.key;
        quote.qeAuthData = f.qeAuthData;
        bytes32 bound = sha256(bytes.concat(f.attestation.key.x, f.attestation.key.y, f.qeAuthData));
        quote.qeReport = writeQeReport(f.quotingEnclave, bound, f.qeReportDataTail);
        quote.qeSignature = TestPki.sign(f.pck, quote.qeReport);
        quote.pckCertificate = f.pckCertificate;
        quote.pckAuthority = f.pckAuthority;
    }

    /// @notice Header and body.
    function writeReport(QuoteFields memory f) internal pure returns (bytes memory) {
        bytes memory header = bytes.concat(
            littleEndian16(f.version),
            littleEndian16(f.attestationKeyType),
            littleEndian32(f.teeType),
            bytes4(0),
            f.qeVendor,
            bytes20(keccak256("user data"))
        );
        if (f.version == 5) header = bytes.concat(header, littleEndian16(f.bodyType), littleEndian32(f.bodySize));
        return bytes.concat(header, writeTd(f.td, f.version == 5 && f.bodyType == TD_1_5));
    }

    /// @notice A body of 584 bytes, or of the 648 of TDX 1.5.
    function writeTd(TdFields memory td, bool is15) internal pure returns (bytes memory body) {
        body = bytes.concat(
            td.teeTcbSvn, td.mrSeam, td.mrSignerSeam, td.seamAttributes, td.measured, td.reportData[0], td.reportData[1]
        );
        if (is15) body = bytes.concat(body, td.runningTcbSvn, td.mrServiceTd);
    }

    /// @notice A report of 384 bytes. What nothing depends on is not zero, so that reading it would show.
    function writeQeReport(QeReport memory qe, bytes32 reportData0, bytes32 reportData1)
        internal
        pure
        returns (bytes memory)
    {
        bytes memory head = bytes.concat(
            bytes16(keccak256("CPUSVN")),
            qe.miscSelect,
            bytes28(keccak256("reserved 1")),
            qe.attributes,
            keccak256("MRENCLAVE"),
            keccak256("reserved 2"),
            qe.mrSigner,
            keccak256("reserved 3"),
            keccak256("reserved 4"),
            keccak256("reserved 5")
        );
        bytes memory versions = bytes.concat(littleEndian16(qe.productId), littleEndian16(qe.svn));
        bytes memory reserved = bytes.concat(keccak256("reserved 6"), bytes28(keccak256("reserved 7")));
        return bytes.concat(head, versions, reserved, reportData0, reportData1);
    }

    /// @notice 48 bytes that stand for a measurement.
    function register(string memory label) internal pure returns (bytes memory) {
        return bytes.concat(keccak256(bytes(label)), bytes16(keccak256(abi.encode(label))));
    }

    function littleEndian16(uint16 value) internal pure returns (bytes2) {
        return bytes2((value << 8) | (value >> 8));
    }

    function littleEndian32(uint32 value) internal pure returns (bytes4) {
        return bytes4(bytes.concat(littleEndian16(uint16(value)), littleEndian16(uint16(value >> 16))));
    }
}
