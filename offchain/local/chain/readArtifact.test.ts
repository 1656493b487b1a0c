import { describe, expect, it } from 'vitest'
import { readArtifact } from './readArtifact.ts'

describe('readArtifact', () => {
  it.each([
    ['Forge', 'out/EtchableERC20.sol/EtchableERC20.json'],
    ['Hardhat', 'node_modules/@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json'],
    ['Truffle', 'node_modules/@uniswap/v2-periphery/build/WETH9.json'],
    ['Chainlink', 'node_modules/@chainlink/contracts-v0/abi/v0.6/EACAggregatorProxy.json'],
  ] as const)('reads what %s writes', async (_tool, file) => {
    const { bytecode } = await readArtifact(file)
    expect(bytecode).toMatch(/^0x60[0-9a-f]{1000,}$/)
  })

  it.each([
    ['out/NoSuch.sol/NoSuch.json', /is missing; run `.*forge build`/],
    ['node_modules/no-such/package.json', /is missing; run `npm ci`/],
    ['node_modules/viem/package.json', /holds no bytecode/],
  ] as const)('says what to do about %s', async (file, message) => {
    await expect(readArtifact(file)).rejects.toThrow(message)
  })
})
