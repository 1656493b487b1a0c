import fs from 'node:fs/promises'
import { erc20Abi, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'
import { createClient } from '../../chain/createClient.ts'
import { encodeClaim } from '../../chain/darkpool/claim.ts'
import { encodeExitSlot, encodeFreeze } from '../../chain/darkpool/exitSlot.ts'
import { readPoolLogs } from '../../chain/darkpool/readPoolLogs.ts'
import { MAINNET } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import { sendCall } from './sendCall.ts'

/** What an owner keeps, off line; nothing else is needed to leave. */
export const keyFileSchema = z.object({
  pool: z.string(),
  startBlock: z.number(),
  accountKey: z.string(),
  slotKey: z.string(),
})

export type Departure = {
  /** In base units of the tokens. */
  collateral: bigint
  payment: bigint
  steps: { name: string; txHash: Hex; gas: number }[]
}

/** Freezes a pool whose operator is gone, exits and claims: with an RPC endpoint and the owner's key file alone. */
export const leaveAlone = async (rpcUrl: string, keyFile: string): Promise<Departure> => {
  const kept = keyFileSchema.parse(JSON.parse(await fs.readFile(keyFile, 'utf8')))
  const pool = kept.pool as Hex
  const account = privateKeyToAccount(kept.accountKey as Hex)
  const client = await createClient({ rpcUrl, pollingIntervalMs: 50 })
  const steps: Departure['steps'] = []
  const call = async (name: string, data: Hex): Promise<void> => {
    const { transactionHash, gasUsed } = await sendCall(client, account, { to: pool, data })
    steps.push({ name, txHash: transactionHash, gas: Number(gasUsed) })
  }
  const balanceOf = (address: Hex): Promise<bigint> =>
    client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [account.address] })
  const before = [await balanceOf(MAINNET.wbtc), await balanceOf(MAINNET.usdc)] as const

  await call('freeze', encodeFreeze())
  const { number: toBlock } = await readHead(client)
  const { leaves } = await readPoolLogs(client, { pool, startBlock: BigInt(kept.startBlock), toBlock })
  if (!leaves) throw new KitError(`the pool ${pool} never settled anything: there is nothing to take out`)
  await call('exit', encodeExitSlot({ key: BigInt(kept.slotKey), leaves }))
  for (const asset of ['collateral', 'payment'] as const) {
    await call(`claim ${asset}`, encodeClaim({ asset, to: account.address }))
  }
  return {
    collateral: (await balanceOf(MAINNET.wbtc)) - before[0],
    payment: (await balanceOf(MAINNET.usdc)) - before[1],
    steps,
  }
}
