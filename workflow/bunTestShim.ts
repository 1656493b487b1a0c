// biome-ignore lint/performance/noBarrelFile: the SDK's test runtime imports `bun:test`; this file stands in for it
export { afterEach, beforeEach, describe, expect, it, test, vi as mock } from 'vitest'
