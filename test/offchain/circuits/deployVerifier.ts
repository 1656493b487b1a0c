import { readFile } from 'node:fs/promises'
import { type Address, getAddress, type Hex } from 'viem'
import type { Flavour } from '../../../offchain/circuits/verifier/generateVerifiers.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { sendAsOwner } from '../enclave/deployStores.ts'

type Client = Parameters<typeof sendAsOwner>[0]

type Artifact = {
  bytecode: { object: Hex; linkReferences: Record<string, Record<string, { start: number; length: number }[]>> }
}

const readCode = async (flavour: Flavour, contract: string): Promise<Artifact['bytecode']> => {
  const file = `${projectRoot}/out/DevelopmentSettlementVerifier${flavour}.sol/${contract}.json`
  return (JSON.parse(await readFile(file, 'utf8')) as Artifact).bytecode
}

const deploy = async (client: Client, data: Hex): Promise<Address> => {
  const { contractAddress } = await sendAsOwner(client, { data })
  return getAddress(contractAddress as string)
}

/** Deploys a development verifier, after the libraries that the plain one keeps its relations and its transcript in. */
export const deployVerifier = async (client: Client, flavour: Flavour): Promise<Address> => {
  const { object, linkReferences } = await readCode(flavour, `DevelopmentSettlementVerifier${flavour}`)
  let code: string = object
  for (const [library, places] of Object.values(linkReferences).flatMap(Object.entries)) {
    const address = await deploy(client, (await readCode(flavour, library)).object)
    for (const { start, length } of places) {
      const at = 2 + 2 * start
      code = `${code.slice(0, at)}${address.slice(2).toLowerCase()}${code.slice(at + 2 * length)}`
    }
  }
  return deploy(client, code as Hex)
}
