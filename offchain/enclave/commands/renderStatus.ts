import { ENCLAVE_KIND } from '../../protocol/enclaveBinding.ts'
import { renderMoment } from '../../rendering/renderMoment.ts'
import { renderSpan } from '../../rendering/renderSpan.ts'
import type { CollateralStatus, EnclaveStatus, RegistryStatus } from './readStatus.ts'

const LABEL_WIDTH = 13

/** A value with lines below it that belong to it. */
const section = (label: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => `${(index === 0 ? label : '').padEnd(LABEL_WIDTH)} ${line}`)

const kindName = (kind: number): string =>
  Object.entries(ENCLAVE_KIND).find(([, number]) => number === kind)?.[0] ?? `kind ${kind}`

const renderEnclave = (enclave: EnclaveStatus, now: number): string[] => {
  const { signer, isActive, expiresAt, revoked, policy, platform, platformStatus } = enclave
  if (enclave.registeredAt === 0) return [`${signer}: never registered`]
  const standing = revoked ? 'REVOKED' : isActive ? 'active' : 'NOT ACTIVE'
  const left = expiresAt > now ? `in ${renderSpan(expiresAt - now)}` : 'past'
  const policyState =
    policy.validUntil === 0
      ? 'retired'
      : `until ${renderMoment(policy.validUntil)}, quotes last ${renderSpan(policy.maxAgeSeconds)}, worst TCB ${policy.worstTcbStatus}`
  return [
    `${signer}: ${standing}, ${kindName(enclave.kind)}, expires ${renderMoment(expiresAt)} (${left})`,
    `  TCB ${enclave.tcbStatus}, evaluation ${enclave.tcbEvaluationNumber}; ${enclave.nonce} actions used`,
    `  policy ${enclave.policyId}: ${policyState}`,
    `  platform ${platform}: ${platformStatus}`,
  ]
}

const renderDocument = ({ name, issuedAt, nextUpdate, freshness }: CollateralStatus, now: number): string => {
  if (freshness === 'missing') return `${name}: MISSING`
  const left =
    nextUpdate > now ? `lapses in ${renderSpan(nextUpdate - now)}` : `LAPSED ${renderSpan(now - nextUpdate)} ago`
  return `${name}: ${renderSpan(Math.max(0, now - issuedAt))} old, ${left}`
}

/** The status for people. */
export const renderStatus = ({
  chain,
  registry,
  root,
  enclaves,
  expired,
  collateral,
  problems,
}: RegistryStatus): string => {
  const now = chain.headAt
  const keys = enclaves.flatMap((enclave) => renderEnclave(enclave, now))
  if (expired > 0) keys.push(`${expired} more, expired; --all shows them`)
  return [
    ...section('chain', [`${chain.id}, block ${chain.head} at ${renderMoment(now)}`]),
    ...section('registry', [`${registry}`]),
    ...section('root', [`${root.name}, pinned in CrlStore ${root.crlStore}; TcbStore ${root.tcbStore}`]),
    ...section('enclaves', keys.length === 0 ? ['none was ever registered'] : keys),
    ...section(
      'collateral',
      collateral.map((document) => renderDocument(document, now)),
    ),
    '',
    ...(problems.length === 0 ? ['All is well.'] : section('wrong', problems)),
  ].join('\n')
}
