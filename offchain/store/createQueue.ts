/** Runs jobs one after another, whatever becomes of each: nothing slips in between the statements of a transaction. */
export const createQueue = (): (<Result>(job: () => Promise<Result>) => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const result = last.then(job)
    last = result.catch(() => undefined)
    return result
  }
}
