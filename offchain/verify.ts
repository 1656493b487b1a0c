import { readArtifact } from './local/chain/readArtifact.ts'
import { startAnvil } from './local/chain/startAnvil.ts'
import { createShutdown } from './local/process/createShutdown.ts'
import { exitWithParent } from './local/process/exitWithParent.ts'
import { buildContracts } from './local/stack/buildContracts.ts'
import { createLog } from './log.ts'
import { runProgram } from './verify/runProgram.ts'
import type { OpenChain } from './verify/throwawayChain.ts'

/** A compiler that takes longer than this is compiling. */
const PATIENCE_MS = 3_000

const log = createLog({ name: 'verify', level: 'error', json: false })
const shutdown = createShutdown({ log })
exitWithParent(shutdown)

const complain = (text: string): void => void process.stderr.write(text)

const openChain: OpenChain = async () => {
  const compiling = setTimeout(
    () => complain('compiling the contracts, once; this takes a minute or two ...\n'),
    PATIENCE_MS,
  )
  await buildContracts(log).finally(() => clearTimeout(compiling))
  shutdown.signal.throwIfAborted()
  const anvil = await startAnvil({ port: 0, log, signal: shutdown.signal })
  shutdown.onShutdown('anvil', () => anvil.process.stop())
  return {
    rpcUrl: anvil.rpcUrl,
    creationCodeOf: async (contract) => (await readArtifact(`out/${contract}.sol/${contract}.json`)).bytecode,
  }
}

const exitCode = await runProgram(process.argv.slice(2), {
  openChain,
  write: (text) => void process.stdout.write(text),
  complain,
  isEnding: () => shutdown.signal.aborted,
})
await shutdown.shutdown('done', exitCode)
