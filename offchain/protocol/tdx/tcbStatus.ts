/** Intel's words for its verdicts on a platform, in the order of the contracts' `TcbStatus`: best first. */
export const TCB_STATUSES = [
  'Unrecognized',
  'UpToDate',
  'SWHardeningNeeded',
  'ConfigurationNeeded',
  'ConfigurationAndSWHardeningNeeded',
  'OutOfDate',
  'OutOfDateConfigurationNeeded',
  'Revoked',
] as const

export type TcbStatus = (typeof TCB_STATUSES)[number]

/** The word for a number that a contract returned. */
export const nameTcbStatus = (value: number): TcbStatus => {
  const name = TCB_STATUSES[value]
  if (name === undefined) throw new RangeError(`TCB status ${value} has no name`)
  return name
}
