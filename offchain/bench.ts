import { Argument, Command } from 'commander'
import type { Figure } from './local/bench/figure.ts'
import { gasFigures } from './local/bench/gasFigures.ts'
import { matcherFigures } from './local/bench/matcherFigures.ts'
import { measureStack } from './local/bench/measureStack.ts'
import { poolFigures } from './local/bench/poolFigures.ts'
import { vaultFigures } from './local/bench/vaultFigures.ts'
import { createShutdown } from './local/process/createShutdown.ts'
import { exitWithParent } from './local/process/exitWithParent.ts'
import { createLog } from './log.ts'

const program = new Command('bench')
  .description(
    'Measures what the project promised and prints each figure beside its limit; a ratio above 1 breaks it and exits 1.',
  )
  .addArgument(new Argument('[subject]', 'only these figures').choices(['gas', 'stack', 'vault', 'pool', 'matcher']))
  .option('--json', 'print one JSON object as the last line', false)
  .parse()
const { json } = program.opts<{ json: boolean }>()
const [only] = program.args

const row = ({ name, measured, limit, unit, ratio }: Figure): string =>
  `${name.padEnd(44)} ${`${measured} ${unit}`.padStart(12)} of ${`${limit} ${unit}`.padStart(11)}   ratio ${ratio}`

const log = createLog({ name: 'bench', level: 'error', json: false })
const shutdown = createShutdown({ log })
exitWithParent(shutdown)
try {
  const subjects = {
    gas: gasFigures,
    stack: () => measureStack(log, shutdown),
    vault: () => vaultFigures(log, shutdown),
    pool: () => poolFigures(log, shutdown),
    matcher: () => matcherFigures(log, shutdown),
  }
  const figures: Figure[] = []
  for (const [subject, measure] of Object.entries(subjects)) {
    if (only === undefined || only === subject) figures.push(...(await measure()))
  }
  for (const figure of figures) process.stdout.write(`${row(figure)}\n`)
  if (json) process.stdout.write(`${JSON.stringify({ figures })}\n`)
  await shutdown.shutdown('done', figures.some(({ ratio }) => ratio > 1) ? 1 : 0)
} catch (error) {
  if (!shutdown.signal.aborted) log.error({ err: (error as Error).message }, 'bench failed')
  await shutdown.shutdown('failed', 1)
}
