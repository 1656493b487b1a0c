import type { Hex } from 'viem'
import type { QeIdentity, SvnLevel, TcbInfo, TcbLevel } from './readTcbInfo.ts'

/** The levels that made up a verdict. */
export type MatchedLevels = {
  platform: TcbLevel
  /** One for each TDX module that the report names; the first version of the module has no levels of its own. */
  modules: readonly SvnLevel[]
  quotingEnclave: SvnLevel
}

/** Levels are listed best first. */
const findLevel = (levels: readonly SvnLevel[], svn: number): SvnLevel | undefined =>
  levels.find((level) => svn >= level.svn)

const byteAt = (bytes: Hex, at: number): number => Number.parseInt(bytes.slice(2 + 2 * at, 4 + 2 * at), 16)

/** Offset of the security version in an SGX report, two bytes, little-endian. */
const QE_SVN_AT = 258

/** Which TDX module a TEE TCB SVN is of: from version 1 on, a module has levels of its own. */
export const moduleVersionOf = (teeTcbSvn: Hex): number => byteAt(teeTcbSvn, 1)

/** The levels that may stand for a module of version `teeTcbSvn[1]`; undefined if Intel lists no such module. */
const findModule = ({ modules }: TcbInfo, teeTcbSvn: Hex): SvnLevel[] | undefined => {
  const version = moduleVersionOf(teeTcbSvn)
  if (version === 0) return []
  const id = `TDX_${version.toString(16).padStart(2, '0').toUpperCase()}`
  const level = findLevel(modules[id] ?? [], byteAt(teeTcbSvn, 0))
  return level && [level]
}

/**
 * What Intel wrote down beside the levels of a quote that the contracts accepted; `level` is the platform's, as they
 * returned it. Undefined where the documents are not those that the verdict was made from.
 */
export const listLevels = (parameters: {
  tcbInfo: TcbInfo
  qeIdentity: QeIdentity
  level: number
  /** Of the module that started the TD, and (TDX 1.5) of the one that runs. */
  teeTcbSvns: readonly Hex[]
  qeReport: Hex
}): MatchedLevels | undefined => {
  const { tcbInfo, qeIdentity, level, teeTcbSvns, qeReport } = parameters
  const platform = tcbInfo.levels[level]
  const qeSvn = byteAt(qeReport, QE_SVN_AT) + 256 * byteAt(qeReport, QE_SVN_AT + 1)
  const quotingEnclave = findLevel(qeIdentity.levels, qeSvn)
  const modules: SvnLevel[] = []
  for (const teeTcbSvn of new Set(teeTcbSvns)) {
    const found = findModule(tcbInfo, teeTcbSvn)
    if (!found) return undefined
    modules.push(...found)
  }
  return platform && quotingEnclave && { platform, modules, quotingEnclave }
}

/** Every security advisory that the levels name, each once. */
export const listAdvisories = ({ platform, modules, quotingEnclave }: MatchedLevels): readonly string[] => [
  ...new Set([platform, ...modules, quotingEnclave].flatMap(({ advisoryIds }) => advisoryIds)),
]
