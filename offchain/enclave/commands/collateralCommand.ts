import type { Command } from 'commander'
import type { Hex, PublicClient } from 'viem'
import { readCollateralState } from '../../chain/collateral/readCollateralState.ts'
import { requireStores } from '../../chain/collateral/requireStores.ts'
import { connectChain } from '../../chain/connectChain.ts'
import { describeError } from '../../chain/describeError.ts'
import { findCollateralSubjects } from '../../chain/enclave/findCollateralSubjects.ts'
import { readHead } from '../../chain/readHead.ts'
import type { Log } from '../../log.ts'
import {
  assessFreshness,
  EAGER_POLICY,
  listAuthorities,
  nameSubject,
  REFRESH_POLICY,
  type StoredDocument,
} from '../../protocol/collateralPolicy.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import type { CollateralAnswer } from '../collateral/collateralSource.ts'
import { NOT_JSON, readCollateralFile } from '../collateral/fileSource.ts'
import { openSource } from '../collateral/openSource.ts'
import type { PckCa } from '../collateral/pccsSource.ts'
import { refreshCollateral } from '../collateral/refreshCollateral.ts'
import { accountPayer } from '../payer/accountPayer.ts'
import {
  type CheckOptions,
  COLLATERAL_OPTIONS as options,
  type PlaceOptions,
  type RefreshOptions,
  type StatusOptions,
} from './collateralOptions.ts'
import { readPayerKey } from './readPayerKey.ts'
import { type JudgedDocument, nameStored, renderDocuments, renderRefresh } from './renderCollateral.ts'

/** How long one transaction may take to be mined, in milliseconds. */
const MINE_TIMEOUT_MS = 180_000

const EXIT_CODE_HELP = `
Exit codes: 0 everything is fresh, or was done; 1 something lapses, is missing, or was refused, or did not answer;
2 wrong usage.`

export type CollateralCommandDependencies = {
  environment: NodeJS.ProcessEnv
  log: Log
  /** Takes the answer of the command. */
  write: (text: string) => void
  /** Called with 1 when something is wrong; a command that says nothing ends with 0. */
  setExitCode: (code: number) => void
  /** Unix seconds of the local clock. */
  now: () => number
}

const INCOMPLETE = { documents: [], retryAfterMs: undefined }

/** Connects to the chain on which the stores are, and makes sure that they are. */
const connect = async ({ rpcUrl, chainId, crlStore, tcbStore }: PlaceOptions) => {
  const expected = chainId === undefined ? {} : { expectedChainId: chainId }
  const { client } = await connectChain({ rpcUrls: rpcUrl, ...expected })
  const block = await readHead(client)
  const stores = { crlStore, tcbStore }
  await requireStores(client, { stores, block })
  return { client, block, stores }
}

/** What the stores know anything of; undefined when the chain does not tell. */
const findSubjects = async (
  client: PublicClient,
  { crlStore, tcbStore, startBlock: fromBlock, maxLogBlocks }: StatusOptions,
  { toBlock, log }: { toBlock: bigint; log: Log },
) => {
  const range = { fromBlock, toBlock, rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
  try {
    return await findCollateralSubjects(client, { crlStore, tcbStore, ...range })
  } catch (error) {
    log.warn({ err: describeError(error) }, 'cannot read from the logs what the stores know')
    return undefined
  }
}

const askSource = async (
  location: string,
  { fmspcs, pckCa }: { fmspcs: readonly Hex[]; pckCa: PckCa },
  stored: readonly StoredDocument[],
): Promise<CollateralAnswer> => {
  const { signal } = new AbortController()
  try {
    return await openSource({ location, pckCa }).ask({ fmspcs, stored }, signal)
  } catch (error) {
    return { ...INCOMPLETE, problems: [describeError(error)] }
  }
}

/**
 * Adds `collateral` with its commands `status`, `refresh` and `check`. What fails is logged and ends with exit code 1; wrong
 * usage is thrown by commander.
 */
export const addCollateralCommand = (program: Command, dependencies: CollateralCommandDependencies): Command => {
  const { environment, log, write, setExitCode, now } = dependencies
  const collateral = program
    .command('collateral')
    .description("Intel's collateral on chain: what is there, and keeping it in force")
    .addHelpText('after', EXIT_CODE_HELP)
  const answer = (json: boolean | undefined, value: unknown, text: string) =>
    write(`${json ? renderJson(value) : text}\n`)
  const report = (problems: readonly string[]) => {
    for (const problem of problems) log.warn({ problem }, 'the collateral source did not answer in full')
    if (problems.length > 0) setExitCode(1)
  }
  /** What is thrown is said once, and is exit code 1. */
  const guard =
    <Arguments extends unknown[]>(work: (...args: Arguments) => Promise<void>) =>
    async (...args: Arguments): Promise<void> => {
      try {
        await work(...args)
      } catch (error) {
        log.error({ err: describeError(error) }, 'collateral failed')
        setExitCode(1)
      }
    }
  const judge = (judged: readonly JudgedDocument[], at: number, json: boolean | undefined) => {
    answer(json, { at, documents: judged }, renderDocuments(judged, at))
    if (judged.some(({ freshness }) => freshness !== 'fresh')) setExitCode(1)
  }

  const status = collateral.command('status').description('what the stores hold, and how long it is in force')
  for (const option of [
    ...options.place(),
    options.fmspc(),
    options.source(),
    options.startBlock(),
    options.maxLogBlocks(),
    options.json(),
  ])
    status.addOption(option)
  status.action(
    guard(async (given: StatusOptions) => {
      const { client, block, stores } = await connect(given)
      const found = await findSubjects(client, given, { toBlock: block.number, log })
      const fmspcs = given.fmspc ?? found?.fmspcs ?? []
      const { pckCa } = given
      const asked = given.source
        ? await askSource(given.source, { fmspcs, pckCa }, [])
        : { ...INCOMPLETE, problems: [] }
      report(asked.problems)
      const named = asked.documents.flatMap(({ subject }) => (subject.kind === 'pckCrl' ? [subject.authority] : []))
      const authorities = listAuthorities({ named, known: found?.authorities ?? [] })
      const stored = await readCollateralState(client, { stores, fmspcs, authorities, block })
      const judged: JudgedDocument[] = stored.map(nameStored).map((one) => {
        return { ...one, freshness: assessFreshness(one.version, block.timestamp) }
      })
      // Without a word about these, what is shown would look like all that there is to know.
      const silent = [...(authorities.length === 0 ? ['pckCrl'] : []), ...(fmspcs.length === 0 ? ['tcbInfo'] : [])]
      const unknown = silent.map(
        (name) => ({ name, version: undefined, freshness: found ? 'missing' : 'unknown' }) as const,
      )
      judge([...judged, ...unknown], block.timestamp, given.json)
    }),
  )

  const refresh = collateral
    .command('refresh')
    .description('submit what is due; running it again submits nothing twice')
    .addHelpText('after', '\nThe payer: ENCLAVE_PAYER_KEY, or ENCLAVE_PAYER_KEY_FILE, a file of mode 600.')
  const ofRefresh = [
    ...options.place(),
    options.requiredFmspc(),
    options.requiredSource(),
    options.eager(),
    options.maxFee(),
    options.json(),
  ]
  for (const option of ofRefresh) refresh.addOption(option)
  refresh.action(
    guard(async (given: RefreshOptions) => {
      const privateKey = readPayerKey(environment)
      const { client, block, stores } = await connect(given)
      const { fmspc: fmspcs, pckCa } = given
      const stored = await readCollateralState(client, { stores, fmspcs, authorities: [], block })
      const { documents, problems } = await askSource(given.source, { fmspcs, pckCa }, stored)
      report(problems)
      const { signal } = new AbortController()
      const refreshed = await refreshCollateral(client, {
        stores,
        payer: accountPayer(client, { privateKey, maxFeePerGas: given.maxFeeGwei, receiptTimeoutMs: MINE_TIMEOUT_MS }),
        offered: documents,
        policy: given.eager ? EAGER_POLICY : REFRESH_POLICY,
        signal,
      })
      answer(given.json, { documents: refreshed, problems }, renderRefresh(refreshed))
      if (refreshed.some(({ outcome }) => outcome === 'refused' || outcome === 'failed')) setExitCode(1)
    }),
  )

  const check = collateral
    .command('check')
    .description('what a file of collateral holds, and whether it is in force; nothing is verified')
    .argument('<file>', 'collateral as JSON')
  for (const option of [options.at(), options.json()]) check.addOption(option)
  check.action(
    guard(async (file: string, { at = now(), json }: CheckOptions) => {
      const { documents, problems } = await readCollateralFile(file)
      report(problems)
      const isNotJson = problems.some((problem) => problem.endsWith(`: ${NOT_JSON}`))
      if (isNotJson) return setExitCode(2)
      const judged = documents.map(({ subject, version }) => {
        const freshness = version.issuedAt > at ? 'notYetInForce' : assessFreshness(version, at)
        return { name: nameSubject(subject), version, freshness } as const
      })
      judge(judged, at, json)
    }),
  )
  return collateral
}
