import { constants } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { KitError } from '../../errors.ts'
import { nameSubject, type StoredDocument } from '../../protocol/collateralPolicy.ts'
import { listDocuments } from '../../protocol/tdx/collateralDocument.ts'
import { parseCollateral } from '../../protocol/tdx/parseCollateral.ts'
import type { CollateralAnswer, CollateralSource } from './collateralSource.ts'
import type { DatedDocument } from './datedDocument.ts'
import { gatherDocuments } from './gatherDocuments.ts'
import { isRollback } from './isRollback.ts'

const MAX_BYTES = 2_000_000
const MAX_FILES = 64

/** Not by what its size is said to be: a device has none, and a file may grow. */
const readBounded = async (file: string): Promise<string> => {
  // Whoever opens a pipe waits for somebody to write into it.
  const handle = await fs.open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!(await handle.stat()).isFile()) throw new KitError('is not a file')
    const chunks: Buffer[] = []
    for await (const chunk of handle.createReadStream({ end: MAX_BYTES, autoClose: false })) chunks.push(chunk)
    const content = Buffer.concat(chunks)
    if (content.length > MAX_BYTES) throw new KitError(`has more than ${MAX_BYTES} bytes`)
    return content.toString('utf8')
  } finally {
    await handle.close()
  }
}

/** Whether somebody named the wrong file, rather than one that is damaged. */
export const NOT_JSON = 'not JSON'

/** What one file holds: all four parts of a collateral. */
export const readCollateralFile = async (file: string): Promise<CollateralAnswer> => {
  try {
    const documents = listDocuments(parseCollateral(await readBounded(file)))
    return await gatherDocuments(documents.map((document) => Promise.resolve(document)))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const said = (error as Error).cause instanceof SyntaxError ? NOT_JSON : (error as Error).message
    const reason = code ? `cannot be read (${code})` : said
    return { documents: [], problems: [`${path.basename(file)}: ${reason}`], retryAfterMs: undefined }
  }
}

const listFiles = async (location: string): Promise<readonly string[]> => {
  if (!(await fs.stat(location)).isDirectory()) return [location]
  const files = (await fs.readdir(location)).filter((name) => name.endsWith('.json')).sort()
  return files.slice(0, MAX_FILES).map((name) => path.join(location, name))
}

/** Of several versions of one subject, the one issued last; one that would be a rollback only if all are. */
const chooseNewest = (
  documents: readonly DatedDocument[],
  stored: readonly StoredDocument[],
): readonly DatedDocument[] => {
  const inOrder = documents.toSorted((a, b) => a.version.issuedAt - b.version.issuedAt)
  const [rollbacks, others] = [true, false].map((wanted) => inOrder.filter((one) => isRollback(one, stored) === wanted))
  const newest = [...(rollbacks ?? []), ...(others ?? [])].map((one) => [nameSubject(one.subject), one] as const)
  return [...new Map(newest).values()]
}

const ORDER = ['rootCrl', 'pckCrl', 'tcbInfo', 'qeIdentity']

/** A file of collateral as JSON, or a folder of such files (`*.json`), read anew each time. */
export const fileSource = (location: string): CollateralSource => ({
  name: 'file',
  async ask({ fmspcs, stored }) {
    const files = await listFiles(location).catch((error: NodeJS.ErrnoException) => {
      throw new KitError(`the collateral file or folder cannot be read (${error.code})`, { retryable: true })
    })
    const answers = await Promise.all(files.map(readCollateralFile))
    const wanted = fmspcs.map((fmspc) => fmspc.toLowerCase())
    const documents = chooseNewest(
      answers.flatMap(({ documents }) => documents),
      stored,
    )
      .filter(({ subject }) => subject.kind !== 'tcbInfo' || wanted.includes(subject.fmspc))
      .sort((a, b) => ORDER.indexOf(a.subject.kind) - ORDER.indexOf(b.subject.kind))
    const missing = wanted.filter(
      (fmspc) => !documents.some(({ subject }) => subject.kind === 'tcbInfo' && subject.fmspc === fmspc),
    )
    return {
      documents,
      problems: [
        ...answers.flatMap(({ problems }) => problems),
        ...missing.map((fmspc) => `no TCB info of ${fmspc.slice(2)}`),
      ],
      retryAfterMs: undefined,
    }
  },
})
