import {
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseAbiParameters,
  toFunctionSelector,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { SettlementProof } from '../../../offchain/circuits/proveSettlement.ts'
import { FLAVOURS, type Flavour } from '../../../offchain/circuits/verifier/generateVerifiers.ts'
import { type LocalClient, localClient } from '../../../offchain/local/chain/localClient.ts'
import { startAnvil } from '../../../offchain/local/chain/startAnvil.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { createLog } from '../../../offchain/log.ts'
import { deployContract, sendAsOwner } from '../enclave/deployStores.ts'
import { deployVerifier } from './deployVerifier.ts'

const abi = parseAbi([
  'function verify(bytes proof, bytes32[] publicInputs) view',
  'function measure(address target, bytes data)',
  'function gasUsed() view returns (uint256)',
])

/** The script's. */
export const GAS_CAP = 5_000_000n

/** Enough for the cap after everybody on the way has kept 1/64. */
const CALL_GAS = 6_000_000n

/** What an adapter reverts with when it refuses. */
export const REJECTED = toFunctionSelector('ProofRejected()')

export type Verifiers = {
  client: LocalClient
  adapters: Record<Flavour, Address>
  verifiers: Record<Flavour, Address>
  /** `accepted`, or what the adapter reverts with. */
  ask: (flavour: Flavour, proof: SettlementProof) => Promise<string>
  /** What a call of the generated verifier costs its caller. */
  gasOf: (flavour: Flavour, proof: SettlementProof) => Promise<bigint>
  /** Gas of a whole transaction that the adapter makes revert. */
  gasOfRefusal: (flavour: Flavour, proof: SettlementProof) => Promise<bigint>
  stop: () => Promise<void>
}

const verifyCall = ({ proof, publicInputs }: SettlementProof): Hex =>
  encodeFunctionData({ abi, functionName: 'verify', args: [proof, publicInputs] })

/** Data of the revert in whatever viem wrapped it in. */
const revertOf = (error: unknown): string => {
  for (let cause = error; cause; cause = (cause as Error).cause) {
    const { data } = cause as { data?: unknown }
    if (typeof data === 'string') return data
  }
  throw error
}

/** Both development verifiers behind adapters, on a chain of their own. The contracts have to be compiled. */
export const openVerifiers = async (): Promise<Verifiers> => {
  const anvil = await startAnvil({ port: 0, log: createLog({ name: 'test', level: 'silent' }) })
  const client = localClient(anvil.rpcUrl)
  const account = privateKeyToAccount(LOCAL_ACCOUNTS.owner.privateKey)
  const verifiers: Partial<Record<Flavour, Address>> = {}
  const adapters: Partial<Record<Flavour, Address>> = {}
  for (const flavour of FLAVOURS) {
    const verifier = await deployVerifier(client, flavour)
    const given = encodeAbiParameters(parseAbiParameters('address, uint256'), [verifier, GAS_CAP])
    verifiers[flavour] = verifier
    adapters[flavour] = await deployContract(client, 'HonkProofVerifier', given)
  }
  const meter = await deployContract(client, 'GasMeter')
  const at = (contracts: Partial<Record<Flavour, Address>>, flavour: Flavour) => contracts[flavour] as Address
  return {
    client,
    verifiers: verifiers as Record<Flavour, Address>,
    adapters: adapters as Record<Flavour, Address>,
    ask: (flavour, proof) =>
      client
        .call({ to: at(adapters, flavour), data: verifyCall(proof), gas: CALL_GAS })
        .then(() => 'accepted', revertOf),
    gasOf: async (flavour, proof) => {
      const args = [at(verifiers, flavour), verifyCall(proof)] as const
      await sendAsOwner(client, { to: meter, data: encodeFunctionData({ abi, functionName: 'measure', args }) })
      return client.readContract({ abi, address: meter, functionName: 'gasUsed' })
    },
    gasOfRefusal: async (flavour, proof) => {
      const hash = await client.sendTransaction({
        account,
        to: at(adapters, flavour),
        data: verifyCall(proof),
        gas: 16_000_000n,
      })
      const { status, gasUsed } = await client.waitForTransactionReceipt({ hash })
      if (status !== 'reverted') throw new Error(`a proof that has to be refused was accepted: ${hash}`)
      return gasUsed
    },
    stop: () => anvil.process.stop(),
  }
}
