import * as assumed from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { usd } from './prices.ts';

export interface Charge {
  readonly service: string;
  readonly what: string;
  readonly usd: number;
}

const MINUTES = assumed.MONTH_SECONDS / 60;
/** Shards of a new table's stream, and how often a pipe looks at each in a second. */
const STREAM_SHARDS = 1;
const POLLS_A_SECOND = 4;
const FREE_STREAM_READS = 2_500_000;
/** Metrics of the log's events that are there in any hour; others come and go with what happens. */
const METRICS = 7;

/** What a deployment costs in a month, whether anybody pays or not. */
export function monthlyCharges(deployment: Deployment): Charge[] {
  const { secrets, alarmMetrics, readersOfSecrets, memory } = deployment;
  const secretCalls = (readersOfSecrets * assumed.ENVIRONMENTS * MINUTES) / 5;
  const sweep = (4 * assumed.DATABASE_MS + 2 * assumed.CPU_MS.ours) / 1000;
  const polls = STREAM_SHARDS * POLLS_A_SECOND * assumed.MONTH_SECONDS - FREE_STREAM_READS;
  const charge = (service: string, what: string, cost: number): Charge => ({ service, what, usd: cost });
  return [
    charge('Secrets Manager', `${secrets} secrets`, usd('secretMonth', secrets)),
    charge('Secrets Manager', `at most ${secretCalls} calls`, usd('secretCall', secretCalls)),
    charge('CloudWatch', `${alarmMetrics} metrics of alarms`, usd('alarmMetricMonth', alarmMetrics)),
    charge('CloudWatch', `${METRICS} metrics of its own`, usd('metricMonth', METRICS)),
    charge(
      'Lambda',
      `${MINUTES} runs of reconciliation`,
      usd('lambdaRequest', MINUTES) + usd('lambdaArm', (MINUTES * sweep * memory) / 1024),
    ),
    charge('DynamoDB', '8 queries in each run', usd('dynamoDbRead', (MINUTES * 8) / 2)),
    charge(
      'DynamoDB',
      "the pipe's looks at the stream, if AWS charges them as it does other readers'",
      usd('dynamoDbStreamRead', polls),
    ),
  ];
}
