import { type Command, InvalidArgumentError, Option } from 'commander'
import { findAmountFault } from '../amounts/parseAmount.ts'

const MOST_SECONDS = 2_000_000

/** Adds `--json`, which every command has. */
export const withJson = (command: Command): Command => command.option('--json', 'answer as one JSON document', false)

const parseSeconds = (value: string): number => {
  if (/^\d{1,7}$/.test(value) && Number(value) > 0 && Number(value) <= MOST_SECONDS) return Number(value)
  throw new InvalidArgumentError(`give seconds, from 1 to ${MOST_SECONDS}`)
}

/** Adds `--wait [seconds]`. */
export const withWait = (command: Command, what: string): Command =>
  command.addOption(
    new Option('--wait [seconds]', `wait for ${what}, at most so long; exit code 75 if it is still to come`).argParser(
      parseSeconds,
    ),
  )

/** An amount with its unit; which units there are, the pool says. */
export const parseAmountOption = (value: string): string => {
  const fault = findAmountFault(value)
  if (fault) throw new InvalidArgumentError(fault)
  return value
}

/** A whole number of basis points. */
export const parseBps = (value: string): bigint => {
  if (/^\d{1,5}$/.test(value) && BigInt(value) <= 10_000n) return BigInt(value)
  throw new InvalidArgumentError('give basis points: a whole number from 0 to 10000')
}

/** A whole number of seconds, which may be none. */
export const parseInterval = (value: string): number => {
  if (/^\d{1,7}$/.test(value) && Number(value) <= MOST_SECONDS) return Number(value)
  throw new InvalidArgumentError(`give seconds, from 0 to ${MOST_SECONDS}`)
}
