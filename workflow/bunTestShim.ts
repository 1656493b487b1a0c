// biome-ignore lint/performance/noBarrelFile: a stand-in for a module that only exists in bun
export { afterEach, beforeEach, describe, expect, it, test, vi as mock } from 'vitest'
