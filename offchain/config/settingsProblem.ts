/** One thing that is wrong with the settings, and how to put it right. Never the value of a secret. */
export type SettingsProblem = {
  /** The variable, as the environment spells it, or the key that the settings file has. */
  setting: string
  message: string
}

/** What one source of settings says: the text of each setting that it names, and what is wrong with it. */
export type GivenSettings = {
  values: Readonly<Partial<Record<string, string | readonly string[]>>>
  problems: readonly SettingsProblem[]
}
