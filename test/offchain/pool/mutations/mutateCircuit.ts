// npm run mutate:circuit [-- RULE...]: plants each bug of mutations.ts in a copy of the circuit and lets the tests find it,
// then takes assertions away and looks if what they stop passes: that nothing else stands against it.
// Exit code 1 if anything is not as the tables say.
import type { CompiledCircuit } from '@noir-lang/noir_js'
import { UnsatisfiableError } from '../../../../offchain/circuits/executeCircuit.ts'
import type { Witness } from '../../../../offchain/protocol/pool/circuitInputs.ts'
import { buildRound } from '../buildRound.ts'
import { buildWitness } from '../buildWitness.ts'
import { executeUnchecked } from '../executeUnchecked.ts'
import { honestRounds } from '../honestRounds.ts'
import { negatives } from '../hostile/negatives.ts'
import { assertions } from './assertions.ts'
import { compileMutant } from './compileMutant.ts'
import type { Mutation } from './mutation.ts'
import { mutations } from './mutations.ts'

const hostile = negatives.map((negative) => ({ ...negative, inputs: negative.witness() }))
const honest = Object.entries(honestRounds).map(([name, [knobs]]) => ({
  name,
  inputs: buildWitness(buildRound(knobs)),
}))

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const isSatisfied = (program: CompiledCircuit, inputs: Witness): Promise<boolean> =>
  executeUnchecked(program, inputs).then(
    () => true,
    (error: unknown) => {
      if (error instanceof UnsatisfiableError) return false
      throw error
    },
  )

const plant = ({ name, file, from, to }: Mutation): Promise<CompiledCircuit> =>
  compileMutant((source, sourceFile) => {
    if (sourceFile !== file) return source
    const pieces = source.split(from)
    if (pieces.length !== 2)
      throw new Error(`"${name}" expects its text once in ${file}, not ${pieces.length - 1} times: update the table`)
    return pieces.join(to)
  })

/** The tries that a mutant lets through. */
const findPassed = async (program: CompiledCircuit, tries: typeof hostile): Promise<string[]> => {
  const passed: string[] = []
  for (const { name, inputs } of tries) if (await isSatisfied(program, inputs)) passed.push(name)
  return passed
}

/** An honest round that a mutant refuses. */
const findRefused = async (program: CompiledCircuit): Promise<string | undefined> => {
  for (const { name, inputs } of honest) if (!(await isSatisfied(program, inputs))) return name
  return undefined
}

/** How the tests find a bug out; the tries of its own rule first. Undefined if they do not. */
const findOut = async (mutation: Mutation): Promise<string | undefined> => {
  const program = await plant(mutation)
  const own = hostile.filter(({ breaks }) => breaks === mutation.of)
  const passed = await findPassed(program, own)
  if (passed.length > 0) return `lets ${passed.length} of ${own.length} through: ${passed.slice(0, 3).join('; ')}`
  const refused = await findRefused(program)
  if (refused) return `refuses: ${refused}`
  const [other] = await findPassed(program, hostile)
  return other && `lets through: ${other}`
}

const verdictOn = ({ harmless }: Mutation, found: string | undefined): string => {
  if (found) return harmless ? 'NOT HARMLESS' : 'killed'
  return harmless ? 'harmless' : 'SURVIVED'
}

const runMutations = async (chosen: readonly Mutation[]): Promise<number> => {
  const verdicts: string[] = []
  for (const mutation of chosen) {
    const found = await findOut(mutation)
    const verdict = verdictOn(mutation, found)
    verdicts.push(verdict)
    say(
      `${verdict.padEnd(13)}${mutation.of.padEnd(4)} ${mutation.name}: ${found ?? mutation.harmless ?? 'no test sees it'}`,
    )
  }
  const count = (verdict: string) => verdicts.filter((other) => other === verdict).length
  say(`${count('killed')} of ${chosen.length} killed, ${count('harmless')} harmless, ${count('SURVIVED')} survived`)
  return count('SURVIVED') + count('NOT HARMLESS')
}

/** An assertion goes from its name to its message, which no two share. */
const withoutAssertion = (source: string, message: string): string => {
  const end = source.indexOf(`"${message}"`)
  if (end < 0) return source
  const after = source.indexOf(';', end) + 1
  return source.slice(0, source.lastIndexOf('assert(', end)) + source.slice(after)
}

const runAssertions = async (): Promise<number> => {
  let bad = 0
  for (const { messages, alsoStopped } of assertions) {
    const program = await compileMutant((source) => messages.reduce(withoutAssertion, source))
    const met = hostile.filter(({ meets }) => messages.includes(meets))
    const passed = await findPassed(program, met)
    const stopped = met.map(({ name }) => name).filter((name) => !passed.includes(name))
    say(`${passed.length} of ${met.length} are stopped by nothing but: ${messages.join(', ')}`)
    for (const name of stopped) if (!alsoStopped.includes(name)) say(`  NOT ALONE   ${name}`)
    bad += stopped.filter((name) => !alsoStopped.includes(name)).length
    bad += alsoStopped.filter((name) => !stopped.includes(name)).length
  }
  return bad
}

const rules = process.argv.slice(2)
const chosen = rules.length === 0 ? mutations : mutations.filter(({ of }) => rules.includes(of))
const unexpected = (await runMutations(chosen)) + (rules.length === 0 ? await runAssertions() : 0)
process.exit(unexpected === 0 ? 0 : 1)
