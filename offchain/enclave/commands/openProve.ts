import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { openProductionProver } from '../../circuits/openProductionProver.ts'
import { openSettlementProver } from '../../circuits/openSettlementProver.ts'
import type { SettlementProver } from '../../circuits/settlementProver.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { type ProofTimes, proveWith } from '../matching/proveWith.ts'
import type { ProveRound } from '../matching/settleClosedRound.ts'
import type { RunSettings } from './enclaveSettings.ts'

export type OpenProveParameters = {
  settings: Pick<RunSettings, 'enclaveSrsFolder' | 'enclaveSrsSha256'>
  chainId: number
  onProved: (times: ProofTimes) => void
  log: Log
  signal: AbortSignal
}

/** Nobody else can read or write there; it goes with the process. */
const makeFolder = async (signal: AbortSignal): Promise<string> => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'enclave-prover-'))
  signal.addEventListener('abort', () => void fs.rm(folder, { recursive: true, force: true }), { once: true })
  return folder
}

const openProver = async ({ settings, chainId, log, signal }: OpenProveParameters): Promise<SettlementProver> => {
  const { enclaveSrsFolder: srs, enclaveSrsSha256: srsSha256 } = settings
  if (srs && srsSha256) return openProductionProver({ srs, srsSha256, folder: await makeFolder(signal), signal })
  if (chainId !== LOCAL_CHAIN_ID) {
    throw new KitError(
      `chain ${chainId} needs proofs under a real SRS; set ENCLAVE_SRS_FOLDER and ENCLAVE_SRS_SHA256, or ENCLAVE_MATCHING=off`,
    )
  }
  log.warn('proofs are made under the INSECURE development SRS')
  return openSettlementProver({ signal })
}

/** What rounds are proven with: the SRS of the settings, or on the local chain the INSECURE development one. */
export const openProve = async (parameters: OpenProveParameters): Promise<ProveRound> =>
  proveWith(await openProver(parameters), parameters.onProved)
