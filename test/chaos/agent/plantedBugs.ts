/** A one-line change of the agent's source that the suite must notice. */
export type PlantedBug = {
  name: string
  file: string
  /** Occurs exactly once in the file. */
  find: string
  replace: string
  /** The rounds that are there to notice it: part of their fault's name. */
  caughtBy: string
}

const EXECUTE = 'offchain/agent/execute.ts'
const JOURNAL = '  await updateAction(context, action, { transactions: [...action.transactions, signed] })'
const SEND = '  await wallet.broadcast(signed.rawTransaction)'
const BROADCAST = '    broadcast: (rawTransaction) => broadcastTransaction(client, rawTransaction),'
const PROGRESS = '    await journal.saveProgress({ reports, checkpoint'

/** The mistakes that cost money: each must turn the suite red (`npm run chaos -- --planted`). */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'journal after send',
    file: EXECUTE,
    find: JOURNAL,
    replace: `${SEND}\n${JOURNAL}`,
    caughtBy: 'kill at each',
  },
  {
    name: 'no block-hash check of reports',
    file: 'offchain/agent/ingestReports.ts',
    find: 'await findCommonBlock(client, checkpoints)',
    replace: 'newest',
    caughtBy: 'reorganisation',
  },
  {
    name: 'no block-hash check of heals',
    file: 'offchain/agent/followActions.ts',
    find: 'minedIn && !(await isCanonical(context.client, minedIn))',
    replace: 'minedIn && !minedIn.blockHash',
    caughtBy: 'reorganisation',
  },
  {
    name: 'no look at the chain after restart',
    file: 'offchain/agent/followActions.ts',
    find: 'of await context.journal.openActions()) {',
    replace:
      'of (await context.journal.openActions()).filter((open) => (open.updatedAt + 1) * 1000 > performance.timeOrigin)) {',
    caughtBy: 'kill',
  },
  {
    name: 'cursor saved before handling',
    file: 'offchain/agent/ingestReports.ts',
    find: PROGRESS,
    replace: `${PROGRESS.replace('reports', 'reports: []')}: { blockNumber: toBlock, blockHash: toBlockHash } })\n${PROGRESS}`,
    caughtBy: 'kill at each',
  },
  {
    name: 'retry without reconciling',
    file: 'offchain/agent/wallets/transactionWallet.ts',
    find: BROADCAST,
    replace: `${BROADCAST.replace(/,$/, '')}.catch(async () => {
      const { to, data, gas, nonce = 0, maxFeePerGas, maxPriorityFeePerGas } = parseTransaction(rawTransaction) as never
      const fresh = { type: 'eip1559', chainId, nonce: nonce + 1, to, value: 0n, data, gas, maxFeePerGas, maxPriorityFeePerGas } as const
      await broadcastTransaction(client, (await signTransaction(signer, fresh, now())).rawTransaction)
    }),`,
    caughtBy: 'RPC lostBroadcast',
  },
]
