import { keccak256 } from 'viem'
import { distinguishedName } from './certificates.ts'
import { keyOfSecret } from './simulatedKey.ts'

// Published on purpose: with it anyone can make quotes and collateral that say anything. Whatever trusts it trusts
// everybody, which is why Deploy refuses its public key anywhere but on chain id 31337.
const WORTHLESS_SECRET = '0x51b0a7ed51b0a7ed51b0a7ed51b0a7ed51b0a7ed51b0a7ed51b0a7ed51b0a7ed'

export const TEST_ROOT_KEY = keyOfSecret(WORTHLESS_SECRET)

/** Subject and issuer of the test root: Intel's form, but its name says that it is none of Intel's. */
export const TEST_ROOT_SUBJECT = distinguishedName('Simulated SGX Root CA')

/** What a contract pins to trust the simulated enclave: public key, and keccak256 of the subject's DER Name. */
export const TEST_ROOT = { publicKey: TEST_ROOT_KEY.publicKey, name: keccak256(TEST_ROOT_SUBJECT) }
