#!/usr/bin/env node
// node script/toolchain/complete-lock.mjs [--check]
//
// A registry that lacks other platforms' binaries makes npm write a lock without them, and `npm ci` then refuses that
// lock on every machine ("Missing: @biomejs/cli-darwin-arm64@ from lock file"). This adds the missing optional entries
// (version, os, cpu, libc; no integrity, no address). Run it after every change of a dependency.
import fs from 'node:fs'

const LOCK = 'package-lock.json'
const OS = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  win32: 'win32',
  windows: 'win32',
}
const CPU = {
  amd64: 'x64',
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
}

const lock = JSON.parse(fs.readFileSync(LOCK, 'utf8'))
const packages = lock.packages

/** Node's resolution: the nearest node_modules above `from` that holds the dependency. */
const isLocked = (from, dependency) => {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    if (packages[`${folder}/node_modules/${dependency}`]) return true
    if (!folder.includes('/node_modules/')) return Boolean(packages[`node_modules/${dependency}`])
  }
}

const platformEntry = (dependency, version, parent, where) => {
  const words = dependency.split(/[/-]/)
  const os = words.map((word) => OS[word]).find(Boolean)
  const cpu = words.map((word) => CPU[word]).find(Boolean)
  if (!os || !cpu || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error(`do not know how to complete ${dependency}@${version} (wanted by ${where})`)
  }
  const libc =
    os !== 'linux' ? undefined : words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined
  return { version, cpu: [cpu], ...(parent.dev && { dev: true }), ...(libc && { libc }), optional: true, os: [os] }
}

const added = []
for (const [where, parent] of Object.entries(packages)) {
  if (!where) continue
  for (const [dependency, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (isLocked(where, dependency)) continue
    packages[`node_modules/${dependency}`] = platformEntry(dependency, version, parent, where)
    added.push(`${dependency}@${version}`)
  }
}

const check = process.argv.includes('--check')
if (Object.values(packages).some((entry) => /^(https?|git)/.test(entry.resolved ?? ''))) {
  process.stderr.write(`${LOCK} names a registry or git host; install with this project's .npmrc\n`)
  process.exit(1)
}
if (check && added.length > 0) {
  process.stderr.write(`${LOCK} lacks ${added.join(' ')}; run \`npm run lock:complete\`\n`)
  process.exit(1)
}
if (!check && added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  fs.writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`)
}
process.stdout.write(`lock complete, ${added.length} platform entries ${check ? 'missing' : 'added'}\n`)
