import { type Address, hexToBytes } from 'viem'
import type { PublicRun } from '../runs/publicRun.ts'
import type { FeatureTable } from '../statistics/crossValidate.ts'
import { calldataGas } from './calldataGas.ts'
import { describeBytes, type Features } from './describeBytes.ts'
import { type PlayedRole, rolesOf } from './rolesOf.ts'

const SELECTOR_BYTES = 4

const describeTransaction = (features: Features, { name, transaction }: PlayedRole, seen: Set<string>): void => {
  const data = hexToBytes(transaction.data)
  describeBytes(features, `${name}: calldata`, data.subarray(SELECTOR_BYTES), seen)
  features.set(`${name}: value`, Number(transaction.value))
  features.set(`${name}: gas`, transaction.gasUsed)
  features.set(`${name}: gas without calldata`, transaction.gasUsed - calldataGas(data))
  features.set(`${name}: logs`, transaction.logs.length)
  for (const [index, { topics, data: logged }] of transaction.logs.entries()) {
    const bytes = hexToBytes(`0x${topics.map((topic) => topic.slice(2)).join('')}${logged.slice(2)}`)
    describeBytes(features, `${name}: log ${index}`, bytes, seen)
  }
}

/** Numbers of one run, by name: all of them of what the public saw, none of what was meant by it. */
const describeRun = (run: PublicRun, pool: Address): Features => {
  const features: Features = new Map()
  const seen = new Set<string>()
  const roles = rolesOf(run, pool)
  for (const role of roles) describeTransaction(features, role, seen)
  for (const { kind } of roles) features.set(`${kind}: how many`, (features.get(`${kind}: how many`) ?? 0) + 1)
  const [first, last] = [roles[0]?.transaction, roles.at(-1)?.transaction]
  if (first && last) features.set('seconds from first to last', last.timestamp - first.timestamp)
  const closes = roles.filter(({ kind }) => kind === 'close')
  const settles = roles.filter(({ kind }) => kind === 'settle')
  for (const [index, { transaction }] of settles.entries()) {
    const close = closes[index]?.transaction
    if (!close) continue
    features.set(`settle ${index + 1}: blocks after its close`, transaction.block - close.block)
    features.set(`settle ${index + 1}: seconds after its close`, transaction.timestamp - close.timestamp)
  }
  for (const [index, ms] of run.settledAfterMs.entries()) features.set(`settle ${index + 1}: milliseconds`, ms)
  if (run.settledAfterMs.length > 0) {
    // A busy machine makes some of them slow, and none fast.
    features.set('fastest settlement: milliseconds', Math.min(...run.settledAfterMs))
    features.set(
      'all settlements: milliseconds',
      run.settledAfterMs.reduce((total, ms) => total + ms),
    )
  }
  return features
}

/** One row of numbers for each run; what a run has nothing of is zero, and what all runs have alike is left out. */
export const extractFeatures = (runs: readonly PublicRun[], pool: Address): FeatureTable => {
  const described = runs.map((run) => describeRun(run, pool))
  const names = [...new Set(described.flatMap((features) => [...features.keys()]))]
  const all = names.map((name) => ({
    name,
    column: Float64Array.from(described, (features) => features.get(name) ?? 0),
  }))
  const varying = all.filter(({ column }) => column.some((value) => value !== column[0]))
  return { names: varying.map(({ name }) => name), columns: varying.map(({ column }) => column) }
}
