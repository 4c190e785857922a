import { createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { reconcile } from '#functions/reconcile/reconcile.ts';
import { answer } from '#functions/refund/answer.ts';
import { type Collaborators, type Outcome, REFUND_LEASE_MS, refund } from '#functions/refund/refund.ts';
import { readRefundRequest } from '#functions/refund/request.ts';
import type { Order } from '#local/simulator/orders.ts';
import { type Simulator, startSimulator } from '#local/simulator/simulator.ts';
import { paymentLink } from '#shared/http/payment-link.ts';
import type { Problem } from '#shared/http/problem.ts';
import type { LogFields } from '#shared/logging/log.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { MAX_REFUNDS } from '#shared/payments/refunds.ts';
import {
  createDueIndex,
  createPaymentRepository,
  createUnmatchedRepository,
} from '#shared/payments/repository.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { heldAfterFirstRead } from '#test/support/barrier.ts';
import { type Database, engines, startDatabase } from '#test/support/databases.ts';
import { CREDENTIALS } from '#test/support/functions.ts';

const MINUTE = 60_000;
const LIMITS = { time: 20_000, payments: 500, concurrency: 4 };

describe.each(engines())('a refund, with payments in %s', (engine) => {
  let database: Database;
  let simulator: Simulator;
  let collaborators: Collaborators;
  let millis = Date.parse('2026-05-01T12:00:00Z');
  let ids = 0;
  let count = 0;
  let forgotten = 0;
  let logged: [event: string, fields?: LogFields][];
  const now = () => new Date(millis);

  beforeAll(async () => {
    database = await startDatabase(engine);
    simulator = await startSimulator({ ...CREDENTIALS, now });
    simulator.holdNotices(true);
    const randomId = () => `id-${++ids}`;
    collaborators = {
      payments: createPaymentRepository({ dynamoDb: database.client, table: database.payments, randomId }),
      credentials: { get: async () => CREDENTIALS, forget: () => forgotten++ },
      pockyt: createPockytClient({ baseUrl: simulator.baseUrl, deadlineMs: 3_000 }),
      now,
      randomId,
      log: (event, fields) => logged.push([event, fields]),
    };
  });
  afterAll(() => Promise.all([database?.stop(), simulator?.stop()]));
  beforeEach(() => {
    millis += 30 * 24 * 60 * MINUTE;
    logged = [];
    forgotten = 0;
    simulator.faults.clear();
    simulator.repeatedReference = 'refuse';
  });

  const load = async (reference: string) => (await collaborators.payments.load(reference)) as Payment;
  const order = (reference: string) => simulator.orders.byReference(reference).at(-1) as Order;
  const refundsOf = (reference: string) => order(reference).refunds.map(({ amount }) => Number(amount) / 100);
  const calls = () => simulator.requests.filter(({ endpoint }) => endpoint === 'refund').length;

  /** A payment of 13.00, in whatever status the simulator is told. */
  async function link(): Promise<Payment> {
    const reference = `refund-${engine}-${++count}`;
    const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference };
    const defaults = { callbackUrl: 'https://shop.example/back', timeout: '120' };
    const input = { ...readLinkRequest(body, defaults), ipnUrl: `${simulator.baseUrl}/nowhere` };
    const credentials = { ...collaborators.credentials, others: async () => [] };
    await createLink(input, { ...collaborators, credentials, checkDelays: [60] });
    return load(reference);
  }
  async function paid(): Promise<Payment> {
    const { reference } = await link();
    await simulator.pay(order(reference).transactionNo);
    millis += MINUTE;
    await sweep();
    const payment = await load(reference);
    expect(payment.status).toBe('paid');
    return payment;
  }
  const sweep = () =>
    reconcile(LIMITS, {
      ...collaborators,
      dueIndex: createDueIndex({ dynamoDb: database.client, table: database.payments, index: 'DueIndex' }),
      unmatched: createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched }),
    });
  const ask = async (
    { reference }: Payment,
    refundReference: string,
    refundAmount: string,
    change: Partial<Collaborators> = {},
  ): Promise<Outcome> =>
    refund(await load(reference), { refundReference, refundAmount }, 'backend', {
      ...collaborators,
      ...change,
    });
  const problemOf = (outcome: Outcome): Problem => {
    try {
      answer(outcome, 'https://pay.example');
    } catch (error) {
      return error as Problem;
    }
    throw new Error('There is an answer, and no problem.');
  };

  it('in part and then in full is made at Pockyt, signed, to the last cent', async () => {
    const payment = await paid();
    const first = await ask(payment, 'one', '3.01');
    expect(first).toMatchObject({ kind: 'made', request: { state: 'done', refundAmount: '3.01' } });
    expect(JSON.parse(answer(first, 'https://pay.example').body)).toEqual({
      reference: payment.reference,
      refundReference: 'one',
      refundAmount: '3.01',
      currency: 'PHP',
      status: 'done',
      refundTransactionNo: order(payment.reference).refunds[0]?.refundTransactionNo,
      requestedAt: now().toISOString(),
      refundedAmount: '3.01',
      refundableAmount: '9.99',
      links: { payment: `https://pay.example/payment-links/${payment.reference}` },
    });
    expect(await ask(payment, 'two', '9.99')).toMatchObject({ kind: 'made' });
    expect(refundsOf(payment.reference)).toEqual([3.01, 9.99]);
    expect(await load(payment.reference)).toMatchObject({ status: 'paid' });
    expect(await load(payment.reference)).not.toHaveProperty('dueAt');
    expect(logged.map(([event]) => event)).toEqual([
      'link.created',
      'payment.moved',
      'reconcile.swept',
      'refund.made',
      'refund.made',
    ]);
  });

  it('is kept with its evidence, and shown with the payment', async () => {
    const payment = await paid();
    await ask(payment, 'one', '3');
    const { history } = await load(payment.reference);
    const said = { from: 'paid', to: 'paid', refund: { refundReference: 'one', refundAmount: '3' } };
    expect(history.slice(-2)).toMatchObject([
      { source: 'refund', event: 'refund-requested', ...said },
      { source: 'refund', event: 'refund-done', ...said },
    ]);
    expect(paymentLink(await load(payment.reference), '')).toMatchObject({
      refunds: [{ refundReference: 'one', refundAmount: '3', status: 'done', requestedBy: 'backend' }],
      refundedAmount: '3.00',
      refundableAmount: '10.00',
    });
  });

  it('asked for again answers the same and gives nothing back twice; with another amount it is refused', async () => {
    const payment = await paid();
    await ask(payment, 'one', '3');
    const before = calls();
    const again = await ask(payment, 'one', '3');
    expect(again).toMatchObject({ kind: 'repeated', request: { state: 'done' } });
    expect(answer(again, '').statusCode).toBe(200);
    const other = await ask(payment, 'one', '3.00');
    expect(problemOf(other)).toMatchObject({ type: 'reference-reused' });
    expect(calls()).toBe(before);
    expect(logged.at(-1)?.[0]).toBe('refund.conflict');
  });

  it('of more than is left is refused, with what is left', async () => {
    const payment = await paid();
    expect(problemOf(await ask(payment, 'one', '13.01'))).toMatchObject({
      type: 'refund-exceeds-payment',
      options: { members: { refundableAmount: '13.00' }, retryAfter: 60 },
    });
    await ask(payment, 'two', '10');
    expect(problemOf(await ask(payment, 'three', '3.01')).message).toContain('3.00 PHP');
    expect(refundsOf(payment.reference)).toEqual([10]);
  });

  it('counts what was refunded in the portal meanwhile', async () => {
    const payment = await paid();
    simulator.refundAtPortal(order(payment.reference).transactionNo, '10.00');
    expect(await ask(payment, 'one', '3.01')).toMatchObject({ kind: 'exceeds-the-payment' });
    expect(await ask(payment, 'one', '3')).toMatchObject({ kind: 'made' });
    expect(paymentLink(await load(payment.reference), '')).toMatchObject({
      refunds: [
        { refundReference: 'one', status: 'done' },
        { refundAmount: '10.00', status: 'done' },
      ],
      refundedAmount: '13.00',
      refundableAmount: '0.00',
    });
  });

  it('of what is not paid is refused, and nothing is sent', async () => {
    const pending = await link();
    const before = calls();
    expect(problemOf(await ask(pending, 'one', '1'))).toMatchObject({
      type: 'refund-not-possible',
      message: expect.stringContaining('the payment is pending'),
    });
    const payment = await paid();
    simulator.setStatus(order(payment.reference).transactionNo, 'reversed');
    expect(await ask(payment, 'one', '1')).toMatchObject({
      kind: 'not-paid',
      payment: { status: 'reversed' },
    });
    expect(calls()).toBe(before);
  });

  it('is not begun when Pockyt does not confirm the payment', async () => {
    const payment = await paid();
    simulator.faults.next('tran-query', { kind: 'server-error' });
    expect(problemOf(await ask(payment, 'one', '1'))).toMatchObject({ type: 'pockyt-outcome-unknown' });
    simulator.faults.next('tran-query', { kind: 'refuse', code: '000021' });
    expect(await ask(payment, 'one', '1')).toEqual({ kind: 'unconfirmed' });
    simulator.setStatus(order(payment.reference).transactionNo, 'pending');
    expect(await ask(payment, 'one', '1')).toEqual({ kind: 'unconfirmed' });
    expect((await load(payment.reference)).refundRequests).toBeUndefined();
    expect(refundsOf(payment.reference)).toEqual([]);
  });

  it('that Pockyt refuses sets its money and its name free', async () => {
    const payment = await paid();
    simulator.faults.next('refund', { kind: 'refuse', code: '000023' });
    expect(problemOf(await ask(payment, 'one', '13'))).toMatchObject({
      type: 'refused-by-pockyt',
      options: { members: { code: '000023' } },
    });
    expect((await load(payment.reference)).refundRequests).toMatchObject([
      { state: 'refused', failure: { code: '000023', reason: 'refused-by-pockyt' } },
    ]);
    expect(logged.at(-1)?.[0]).toBe('refund.refused');
    expect(await ask(payment, 'one', '12')).toMatchObject({ kind: 'made' });
    expect((await load(payment.reference)).refundRequests).toHaveLength(1);
    expect(refundsOf(payment.reference)).toEqual([12]);
  });

  it('signed with the wrong token is not made, and the credentials are read anew', async () => {
    const payment = await paid();
    simulator.faults.next('refund', { kind: 'refuse', code: '000000', message: 'data error : verifySign' });
    expect(problemOf(await ask(payment, 'one', '13'))).toMatchObject({ type: 'credentials-refused' });
    expect(forgotten).toBe(1);
    expect((await load(payment.reference)).refundRequests).toMatchObject([
      { state: 'refused', failure: { reason: 'credentials-refused' } },
    ]);
    expect(await ask(payment, 'one', '13')).toMatchObject({ kind: 'made' });
  });

  it('without credentials reserves nothing', async () => {
    const payment = await paid();
    const credentials = { get: () => Promise.reject(new Error('none')), forget: () => {} };
    await expect(ask(payment, 'one', '1', { credentials })).rejects.toThrow('none');
    expect((await load(payment.reference)).refundRequests).toBeUndefined();
  });

  describe('of which nobody knows what became', () => {
    it('is never sent again, keeps its money reserved, and is done as soon as Pockyt lists it', async () => {
      const payment = await paid();
      simulator.faults.next('refund', { kind: 'server-error', accept: 'now' });
      expect(problemOf(await ask(payment, 'one', '10'))).toMatchObject({ type: 'pockyt-outcome-unknown' });
      expect(logged.at(-1)).toMatchObject(['refund.unknown', { reason: 'server-error' }]);
      expect(await load(payment.reference)).toMatchObject({
        refundRequests: [{ state: 'unknown', failure: { reason: 'server-error' } }],
        dueAt: new Date(millis + MINUTE).toISOString(),
      });
      const before = calls();
      expect(await ask(payment, 'one', '10')).toMatchObject({ kind: 'repeated', request: { state: 'done' } });
      expect(logged.map(([event]) => event)).toContain('refund.found');
      expect(calls()).toBe(before);
      expect(await load(payment.reference)).not.toHaveProperty('dueAt');
      expect((await load(payment.reference)).refundRequests?.[0]).not.toHaveProperty('failure');
    });

    it('stays unknown while Pockyt lists nothing, which proves nothing, and is looked at ever more seldom', async () => {
      const payment = await paid();
      simulator.faults.next('refund', { kind: 'cut' });
      await ask(payment, 'one', '10');
      const before = calls();
      for (let day = 0; day < 3; day++) {
        millis += 24 * 60 * MINUTE;
        await sweep();
        expect(problemOf(await ask(payment, 'one', '10'))).toMatchObject({
          type: 'refund-outcome-unknown',
          options: { retryAfter: 60 },
        });
      }
      expect(await ask(payment, 'two', '3.01')).toMatchObject({ kind: 'exceeds-the-payment' });
      expect(calls()).toBe(before);
      const wait = Date.parse((await load(payment.reference)).dueAt as string) - millis;
      expect(wait).toBeGreaterThan(12 * 60 * MINUTE);
    });

    it('is found by reconciliation, without anybody asking', async () => {
      const payment = await paid();
      simulator.faults.next('refund', { kind: 'cut', at: 'midway', accept: 'now' });
      await ask(payment, 'one', '10');
      millis += MINUTE;
      await sweep();
      expect((await load(payment.reference)).refundRequests).toMatchObject([{ state: 'done' }]);
    });

    it('because Pockyt was too slow says so', async () => {
      const payment = await paid();
      simulator.faults.next('refund', { kind: 'hang' });
      expect(problemOf(await ask(payment, 'one', '10'))).toMatchObject({ type: 'pockyt-deadline' });
    });

    it('because whoever asked died is in flight for its lease, and then unknown', async () => {
      const payment = await paid();
      const dead = new Error('dead');
      const pockyt = {
        post: async (path: string, parameters: Readonly<Record<string, string>>, deadlineMs?: number) => {
          const result = await collaborators.pockyt.post(path, parameters, deadlineMs);
          if (path.endsWith('refund')) throw dead;
          return result;
        },
      };
      await expect(ask(payment, 'one', '10', { pockyt })).rejects.toBe(dead);
      expect(problemOf(await ask(payment, 'one', '10'))).toMatchObject({
        type: 'refund-in-flight',
        options: { retryAfter: 60 },
      });
      expect(await load(payment.reference)).toMatchObject({
        refundRequests: [{ state: 'reserved' }],
        dueAt: new Date(millis + REFUND_LEASE_MS).toISOString(),
      });
      millis += REFUND_LEASE_MS;
      simulator.faults.next('tran-query', { kind: 'server-error' });
      expect(await ask(payment, 'one', '10')).toEqual({ kind: 'unsettled' });
      millis += MINUTE;
      await sweep();
      expect((await load(payment.reference)).refundRequests).toMatchObject([{ state: 'done' }]);
    });

    it('because whoever asked died before Pockyt heard of it stays unknown for a person to look at', async () => {
      const payment = await paid();
      const pockyt = {
        post: (path: string, parameters: Readonly<Record<string, string>>, deadlineMs?: number) =>
          path.endsWith('refund')
            ? Promise.reject(new Error('dead'))
            : collaborators.pockyt.post(path, parameters, deadlineMs),
      };
      await expect(ask(payment, 'one', '10', { pockyt })).rejects.toThrow('dead');
      millis += REFUND_LEASE_MS;
      await sweep();
      expect((await load(payment.reference)).refundRequests).toMatchObject([
        { state: 'unknown', failure: { reason: 'abandoned' } },
      ]);
      expect(logged).toContainEqual([
        'refund.unknown',
        { reference: payment.reference, refundReference: 'one', reason: 'abandoned' },
      ]);
    });
  });

  it('that somebody else has found meanwhile is made, whatever our own answer was', async () => {
    const payment = await paid();
    const pockyt = {
      post: async (path: string, parameters: Readonly<Record<string, string>>, deadlineMs?: number) => {
        if (!path.endsWith('refund')) return collaborators.pockyt.post(path, parameters, deadlineMs);
        await collaborators.pockyt.post(path, parameters, deadlineMs);
        millis += REFUND_LEASE_MS;
        await sweep();
        return { status: 500, text: '' };
      },
    };
    expect(await ask(payment, 'one', '10', { pockyt })).toMatchObject({ kind: 'made' });
  });

  it('whose owner comes back after its time is left as it was found', async () => {
    const payment = await paid();
    const pockyt = {
      post: async (path: string, parameters: Readonly<Record<string, string>>, deadlineMs?: number) => {
        if (!path.endsWith('refund')) return collaborators.pockyt.post(path, parameters, deadlineMs);
        millis += REFUND_LEASE_MS;
        await sweep();
        return collaborators.pockyt.post(path, parameters, deadlineMs);
      },
    };
    expect(await ask(payment, 'one', '10', { pockyt })).toEqual({ kind: 'unsettled' });
    expect(await ask(payment, 'one', '10')).toMatchObject({ kind: 'repeated' });
  });

  it('of a payment that is taken back in the last moment is not begun', async () => {
    const payment = await paid();
    const { payments } = collaborators;
    const before = calls();
    const lastMoment = {
      ...payments,
      replace: async (next: Payment) => {
        if (next.refundRequests !== undefined) {
          await payments.replace({ ...(await load(payment.reference)), status: 'reversed' });
        }
        return payments.replace(next);
      },
    };
    expect(await ask(payment, 'one', '1', { payments: lastMoment })).toMatchObject({
      kind: 'not-paid',
      payment: { status: 'reversed' },
    });
    expect(calls()).toBe(before);
  });

  it('asked for twenty times at once is made once', async () => {
    const payment = await paid();
    const repository = heldAfterFirstRead(collaborators.payments, 20);
    const before = calls();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => ask(payment, 'one', '10', { payments: repository() })),
    );
    expect(calls() - before).toBe(1);
    expect(outcomes.filter(({ kind }) => kind === 'made')).toHaveLength(1);
    expect(refundsOf(payment.reference)).toEqual([10]);
  });

  it('of ten different ones at once gives back no more than was paid', async () => {
    const payment = await paid();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => ask(payment, `refund-${index}`, '4')),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
      ...Array.from({ length: 7 }, () => 'exceeds-the-payment'),
      ...Array.from({ length: 3 }, () => 'made'),
    ]);
    expect(refundsOf(payment.reference)).toEqual([4, 4, 4]);
  });

  it(`is asked for ${MAX_REFUNDS} times at most`, async () => {
    const payment = await paid();
    const entry = { at: now().toISOString(), source: 'refund', event: 'refund-requested' } as const;
    const lines = Array.from({ length: MAX_REFUNDS }, (_, index) => ({
      ...entry,
      from: 'paid' as const,
      to: 'paid' as const,
      refund: { refundReference: `refund-${index}`, refundAmount: '0.01' },
    }));
    await collaborators.payments.replace({ ...payment, history: [...payment.history, ...lines] });
    const problem = problemOf(await ask(payment, 'one-more', '1'));
    expect(problem).toMatchObject({ type: 'refund-not-possible' });
    expect(problem.message).toContain('100 refunds');
  });
});

describe('the body of a refund', () => {
  const read = (body: Record<string, unknown>, currency = 'PHP') => {
    try {
      return readRefundRequest(body, currency);
    } catch (error) {
      return (error as Problem).options.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`);
    }
  };

  it('is its name and its amount', () => {
    const body = { refundReference: 'one', refundAmount: '3.00' };
    expect(read(body)).toEqual(body);
    expect(read({ refundReference: 'one', refundAmount: '3' }, 'KRW')).toEqual({
      refundReference: 'one',
      refundAmount: '3',
    });
  });

  it('is refused with all that is wrong at once', () => {
    expect(read({})).toEqual([
      expect.stringMatching(/^#\/refundReference Is required\. Must be your name/),
      expect.stringMatching(/^#\/refundAmount Is required\. Must be a decimal string/),
    ]);
    expect(read({ refundReference: 'a b', refundAmount: '0', currency: 'PHP', 'odd/~': 1 })).toEqual([
      "#/currency Is the payment's own. Leave it out.",
      '#/odd~1~0 Is no field of a refund. Leave it out.',
      expect.stringMatching(/^#\/refundReference Must be your name/),
      expect.stringMatching(/^#\/refundAmount Must be a decimal string/),
    ]);
    expect(read({ refundReference: 'one', refundAmount: '3.00' }, 'IDR')).toEqual([
      '#/refundAmount Must be a whole number: IDR is paid without decimals.',
    ]);
  });
});
