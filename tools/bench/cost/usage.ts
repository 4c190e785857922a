import * as assumed from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Counted, Lifecycle } from './lifecycle.ts';

/** How much of what one payment uses. Units by their names in prices.json, with what they are for. */
export type Usage = readonly Used[];

export interface Used {
  readonly service: string;
  readonly what: string;
  readonly unit: string;
  /** For one payment. */
  readonly quantity: number;
}

/** What a kind of system is charged for, besides its calls. */
export interface Kind {
  readonly who: 'ours' | 'peer';
  readonly api: 'httpApiRequest' | 'restApiRequest';
  readonly deployment: Pick<Deployment, 'memory' | 'arm' | 'traced' | 'platformRecords'>;
}

/** What one payment uses that is created, looked at so often, paid and read once. */
export function usageOf(
  { requests, check }: Pick<Lifecycle, 'requests' | 'check'>,
  kind: Kind,
  checks: number = assumed.CHECKS,
): Usage {
  const { deployment, api } = kind;
  const steps = Object.values(requests);
  const count = steps.length;
  const sum = (part: (step: Counted) => number) =>
    steps.reduce((total, step) => total + part(step), 0) + checks * part(check);
  const milliseconds =
    steps.reduce((total, step) => total + millisecondsOf(step, kind), 0) +
    checks * lookMilliseconds(check, kind);
  const events = sum((step) => step.events);
  const traces = deployment.traced ? count * tracedShare(count * assumed.PAYMENTS_A_MONTH) : 0;
  const logs = requestLogBytes(steps, kind) + checks * logBytes(check);
  return present([
    { service: 'API Gateway', what: 'requests', unit: api, quantity: count },
    { service: 'Lambda', what: 'invocations', unit: 'lambdaRequest', quantity: count },
    lambdaTime(milliseconds, kind),
    ...databaseUnits({
      writes: sum((step) => step.writes),
      indexWrites: sum((step) => step.indexWrites),
      reads: sum((step) => step.reads),
    }),
    { service: 'EventBridge', what: 'events', unit: 'customEvent', quantity: events },
    { service: 'EventBridge', what: 'requests of the pipe', unit: 'pipeRequest', quantity: events },
    { service: 'CloudWatch', what: 'logs', unit: 'logGigabyte', quantity: logs / 1e9 },
    { service: 'X-Ray', what: 'traces', unit: 'trace', quantity: traces },
  ]);
}

/** What a look at a payment uses that learns nothing new. It is a part of a run, which is charged by the month. */
export function usageOfLook(look: Counted, kind: Kind): Usage {
  return present([
    lambdaTime(lookMilliseconds(look, kind), kind),
    ...databaseUnits(look),
    { service: 'CloudWatch', what: 'logs', unit: 'logGigabyte', quantity: logBytes(look) / 1e9 },
  ]);
}

const present = (usage: Usage): Usage => usage.filter(({ quantity }) => quantity > 0);

function lambdaTime(milliseconds: number, { deployment: { memory, arm } }: Kind): Used {
  return {
    service: 'Lambda',
    what: `${milliseconds.toFixed(0)} ms at ${memory} MB`,
    unit: arm ? 'lambdaArm' : 'lambdaX86',
    quantity: ((milliseconds / 1000) * memory) / 1024,
  };
}

function databaseUnits({
  writes,
  indexWrites,
  reads,
}: Pick<Counted, 'writes' | 'indexWrites' | 'reads'>): Used[] {
  return [
    { service: 'DynamoDB', what: 'write units', unit: 'dynamoDbWrite', quantity: writes },
    { service: 'DynamoDB', what: 'write units of the index', unit: 'dynamoDbWrite', quantity: indexWrites },
    { service: 'DynamoDB', what: 'read units', unit: 'dynamoDbRead', quantity: reads },
  ];
}

/** Milliseconds that a request is charged for: it waits for what it calls, and works with its part of a vCPU. */
export function millisecondsOf({ calls, pockyt }: Counted, { who, deployment }: Kind): number {
  const cpu = assumed.CPU_MS[who] + assumed.COLD_SHARE * assumed.COLD_CPU_MS[who];
  return pockyt * assumed.POCKYT_MS + calls * assumed.DATABASE_MS + cpu * slowness(deployment);
}

/** The same of a look, which waits side by side with others. */
function lookMilliseconds({ calls, pockyt }: Counted, { who, deployment }: Kind): number {
  const waiting = pockyt * assumed.POCKYT_MS + calls * assumed.DATABASE_MS;
  return waiting / assumed.SIDE_BY_SIDE + assumed.CPU_MS[who] * slowness(deployment);
}

/** How much longer work takes than with a whole vCPU. */
export function slowness({ memory }: Pick<Deployment, 'memory'>): number {
  return assumed.MB_OF_A_CPU / memory;
}

/** What a look logs, or anything else that is no invocation of its own. */
export function logBytes({
  logBytes,
  logLines,
  events = 0,
}: Pick<Counted, 'logBytes' | 'logLines'> & { events?: number }): number {
  return logBytes + logLines * assumed.LOG_OVERHEAD + events * (assumed.EVENT_LINE + assumed.LOG_OVERHEAD);
}

/** What Lambda adds to the log for each invocation. */
export function platformLogBytes({ platformRecords }: Pick<Deployment, 'platformRecords'>): number {
  const { bytes, lines } = assumed.PLATFORM_RECORDS;
  return platformRecords ? bytes + lines * assumed.LOG_OVERHEAD : 0;
}

function requestLogBytes(requests: readonly Counted[], { who, deployment }: Kind): number {
  const access = who === 'ours' ? assumed.ACCESS_LINE + assumed.LOG_OVERHEAD : 0;
  return requests.reduce((total, step) => total + logBytes(step) + platformLogBytes(deployment) + access, 0);
}

/**
 * The part of the invocations that X-Ray records by its default rule: the first of each second, and 5 in 100 of the
 * others. Arrivals are taken as independent of each other.
 */
export function tracedShare(invocationsAMonth: number): number {
  const rate = invocationsAMonth / assumed.MONTH_SECONDS;
  const firsts = 1 - Math.exp(-rate);
  return (firsts + 0.05 * (rate - firsts)) / rate;
}
