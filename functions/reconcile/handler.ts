import type { Context } from 'aws-lambda';
import { wire } from '#shared/aws/wiring.ts';
import { createLog } from '#shared/logging/log.ts';
import { createDueIndex, createUnmatchedRepository } from '#shared/payments/repository.ts';
import { setting } from '#shared/settings.ts';
import { reconcile } from './reconcile.ts';

/** A run begins every minute; what it has begun may still take the deadlines of three calls to Pockyt. */
const LIMITS = { time: 20_000, payments: 500, concurrency: 10 };

const wired = wire();
const collaborators = {
  ...wired,
  dueIndex: createDueIndex({
    dynamoDb: wired.dynamoDb,
    table: setting('PAYMENTS_TABLE'),
    index: setting('DUE_INDEX'),
  }),
  unmatched: createUnmatchedRepository({ dynamoDb: wired.dynamoDb, table: setting('UNMATCHED_TABLE') }),
};

/** Runs on a schedule: looks at the payments that are due. */
export async function handler(_event: unknown, context: Context) {
  const log = createLog({ functionRequestId: context.awsRequestId });
  return reconcile(LIMITS, { ...collaborators, log });
}
