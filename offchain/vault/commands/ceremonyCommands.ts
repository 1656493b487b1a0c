import fs from 'node:fs'
import type { Command } from 'commander'
import { KitError } from '../../errors.ts'
import { createLog } from '../../log.ts'
import type { Fault } from '../../protocol/vault/concludeCeremony.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { keyRosterOf } from '../client/keyRosterOf.ts'
import { resumeActivation } from '../coordinator/resumeActivation.ts'
import { runCeremony } from '../coordinator/runCeremony.ts'
import type { CommandContext } from './commandContext.ts'
import { EXIT } from './exitCode.ts'
import { openClients } from './openClients.ts'
import { readClientSettings } from './vaultSettings.ts'

/** What `init` and `refresh` answer. */
export type CeremonyReport = {
  key: CertifiedVaultKey
  /** Indices of nodes that serve the key. */
  activated: readonly number[]
  faults: readonly Fault[]
}

const renderReport = ({ key, activated, faults }: CeremonyReport): string =>
  [
    `master key  ${key.masterKey}`,
    `epoch       ${key.epoch}`,
    `threshold   ${key.threshold} of ${key.members.length}`,
    `serve it    ${activated.length === 0 ? 'none' : activated.join(', ')}`,
    ...faults.map(({ role, index, problem }) => `fault       ${role} ${index}: ${problem}`),
    ...(activated.length < key.members.length
      ? ['', 'Not every node serves the new key. Start those that are missing and run: vault status --repair']
      : []),
  ].join('\n')

type CeremonyOptions = { roster?: string; to?: string; out?: string; json: boolean }

/** Ends what was left half done, and then makes a key or deals the present one anew. */
const hold = async (
  kind: 'init' | 'refresh',
  { roster: file, to, out, json }: CeremonyOptions,
  { environment, listenForStop, write, setExitCode }: CommandContext,
): Promise<void> => {
  const settings = readClientSettings({ ...environment, ...(file && { VAULT_ROSTER_FILE: file }) })
  const { roster, next, nodes } = openClients({ settings, environment, asOperator: true, to })
  const log = createLog({ name: 'vault', level: settings.logLevel, json: !process.stderr.isTTY })
  const signal = listenForStop(log)
  const rosters = [roster, ...(next ? [next] : [])].map(keyRosterOf)
  const { vaultMasterKey: masterKey } = settings
  const { key: former, activated: resumed } = await resumeActivation({ nodes, rosters, masterKey, log, signal })
  const answer = (report: CeremonyReport): void => {
    if (out) fs.writeFileSync(out, `${renderJson(report.key)}\n`)
    write(`${json ? renderJson(report) : renderReport(report)}\n`)
    const { length: serving } = report.activated
    if (serving < report.key.threshold) setExitCode(EXIT.down)
    else if (serving < report.key.members.length) setExitCode(EXIT.unhealthy)
  }

  if (kind === 'init' && former) {
    if (resumed.length > 0) return answer({ key: former, activated: resumed, faults: [] })
    throw new KitError(`the vault has a key already, of epoch ${former.epoch}; use: vault refresh`)
  }
  if (!former && masterKey) {
    throw new KitError(`no node of this roster shows a key of VAULT_MASTER_KEY ${masterKey}; see: vault status`)
  }
  if (kind === 'refresh' && !former) throw new KitError('the vault has no key of this roster; use: vault init')
  answer(
    await runCeremony({
      nodes,
      roster: next ?? roster,
      ...(former && { former }),
      log,
      onStep: ({ step, done, of }) => log.info({ step, done, of }, 'ceremony'),
      signal,
    }),
  )
}

/** `init` and `refresh`. */
export const addCeremonyCommands = (program: Command, context: CommandContext): void => {
  program
    .command('init')
    .description('have the nodes of the roster make the vault’s key: all of them must run')
    .option('--roster <file>', 'instead of VAULT_ROSTER_FILE')
    .option('--out <file>', 'write the certified key there; it is public')
    .option('--json', 'answer as one JSON document', false)
    .action((options: CeremonyOptions) => hold('init', options, context))

  program
    .command('refresh')
    .description('have the nodes deal the key anew, so that older shares are worth nothing: all of them must run')
    .option('--roster <file>', 'instead of VAULT_ROSTER_FILE')
    .option(
      '--to <file>',
      'roster of the nodes that are to hold it from now on; enough of the present ones must run, too',
    )
    .option('--out <file>', 'write the certified key there; it is public')
    .option('--json', 'answer as one JSON document', false)
    .action((options: CeremonyOptions) => hold('refresh', options, context))
}
