import { stripVTControlCharacters } from 'node:util'
import type { AwalProgram } from './awalSettings.ts'
import { execAwal } from './execAwal.ts'
import { findLastJson } from './findLastJson.ts'

/**
 * What the program said. `refused` is its plain text after exit code 1, or that it did not start. Everything else that
 * is not an answer is `unknown`: it may have done what it was asked.
 */
export type AwalAnswer =
  | { kind: 'answered'; json: unknown }
  | { kind: 'refused'; text: string }
  | { kind: 'unknown'; why: string }

const SPINNER = /^- .*\.\.\.$/

const prose = (output: string): string =>
  stripVTControlCharacters(output)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !SPINNER.test(line))
    .join('\n')

/** Runs one command that answers in JSON. Never throws: whatever happened is an outcome. */
export const runAwal = async (program: AwalProgram, args: readonly string[]): Promise<AwalAnswer> => {
  const exit = await execAwal(program, args)
  if (exit.kind === 'notStarted') return { kind: 'refused', text: `awal does not start: ${exit.why}` }
  if (exit.kind === 'cutOff') return { kind: 'unknown', why: exit.why }
  if (exit.code === 0) {
    const found = findLastJson(stripVTControlCharacters(exit.stdout))
    return found ? { kind: 'answered', json: found.value } : { kind: 'unknown', why: 'it printed no JSON' }
  }
  const text = prose(`${exit.stderr}\n${exit.stdout}`)
  if (exit.code === 1 && text !== '') return { kind: 'refused', text }
  return { kind: 'unknown', why: `it ended with exit code ${exit.code}${text === '' ? ' and no message' : ''}` }
}
