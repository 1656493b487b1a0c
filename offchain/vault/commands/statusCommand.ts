import type { Command } from 'commander'
import { createLog } from '../../log.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { keyRosterOf } from '../client/keyRosterOf.ts'
import { resumeActivation } from '../coordinator/resumeActivation.ts'
import type { CommandContext } from './commandContext.ts'
import { EXIT } from './exitCode.ts'
import { openClients } from './openClients.ts'
import { readVaultStatus, type VaultStatus } from './readVaultStatus.ts'
import { renderVaultStatus } from './renderVaultStatus.ts'
import { readClientSettings } from './vaultSettings.ts'

const EXIT_OF: Record<VaultStatus['state'], number> = {
  healthy: EXIT.ok,
  degraded: EXIT.unhealthy,
  down: EXIT.down,
  empty: EXIT.down,
}

/** `status`. */
export const addStatusCommand = (
  program: Command,
  { environment, listenForStop, write, setExitCode }: CommandContext,
): void => {
  program
    .command('status')
    .description('what every node serves, whether the vault opens secrets, and how many nodes may still fail')
    .option('--roster <file>', 'instead of VAULT_ROSTER_FILE')
    .option(
      '--repair',
      'first tell nodes about a certified key that they hold and do not serve (needs the operator key)',
      false,
    )
    .option('--json', 'answer as one JSON document', false)
    .action(async ({ roster: file, repair, json }: { roster?: string; repair: boolean; json: boolean }) => {
      const settings = readClientSettings({ ...environment, ...(file && { VAULT_ROSTER_FILE: file }) })
      const { roster, nodes } = openClients({ settings, environment, asOperator: repair })
      const log = createLog({ name: 'vault', level: settings.logLevel, json: !process.stderr.isTTY })
      const signal = listenForStop(log)
      const { vaultMasterKey: masterKey } = settings
      if (repair) await resumeActivation({ nodes, rosters: [keyRosterOf(roster)], masterKey, log, signal })
      const status = await readVaultStatus({ roster, nodes, ...(masterKey && { masterKey }), signal })
      write(`${json ? renderJson(status) : renderVaultStatus(status)}\n`)
      setExitCode(EXIT_OF[status.state])
    })
}
