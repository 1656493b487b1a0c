/** A structured reference string as Barretenberg reads it: powers of a secret that nobody may know. */
export type Srs = {
  /** Holds `bn254_g1.dat` (64 bytes a point) and `bn254_g2.dat` (128 bytes). */
  folder: string
  /** Points of G1, hence the largest circuit. */
  points: number
  /** Of bn254_g1.dat, in hex. */
  g1Sha256: string
  /** The secret times the generator of G2: the words of a verifier that depend on who made the SRS. */
  g2: G2Words
}

/** Coordinates in hex, 64 digits each, in the order of bn254_g2.dat and of verifiers. */
export type G2Words = readonly [x1: string, x0: string, y1: string, y0: string]

export const G1_FILE = 'bn254_g1.dat'
export const G2_FILE = 'bn254_g2.dat'
export const G1_POINT_BYTES = 64
