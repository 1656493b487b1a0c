/** Bytes of the vault's protocol that are malformed, or that prove something else than what is claimed. Says no secret. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
}
