#!/usr/bin/env node
// node script/toolchain/bindings.mjs [--check]: writes offchain/chain/generated.ts from forge's artifacts, or, with
// --check, fails when the committed file differs from what they would give. Run `forge build` first.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { foundryBinary, foundryEnv, projectRoot } from './foundry.mjs'

const file = path.join(projectRoot, 'offchain', 'chain', 'generated.ts')
const committed = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
const wagmi = path.join(projectRoot, 'node_modules', '@wagmi', 'cli', 'dist', 'esm', 'cli.js')
// wagmi's plugin wants a forge on PATH even when it builds nothing.
const PATH = [path.dirname(foundryBinary('forge')), process.env.PATH].join(path.delimiter)
const { status } = spawnSync(process.execPath, [wagmi, 'generate'], {
  cwd: projectRoot,
  env: { ...foundryEnv(), PATH },
  stdio: ['ignore', 'ignore', 'inherit'],
})
if (status !== 0) process.exit(status ?? 1)

if (process.argv.includes('--check') && fs.readFileSync(file, 'utf8') !== committed) {
  fs.writeFileSync(file, committed)
  process.stderr.write('offchain/chain/generated.ts is not what the contracts give; run `npm run bindings`\n')
  process.exit(1)
}
