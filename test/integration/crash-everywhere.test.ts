import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { type CreateResult, createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { receiveNotice } from '#functions/ipn-webhook/ipn-webhook.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { refund } from '#functions/refund/refund.ts';
import { refundRequestsOf } from '#shared/payments/apply-refund.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { currentOrder } from '#shared/payments/status.ts';
import { createDueIndex, createPaymentStore, createUnmatchedStore } from '#shared/payments/store.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { atEveryAwait, type Death, Killed, mortal } from '#test/support/crash.ts';
import { ordersOf } from '#tools/bench/storm/ledger.ts';
import { type Database, startDatabase } from '#tools/harness/databases.ts';
import { isUndecided, type Order } from '#tools/simulator/orders.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { startSimulator } from '#tools/simulator/start-simulator.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';

/**
 * A use case is killed at each of its awaits in turn, before and after the call that it awaits. Then the next caller or
 * reconciliation goes on, and the promises are checked: no second payable link, nothing paid that is not, nothing lost.
 */
const MINUTE = 60_000;
const LIMITS = { time: 20_000, payments: 500, concurrency: 1 };

let database: Database;
let simulator: Simulator;
let millis = Date.parse('2026-05-01T12:00:00Z');
let ids = 0;
let references = 0;

const now = () => new Date(millis);
const randomId = () => `id-${++ids}`;

function everything() {
  const store = { dynamoDb: database.client, table: database.payments };
  return {
    payments: createPaymentStore({ ...store, randomId }),
    dueIndex: createDueIndex({ ...store, index: 'DueIndex' }),
    unmatched: createUnmatchedStore({ dynamoDb: database.client, table: database.unmatched }),
    credentials: { get: async () => CREDENTIALS, forget: () => {}, others: async () => [] },
    pockyt: createPockytClient({ baseUrl: simulator.baseUrl, deadlineMs: 2_000 }),
    now,
    randomId,
    checkDelays: [60],
    paidChecks: [86_400],
    confirms: true,
    log: () => {},
  };
}
type Everything = ReturnType<typeof everything>;

beforeAll(async () => {
  database = await startDatabase('dynalite');
  simulator = await startSimulator({ ...CREDENTIALS, now, repeatedReference: 'second-order' });
  simulator.holdNotices(true);
});
afterAll(() => Promise.all([database.stop(), simulator.stop()]));

const newReference = () => `crash-${++references}`;
const create = (reference: string, all: Everything): Promise<CreateResult> => {
  const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference };
  const defaults = { callbackUrl: 'https://shop.example/back', timeout: '120' };
  return createLink({ ...readLinkRequest(body, defaults), ipnUrl: `${simulator.baseUrl}/nowhere` }, all);
};
const load = async (reference: string) => (await everything().payments.load(reference)) as Payment;
const orders = (reference: string): Order[] => ordersOf(simulator, reference);
/** The orders that a customer could still pay. */
const payable = (reference: string) =>
  orders(reference)
    .filter(isUndecided)
    .map(({ transactionNo }) => transactionNo);
const linkOf = (payment: Payment) => currentOrder(payment).link?.transactionNo;
const notice = (order: Order, all: Everything) =>
  receiveNotice({ ...simulator.buildNotice(order), contentEncoding: undefined, isBase64Encoded: false }, all);
const sweep = (all: Everything) => reconcile(LIMITS, all);
const cancel = async (reference: string, all: Everything) =>
  cancelLink((await all.payments.load(reference)) as Payment, all);

/** In which part of the index a payment is: of the others there is nothing to tell. */
async function shardOf(reference: string): Promise<number> {
  const Key = { reference: { S: reference } };
  const { Item } = await database.client.send(new GetItemCommand({ TableName: database.payments, Key }));
  return Number(Item?.dueShard?.S?.split('-')[1]);
}

/** Runs a use case that dies; whether it came to its end alive. */
async function killed(act: (all: Everything) => Promise<unknown>, dieAt: number, death: Death) {
  const { deps, calls, dead } = mortal(everything(), dieAt, death);
  const acting = act(deps).catch((error) => {
    if (!(error instanceof Killed)) throw error;
  });
  await Promise.race([acting, dead]);
  return { isAlive: calls() < dieAt };
}

/** Repeats a create as a caller does, until there is a link. */
async function untilCreated(reference: string): Promise<Payment> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const outcome = await create(reference, everything());
    if ('payment' in outcome) return outcome.payment;
    millis += MINUTE + 1000;
  }
  throw new Error(`${reference} never came to a link.`);
}

describe('killed at every await', () => {
  it('a create leaves one payable order at most, and its repeat comes to that link', async () => {
    const awaits = await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      const run = await killed((all) => create(reference, all), dieAt, death);
      expect(payable(reference).length).toBeLessThanOrEqual(1);
      const link = linkOf(await untilCreated(reference));
      expect(payable(reference)).toEqual([link]);
      return run;
    });
    expect(awaits).toBeGreaterThanOrEqual(4);
  });

  it('a create whose order exists is resolved by reconciliation alone, which leaves nothing payable that nobody has', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      const run = await killed((all) => create(reference, all), dieAt, death);
      if ((await everything().payments.load(reference)) === null) return run;
      for (let minute = 0; minute < 5; minute++) {
        millis += MINUTE + 1000;
        await sweep(everything());
      }
      const payment = await load(reference);
      expect(['pending', 'rejected']).toContain(payment.status);
      expect(payable(reference)).toEqual(payment.status === 'pending' ? [linkOf(payment)] : []);
      return run;
    });
  });

  it('a repeat that resolves leaves one payable order at most, and the next repeat comes to that link', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
      await create(reference, everything());
      const run = await killed((all) => create(reference, all), dieAt, death);
      const link = linkOf(await untilCreated(reference));
      expect(payable(reference)).toEqual([link]);
      return run;
    });
  });

  it('a notice is taken when it comes again, and moves the payment once', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      await create(reference, everything());
      const [order] = orders(reference) as [Order];
      simulator.setStatus(order.transactionNo, 'success');
      const paid = simulator.orders.byTransactionNo(order.transactionNo) as Order;
      const run = await killed((all) => notice(paid, all), dieAt, death);
      expect(await notice(paid, everything())).toEqual({ kind: 'acknowledged' });
      const { status, history } = await load(reference);
      expect(status).toBe('paid');
      expect(history.filter(({ from, to }) => from !== to && to === 'paid')).toHaveLength(1);
      return run;
    });
  });

  it('a cancellation is carried out when it is asked for again', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      await create(reference, everything());
      const run = await killed((all) => cancel(reference, all), dieAt, death);
      expect(await cancel(reference, everything())).toMatchObject({ kind: 'closed' });
      expect(orders(reference).map(({ status }) => status)).toEqual(['closed']);
      return run;
    });
  });

  it('a cancellation that nobody asks for again is known by reconciliation alone', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      await create(reference, everything());
      const run = await killed((all) => cancel(reference, all), dieAt, death);
      for (let minute = 0; minute < 3; minute++) {
        millis += MINUTE + 1000;
        await sweep(everything());
      }
      const [order] = orders(reference) as [Order];
      expect((await load(reference)).status).toBe(order.status === 'closed' ? 'closed' : 'pending');
      return run;
    });
  });

  it('what a notice says is followed up, though its first question died with the function', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      await create(reference, everything());
      const [order] = orders(reference) as [Order];
      simulator.setStatus(order.transactionNo, 'success');
      // Pockyt's queries do not show it yet.
      simulator.faults.lag(order.transactionNo, 2);
      const paid = simulator.orders.byTransactionNo(order.transactionNo) as Order;
      const run = await killed((all) => notice(paid, all), dieAt, death);
      expect(await notice(paid, everything())).toEqual({ kind: 'acknowledged' });
      for (let minute = 0; minute < 6; minute++) {
        millis += MINUTE;
        await sweep(everything());
      }
      expect((await load(reference)).status).toBe('paid');
      return run;
    });
  });

  it('a second link is closed by the next sweep when the first order is paid after all', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
      await create(reference, everything());
      await untilCreated(reference);
      const [lost, made] = orders(reference) as [Order, Order];
      simulator.setStatus(lost.transactionNo, 'success');
      const paid = simulator.orders.byTransactionNo(lost.transactionNo) as Order;
      const run = await killed((all) => notice(paid, all), dieAt, death);
      await notice(paid, everything());
      for (let minute = 0; minute < 3; minute++) {
        millis += MINUTE + 1000;
        await sweep(everything());
      }
      expect((await load(reference)).status).toBe('paid');
      expect(simulator.orders.byTransactionNo(made.transactionNo)?.status).toBe('closed');
      return run;
    });
  });

  it('a refund is made once at most, and known in the end if it was made', async () => {
    const refundOf = async (reference: string, all: Everything) =>
      refund(await load(reference), { refundReference: 'refund-1', refundAmount: '10' }, 'backend', all);
    const awaits = await atEveryAwait(async (dieAt, death) => {
      // Whatever earlier runs left due is far away from here.
      millis += 400 * 24 * 60 * MINUTE;
      await sweep(everything());
      const reference = newReference();
      await create(reference, everything());
      const [order] = orders(reference) as [Order];
      simulator.setStatus(order.transactionNo, 'success');
      await notice(simulator.orders.byTransactionNo(order.transactionNo) as Order, everything());
      const run = await killed((all) => refundOf(reference, all), dieAt, death);
      millis += MINUTE + 1000;
      await sweep(everything());
      const { kind } = await refundOf(reference, everything());
      const made = orders(reference).flatMap(({ refunds }) => refunds);
      // Where Pockyt has heard nothing of it, nobody can know that, and it is left to a person.
      expect(['made', 'repeated', 'unknown']).toContain(kind);
      expect(made).toHaveLength(kind === 'unknown' ? 0 : 1);
      const [request] = refundRequestsOf(await load(reference));
      expect(request?.state).toBe(kind === 'unknown' ? 'unknown' : 'done');
      expect((await load(reference)).status).toBe('paid');
      return run;
    });
    expect(awaits).toBeGreaterThanOrEqual(4);
  });

  it('a sweep is taken up by the next', async () => {
    await atEveryAwait(async (dieAt, death) => {
      // Whatever earlier runs left due is far away from here.
      millis += 400 * 24 * 60 * MINUTE;
      await sweep(everything());
      const reference = newReference();
      await create(reference, everything());
      const [order] = orders(reference) as [Order];
      simulator.setStatus(order.transactionNo, 'success');
      millis += MINUTE;
      const limits = { ...LIMITS, shards: [await shardOf(reference)] };
      const run = await killed((all) => reconcile(limits, all), dieAt, death);
      await sweep(everything());
      expect(await load(reference)).toMatchObject({ status: 'paid' });
      return run;
    });
  });
});
