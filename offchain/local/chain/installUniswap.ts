import { type Address, concat, encodeAbiParameters, type Hex, isAddressEqual } from 'viem'
import { MAINNET } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import { impersonate } from './impersonate.ts'
import type { LocalClient } from './localClient.ts'
import { type Artifact, readArtifact } from './readArtifact.ts'

// A contract created by an ordinary transaction gets an address that depends only on deployer and nonce. Sending the
// same creation code from the same account at the same nonce therefore lands where it is on mainnet.
const UNISWAP_DEPLOYER = '0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9'
const WETH9_DEPLOYER = '0x4F26FfBe5F04ED43630fdC30A87638d53D0b0876'

// Constructor arguments that are only stored: neither contract is here, so neither `tokenURI` nor v2 routes work.
const POSITION_DESCRIPTOR = '0x91ae842A5Ffd8d12023116943e72A606179294f3'
const UNISWAP_V2_FACTORY = '0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f'

type Deployment = {
  at: Address
  deployer: Address
  nonce: number
  artifact: Parameters<typeof readArtifact>[0]
  /** Every constructor here takes addresses only. */
  args: readonly Address[]
}

const { weth9, uniswapV3Factory, positionManager, quoterV2, swapRouter02 } = MAINNET

const DEPLOYMENTS: readonly Deployment[] = [
  {
    at: weth9,
    deployer: WETH9_DEPLOYER,
    nonce: 446,
    artifact: 'node_modules/@uniswap/v2-periphery/build/WETH9.json',
    args: [],
  },
  {
    at: uniswapV3Factory,
    deployer: UNISWAP_DEPLOYER,
    nonce: 0,
    artifact: 'node_modules/@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json',
    args: [],
  },
  {
    at: positionManager,
    deployer: UNISWAP_DEPLOYER,
    nonce: 8,
    artifact:
      'node_modules/@uniswap/v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json',
    args: [uniswapV3Factory, weth9, POSITION_DESCRIPTOR],
  },
  {
    at: quoterV2,
    deployer: UNISWAP_DEPLOYER,
    nonce: 13,
    artifact: 'node_modules/@uniswap/v3-periphery/artifacts/contracts/lens/QuoterV2.sol/QuoterV2.json',
    args: [uniswapV3Factory, weth9],
  },
  {
    at: swapRouter02,
    deployer: UNISWAP_DEPLOYER,
    nonce: 14,
    artifact: 'node_modules/@uniswap/swap-router-contracts/artifacts/contracts/SwapRouter02.sol/SwapRouter02.json',
    args: [UNISWAP_V2_FACTORY, uniswapV3Factory, positionManager, weth9],
  },
]

const creationCode = ({ bytecode }: Artifact, args: readonly Address[]): Hex =>
  concat([
    bytecode,
    encodeAbiParameters(
      args.map(() => ({ type: 'address' })),
      [...args],
    ),
  ])

/** Deploys the real Uniswap v3 and WETH9 to their mainnet addresses. */
export const installUniswap = async (client: LocalClient): Promise<void> => {
  const artifacts = await Promise.all(DEPLOYMENTS.map(({ artifact }) => readArtifact(artifact)))
  for (const [i, { at, deployer, nonce, args }] of DEPLOYMENTS.entries()) {
    const data = creationCode(artifacts[i] as Artifact, args)
    await client.setNonce({ address: deployer, nonce })
    const { contractAddress } = await impersonate(client, deployer, (send) => send({ data }))
    if (!contractAddress || !isAddressEqual(contractAddress, at)) {
      throw new KitError(`${deployer} at nonce ${nonce} deployed to ${contractAddress}, expected ${at}`)
    }
  }
}
