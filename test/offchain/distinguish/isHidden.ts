import type { Judgement } from './judgeRuns.ts'

/** Chance alone brings one number of all as far once in so many judgements. */
const SUSPICIOUS = 0.001

/** Whether nothing was told: 0.5 lies inside the classifier's interval, and no single number or byte stands out. */
export const isHidden = ({ area, told, byte }: Judgement): boolean =>
  area.low <= 0.5 && area.high >= 0.5 && (told[0]?.p ?? 1) > SUSPICIOUS && byte.p > SUSPICIOUS
