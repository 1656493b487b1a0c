/** Input that is not what it should be. The message says where it differs and what was wanted. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}
