import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bytesToHex } from 'viem'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EXIT } from '../../../offchain/vault/commands/exitCode.ts'
import { runProgram } from '../../../offchain/vault/commands/runProgram.ts'
import { runCeremony } from '../../../offchain/vault/coordinator/runCeremony.ts'
import { type ServedNode, type ServedVault, serveTestVault } from './serveTestVault.ts'

describe('the commands of an operator', () => {
  let folder: string
  let vault: ServedVault
  let environment: Record<string, string>
  beforeEach(async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    vault = await serveTestVault()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vault-operator-'))
    const file = path.join(folder, 'roster.json')
    fs.writeFileSync(file, JSON.stringify(vault.roster))
    environment = {
      LOG_LEVEL: 'silent',
      VAULT_ROSTER_FILE: file,
      VAULT_OPERATOR_KEY: bytesToHex(vault.operator.identityKey),
    }
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await vault.close()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const nodeAt = (index: number): ServedNode => vault.nodes[index - 1] as ServedNode
  const run = async (...args: string[]) => {
    let answer = ''
    const exitCode = await runProgram([...args, '--json'], {
      environment,
      listenForStop: () => new AbortController().signal,
      write: (text) => {
        answer += text
      },
    })
    return { exitCode, answer: answer === '' ? undefined : JSON.parse(answer) }
  }
  const said = () => vi.mocked(process.stderr.write).mock.calls.join('')

  it('make the key, keep it in a file, deal it anew, and say how the vault is', async () => {
    expect(await run('status')).toMatchObject({ exitCode: EXIT.down, answer: { state: 'empty' } })
    const out = path.join(folder, 'vault.json')
    const init = await run('init', '--out', out)
    expect(init).toMatchObject({ exitCode: EXIT.ok, answer: { activated: [1, 2, 3, 4], faults: [] } })
    expect(JSON.parse(fs.readFileSync(out, 'utf8'))).toEqual(init.answer.key)
    const refresh = await run('refresh')
    expect(refresh.answer.key).toMatchObject({ epoch: 2, masterKey: init.answer.key.masterKey })
    expect(await run('status')).toMatchObject({
      exitCode: EXIT.ok,
      answer: {
        state: 'healthy',
        serving: 4,
        mayFail: 2,
        epoch: 2,
        masterKey: init.answer.key.masterKey,
        problems: [],
      },
    })
    expect((await run('init')).exitCode).toBe(EXIT.misconfigured)
    expect(said()).toContain('the vault has a key already, of epoch 2; use: vault refresh')
  })

  it('say how many nodes may still fail, down to a vault that opens nothing', async () => {
    await run('init')
    await nodeAt(3).goDown()
    expect(await run('status')).toMatchObject({
      exitCode: EXIT.unhealthy,
      answer: {
        state: 'degraded',
        serving: 3,
        mayFail: 1,
        nodes: [{}, {}, { isReachable: false, isServing: false }, {}],
      },
    })
    await nodeAt(1).goDown()
    expect((await run('status')).answer).toMatchObject({ state: 'degraded', serving: 2, mayFail: 0 })
    await nodeAt(2).goDown()
    expect(await run('status')).toMatchObject({
      exitCode: EXIT.down,
      answer: { state: 'down', serving: 1, mayFail: 0 },
    })
  })

  it('end what a coordinator left half done: init, and status --repair', async () => {
    const controller = new AbortController()
    const { key } = await runCeremony({
      nodes: vault.clients,
      roster: vault.roster,
      onStep: ({ step }) => step === 'conclude' && controller.abort(),
      signal: controller.signal,
    })
    const before = await run('status')
    expect(before).toMatchObject({ exitCode: EXIT.down, answer: { state: 'down', serving: 0 } })
    expect(before.answer.nodes[0].problems).toEqual([
      'was not told that the key of epoch 1 is certified; run: vault status --repair',
    ])
    expect(await run('init')).toMatchObject({ exitCode: EXIT.ok, answer: { key, activated: [1, 2, 3, 4] } })
    await nodeAt(4).goDown()
    expect((await run('refresh')).exitCode).toBe(EXIT.tryLater)
    await nodeAt(4).comeBack()
    expect(await run('status', '--repair')).toMatchObject({ exitCode: EXIT.ok, answer: { state: 'healthy' } })
  })

  it('tell the nodes of a certified key that they hold and do not serve', async () => {
    const controller = new AbortController()
    const onStep = ({ step }: { step: string }) => step === 'conclude' && controller.abort()
    await runCeremony({ nodes: vault.clients, roster: vault.roster, onStep, signal: controller.signal })
    expect(await run('status', '--repair')).toMatchObject({
      exitCode: EXIT.ok,
      answer: { state: 'healthy', serving: 4 },
    })
  })

  it('refuse the vault that was not meant', async () => {
    await run('init')
    environment.VAULT_MASTER_KEY = nodeAt(1).identity
    expect((await run('refresh')).exitCode).toBe(EXIT.misconfigured)
    expect(said()).toMatch(/no node of this roster shows a key of VAULT_MASTER_KEY 0x\w+; see: vault status/)
    expect((await run('init')).exitCode).toBe(EXIT.misconfigured)
    const status = await run('status')
    expect(status).toMatchObject({ exitCode: EXIT.down, answer: { state: 'down' } })
    expect(status.answer.nodes[0].problems[0]).toMatch(/serves another vault: its master key is 0x/)
  })

  it('open no ceremony to somebody who is no operator', async () => {
    environment.VAULT_OPERATOR_KEY = `0x${'11'.repeat(32)}`
    expect((await run('init')).exitCode).toBe(EXIT.misconfigured)
    expect(said()).toContain('the request is not signed by an operator of this node')
    expect(vault.nodes.map(({ store }) => store.pending().length)).toEqual([0, 0, 0, 0])
  })
})
