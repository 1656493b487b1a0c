import fs from 'node:fs/promises'
import path from 'node:path'
import { drawAmounts } from '../../../offchain/local/demo/drawAmounts.ts'
import { playLarge } from '../../../offchain/local/demo/runLarge.ts'
import type { SecretNumber } from '../../../offchain/local/pool/secretPatterns.ts'
import type { Shutdown } from '../../../offchain/local/process/createShutdown.ts'
import { startStackWithPool } from '../../../offchain/local/stack/startStackWithPool.ts'
import type { Wiring } from '../../../offchain/local/stack/wiring.ts'
import { findFreePorts } from '../../../offchain/local/vault/findFreePorts.ts'
import { renderJson } from '../../../offchain/rendering/renderJson.ts'
import { startAlertServer } from '../alertServer.ts'
import type { Recorder } from './createRecorder.ts'
import { createRecordingLog } from './createRecordingLog.ts'
import { followChain } from './followChain.ts'
import { openRunSecrets } from './openRunSecrets.ts'
import { recordFiles } from './recordFiles.ts'
import { type RecordingProxy, recordHttp } from './recordHttp.ts'
import { recordPage } from './recordPage.ts'

/** What a full run left in its recorder, and what is not to be found there. */
export type FullRun = {
  secrets: readonly SecretNumber[]
  /** Who was heard over HTTP, and how many requests. */
  heard: Readonly<Record<string, number>>
  /** Transactions whose inner calls were not recorded. */
  untraced: readonly string[]
  /** Files that were recorded, and key stores that were not; below the run's folder. */
  files: { recorded: readonly string[]; keyStores: readonly string[] }
}

/** Steps of the story after which all pages are fetched. */
const PAGES_AFTER = /^\d+ (requested|round|recovered|next request)/
const PAGES = ['metrics', 'healthz', 'readyz']
/** The story's narrator plays the issuer: this it tells only to its operator. */
const FOR_THE_OPERATOR = 'privately'

const isKeyStore = (file: string): boolean => file.endsWith('.key')

/**
 * Plays the demo's story `large` with somebody who listens everywhere: between every process and the chain, before the vault's
 * nodes, before the receiver of alerts, to every line at level debug, to the pages of agent and matcher; and reads all
 * files afterwards. All amounts follow from `seed`.
 */
export const playFullRun = async (
  recorder: Recorder,
  { seed, shutdown }: { seed: string; shutdown: Shutdown },
): Promise<FullRun> => {
  const callers = new Map<string, RecordingProxy>()
  const route: Wiring['route'] = async (caller, url) => {
    const proxy = await recordHttp(recorder.channel('http'), url, caller)
    callers.set(caller, proxy)
    shutdown.onShutdown(caller, proxy.stop)
    return proxy.url
  }
  const told = recorder.channel('story').open('narrator')
  const environment = { LOG_LEVEL: 'debug' }
  const log = createRecordingLog(recorder.channel('logs'))
  const { deficit, plans } = drawAmounts(seed, { ample: true })
  const tellAll = (heading: string, detail: string): void => {
    const isPrivate = detail.startsWith(FOR_THE_OPERATOR)
    if (!isPrivate) told.append(Buffer.from(`${heading} ${detail}\n`))
  }
  const stack = await startStackWithPool({
    ...{ plans, log, shutdown, onReady: tellAll },
    wiring: { route, environment },
  })
  const { chain, client, deployment, folder } = stack
  const { startBlock: fromBlock } = deployment
  const followed = followChain(recorder.channel('chain'), { client, rpcUrl: chain.rpcUrl, fromBlock })

  const receiver = await startAlertServer('/alerts')
  shutdown.onShutdown('receiver of alerts', receiver.stop)
  const hook = await recordHttp(recorder.channel('alerts'), receiver.url.href, 'webhook')
  shutdown.onShutdown('webhook', hook.stop)
  const [operationsPort] = await findFreePorts(1)
  const takePages = async (): Promise<void> => {
    const { matcher } = await stack.pool
    for (const port of [operationsPort, matcher.operationsPort]) {
      for (const page of PAGES) await recordPage(recorder.channel('metrics'), `http://127.0.0.1:${port}/${page}`)
    }
  }
  let pages = Promise.resolve()
  const { privately, ...answer } = await playLarge(stack, {
    ...{ deficit, log, shutdown },
    environment: {
      ...environment,
      RPC_URL: await route('agent', chain.rpcUrl),
      OPERATIONS_PORT: `${operationsPort}`,
      ALERT_WEBHOOK_URL: hook.url,
      ALERT_WEBHOOK_SECRET: 'shared with the receiver',
      DEAD_MAN_URL: hook.url,
      DEAD_MAN_INTERVAL_SECONDS: '5',
      // A simulated quote lasts an hour: there is something to tell.
      MATCHER_EXPIRY_SECONDS: '86400',
    },
    tell: (heading, detail) => {
      tellAll(heading, detail)
      if (PAGES_AFTER.test(heading)) pages = pages.then(takePages)
      // Awaited at the end of the story.
      pages.catch(() => undefined)
    },
  })
  await pages
  recorder.channel('story').write(Buffer.from(renderJson(answer, 0)), 'answer')

  const untraced = await followed.finish()
  const recorded = await recordFiles(recorder.channel('files'), { from: folder, isKeyStore })
  const keyStores = (await fs.readdir(folder, { recursive: true })).filter(isKeyStore)
  const pool = await stack.pool
  const secrets = await openRunSecrets(stack, pool, { deficit, delivered: privately.delivered })
  return {
    ...{ secrets, untraced },
    heard: Object.fromEntries([...callers].map(([caller, proxy]) => [caller, proxy.count()])),
    files: { recorded: recorded.map((file) => path.relative(folder, file)), keyStores },
  }
}
