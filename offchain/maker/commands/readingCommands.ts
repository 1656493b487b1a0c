import type { Command } from 'commander'
import { readWallet } from '../../chain/darkpool/readPoolAssets.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { readSlotKeys } from '../keys/readSlotKeys.ts'
import type { CommandContext } from './commandContext.ts'
import { withJson } from './commandOptions.ts'
import { describeBalance, describeEntry, describeStatus } from './describeView.ts'
import { EXIT } from './exitCode.ts'
import { renderBalance, renderHistory, renderStatus } from './renderView.ts'
import { withMaker } from './withMaker.ts'

type ReadingOptions = { json: boolean }

/** `balance`, `history` and `status`: from the chain and the own keys, no server is asked. */
export const addReadingCommands = (program: Command, context: CommandContext): void => {
  withJson(program.command('balance'))
    .description('what the slot holds, what waits, what can be claimed, and the standing quote: from the own leaf')
    .action(async ({ json }: ReadingOptions) => {
      const { maker } = await withMaker(context)
      const { client, assets, account } = maker
      const [view, wallet] = await Promise.all([maker.reader.look(), readWallet(client, { assets, account })])
      const found = describeBalance(assets, view, wallet)
      context.write(`${json ? renderJson(found) : renderBalance(found)}\n`)
    })
  withJson(program.command('history'))
    .description(
      'deposits, withdrawals and fills: what two consecutive leaves differ by, less what is public, was traded',
    )
    .action(async ({ json }: ReadingOptions) => {
      const { maker } = await withMaker(context)
      const { history } = await maker.reader.look()
      const entries = history.map((entry) => describeEntry(maker.assets, entry))
      context.write(`${json ? renderJson(entries) : renderHistory(entries)}\n`)
    })
  withJson(program.command('status'))
    .description('slot, keys, round, and whatever is wrong; nothing secret')
    .action(async ({ json }: ReadingOptions) => {
      const { maker } = await withMaker(context)
      const { client, assets, account, keyFile } = maker
      const [view, { etherAmount }] = await Promise.all([maker.reader.look(), readWallet(client, { assets, account })])
      const isKeyHeld = view.slot?.activeKey !== undefined && readSlotKeys(keyFile).has(view.slot.activeKey)
      const status = describeStatus(view, { isKeyHeld, etherAmount })
      context.write(`${json ? renderJson(status) : renderStatus(status)}\n`)
      if (status.problems.length > 0) context.setExitCode(EXIT.unhealthy)
    })
}
