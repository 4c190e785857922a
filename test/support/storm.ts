import { setTimeout as delay } from 'node:timers/promises';
import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { getRefreshedLink } from '#functions/get-link/get-link.ts';
import { receiveNotice } from '#functions/ipn-webhook/receive-notice.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { refund } from '#functions/refund/refund.ts';
import type { NoticeChanges } from '#local/simulator/notice.ts';
import type { Order } from '#local/simulator/orders.ts';
import { type Simulator, startSimulator } from '#local/simulator/simulator.ts';
import {
  createDueIndex,
  createPaymentRepository,
  createUnmatchedRepository,
} from '#shared/payments/repository.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { planDatabaseFaults } from './database-faults.ts';
import { type Database, type Engine, functionsClient, startDatabase } from './databases.ts';
import { startDynamoDbProxy } from './dynamodb-proxy.ts';
import { type Fate, fateOf } from './storm-fates.ts';
import { createLedger, imbalance, type Ledger, ordersOf, type StormResult } from './storm-ledger.ts';

export interface StormOptions {
  readonly payments: number;
  /** Repeats a run, but for what the order decides in which calls of one payment that come at once are carried out. */
  readonly seed: number;
  readonly engine: Engine;
  /** How many payments live side by side. */
  readonly concurrency: number;
  /** Whether any notice is delivered at all. */
  readonly notices: boolean;
}

const MINUTE = 60_000;
const ACCOUNT = { merchantNo: '200043', storeNo: '300014' };
const TOKENS = ['the-first-token', 'the-second-token'] as const;

/**
 * Payments by the thousand, while Pockyt fails and lies still, notices are lost, doubled, late and forged, the database
 * fails in every way it can, and the token is replaced. At the end each payment must be what the simulator knows it to
 * be.
 *
 * Everything is real but the clock and the fate: both come from the seed.
 */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { seed, concurrency, payments } = options;
  let millis = Date.parse('2026-05-01T12:00:00Z');
  const now = () => new Date(millis);
  const ledger = createLedger();
  const database = await startDatabase(options.engine);
  const proxy = await startDynamoDbProxy(database.endpoint);
  const faults = planDatabaseFaults({ seed, lasting: true, hanging: true });
  proxy.failWhen(faults.faultOf);
  const simulator = await startSimulator({
    ...ACCOUNT,
    token: TOKENS[0],
    now,
    repeatedReference: 'second-order',
    log: (event) => countFaultOfPockyt(event, ledger),
  });
  simulator.holdNotices(true);
  const world = createWorld({ ...database, client: functionsClient(proxy.endpoint) }, simulator, now, ledger);
  try {
    const references = Array.from({ length: payments }, (_, index) => `storm-${index}`);
    const queue = [...references];
    const worker = async () => {
      for (let reference = queue.shift(); reference !== undefined; reference = queue.shift()) {
        await live(reference, fateOf(reference, { seed, slow: true }), world, options);
        // Halfway the token is replaced: pending first, then at Pockyt, then in force.
        if (queue.length === Math.floor(payments / 2)) world.rotate();
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    simulator.faults.clear();
    faults.end();
    // To the end of every schedule: the expiry, the last notices, and a day.
    for (const step of [2, 2, 2, 10, 60, 60, 130, 130, 600, 900, 60]) {
      millis += step * MINUTE;
      for (let sweep = 0; sweep < Math.ceil(payments / 500) + 1; sweep++) await world.sweep();
    }
    for (const [kind, times] of Object.entries(faults.counts)) ledger.count(`database: ${kind}`, times);
    return await world.balance(references);
  } finally {
    world.end();
    await Promise.all([proxy.stop(), database.stop(), simulator.stop()]);
  }
}

/** One payment's life, as fate has it. */
async function live(reference: string, fate: Fate, world: World, { notices }: StormOptions): Promise<void> {
  const { simulator } = world;
  if (fate.orderFault) simulator.faults.nextFor(reference, 'secure-pay', fate.orderFault);
  await world.create(reference, fate);
  if (fate.repeats) await Promise.all([world.create(reference, fate), world.create(reference, fate)]);
  const order = ordersOf(simulator, reference).at(-1);
  if (order === undefined || order.status !== 'pending') return;
  const { transactionNo } = order;

  if (fate.end === 'paid') simulator.setStatus(transactionNo, 'success');
  if (fate.end === 'failed') simulator.setStatus(transactionNo, 'failed');
  if (fate.end === 'cancelled') {
    if (fate.cancelFault) simulator.faults.nextFor(transactionNo, 'cancel', fate.cancelFault);
    await world.cancel(reference);
  }
  if (notices) await tellOf(transactionNo, fate, world);
  if (fate.end === 'paid') await refundsOf(reference, transactionNo, fate, world);
}

/** The notices about an order, genuine or not. */
async function tellOf(transactionNo: string, fate: Fate, world: World): Promise<void> {
  const { simulator, ledger } = world;
  const told = simulator.orders.byTransactionNo(transactionNo) as Order;
  const tell = (change: NoticeChanges, what: string) => world.tell(told, change, what);
  if (fate.queryFault) simulator.faults.nextFor(transactionNo, 'tran-query', fate.queryFault);
  if (fate.forged) await tell({ status: 'success', token: 'a-forged-token' }, 'forged');
  if (fate.leaked && told.status !== 'success') await tell({ status: 'success' }, 'leaked');
  if (fate.altered) await tell({ amount: '1.00', status: 'success' }, 'altered');
  if (told.status === 'pending') return;
  if (fate.copies === 0) ledger.count('notices lost');
  if (fate.copies > 1) ledger.count('notices duplicated', fate.copies - 1);
  if (fate.delays[0]) await delay(1);
  const genuine = Array.from({ length: fate.copies }, () => tell({}, 'delivered'));
  await Promise.all([...genuine, ...(fate.stale ? [tell({ status: 'pending' }, 'stale')] : [])]);
}

/** The refunds of a paid order, each asked for once or twice at once. */
async function refundsOf(reference: string, transactionNo: string, fate: Fate, world: World): Promise<void> {
  for (const [index, { amount, fault }] of fate.refunds.entries()) {
    const name = `refund-${reference}-${index}`;
    if (fault) world.simulator.faults.nextFor(transactionNo, 'refund', fault);
    const ask = () => world.refund(reference, name, amount);
    await Promise.all(fate.refundsTwice ? [ask(), ask()] : [ask()]);
  }
}

type World = ReturnType<typeof createWorld>;

function createWorld(database: Database, simulator: Simulator, now: () => Date, ledger: Ledger) {
  let ids = 0;
  let secret = {
    current: TOKENS[0] as string,
    others: [] as [name: 'pending' | 'previous', token: string][],
  };
  const signer = (token: string) => ({ ...ACCOUNT, token });
  const store = { dynamoDb: database.client, table: database.payments };
  const payments = createPaymentRepository({ ...store, randomId: () => `id-${++ids}` });
  const collaborators = {
    payments,
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
    log: (event: string) => ledger.count(`log ${event}`),
  };
  const survive = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      // Only what the database's client has thrown says how often it tried.
      if ('$metadata' in (error as Error)) ledger.count('broken off by the database');
      else if ((error as Error).name !== 'Problem') throw error;
      return undefined;
    }
  };

  return {
    simulator,
    ledger,
    rotate() {
      secret = { current: TOKENS[0], others: [['pending', TOKENS[1]]] };
      simulator.setTokens([TOKENS[1], TOKENS[0]]);
      secret = { current: TOKENS[1], others: [['previous', TOKENS[0]]] };
      ledger.count('rotations');
    },
    create: (reference: string, { timeout }: Fate) =>
      survive(async () => {
        const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference };
        const defaults = { callbackUrl: 'https://shop.example/back', timeout };
        const input = { ...readLinkRequest(body, defaults), ipnUrl: `${simulator.baseUrl}/nowhere` };
        const { kind } = await createLink(input, collaborators);
        ledger.count(kind === 'created' ? kind : `create ${kind}`);
      }),
    cancel: (reference: string) =>
      survive(async () => {
        await cancelLink(reference, collaborators);
        ledger.count('cancelled');
      }),
    refund: (reference: string, refundReference: string, refundAmount: string) =>
      survive(async () => {
        const payment = await getRefreshedLink(reference, collaborators);
        const outcome = await refund(payment, { refundReference, refundAmount }, 'storm', collaborators);
        ledger.count(`refund ${outcome.kind}`);
      }),
    tell: (order: Order, change: NoticeChanges, what: string) =>
      survive(async () => {
        const notice = simulator.buildNotice(order, change);
        const body = { ...notice, contentEncoding: undefined, isBase64Encoded: false };
        const { kind } = await receiveNotice(body, collaborators);
        ledger.count('notices sent');
        ledger.count(`notices ${what}`);
        if (kind === 'refused') ledger.count('notices refused');
      }),
    sweep: () => reconcile({ time: 60_000, payments: 500, concurrency: 8 }, collaborators),
    async balance(references: readonly string[]): Promise<StormResult> {
      const imbalances: string[] = [];
      for (const reference of references) {
        const payment = await payments.load(reference);
        const status = payment?.status ?? 'none';
        ledger.count(`ended ${status}`);
        const refunds = payment?.refundRequests ?? [];
        for (const { state } of refunds) ledger.count(`refunds ${state === 'done' ? 'made' : state}`);
        const seen = payment && { status: payment.status, linkedTo: payment.link?.transactionNo, refunds };
        const problem = imbalance(seen, ordersOf(simulator, reference), now());
        if (problem !== null) imbalances.push(`${reference} is ${status}: ${problem}`);
      }
      return { ledger: ledger.counts, imbalances };
    },
    end: () => database.client.destroy(),
  };
}

/** Counts what went wrong at Pockyt, from what the simulator reports. */
export function countFaultOfPockyt(event: object, ledger: Ledger): void {
  const { event: name, endpoint, kind } = event as Record<string, string>;
  if (name === 'call.failed') ledger.count(`Pockyt: ${endpoint} ${kind}`);
}
