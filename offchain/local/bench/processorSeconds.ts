const MICROSECONDS = 1_000_000

/** What this process has used of all cores together, since it started. */
export const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / MICROSECONDS
}
