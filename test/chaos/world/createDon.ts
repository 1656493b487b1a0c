import { type Hex, numberToHex } from 'viem'
import { readTreasury } from './readTreasury.ts'
import { encodeDelivery, type ReportFacts } from './reportPayload.ts'
import type { World } from './startWorld.ts'

/** A report that was delivered once; the chain may have forgotten it since. */
export type Report = ReportFacts & {
  /** Which shortfall it orders to heal; undefined when it orders nothing that is owed. */
  deficit: number | undefined
  /** Where it was mined; zero until then. */
  blockNumber: bigint
}

export type OrderOptions = {
  /** Says that the same shortfall is still there, instead of a new one. */
  deficit?: number
  /** The custodian's figures are those of this time: they have not seen what happened since. */
  statementAt?: number
  isSolvent?: boolean
  spend?: bigint
  /** Seconds between the workflow's trigger and the delivery. */
  ageSeconds?: number
}

/** Stands where the forwarder stands, and remembers what is owed. */
export type Don = {
  reports: readonly Report[]
  /** Shortfalls that have to be healed, each exactly once. */
  deficits(): number[]
  deficitOf(epoch: number): number | undefined
  /** When a shortfall was first on chain, milliseconds of this process's clock. */
  orderedAt(deficit: number): number | undefined
  /** Resolves when a report of a new epoch could be delivered, by a custodian that has seen the last heal. */
  isDue(): Promise<void>
  /** Delivers the next epoch's report; resolves when it is mined. */
  order(options?: OrderOptions): Promise<Report>
  /** A report for nothing: solvent, or still short by what was ordered before. Never to be healed. */
  orderNothing(options: OrderOptions): Promise<Report>
  /** Delivers again what the chain forgot: the same bytes, or with `edition` another report of the same epoch. */
  redeliver(report: Report, edition?: number): Promise<Report>
  /** The delivery as a transaction that a reorganisation may put into one of its blocks. */
  transactionOf(report: Report): { from: Hex; to: Hex; data: Hex; gas: Hex }
}

const SPEND = 1_000_000_000n
const POLL_MS = 15
const REPORT_GAS = numberToHex(1_000_000)

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** One DON for one round. */
export const createDon = ({ client, deployment }: World): Don => {
  const { attestation, treasury, forwarder } = deployment
  const reports: Report[] = []
  const orderedAt = new Map<number, number>()
  let deficitCount = 0

  const transactionOf = (report: Report) => ({
    from: forwarder,
    to: attestation,
    data: encodeDelivery(attestation, report),
    gas: REPORT_GAS,
  })

  const deliver = async (report: Report): Promise<Report> => {
    const index = reports.push(report) - 1
    const hash = (await client.request({
      method: 'eth_sendTransaction',
      params: [transactionOf(report)],
    } as never)) as Hex
    for (;;) {
      const receipt = await client.getTransactionReceipt({ hash }).catch(() => undefined)
      if (receipt?.status === 'success') {
        const { deficit } = report
        if (deficit !== undefined && !orderedAt.has(deficit)) orderedAt.set(deficit, Date.now())
        const mined = { ...report, blockNumber: receipt.blockNumber }
        reports[index] = mined
        return mined
      }
      if (receipt) throw new Error(`the attestation refused epoch ${report.epoch}`)
      await pause(POLL_MS)
    }
  }

  /** A time of the chain for a new epoch; `hasSeenHeal`: by a custodian whose figures are later than the last heal. */
  const nextEpoch = async (ageSeconds: number, hasSeenHeal: boolean): Promise<number> => {
    for (;;) {
      const { lastEpoch, settledAt } = await readTreasury(client, { attestation, treasury })
      const known = reports.reduce((newest, { epoch }) => Math.max(newest, epoch), lastEpoch)
      const epoch = Number((await client.getBlock()).timestamp) - ageSeconds
      if (epoch > Math.max(known, hasSeenHeal ? settledAt : 0)) return epoch
      await pause(POLL_MS)
    }
  }

  const create = async (deficit: number | undefined, options: OrderOptions): Promise<Report> => {
    const { ageSeconds = 0, isSolvent = false, spend = SPEND } = options
    const epoch = await nextEpoch(ageSeconds, options.statementAt === undefined)
    const { statementAt = epoch } = options
    return deliver({ epoch, statementAt, spend, isSolvent, edition: 0, deficit, blockNumber: 0n })
  }

  return {
    reports,
    deficits: () => Array.from({ length: deficitCount }, (_, index) => index),
    deficitOf: (epoch) => reports.find((report) => report.epoch === epoch)?.deficit,
    isDue: async () => void (await nextEpoch(0, true)),
    orderedAt: (deficit) => orderedAt.get(deficit),
    order: (options = {}) => create(options.deficit ?? deficitCount++, options),
    orderNothing: (options) => create(undefined, options),
    redeliver: (report, edition = report.edition) => deliver({ ...report, edition, blockNumber: 0n }),
    transactionOf,
  }
}
