import { Command } from 'commander'
import type { CommandContext } from './commandContext.ts'
import { EXIT_CODE_HELP } from './exitCode.ts'
import { renderSettingsHelp } from './makerSettings.ts'
import { addMoneyCommands } from './moneyCommands.ts'
import { addQuoteCommands } from './quoteCommands.ts'
import { addReadingCommands } from './readingCommands.ts'
import { addRunCommand } from './runCommand.ts'
import { addSlotCommands } from './slotCommands.ts'

/** The command line of a market maker. Usage errors are thrown, not exited on. */
export const createProgram = (context: CommandContext): Command => {
  const program = new Command('maker')
    .description(
      'A market maker of the confidential dark pool: its slot, its money, its quotes, from its own keys alone.',
    )
    .addHelpText('after', `${renderSettingsHelp()}\n${EXIT_CODE_HELP}`)
    .showHelpAfterError('see: maker --help')
    .configureOutput({ writeOut: context.write, writeErr: (text) => context.tell(text.trimEnd()) })
    .exitOverride()
  for (const add of [addSlotCommands, addMoneyCommands, addQuoteCommands, addReadingCommands, addRunCommand]) {
    add(program, context)
  }
  return program
}
