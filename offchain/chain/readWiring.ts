import type { Address, PublicClient } from 'viem'
import { KitError } from '../errors.ts'
import { creDarkPoolAbi, recoveryTreasuryAbi } from './generated.ts'

/** What the treasury is wired to; immutable but for the agent. */
export type Wiring = {
  attestation: Address
  payment: Address
  collateral: Address
  reserve: Address
  poolFee: number
  agent: Address
  /** The dark pool in which the treasury owns a slot, or may. */
  pool: Address
  /** Of the pool's matchers. */
  enclaveRegistry: Address
}

const requireSame = (name: string, given: Address | undefined, onChain: Address): void => {
  if (given && given.toLowerCase() !== onChain.toLowerCase()) {
    throw new KitError(`${name} is ${given}, but the treasury says ${onChain}; correct one of them`)
  }
}

/** Reads the treasury's wiring and refuses to go on when the environment expects another one, as far as it does. */
export const readWiring = async (
  client: PublicClient,
  { treasury, attestation, reserve }: { treasury: Address; attestation?: Address; reserve?: Address },
): Promise<Wiring> => {
  const code = await client.getCode({ address: treasury })
  if (!code) throw new KitError(`TREASURY_ADDRESS ${treasury} has no code on chain ${client.chain?.id}`)
  const on = { address: treasury, abi: recoveryTreasuryAbi } as const
  const [ofTreasury, payment, collateral, to, poolFee, agent, pool] = await Promise.all([
    client.readContract({ ...on, functionName: 'attestation' }),
    client.readContract({ ...on, functionName: 'payment' }),
    client.readContract({ ...on, functionName: 'collateral' }),
    client.readContract({ ...on, functionName: 'reserve' }),
    client.readContract({ ...on, functionName: 'poolFee' }),
    client.readContract({ ...on, functionName: 'agent' }),
    client.readContract({ ...on, functionName: 'pool' }),
  ])
  requireSame('CONTRACT_ADDRESS', attestation, ofTreasury)
  requireSame('RESERVE_ADDRESS', reserve, to)
  const enclaveRegistry = await client.readContract({
    address: pool,
    abi: creDarkPoolAbi,
    functionName: 'enclaveRegistry',
  })
  return { attestation: ofTreasury, payment, collateral, reserve: to, poolFee, agent, pool, enclaveRegistry }
}
