import { formatGwei } from 'viem'
import type { Tokens } from '../../chain/readTokens.ts'
import type { RequestRecord } from '../../protocol/foldRequests.ts'
import { renderMoment } from '../../rendering/renderMoment.ts'
import { renderSpan } from '../../rendering/renderSpan.ts'
import type { Incident } from '../../store/journal.ts'
import type { AgentHistory } from './readHistory.ts'
import { renderAmount } from './renderAmount.ts'
import type { ReportedAction } from './reportAction.ts'

const fateOf = ({ txHash, reverted }: ReportedAction['transactions'][number], action: ReportedAction): string => {
  if (reverted) return 'reverted'
  if (action.minedIn?.txHash === txHash) return `mined in block ${action.minedIn.blockNumber}`
  if (action.minedIn) return 'replaced'
  return action.state === 'intended' ? 'pending' : 'not mined'
}

const renderAction = (action: ReportedAction, tokens: Tokens | undefined): string[] => {
  const { kind, id, mechanism, state, amount, minOut, delivered, reason, transactions, updatedAt } = action
  // A replenishment moves payment tokens and buys nothing.
  const least = minOut > 0n ? ` for at least ${renderAmount(minOut, tokens?.collateral)}` : ''
  return [
    `${renderMoment(updatedAt)}  ${kind} ${id}  ${state}  by ${mechanism}`,
    ...(amount > 0n ? [`    ${renderAmount(amount, tokens?.payment)}${least}`] : []),
    ...(delivered === undefined ? [] : [`    delivered ${renderAmount(delivered, tokens?.collateral)}`]),
    ...(reason ? [`    ${reason}`] : []),
    ...transactions.map((transaction) => {
      const { txHash, nonce, maxFeePerGas, signedAt } = transaction
      const terms = `nonce ${nonce}, at most ${formatGwei(maxFeePerGas)} gwei`
      return `    ${renderMoment(signedAt)}  ${txHash}  ${terms}, ${fateOf(transaction, action)}`
    }),
  ]
}

/** The word is the public status; what was filled, if anything, nobody is told. */
const renderRequest = (request: RequestRecord): string[] => {
  const { id, epoch, status, sentAt, sentIn, endedAt, settledRounds, settlements, gas } = request
  const took = endedAt === undefined ? '' : ` after ${renderSpan(endedAt - sentAt)}`
  const used = gas > 0n ? `, ${gas} gas in all` : ''
  return [
    `${renderMoment(sentAt)}  request ${id}  ${status}${took}, of epoch ${epoch}, ${settledRounds} rounds settled${used}`,
    `    sent in ${sentIn}`,
    ...settlements.map((txHash) => `    settled in ${txHash}`),
  ]
}

const renderIncident = ({ openedAt, closedAt, severity, kind, summary }: Incident): string => {
  const until = closedAt === undefined ? 'open' : `closed after ${renderSpan(closedAt - openedAt)}`
  return `${renderMoment(openedAt)}  ${severity}  ${kind}  ${until}: ${summary}`
}

/** The history for people. Without `tokens`, amounts are in base units. */
export const renderHistory = ({ actions, requests, incidents }: AgentHistory, tokens?: Tokens): string =>
  [
    'Actions, newest first:',
    ...(actions.length === 0 ? ['  none'] : actions.flatMap((action) => renderAction(action, tokens)).map(indent)),
    '',
    'Requests to the dark pool, newest first:',
    ...(requests.length === 0 ? ['  none'] : requests.flatMap(renderRequest).map(indent)),
    '',
    'Incidents, newest first:',
    ...(incidents.length === 0 ? ['  none'] : incidents.map(renderIncident).map(indent)),
  ].join('\n')

const indent = (line: string): string => `  ${line}`
