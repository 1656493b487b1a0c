import type { Quote } from '../../protocol/pool/types.ts'
import type { MakerView } from '../reading/makerView.ts'

/** What a maker wants to stand: a quote, what stands already, or nothing. */
export type Decision = { quote: Quote } | 'keep' | 'withdraw'

/** A maker's strategy. It may ask anybody; whatever it throws ends the loop. The balance is always known. */
export type Decide = (view: MakerView) => Decision | Promise<Decision>
