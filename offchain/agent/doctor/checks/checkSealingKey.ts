import { bytesToHex, hexToBigInt, hexToBytes } from 'viem'
import { describeError } from '../../../chain/describeError.ts'
import type { ReserveState } from '../../../chain/readReserveState.ts'
import { scanReports } from '../../../chain/scanReports.ts'
import { publicKeyOf } from '../../../protocol/hpke.ts'
import { openAttestedOrder } from '../../../protocol/openAttestedOrder.ts'
import type { RecordedReport } from '../../../protocol/recordedReport.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** How many ranges of MAX_LOG_BLOCKS are searched for the latest report: minutes of work are not the doctor's. */
const SEARCHED_RANGES = 3n

/** The orders of the latest report, or why there are none to try a key on. */
const findOrders = async (context: DoctorContext, state: ReserveState): Promise<RecordedReport | string> => {
  const { client, attestation, startBlock, maxLogBlocks } = context
  const { epoch, blockNumber: toBlock } = state
  const earliest = toBlock - SEARCHED_RANGES * maxLogBlocks + 1n
  const fromBlock = earliest > startBlock ? earliest : startBlock
  try {
    const range = { fromBlock, toBlock, rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
    for await (const { reports } of scanReports(client, { attestation, ...range })) {
      const found = reports.find((report) => report.epoch === epoch)
      if (found) return found
    }
    return `report ${epoch} is not in blocks ${fromBlock} to ${toBlock}`
  } catch (error) {
    return `report ${epoch} cannot be looked up: ${describeError(error)}`
  }
}

/** Whether the key opens the latest order. What the order says is nobody's business here. */
export const checkSealingKey = async (context: DoctorContext): Promise<Finding> => {
  const { sealingKey } = context
  if (!sealingKey) {
    const fix = 'set AGENT_SEALING_KEY or AGENT_SEALING_KEY_FILE'
    return { verdict: 'fail', detail: 'AGENT_SEALING_KEY is missing: no order can be opened', fix }
  }
  const publicKey = bytesToHex(publicKeyOf(hexToBytes(sealingKey)))
  const state = await context.readState()
  if (state.epoch === 0) return { verdict: 'pass', detail: `public key ${publicKey}; no report yet to try it on` }
  if (hexToBigInt(state.orderDigest) === 0n) {
    return { verdict: 'pass', detail: `public key ${publicKey}; report ${state.epoch} carries no order` }
  }
  const orders = await findOrders(context, state)
  if (typeof orders === 'string') {
    return {
      verdict: 'warn',
      detail: `${orders}: the key was tried on nothing`,
      fix: 'run the doctor again after the next report; check that START_BLOCK is not above the deployment',
    }
  }
  const { best, attestation: receiver } = context
  const { orderDigest } = state
  const order = openAttestedOrder({ sealingKey, chainId: best?.chainId ?? 0, receiver, report: orders, orderDigest })
  if (!order) {
    return {
      verdict: 'fail',
      detail: `AGENT_SEALING_KEY (public key ${publicKey}) does not open the order of report ${state.epoch}`,
      fix: `set AGENT_SEALING_KEY to the key that the workflow seals to, or let the workflow seal to ${publicKey}`,
    }
  }
  if (!order.attested) {
    return {
      verdict: 'fail',
      detail: `the order of report ${state.epoch} opens, but is not the one that the report commits to`,
      fix: 'do not act: the workflow or an endpoint in RPC_URL is wrong; compare with another endpoint',
    }
  }
  return { verdict: 'pass', detail: `opens the order of report ${state.epoch}` }
}
