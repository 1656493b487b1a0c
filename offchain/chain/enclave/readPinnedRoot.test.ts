import fs from 'node:fs'
import { concat, type Hex, keccak256 } from 'viem'
import { expect, it } from 'vitest'
import { TEST_ROOT } from '../../local/enclave/testRoot.ts'
import { INTEL_AUTHORITY } from './readPinnedRoot.ts'

const idOf = (x: Hex, y: Hex): Hex => keccak256(concat([x, y]))

it("knows Intel's root by the key that the contracts have, and no other", () => {
  const source = fs.readFileSync(new URL('../../../src/enclave/IntelRoot.sol', import.meta.url), 'utf8')
  const [, x, y] = /x: (0x[0-9a-f]{64}),\s+y: (0x[0-9a-f]{64})/.exec(source) ?? []
  expect(INTEL_AUTHORITY).toBe(idOf(x as Hex, y as Hex))
  expect(INTEL_AUTHORITY).not.toBe(idOf(TEST_ROOT.publicKey.x, TEST_ROOT.publicKey.y))
})
