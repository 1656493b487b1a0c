import { type Hex, zeroHash } from 'viem'

/** A key commitment as contracts return it; zero stands for none. */
export const keyOrNone = (commitment: Hex): Hex | undefined => (commitment === zeroHash ? undefined : commitment)
