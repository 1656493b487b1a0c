import { type Figure, figure } from './figure.ts'

const wallSeconds = (): number => performance.now() / 1000

/**
 * One key generation among seven nodes that are already started. `generate` ends when the key is certified; where the nodes
 * are processes of their own, the clock is the one on the wall.
 */
export const keyGenerationFigure = async ({
  where,
  generate,
  clock = wallSeconds,
}: {
  where: string
  generate: () => unknown
  clock?: () => number
}): Promise<Figure> => {
  const startedAt = clock()
  await generate()
  return figure(`vault: key generation, 7 nodes, ${where}`, 's', clock() - startedAt, 3)
}
