export { afterEach, beforeEach, describe, expect, it, test, vi as mock } from 'vitest'
