import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/**
 * The architecture, executable: which folder may import which. A folder's own files may always import each other.
 * A pattern ends in `/` for a folder and its subfolders, otherwise it is one file.
 */
const ALLOWED: Record<string, readonly string[]> = {
  'src/types/': [],
  'src/interfaces/': ['src/types/', '@openzeppelin/contracts'],
  'src/libraries/': ['src/types/', 'src/interfaces/', '@openzeppelin/contracts'],
  'src/governance/': ['@openzeppelin/contracts'],
  'src/attestation/': ['src/types/', 'src/interfaces/', 'src/libraries/', 'src/governance/', '@openzeppelin/contracts'],
  'src/recovery/': ['src/types/', 'src/interfaces/', 'src/libraries/', 'src/governance/', '@openzeppelin/contracts'],
  'src/enclave/': ['src/types/', 'src/interfaces/', 'src/libraries/', 'src/governance/', '@openzeppelin/contracts'],
  'src/darkpool/': ['src/types/', 'src/interfaces/', 'src/libraries/', 'src/governance/', '@openzeppelin/contracts'],
  'src/verifiers/': ['src/types/', 'src/interfaces/', '@openzeppelin/contracts'],
  'script/toolchain/': ['node:'],
  'script/': ['src/', 'forge-std', '@openzeppelin/contracts'],

  'offchain/protocol/': ['viem', '@noble/', '@zkpassport/poseidon2'],
  'offchain/circuits/': ['offchain/protocol/', 'offchain/errors.ts', 'node:', '@noir-lang/', '@noble/', 'viem', 'zod'],
  'offchain/circuits/commands/': [
    'offchain/circuits/',
    'offchain/chain/describeError.ts',
    'offchain/rendering/',
    'offchain/errors.ts',
    'node:',
    'commander',
  ],
  'offchain/circuits.ts': ['offchain/circuits/', 'offchain/listenForStop.ts', 'offchain/log.ts', 'node:'],
  'offchain/chain/': ['offchain/protocol/', 'offchain/errors.ts', 'viem'],
  'offchain/agent/': [
    'offchain/protocol/',
    'offchain/chain/',
    // What is fit to be submitted is the enclaves' business, when is the agent's.
    'offchain/enclave/collateral/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'offchain/store.ts',
    'offchain/store/journal.ts',
    'node:',
    'viem',
  ],
  'offchain/agent/operations/': [
    'offchain/protocol/',
    'offchain/store/journal.ts',
    'offchain/chain/',
    'offchain/errors.ts',
    'node:',
    'fastify',
    'prom-client',
    'viem',
  ],
  'offchain/agent/commands/': [
    'offchain/agent/',
    'offchain/chain/',
    'offchain/config/',
    'offchain/config.ts',
    'offchain/enclave/collateral/',
    'offchain/rendering/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'offchain/protocol/',
    'offchain/store/',
    'offchain/store.ts',
    'node:',
    'viem',
    'commander',
  ],
  'offchain/agent/alerts/': [
    'offchain/protocol/',
    'offchain/store/',
    'offchain/rendering/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    'nodemailer',
  ],
  'offchain/agent/wallets/': [
    'offchain/protocol/',
    'offchain/store/journal.ts',
    'offchain/errors.ts',
    'node:',
    '@coinbase/cdp-sdk',
    'viem',
    'zod',
  ],
  'offchain/enclave/': [
    'offchain/abortAfter.ts',
    'offchain/untilAborted.ts',
    'offchain/protocol/',
    'offchain/chain/',
    // How vault nodes are asked; what they answer is the enclave's to verify.
    'offchain/vault/client/',
    // What rounds are proven with.
    'offchain/circuits/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    '@noble/',
    'viem',
    'zod',
  ],
  'offchain/enclave/operations/': ['offchain/enclave/', 'offchain/chain/readHead.ts', 'prom-client', 'viem'],
  'offchain/enclave/commands/': [
    'offchain/enclave/',
    'offchain/chain/',
    'offchain/circuits/',
    'offchain/operations/',
    'offchain/vault/client/',
    'offchain/config/',
    'offchain/protocol/',
    'offchain/rendering/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    'viem',
    'zod',
    'commander',
  ],
  'offchain/enclave.ts': ['offchain/enclave/', 'offchain/errors.ts', 'offchain/listenForStop.ts', 'node:', 'commander'],
  // What nodes, coordinators and enclaves say to each other.
  'offchain/vault/client/': [
    'offchain/protocol/',
    'offchain/abortAfter.ts',
    'offchain/errors.ts',
    'node:',
    'viem',
    'zod',
  ],
  'offchain/vault/policy/': [
    'offchain/protocol/',
    'offchain/chain/',
    'offchain/untilAborted.ts',
    'offchain/errors.ts',
    'viem',
  ],
  'offchain/vault/node/': [
    'offchain/abortAfter.ts',
    'offchain/protocol/',
    'offchain/chain/readHead.ts',
    'offchain/chain/describeError.ts',
    'offchain/vault/client/',
    'offchain/vault/policy/releasePolicy.ts',
    'offchain/untilAborted.ts',
    'offchain/store/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    '@noble/',
    'fastify',
    'viem',
    'zod',
  ],
  'offchain/vault/coordinator/': [
    'offchain/protocol/',
    'offchain/vault/client/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    'viem',
    'zod',
  ],
  'offchain/vault/commands/': [
    'offchain/vault/',
    'offchain/chain/',
    'offchain/config/',
    'offchain/protocol/',
    'offchain/rendering/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    '@noble/',
    'viem',
    'zod',
    'commander',
  ],
  'offchain/vault.ts': ['offchain/vault/', 'offchain/errors.ts', 'offchain/listenForStop.ts', 'node:', 'commander'],
  // Market makers: outside of every enclave, with their own keys and the chain alone.
  'offchain/maker/': [
    'offchain/protocol/',
    'offchain/chain/',
    'offchain/config/readSecretFile.ts',
    'offchain/untilAborted.ts',
    'offchain/rendering/',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    'viem',
  ],
  'offchain/maker/commands/': [
    'offchain/maker/',
    'offchain/chain/',
    'offchain/config/',
    'offchain/protocol/',
    'offchain/rendering/',
    'offchain/abortAfter.ts',
    'offchain/errors.ts',
    'offchain/log.ts',
    'node:',
    'viem',
    'zod',
    'commander',
  ],
  'offchain/maker.ts': ['offchain/maker/', 'offchain/listenForStop.ts', 'node:'],
  'offchain/verify/': [
    'offchain/protocol/',
    'offchain/chain/',
    'offchain/rendering/',
    'offchain/errors.ts',
    'node:',
    'viem',
    '@phala/dcap-qvl',
    'commander',
  ],
  // The throw-away chain on which our contracts decide is the local one.
  'offchain/verify.ts': ['offchain/', 'node:', 'npm:'],
  'offchain/local/': ['offchain/', 'script/toolchain/foundry.mjs', 'node:', 'npm:'],
  // What programs show to their operators.
  'offchain/operations/': ['offchain/errors.ts', 'node:', 'fastify'],
  // How times, stretches and results are written, for every command.
  'offchain/rendering/': [],
  'offchain/errors.ts': [],
  'offchain/abortAfter.ts': [],
  'offchain/untilAborted.ts': [],
  'offchain/listenForStop.ts': ['offchain/log.ts'],
  'offchain/log.ts': ['pino'],
  'offchain/store/': ['offchain/protocol/', 'offchain/errors.ts', 'node:', 'libsql', 'pg', 'viem'],
  'offchain/store.ts': ['offchain/store/'],
  'offchain/config.ts': ['offchain/config/', 'offchain/errors.ts', 'node:', 'zod'],
  'offchain/config/': ['offchain/config.ts', 'offchain/errors.ts', 'offchain/chain/mainnet.ts', 'node:', 'viem', 'zod'],
  'offchain/agent.ts': [
    'offchain/agent/',
    'offchain/chain/',
    'offchain/config/',
    'offchain/config.ts',
    'offchain/errors.ts',
    'offchain/log.ts',
    'offchain/store.ts',
    'node:',
    'viem',
    'commander',
  ],
  'offchain/local.ts': ['offchain/', 'node:', 'npm:'],
  'offchain/demo.ts': ['offchain/', 'node:', 'npm:'],
  'offchain/pool.ts': ['offchain/', 'node:', 'npm:'],
  'offchain/bench.ts': ['offchain/', 'node:', 'npm:'],
  'workflow/': ['offchain/protocol/', '@bufbuild/protobuf', '@chainlink/cre-sdk', 'viem', 'zod', 'bun:test', 'vitest'],
}

/** Generated bindings are the only bridge to the contracts, and only chain/ crosses it. */
const GENERATED = 'offchain/chain/generated.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(sol|ts|mjs)$/.test(file) && !file.endsWith('.config.ts') && file !== GENERATED)
  .filter((file) => fs.existsSync(path.join(root, file)))

const isTest = (file: string) => file.endsWith('.test.ts') || file.startsWith('test/')

/** Import specifiers of a Solidity or TypeScript file, resolved to a path of this project or left as a package name. */
const importsOf = (file: string): string[] => {
  const text = fs.readFileSync(path.join(root, file), 'utf8')
  const bare = [...text.matchAll(/^import\s+['"]([^'"]+)['"]/gm)].map((match) => match[1] as string)
  const named = [...text.matchAll(/^(?:import|export)\s[^;'"`=()]*?\sfrom\s+['"]([^'"]+)['"]/gm)].map(
    (match) => match[1] as string,
  )
  const dynamic = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1] as string)
  return [...bare, ...named, ...dynamic].map((specifier) =>
    specifier.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)) : specifier,
  )
}

const folderOf = (file: string): string | undefined =>
  Object.keys(ALLOWED)
    .filter((key) => (key.endsWith('/') ? file.startsWith(key) : file === key))
    .sort((a, b) => b.length - a.length)[0]

const isPackage = (target: string) => !/^(src|test|script|offchain|workflow)\//.test(target)

const isAllowed = (folder: string, target: string): boolean => {
  if (!isPackage(target) && folder.endsWith('/') && target.startsWith(folder)) return true
  return (ALLOWED[folder] ?? []).some((allowed) => {
    if (allowed === 'npm:') return isPackage(target) && !target.startsWith('node:')
    if (allowed === 'node:') return target.startsWith('node:')
    return target === allowed || target.startsWith(allowed.endsWith('/') ? allowed : `${allowed}/`)
  })
}

/** Edges of one file that the table forbids. Tests may import whatever they test with. */
const forbiddenEdges = (file: string): string[] => {
  if (isTest(file)) return []
  const folder = folderOf(file)
  if (!folder) return [`${file} is in no layer`]
  const bad: string[] = []
  for (const target of importsOf(file)) {
    const crossesBridge = target === GENERATED && !/^offchain\/(chain|local)\//.test(file)
    if (crossesBridge || !isAllowed(folder, target)) bad.push(`${file} -> ${target}`)
  }
  return bad
}

const findCycle = (): string[] | undefined => {
  const edges = new Map(files.map((file) => [file, importsOf(file).filter((target) => files.includes(target))]))
  const done = new Set<string>()
  const visit = (file: string, trail: string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...trail, file])
      if (cycle) return cycle
    }
    done.add(file)
    return undefined
  }
  for (const file of files) {
    const cycle = visit(file, [])
    if (cycle) return cycle
  }
  return undefined
}

describe('layers', () => {
  it('reads a plausible number of files', () => {
    expect(files.filter((file) => file.endsWith('.sol')).length).toBeGreaterThan(10)
    expect(files.filter((file) => file.endsWith('.ts')).length).toBeGreaterThan(20)
  })

  it('finds the import it is given', () => {
    expect(importsOf('offchain/chain/heal.ts')).toContain('offchain/protocol/report.ts')
    expect(isAllowed('offchain/protocol/', 'node:fs')).toBe(false)
    expect(isAllowed('offchain/agent/', 'offchain/local/demo.ts')).toBe(false)
  })

  it('has no edge outside the table', () => {
    expect(files.flatMap(forbiddenEdges)).toEqual([])
  })

  it('has no import cycle', () => {
    expect(findCycle()).toBeUndefined()
  })

  it('has no file that nobody can describe', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/.test(file))).toEqual([])
  })
})
