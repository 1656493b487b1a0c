import { KitError } from '../../errors.ts'
import { type ClientTls, connectNode } from '../client/connectNode.ts'
import { readRoster } from '../client/readRoster.ts'
import type { Roster } from '../client/roster.ts'
import type { VaultNodeClient } from '../client/vaultNodeClient.ts'
import { readCertificateFile, readKeyFile } from './readPemFile.ts'
import { readSecretKey } from './readSecretKey.ts'
import type { ClientSettings } from './vaultSettings.ts'

const readTls = ({ vaultCaFile, vaultClientCertFile, vaultClientKeyFile }: ClientSettings): ClientTls => {
  if (!vaultClientCertFile !== !vaultClientKeyFile) {
    throw new KitError('VAULT_CLIENT_CERT_FILE and VAULT_CLIENT_KEY_FILE belong together; set both')
  }
  return {
    ...(vaultCaFile && { ca: readCertificateFile(vaultCaFile, 'VAULT_CA_FILE') }),
    ...(vaultClientCertFile && { cert: readCertificateFile(vaultClientCertFile, 'VAULT_CLIENT_CERT_FILE') }),
    ...(vaultClientKeyFile && { key: readKeyFile(vaultClientKeyFile, 'VAULT_CLIENT_KEY_FILE') }),
  }
}

export type OpenClientsParameters = {
  settings: ClientSettings
  environment: NodeJS.ProcessEnv
  /** Whether the doors of ceremonies are needed. */
  asOperator: boolean
  /** File of another roster, whose nodes are asked too; where a node is in both, it is asked where this one says. */
  to?: string
}

export type OpenedClients = { roster: Roster; next: Roster | undefined; nodes: VaultNodeClient[] }

/** Clients of all nodes of the roster, and of the one that comes after it. */
export const openClients = ({ settings, environment, asOperator, to }: OpenClientsParameters): OpenedClients => {
  const roster = readRoster(settings.vaultRosterFile)
  const next = to === undefined ? undefined : readRoster(to)
  const all = new Map([...roster.nodes, ...(next?.nodes ?? [])].map((node) => [node.identity, node]))
  const tls = readTls(settings)
  const operatorKey = asOperator ? { operatorKey: readSecretKey(environment, 'VAULT_OPERATOR_KEY') } : {}
  return { roster, next, nodes: [...all.values()].map((node) => connectNode({ node, tls, ...operatorKey })) }
}
