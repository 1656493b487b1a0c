import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Hex, isHex } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'

type Code = string | { object: string }
type ArtifactFile = {
  bytecode?: Code
  deployedBytecode?: Code
  compilerOutput?: { evm: { bytecode: Code; deployedBytecode: Code } }
}

export type Artifact = {
  /** Creation code, without constructor arguments. */
  bytecode: Hex
  /** Runtime code, with zeros where immutables go. Empty in Truffle-like files. */
  deployedBytecode: Hex
}

const FIX = { node_modules: 'npm ci', out: 'node script/toolchain/foundry.mjs forge build' }

const toHex = (code: Code | undefined): Hex | undefined => {
  const digits = typeof code === 'object' ? code.object : (code ?? '')
  const hex = digits.startsWith('0x') ? digits : `0x${digits}`
  return isHex(hex) && hex !== '0x' ? hex : undefined
}

/** Reads the code in a compiler artifact of Forge, Hardhat, Truffle or Chainlink; `file` is relative to the project. */
export const readArtifact = async (file: `${keyof typeof FIX}/${string}`): Promise<Artifact> => {
  const fix = FIX[file.startsWith('out/') ? 'out' : 'node_modules']
  const text = await readFile(path.join(projectRoot, file), 'utf8').catch((cause: unknown) => {
    throw new KitError(`${file} is missing; run \`${fix}\``, { cause })
  })
  const artifact = JSON.parse(text) as ArtifactFile
  const code = artifact.compilerOutput?.evm ?? artifact
  const bytecode = toHex(code.bytecode)
  // `forge lint` leaves artifacts without code behind.
  if (!bytecode) throw new KitError(`${file} holds no bytecode; run \`${fix}\``)
  return { bytecode, deployedBytecode: toHex(code.deployedBytecode) ?? '0x' }
}
