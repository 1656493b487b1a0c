import { defineConfig } from '@wagmi/cli'
import { foundry } from '@wagmi/cli/plugins'

export default defineConfig({
  out: 'offchain/chain/generated.ts',
  plugins: [
    foundry({
      // Explicit, because out/ also holds mocks, tests and contracts that were deleted since.
      include: [
        'ReserveAttestation.sol/ReserveAttestation.json',
        'RecoveryTreasury.sol/RecoveryTreasury.json',
        'CrlStore.sol/CrlStore.json',
        'TcbStore.sol/TcbStore.json',
        'TdxQuoteVerifier.sol/TdxQuoteVerifier.json',
        'EnclaveRegistry.sol/EnclaveRegistry.json',
        'CREDarkPool.sol/CREDarkPool.json',
        'EnclaveSignatureVerifier.sol/EnclaveSignatureVerifier.json',
        'HonkProofVerifier.sol/HonkProofVerifier.json',
        'PoolPrices.sol/PoolPrices.json',
        'SlotCipher.sol/SlotCipher.json',
        'IAggregatorV3.sol/IAggregatorV3.json',
        'IERC20Metadata.sol/IERC20Metadata.json',
        'KeystoneForwarder.sol/KeystoneForwarder.json',
      ],
      forge: { build: false },
    }),
  ],
})
