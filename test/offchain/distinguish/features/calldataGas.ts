/** Gas that bytes of calldata cost by themselves: 4 for a zero byte, 16 for another. Ciphertexts are random, and so is this. */
export const calldataGas = (bytes: Uint8Array): number =>
  bytes.reduce((total, byte) => total + (byte === 0 ? 4 : 16), 0)
