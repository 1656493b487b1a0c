/** Order of the scalar field of BN254, in which slot keys, their commitments and the pool's ciphertexts live. */
export const SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n
