import type { Command } from 'commander'
import { KitError } from '../../errors.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { parseAmount } from '../amounts/parseAmount.ts'
import { runQuoting } from '../quoting/runQuoting.ts'
import { RefusedError } from '../refusedError.ts'
import { spreadStrategy } from '../strategies/spreadStrategy.ts'
import type { CommandContext } from './commandContext.ts'
import { parseAmountOption, parseBps, parseInterval } from './commandOptions.ts'
import { withMaker } from './withMaker.ts'

type RunOptions = {
  share: bigint
  basePremium: bigint
  slope: bigint
  target: string
  minInterval: number
  cover: boolean
  json: boolean
}

const run = async (context: CommandContext, options: RunOptions): Promise<void> => {
  const { share: shareBps, basePremium: basePremiumBps, slope: slopeBps, minInterval, cover, json } = options
  if (cover && minInterval === 0) throw new KitError('--cover needs a --min-interval above zero')
  const { maker, settings, progress, log } = await withMaker(context)
  const { asset, amount: target } = parseAmount(maker.assets, options.target)
  if (asset !== 'collateral') throw new RefusedError(`give --target in ${maker.assets.collateral.symbol}`)
  log.info({ account: maker.account, pool: maker.pool }, 'maker started')
  await runQuoting(maker, {
    decide: spreadStrategy({ shareBps, basePremiumBps, slopeBps, target }),
    minIntervalSeconds: minInterval,
    cover,
    pollIntervalMs: settings.makerPollInterval,
    onMoved: (move) => {
      if (json) context.write(`${renderJson({ event: move === 'quote' ? 'quoted' : 'unquoted' }, 0)}\n`)
    },
    log,
    signal: progress.signal,
  })
}

/** `run`: the quoting loop with the example strategy. */
export const addRunCommand = (program: Command, context: CommandContext): void => {
  program
    .command('run')
    .description(
      'quote until told to stop, with the example strategy: a share of what is there, dearer the less there is',
    )
    .requiredOption('--target <amount>', 'collateral that should be there, such as "400 WBTC"', parseAmountOption)
    .option('--share <bps>', 'how much of the own collateral is offered, of 10000', parseBps, 5_000n)
    .option('--base-premium <bps>', 'premium while the target is there', parseBps, 50n)
    .option('--slope <bps>', 'on top, once nothing is there; in proportion between', parseBps, 100n)
    .option('--min-interval <seconds>', 'least time between two transactions', parseInterval, 300)
    .option(
      '--cover',
      'a quote at every interval, changed or not: otherwise one that follows a fill gives it away',
      false,
    )
    .option('--json', 'write each change of the quote as one line of JSON, without amounts', false)
    .action((options: RunOptions) => run(context, options))
}
