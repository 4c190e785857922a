import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { type Engine, functionsClient, startDatabase } from '#tools/harness/databases.ts';
import { startDynamoDbProxy } from '#tools/harness/dynamodb-proxy.ts';
import { planDatabaseFaults } from '#tools/harness/fault-plan.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import { begin, goOn, type Life, payLate, type Stage, turn } from './acts.ts';
import {
  createLedger,
  imbalance,
  type Ledger,
  ordersByPayment,
  type StoredPayment,
  type StormResult,
} from './ledger.ts';
import { planOf, referenceOf, shapesOf } from './plan.ts';
import { createTimetable, type Timetable } from './timetable.ts';
import { ACCOUNT, countFaultOfPockyt, createWorld, TOKENS } from './world.ts';

export interface StormOptions {
  readonly payments: number;
  /** Repeats a run, but for what the order decides in which calls of one payment that come at once are carried out. */
  readonly seed: number;
  readonly engine: Engine;
  /** How many payments live side by side. */
  readonly concurrency: number;
  /** Whether any notice is delivered at all. */
  readonly notices: boolean;
  /** Hears how far it is. */
  readonly tell?: (line: string) => void;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * Payments by the thousand, while Pockyt fails, lies still, lags and changes its mind, notices are lost, doubled, late
 * and forged, the database fails in every way it can, and the token is replaced. In the end each payment must be what the
 * simulator knows it to be, and nothing may be left to be asked that could be known.
 *
 * Everything is real but the clock and what happens: both come from the seed.
 */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { seed, concurrency, payments, notices, tell = () => {} } = options;
  const ledger = createLedger();
  const database = await startDatabase(options.engine);
  const proxy = await startDynamoDbProxy(database.endpoint);
  const shapes = shapesOf(seed);
  const simulator = await startSimulator({
    ...ACCOUNT,
    ...shapes,
    token: TOKENS[0],
    now: () => timetable.now(),
    repeatedReference: 'second-order',
    log: (event) => countFaultOfPockyt(event, ledger),
  });
  for (const [name, shape] of Object.entries(shapes)) ledger.count(`shape: ${name} ${shape}`);
  simulator.holdNotices(true);
  const client = functionsClient(proxy.endpoint);
  const world = createWorld({ ...database, client }, simulator, () => timetable.now(), ledger);
  const timetable: Timetable = createTimetable(database, '2026-05-01T12:00:00Z', world.sweep);
  const happened = {
    gone: new Set<string>(),
    everPaid: new Set<string>(),
    untold: new Set<string>(),
    told: new Set<string>(),
  };
  const stage: Stage = { ...world, ...happened, notices, timetable };
  const lives = Array.from({ length: payments }, (_, number): Life => {
    return { reference: referenceOf(number), plan: planOf(number, { seed, slow: true }) };
  });

  async function all(act: (life: Life, stage: Stage) => Promise<void>, some = lives): Promise<void> {
    const queue = [...some];
    const worker = async () => {
      for (let life = queue.shift(); life !== undefined; life = queue.shift()) {
        tell(
          `${now().toISOString().slice(0, 16)} in its own time, ${some.length - queue.length} of ${some.length} payments`,
        );
        await act(life, stage);
        // Halfway through the first minute the token is replaced: pending first, then at Pockyt, then in force.
        if (act === begin && queue.length === Math.floor(payments / 2)) stage.rotate();
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }
  /** The database fails meanwhile. */
  async function withFaults(act: () => Promise<unknown>): Promise<void> {
    const faults = planDatabaseFaults({ seed: seed + now().getTime(), lasting: true, hanging: true });
    proxy.failWhen(faults.faultOf);
    await act();
    faults.end();
    for (const [kind, times] of Object.entries(faults.counts)) ledger.count(`database: ${kind}`, times);
  }

  const { pass, now } = timetable;
  /** Compares those of whose turn a notice has told. */
  const balanceTold = async (when: string, some = lives) => {
    const told = some.filter(({ reference }) => stage.told.has(reference));
    imbalances.push(...(await balance(told, stage, when)));
    ledger.count(`compared ${when}`, told.length);
  };
  const imbalances: string[] = [];
  try {
    await withFaults(async () => {
      await all(begin);
      await pass(4);
      await all(goOn);
      await pass(3);
    });
    // What a notice has told is known long before the next check, and a link that nobody needs any more is closed.
    await pass(1.75 * HOUR);
    await balanceTold('before its time is over');
    await pass(0.75 * HOUR);
    await withFaults(async () => {
      await all(payLate);
      await pass(3);
    });
    await pass(HOUR);
    await balanceTold('an hour after its time');
    await pass(HOUR);
    simulator.faults.clear();
    await pass(23 * HOUR);
    imbalances.push(...(await balance(lives, stage, 'after a day')));
    await pass(DAY);
    for (const isSlow of [false, true]) {
      if (isSlow) await pass(18 * DAY);
      const some = lives.filter(({ plan }) => plan.isSlow === isSlow);
      await withFaults(async () => {
        await all(turn, some);
        await pass(3);
      });
      await pass(HOUR);
      await balanceTold('an hour after its turn', some);
    }
    simulator.faults.clear();
    // To the end of every schedule, that of what was paid last included.
    await pass(200 * DAY);
    imbalances.push(...(await balance(lives, stage, 'in the end', ledger)), ...(await leftDue(stage)));
    const wrong = lives.find(({ reference }) => imbalances[0]?.startsWith(`${reference} `));
    return { ledger: ledger.counts, imbalances, firstCase: wrong && (await caseOf(wrong, stage)) };
  } finally {
    client.destroy();
    await Promise.all([proxy.stop(), database.stop(), simulator.stop()]);
  }
}

/** Everything that is not what Pockyt has. */
async function balance(
  lives: readonly Life[],
  stage: Stage,
  when: string,
  ledger?: Ledger,
): Promise<string[]> {
  const { simulator, payments, untold, now } = stage;
  const orders = ordersByPayment(simulator);
  const facts = { ...stage, now: now(), isReadable: simulator.refundInfoShape !== 'rmb-only' };
  const imbalances: string[] = [];
  for (const { reference } of lives) {
    const payment = await payments.load(reference);
    const told = (orders.get(reference) ?? []).filter(({ transactionNo }) => !untold.has(transactionNo));
    const seen = payment && storedPayment(payment);
    const status = seen?.status ?? 'none';
    ledger?.count(`ended ${status}`);
    for (const { status: outcome, requestedAt } of seen?.refunds ?? []) {
      const name = outcome === 'done' ? 'made' : outcome;
      ledger?.count(requestedAt ? `refunds ${name}` : 'refunds made elsewhere');
    }
    const problem = imbalance(seen, told, facts);
    if (problem !== null) imbalances.push(`${reference} is ${status} ${when}: ${problem}`);
  }
  return imbalances;
}

/** A payment as the merchant reads it, with what only the table shows. */
function storedPayment(payment: Payment): StoredPayment {
  const { orders, refunds = [], ...shown } = paymentLinkWithHistory(payment, 'https://pay.example');
  return {
    ...shown,
    refunds: refunds as StoredPayment['refunds'],
    linkedTo: 'paymentUrl' in shown ? shown.transactionNo : undefined,
    orders: orders.map((order, index) => {
      const { held = false, link, refundRequests = [] } = payment.orders[index] as Payment['orders'][number];
      const asked = refundRequests.map(({ refundReference }) => refundReference);
      return { ...order, held, hasLink: link !== undefined, asked };
    }),
  };
}

/** A payment with its plan and with what Pockyt has. */
async function caseOf({ reference, plan }: Life, { payments, simulator }: Stage): Promise<string> {
  const orders = ordersByPayment(simulator)
    .get(reference)
    ?.map(({ parameters: _, ...order }) => order);
  const all = { plan, payment: await payments.load(reference), orders };
  return JSON.stringify(all, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 1);
}

/** Payments that are still to be asked about, though nothing is left to be learnt of them. */
async function leftDue({ timetable, payments, simulator, ledger }: Stage): Promise<string[]> {
  const orders = ordersByPayment(simulator);
  const left: string[] = [];
  for (const { reference } of await timetable.due()) {
    const payment = await payments.load(reference);
    const made = (orders.get(reference) ?? []).flatMap(({ refunds }) =>
      refunds.map((each) => each.refundReference),
    );
    const unknown = payment?.orders.flatMap(({ refundRequests = [] }) => refundRequests) ?? [];
    const isUnknowable = unknown.some(
      ({ refundReference, state }) => state === 'unknown' && !made.includes(refundReference),
    );
    ledger.count(
      isUnknowable ? 'due in the end: a refund that Pockyt never heard of' : 'due in the end: others',
    );
    if (!isUnknowable) left.push(`${reference} is ${payment?.status}, and due at ${payment?.dueAt}`);
  }
  return left;
}
