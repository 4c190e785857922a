import * as assumed from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Counted, Step } from './lifecycle.ts';

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
  readonly deployment: Deployment;
}

type Steps = Readonly<Record<Step, Counted>>;

/** What one payment uses that is created, looked at, paid and read once. */
export function usageOf(steps: Steps, kind: Kind, checks: number = assumed.CHECKS): Usage {
  const { deployment, api } = kind;
  const requests = Object.values(steps);
  const count = requests.length;
  const sum = (part: (step: Counted) => number) => requests.reduce((total, step) => total + part(step), 0);
  const milliseconds = sum((step) => millisecondsOf(step, kind)) + checks * checkMilliseconds(kind);
  const gigabyteSeconds = ((milliseconds / 1000) * deployment.memory) / 1024;
  // A check reads the payment and the unmatched notices, writes the payment, and moves its entry of the index.
  const [writes, index, reads] = [
    sum((step) => step.writes) + checks * 2,
    sum((step) => step.indexWrites) + checks * 2,
    sum((step) => step.reads) + checks * 2,
  ];
  const events = sum((step) => step.events);
  const traces = deployment.traced ? count * tracedShare(count * assumed.PAYMENTS_A_MONTH) : 0;
  const time = `${milliseconds.toFixed(0)} ms at ${deployment.memory} MB`;
  const lines: Used[] = [
    { service: 'API Gateway', what: 'requests', unit: api, quantity: count },
    { service: 'Lambda', what: 'invocations', unit: 'lambdaRequest', quantity: count },
    {
      service: 'Lambda',
      what: time,
      unit: deployment.arm ? 'lambdaArm' : 'lambdaX86',
      quantity: gigabyteSeconds,
    },
    { service: 'DynamoDB', what: 'write units', unit: 'dynamoDbWrite', quantity: writes },
    { service: 'DynamoDB', what: 'write units of the index', unit: 'dynamoDbWrite', quantity: index },
    { service: 'DynamoDB', what: 'read units', unit: 'dynamoDbRead', quantity: reads },
    { service: 'EventBridge', what: 'events', unit: 'customEvent', quantity: events },
    { service: 'EventBridge', what: 'requests of the pipe', unit: 'pipeRequest', quantity: events },
    { service: 'CloudWatch', what: 'logs', unit: 'logGigabyte', quantity: logBytes(requests, kind) / 1e9 },
    { service: 'X-Ray', what: 'traces', unit: 'trace', quantity: traces },
  ];
  return lines.filter(({ quantity }) => quantity > 0);
}

/** Milliseconds that a request is charged for: it waits for what it calls, and works with its part of a vCPU. */
export function millisecondsOf({ calls, pockyt }: Counted, { who, deployment }: Kind): number {
  const slowness = assumed.MB_OF_A_CPU / deployment.memory;
  const cpu = assumed.CPU_MS[who] + assumed.COLD_SHARE * assumed.COLD_CPU_MS[who];
  return pockyt * assumed.POCKYT_MS + calls * assumed.DATABASE_MS + cpu * slowness;
}

/** Reconciliation looks at ten payments side by side in one invocation. */
function checkMilliseconds({ deployment }: Kind): number {
  const cpu = (assumed.CPU_MS.ours * assumed.MB_OF_A_CPU) / deployment.memory;
  return (assumed.POCKYT_MS + 3 * assumed.DATABASE_MS) / 10 + cpu;
}

function logBytes(requests: readonly Counted[], { who, deployment }: Kind): number {
  const platform = deployment.platformRecords ? assumed.PLATFORM_RECORDS : { lines: 0, bytes: 0 };
  return requests.reduce((total, step) => {
    const lines = step.logLines + platform.lines;
    const bytes = step.logBytes + platform.bytes + lines * assumed.LOG_OVERHEAD;
    const access = who === 'ours' ? assumed.ACCESS_LINE + assumed.LOG_OVERHEAD : 0;
    return total + bytes + access + step.events * (assumed.EVENT_LINE + assumed.LOG_OVERHEAD);
  }, 0);
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
