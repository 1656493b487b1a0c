import { stripVTControlCharacters } from 'node:util'
import { KitError } from '../../../errors.ts'
import type { AwalProgram } from './awalSettings.ts'
import { execAwal } from './execAwal.ts'

/** Asks the program for its version, such as `2.10.0`. */
export const readAwalVersion = async (program: AwalProgram): Promise<string> => {
  const exit = await execAwal(program, ['--version'])
  if (exit.kind !== 'exited') throw new KitError(`awal --version: ${exit.why}; check AWAL_BIN`)
  const lines = stripVTControlCharacters(exit.stdout).split(/[\r\n]+/)
  const version = lines
    .map((line) => line.trim().match(/^v?(\d+\.\d+\.\d+)$/)?.[1])
    .findLast((found) => found !== undefined)
  if (exit.code !== 0 || !version) throw new KitError('awal --version prints no version; check AWAL_BIN')
  return version
}
