import { randomBytes } from 'node:crypto'
import { concatBytes } from '@noble/hashes/utils.js'
import { bytesToHex, hexToBytes } from 'viem'
import { beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../../../test/offchain/recordLog.ts'
import { createFakeVault, type FakeNode, type FakeVault, refuse } from '../../../test/offchain/vault/fakeVault.ts'
import { KitError } from '../../errors.ts'
import {
  addScalars,
  encodePoint,
  encodeScalar,
  GENERATOR,
  hashToPoint,
  hashToScalar,
  multiplyScalars,
  multiplySecretly,
  randomScalar,
} from '../../protocol/vault/curve.ts'
import { makeDecryptionShare } from '../../protocol/vault/decryptionShare.ts'
import { hashLabel, SECRET_KIND, type SecretLabel } from '../../protocol/vault/label.ts'
import { inspectSecret, sealSecret } from '../../protocol/vault/sealedSecret.ts'
import { answerShareRequest, type ShareAnswer, type ShareRequest } from '../../protocol/vault/shareRequest.ts'
import { nameNode } from '../../vault/client/nameNode.ts'
import { createEnclaveKeys } from '../keys/createEnclaveKeys.ts'
import type { EnclaveKeys } from '../keys/enclaveKeys.ts'
import { type OpenSecretParameters, openSecret, SecretUnreadableError, TooFewNodesError } from './openSecret.ts'

const LABEL: SecretLabel = {
  chainId: 31_337,
  contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  subject: `0x${'22'.repeat(32)}`,
  kind: SECRET_KIND.slotKey,
  sender: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
}
const MESSAGE = new Uint8Array(randomBytes(32))
const HANGING = new Promise<never>(() => undefined)
const NEVER = new AbortController().signal

describe('openSecret', () => {
  let vault: FakeVault
  let nodes: FakeNode[]
  let keys: EnclaveKeys
  let lines: string[]
  let parameters: OpenSecretParameters
  const useVault = (size: { nodes: number; threshold: number }) => {
    vault = createFakeVault(size)
    nodes = vault.nodes
    const { log, lines: written } = recordLog()
    lines = written
    const { key } = node(1).epoch
    const sealed = bytesToHex(sealSecret({ masterKey: key.masterKey, label: LABEL, message: MESSAGE }))
    parameters = { key, nodes, label: LABEL, sealed, keys, attempts: 3, backOff: () => 1, log, signal: NEVER }
  }
  beforeEach(() => {
    keys = createEnclaveKeys()
    useVault({ nodes: 4, threshold: 2 })
  })

  const node = (index: number): FakeNode => {
    const found = nodes[index - 1]
    if (!found) throw new Error(`there is no node ${index}`)
    return found
  }
  const takeDown = (...indices: number[]) => {
    for (const index of indices) {
      const down = node(index)
      down.answer = () => Promise.reject(new KitError(`vault node ${down.node.identity} is down`))
    }
  }
  const hang = (...indices: number[]) => {
    for (const index of indices) node(index).answer = () => HANGING
  }
  const failure = async (): Promise<TooFewNodesError> => {
    const error = await openSecret(parameters).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TooFewNodesError)
    return error as TooFewNodesError
  }
  /** Answers as the node would, but with something else in the box. */
  const answerWith = (liar: FakeNode, request: ShareRequest, bytes: Uint8Array, index = liar.index): ShareAnswer =>
    answerShareRequest(request, {
      share: { index, bytes },
      identityKey: liar.identityKey,
      ephemeralSecretKey: new Uint8Array(randomBytes(32)),
    })

  it('opens with the shares of all nodes', async () => {
    const { message, key, used } = await openSecret(parameters)
    expect(message).toEqual(MESSAGE)
    expect(key).toBe(parameters.key)
    expect(used).toHaveLength(2)
  })

  it('opens in a vault of seven with exactly as many as the threshold says', async () => {
    useVault({ nodes: 7, threshold: 4 })
    takeDown(2, 3, 6)
    const { message, used } = await openSecret(parameters)
    expect(message).toEqual(MESSAGE)
    expect([...used].sort()).toEqual([1, 4, 5, 7])
  })

  it('names every node and its reason when there is one share too few', async () => {
    useVault({ nodes: 7, threshold: 4 })
    takeDown(2, 3, 6)
    node(5).answer = () => Promise.reject(refuse(node(5), 'enclaveNotActive', false))
    const { message, problems, retryable } = await failure()
    expect(message).toMatch(/^the vault gave 3 of 4 shares: /)
    for (const index of [2, 3, 6]) expect(message).toContain(`vault node ${node(index).node.identity} is down`)
    expect(message).toContain(`vault node ${nameNode(node(5).node)} refused: enclaveNotActive it says`)
    const named = problems.map(({ node: identity }) => identity).sort()
    expect(named).toEqual([2, 3, 5, 6].map((index) => node(index).node.identity).sort())
    expect(retryable).toBe(true)
  })

  it('asks each node with a request of its own, signed by the enclave, for a minute', async () => {
    await openSecret({ ...parameters, clock: () => 1_800_000_000 })
    const asked = nodes.flatMap((one) => one.asked)
    expect(asked.map((request) => request.node)).toEqual(nodes.map((one) => one.node.identity))
    // The fake nodes verify the signature before they answer.
    expect(new Set(asked.map((request) => request.signature)).size).toBe(4)
    for (const request of asked) {
      const { signer, encryptionKey } = keys
      expect(request).toMatchObject({ signer, encryptionKey, epoch: 1, label: LABEL, deadline: 1_800_000_060 })
    }
  })

  it('does not wait for nodes that hang', async () => {
    hang(1, 3)
    const { used } = await openSecret(parameters)
    expect([...used].sort()).toEqual([2, 4])
  })

  it('lets go of the nodes that it does not need any more', async () => {
    const aborted = new Promise<void>((resolve) => {
      node(3).answer = (_request, signal) => {
        signal.addEventListener('abort', () => resolve())
        return HANGING
      }
    })
    await openSecret(parameters)
    await aborted
  })

  it('asks again whoever may answer otherwise soon, and nobody else', async () => {
    takeDown(4)
    let refusals = 0
    const answer = node(2).answer
    node(2).answer = async (request, signal) => {
      refusals += 1
      if (refusals < 3) throw refuse(node(2), 'busy', true)
      return await answer(request, signal)
    }
    node(3).answer = () => Promise.reject(refuse(node(3), 'enclaveNotActive', false))
    const { used } = await openSecret(parameters)
    expect([...used].sort()).toEqual([1, 2])
    expect([2, 3, 4].map((index) => node(index).asked.length)).toEqual([3, 1, 1])
  })

  it('waits longer after each failure, and as long as the node asks for', async () => {
    takeDown(3, 4)
    node(2).answer = () =>
      Promise.reject(new KitError(`vault node ${node(2).node.identity} is busy`, { retryable: true, retryAfterMs: 7 }))
    const waits: unknown[] = []
    const backOff = (failures: number, retryAfterMs: number | undefined) => {
      waits.push([failures, retryAfterMs])
      return 1
    }
    parameters = { ...parameters, backOff }
    await failure()
    expect(waits).toEqual([
      [1, 7],
      [2, 7],
    ])
    expect(node(2).asked).toHaveLength(3)
  })

  it('backs off by itself', async () => {
    takeDown(1, 2, 3)
    let asked = 0
    const answer = node(4).answer
    node(4).answer = async (request, signal) => {
      asked += 1
      if (asked === 1) throw refuse(node(4), 'busy', true)
      return await answer(request, signal)
    }
    const startedAt = performance.now()
    parameters = { ...parameters, backOff: undefined, attempts: undefined }
    await failure()
    expect(performance.now() - startedAt).toBeGreaterThan(100)
    expect(asked).toBe(2)
  })

  describe('names and skips', () => {
    /** Nodes 1 and 2 lie, 3 and 4 are honest and slower: the lies are there first. */
    const lie = (liar: FakeNode, answer: (request: ShareRequest) => ShareAnswer | Promise<ShareAnswer>) => {
      liar.answer = async (request) => await answer(request)
    }
    const secretOf = ({ label, sealed }: ShareRequest) => {
      const { masterKey } = parameters.key
      return inspectSecret({ masterKey, label, sealed: hexToBytes(sealed) })
    }
    /** Its share, of this request, as the protocol has it. */
    const honestShare = (of: FakeNode, request: ShareRequest) => of.shareFor(request).bytes

    const LIES: readonly [string, RegExp, (liar: FakeNode) => (request: ShareRequest) => ShareAnswer][] = [
      [
        'another point with a proof that was right for its own',
        /does not (hold|show|prove)|proof/i,
        (liar) => (request) => {
          const bytes = honestShare(liar, request).slice()
          bytes.set(encodePoint(multiplySecretly(GENERATOR, randomScalar())))
          return answerWith(liar, request, bytes)
        },
      ],
      [
        'the right point with a wrong proof',
        /proof/i,
        (liar) => (request) => {
          const bytes = honestShare(liar, request).slice()
          bytes[96] = (bytes[96] as number) ^ 1
          return answerWith(liar, request, bytes)
        },
      ],
      [
        'a share of a share that it does not have',
        /proof/i,
        (liar) => (request) => {
          const claim = { key: liar.epoch.key, index: liar.index, secret: secretOf(request) }
          return answerWith(liar, request, makeDecryptionShare(claim, randomScalar()).bytes)
        },
      ],
      [
        "another node's share, under that one's index",
        /it is that of node 4, and was asked of node 1/,
        (liar) => (request) => answerWith(liar, request, honestShare(node(4), request), 4),
      ],
      [
        "another node's share, under its own index",
        /proof/i,
        (liar) => (request) => answerWith(liar, request, honestShare(node(4), request)),
      ],
      [
        'a share of an index that nobody has',
        /it is that of node 9/,
        (liar) => (request) => answerWith(liar, request, honestShare(liar, request), 9),
      ],
      [
        'a share of another epoch',
        /proof/i,
        (liar) => {
          const later = vault.deal(2)
          return (request) => {
            const claim = { key: later.key, index: liar.index, secret: secretOf(request) }
            const { bytes } = makeDecryptionShare(claim, later.shares[liar.index - 1] as bigint)
            return answerWith(liar, request, bytes)
          }
        },
      ],
      [
        'a share of another ciphertext',
        /proof/i,
        (liar) => (request) => {
          const sealed = sealSecret({ masterKey: liar.epoch.key.masterKey, label: LABEL, message: MESSAGE })
          return answerWith(liar, request, honestShare(liar, { ...request, sealed: bytesToHex(sealed) }))
        },
      ],
      [
        'a share of a ciphertext under another label',
        /proof/i,
        (liar) => (request) => {
          const label = { ...LABEL, kind: SECRET_KIND.programSecret }
          const sealed = sealSecret({ masterKey: liar.epoch.key.masterKey, label, message: MESSAGE })
          return answerWith(liar, request, honestShare(liar, { ...request, label, sealed: bytesToHex(sealed) }))
        },
      ],
      [
        'its answer about the same ciphertext under another label',
        /is not signed by node/,
        (liar) => (request) => {
          const other = { ...request, label: { ...LABEL, kind: SECRET_KIND.programSecret } }
          return answerWith(liar, other, honestShare(liar, request))
        },
      ],
      [
        'the answer that another node gave to its own request, relayed',
        /is not signed by node/,
        () => (request) => {
          const other = node(4)
          return answerWith(other, { ...request, node: other.node.identity }, honestShare(other, request))
        },
      ],
      [
        'its answer to another request for the same ciphertext',
        /is not signed by node/,
        (liar) => (request) => {
          const earlier = { ...request, deadline: request.deadline - 1 }
          return answerWith(liar, earlier, honestShare(liar, request))
        },
      ],
      [
        'its answer about another ciphertext',
        /is not signed by node/,
        (liar) => (request) => {
          const sealed = sealSecret({ masterKey: liar.epoch.key.masterKey, label: LABEL, message: MESSAGE })
          const other = { ...request, sealed: bytesToHex(sealed) }
          return answerWith(liar, other, honestShare(liar, other))
        },
      ],
      [
        'its answer to another enclave',
        /is not signed by node/,
        (liar) => (request) => {
          const { signer, encryptionKey } = createEnclaveKeys()
          return answerWith(liar, { ...request, signer, encryptionKey }, honestShare(liar, request))
        },
      ],
      [
        'a box that was sealed to another enclave, signed as its answer to this one',
        /bad share/,
        (liar) => (request) => {
          const { encryptionKey } = createEnclaveKeys()
          const sealed = answerWith(liar, { ...request, encryptionKey }, honestShare(liar, request))
          const signed = answerWith(liar, request, honestShare(liar, request))
          return { ...sealed, signature: signed.signature }
        },
      ],
      [
        'an answer that another node signed',
        /is not signed by node/,
        (liar) => (request) =>
          answerShareRequest(request, {
            share: liar.shareFor(request),
            identityKey: node(4).identityKey,
            ephemeralSecretKey: new Uint8Array(randomBytes(32)),
          }),
      ],
      [
        'an answer without signature',
        /is not signed by node/,
        (liar) => (request) => ({
          ...answerWith(liar, request, honestShare(liar, request)),
          signature: `0x${'00'.repeat(64)}`,
        }),
      ],
      [
        'a signed box of random bytes',
        /bad share/,
        (liar) => (request) => answerWith(liar, request, new Uint8Array(randomBytes(97))),
      ],
      [
        'a box that was cut short',
        /bad share/,
        (liar) => (request) => {
          const answer = answerWith(liar, request, honestShare(liar, request))
          return { ...answer, ciphertext: answer.ciphertext.slice(0, -2) as `0x${string}` }
        },
      ],
      [
        'something that is no answer at all',
        /bad share/,
        () => () => ({ index: Number.NaN, encapsulatedKey: 'no hex', ciphertext: null }) as unknown as ShareAnswer,
      ],
    ]

    it.each(LIES)('%s', async (_lie, reason, prepare) => {
      const liar = node(1)
      lie(liar, prepare(liar))
      // Whoever else would answer comes after the liar.
      const honest = [node(3), node(4)]
      for (const one of honest) {
        const answer = one.answer
        one.answer = async (request, signal) => {
          await expect.poll(() => lines.join()).toContain('bad share')
          return await answer(request, signal)
        }
      }
      hang(2)
      const { message, used, problems } = await openSecret(parameters)
      expect(message).toEqual(MESSAGE)
      expect([...used].sort()).toEqual([3, 4])
      expect(problems).toHaveLength(1)
      expect(problems[0]?.node).toBe(liar.node.identity)
      expect(problems[0]?.problem).toContain(`vault node ${nameNode(liar.node)} gave a bad share`)
      expect(problems[0]?.problem).toMatch(reason)
      expect(liar.asked).toHaveLength(1)
      expect(lines.find((line) => line.includes('gave a bad share'))).toContain(liar.node.identity)
    })

    it('as many liars as the threshold less one, in a vault of seven', async () => {
      useVault({ nodes: 7, threshold: 4 })
      for (const liar of [node(1), node(2), node(3)]) {
        lie(liar, (request) => answerWith(liar, request, new Uint8Array(randomBytes(97))))
      }
      const { used } = await openSecret(parameters)
      expect([...used].sort()).toEqual([4, 5, 6, 7])
    })
  })

  it('does not blame a node for keys of our own that are gone', async () => {
    const open: EnclaveKeys['open'] = () => {
      throw new KitError('the keys of this enclave were erased: it is stopping')
    }
    parameters = { ...parameters, keys: { ...keys, open } }
    expect((await failure()).message).toContain('the keys of this enclave were erased')
    expect(lines.join()).not.toContain('bad share')
  })

  it('counts a node once that is in the list twice', async () => {
    parameters = { ...parameters, nodes: [node(1), node(1)] }
    expect((await failure()).message).toMatch(/^the vault gave 1 of 2 shares/)
  })

  it('skips a node that holds no share of any key of the roster', async () => {
    const [stranger] = createFakeVault({ nodes: 3, threshold: 2 }).nodes
    if (!stranger) throw new Error('no node')
    takeDown(2, 3, 4)
    parameters = { ...parameters, nodes: [stranger, ...nodes] }
    const { message } = await failure()
    expect(message).toContain(`vault node ${nameNode(stranger.node)} serves a key of epoch 1 of another roster`)
    expect(stranger.asked).toHaveLength(0)
  })

  describe('in the middle of a refresh', () => {
    it('starts over with the new epoch when the vault has moved on', async () => {
      const later = vault.deal(2)
      for (const one of nodes) one.epoch = later
      const { message, key } = await openSecret(parameters)
      expect(message).toEqual(MESSAGE)
      expect(key).toBe(later.key)
    })

    it('opens with the nodes that lag behind, when they are enough', async () => {
      const later = vault.deal(2)
      node(4).epoch = later
      takeDown(1)
      const { key, used } = await openSecret({ ...parameters, key: later.key })
      expect(key.epoch).toBe(1)
      expect([...used].sort()).toEqual([2, 3])
    })

    it('never mixes shares of two epochs, and asks once more those that had answered in the old one', async () => {
      takeDown(3, 4)
      const later = vault.deal(2)
      const answer = node(1).answer
      let hasAnswered = false
      node(1).answer = async (request, signal) => {
        const given = await answer(request, signal)
        // It gives a share of the old epoch, and is refreshed right after.
        if (!hasAnswered) node(1).epoch = later
        hasAnswered = true
        return given
      }
      node(2).epoch = later
      const { key, used } = await openSecret(parameters)
      expect(key.epoch).toBe(2)
      expect([...used].sort()).toEqual([1, 2])
      expect(node(1).asked.map((request) => request.epoch)).toEqual([1, 2])
    })

    it('gives up when one share each is all that two epochs have', async () => {
      takeDown(3, 4)
      node(2).epoch = vault.deal(2)
      const { message } = await failure()
      expect(message).toMatch(/^the vault gave 1 of 2 shares/)
    })

    it.each([
      ['another master key', /serves another vault/, () => vault.deal(2, randomScalar()).key],
      [
        'a key that too few signed',
        /proves nothing: the vault key has 2 of 3 signatures/,
        () => {
          const { key } = vault.deal(2)
          return { ...key, signatures: key.signatures.map((signature, place) => (place < 2 ? signature : null)) }
        },
      ],
      [
        'a key certified by friends of its own',
        /serves a key of epoch 2 of another roster/,
        () => {
          const friends = createFakeVault({ nodes: 4, threshold: 2 })
          return { ...friends.deal(2, vault.secret).key }
        },
      ],
      ['no key', /serves no key yet/, () => undefined],
    ])('is not led to %s', async (_lie, reason, served) => {
      takeDown(3, 4)
      const liar = node(2)
      liar.answer = () => Promise.reject(refuse(liar, 'epochNotHeld', true))
      liar.served = served
      const { problems } = await failure()
      expect(problems.find(({ node: identity }) => identity === liar.node.identity)?.problem).toMatch(reason)
      expect(liar.asked).toHaveLength(1)
    })

    it('is not led to a key that nodes fewer than the threshold hold among themselves', async () => {
      useVault({ nodes: 7, threshold: 4 })
      takeDown(1)
      const liars = [node(5), node(6), node(7)]
      const forged = vault.dealAmong(liars, { threshold: 2, epoch: 9 })
      for (const liar of liars) {
        liar.answer = () => Promise.reject(refuse(liar, 'epochNotHeld', true))
        liar.served = () => forged.key
      }
      const { problems } = await failure()
      for (const { node: named } of liars) {
        const problem = problems.find(({ node: identity }) => identity === named.identity)?.problem
        expect(problem).toContain('serves a key of epoch 9 of another roster')
      }
      for (const honest of [node(2), node(3), node(4)]) expect(honest.asked).toHaveLength(1)
    })

    it('is not led on for ever by epochs that have always gone by when their shares are asked for', async () => {
      let epoch = 1
      for (const one of nodes) {
        one.answer = () => Promise.reject(refuse(one, 'epochNotHeld', true))
        one.served = () => {
          epoch += 1
          return vault.deal(epoch).key
        }
      }
      expect((await failure()).message).toMatch(/^the vault gave 0 of 2 shares/)
    })

    it('asks nodes that its key does not name for the key that they serve', async () => {
      const joined = createFakeVault({ nodes: 4, threshold: 2 })
      const later = joined.deal(2, vault.secret)
      for (const one of joined.nodes) one.epoch = later
      const { message, key } = await openSecret({ ...parameters, nodes: joined.nodes })
      expect(message).toEqual(MESSAGE)
      expect(key).toBe(later.key)
    })

    it('brings the newest key to the nodes that lag behind, and asks them for shares of it', async () => {
      const later = vault.deal(2)
      takeDown(1, 4)
      for (const lagging of [node(2), node(3)]) {
        lagging.take = async (key) => {
          expect(key).toBe(later.key)
          lagging.epoch = later
        }
      }
      const { key } = await openSecret({ ...parameters, key: later.key, attempts: 2 })
      expect(key.epoch).toBe(2)
      for (const lagging of [node(2), node(3)]) expect(lagging.asked.map(({ epoch }) => epoch)).toEqual([2, 2])
    })

    it('brings the key to a node that serves none yet', async () => {
      takeDown(3, 4)
      const joiner = node(2)
      const answer = joiner.answer
      let hasKey = false
      joiner.answer = async (request, signal) => {
        if (!hasKey) throw refuse(joiner, 'epochNotHeld', true)
        return await answer(request, signal)
      }
      joiner.served = () => undefined
      joiner.take = async () => {
        hasKey = true
      }
      const { used } = await openSecret(parameters)
      expect([...used].sort()).toEqual([1, 2])
    })

    it('says it in its log only, and at the lowest level, when a node does not take the key', async () => {
      const later = vault.deal(2)
      node(4).epoch = later
      await openSecret({ ...parameters, key: later.key })
      const said = lines.map((line) => JSON.parse(line)).filter(({ problem }) => /keyNotPending/.test(problem))
      expect(said.length).toBeGreaterThan(0)
      for (const { level } of said) expect(level).toBe('debug')
    })

    it('is not kept busy by a node that never holds what it is asked for', async () => {
      takeDown(3, 4)
      node(2).answer = () => Promise.reject(refuse(node(2), 'epochNotHeld', true))
      await failure()
      expect(node(2).asked.length).toBeLessThanOrEqual(3)
    })
  })

  describe('without asking anybody, refuses', () => {
    it.each([
      ['a ciphertext that was changed', () => `${parameters.sealed.slice(0, -2)}00` as const, LABEL],
      ['a ciphertext under another label', () => parameters.sealed, { ...LABEL, kind: SECRET_KIND.programSecret }],
      ['bytes that are none', () => '0x' as const, LABEL],
    ])('%s', async (_what, sealed, label) => {
      const opening = openSecret({ ...parameters, label, sealed: sealed() as `0x${string}` })
      await expect(opening).rejects.toBeInstanceOf(SecretUnreadableError)
      expect(nodes.flatMap(({ asked }) => asked)).toEqual([])
    })
  })

  it('says that a secret is unreadable whose sealer encrypted the body under another key', async () => {
    const { masterKey } = parameters.key
    const [exponent, nonce] = [randomScalar(), randomScalar()]
    const second = hashToPoint('second generator', [hexToBytes(masterKey)])
    const body = new Uint8Array(randomBytes(64 + 16))
    const points = [exponent, nonce].flatMap((scalar) => [GENERATOR, second].map((base) => base.multiply(scalar)))
    const challenge = hashToScalar('seal', [
      hexToBytes(masterKey),
      hexToBytes(hashLabel(LABEL)),
      ...points.map(encodePoint),
      body,
    ])
    const response = addScalars(nonce, multiplyScalars(exponent, challenge))
    const sealed = concatBytes(
      Uint8Array.of(1),
      ...points.slice(0, 2).map(encodePoint),
      encodeScalar(challenge),
      encodeScalar(response),
      body,
    )
    const opening = openSecret({ ...parameters, sealed: bytesToHex(sealed) })
    await expect(opening).rejects.toThrow('the body does not open')
    await expect(opening).rejects.toBeInstanceOf(SecretUnreadableError)
  })

  it('overwrites the shares that it had opened', async () => {
    const opened: Uint8Array[] = []
    const open: EnclaveKeys['open'] = (message) => {
      const bytes = keys.open(message)
      opened.push(bytes)
      return bytes
    }
    takeDown(1)
    await openSecret({ ...parameters, keys: { ...keys, open } })
    expect(opened.length).toBeGreaterThanOrEqual(2)
    for (const bytes of opened) expect(bytes.every((byte) => byte === 0)).toBe(true)
  })

  it('overwrites a share that comes when it is not needed any more', async () => {
    const opened: Uint8Array[] = []
    const open: EnclaveKeys['open'] = (message) => {
      const bytes = keys.open(message)
      opened.push(bytes)
      return bytes
    }
    let release = (): void => undefined
    const answer = node(4).answer
    node(4).answer = async (request, signal) => {
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return await answer(request, signal)
    }
    takeDown(3)
    await openSecret({ ...parameters, keys: { ...keys, open } })
    release()
    await expect.poll(() => opened.length).toBe(3)
    await expect.poll(() => opened[2]?.every((byte) => byte === 0)).toBe(true)
  })

  it('says nothing of what it opened in its log', async () => {
    await openSecret(parameters)
    expect(lines.join()).not.toContain(bytesToHex(MESSAGE).slice(2))
  })

  it('ends at once when it is told to stop, also when nodes hang', async () => {
    hang(1, 2, 3, 4)
    const stop = new AbortController()
    const opening = openSecret({ ...parameters, signal: stop.signal })
    stop.abort(new Error('told to stop'))
    await expect(opening).rejects.toThrow('told to stop')
  })

  it('asks nobody when it was told to stop before', async () => {
    await expect(openSecret({ ...parameters, signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(nodes.flatMap(({ asked }) => asked)).toEqual([])
  })
})
