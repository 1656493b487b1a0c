import type { Address, Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { FIXTURE } from '../chain/fixture.ts'
import { impersonate } from '../chain/impersonate.ts'
import type { LocalClient } from '../chain/localClient.ts'
import { type Libraries, readArtifact } from '../chain/readArtifact.ts'

const SOURCE = 'DevelopmentSettlementVerifierPlain'
const LIBRARIES = ['RelationsLib', 'ZKTranscriptLib'] as const

/** Deploys the verifier that Barretenberg writes for readers, with its libraries, and hands back its code. */
export const deployPlainVerifier = (client: LocalClient): Promise<Hex> =>
  impersonate(client, FIXTURE.feedOperator, async (send) => {
    const deploy = async (name: string, libraries: Libraries): Promise<Address> => {
      const { bytecode } = await readArtifact(`out/${SOURCE}.sol/${name}.json`, libraries)
      const { contractAddress } = await send({ data: bytecode })
      if (!contractAddress) throw new KitError(`${name} was not deployed`)
      return contractAddress
    }
    const libraries: Record<string, Address> = {}
    for (const name of LIBRARIES) libraries[`src/verifiers/generated/${SOURCE}.sol:${name}`] = await deploy(name, {})
    const code = await client.getCode({ address: await deploy(SOURCE, libraries) })
    if (!code) throw new KitError(`${SOURCE} has no code`)
    return code
  })
