import { randomInt } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import { PLANTED_POOL_BUGS } from './programs/plantedPoolBugs.ts'
import { runPoolSuite } from './runPoolSuite.ts'
import { summarisePool } from './summarisePool.ts'

const MAX_SEED = 100_000

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}

type Options = { rounds: number; seed: number; only?: string; plant?: string; planted?: boolean; json?: boolean }

const say = (line: string) => process.stderr.write(`${line}\n`)

/** Whether the suite notices each bug: every one of them must turn it red. */
const runPlanted = async ({ rounds, seed, plant }: Options): Promise<boolean> => {
  let isEachCaught = true
  for (const bug of PLANTED_POOL_BUGS.filter(({ name }) => plant === undefined || name === plant)) {
    const results = await runPoolSuite({ rounds, seed, bug, only: bug.caughtBy, stopAtFirst: true, say })
    const caught = results.find(({ problems }) => problems.length > 0)
    const verdict = caught ? `RED by "${caught.name}": ${caught.problems[0]}` : `NOT CAUGHT in ${results.length} rounds`
    process.stdout.write(`${bug.name}: ${verdict}\n`)
    isEachCaught &&= caught !== undefined
  }
  return isEachCaught
}

const run = async (options: Options): Promise<boolean> => {
  const { rounds, seed, only, plant, json } = options
  say(`seed ${seed}`)
  const bug = PLANTED_POOL_BUGS.find(({ name }) => name === plant)
  if (plant !== undefined && !bug) {
    throw new Error(`no planted bug ${plant}; there are: ${PLANTED_POOL_BUGS.map(({ name }) => name).join(', ')}`)
  }
  if (options.planted) return runPlanted(options)
  const began = Date.now()
  const results = await runPoolSuite({ rounds, seed, only, bug, say })
  const seconds = Math.round((Date.now() - began) / 1_000)
  if (json) process.stdout.write(`${JSON.stringify({ seed, seconds, results })}\n`)
  else process.stdout.write(`${summarisePool(results)}\nseed ${seed}, ${results.length} rounds in ${seconds} s\n`)
  return results.every(({ problems }) => problems.length === 0)
}

const program = new Command('chaos:pool')
  .description(
    'Kills, cuts off and reorganises all who work in the dark pool, and checks that every round ends once and the books are right.',
  )
  .option('--rounds <n>', 'rounds beside the one that opens the pool', wholeNumber, 40)
  .option('--seed <s>', 'the same seed plans the same rounds', wholeNumber, randomInt(MAX_SEED))
  .option('--only <text>', 'only rounds whose fault or name contains this')
  .option('--plant <name>', 'with one planted bug')
  .option('--planted', 'with each planted bug in turn, or with --plant in that one; succeeds if each is noticed')
  .option('--json', 'the result as JSON on standard output')
  .action(async (options: Options) => {
    process.exitCode = (await run(options)) ? 0 : 1
  })
await program.parseAsync()
