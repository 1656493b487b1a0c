import { bytesToHex } from 'viem'
import { combineShares, makeDecryptionShare } from '../../../offchain/protocol/vault/decryptionShare.ts'
import { inspectSecret, sealSecret } from '../../../offchain/protocol/vault/sealedSecret.ts'
import type { CertifiedVaultKey } from '../../../offchain/protocol/vault/vaultKey.ts'
import { connectNode } from '../../../offchain/vault/client/connectNode.ts'
import type { Roster, RosterNode } from '../../../offchain/vault/client/roster.ts'
import type { VaultNodeClient } from '../../../offchain/vault/client/vaultNodeClient.ts'
import type { VaultNodeParameters } from '../../../offchain/vault/node/createVaultNode.ts'
import { serveVaultNode, type VaultServer } from '../../../offchain/vault/node/serveVaultNode.ts'
import { recordLog } from '../recordLog.ts'
import { createTestVault, label, makeIdentity, type TestNode } from './vaultNodeFixture.ts'

/** A node behind a server that can go and come back. */
export type ServedNode = TestNode & {
  readonly client: VaultNodeClient
  goDown(): Promise<void>
  comeBack(): Promise<void>
}

/** Real nodes with stores on disk, behind HTTP on loopback, and an operator's clients for them. */
export const serveTestVault = async ({ size = 4, threshold = 2 } = {}) => {
  const operator = makeIdentity()
  const vault = await createTestVault({ size, threshold })
  const served: ServedNode[] = []

  const serve = async (node: TestNode): Promise<ServedNode> => {
    let server: VaultServer | undefined
    const listen = (port: number) =>
      serveVaultNode({
        node: node.node,
        operators: [operator.identity],
        host: '127.0.0.1',
        port,
        log: recordLog().log,
      })
    server = await listen(0)
    const { url } = server
    const { restart } = node
    const goDown = async () => {
      await server?.close()
      server = undefined
    }
    const comeBack = async () => {
      server ??= await listen(Number(new URL(url).port))
    }
    const result = Object.assign(node, {
      client: connectNode({
        node: { url, identity: node.identity },
        operatorKey: operator.identityKey,
        timeoutMs: 5_000,
      }),
      goDown,
      comeBack,
      async restart(changes: Partial<VaultNodeParameters> = {}) {
        await goDown()
        await restart(changes)
        await comeBack()
      },
    })
    served.push(result)
    return result
  }

  const nodes: ServedNode[] = []
  for (const node of vault.nodes) nodes.push(await serve(node))
  const rosterOf = (members: readonly ServedNode[], needed = threshold): Roster => ({
    threshold: needed,
    nodes: members.map(({ client }): RosterNode => client.node),
  })
  return {
    nodes,
    operator,
    roster: rosterOf(nodes),
    rosterOf,
    clients: nodes.map(({ client }) => client),
    addNode: async (changes: Partial<VaultNodeParameters> = {}, identity = makeIdentity()) =>
      serve(await vault.addNode(changes, identity)),
    async close() {
      for (const { goDown } of served) await goDown()
      await vault.close()
    },
  }
}
export type ServedVault = Awaited<ReturnType<typeof serveTestVault>>

const MESSAGE = new TextEncoder().encode('a slot key')

/** Something that was sealed to the vault, and what the shares that these nodes serve make of it. */
export const sealForTest = ({ masterKey }: CertifiedVaultKey) => {
  const sealed = sealSecret({ masterKey, label, message: MESSAGE })
  return (key: CertifiedVaultKey, nodes: readonly TestNode[]): boolean => {
    const secret = inspectSecret({ masterKey: key.masterKey, label, sealed })
    const shares = nodes.map(({ store }) => {
      const held = store.active()
      if (!held) throw new Error('a node serves nothing')
      return makeDecryptionShare({ key, index: held.index, secret }, held.share)
    })
    return bytesToHex(combineShares({ key, secret }, shares).message) === bytesToHex(MESSAGE)
  }
}
