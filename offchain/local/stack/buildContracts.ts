import { foundryBinary, foundryEnv, projectRoot } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { spawnLeashed } from '../process/spawnLeashed.ts'

/** All that the local stack deploys or etches; the tests are left for `forge test`. */
const SOURCES = [
  'script/Deploy.s.sol',
  'test/mocks/EtchableERC20.sol',
  'test/mocks/KeystoneForwarderImport.sol',
  'test/mocks/OwnedAggregator.sol',
]

/** Compiles what the stack needs into out/; instant when nothing changed. */
export const buildContracts = async (log: Log): Promise<void> => {
  const output: string[] = []
  const forge = await spawnLeashed(foundryBinary('forge'), ['build', ...SOURCES], {
    cwd: projectRoot,
    env: foundryEnv(),
    log,
    onLine: (line) => output.push(line),
  })
  const code = await forge.exited
  if (code !== 0) throw new KitError(`forge build failed:\n${output.slice(-30).join('\n')}`)
}
