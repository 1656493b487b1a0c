/** Assertions that are taken away together, by their messages: then all tries that meet one of them have to pass. */
type Assertions = {
  messages: readonly string[]
  /** Tries that meet it first, and something else behind it. */
  alsoStopped: readonly string[]
}

export const assertions: readonly Assertions[] = [
  // M3: where there is no quote, nothing is offered, whatever it is said to be.
  { messages: ['C1: the quote is not split into its plaintext'], alsoStopped: ['a quote that nobody made'] },
  { messages: ['C2: the order is not split into its plaintext'], alsoStopped: [] },
  {
    messages: ['T1: a slot without commitment has a key', 'T1: the key is not the committed one'],
    alsoStopped: [
      // The old root: a key opens its leaf, too.
      'another key than the committed one',
      'no key where one is committed to',
      'messages opened with the later key',
      // The new root: it is made of the commitments that the public changes lead to.
      'a key change that nobody asked for',
      'a key change left out of the table',
      'a release left out of the table',
      'the first of two changes of one slot',
      'the key of an entry that is not used',
      'a key change that goes to the next slot',
    ],
  },
  { messages: ['T2: a slot without key has a balance'], alsoStopped: [] },
  { messages: ['A1: the adjustment is not the queued one'], alsoStopped: [] },
  {
    messages: ['M2: the stamp is not split into its parts'],
    // C1: the quote opens to something else there.
    alsoStopped: ['a quote dropped, stamp and all', 'a quote moved to another slot'],
  },
  { messages: ['S1: the old root is another one'], alsoStopped: [] },
  { messages: ['S6: the new root is another one'], alsoStopped: [] },
  {
    // A lie about a computed rule shows in more than one of the outputs.
    messages: [
      'S2: the accepted mask is another one',
      'S6: a new leaf is another one',
      'S7: the remainder is another one',
      'S8: the status is another one',
    ],
    alsoStopped: [],
  },
]
