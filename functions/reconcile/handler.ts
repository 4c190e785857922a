import type { Context } from 'aws-lambda';
import { createDueIndex, createUnmatchedStore } from '#shared/payments/store.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { setting } from '#shared/runtime/environment.ts';
import { createLog } from '#shared/runtime/log.ts';
import { reconcile } from './reconcile.ts';

/** A run begins every minute; what it has begun may still take the deadlines of three calls to Pockyt. */
const LIMITS = { time: 50_000, payments: 3000, concurrency: 20 };

const shared = createDeps();
const deps = {
  ...shared,
  dueIndex: createDueIndex({
    dynamoDb: shared.dynamoDb,
    table: setting('PAYMENTS_TABLE'),
    index: setting('DUE_INDEX'),
  }),
  unmatched: createUnmatchedStore({ dynamoDb: shared.dynamoDb, table: setting('UNMATCHED_TABLE') }),
};

/** The shards of this worker's rule; all of them where the rule does not say. */
interface ReconcileEvent {
  readonly shards?: readonly number[];
}

/** Runs on a schedule: looks at the payments that are due. */
export async function handler({ shards }: ReconcileEvent, context: Context) {
  const log = createLog({ functionRequestId: context.awsRequestId });
  return reconcile({ ...LIMITS, ...(shards && { shards }) }, { ...deps, log });
}
