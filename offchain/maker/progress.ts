/** How an action that takes its time is watched, and stopped. */
export type Progress = {
  signal: AbortSignal
  /** Takes what is waited for, or done, in words. No key is ever in them. */
  tell: (text: string) => void
}
