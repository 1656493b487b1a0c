import { create } from '@bufbuild/protobuf'
import { type Any, anyPack, timestampFromMs } from '@bufbuild/protobuf/wkt'
import { CRON_TRIGGER_PB } from '@chainlink/cre-sdk/pb'

export const CRON_TRIGGER_ID = 'cron-trigger@1.0.0'

/** What a cron trigger hands to its handler: the time it was scheduled for, ms since the epoch. */
export const cronPayload = (scheduledMs: number): Any =>
  anyPack(
    CRON_TRIGGER_PB.PayloadSchema,
    create(CRON_TRIGGER_PB.PayloadSchema, { scheduledExecutionTime: timestampFromMs(scheduledMs) }),
  )
