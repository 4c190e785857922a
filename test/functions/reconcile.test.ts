import { cancelLink } from '#functions/cancel-link/cancel-link.ts';
import { createLink } from '#functions/create-link/create-link.ts';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { getRefreshedLink } from '#functions/get-link/get-link.ts';
import { receiveNotice } from '#functions/ipn-webhook/receive-notice.ts';
import { type Collaborators, reconcile } from '#functions/reconcile/reconcile.ts';
import type { Order } from '#local/simulator/orders.ts';
import { type Simulator, startSimulator } from '#local/simulator/simulator.ts';
import type { LogFields } from '#shared/logging/log.ts';
import type { Payment } from '#shared/payments/payment.ts';
import {
  createDueIndex,
  createPaymentRepository,
  createUnmatchedRepository,
} from '#shared/payments/repository.ts';
import { createPockytClient } from '#shared/pockyt/client.ts';
import { type Database, engines, startDatabase } from '#test/support/databases.ts';
import { CREDENTIALS } from '#test/support/functions.ts';

const credentials = { get: async () => CREDENTIALS, forget: () => {}, others: async () => [] };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIMITS = { time: 20_000, payments: 500, concurrency: 4 };

describe.each(engines())('with no notice ever delivered, in %s', (engine) => {
  let database: Database;
  let simulator: Simulator;
  let collaborators: Collaborators;
  let millis: number;
  let ids = 0;
  let count = 0;
  let logged: [event: string, fields?: LogFields][];

  const now = () => new Date(millis);
  const randomId = () => `id-${++ids}`;

  beforeAll(async () => {
    database = await startDatabase(engine);
    simulator = await startSimulator({ ...CREDENTIALS, now });
    simulator.holdNotices(true);
    collaborators = {
      payments: createPaymentRepository({ dynamoDb: database.client, table: database.payments, randomId }),
      dueIndex: createDueIndex({ dynamoDb: database.client, table: database.payments, index: 'DueIndex' }),
      unmatched: createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched }),
      credentials,
      pockyt: createPockytClient({ baseUrl: simulator.baseUrl, deadlineMs: 3_000 }),
      now,
      log: (event, fields) => logged.push([event, fields]),
    };
  });
  afterAll(() => Promise.all([database?.stop(), simulator?.stop()]));
  beforeEach(() => {
    // A day of its own for each test, so that what another left due long ago is not due here first.
    millis = Date.parse('2026-05-01T12:00:00Z') + ++count * 30 * 24 * HOUR;
    logged = [];
    simulator.faults.clear();
  });

  const create = async (reference = `quiet-${engine}-${count}`) => {
    const body = { amount: '13', currency: 'PHP', vendor: 'alipay', reference };
    const defaults = { callbackUrl: 'https://shop.example/back', timeout: '120' };
    const input = { ...readLinkRequest(body, defaults), ipnUrl: `${simulator.baseUrl}/nowhere` };
    await createLink(input, { ...collaborators, credentials, randomId, checkDelays: [60, 300] });
    return (await collaborators.payments.load(reference)) as Payment;
  };
  const order = ({ reference }: Payment) => simulator.orders.byReference(reference).at(-1) as Order;
  const load = ({ reference }: Payment) => collaborators.payments.load(reference);
  const sweep = (after: number, limits = LIMITS) => {
    millis += after;
    return reconcile(limits, collaborators);
  };

  it('a notice that came before its payment was there is matched at the first check, and believed of Pockyt alone', async () => {
    const { unmatched } = collaborators;
    const reference = `quiet-${engine}-${count}`;
    const claim = { reference, status: 'success', amount: '13.00', currency: 'PHP' };
    const kept = {
      reference,
      receivedAt: now().toISOString(),
      expiresAt: 4_000_000_000,
      credentials: 'previous',
    };
    await unmatched.keep({
      ...kept,
      noticeId: 'one',
      parameters: { ...claim, transactionNo: 'T-elsewhere' },
    });
    await unmatched.keep({ ...kept, noticeId: 'two', parameters: { reference } });
    const payment = await create();
    await sweep(MINUTE);
    const { status, history } = (await load(payment)) as Payment;
    expect(status).toBe('pending');
    expect(history.slice(-2)).toMatchObject([
      { source: 'notice', credentials: 'previous', refusal: 'transaction-mismatch' },
      { source: 'query' },
    ]);
    expect((await unmatched.under(reference)).map(({ noticeId }) => noticeId)).toEqual(['two']);
    expect(logged.map(([event]) => event)).toContain('ipn.matched');
    await unmatched.keep({ ...kept, noticeId: 'three', parameters: { ...claim, transactionNo: 'T-other' } });
    await sweep(5 * MINUTE);
    expect(await unmatched.under(reference)).toHaveLength(2);
  });

  it('a paid link is found paid at its first check', async () => {
    const payment = await create();
    expect(payment.dueAt).toBe(new Date(millis + MINUTE).toISOString());
    await simulator.pay(order(payment).transactionNo);
    await sweep(MINUTE - 1);
    expect(await load(payment)).toMatchObject({ status: 'pending' });
    await sweep(1);
    expect(await load(payment)).toMatchObject({ status: 'paid' });
    expect(await load(payment)).not.toHaveProperty('dueAt');
    expect(logged).toContainEqual([
      'payment.moved',
      { reference: payment.reference, from: 'pending', status: 'paid' },
    ]);
  });

  it.each([
    ['fail', 'failed'],
    ['close', 'closed'],
    ['reverse', 'reversed'],
  ] as const)('an order that Pockyt was told to %s is found %s', async (act, status) => {
    const payment = await create();
    await simulator[act](order(payment).transactionNo);
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({ status });
  });

  it('a link that nobody pays expires once Pockyt says so after its time, and is then looked at no more often than planned', async () => {
    const payment = await create();
    const dues: (string | undefined)[] = [];
    for (const after of [MINUTE, 4 * MINUTE, 2 * HOUR - 5 * MINUTE]) {
      await sweep(after);
      const current = (await load(payment)) as Payment;
      expect(current.status).toBe('pending');
      dues.push(current.dueAt);
    }
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({ status: 'expired' });
    const expiry = Date.parse(payment.expiresAt) + MINUTE;
    expect((await load(payment))?.dueAt).toBe(new Date(expiry + 2 * HOUR).toISOString());
    await sweep(2 * HOUR);
    await sweep(22 * HOUR);
    expect(await load(payment)).not.toHaveProperty('dueAt');
    expect(dues).toEqual(
      [expiry - 121 * MINUTE + 5 * MINUTE, expiry, expiry].map((time) => new Date(time).toISOString()),
    );
  });

  it('money that comes after the expiry is found, and is late', async () => {
    const payment = await create();
    await sweep(2 * HOUR + MINUTE);
    expect(await load(payment)).toMatchObject({ status: 'expired' });
    simulator.setStatus(order(payment).transactionNo, 'success');
    await sweep(2 * HOUR);
    expect(await load(payment)).toMatchObject({ status: 'paid', late: true });
    expect(logged.map(([event]) => event)).toContain('payment.paid_late');
  });

  it('a payment of which Pockyt tells nothing is asked about again, is overdue meanwhile, and is found in the end', async () => {
    const payment = await create();
    simulator.faults.always('tran-query', { kind: 'server-error' });
    await sweep(MINUTE);
    const { overdueSince, checks } = (await load(payment)) as Payment;
    expect(overdueSince).toBe(payment.dueAt);
    expect(checks).toEqual(payment.checks);
    await sweep(MINUTE);
    expect(logged.filter(([event]) => event === 'pockyt.unanswered')).toHaveLength(2);
    simulator.faults.clear();
    const { oldestOverdueSeconds } = await sweep(MINUTE);
    expect(oldestOverdueSeconds).toBe(120);
    expect(await load(payment)).toMatchObject({ status: 'pending' });
    expect(await load(payment)).not.toHaveProperty('overdueSince');
  });

  it('an order that Pockyt knows nothing of after an unknown outcome is given up, and nothing is made', async () => {
    simulator.faults.next('secure-pay', { kind: 'server-error' });
    const payment = await create();
    expect(payment).toMatchObject({ status: 'unknown' });
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({
      status: 'unknown',
      attempts: [{ unknownSince: now().toISOString() }],
    });
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({ status: 'rejected', failure: { reason: 'never-arrived' } });
    expect(await load(payment)).not.toHaveProperty('dueAt');
    expect(simulator.orders.byReference(payment.reference)).toHaveLength(0);
  });

  it('an order whose link was lost is closed, and nothing payable is left', async () => {
    simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    const payment = await create();
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({ status: 'rejected', failure: { reason: 'link-lost' } });
    expect(order(payment).status).toBe('closed');
    expect(simulator.orders.byReference(payment.reference)).toHaveLength(1);
  });

  it('an order that was paid though its link was lost is paid', async () => {
    simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    const payment = await create();
    simulator.setStatus(order(payment).transactionNo, 'success');
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({
      status: 'paid',
      attempts: [{ transactionNo: order(payment).transactionNo }],
    });
  });

  it('a payment whose creator died is taken up once its lease has run out', async () => {
    const payment = await create();
    const { link, ...rest } = payment;
    const lock = { owner: 'dead', until: new Date(millis + MINUTE).toISOString() };
    await collaborators.payments.replace({ ...rest, status: 'creating', lock, dueAt: lock.until });
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({ status: 'rejected', failure: { reason: 'link-lost' } });
  });

  it('an answer that contradicts what we asked for changes nothing, and is reported', async () => {
    const payment = await create();
    await simulator.pay(order(payment).transactionNo);
    simulator.faults.next('tran-query', { kind: 'altered', result: { amount: '1.00' } });
    await sweep(MINUTE);
    expect(await load(payment)).toMatchObject({ status: 'pending' });
    expect(logged.map(([event]) => event)).toContain('payment.contradiction');
  });

  it('one broken payment keeps none of the others waiting', async () => {
    const broken = await create(`broken-${engine}`);
    const whole = await create(`whole-${engine}`);
    await simulator.pay(order(whole).transactionNo);
    const failing = {
      ...collaborators,
      payments: {
        ...collaborators.payments,
        load: (reference: string) =>
          reference === broken.reference
            ? Promise.reject(new Error('canary'))
            : collaborators.payments.load(reference),
      },
    };
    millis += MINUTE;
    expect(await reconcile({ ...LIMITS, concurrency: 1 }, failing)).toMatchObject({ failed: 1 });
    expect(await load(whole)).toMatchObject({ status: 'paid' });
    expect(logged).toContainEqual([
      'reconcile.failed',
      expect.objectContaining({ reference: broken.reference }),
    ]);
    await sweep(0);
    expect(await load(broken)).toMatchObject({ status: 'pending' });
  });

  it('a run stops at its limits, and the next goes on', async () => {
    const many = await Promise.all(
      Array.from({ length: 5 }, (_, index) => create(`many-${engine}-${index}`)),
    );
    expect(await sweep(MINUTE, { ...LIMITS, payments: 3 })).toMatchObject({ checked: 3 });
    expect(await sweep(0, { ...LIMITS, time: -1 })).toMatchObject({ checked: 0 });
    await sweep(0);
    for (const payment of many) expect((await load(payment))?.checks).toHaveLength(payment.checks.length - 1);
  });

  it('without credentials a run asks nothing and fails as a whole', async () => {
    const get = () => Promise.reject(new Error('no secret'));
    const locked = { ...collaborators, credentials: { ...credentials, get } };
    await expect(reconcile(LIMITS, locked)).rejects.toThrow('no secret');
    expect(logged).toEqual([]);
  });

  it('what the index says but the payment no longer does is left alone', async () => {
    const payment = await create();
    const stale = { ...collaborators, dueIndex: { due: async () => [payment.reference, 'gone'] } };
    const before = simulator.requests.length;
    await reconcile(LIMITS, stale);
    expect(simulator.requests).toHaveLength(before);
  });

  it('a caller may ask at once', async () => {
    const payment = await create();
    await simulator.pay(order(payment).transactionNo);
    expect(await getRefreshedLink(payment.reference, collaborators)).toMatchObject({ status: 'paid' });
    await expect(getRefreshedLink('nobody', collaborators)).rejects.toMatchObject({ type: 'link-not-found' });
  });

  describe('cancelling', () => {
    const cancel = ({ reference }: Payment, change: Partial<Collaborators> = {}) =>
      cancelLink(reference, { ...collaborators, ...change });

    it('closes an unpaid link at Pockyt, and does so once', async () => {
      const payment = await create();
      expect(await cancel(payment)).toMatchObject({ status: 'closed' });
      expect(order(payment).status).toBe('closed');
      const before = simulator.requests.length;
      expect(await cancel(payment)).toMatchObject({ status: 'closed' });
      expect(simulator.requests).toHaveLength(before);
    });

    it('asks immediately before, and leaves a paid link alone', async () => {
      const payment = await create();
      simulator.setStatus(order(payment).transactionNo, 'success');
      await expect(cancel(payment)).rejects.toMatchObject({
        type: 'link-not-cancellable',
        options: { members: { paymentStatus: 'paid' } },
      });
      expect(order(payment).refunds).toHaveLength(0);
      await expect(cancel(payment)).rejects.toMatchObject({ type: 'link-not-cancellable' });
    });

    it('tells the truth when the customer was faster: paid, and refunded by Pockyt', async () => {
      const payment = await create();
      const racing: Collaborators['pockyt'] = {
        post(path, parameters) {
          if (path.endsWith('/cancel')) simulator.setStatus(order(payment).transactionNo, 'success');
          return collaborators.pockyt.post(path, parameters);
        },
      };
      await expect(cancel(payment, { pockyt: racing })).rejects.toMatchObject({
        type: 'link-not-cancellable',
        message: expect.stringContaining('refunded'),
      });
      expect(await load(payment)).toMatchObject({ status: 'paid', refunds: [{ refundAmount: '13.00' }] });
    });

    it.each([
      ['before', [{ kind: 'server-error' }]],
      ['after', [undefined, { kind: 'server-error' }]],
    ] as const)(
      'that Pockyt does not answer %s changes nothing, and may be repeated',
      async (when, faults) => {
        const payment = await create();
        simulator.faults.next('tran-query', ...faults);
        await expect(cancel(payment)).rejects.toMatchObject({ type: 'pockyt-outcome-unknown' });
        expect(await load(payment)).toMatchObject({ status: 'pending' });
        if (when === 'after') expect(await load(payment)).toMatchObject({ dueAt: now().toISOString() });
        expect(await cancel(payment)).toMatchObject({ status: 'closed' });
      },
    );

    it('that Pockyt does not carry out is not said to be done', async () => {
      const payment = await create();
      simulator.faults.next('cancel', { kind: 'refuse', code: '000040' });
      await expect(cancel(payment)).rejects.toMatchObject({ type: 'pockyt-outcome-unknown' });
      expect(await load(payment)).toMatchObject({ status: 'pending' });
    });

    it('of nothing is refused', async () => {
      await expect(cancelLink('nobody', collaborators)).rejects.toMatchObject({ type: 'link-not-found' });
    });
  });

  describe('a notice, before it is believed', () => {
    const told = async (payment: Payment, change: object = {}, confirms = true) => {
      const { body, contentType } = simulator.buildNotice(order(payment), change);
      const unmatched = createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched });
      const receipt = await receiveNotice(
        { body, contentType, contentEncoding: undefined, isBase64Encoded: false },
        { ...collaborators, credentials, unmatched, confirms },
      );
      expect(receipt).toEqual({ kind: 'acknowledged' });
      return (await load(payment)) as Payment;
    };

    it.each(['success', 'failed', 'closed', 'reversed'])(
      'that says %s of an order of which Pockyt does not, moves nothing, and the payment is due at once',
      async (status) => {
        const payment = await create();
        const after = await told(payment, { status });
        expect(after).toMatchObject({ status: 'pending', undecided: true, dueAt: now().toISOString() });
        expect(after.history.at(-1)).toMatchObject({ refusal: 'unconfirmed', claim: { status } });
        expect(logged.map(([event]) => event)).toEqual(['link.created', 'ipn.unconfirmed']);
        await sweep(0);
        expect(await load(payment)).toMatchObject({ status: 'pending' });
      },
    );

    it('needs no question when it would change nothing', async () => {
      const payment = await create();
      simulator.setStatus(order(payment).transactionNo, 'success');
      await told(payment);
      const before = simulator.requests.length;
      await told(payment);
      await told(payment, { amount: '1.00' });
      await told(payment, { status: 'failed' });
      expect(simulator.requests).toHaveLength(before);
    });

    it('is confirmed by Pockyt', async () => {
      const payment = await create();
      simulator.setStatus(order(payment).transactionNo, 'success');
      const after = await told(payment);
      expect(after).toMatchObject({ status: 'paid' });
      expect(after.history.at(-1)).toMatchObject({ confirmed: 'query' });
    });

    it('is kept while Pockyt does not answer, and believed when it comes again and Pockyt does', async () => {
      const payment = await create();
      simulator.setStatus(order(payment).transactionNo, 'success');
      simulator.faults.next('tran-query', { kind: 'hang' }, { kind: 'hang' });
      const { version } = await told(payment);
      expect(await told(payment)).toMatchObject({ status: 'pending', version });
      expect(await told(payment)).toMatchObject({ status: 'paid' });
      expect(await load(payment)).not.toHaveProperty('undecided');
      const { version: believed } = (await load(payment)) as Payment;
      expect(await told(payment)).toMatchObject({ version: believed });
    });

    it('is kept while Pockyt does not know the order', async () => {
      const payment = await create();
      simulator.faults.next('tran-query', { kind: 'refuse', code: '000021' });
      expect(await told(payment, { status: 'success' })).toMatchObject({
        status: 'pending',
        undecided: true,
      });
    });

    it('is contradicted when Pockyt tells of other money', async () => {
      const payment = await create();
      simulator.setStatus(order(payment).transactionNo, 'success');
      simulator.faults.next('tran-query', { kind: 'altered', result: { amount: '1.00' } });
      const after = await told(payment);
      expect(after).toMatchObject({ status: 'pending' });
      expect(after.history.at(-1)).toMatchObject({ refusal: 'contradicted' });
    });

    it('is proved by a refund of the order, which only what was paid can have', async () => {
      const payment = await create();
      simulator.setStatus(order(payment).transactionNo, 'success');
      simulator.faults.next('tran-query', { kind: 'altered', result: { transactionType: 'refund' } });
      expect(await told(payment)).toMatchObject({ status: 'paid' });
    });

    it('is asked about by the reference while the number is not known, and must name the number that Pockyt names', async () => {
      simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
      const payment = await create();
      simulator.setStatus(order(payment).transactionNo, 'success');
      const forged = await told(payment, { fields: { transactionNo: '1' } });
      expect(forged).toMatchObject({ status: 'unknown' });
      expect(forged.history.at(-1)).toMatchObject({ refusal: 'contradicted' });
      expect(await told(payment)).toMatchObject({ status: 'paid' });
    });

    it('is believed at once where the deployment does not confirm, and the evidence says so', async () => {
      const payment = await create();
      const after = await told(payment, { status: 'success' }, false);
      expect(after).toMatchObject({ status: 'paid' });
      expect(after.history.at(-1)).toMatchObject({ confirmed: 'off' });
    });

    it('for a second attempt finds the payment by the reference that Pockyt has', async () => {
      simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
      const payment = await create();
      await create(payment.reference);
      const second = simulator.orders.byReference(`${payment.reference}-2`).at(-1) as Order;
      await simulator.pay(second.transactionNo);
      const paid = simulator.orders.byTransactionNo(second.transactionNo) as Order;
      const { body, contentType } = simulator.buildNotice(paid);
      const unmatched = createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched });
      await receiveNotice(
        { body, contentType, contentEncoding: undefined, isBase64Encoded: false },
        { ...collaborators, credentials, unmatched, confirms: true },
      );
      expect(await load(payment)).toMatchObject({
        status: 'paid',
        link: { transactionNo: second.transactionNo },
      });
    });
  });
});
