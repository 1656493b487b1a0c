#!/usr/bin/env node
// node script/toolchain/foundry.mjs <forge|anvil|cast|setup> [args...]
//
// Runs the tool from PATH (foundryup) or else the native binary inside the npm package, and exits with ITS exit code.
// Never go through node_modules/.bin/forge: that launcher always exits 0, even when tests fail.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
export const projectRoot = path.resolve(here, '..', '..')
const solcWrapper = path.join(here, 'solc')

/** Absolute path of a Foundry binary: PATH first, then the npm platform package. */
export const foundryBinary = (tool) => {
  const file = process.platform === 'win32' ? `${tool}.exe` : tool
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder && !folder.includes('node_modules'))
    .map((folder) => path.join(folder, file))
    .find((candidate) => fs.existsSync(candidate))
  if (onPath) return onPath
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch
  const name = `@foundry-rs/${tool}-${process.platform}-${arch}/bin/${file}`
  try {
    return createRequire(path.join(projectRoot, 'package.json')).resolve(name)
  } catch {
    throw new Error(`${tool} is neither on PATH nor in node_modules (${name}). Run \`npm ci\`, or install Foundry.`)
  }
}

/** Environment for a Foundry child process: our solc wrapper unless the caller chose a compiler. */
export const foundryEnv = () => {
  const { TARGET_TOOL: _leakedByNpmLauncher, ...env } = process.env
  return { ...env, FOUNDRY_SOLC: process.env.FOUNDRY_SOLC || solcWrapper }
}

/**
 * Lets a plain `forge` find the compiler too: forge reads `.env` of the project root. Absolute, since forge resolves it
 * against the cwd. A line that is there already, and everything else in the file, is left alone.
 */
const writeDotEnv = () => {
  const file = path.join(projectRoot, '.env')
  const old = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
  if (/^FOUNDRY_SOLC=/m.test(old)) return
  const separator = old === '' || old.endsWith('\n') ? '' : '\n'
  fs.appendFileSync(file, `${separator}FOUNDRY_SOLC=${solcWrapper}\n`, { mode: 0o600 })
}

const main = () => {
  const [tool, ...args] = process.argv.slice(2)
  if (!['forge', 'anvil', 'cast', 'setup'].includes(tool)) {
    process.stderr.write(`usage: foundry.mjs <forge|anvil|cast|setup> [args...], got: ${tool ?? '(nothing)'}\n`)
    process.exit(2)
  }
  writeDotEnv()
  if (tool === 'setup') return
  const child = spawn(foundryBinary(tool), args, { stdio: 'inherit', env: foundryEnv(), cwd: projectRoot })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (os.constants.signals[signal] ?? 1)))
}

// Through a symlink too: a launcher that does nothing would exit 0.
const script = process.argv[1] && fs.realpathSync(process.argv[1])
if (script && import.meta.url === pathToFileURL(script).href) main()
