import {
  type Address,
  decodeFunctionData,
  type Hex,
  isAddressEqual,
  type Log,
  parseEventLogs,
  parseTransaction,
} from 'viem'
import { creDarkPoolAbi } from '../../../../offchain/chain/generated.ts'

/** Remembers every ciphertext that anybody could ever see, also those that the chain or a provider lost. */
export type Witness = {
  /** Logs of the pool, also of blocks that are about to be reorganised away. */
  seeLogs(logs: readonly Log[]): void
  /** Signed transactions, mined or not. */
  seeTransactions(raw: readonly Hex[]): void
  /** Nonces under which two ciphertexts were shown. A pad that serves twice shows the difference of what is under it. */
  problems(): string[]
}

export const createWitness = (pool: Address): Witness => {
  /** By what is encrypted and its nonce. Slot keys are random, so that nonces of two keys are equal by accident only. */
  const shown = new Map<string, Set<string>>()
  const see = (kind: string, nonce: Hex, ciphertext: string) => {
    const name = `${kind} under nonce ${nonce}`
    shown.set(name, (shown.get(name) ?? new Set()).add(ciphertext))
  }
  return {
    seeLogs(logs) {
      for (const event of parseEventLogs({ abi: creDarkPoolAbi, logs: [...logs] })) {
        if (event.eventName === 'QuoteCommitted') see('quotes', event.args.nonce, event.args.ciphertext)
        if (event.eventName === 'CollateralRequested') see('orders', event.args.nonce, event.args.encryptedAmount)
        if (event.eventName === 'RequestContinued') see('orders', event.args.nonce, event.args.remainder)
        if (event.eventName === 'RoundSettled') see('tables', event.args.nonce, event.args.leaves.join())
      }
    },
    seeTransactions(raw) {
      for (const { data, to } of raw.map((transaction) => parseTransaction(transaction))) {
        if (!data || !to || !isAddressEqual(to, pool)) continue
        const { functionName, args } = decodeFunctionData({ abi: creDarkPoolAbi, data })
        if (functionName === 'commitQuote') see('quotes', args[1], args[0])
      }
    },
    problems: () =>
      [...shown].flatMap(([name, ciphertexts]) => (ciphertexts.size > 1 ? [`${ciphertexts.size} ${name}`] : [])),
  }
}
