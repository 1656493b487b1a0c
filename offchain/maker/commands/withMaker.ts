import { parseGwei } from 'viem'
import { abortAfter } from '../../abortAfter.ts'
import { createLog, type Log } from '../../log.ts'
import type { Maker } from '../maker.ts'
import { openMaker } from '../openMaker.ts'
import type { Progress } from '../progress.ts'
import type { CommandContext } from './commandContext.ts'
import { type MakerSettings, readMakerSettings } from './makerSettings.ts'
import { readAccountKey } from './readAccountKey.ts'

export type CommandMaker = { maker: Maker; settings: MakerSettings; progress: Progress; log: Log }

/** Opens the maker that the settings describe. */
export const withMaker = async ({ environment, listenForStop, tell }: CommandContext): Promise<CommandMaker> => {
  const settings = readMakerSettings(environment)
  const accountKey = readAccountKey(environment)
  const secrets = [accountKey.slice(2), ...settings.rpcUrl]
  const log = createLog({ name: 'maker', level: settings.logLevel, secrets, json: !process.stderr.isTTY })
  const maker = await openMaker({
    rpcUrls: settings.rpcUrl,
    chainId: settings.chainId,
    pool: settings.darkPoolAddress,
    startBlock: settings.startBlock,
    maxLogBlocks: settings.maxLogBlocks,
    accountKey,
    keyFile: settings.makerSlotKeyFile,
    maxFeePerGas: parseGwei(settings.makerMaxFeeGwei),
    receiptTimeoutMs: settings.makerReceiptTimeout,
    pollIntervalMs: settings.makerPollInterval,
  })
  return { maker, settings, log, progress: { signal: listenForStop(log), tell } }
}

/** Of `--wait [seconds]`: undefined unless it is given. */
export type WaitOption = { wait?: true | number }

/** The same progress, for at most as long as `--wait` says. */
export const boundedBy = (progress: Progress, wait: true | number): Progress =>
  wait === true ? progress : { ...progress, signal: abortAfter(wait * 1_000, progress.signal) }
