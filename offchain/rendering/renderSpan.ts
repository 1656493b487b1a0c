const STEPS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
] as const

/** A stretch of seconds in the largest unit of which it is two or more. */
export const renderSpan = (seconds: number): string => {
  const step = STEPS.find((candidate) => seconds >= 2 * candidate.seconds)
  return step ? `${Math.floor(seconds / step.seconds)} ${step.unit}` : `${seconds} s`
}
