// Every channel, on a pool at work: a request is played and nothing of it is found; then a secret is let out on each channel.
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import Database from 'libsql'
import { type Address, bytesToHex, zeroAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webhookChannel } from '../../../offchain/agent/alerts/channels/webhookChannel.ts'
import { createClient } from '../../../offchain/chain/createClient.ts'
import { readPoolLogs } from '../../../offchain/chain/darkpool/readPoolLogs.ts'
import type { SecretNumber } from '../../../offchain/local/pool/secretPatterns.ts'
import { type WrittenSecret, writeSecret } from '../../../offchain/local/pool/writeSecret.ts'
import { spawnLeashed } from '../../../offchain/local/process/spawnLeashed.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { createLog } from '../../../offchain/log.ts'
import { FINE } from '../../../offchain/protocol/pool/constants.ts'
import { encodeOrder } from '../../../offchain/protocol/pool/order.ts'
import { encodeQuote } from '../../../offchain/protocol/pool/quote.ts'
import { type AlertServer, startAlertServer } from '../alertServer.ts'
import { drawRuns } from '../distinguish/runs/drawRun.ts'
import { type PlayedRun, playRun } from '../distinguish/runs/playRun.ts'
import { type RequestStack, startRequestStack } from '../distinguish/runs/startRequestStack.ts'
import { createTestShutdown } from '../testShutdown.ts'
import { createRecorder, type Recorder } from './createRecorder.ts'
import { recordChain } from './recordChain.ts'
import { recordFiles } from './recordFiles.ts'
import { type RecordingProxy, recordHttp } from './recordHttp.ts'
import { recordLines } from './recordLines.ts'
import { recordPage } from './recordPage.ts'

const CHANNELS = ['alerts', 'chain', 'files', 'http', 'logs', 'metrics']
/** Not of the run: let out on purpose. */
const ESCAPED: SecretNumber = { name: 'escaped', value: 48_315_726_903n, decimals: 8 }
const log = createLog({ name: 'story', level: 'error' })
const shutdown = createTestShutdown()
const draw = drawRuns(8, 3).find(({ isReal, quotes }) => isReal && quotes.every(Boolean)) as ReturnType<
  typeof drawRuns
>[number]

let stack: RequestStack
let run: PlayedRun
let [firstBlock, nextBlock] = [0, 0]
let recorder: Recorder
let folder: string
let receiver: AlertServer
let [rpc, hook, page]: RecordingProxy[] = []

const secretsOf = ({ truth: { trades, remainder } }: PlayedRun): SecretNumber[] => {
  const { order, quotes } = draw
  const all = [
    { name: 'deficit', value: order.deficit, decimals: 8 },
    { name: 'order', value: encodeOrder(order) },
    { name: 'remainder', value: remainder, decimals: 8 },
    ...quotes.flatMap((quote, maker) =>
      quote
        ? [
            { name: `size of ${maker}`, value: quote.size, decimals: 8 },
            { name: `premium of ${maker}`, value: quote.premiumBps },
            { name: `quote of ${maker}`, value: encodeQuote(quote) },
          ]
        : [],
    ),
    ...trades.flatMap(({ slot, amount, owed }) => [
      { name: `fill of ${slot}`, value: amount, decimals: 8 },
      { name: `payment to ${slot}`, value: owed / FINE, decimals: 6 },
      { name: `payment to ${slot}, fine`, value: owed, decimals: 20 },
    ]),
    ...[...stack.makers, stack.reserve].map(({ name, key }) => ({ name: `key of ${name}`, value: key, decimals: 0 })),
  ]
  return all.filter(({ value }) => value !== 0n)
}

const say = async (line: string): Promise<void> => {
  const program = 'process.stdout.write(process.env.LINE + "\\n"); process.stderr.write("done\\n")'
  const child = await spawnLeashed(process.execPath, ['-e', program], {
    env: { LINE: line },
    log,
    onLine: recordLines(recorder.channel('logs'), 'a process'),
  })
  await child.exited
}

/** Each in a row of its own; of SQLite's own kinds, text, number or bytes. */
const keep = (values: readonly (string | bigint | Uint8Array)[]): void => {
  const database = new Database(path.join(folder, 'files', 'journal.db'))
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS kept (value)')
  for (const value of values) {
    const literal =
      value instanceof Uint8Array
        ? `x'${bytesToHex(value).slice(2)}'`
        : typeof value === 'bigint'
          ? value
          : `'${value}'`
    database.exec(`INSERT INTO kept VALUES (${literal})`)
  }
  database.close()
}

const recordStore = () =>
  recordFiles(recorder.channel('files'), {
    from: path.join(folder, 'files'),
    isKeyStore: (file) => file.endsWith('.key'),
  })

beforeAll(async () => {
  stack = await startRequestStack({ log, shutdown, withProofs: false })
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leaks-'))
  await fs.mkdir(path.join(folder, 'files'))
  recorder = createRecorder({ folder: path.join(folder, 'spool') })
  receiver = await startAlertServer('/hook')
  rpc = await recordHttp(recorder.channel('http'), stack.chain.rpcUrl, 'node')
  hook = await recordHttp(recorder.channel('alerts'), receiver.url.href, 'webhook')
  page = await recordHttp(recorder.channel('http'), receiver.url.href, 'page')
  firstBlock = Number(await stack.client.getBlockNumber()) + 1
  run = await playRun(stack, draw, { isProven: false, flows: () => [], isKept: true })
}, 120_000)

afterAll(async () => {
  await Promise.all([rpc?.stop(), hook?.stop(), page?.stop(), receiver?.stop()])
  recorder?.close()
  await shutdown.run()
  if (folder) await fs.rm(folder, { recursive: true })
})

const alert = async (reason: string): Promise<void> => {
  const channel = webhookChannel({ url: new URL(hook?.url as string), secret: 'shared', now: () => 1 })
  await channel.deliver({ ...ALERT, reason } as never, new AbortController().signal)
}
const ALERT = { key: 'incident-1/opened', phase: 'opened', kind: 'stuck', severity: 'warning', openedAt: 1 }

describe('every channel of a pool at work', () => {
  it('shows none of the secrets of a request that was played', async () => {
    const client = await createClient({ rpcUrl: rpc?.url as string })
    await readPoolLogs(client, { pool: stack.pool, startBlock: 0n, toBlock: await client.getBlockNumber() })
    const recorded = await recordChain(recorder.channel('chain'), stack.chain.rpcUrl, firstBlock)
    expect(recorded.untraced).toEqual([])
    nextBlock = recorded.nextBlock
    await alert('the request ended')
    await say('round settled')
    keep(['request settled', 7n])
    await fs.writeFile(path.join(folder, 'files', 'slot.key'), `${draw.order.deficit}`)
    expect((await recordStore()).map((file) => path.basename(file))).toContain('journal.db')
    await recordPage(recorder.channel('metrics'), page?.url as string)

    const secrets = secretsOf(run)
    expect(secrets.length).toBeGreaterThan(15)
    const { findings, searched } = recorder.search(secrets)
    expect(findings).toEqual([])
    expect(searched.map(({ channel }) => channel).sort()).toEqual(CHANNELS)
    for (const { channel, bytes } of searched) expect(bytes, channel).toBeGreaterThan(channel === 'chain' ? 50_000 : 10)
    for (const { channel, missed, planted } of recorder.searchPlanted(secrets)) {
      expect(missed, channel).toEqual([])
      expect(planted, channel).toBeGreaterThan(20 * secrets.length)
    }
  }, 60_000)

  it('finds the order and the quotes of the request where somebody tells them', async () => {
    await say(`reserve: healing ${Number(draw.order.deficit) / 1e8} BTC`)
    const { findings } = recorder.search(secretsOf(run))
    expect(findings.map(({ channel, name }) => `${channel}: ${name}`)).toContain('logs: deficit')
    expect(findings.every(({ channel }) => channel === 'logs')).toBe(true)
  })

  it('finds a secret that escapes on each channel, in each of its encodings', async () => {
    const ways = writeSecret(ESCAPED)
    const isText = ({ bytes }: WrittenSecret): boolean => bytes.every((byte) => byte >= 32 && byte < 127)
    const textOf = ({ bytes }: WrittenSecret): string => Buffer.from(bytes).toString()
    const from: Address = LOCAL_ACCOUNTS.transmitter.address
    for (const { bytes } of ways) {
      // A selector before it: a word is where words are.
      await stack.send({ from, to: zeroAddress, data: `0x12345678${bytesToHex(bytes).slice(2)}` })
    }
    for (const { bytes, isWord } of ways)
      if (!isWord) await fetch(page?.url as string, { method: 'POST', body: Buffer.from(bytes) })
    const texts = ways.filter(isText)
    for (const way of texts) await alert(textOf(way))
    await say(texts.map(textOf).join('|'))
    keep([ESCAPED.value, ...ways.map(({ bytes }) => bytes)])
    receiver.answerWith({ status: 200, body: texts.map(textOf).join('\n') })
    await recordPage(recorder.channel('metrics'), page?.url as string)
    await recordStore()
    const escaped = recorder.channel('chain again')
    await recordChain(escaped, stack.chain.rpcUrl, nextBlock)

    const { findings, unjudged } = recorder.search([ESCAPED])
    const encodingsIn = (channel: string) =>
      new Set(findings.filter((finding) => finding.channel === channel).map(({ encoding }) => encoding))
    const wanted = (written: readonly WrittenSecret[]) => new Set(written.map(({ encoding }) => encoding))
    const free = ways.filter(({ isWord }) => !isWord)
    // By chance a decoy stands in the chain's state: then that form says nothing there, and the search says so.
    expect(unjudged.flatMap(({ encodings }) => encodings).length).toBeLessThanOrEqual(2)
    const isUnjudged = (channel: string, encoding: string): boolean =>
      unjudged.some((entry) => entry.channel === channel && entry.encodings.includes(encoding))
    const missing = (channel: string, written: readonly WrittenSecret[]) =>
      [...wanted(written)].filter((encoding) => !encodingsIn(channel).has(encoding) && !isUnjudged(channel, encoding))
    expect({
      'chain again': missing('chain again', ways),
      http: missing('http', free),
      files: missing('files', free),
      alerts: missing('alerts', texts),
      logs: missing('logs', texts),
      metrics: missing('metrics', texts),
    }).toEqual({ 'chain again': [], http: [], files: [], alerts: [], logs: [], metrics: [] })
  }, 60_000)
})
