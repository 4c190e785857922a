import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { decide, type Evidence } from '#shared/payments/decide.ts';
import { MAX_HISTORY } from '#shared/payments/history.ts';
import {
  createDueIndex,
  createPaymentRepository,
  createUnmatchedRepository,
} from '#shared/payments/repository.ts';
import { writeDecided } from '#shared/payments/write-decided.ts';
import type { Database } from '#test/support/databases.ts';
import { given, IN_STATUS, noticeOf } from '#test/support/payments.ts';
import { quartiles } from '../speed/statistics.ts';
import type { Point } from './law.ts';
import { fill, waiting } from './payments.ts';

/** How one cost grows with one size. */
export interface Curve {
  readonly cost: string;
  readonly size: string;
  readonly points: readonly Point[];
}

const NOW = new Date('2026-05-01T12:30:00.000Z');
const REPEATS = 200;

let ids = 0;
const randomId = () => `growth-${++ids}`;

/** The milliseconds of a read, a write and a look at the index, by the number of payments in the table. */
export async function byTable(database: Database, sizes: readonly number[]): Promise<Curve[]> {
  const repository = createPaymentRepository({
    dynamoDb: database.client,
    table: database.payments,
    randomId,
  });
  const index = createDueIndex({ dynamoDb: database.client, table: database.payments, index: 'DueIndex' });
  const acts: Record<string, (at: number) => Promise<unknown>> = {
    'ms of a read': (at) => repository.load(`growth-${at}`),
    'ms of a read and a write': async (at) => {
      const payment = await repository.load(`growth-${at}`);
      if (payment) await repository.replace(payment);
    },
    'ms of a look at the index': (at) => index.due(at % 8, NOW, 500),
  };
  const curves = Object.keys(acts).map((cost) => ({
    cost,
    size: 'payments in the table',
    points: [] as Point[],
  }));
  let filled = 0;
  for (const size of sizes) {
    await fill(database, filled, size);
    filled = size;
    for (const { cost, points } of curves) points.push({ size, cost: await medianOf(acts[cost]!, size) });
  }
  return curves;
}

async function medianOf(act: (at: number) => Promise<unknown>, size: number): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < REPEATS; count++) {
    const begun = performance.now();
    await act((count * 7919) % size);
    times.push(performance.now() - begun);
  }
  return quartiles(times).median;
}

/** The CPU of one more decision, by the entries that the history has: up to as many as are kept. */
export function byHistory(): Curve {
  const points = [1, 5, 10, 20, 40, 80].map((size) => {
    const notices = Array.from({ length: size }, (_, index) => noticeOf({ amount: `${index + 20}.00` }));
    const payment = given(IN_STATUS.pending, ...notices);
    return { size, cost: microsecondsOf(() => decide(payment, noticeOf(), NOW)) };
  });
  return { cost: 'µs of a decision', size: `other notices before it, ${MAX_HISTORY} entries kept`, points };
}

function microsecondsOf(act: () => unknown): number {
  const times = Array.from({ length: 30 }, () => {
    const before = process.cpuUsage();
    for (let count = 0; count < REPEATS; count++) act();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / REPEATS;
  });
  return quartiles(times).median;
}

/** The calls to the database and to Pockyt of one sweep, by the payments that are due. */
export async function bySweep(database: Database, sizes: readonly number[]): Promise<Curve[]> {
  const counted = countingClient(database.client);
  const store = { dynamoDb: counted.client, table: database.payments };
  const payments = createPaymentRepository({ ...store, randomId });
  let asked = 0;
  const collaborators = {
    payments,
    dueIndex: createDueIndex({ ...store, index: 'DueIndex' }),
    unmatched: createUnmatchedRepository({ dynamoDb: counted.client, table: database.unmatched }),
    credentials: {
      get: async () => ({ merchantNo: '200043', storeNo: '300014', token: 'token' }),
      forget: () => {},
      others: async () => [],
    },
    pockyt: {
      post: async () => {
        asked++;
        return { status: 200, text: JSON.stringify({ ret_code: '000100', result: PENDING }) };
      },
    },
    now: () => NOW,
    log: () => {},
  };
  const [table, pockyt] = [[] as Point[], [] as Point[]];
  let made = 0;
  for (const size of sizes) {
    for (let index = 0; index < size; index++) {
      await payments.add({ ...waiting(1_000_000_000 + made++, NOW.toISOString()), version: 0 });
    }
    const before = counted.calls();
    asked = 0;
    await reconcile({ time: 600_000, payments: size, concurrency: 10 }, collaborators);
    table.push({ size, cost: counted.calls() - before });
    pockyt.push({ size, cost: asked });
  }
  return [
    { cost: 'calls to DynamoDB of a sweep', size: 'payments that are due', points: table },
    { cost: 'calls to Pockyt of a sweep', size: 'payments that are due', points: pockyt },
  ];
}

const PENDING = {
  transactionNo: 'T-1',
  reference: 'R-1',
  amount: '13.00',
  currency: 'PHP',
  status: 'pending',
};

/** The writes of all together, by the notices that come for one payment at the same moment. */
export async function byNotices(database: Database, sizes: readonly number[]): Promise<Curve[]> {
  const counted = countingClient(database.client);
  const repository = createPaymentRepository({
    dynamoDb: counted.client,
    table: database.payments,
    randomId,
  });
  const together = async (size: number, evidence: (index: number) => Evidence) => {
    const { payment } = await repository.add({ ...waiting(2_000_000_000 + ids), version: 0 });
    const before = counted.calls();
    await Promise.all(
      Array.from({ length: size }, (_, index) =>
        writeDecided(repository, payment, evidence(index), () => NOW),
      ),
    );
    return { size, cost: counted.calls() - before };
  };
  const same = (_: number) => noticeOf();
  const other = (index: number) => noticeOf({ amount: `${index + 20}.00` });
  const [copies, others] = [[] as Point[], [] as Point[]];
  for (const size of sizes) {
    copies.push(await together(size, same));
    others.push(await together(size, other));
  }
  return [
    { cost: 'calls to DynamoDB', size: 'copies of one notice at once', points: copies },
    { cost: 'calls to DynamoDB', size: 'notices at once that all say something else', points: others },
  ];
}

function countingClient(client: DynamoDBClient) {
  let calls = 0;
  const counting = Object.create(client) as DynamoDBClient;
  counting.send = ((command: never) => {
    calls++;
    return client.send(command);
  }) as DynamoDBClient['send'];
  return { client: counting, calls: () => calls };
}
