import { readHolding } from '../../chain/readHolding.ts'
import { readReserveState } from '../../chain/readReserveState.ts'
import { readWiring } from '../../chain/readWiring.ts'
import { KitError } from '../../errors.ts'
import type { CheckResult } from './doctorCheck.ts'
import { DOCTOR_CHECKS } from './doctorChecks.ts'
import type { DoctorContext, DoctorTarget } from './doctorContext.ts'
import { listFitEndpoints } from './listFitEndpoints.ts'
import { runChecks } from './runChecks.ts'
import { surveyEndpoints } from './surveyEndpoints.ts'

/** What an endpoint gets to say who it is. */
const SURVEY_TIMEOUT_MS = 1_000
/** What everything after that gets together: the doctor answers in less than three seconds. */
const CHECKS_TIMEOUT_MS = 1_700

/** What is wrong with the settings, or what they describe. */
export type Examined =
  | { problems: readonly { setting: string; message: string }[]; target: undefined }
  | { problems: readonly []; target: DoctorTarget }

/** Calls `read` when it is first asked for, and hands out that answer from then on. */
const once = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= read()
    return answer
  }
}

const openContext = async (target: DoctorTarget): Promise<DoctorContext> => {
  const survey = await surveyEndpoints(target.endpoints, SURVEY_TIMEOUT_MS)
  const fit = listFitEndpoints(survey, target.expectedChainId)
  const best = fit.reduce<(typeof fit)[number] | undefined>(
    (furthest, endpoint) => (furthest && furthest.head.number >= endpoint.head.number ? furthest : endpoint),
    undefined,
  )
  const client = best?.client ?? target.endpoints[0]
  const { attestation, treasury } = target
  const wiring = once(() => readWiring(client, { treasury }))
  return {
    ...target,
    openSigner: once(target.openSigner),
    survey,
    fit,
    best,
    client,
    readState: once(async () => {
      if (!best) throw new KitError('no endpoint on the right chain answers', { retryable: true })
      return readReserveState(client, { attestation, treasury, block: best.head })
    }),
    readWiring: wiring,
    readFunds: once(async () => readHolding(client, { token: (await wiring()).payment, holder: treasury })),
  }
}

/** Examines a set-up without changing it; what is found is shown in the order of {@link DOCTOR_CHECKS}. */
export const runDoctor = async ({ problems, target }: Examined): Promise<CheckResult[]> => {
  if (!target) {
    const detail = problems.map(({ setting, message }) => `${setting} ${message}`).join('; ')
    const fix = 'correct what is named; agent --help lists every setting'
    return [
      { check: 'configuration', verdict: 'fail', detail, fix },
      ...DOCTOR_CHECKS.map(({ check }) => {
        return { check, verdict: 'skip', detail: 'needs configuration to pass' } as const
      }),
    ]
  }
  const context = await openContext(target)
  const results = await runChecks({ checks: DOCTOR_CHECKS, context, timeoutMs: CHECKS_TIMEOUT_MS })
  return [{ check: 'configuration', verdict: 'pass', detail: 'every setting is known and well-formed' }, ...results]
}
