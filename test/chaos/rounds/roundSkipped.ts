/** Thrown by a round that cannot be played on this machine. */
export class RoundSkipped extends Error {}
