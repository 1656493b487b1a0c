// A pool from its artifacts, wired to whatever a test gives it.
import { type Address, encodeAbiParameters, parseAbiParameters } from 'viem'
import type { LocalClient } from '../../../offchain/local/chain/localClient.ts'
import type { Libraries } from '../../../offchain/local/chain/readArtifact.ts'
import { deployContract } from '../enclave/deployStores.ts'

export type PoolWiring = {
  owner: Address
  guardian: Address
  delay: bigint
  collateral: Address
  payment: Address
  enclaveRegistry: Address
  attestationVerifier: Address
  proofVerifier: Address
  prices: Address
  cipher: Address
  minimumQuote: bigint
  roundsPerRequest: number
  settlementWindow: number
  idleInterval: number
  exitDelay: number
  admitted: readonly Address[]
}

const ARGUMENTS = parseAbiParameters([
  'address owner, address guardian, uint256 delay, Wiring wiring, Limits limits, address[] admitted',
  'struct Wiring { address collateral; address payment; address enclaveRegistry; address attestationVerifier; address proofVerifier; address prices; address cipher; uint64 minimumQuote; Timing timing; }',
  'struct Timing { uint8 roundsPerRequest; uint40 settlementWindow; uint40 idleInterval; uint40 exitDelay; }',
  'struct Limits { uint64 minCollateralDeposit; uint64 minPaymentDeposit; uint96 requestStake; uint16 maxPremiumBps; }',
])

/** No least deposit, no stake, premiums of up to 10 %. */
const LIMITS = { minCollateralDeposit: 1n, minPaymentDeposit: 1n, requestStake: 0n, maxPremiumBps: 1_000 }

/** What every pool is linked with. */
export const deployPoolLibraries = async (client: LocalClient): Promise<Libraries> => ({
  'src/libraries/RoundClosing.sol:RoundClosing': await deployContract(client, 'RoundClosing'),
  'src/libraries/SettlementStatement.sol:SettlementStatement': await deployContract(client, 'SettlementStatement'),
})

export const deployPool = async (client: LocalClient, libraries: Libraries, wiring: PoolWiring): Promise<Address> => {
  const { owner, guardian, delay, admitted, roundsPerRequest, settlementWindow, idleInterval, exitDelay } = wiring
  const timing = { roundsPerRequest, settlementWindow, idleInterval, exitDelay }
  const constructorArguments = encodeAbiParameters(ARGUMENTS, [
    owner,
    guardian,
    delay,
    { ...wiring, timing },
    LIMITS,
    admitted,
  ])
  return deployContract(client, 'CREDarkPool', constructorArguments, libraries)
}
