// node --import tsx test/offchain/distinguish/run.ts: whether anybody can tell a request that wants something from one that does not.
import { Command, InvalidArgumentError } from 'commander'
import { tellStory } from '../../../offchain/local/process/tellStory.ts'
import { describeArea, describeJudgement } from './describeJudgement.ts'
import { distinguish, FOUND_AUC } from './distinguish.ts'
import { isHidden } from './isHidden.ts'

type Options = { runs: number; proofs: number; seed: number; json: boolean; verbose: boolean }

const FEWEST_RUNS = 40
/** Between two lines of progress. */
const PROGRESS_RUNS = 20

const wholeNumber = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}

const atLeastRuns = (text: string): number => {
  const runs = wholeNumber(text)
  if (runs < FEWEST_RUNS) throw new InvalidArgumentError(`must be ${FEWEST_RUNS} or more: fewer say nothing`)
  return runs
}

const program = new Command('distinguish')
  .description(
    'Plays requests with real and with empty orders in the dark pool, and tries to tell them apart in public.',
  )
  .option('--runs <count>', 'requests to play, half of them real', atLeastRuns, 400)
  .option(
    '--proofs <count>',
    'requests, of those, that are proven for real; others have random bytes for proofs',
    wholeNumber,
    100,
  )
  .option(
    '--seed <number>',
    'decides labels, orders and quotes; keys, proofs and times are as they come',
    wholeNumber,
    1,
  )
  .option('--json', 'print one JSON object as the last line instead of the story', false)
  .option('--verbose', 'show the logs of every part on standard error', false)
  .addHelpText('after', `\nExit code: 0 only if nothing is told, and every planted tell is, above ${FOUND_AUC}.`)
  .parse()

const { runs, proofs, seed, ...options } = program.opts<Options>()

await tellStory({
  name: 'distinguish',
  options,
  title: [
    'Distinguishability',
    `${runs} requests on real contracts, ${Math.min(runs, proofs)} with real proofs, seed ${seed}`,
  ],
  verified: 'nothing told, every planted tell found',
  run: async ({ log, shutdown, tell }) => {
    const onProgress = (played: number, all: number) => {
      if (played % PROGRESS_RUNS === 0) tell('', `${played} of ${all} played`)
    }
    const result = await distinguish({ runs, proven: proofs, seed, log, shutdown, onProgress })
    tell('pool path alone', describeJudgement(result.path))
    if (result.repeated) tell('played again', describeJudgement(result.repeated))
    tell('with public flows', describeJudgement(result.withFlows))
    if (result.withProofs) tell('real proofs alone', describeJudgement(result.withProofs))
    const { byte } = result.path
    tell('any single byte', `of ${byte.positions}, ${byte.place} tells most (p ${byte.p.toPrecision(2)})`)
    for (const { name, area } of result.tells) tell('planted', `${name}: ${describeArea(area)}`)
    const missed = result.tells.filter(({ area }) => area.auc <= FOUND_AUC).map(({ name }) => name)
    if (missed.length > 0) throw new Error(`planted, and not found: ${missed.join('; ')}`)
    const verdict = result.repeated ?? result.path
    if (!isHidden(verdict)) throw new Error(`real and empty orders can be told apart: ${describeJudgement(verdict)}`)
    return result
  },
})
