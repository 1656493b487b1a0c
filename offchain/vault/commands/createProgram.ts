import { Command } from 'commander'
import { addCeremonyCommands } from './ceremonyCommands.ts'
import type { CommandContext } from './commandContext.ts'
import { EXIT_CODE_HELP } from './exitCode.ts'
import { addKeyCommands } from './keyCommands.ts'
import { addNodeCommands } from './nodeCommands.ts'
import { addSealCommands } from './sealCommands.ts'
import { addStatusCommand } from './statusCommand.ts'
import { renderSettingsHelp } from './vaultSettings.ts'

/** The command line of the vault. Usage errors are thrown, not exited on. */
export const createProgram = (context: CommandContext): Command => {
  const program = new Command('vault')
    .description('Nodes that share a key which never exists in one place, and what operates them.')
    .addHelpText('after', `${renderSettingsHelp()}\n${EXIT_CODE_HELP}`)
    .showHelpAfterError('see: vault --help')
    .exitOverride()
  for (const add of [addKeyCommands, addNodeCommands, addCeremonyCommands, addStatusCommand, addSealCommands]) {
    add(program, context)
  }
  return program
}
