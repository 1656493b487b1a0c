import type { TrustedRoot } from './trustedRoot.ts'

/** Intel SGX Root CA, as src/enclave/IntelRoot.sol pins it. */
export const INTEL_ROOT: TrustedRoot = {
  key: {
    x: '0x0ba9c4c0c0c86193a3fe23d6b02cda10a8bbd4e88e48b4458561a36e705525f5',
    y: '0x67918e2edc88e40d860bd0cc4ee26aacc988e505a953558c453f6b0904ae7394',
  },
  name: '0x3112c8e9428b5c08824e727e3ea896f3597c8a91caeafe57d64a4bc08df71dfb',
}
