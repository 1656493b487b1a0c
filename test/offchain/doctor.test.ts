import fs from 'node:fs'
import path from 'node:path'
import { numberToHex, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webhookChannel } from '../../offchain/agent/alerts/channels/webhookChannel.ts'
import { chooseExitCode } from '../../offchain/agent/doctor/chooseExitCode.ts'
import type { CheckName, CheckResult } from '../../offchain/agent/doctor/doctorCheck.ts'
import type { DoctorTarget } from '../../offchain/agent/doctor/doctorContext.ts'
import { probeJournal } from '../../offchain/agent/doctor/probeJournal.ts'
import { renderDoctor } from '../../offchain/agent/doctor/renderDoctor.ts'
import { runDoctor } from '../../offchain/agent/doctor/runDoctor.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { checkSettings } from '../../offchain/config.ts'
import { KitError } from '../../offchain/errors.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import type { JournalBinding } from '../../offchain/store/journal.ts'
import { openJournal } from '../../offchain/store.ts'
import { type DoctorHarness, endpointAt, PROVIDER_KEY, SEALING_KEY, startDoctorHarness } from './doctorHarness.ts'

/** 123,456.789012 USDC: what nobody may read off the doctor's answer. */
const SPEND = 123_456_789_012n

const bindingOf = ({ expectedChainId: chainId = 0, attestation, treasury }: DoctorTarget): JournalBinding => {
  return { chainId, attestation, treasury }
}

const examine = (target: DoctorTarget) => runDoctor({ problems: [], target })

const namesOf = (results: readonly CheckResult[], verdict: CheckResult['verdict']): CheckName[] =>
  results.filter((result) => result.verdict === verdict).map(({ check }) => check)

/** The line of the one check that failed, with its fix: all that a newcomer has to go by. */
const onlyFailure = (results: readonly CheckResult[], check: CheckName): string => {
  expect(namesOf(results, 'fail')).toEqual([check])
  expect(chooseExitCode(results)).not.toBe(0)
  const lines = renderDoctor(results).split('\n')
  const index = lines.findIndex((line) => line.startsWith(`✗ fail  ${check}`))
  return lines.slice(index, index + 2).join('\n')
}

describe('agent doctor', () => {
  let harness: DoctorHarness
  let unreported: CheckResult[]
  beforeAll(async () => {
    harness = await startDoctorHarness()
    unreported = await examine(await harness.healthy())
    await harness.report({ spend: SPEND })
  })
  afterAll(() => harness.stop())

  describe('with a set-up that is right', () => {
    it('passes every check within three seconds', async () => {
      const target = await harness.healthy()
      const startedAt = performance.now()
      const results = await examine(target)
      expect(performance.now() - startedAt).toBeLessThan(3_000)
      expect(results.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
      expect(results).toHaveLength(21)
      expect(chooseExitCode(results)).toBe(0)
    })

    it('shows neither an endpoint nor a key nor what the order says', async () => {
      const results = await examine(await harness.healthy())
      const shown = `${renderDoctor(results)}${JSON.stringify(results)}`
      for (const secret of ['127.0.0.1', PROVIDER_KEY, SEALING_KEY.slice(2), `${SPEND}`, '123456.789']) {
        expect(shown).not.toContain(secret)
      }
    })

    it('changes nothing on chain', async () => {
      const nonceBefore = await harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })
      await examine(await harness.healthy())
      expect(await harness.client.getTransactionCount({ address: LOCAL_ACCOUNTS.agent.address })).toBe(nonceBefore)
    })

    it('warns of a dry run and of alerts that nobody would hear', async () => {
      const results = await examine(await harness.healthy({ openSigner: async () => undefined, channels: [] }))
      expect(namesOf(results, 'fail')).toEqual([])
      expect(namesOf(results, 'warn')).toEqual(['agent', 'alerts'])
      expect(namesOf(results, 'skip')).toEqual(['gas'])
      expect(renderDoctor(results)).toContain('AWAL_DRY_RUN=false')
    })

    it('says that a running agent has the journal', async () => {
      const results = await examine(await harness.healthy({ probeJournal: async () => 'inUse' }))
      expect(results.find(({ check }) => check === 'journal')?.detail).toBe('in use by a running agent')
      expect(chooseExitCode(results)).toBe(0)
    })

    it('warns before the first report instead of failing', () => {
      expect(namesOf(unreported, 'fail')).toEqual([])
      expect(namesOf(unreported, 'warn')).toEqual(['attestation'])
      expect(renderDoctor(unreported)).toContain('no report was ever recorded')
    })
  })

  describe('with a set-up that is broken', () => {
    it('names the one endpoint when it does not answer', async () => {
      const results = await examine(await harness.healthy({ endpoints: [endpointAt(await harness.closedUrl())] }))
      const line = onlyFailure(results, 'endpoints')
      expect(line).toContain('0 of 1 answer, 1 must agree; RPC_URL: ')
      expect(line).toContain('start the node')
      expect(line).not.toContain(PROVIDER_KEY)
      expect(chooseExitCode(results)).toBe(75)
      expect(namesOf(results, 'skip')).toContain('contracts')
    })

    it('names the endpoint that accepts connections and never answers, in time', async () => {
      const hanging = endpointAt(await harness.startFaulty(() => 'hang'))
      const target = await harness.healthy()
      const startedAt = performance.now()
      const results = await examine({ ...target, endpoints: [target.endpoints[0], hanging], quorum: 2 })
      expect(performance.now() - startedAt).toBeLessThan(3_000)
      const line = onlyFailure(results, 'endpoints')
      expect(line).toContain('1 of 2 answer, 2 must agree; RPC_URL #2: it did not answer in time')
      expect(namesOf(results, 'skip')).toEqual([])
    })

    it('names the endpoint that is on another chain', async () => {
      const other = await harness.startFaulty(({ method }, truth) => (method === 'eth_chainId' ? '0x1' : truth))
      const target = await harness.healthy()
      const endpoints: DoctorTarget['endpoints'] = [target.endpoints[0], endpointAt(other)]
      const line = onlyFailure(await examine({ ...target, endpoints, quorum: 2 }), 'chain id')
      expect(line).toContain('CHAIN_ID is 31337')
      expect(line).toContain('RPC_URL #2 is on chain 1')
      expect(line).toContain('fix: replace the endpoints of other chains')
    })

    it('asks for CHAIN_ID when endpoints disagree and nothing says which chain is meant', async () => {
      const other = await harness.startFaulty(({ method }, truth) => (method === 'eth_chainId' ? '0x1' : truth))
      const target = await harness.healthy({ expectedChainId: undefined })
      const results = await examine({ ...target, endpoints: [target.endpoints[0], endpointAt(other)] })
      expect(onlyFailure(results, 'chain id')).toContain('set CHAIN_ID')
      expect(namesOf(results, 'skip')).toContain('wiring')
    })

    it('names the endpoint that lags', async () => {
      await harness.mine(5)
      await harness.pass(300)
      const stale = await harness.client.getBlock({ blockNumber: harness.deployment.startBlock })
      const old = { number: numberToHex(stale.number), timestamp: numberToHex(stale.timestamp) }
      const lagging = await harness.startFaulty(({ method }, truth) =>
        method === 'eth_getBlockByNumber' ? { ...(truth as object), ...old } : truth,
      )
      const target = await harness.healthy()
      const results = await examine({ ...target, endpoints: [endpointAt(lagging), target.endpoints[0]], quorum: 2 })
      const line = onlyFailure(results, 'heads')
      expect(line).toMatch(/RPC_URL #1 is \d+ blocks \(\d+ s\) behind RPC_URL #2/)
    })

    it('names an address without code, as a typo gives one', async () => {
      const treasury = '0x00000000000000000000000000000000DeaDBeef'
      const results = await examine(await harness.healthy({ treasury }))
      const line = onlyFailure(results, 'contracts')
      expect(line).toContain(`TREASURY_ADDRESS ${treasury} has no code on chain 31337`)
      expect(line).toContain('fix: correct TREASURY_ADDRESS')
      expect(namesOf(results, 'skip')).toContain('journal')
    })

    it('names a treasury that acts on another attestation, and which', async () => {
      const line = onlyFailure(await examine(await harness.healthy({ attestation: MAINNET.usdc })), 'wiring')
      expect(line).toContain(`CONTRACT_ADDRESS is ${MAINNET.usdc}`)
      expect(line).toContain(`set CONTRACT_ADDRESS=${harness.deployment.attestation}`)
    })

    it('names a contract that is no treasury, a reserve that is another one, and a quoter that is none', async () => {
      const noTreasury = await examine(await harness.healthy({ treasury: MAINNET.wbtc }))
      expect(onlyFailure(noTreasury, 'wiring')).toContain(`TREASURY_ADDRESS ${MAINNET.wbtc} does not answer as`)
      const reserve = LOCAL_ACCOUNTS.owner.address
      const otherReserve = onlyFailure(await examine(await harness.healthy({ reserve })), 'wiring')
      expect(otherReserve).toContain(`RESERVE_ADDRESS is ${reserve}, but the treasury delivers to`)
      const noQuoter = await examine(await harness.healthy({ quoter: MAINNET.usdc }))
      expect(onlyFailure(noQuoter, 'wiring')).toContain(`QUOTER_ADDRESS ${MAINNET.usdc}`)
    })

    it('names a key that is not the agent, and whom the treasury obeys', async () => {
      const { address } = LOCAL_ACCOUNTS.guardian
      const openSigner = async () => ({ kind: 'keystore', address })
      const results = await examine(await harness.healthy({ openSigner }))
      const line = onlyFailure(results, 'agent')
      expect(line).toContain(`the keystore key belongs to ${address}`)
      expect(line).toContain(LOCAL_ACCOUNTS.agent.address)
      expect(line).toContain(`setAgent(${address})`)
      expect(namesOf(results, 'skip')).toEqual(['gas'])
    })

    it('says why a key cannot be had', async () => {
      const openSigner = () => Promise.reject(new KitError('the passphrase of AGENT_KEYSTORE is wrong'))
      const line = onlyFailure(await examine(await harness.healthy({ openSigner })), 'agent')
      expect(line).toContain('the passphrase of AGENT_KEYSTORE is wrong')
    })

    it('names an agent that cannot pay for gas', async () => {
      await harness.undoAfter(async () => {
        await harness.takeGas()
        const line = onlyFailure(await examine(await harness.healthy()), 'gas')
        expect(line).toContain(`${LOCAL_ACCOUNTS.agent.address} has 0 ether`)
        expect(line).toContain(`fix: send ether to ${LOCAL_ACCOUNTS.agent.address}`)
      })
      const poor = await examine(await harness.healthy({ minGasBalance: parseEther('1000000') }))
      expect(namesOf(poor, 'warn')).toEqual(['gas'])
    })

    it('names an empty treasury', async () => {
      await harness.undoAfter(async () => {
        await harness.emptyTreasury()
        const line = onlyFailure(await examine(await harness.healthy()), 'funds')
        expect(line).toContain('holds 0 USDC')
        expect(line).toContain(`send USDC to the treasury ${harness.deployment.treasury}`)
      })
    })

    it('names a price feed that is stale, and for how long', async () => {
      await harness.undoAfter(async () => {
        await harness.pass(90_000)
        await harness.report({ spend: SPEND })
        const results = await examine(await harness.healthy())
        const line = onlyFailure(results, 'prices')
        expect(line).toMatch(/BTC\/USD \(0x\w+\) was updated 9\d{4} s ago, above its maximum of 86400 s/)
        expect(line).toContain('FeedStale(')
      })
    })

    it('names a report that is too old', async () => {
      await harness.undoAfter(async () => {
        await harness.pass(4_000)
        const line = onlyFailure(await examine(await harness.healthy()), 'attestation')
        expect(line).toMatch(/UNKNOWN: report \d+ speaks of 4\d{3} s ago, above the maximum of 3600 s/)
        expect(line).toContain('why the workflow')
      })
    })

    it('names a sealing key that does not open the latest order, by its public key', async () => {
      const sealingKey = `0x${'b7'.repeat(32)}` as const
      const line = onlyFailure(await examine(await harness.healthy({ sealingKey })), 'sealing key')
      expect(line).toMatch(/AGENT_SEALING_KEY \(public key 0x[0-9a-f]{64}\) does not open the order of report \d+/)
      expect(line).not.toContain(sealingKey)
    })

    it('names a clock that is off, in either direction', async () => {
      const target = await harness.healthy()
      const behind = onlyFailure(await examine({ ...target, now: () => target.now() - 600 }), 'clock')
      expect(behind).toMatch(/the newest block is 6\d\d s in the future: this machine's clock is behind/)
      const ahead = onlyFailure(await examine({ ...target, now: () => target.now() + 600 }), 'clock')
      expect(ahead).toMatch(/(59|60)\d s old: this machine's clock is ahead/)
      expect(ahead).toContain('NTP')
    })

    it.each(['treasury', 'attestation'] as const)('names what is paused: the %s', async (which) => {
      await harness.undoAfter(async () => {
        await harness.pause(which)
        const line = onlyFailure(await examine(await harness.healthy()), 'pause')
        expect(line).toContain(`paused: ${which} ${harness.deployment[which]}`)
        expect(line).toContain('unpause()')
      })
    })

    it('names settings that are wrong or missing, and looks no further', async () => {
      const environment = { RPC_URLS: 'http://127.0.0.1:8545', TREASURY_ADDRESS: harness.deployment.treasury }
      const { problems } = checkSettings({ environment })
      const results = await runDoctor({ problems, target: undefined })
      const line = onlyFailure(results, 'configuration')
      expect(line).toContain('RPC_URLS is not a setting; did you mean RPC_URL?')
      expect(line).toContain('CONTRACT_ADDRESS is missing')
      expect(line).not.toContain('TREASURY_ADDRESS')
      expect(namesOf(results, 'skip')).toHaveLength(results.length - 1)
    })

    it('names a channel that nobody would hear', async () => {
      const url = new URL(`${await harness.closedUrl()}/${PROVIDER_KEY}`)
      const target = await harness.healthy()
      const dead = webhookChannel({ url, secret: 'a secret of some length', now: target.now })
      const results = await examine({ ...target, channels: [...target.channels, dead] })
      const line = onlyFailure(results, 'alerts')
      expect(line).toContain('✗ fail  alerts            webhook: ')
      expect(line).toContain('fix: check the address and credentials of webhook')
      expect(line).not.toContain('slack')
      expect(line).not.toContain(PROVIDER_KEY)
    })

    it('names a channel that never answers, in time', async () => {
      const url = new URL(await harness.startFaulty(() => 'hang'))
      const target = await harness.healthy()
      const dead = webhookChannel({ url, secret: 'a secret of some length', now: target.now })
      const startedAt = performance.now()
      const results = await examine({ ...target, channels: [dead] })
      expect(performance.now() - startedAt).toBeLessThan(3_000)
      expect(onlyFailure(results, 'alerts')).toContain('alerts did not answer in time')
      expect(chooseExitCode(results)).toBe(75)
    })

    it('names a journal of another deployment, and one that cannot be written', async () => {
      const file = path.join(harness.folder, 'journal.db')
      const probe = (binding: JournalBinding) => probeJournal(file, binding)
      const target = await harness.healthy({ probeJournal: probe })
      const binding = bindingOf(target)
      expect((await examine(target)).find(({ check }) => check === 'journal')?.detail).toContain('will be created')
      expect(fs.existsSync(file)).toBe(false)

      const journal = await openJournal(file, binding, { signal: AbortSignal.timeout(60_000), onStandby: () => {} })
      const locked = (await examine(target)).find(({ check }) => check === 'journal')
      expect(locked).toMatchObject({ verdict: 'pass', detail: 'in use by a running agent' })
      await journal.close()
      const free = (await examine(target)).find(({ check }) => check === 'journal')
      expect(free).toMatchObject({ verdict: 'pass', detail: 'opens and can be written' })

      const other = { ...target, probeJournal: () => probe({ ...binding, treasury: MAINNET.usdc }) }
      const line = onlyFailure(await examine(other), 'journal')
      expect(line).toContain(`belongs to chain 31337, attestation ${binding.attestation.toLowerCase()}`)
      expect(line).toContain('fix: set AGENT_STORE to a file')

      const unwritable = { ...target, probeJournal: () => probeJournal(`${file}/journal.db`, binding) }
      expect(onlyFailure(await examine(unwritable), 'journal')).toContain(`${file} is a file`)
    })

    it('names a start block that does not exist yet', async () => {
      const line = onlyFailure(await examine(await harness.healthy({ startBlock: 10_000_000n })), 'logs')
      expect(line).toContain('START_BLOCK is 10000000, above the newest block')
    })

    it('warns of an endpoint that refuses long ranges of logs', async () => {
      const narrow = await harness.startFaulty(({ method }, truth) =>
        method === 'eth_getLogs' ? new Error('block range is too wide') : truth,
      )
      const results = await examine(await harness.healthy({ endpoints: [endpointAt(narrow)] }))
      expect(namesOf(results, 'warn')).toEqual(['sealing key', 'logs'])
      expect(renderDoctor(results)).toContain('block range is too wide')
    })
  })
})
