import { HttpRequestError } from 'viem'
import { describe, expect, it } from 'vitest'
import { KitError } from '../../errors.ts'
import { exitCodeOf } from './exitCode.ts'

describe('exitCodeOf', () => {
  it.each([
    ['a wrong configuration stays wrong', new KitError('no'), 1],
    ['what a KitError calls retryable may work later', new KitError('busy', { retryable: true }), 75],
    ['an endpoint may answer later', new HttpRequestError({ url: 'http://127.0.0.1' }), 75],
    ['what nobody expected is not tried again', new TypeError('bug'), 1],
  ])('%s', (_name, error, code) => expect(exitCodeOf(error)).toBe(code))
})
