import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { MAX_HISTORY } from '#shared/payments/history.ts';
import {
  createDueIndex,
  createPaymentStore,
  createUnmatchedStore,
  DUE_SHARDS,
} from '#shared/payments/store.ts';
import { updateWithRetry } from '#shared/payments/update.ts';
import { DAY } from '#tools/harness/clock.ts';
import type { Database } from '#tools/harness/databases.ts';
import { answered, found, given, IN_STATUS, noticed } from '#tools/harness/payments.ts';
import { quartiles } from '../speed/statistics.ts';
import type { Point } from './law.ts';
import { fill, inStatus } from './payments.ts';

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
export async function byTable(
  database: Database,
  sizes: readonly number[],
  tell: (line: string) => void,
): Promise<Curve[]> {
  const store = createPaymentStore({
    dynamoDb: database.client,
    table: database.payments,
    randomId,
  });
  const index = createDueIndex({ dynamoDb: database.client, table: database.payments, index: 'DueIndex' });
  const acts: Record<string, (at: number) => Promise<unknown>> = {
    'ms of a read': (at) => store.load(`growth-${at}`),
    'ms of a read and a write': async (at) => {
      const payment = await store.load(`growth-${at}`);
      if (payment) await store.replace(payment);
    },
    'ms of a look at the index': (at) => index.due(at % DUE_SHARDS, NOW, 500),
  };
  const curves = Object.keys(acts).map((cost) => ({
    cost,
    size: 'payments in the table',
    points: [] as Point[],
  }));
  let filled = 0;
  for (const size of sizes) {
    await fill(database, filled, size, (count) => tell(`${count} of ${sizes.at(-1)} payments in the table`));
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

/** The CPU of one more answer, by the entries that the history has: up to as many as are kept. */
export function byHistory(): Curve {
  const points = [1, 5, 10, 20, 40, 80].map((size) => {
    const notices = Array.from({ length: size }, (_, index) => noticed({ amount: `${index + 20}.00` }));
    const payment = given(IN_STATUS.pending, ...notices);
    return { size, cost: microsecondsOf(() => answered(found())(payment, NOW)) };
  });
  return { cost: 'µs of an answer', size: `notices before it, ${MAX_HISTORY} entries kept`, points };
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

/** Two kinds of payments that are due: what Pockyt says of them, and when. Neither answer is news. */
const DUE = {
  'payments that wait': { status: 'pending', word: 'init', at: NOW },
  'paid payments that are looked at': {
    status: 'paid',
    word: 'success',
    at: new Date(NOW.getTime() + 2 * DAY),
  },
} as const;

/** The calls to the database and to Pockyt of one sweep, by the payments that are due. */
export async function bySweep(database: Database, sizes: readonly number[]): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const [size, { status, word, at }] of Object.entries(DUE)) {
    const [table, pockyt] = [[] as Point[], [] as Point[]];
    for (const count of sizes) {
      const made = { status, word, at, first: 1_000_000_000 + ids };
      const { calls, asked } = await sweep(database, { ...made, count });
      table.push({ size: count, cost: calls });
      pockyt.push({ size: count, cost: asked });
    }
    curves.push(
      { cost: 'calls to DynamoDB of a sweep', size, points: table },
      { cost: 'calls to Pockyt of a sweep', size, points: pockyt },
    );
  }
  return curves;
}

/** One sweep over so many payments that are due. */
async function sweep(
  database: Database,
  due: { status: 'pending' | 'paid'; word: string; at: Date; first: number; count: number },
): Promise<{ calls: number; asked: number }> {
  const counted = countingClient(database.client);
  const store = { dynamoDb: counted.client, table: database.payments };
  const payments = createPaymentStore({ ...store, randomId });
  const result = { transactionNo: 'T-1', amount: '13.00', currency: 'PHP', status: due.word };
  let asked = 0;
  const deps = {
    payments,
    dueIndex: createDueIndex({ ...store, index: 'DueIndex' }),
    unmatched: createUnmatchedStore({ dynamoDb: counted.client, table: database.unmatched }),
    credentials: {
      get: async () => ({ merchantNo: '200043', storeNo: '300014', token: 'token' }),
      forget: () => {},
      others: async () => [],
    },
    pockyt: {
      post: async () => {
        asked++;
        return { status: 200, text: JSON.stringify({ ret_code: '000100', result }) };
      },
    },
    now: () => due.at,
    log: () => {},
  };
  for (let index = 0; index < due.count; index++) {
    const payment = inStatus(due.status, due.first + index);
    const dueAt = [payment.dueAt as string, due.at.toISOString()].sort()[0];
    await payments.add({ ...payment, dueAt, isLookedAt: true, version: 0 });
  }
  const before = counted.calls();
  await reconcile({ time: 600_000, payments: due.count, concurrency: 10 }, deps);
  return { calls: counted.calls() - before, asked };
}

/** The writes of all together, by the notices that come for one payment at the same moment. */
export async function byNotices(database: Database, sizes: readonly number[]): Promise<Curve[]> {
  const counted = countingClient(database.client);
  const store = createPaymentStore({
    dynamoDb: counted.client,
    table: database.payments,
    randomId,
  });
  const together = async (size: number, amountOf: (index: number) => string) => {
    const number = 2_000_000_000 + ids;
    const { payment } = await store.add({ ...inStatus('pending', number), version: 0 });
    const { reference } = payment;
    const before = counted.calls();
    await Promise.all(
      Array.from({ length: size }, (_, index) =>
        updateWithRetry(
          { payments: store, now: () => NOW },
          payment,
          noticed({ reference, amount: amountOf(index) }),
        ),
      ),
    );
    return { size, cost: counted.calls() - before };
  };
  const same = () => '13.00';
  const other = (index: number) => `${index + 20}.00`;
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
