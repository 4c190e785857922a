import * as assumed from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Run } from './lifecycle.ts';
import { usd } from './prices.ts';
import { logBytes, platformLogBytes, slowness } from './usage.ts';

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
export function monthlyCharges(deployment: Deployment, run: Run): Charge[] {
  const { secrets, alarmMetrics, readersOfSecrets } = deployment;
  const secretCalls = (readersOfSecrets * assumed.ENVIRONMENTS * MINUTES) / 5;
  const polls = STREAM_SHARDS * POLLS_A_SECOND * assumed.MONTH_SECONDS - FREE_STREAM_READS;
  const charge = (service: string, what: string, cost: number): Charge => ({ service, what, usd: cost });
  return [
    charge('Secrets Manager', `${secrets} secrets`, usd('secretMonth', secrets)),
    charge('Secrets Manager', `at most ${secretCalls} calls`, usd('secretCall', secretCalls)),
    charge('CloudWatch', `${alarmMetrics} metrics of alarms`, usd('alarmMetricMonth', alarmMetrics)),
    charge('CloudWatch', `${METRICS} metrics of its own`, usd('metricMonth', METRICS)),
    ...emptyRuns(deployment, run),
    charge(
      'DynamoDB',
      "the pipe's looks at the stream, if AWS charges them as it does other readers'",
      usd('dynamoDbStreamRead', polls),
    ),
  ];
}

/** Runs of reconciliation that find nothing due, of as many reconcilers as there are: together they search all shards. */
export function emptyRuns(deployment: Deployment, { searches, ...run }: Run): Charge[] {
  const { memory, reconcilers, traced } = deployment;
  const runs = MINUTES * reconcilers;
  const cpu = reconcilers * assumed.CPU_MS.ours + searches * assumed.SEARCH_CPU_MS;
  const milliseconds = cpu * slowness(deployment) + reconcilers * assumed.DATABASE_MS;
  const gigabyteSeconds = (MINUTES * milliseconds * memory) / 1000 / 1024;
  const logs = runs * (logBytes(run) + platformLogBytes(deployment));
  const lines: Charge[] = [
    {
      service: 'Lambda',
      what: `${runs} runs of reconciliation`,
      usd: usd('lambdaRequest', runs) + usd('lambdaArm', gigabyteSeconds),
    },
    {
      service: 'DynamoDB',
      what: `${searches} queries each minute`,
      usd: usd('dynamoDbRead', (MINUTES * searches) / 2),
    },
    { service: 'CloudWatch', what: 'logs of these runs', usd: usd('logGigabyte', logs / 1e9) },
  ];
  // So few are all recorded.
  return traced
    ? [...lines, { service: 'X-Ray', what: 'traces of these runs', usd: usd('trace', runs) }]
    : lines;
}
