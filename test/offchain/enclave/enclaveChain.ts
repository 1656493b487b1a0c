// A local chain with the contracts that judge quotes, under the test root.
import { type Address, encodeAbiParameters, encodeFunctionData, type Hex, parseAbiParameters } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { type CollateralStores, collateralCalls } from '../../../offchain/chain/collateral/collateralCalls.ts'
import { findRevert } from '../../../offchain/chain/describeError.ts'
import { enclaveRegistryAbi, tdxQuoteVerifierAbi } from '../../../offchain/chain/generated.ts'
import { LOCAL_CHAIN_ID } from '../../../offchain/chain/mainnet.ts'
import { verifyQuote } from '../../../offchain/chain/verifyQuote.ts'
import { type LocalClient, localClient } from '../../../offchain/local/chain/localClient.ts'
import { startAnvil } from '../../../offchain/local/chain/startAnvil.ts'
import { EVALUATION_NUMBER } from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { createSimulatedPlatform, type SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { createLog } from '../../../offchain/log.ts'
import { TCB_STATUSES } from '../../../offchain/protocol/tdx/tcbStatus.ts'
import type { TdxClaims } from '../../../offchain/protocol/tdx/tdxClaims.ts'
import type { TdxQuote } from '../../../offchain/protocol/tdx/tdxQuote.ts'
import type { TrustedRoot } from '../../../offchain/protocol/tdx/trustedRoot.ts'
import { deployContract, deployStores, deployTcbStore, GAS, sendAs, sendAsOwner } from './deployStores.ts'
import { FIELDS, MATCHER, measurementOf, OTHER_KIND, STRICT_KIND } from './negativeRegistrations.ts'
import {
  type RegistrationCall,
  type RegistryScene,
  type RegistryStep,
  type Submission,
  submissionsOf,
} from './negativeVector.ts'

const owner = privateKeyToAccount(LOCAL_ACCOUNTS.owner.privateKey)
const guardian = privateKeyToAccount(LOCAL_ACCOUNTS.guardian.privateKey)

const UP_TO_DATE = TCB_STATUSES.indexOf('UpToDate')

/** An error of the contracts, with its arguments. */
export type Revert = NonNullable<ReturnType<typeof findRevert>>

export type Call = { to: Address; data: Hex }

export type QuoteContracts = CollateralStores & { verifier: Address }

export type EnclaveChain = {
  rpcUrl: string
  client: LocalClient
  /** Its certificates and collateral are in force now. */
  platform: SimulatedPlatform
  /** With the platform's collateral. */
  contracts: QuoteContracts
  /** With its CRLs only. */
  withoutTcb: QuoteContracts
  /** Without collateral. */
  empty: QuoteContracts
  /** A registry that approves the simulated TD, allows its platform, and knows no key. */
  scene: RegistryScene
  /** Contracts without collateral under another root. */
  deployUnder: (root: TrustedRoot) => Promise<QuoteContracts>
  submissionCall: (stores: CollateralStores, submission: Submission) => Call
  submit: (stores: CollateralStores, submissions: readonly Submission[]) => Promise<void>
  verify: (verifier: Address, quote: TdxQuote) => Promise<TdxClaims>
  registrationCall: (scene: RegistryScene, call: RegistrationCall) => Call
  take: (scene: RegistryScene, step: RegistryStep) => Promise<void>
  /** The error with which a call reverts; none if it succeeds. */
  refusalOf: (call: Call) => Promise<Revert | undefined>
  /** The call of `verify`. */
  verifyCall: (verifier: Address, quote: TdxQuote) => Call
  /** Moves the chain's clock to `at`, Unix seconds, and mines a block. */
  moveTo: (at: number) => Promise<void>
  /** Runs `body`, then puts the chain back to where it was. */
  undoAfter: <T>(body: () => Promise<T>) => Promise<T>
  stop: () => Promise<void>
}

const REGISTRY_ARGUMENTS = parseAbiParameters([
  'address, address, uint256, address, InitialPolicy[], bytes16[]',
  'struct InitialPolicy { uint32 kind; uint16 fields; bytes32 measurement; EnclavePolicy policy; }',
  'struct EnclavePolicy { uint64 validFrom; uint64 validUntil; uint32 maxAge; uint32 minEvaluationNumber; uint8 worstTcbStatus; }',
])

const WEEK = 7 * 86_400
const DELAY = 86_400n

/** Tests go back to one block again and again: the blocks that all of them take back together count. */
const KEPT_BLOCKS = 1_024

export const startEnclaveChain = async (): Promise<EnclaveChain> => {
  const log = createLog({ name: 'simulated enclave test', level: 'silent' })
  const anvil = await startAnvil({ port: 0, keptBlocks: KEPT_BLOCKS, log })
  const client = localClient(anvil.rpcUrl)
  const now = Number((await client.getBlock()).timestamp)
  const platform = createSimulatedPlatform({ now })

  const deployVerifier = async ({ crlStore, tcbStore }: CollateralStores): Promise<QuoteContracts> => {
    const constructorArguments = encodeAbiParameters(parseAbiParameters('address, address'), [crlStore, tcbStore])
    return { crlStore, tcbStore, verifier: await deployContract(client, 'TdxQuoteVerifier', constructorArguments) }
  }

  const submissionCall: EnclaveChain['submissionCall'] = (stores, { kind, collateral }) => {
    const found = collateralCalls(stores, collateral).find((candidate) => candidate.kind === kind)
    if (!found) throw new Error(`no call records a ${kind}`)
    return found
  }
  const submit: EnclaveChain['submit'] = async (stores, submissions) => {
    for (const submission of submissions) await sendAsOwner(client, submissionCall(stores, submission))
  }

  const contracts = await deployVerifier(await deployStores(client))
  await submit(contracts, submissionsOf(platform.collateral()))
  const { crlStore } = contracts

  const registrationCall: EnclaveChain['registrationCall'] = ({ registry }, { registration, quote }) => ({
    to: registry,
    data: encodeFunctionData({ abi: enclaveRegistryAbi, functionName: 'register', args: [registration, quote] }),
  })

  const deployScene = async (): Promise<RegistryScene> => {
    const policy = {
      validFrom: BigInt(now - 60),
      validUntil: BigInt(now + WEEK),
      maxAge: WEEK,
      minEvaluationNumber: EVALUATION_NUMBER,
      worstTcbStatus: UP_TO_DATE,
    }
    const strict = { ...policy, minEvaluationNumber: EVALUATION_NUMBER + 1 }
    const approved = { fields: FIELDS, measurement: measurementOf() }
    const policies = [
      { kind: MATCHER, ...approved, policy },
      { kind: OTHER_KIND, ...approved, policy },
      { kind: STRICT_KIND, ...approved, policy: strict },
    ]
    const governance = [owner.address, guardian.address, DELAY] as const
    const constructorArguments = [...governance, contracts.verifier, policies, [platform.ppid]] as const
    const registry = await deployContract(
      client,
      'EnclaveRegistry',
      encodeAbiParameters(REGISTRY_ARGUMENTS, constructorArguments),
    )
    const { number, hash } = await client.getBlock()
    // The hash of a block is known to the EVM in the next one.
    await client.mine({ blocks: 1 })
    return { platform, registry, chainId: LOCAL_CHAIN_ID, reference: { number, hash } }
  }

  return {
    rpcUrl: anvil.rpcUrl,
    client,
    platform,
    contracts,
    withoutTcb: await deployVerifier({ crlStore, tcbStore: await deployTcbStore(client, crlStore) }),
    empty: await deployVerifier(await deployStores(client)),
    scene: await deployScene(),
    deployUnder: async (root) => deployVerifier(await deployStores(client, root)),
    submissionCall,
    submit,
    verify: (verifier, quote) => verifyQuote(client, { verifier, quote }),
    verifyCall: (verifier, quote) => ({
      to: verifier,
      data: encodeFunctionData({ abi: tdxQuoteVerifierAbi, functionName: 'verify', args: [quote] }),
    }),
    registrationCall,
    take: async (scene, step) => {
      if (step.step === 'mine') await client.mine({ blocks: step.blocks })
      else if (step.step === 'submit') await submit(contracts, [step.submission])
      else if (step.step === 'register') await sendAsOwner(client, registrationCall(scene, step.call))
      else {
        const data = encodeFunctionData({
          abi: enclaveRegistryAbi,
          functionName: step.functionName,
          args: [step.argument],
        })
        await sendAs(guardian, client, { to: scene.registry, data })
      }
    },
    refusalOf: async ({ to, data }) => {
      try {
        await client.call({ account: owner.address, to, data, gas: GAS })
        return undefined
      } catch (error) {
        const revert = findRevert(error)
        if (!revert) throw error
        return revert
      }
    },
    moveTo: async (at) => {
      await client.setNextBlockTimestamp({ timestamp: BigInt(at) })
      await client.mine({ blocks: 1 })
    },
    undoAfter: async (body) => {
      const id = await client.snapshot()
      try {
        return await body()
      } finally {
        await client.revert({ id })
      }
    },
    stop: () => anvil.process.stop(),
  }
}
