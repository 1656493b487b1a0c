import { foundryBinary, foundryEnv, projectRoot } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { spawnLeashed } from '../process/spawnLeashed.ts'

/** Compiles everything but the tests into out/; instant when nothing changed. */
export const buildContracts = async (log: Log): Promise<void> => {
  const output: string[] = []
  const forge = await spawnLeashed(foundryBinary('forge'), ['build', '--skip', '*.t.sol'], {
    cwd: projectRoot,
    env: foundryEnv(),
    log,
    onLine: (line) => output.push(line),
  })
  const code = await forge.exited
  if (code !== 0) throw new KitError(`forge build failed:\n${output.slice(-30).join('\n')}`)
}
