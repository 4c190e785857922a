import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { createLink, type Outcome } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { receiveNotice } from '#functions/ipn-webhook/receive-notice.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { refund } from '#functions/refund/refund.ts';
import type { Order } from '#local/simulator/orders.ts';
import { type Simulator, startSimulator } from '#local/simulator/simulator.ts';
import type { Payment } from '#shared/payments/payment.ts';
import {
  createDueIndex,
  createPaymentRepository,
  createUnmatchedRepository,
} from '#shared/payments/repository.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { atEveryAwait, type Death, Killed, mortal } from '#test/support/crash.ts';
import { type Database, startDatabase } from '#test/support/databases.ts';
import { CREDENTIALS } from '#test/support/functions.ts';

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
    payments: createPaymentRepository({ ...store, randomId }),
    dueIndex: createDueIndex({ ...store, index: 'DueIndex' }),
    unmatched: createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched }),
    credentials: { get: async () => CREDENTIALS, forget: () => {}, others: async () => [] },
    pockyt: createPockytClient({ baseUrl: simulator.baseUrl, deadlineMs: 2_000 }),
    now,
    randomId,
    checkDelays: [60],
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
const create = (reference: string, all: Everything): Promise<Outcome> => {
  const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference };
  const defaults = { callbackUrl: 'https://shop.example/back', timeout: '120' };
  return createLink({ ...readLinkRequest(body, defaults), ipnUrl: `${simulator.baseUrl}/nowhere` }, all);
};
const load = async (reference: string) => (await everything().payments.load(reference)) as Payment;
const orders = (reference: string): Order[] =>
  simulator.orders.all.filter(
    (order) => order.reference === reference || order.reference.startsWith(`${reference}-`),
  );
const notice = (order: Order, all: Everything) =>
  receiveNotice({ ...simulator.buildNotice(order), contentEncoding: undefined, isBase64Encoded: false }, all);
const sweep = (all: Everything) => reconcile(LIMITS, all);

/** Runs a use case that dies; whether it came to its end alive. */
async function killed(act: (all: Everything) => Promise<unknown>, dieAt: number, death: Death) {
  const { collaborators, calls } = mortal(everything(), dieAt, death);
  await act(collaborators).catch((error) => {
    if (!(error instanceof Killed)) throw error;
  });
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
      expect(orders(reference).filter(({ status }) => status === 'pending').length).toBeLessThanOrEqual(1);
      const { link } = await untilCreated(reference);
      const payable = orders(reference).filter(({ status }) => status === 'pending');
      expect(payable.map(({ transactionNo }) => transactionNo)).toEqual([link?.transactionNo]);
      return run;
    });
    expect(awaits).toBeGreaterThanOrEqual(4);
  });

  it('a create whose order exists is settled by reconciliation alone, which leaves nothing payable that nobody has', async () => {
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
      const payable = orders(reference).filter(({ status }) => status === 'pending');
      expect(payable.map(({ transactionNo }) => transactionNo)).toEqual(
        payment.status === 'pending' ? [payment.link?.transactionNo] : [],
      );
      return run;
    });
  });

  it('a settling repeat leaves one payable order at most, and the next repeat comes to that link', async () => {
    await atEveryAwait(async (dieAt, death) => {
      const reference = newReference();
      simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
      await create(reference, everything());
      const run = await killed((all) => create(reference, all), dieAt, death);
      const { link } = await untilCreated(reference);
      const payable = orders(reference).filter(({ status }) => status === 'pending');
      expect(payable.map(({ transactionNo }) => transactionNo)).toEqual([link?.transactionNo]);
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
      const run = await killed((all) => cancelLink(reference, all), dieAt, death);
      expect(await cancelLink(reference, everything())).toMatchObject({ status: 'closed' });
      expect(orders(reference).map(({ status }) => status)).toEqual(['closed']);
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
      expect(['made', 'repeated', 'unsettled']).toContain(kind);
      expect(made).toHaveLength(kind === 'unsettled' ? 0 : 1);
      const [request] = (await load(reference)).refundRequests ?? [];
      expect(request?.state).toBe(kind === 'unsettled' ? 'unknown' : 'done');
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
      const run = await killed((all) => sweep(all), dieAt, death);
      await sweep(everything());
      expect(await load(reference)).toMatchObject({ status: 'paid' });
      return run;
    });
  });
});
