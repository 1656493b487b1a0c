import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../../../test/offchain/recordLog.ts'
import { CIRCUIT_CACHE } from '../../circuits/openSettlementProver.ts'
import { developmentSrs } from '../../circuits/srs/developmentSrs.ts'
import { openProve } from './openProve.ts'

describe('openProve', () => {
  let stop: AbortController
  let folder: string
  beforeEach(() => {
    stop = new AbortController()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'open-prove-'))
  })
  afterEach(() => {
    stop.abort()
    fs.rmSync(folder, { recursive: true, force: true })
  })
  const open = (chainId: number, settings: { enclaveSrsFolder?: string; enclaveSrsSha256?: string } = {}) => {
    const { log, lines } = recordLog()
    return { opening: openProve({ settings, chainId, onProved: () => undefined, log, signal: stop.signal }), lines }
  }

  it('uses the development SRS on the local chain, and says so', async () => {
    const { opening, lines } = open(31337)
    await opening
    expect(lines.join()).toContain('INSECURE development SRS')
  })

  it('refuses any other chain without an SRS', async () => {
    await expect(open(1).opening).rejects.toThrow(
      'chain 1 needs proofs under a real SRS; set ENCLAVE_SRS_FOLDER and ENCLAVE_SRS_SHA256, or ENCLAVE_MATCHING=off',
    )
  })

  it.each([1, 31337])('refuses the development SRS where an SRS is given, on chain %i', async (chainId) => {
    const { folder: srs, g1Sha256 } = await developmentSrs(2 ** 15, CIRCUIT_CACHE)
    const settings = { enclaveSrsFolder: srs, enclaveSrsSha256: g1Sha256 }
    await expect(open(chainId, settings).opening).rejects.toThrow("is not Ignition's")
    const another = { ...settings, enclaveSrsSha256: '0'.repeat(64) }
    await expect(open(chainId, another).opening).rejects.toThrow(`wanted ${'0'.repeat(64)}`)
  })

  it('says what an SRS is where there is none', async () => {
    const { opening } = open(1, { enclaveSrsFolder: folder, enclaveSrsSha256: '0'.repeat(64) })
    await expect(opening).rejects.toThrow('an SRS is a folder with bn254_g1.dat and bn254_g2.dat')
  })
})
