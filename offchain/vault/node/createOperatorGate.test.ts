import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, stringToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { makeIdentity, NOW } from '../../../test/offchain/vault/vaultNodeFixture.ts'
import { type OperatorRequest, signOperatorRequest } from '../../protocol/vault/operatorRequest.ts'
import { createOperatorGate } from './createOperatorGate.ts'

const operator = makeIdentity()
const second = makeIdentity()
const { identity: node } = makeIdentity()
const request: OperatorRequest = { node, path: '/v1/a', body: stringToBytes('{"a":1}'), deadline: NOW + 30 }

const create = () => {
  const clock = { now: NOW }
  const operators = [operator.identity, second.identity]
  const gate = createOperatorGate({ node, operators, clock: () => clock.now })
  return { clock, gate }
}
const headersOf = (signed: OperatorRequest = request, { identityKey } = operator) => ({
  'vault-operator-signature': signOperatorRequest(signed, identityKey),
  'vault-deadline': `${signed.deadline}`,
})
const refused = (code: string) => expect.objectContaining({ name: 'RefusedError', code })

describe('the gate for operators', () => {
  it('lets in what either operator signed', () => {
    const { gate } = create()
    gate.admit(headersOf(), request)
    gate.admit(headersOf(request, second), request)
  })

  it('refuses what somebody else signed', () => {
    const { gate } = create()
    expect(() => gate.admit(headersOf(request, makeIdentity()), request)).toThrow(refused('notOperator'))
  })

  it('refuses everybody when there is no operator', () => {
    const gate = createOperatorGate({ node, operators: [], clock: () => NOW })
    expect(() => gate.admit(headersOf(), request)).toThrow(refused('notOperator'))
  })

  it.each([
    ['node', { node: makeIdentity().identity }],
    ['path', { path: '/v1/b' }],
    ['body', { body: stringToBytes('{"a":2}') }],
    ['spelling of the body', { body: stringToBytes('{"a": 1}') }],
  ])('refuses what was signed for another %s', (_what, changes) => {
    const { gate } = create()
    expect(() => gate.admit(headersOf({ ...request, ...changes }), request)).toThrow(refused('notOperator'))
  })

  it('refuses another deadline than the one that was signed', () => {
    const { gate } = create()
    const headers = { ...headersOf(), 'vault-deadline': `${NOW + 31}` }
    expect(() => gate.admit(headers, request)).toThrow(refused('notOperator'))
  })

  it('takes a request once, and the next one after that', () => {
    const { gate, clock } = create()
    gate.admit(headersOf(), request)
    expect(() => gate.admit(headersOf(), request)).toThrow(refused('requestReplayed'))
    clock.now = request.deadline
    // Others in between must not make it forget.
    gate.admit(headersOf({ ...request, deadline: NOW + 31 }), request)
    expect(() => gate.admit(headersOf(), request)).toThrow(refused('requestReplayed'))
  })

  it('takes no signature that was made from a used one', () => {
    const { gate } = create()
    const headers = headersOf()
    gate.admit(headers, request)
    const bytes = Buffer.from(headers['vault-operator-signature'].slice(2), 'hex')
    const { r, s } = secp256k1.Signature.fromBytes(bytes, 'compact')
    const mirrored = new secp256k1.Signature(r, secp256k1.Point.Fn.ORDER - s)
    const twin = { ...headers, 'vault-operator-signature': bytesToHex(mirrored.toBytes('compact')) }
    expect(() => gate.admit(twin, request)).toThrow(refused('notOperator'))
    const shouted = `0x${headers['vault-operator-signature'].slice(2).toUpperCase()}`
    expect(() => gate.admit({ ...headers, 'vault-operator-signature': shouted }, request)).toThrow(refused('notSigned'))
  })

  it('takes a request until its deadline, inclusive, and from a minute before', () => {
    const { gate, clock } = create()
    for (const deadline of [NOW - 1, NOW + 61]) {
      const code = deadline < NOW ? 'requestExpired' : 'deadlineTooFar'
      expect(() => gate.greet(headersOf({ ...request, deadline })), `${deadline}`).toThrow(refused(code))
    }
    for (const deadline of [NOW, NOW + 60]) gate.admit(headersOf({ ...request, deadline }), request)
    clock.now = NOW + 61
    expect(() => gate.admit(headersOf({ ...request, deadline: NOW + 60 }), request)).toThrow(refused('requestExpired'))
  })

  it.each([
    ['no signature', { 'vault-operator-signature': undefined }],
    ['two signatures', { 'vault-operator-signature': ['0x', '0x'] }],
    ['a short signature', { 'vault-operator-signature': '0x00' }],
    ['no deadline', { 'vault-deadline': undefined }],
    ['a deadline with a fraction', { 'vault-deadline': `${NOW + 1}.5` }],
    ['a deadline in other digits', { 'vault-deadline': '0x6b49d200' }],
    ['an empty deadline', { 'vault-deadline': '' }],
  ])('refuses %s before it reads a body', (_what, changes) => {
    const { gate } = create()
    expect(() => gate.greet({ ...headersOf(), ...changes })).toThrow(refused('notSigned'))
  })
})
