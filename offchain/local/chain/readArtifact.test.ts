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

  it('links libraries, and refuses to leave one out', async () => {
    const file = 'out/CREDarkPool.sol/CREDarkPool.json'
    const [closing, statement] = [`0x${'aB'.repeat(20)}`, `0x${'cD'.repeat(20)}`] as const
    const libraries = {
      'src/libraries/RoundClosing.sol:RoundClosing': closing,
      'src/libraries/SettlementStatement.sol:SettlementStatement': statement,
    } as const
    const { bytecode } = await readArtifact(file, libraries)
    // After PUSH20.
    expect(bytecode).toContain(`73${'ab'.repeat(20)}`)
    expect(bytecode).toContain(`73${'cd'.repeat(20)}`)
    const [[name, address]] = Object.entries(libraries) as [[string, `0x${string}`]]
    await expect(readArtifact(file, { [name]: address })).rejects.toThrow(/not linked/)
  })

  it.each([
    ['out/NoSuch.sol/NoSuch.json', /is missing; run `.*forge build`/],
    ['node_modules/no-such/package.json', /is missing; run `npm ci`/],
    ['node_modules/viem/package.json', /holds no bytecode/],
  ] as const)('says what to do about %s', async (file, message) => {
    await expect(readArtifact(file)).rejects.toThrow(message)
  })
})
