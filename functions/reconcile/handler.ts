import type { Context } from 'aws-lambda';
import { createDueIndex, createUnmatchedStore } from '#shared/payments/store.ts';
import { setting } from '#shared/runtime/environment.ts';
import { createLog } from '#shared/runtime/log.ts';
import { wire } from '#shared/runtime/wiring.ts';
import { reconcile } from './reconcile.ts';

/** A run begins every minute; what it has begun may still take the deadlines of three calls to Pockyt. */
const LIMITS = { time: 50_000, payments: 3000, concurrency: 20 };

const wired = wire();
const collaborators = {
  ...wired,
  dueIndex: createDueIndex({
    dynamoDb: wired.dynamoDb,
    table: setting('PAYMENTS_TABLE'),
    index: setting('DUE_INDEX'),
  }),
  unmatched: createUnmatchedStore({ dynamoDb: wired.dynamoDb, table: setting('UNMATCHED_TABLE') }),
};

/** The shards of this worker's rule; all of them where the rule does not say. */
interface ReconcileEvent {
  readonly shards?: readonly number[];
}

/** Runs on a schedule: looks at the payments that are due. */
export async function handler({ shards }: ReconcileEvent, context: Context) {
  const log = createLog({ functionRequestId: context.awsRequestId });
  return reconcile({ ...LIMITS, ...(shards && { shards }) }, { ...collaborators, log });
}
