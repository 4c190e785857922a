import { setTimeout as delay } from 'node:timers/promises';
import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { receiveNotice } from '#functions/ipn-webhook/receive-notice.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import type { Fault } from '#local/simulator/faults.ts';
import type { Order } from '#local/simulator/orders.ts';
import { type Simulator, startSimulator } from '#local/simulator/simulator.ts';
import type { Payment } from '#shared/payments/payment.ts';
import {
  createDueIndex,
  createPaymentRepository,
  createUnmatchedRepository,
} from '#shared/payments/repository.ts';
import type { Status } from '#shared/payments/states.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { type Database, type Engine, startDatabase } from './databases.ts';

export interface StormOptions {
  readonly payments: number;
  /** Repeats a run. */
  readonly seed: number;
  readonly engine: Engine;
  /** How many payments live side by side. */
  readonly concurrency: number;
  /** Whether any notice is delivered at all. */
  readonly notices: boolean;
}

/** What went in, and what became of it. */
export type Ledger = Record<string, number>;

export interface StormResult {
  readonly ledger: Ledger;
  /** Every payment that is not what the simulator knows it to be; empty when the storm balances. */
  readonly imbalances: readonly string[];
}

const MINUTE = 60_000;
const ACCOUNT = { merchantNo: '200043', storeNo: '300014' };
const TOKENS = ['the-first-token', 'the-second-token'] as const;

/** Faults of a call for an order; most calls have none. */
const ORDER_FAULTS: readonly Fault[] = [
  { kind: 'server-error' },
  { kind: 'server-error', accept: 'now' },
  { kind: 'cut', accept: 'now' },
  { kind: 'cut', at: 'midway', accept: 'now' },
  { kind: 'not-json' },
  { kind: 'refuse', code: '000023' },
  { kind: 'refuse', code: '000080', accept: 'now' },
];
const QUERY_FAULTS: readonly Fault[] = [
  { kind: 'server-error' },
  { kind: 'cut' },
  { kind: 'refuse', code: '000080' },
];

/**
 * Payments by the thousand, while Pockyt fails and lies still, notices are lost, doubled, late and forged, the database
 * turns writes away, and the token is replaced. At the end each payment must be what the simulator knows it to be.
 *
 * Everything is real but the clock and the fate: both come from the seed.
 */
export async function storm(options: StormOptions): Promise<StormResult> {
  const random = mulberry32(options.seed);
  let millis = Date.parse('2026-05-01T12:00:00Z');
  const now = () => new Date(millis);
  const database = await startDatabase(options.engine);
  const simulator = await startSimulator({
    ...ACCOUNT,
    token: TOKENS[0],
    now,
    repeatedReference: 'second-order',
  });
  simulator.holdNotices(true);
  const world = createWorld(database, simulator, now, random);
  try {
    const references = Array.from({ length: options.payments }, (_, index) => `storm-${index}`);
    const queue = [...references];
    const worker = async () => {
      for (let reference = queue.shift(); reference !== undefined; reference = queue.shift()) {
        await live(reference, world, options);
        // Halfway the token is replaced: pending first, then at Pockyt, then in force.
        if (queue.length === Math.floor(options.payments / 2)) world.rotate();
      }
    };
    await Promise.all(Array.from({ length: options.concurrency }, worker));
    simulator.faults.clear();
    world.calm();
    // To the end of every schedule: the expiry, the last notices, and a day.
    for (const step of [2, 2, 2, 10, 60, 60, 130, 130, 600, 900, 60]) {
      millis += step * MINUTE;
      for (let sweep = 0; sweep < Math.ceil(options.payments / 500) + 1; sweep++) await world.sweep();
    }
    return await world.balance(references);
  } finally {
    await Promise.all([database.stop(), simulator.stop()]);
  }
}

/** One payment's life, as fate has it. */
async function live(reference: string, world: World, { notices }: StormOptions): Promise<void> {
  const { random, simulator, count } = world;
  if (random() < 0.3) simulator.faults.next('secure-pay', pick(ORDER_FAULTS, random));
  await world.create(reference);
  if (random() < 0.2) await Promise.all([world.create(reference), world.create(reference)]);
  const order = newest(simulator, reference);
  if (order === undefined || order.status !== 'pending') return;

  const fate = random();
  if (fate < 0.6) simulator.setStatus(order.transactionNo, 'success');
  else if (fate < 0.7) simulator.setStatus(order.transactionNo, 'failed');
  else if (fate < 0.8) await world.cancel(reference);
  if (!notices) return;

  const told = simulator.orders.byTransactionNo(order.transactionNo) as Order;
  if (random() < 0.1) await world.tell(told, { token: 'a-forged-token' }, 'forged');
  // Signed as only Pockyt can, though Pockyt knows nothing of it: the token has leaked.
  if (random() < 0.1 && told.status !== 'success') await world.tell(told, { status: 'success' }, 'leaked');
  if (random() < 0.1) await world.tell(told, { amount: '1.00', status: 'success' }, 'altered');
  if (told.status === 'pending') return;
  const copies = random() < 0.3 ? 0 : random() < 0.3 ? 3 : 1;
  count(copies === 0 ? 'notices lost' : 'notices sent', Math.max(copies, 1));
  if (random() < 0.2) await delay(1);
  await Promise.all(Array.from({ length: copies }, () => world.tell(told, {}, 'genuine')));
}

type World = ReturnType<typeof createWorld>;

function createWorld(database: Database, simulator: Simulator, now: () => Date, random: () => number) {
  const ledger: Ledger = {};
  const count = (what: string, by = 1) => {
    ledger[what] = (ledger[what] ?? 0) + by;
  };
  let ids = 0;
  let isStormy = true;
  let secret = {
    current: TOKENS[0] as string,
    others: [] as [name: 'pending' | 'previous', token: string][],
  };
  const signer = (token: string) => ({ ...ACCOUNT, token });
  const store = { dynamoDb: database.client, table: database.payments };
  const calm = createPaymentRepository({ ...store, randomId: () => `id-${++ids}` });
  /** The database turns some writes away, before or after it has made them. */
  const weather = async <T>(write: () => Promise<T>): Promise<T> => {
    const fate = isStormy ? random() : 1;
    if (fate < 0.02) throw new DatabaseAway();
    const result = await write();
    if (fate < 0.04) throw new DatabaseAway();
    return result;
  };
  const collaborators = {
    payments: {
      ...calm,
      add: (payment: Payment) => weather(() => calm.add(payment)),
      replace: (payment: Payment) => weather(() => calm.replace(payment)),
    },
    dueIndex: createDueIndex({ ...store, index: 'DueIndex' }),
    unmatched: createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched }),
    credentials: {
      get: async () => signer(secret.current),
      forget: () => {},
      others: async () => secret.others.map(([name, token]) => [name, signer(token)] as const),
    },
    pockyt: createPockytClient({ baseUrl: simulator.baseUrl, deadlineMs: 5_000 }),
    now,
    randomId: () => `id-${++ids}`,
    checkDelays: [60, 300, 900, 3600],
    confirms: true,
    log: (event: string) => count(`log ${event}`),
  };
  const survive = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (error instanceof DatabaseAway) count('database away');
      else if ((error as Error).name !== 'Problem') throw error;
      return undefined;
    }
  };

  return {
    random,
    simulator,
    count,
    calm: () => {
      isStormy = false;
    },
    rotate() {
      secret = { current: TOKENS[0], others: [['pending', TOKENS[1]]] };
      simulator.setTokens([TOKENS[1], TOKENS[0]]);
      secret = { current: TOKENS[1], others: [['previous', TOKENS[0]]] };
      count('rotations');
    },
    create: (reference: string) =>
      survive(async () => {
        const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference };
        const defaults = { callbackUrl: 'https://shop.example/back', timeout: '120' };
        const input = { ...readLinkRequest(body, defaults), ipnUrl: `${simulator.baseUrl}/nowhere` };
        const { kind } = await createLink(input, collaborators);
        count(`create ${kind}`);
      }),
    cancel: (reference: string) =>
      survive(async () => {
        await cancelLink(reference, collaborators);
        count('cancelled');
      }),
    tell: (order: Order, change: object, what: string) =>
      survive(async () => {
        if (random() < 0.1) simulator.faults.next('tran-query', pick(QUERY_FAULTS, random));
        const notice = simulator.buildNotice(order, change);
        const { kind } = await receiveNotice(
          { ...notice, contentEncoding: undefined, isBase64Encoded: false },
          collaborators,
        );
        count(`${what} notice ${kind}`);
      }),
    sweep: () => reconcile({ time: 60_000, payments: 500, concurrency: 8 }, collaborators),
    async balance(references: readonly string[]): Promise<StormResult> {
      const imbalances: string[] = [];
      for (const reference of references) {
        const payment = await calm.load(reference);
        const status = payment?.status ?? 'none';
        count(`ended ${status}`);
        const problem = imbalance(payment, ordersOf(simulator, reference));
        if (problem !== null) imbalances.push(`${reference} is ${status}: ${problem}`);
      }
      return { ledger, imbalances };
    },
  };
}

class DatabaseAway extends Error {}

/** Why a payment is not what the simulator's orders say; null when it is. */
function imbalance(payment: Payment | null, orders: readonly Order[]): string | null {
  const words = orders.map(({ status }) => status);
  if (payment === null) return orders.length === 0 ? null : `not stored, though Pockyt has ${words}`;
  const paid = words.filter((word) => word === 'success').length;
  if ((payment.status === 'paid') !== paid > 0) return `Pockyt has ${words}`;
  if (paid > 1) return 'paid twice';
  const payable = orders.filter(({ status }) => status === 'pending');
  if (payable.length > 1) return 'two payable links';
  const { transactionNo } = payment.link ?? {};
  if (payable.some((order) => order.transactionNo !== transactionNo))
    return 'a payable link that nobody was given';
  const expected: Partial<Record<string, Status>> = {
    failed: 'failed',
    closed: 'closed',
    pending: 'expired',
  };
  const last = words.at(-1);
  const isKnown = transactionNo !== undefined && last !== undefined && paid === 0;
  return isKnown && payment.status !== expected[last] && payment.status !== 'rejected'
    ? `Pockyt has ${words}`
    : null;
}

function ordersOf(simulator: Simulator, reference: string): Order[] {
  const own = new RegExp(`^${reference}(-\\d+)?$`);
  // References of the storm have one number; a second is a further order's.
  return simulator.orders.all.filter((order) => own.test(order.reference));
}

function newest(simulator: Simulator, reference: string): Order | undefined {
  return ordersOf(simulator, reference).at(-1);
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** A small generator of numbers from 0 up to 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
