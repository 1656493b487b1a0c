import { expect, it } from 'vitest'
import { VaultError } from './vaultError.ts'

it('is told apart by class and name, and keeps its cause', () => {
  const cause = new Error('inner')
  const error = new VaultError('outer', { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'VaultError', message: 'outer', cause })
})
