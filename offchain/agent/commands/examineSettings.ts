import type { SettingsProblem } from '../../config/settingsProblem.ts'
import type { AgentSettings } from '../../config.ts'
import { chooseExitCode } from '../doctor/chooseExitCode.ts'
import type { CheckResult } from '../doctor/doctorCheck.ts'
import { renderDoctor } from '../doctor/renderDoctor.ts'
import { runDoctor } from '../doctor/runDoctor.ts'
import { openDoctorTarget } from './openDoctorTarget.ts'

/** What the doctor says of settings, or of what is wrong with them. */
export type Examination = { results: CheckResult[]; text: string; exitCode: number }

/** Lets the doctor look at what the settings describe. */
export const examineSettings = async (
  settings: AgentSettings | undefined,
  problems: readonly SettingsProblem[],
): Promise<Examination> => {
  const examined = settings
    ? ({ problems: [], target: openDoctorTarget(settings) } as const)
    : { problems, target: undefined }
  const results = await runDoctor(examined)
  return { results, text: renderDoctor(results), exitCode: chooseExitCode(results) }
}
