import type { VaultNodeStatus, VaultStatus } from './readVaultStatus.ts'

const standing = ({ isReachable, isServing, epoch }: VaultNodeStatus): string => {
  if (!isReachable) return 'NOT REACHED'
  if (isServing) return `serves epoch ${epoch}`
  return epoch === undefined ? 'serves nothing' : `DOES NOT SERVE, has epoch ${epoch}`
}

const renderNode = (node: VaultNodeStatus, place: number): string[] => [
  `${place + 1}  ${node.identity.slice(0, 12)}  ${node.url}  ${standing(node)}`,
  ...(node.pending.length > 0 ? [`   has signed epoch ${node.pending.join(', ')} besides`] : []),
  ...node.problems.map((problem) => `   ${problem}`),
]

const SUMMARY: Record<VaultStatus['state'], (status: VaultStatus) => string> = {
  healthy: ({ mayFail }) => `healthy; ${mayFail} may still fail`,
  degraded: ({ mayFail }) => `DEGRADED; ${mayFail} more may fail`,
  down: () => 'DOWN; nothing can be opened',
  empty: () => 'EMPTY; no key yet',
}

/** The status for people. */
export const renderVaultStatus = (status: VaultStatus): string => {
  const { state, masterKey, epoch, threshold, serving, nodes, problems } = status
  return [
    `vault       ${SUMMARY[state](status)}`,
    `serving     ${serving} of ${nodes.length} nodes; ${threshold} open a secret`,
    ...(masterKey ? [`master key  ${masterKey}`, `epoch       ${epoch}`] : []),
    '',
    ...nodes.flatMap(renderNode),
    ...problems.map((problem) => `wrong       ${problem}`),
  ].join('\n')
}
