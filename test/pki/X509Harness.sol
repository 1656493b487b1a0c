// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Certificate, X509} from "src/libraries/X509.sol";
import {CertificateRevocationList, X509Crl} from "src/libraries/X509Crl.sol";
import {P256Key} from "src/types/P256.sol";

/// @notice The X.509 libraries behind calls, so that a revert can be expected and gas measured.
contract X509Harness {
    function parse(bytes calldata der) external view returns (Certificate memory) {
        return X509.parse(der);
    }

    function isSignedBy(bytes calldata der, P256Key calldata key) external view returns (bool) {
        return X509.isSignedBy(X509.parse(der), key);
    }

    function commonName(bytes calldata name) external pure returns (bytes32) {
        return X509.commonName(name, 0, name.length);
    }

    /// @dev All of the CRL is parsed, its entries too.
    function isCrlSignedBy(bytes calldata crl, P256Key calldata key) external view returns (bool) {
        (CertificateRevocationList memory list,) = parseCrl(crl);
        return X509Crl.isSignedBy(list, key);
    }

    /// @return The CRL and the serial numbers that it lists.
    function parseCrl(bytes calldata crl) public view returns (CertificateRevocationList memory, uint160[] memory) {
        bytes memory der = crl;
        CertificateRevocationList memory list = X509Crl.parse(der);
        uint160[] memory serials = new uint160[](der.length);
        uint256 count = 0;
        bytes32 rest;
        for (uint256 at = list.entriesStart; at < list.entriesEnd; ++count) {
            (serials[count], rest, at) = X509Crl.readEntry(der, at, list.entriesEnd, rest);
        }
        // The array was made long enough for any CRL.
        assembly ("memory-safe") {
            mstore(serials, count)
        }
        return (list, serials);
    }
}
