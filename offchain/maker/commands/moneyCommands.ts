import type { Command } from 'commander'
import { renderJson } from '../../rendering/renderJson.ts'
import { claimCredits } from '../actions/claimCredits.ts'
import { depositAsset, type QueuedEntry, withdrawAsset } from '../actions/queueEntry.ts'
import { formatAmount } from '../amounts/formatAmount.ts'
import { parseAmount } from '../amounts/parseAmount.ts'
import type { Maker } from '../maker.ts'
import type { Progress } from '../progress.ts'
import { awaitView } from '../reading/awaitView.ts'
import type { MakerView } from '../reading/makerView.ts'
import type { CommandContext } from './commandContext.ts'
import { parseAmountOption, withJson, withWait } from './commandOptions.ts'
import { describeClaims, renderClaims } from './describeClaims.ts'
import { EXIT } from './exitCode.ts'
import { boundedBy, type WaitOption, withMaker } from './withMaker.ts'

type EntryOptions = WaitOption & { amount: string; json: boolean }

/** What became of an entry: in the queue still, or what its settlement made of it. */
const fateOf = ({ history, waiting }: MakerView, { index }: QueuedEntry): 'waiting' | 'settled' | 'refused' => {
  if (waiting.some((entry) => entry.index === index)) return 'waiting'
  return history.some((entry) => entry.kind === 'refused' && entry.index === index) ? 'refused' : 'settled'
}

const queueEntry = async (
  context: CommandContext,
  { amount: text, json, wait }: EntryOptions,
  action: typeof depositAsset,
): Promise<void> => {
  const { maker, progress } = await withMaker(context)
  const { assets } = maker
  const entry = await action(maker, parseAmount(assets, text), progress)
  const view = wait ? await awaitEntry(maker, entry, boundedBy(progress, wait)) : await maker.reader.look()
  const state = fateOf(view, entry)
  const { asset, amount, index, txHash } = entry
  const answer = { amount: formatAmount(assets, asset, amount), index: `${index}`, txHash, state }
  context.write(`${json ? renderJson(answer) : `${answer.amount}: entry ${index}, ${state}, ${txHash}`}\n`)
  if (state === 'refused') context.setExitCode(EXIT.refused)
}

const awaitEntry = (maker: Maker, entry: QueuedEntry, progress: Progress): Promise<MakerView> =>
  awaitView(
    maker,
    { what: `the settlement that takes in entry ${entry.index}`, until: (view) => fateOf(view, entry) !== 'waiting' },
    progress,
  )

const claim = async (context: CommandContext, { json }: { json: boolean }): Promise<void> => {
  const { maker, progress } = await withMaker(context)
  const claims = describeClaims(maker.assets, await claimCredits(maker, progress))
  context.write(`${json ? renderJson({ claims }) : renderClaims(claims)}\n`)
}

/** `deposit`, `withdraw` and `claim`. */
export const addMoneyCommands = (program: Command, context: CommandContext): void => {
  const withAmount = (command: Command): Command =>
    withWait(withJson(command), 'the settlement that takes it in').requiredOption(
      '--amount <amount>',
      'decimal amount and unit, such as "1.5 WBTC"',
      parseAmountOption,
    )
  withAmount(program.command('deposit'))
    .description('queue a deposit; refused while one of the same token waits, so that it is never made twice')
    .action((options: EntryOptions) => queueEntry(context, options, depositAsset))
  withAmount(program.command('withdraw'))
    .description('queue a withdrawal; refused, unsent, if it is not sure to be paid: a refused one would be public')
    .action((options: EntryOptions) => queueEntry(context, options, withdrawAsset))
  withJson(program.command('claim'))
    .description('take out what settled withdrawals, and the end of requests, credited')
    .action((options: { json: boolean }) => claim(context, options))
}
