import { randomInt } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import { PLANTED_BUGS } from './agent/plantedBugs.ts'
import { measureLatency } from './measureLatency.ts'
import { runSuite } from './runSuite.ts'
import { formatTable, summarise } from './summarise.ts'

const MAX_SEED = 100_000

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}

type Options = {
  rounds: number
  seed: number
  workers: number
  only?: string
  plant?: string
  planted?: boolean
  latency?: number
  json?: boolean
}

const say = (line: string) => process.stderr.write(`${line}\n`)

/** Whether the suite notices each bug: every one of them must turn it red. */
const runPlanted = async ({ rounds, seed, workers }: Options): Promise<boolean> => {
  let isEachCaught = true
  for (const bug of PLANTED_BUGS) {
    const results = await runSuite({
      rounds,
      seed,
      workers,
      bug,
      only: bug.caughtBy,
      stopAtFirst: true,
      say: () => undefined,
    })
    const caught = results.find(({ problems }) => problems.length > 0)
    const verdict = caught ? `RED by "${caught.name}": ${caught.problems[0]}` : `NOT CAUGHT in ${results.length} rounds`
    process.stdout.write(`${bug.name}: ${verdict}\n`)
    isEachCaught &&= caught !== undefined
  }
  return isEachCaught
}

const run = async (options: Options): Promise<boolean> => {
  const { rounds, seed, workers, only, plant, json } = options
  say(`seed ${seed}`)
  if (options.planted) return runPlanted(options)
  const bug = PLANTED_BUGS.find(({ name }) => name === plant)
  if (plant !== undefined && !bug) {
    throw new Error(`no planted bug ${plant}; there are: ${PLANTED_BUGS.map(({ name }) => name).join(', ')}`)
  }
  const began = Date.now()
  const results = await runSuite({ rounds, seed, workers, only, bug, say })
  const table = summarise(results)
  const ms = Date.now() - began
  if (json) process.stdout.write(`${JSON.stringify({ seed, ms, table, results })}\n`)
  else
    process.stdout.write(
      `${formatTable(table)}\nseed ${seed}, ${results.length} rounds in ${Math.round(ms / 1000)} s\n`,
    )
  return results.every(({ problems }) => problems.length === 0)
}

const program = new Command('chaos')
  .description('Kills, cuts off, lies to and reorganises the agent, and checks that it heals exactly once.')
  .option('--rounds <n>', 'rounds beside the ones that record what a heal does', wholeNumber, 300)
  .option('--seed <s>', 'the same seed plans the same rounds', wholeNumber, randomInt(MAX_SEED))
  .option('--workers <n>', 'chains at work at the same time', wholeNumber, 2)
  .option('--only <text>', 'only rounds whose fault or name contains this')
  .option('--plant <name>', 'with one planted bug')
  .option('--planted', 'with each planted bug in turn; succeeds if each is noticed')
  .option('--latency <heals>', 'instead, how long it takes from a report to the broadcast of its heal', wholeNumber)
  .option('--json', 'the result as JSON on standard output')
  .action(async (options: Options) => {
    if (options.latency !== undefined) {
      process.stdout.write(`${JSON.stringify(await measureLatency(options.latency, say))}\n`)
      return
    }
    process.exitCode = (await run(options)) ? 0 : 1
  })
await program.parseAsync()
