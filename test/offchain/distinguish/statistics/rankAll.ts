/** Ranks from one; equal values share the mean of theirs. `ties` is the sum of t^3 - t over groups of t equal values. */
export const rankAll = (values: ArrayLike<number>): { ranks: Float64Array; ties: number } => {
  const order = Array.from({ length: values.length }, (_, index) => index)
  order.sort((one, other) => (values[one] as number) - (values[other] as number))
  const ranks = new Float64Array(values.length)
  let ties = 0
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to += 1
    for (let at = from; at < to; at++) ranks[order[at] as number] = (from + 1 + to) / 2
    ties += (to - from) ** 3 - (to - from)
    from = to
  }
  return { ranks, ties }
}
