import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { bytesToHex } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type ConfigfsFiles,
  type ConfigfsQuoteSourceParameters,
  configfsQuoteSource,
} from '../../../offchain/enclave/quotes/configfsQuoteSource.ts'
import { RECORDED_QUOTE, RECORDED_REPORT_DATA } from './recordedQuote.ts'

const refuse = (code: string) => Object.assign(new Error(code), { code })

type Kernel = { provider: string; outblob: Uint8Array; taken: string[] }

/**
 * Imitates what Linux does with these files, on a real folder: a new folder gets its attributes, a written `inblob` raises
 * `generation`, and `rmdir` takes the attributes along.
 */
const imitateKernel = (kernel: Kernel): ConfigfsFiles => ({
  async mkdir(folder) {
    await fs.mkdir(folder)
    await fs.writeFile(path.join(folder, 'provider'), `${kernel.provider}\n`)
    await fs.writeFile(path.join(folder, 'generation'), '0\n')
    await fs.writeFile(path.join(folder, 'outblob'), kernel.outblob)
  },
  readFile: (file) => fs.readFile(file),
  async writeFile(file, bytes) {
    const generation = path.join(path.dirname(file), 'generation')
    kernel.taken.push(bytesToHex(bytes))
    await fs.writeFile(file, bytes)
    await fs.writeFile(generation, `${BigInt((await fs.readFile(generation, 'utf8')).trim()) + 1n}\n`)
  },
  rmdir: (folder) => fs.rm(folder, { recursive: true }),
})

describe('configfsQuoteSource', () => {
  let root: string
  let kernel: Kernel
  let files: ConfigfsFiles
  beforeEach(async () => {
    root = await fs.mkdtemp(path.join(os.tmpdir(), 'tsm-'))
    kernel = { provider: 'tdx_guest', outblob: RECORDED_QUOTE, taken: [] }
    files = imitateKernel(kernel)
  })
  afterEach(() => fs.rm(root, { recursive: true, force: true }))

  const ask = (changed: Partial<ConfigfsFiles> = {}, more: ConfigfsQuoteSourceParameters = {}) =>
    configfsQuoteSource({ root, files: { ...files, ...changed }, retryDelayMs: 0, ...more }).quote(RECORDED_REPORT_DATA)
  /** Fails as the kernel does for the first `times` reads of an attribute. */
  const failing = (attribute: string, code: string, times: number): Partial<ConfigfsFiles> => {
    let left = times
    return {
      async readFile(file) {
        if (path.basename(file) === attribute && left-- > 0) throw refuse(code)
        return files.readFile(file)
      },
    }
  }

  it('writes the 64 bytes as they are, hands back the recorded bytes, and leaves nothing', async () => {
    expect(bytesToHex(await ask())).toBe(bytesToHex(RECORDED_QUOTE))
    expect(kernel.taken).toEqual([RECORDED_REPORT_DATA])
    expect(await fs.readdir(root)).toEqual([])
  })

  it('does not wait for the kernel when it is told to stop', async () => {
    const stop = new AbortController()
    const readFile = (file: string) => {
      if (path.basename(file) !== 'outblob') return files.readFile(file)
      stop.abort()
      return new Promise<never>(() => undefined)
    }
    const source = configfsQuoteSource({ root, files: { ...files, readFile } })
    await expect(source.quote(RECORDED_REPORT_DATA, stop.signal)).rejects.toThrow('given up when told to stop')
  })

  it('gives requests at the same time a folder each', async () => {
    const folders = new Set<string>()
    const mkdir = (folder: string) => {
      folders.add(folder)
      return files.mkdir(folder)
    }
    await Promise.all([ask({ mkdir }), ask({ mkdir }), ask({ mkdir })])
    expect(folders.size).toBe(3)
  })

  it.each(['EBUSY', 'EINTR', 'EAGAIN', 'ETIMEDOUT', 'EIO'])(
    'asks again after %s, with a folder of its own',
    async (code) => {
      expect(bytesToHex(await ask(failing('outblob', code, 2)))).toBe(bytesToHex(RECORDED_QUOTE))
      expect(kernel.taken).toHaveLength(3)
      expect(await fs.readdir(root)).toEqual([])
    },
  )

  it('gives up for now after as many attempts as it may make', async () => {
    await expect(ask(failing('outblob', 'EBUSY', 9), { attempts: 3 })).rejects.toMatchObject({
      message: `${root} gave no quote in 3 attempts: EBUSY`,
      retryable: true,
    })
    expect(kernel.taken).toHaveLength(3)
    expect(await fs.readdir(root)).toEqual([])
  })

  it('throws away a quote that another writer may have caused', async () => {
    let intruders = 1
    const readFile = async (file: string) => {
      const bytes = await files.readFile(file)
      if (path.basename(file) === 'outblob' && intruders-- > 0) {
        await files.writeFile(path.join(path.dirname(file), 'inblob'), new Uint8Array(64))
      }
      return bytes
    }
    await ask({ readFile })
    // Ours, the intruder's, and ours again.
    expect(kernel.taken).toEqual([RECORDED_REPORT_DATA, `0x${'00'.repeat(64)}`, RECORDED_REPORT_DATA])
  })

  it('throws away a quote when the kernel silently took no input', async () => {
    await expect(ask({ writeFile: async () => undefined }, { attempts: 2 })).rejects.toMatchObject({ retryable: true })
  })

  it('refuses the report of another kind of machine', async () => {
    kernel.provider = 'sev_guest'
    await expect(ask()).rejects.toThrow('provider of reports is sev_guest, not tdx_guest')
    expect(await fs.readdir(root)).toEqual([])
  })

  it('does not go on without a quote', async () => {
    kernel.outblob = new Uint8Array(0)
    await expect(ask({}, { attempts: 2 })).rejects.toThrow('the quote is empty')
  })

  it.each([
    ['ENOENT', 'mount configfs'],
    ['ENXIO', 'not a confidential guest'],
    ['EACCES', 'run as root'],
  ])('says what to do about %s', async (code, fix) => {
    const mkdir = async () => {
      throw refuse(code)
    }
    await expect(ask({ mkdir })).rejects.toThrow(fix)
  })

  it('does not try again what will not pass', async () => {
    let reads = 0
    const readFile = async (file: string) => {
      if (path.basename(file) !== 'outblob') return files.readFile(file)
      reads += 1
      throw refuse('EINVAL')
    }
    await expect(ask({ readFile })).rejects.toThrow('EINVAL')
    expect(reads).toBe(1)
    expect(await fs.readdir(root)).toEqual([])
  })
})
