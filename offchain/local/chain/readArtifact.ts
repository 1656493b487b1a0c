import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Address, type Hex, isHex, keccak256, stringToHex } from 'viem'
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

/** Addresses of the libraries that code is linked with, by their names as solc has them: `src/libraries/Name.sol:Name`. */
export type Libraries = Readonly<Record<string, Address>>

/** solc leaves room for a library's address where its name's hash begins. */
const placeholderOf = (name: string): string => `__$${keccak256(stringToHex(name)).slice(2, 36)}$__`

const link = (text: string, libraries: Libraries): string =>
  Object.entries(libraries).reduce(
    (linked, [name, address]) => linked.replaceAll(placeholderOf(name), address.slice(2).toLowerCase()),
    text,
  )

/** Reads the code in a compiler artifact of Forge, Hardhat, Truffle or Chainlink; `file` is relative to the project. */
export const readArtifact = async (
  file: `${keyof typeof FIX}/${string}`,
  libraries: Libraries = {},
): Promise<Artifact> => {
  const fix = FIX[file.startsWith('out/') ? 'out' : 'node_modules']
  const text = await readFile(path.join(projectRoot, file), 'utf8').catch((cause: unknown) => {
    throw new KitError(`${file} is missing; run \`${fix}\``, { cause })
  })
  const artifact = JSON.parse(link(text, libraries)) as ArtifactFile
  const code = artifact.compilerOutput?.evm ?? artifact
  const bytecode = toHex(code.bytecode)
  if (!bytecode && JSON.stringify(code.bytecode ?? '').includes('__$')) {
    throw new KitError(`${file} is not linked; give the addresses of its libraries`)
  }
  // `forge lint` leaves artifacts without code behind.
  if (!bytecode) throw new KitError(`${file} holds no bytecode; run \`${fix}\``)
  return { bytecode, deployedBytecode: toHex(code.deployedBytecode) ?? '0x' }
}
