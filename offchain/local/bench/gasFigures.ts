import fs from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'
import { type Figure, figure } from './figure.ts'

/** Snapshot file, entry and limit. The snapshots themselves are checked by every `forge test`. */
const LIMITS = [
  ['ReserveAttestation', 'onReport above empty receiver, update', 20_000],
  ['ReserveAttestation', 'report total, update', 115_000],
  ['RecoveryTreasury', 'heal, steady state', 300_000],
  ['TdxQuoteVerifier', 'verify cold v4', 200_000],
  ['EnclaveRegistry', 'register, whole transaction', 400_000],
  ['EnclaveRegistry', 'useAction, cold', 30_000],
  ['TcbStore', 'submitTcbInfo, refresh', 1_250_000],
] as const

/** Gas of the calls that matter, from the committed snapshots. */
export const gasFigures = (): Promise<Figure[]> =>
  Promise.all(
    LIMITS.map(async ([file, entry, limit]) => {
      const text = await fs.readFile(path.join(projectRoot, 'test', 'snapshots', `${file}.json`), 'utf8')
      const gas = (JSON.parse(text) as Record<string, string>)[entry]
      if (gas === undefined) throw new KitError(`${file}.json has no snapshot "${entry}"; run \`forge test\``)
      return figure(entry, 'gas', Number(gas), limit, 0)
    }),
  )
