import type { AnsweringEndpoint, EndpointSurvey } from './surveyEndpoints.ts'

/** Those that answered on the right chain: the expected one, or the only one that any endpoint names. */
export const listFitEndpoints = (
  survey: readonly EndpointSurvey[],
  expectedChainId: number | undefined,
): AnsweringEndpoint[] => {
  const answering = survey.filter((endpoint) => endpoint.answers)
  const wanted = expectedChainId ?? answering[0]?.chainId
  const fit = answering.filter(({ chainId }) => chainId === wanted)
  return expectedChainId === undefined && fit.length < answering.length ? [] : fit
}
