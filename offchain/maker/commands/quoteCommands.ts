import type { Command } from 'commander'
import { renderJson } from '../../rendering/renderJson.ts'
import { postQuote, withdrawQuote } from '../actions/postQuote.ts'
import { formatAmount } from '../amounts/formatAmount.ts'
import { parseAmount } from '../amounts/parseAmount.ts'
import { awaitView } from '../reading/awaitView.ts'
import { RefusedError } from '../refusedError.ts'
import type { CommandContext } from './commandContext.ts'
import { parseAmountOption, parseBps, withJson, withWait } from './commandOptions.ts'
import { boundedBy, type CommandMaker, type WaitOption, withMaker } from './withMaker.ts'

type QuoteOptions = WaitOption & { size: string; premium: bigint; json: boolean }
type UnquoteOptions = WaitOption & { json: boolean }

/** Whatever was posted since the close stands once the closed round has ended. */
const awaitBook = async ({ maker, progress }: CommandMaker, wait: true | number): Promise<void> => {
  const what = 'the end of the round that is closed'
  await awaitView(maker, { what, until: ({ nextQuote }) => nextQuote === undefined }, boundedBy(progress, wait))
}

const quote = async (
  context: CommandContext,
  { size: text, premium: premiumBps, json, wait }: QuoteOptions,
): Promise<void> => {
  const opened = await withMaker(context)
  const { maker, progress } = opened
  const { assets, terms } = maker
  const { asset, amount: size } = parseAmount(assets, text)
  if (asset !== 'collateral') throw new RefusedError(`makers sell ${assets.collateral.symbol}: give --size in it`)
  if (size < terms.minimumQuote)
    throw new RefusedError(
      `a quote below ${formatAmount(assets, 'collateral', terms.minimumQuote)} offers nothing in this pool; give more, or \`maker unquote\``,
    )
  const txHash = await postQuote(maker, await maker.reader.look(), { size, premiumBps }, progress.signal)
  if (wait) await awaitBook(opened, wait)
  const { nextQuote } = await maker.reader.look()
  const stands = nextQuote ? 'when the closed round ends' : 'now'
  context.write(`${json ? renderJson({ txHash, stands }) : `quoted, stands ${stands}, ${txHash}`}\n`)
}

const unquote = async (context: CommandContext, { json, wait }: UnquoteOptions): Promise<void> => {
  const opened = await withMaker(context)
  const { maker, progress } = opened
  const txHash = await withdrawQuote(maker, await maker.reader.look(), progress.signal)
  if (wait) await awaitBook(opened, wait)
  const { nextQuote } = await maker.reader.look()
  const gone = nextQuote ? 'when the closed round ends' : 'now'
  context.write(`${json ? renderJson({ txHash: txHash ?? null, gone }) : `no quote stands, ${gone}`}\n`)
}

/** `quote` and `unquote`. */
export const addQuoteCommands = (program: Command, context: CommandContext): void => {
  withWait(withJson(program.command('quote')), 'the end of the round that is closed')
    .description('put a sealed quote on the book, in place of the last one, until it is replaced or withdrawn')
    .requiredOption('--size <amount>', 'most that is sold, in each round, such as "1.5 WBTC"', parseAmountOption)
    .requiredOption('--premium <bps>', 'asked on top of the price, in basis points', parseBps)
    .action((options: QuoteOptions) => quote(context, options))
  withWait(withJson(program.command('unquote')), 'the end of the round that is closed')
    .description('take the quote off the book')
    .action((options: UnquoteOptions) => unquote(context, options))
}
