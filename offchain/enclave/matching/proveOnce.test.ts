import { describe, expect, it } from 'vitest'
import type { Witness } from '../../protocol/pool/circuitInputs.ts'
import { proveOnce } from './proveOnce.ts'

const WITNESS = {} as Witness

const create = () => {
  const asked: string[] = []
  const prove = proveOnce(async (_witness, inputs) => {
    asked.push(inputs.join())
    if (inputs.includes(13n)) throw new Error('out of memory')
    return { proof: `0x0${asked.length}` }
  })
  return { asked, prove: (...inputs: bigint[]) => prove(WITNESS, inputs, undefined) }
}

describe('proveOnce', () => {
  it('proves the same statement once, and another one anew', async () => {
    const { asked, prove } = create()
    expect(await prove(1n, 2n)).toEqual({ proof: '0x01' })
    expect(await prove(1n, 2n)).toEqual({ proof: '0x01' })
    expect(await prove(1n, 23n)).toEqual({ proof: '0x02' })
    expect(await prove(12n, 3n)).toEqual({ proof: '0x03' })
    expect(asked).toEqual(['1,2', '1,23', '12,3'])
  })

  it('keeps no failure, and what it had before it', async () => {
    const { asked, prove } = create()
    await prove(1n)
    await expect(prove(13n)).rejects.toThrow('out of memory')
    await expect(prove(13n)).rejects.toThrow('out of memory')
    expect(await prove(1n)).toEqual({ proof: '0x01' })
    expect(asked).toEqual(['1', '13', '13'])
  })
})
