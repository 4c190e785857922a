import type { Order } from '#shared/payments/order.ts';
import { MINUTE, SECOND } from '#tools/harness/clock.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const ACKNOWLEDGED = { kind: 'acknowledged' };

const firstOrder = async () => (await world.stored()).orders[0] as Order;
/** What the log says of a notice about the order, unless it says otherwise. */
const seen = (change: object = {}) => ({
  reference: world.reference,
  transactionNo: world.order().transactionNo,
  amount: '13.00',
  currency: 'PHP',
  credentials: 'current',
  ...change,
});
/** Of so many notices as there are changes, how many questions they led to. */
async function questionsOf(...notices: readonly object[]): Promise<number> {
  const before = world.asked('tran-query').length;
  for (const notice of notices) await world.tell(notice);
  return world.asked('tran-query').length - before;
}

beforeEach(async () => {
  // Its first check is far enough away to be no part of what happens here.
  await world.create({}, { checkDelays: [3600] });
  world.logged.length = 0;
  world.pass(MINUTE / 2);
});

describe('a genuine notice', () => {
  it('is asked about at once, and what it claims and what Pockyt says are one write', async () => {
    world.becomes('success');
    const before = await world.stored();
    world.beforeCall = async () => expect(await world.stored()).toEqual(before);
    expect(await world.tell()).toEqual(ACKNOWLEDGED);

    const { transactionNo } = world.order();
    expect(world.asked('tran-query')).toMatchObject([{ transactionNo, storeNo: '300014' }]);
    const after = await world.stored();
    expect(after).toMatchObject({ status: 'paid', paidAt: world.at(0), version: before.version + 1 });
    expect(after.history.slice(-2)).toMatchObject([
      { source: 'notice', event: 'claim', claim: { status: 'success' }, credentials: 'current' },
      { source: 'query', event: 'answer', trigger: 'notice', to: 'paid' },
    ]);
    expect(after.orders[0]).not.toHaveProperty('claims');
    expect(world.events().at(-1)).toMatchObject({ eventType: 'PaymentStatusChanged', eventFrom: 'pending' });
    expect(world.logged).toEqual([['ipn.applied', seen({ status: 'paid' })]]);
  });

  it('that comes again is acknowledged, and neither asked about nor written', async () => {
    world.becomes('success');
    await world.tell();
    const writes = world.store.writes.length;
    expect(await questionsOf({}, {}, {})).toBe(0);
    expect(world.store.writes).toHaveLength(writes);
    const { amount, currency, ...said } = seen({ status: 'success' });
    expect(world.logged.at(-1)).toEqual(['ipn.duplicate', said]);
  });

  it('is kept while Pockyt does not say so yet, and asked about again within a minute', async () => {
    world.becomes('success');
    world.simulator.faults.lag(world.order().transactionNo, 1);
    expect(await world.tell()).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({
      status: 'pending',
      dueAt: world.at(MINUTE),
      isUrgent: true,
      orders: [{ claims: [{ status: 'success', amount: '13.00', receivedAt: world.at(0) }] }],
    });
    expect(world.loggedEvents()).toEqual(['ipn.noted']);
    // A repeat of it changes nothing and postpones nothing.
    expect(await questionsOf({}, {})).toBe(0);
    expect(await world.stored()).toMatchObject({ dueAt: world.at(MINUTE) });
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
    expect(await firstOrder()).not.toHaveProperty('claims');
  });

  it('is kept with what it says besides, cut where it is too long, and its history tells no shopper', async () => {
    world.simulator.faults.next('tran-query', { kind: 'server-error' });
    const said = {
      vendorId: 'V-1',
      time: '20260501200000',
      vaultId: 'vault-canary',
      customerNo: 'customer-canary',
    };
    await world.tell({ status: 'success', fields: { ...said, completedAt: 'x'.repeat(65) } });
    const { orders, history } = await world.stored();
    expect(orders[0]?.claims).toMatchObject([{ ...said, completedAt: 'x'.repeat(64), cut: true }]);
    expect(JSON.stringify([history, world.logged])).not.toContain('canary');
  });

  it('is kept while Pockyt does not answer', async () => {
    world.becomes('success');
    world.beforeCall = lost;
    expect(await world.tell()).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({
      status: 'pending',
      dueAt: world.at(MINUTE),
      isUrgent: true,
    });
    expect(await firstOrder()).toMatchObject({ claims: [{ status: 'success' }] });
    world.beforeCall = () => {};
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
  });

  it('is kept when the answer comes too late to be true of now', async () => {
    world.becomes('success');
    world.afterCall = () => world.pass(30 * SECOND + 1);
    expect(await world.tell()).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({ status: 'pending', orders: [{ claims: [{}] }] });
  });

  it('is not acknowledged when it could not be stored', async () => {
    world.becomes('success');
    world.store.beforeWrite = () => Promise.reject(new Error('no database'));
    await expect(world.tell()).rejects.toThrow('no database');
    expect(await world.stored()).toMatchObject({ status: 'pending' });
  });

  it('that somebody else stores at the same moment is kept once', async () => {
    await Promise.all([world.tell({ status: 'success' }), world.tell({ status: 'success' })]);
    expect((await firstOrder()).claims).toHaveLength(1);
  });

  it('of money that comes after the payment was given up is said to be late', async () => {
    world.becomes('closed');
    await world.tell();
    expect(await world.stored()).toMatchObject({ status: 'closed' });
    world.pass(MINUTE);
    world.becomes('success');
    await world.tell();
    expect(await world.stored()).toMatchObject({ status: 'paid', paidAfterClose: true });
    expect(world.loggedEvents()).toContain('ipn.late_payment');
    world.logged.length = 0;
    world.pass(MINUTE);
    world.becomes('reversed');
    await world.tell();
    expect(world.loggedEvents()).toEqual(['ipn.applied']);
  });
});

describe('a notice changes nothing by itself', () => {
  it.each(['success', 'failed', 'closed', 'reversed'])(
    'when it says %s of an order of which Pockyt does not',
    async (status) => {
      expect(await world.tell({ status })).toEqual(ACKNOWLEDGED);
      const { status: after, orders } = await world.stored();
      expect(after).toBe('pending');
      expect(orders).toMatchObject([{ state: 'open', claims: [{ status }] }]);
      expect(world.events()).toHaveLength(1);
    },
  );

  it('when it says of an open order that it is open, and then nothing is kept or asked', async () => {
    expect(await questionsOf({ status: 'init' })).toBe(0);
    expect(await firstOrder()).not.toHaveProperty('claims');
  });

  it('when it says that money may be on its way, and then Pockyt is asked', async () => {
    expect(await questionsOf({ status: 'pending' })).toBe(1);
    expect(await firstOrder()).toMatchObject({ state: 'open', claims: [{ status: 'pending' }] });
  });

  it('when its word is one that nobody published', async () => {
    expect(await questionsOf({ status: 'odd' })).toBe(1);
    expect(await world.stored()).toMatchObject({
      status: 'pending',
      orders: [{ claims: [{ status: 'odd' }] }],
    });
  });

  it.each<[string, { amount?: string; currency?: string }]>([
    ['amount', { amount: '1.00' }],
    ['currency', { currency: 'USD' }],
  ])('when it tells of another %s, which is reported', async (what, change) => {
    expect(await world.tell({ status: 'success', ...change })).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({ status: 'pending' });
    expect(world.logged).toContainEqual(['ipn.mismatch', seen({ ...change, reason: `${what}-mismatch` })]);
  });

  it('and the truth is learnt from Pockyt even when the notice tells of other money', async () => {
    world.becomes('success');
    await world.tell({ amount: '1.00' });
    expect(await world.stored()).toMatchObject({ status: 'paid' });
  });

  it('when Pockyt, asked about the number, tells of other money', async () => {
    world.becomes('success');
    world.simulator.faults.always('tran-query', { kind: 'altered', result: { amount: '1.00' } });
    await world.tell();
    expect(await world.stored()).toMatchObject({ status: 'pending', orders: [{ claims: [{}] }] });
    expect(world.loggedEvents()).toContain('payment.contradiction');
  });
});

describe('how soon a notice is asked about', () => {
  it('is a minute later when the order was asked about less than 5 seconds ago', async () => {
    await world.refresh();
    world.pass(5 * SECOND - 1);
    expect(await questionsOf({ status: 'success' })).toBe(0);
    expect(await world.stored()).toMatchObject({ dueAt: world.at(MINUTE) });
  });

  it('is at once when the order was asked about 5 seconds ago', async () => {
    await world.refresh();
    world.pass(5 * SECOND);
    expect(await questionsOf({ status: 'success' })).toBe(1);
  });

  it('is a quarter of an hour later when three claims on the order came to nothing', async () => {
    const payment = await world.stored();
    const orders = payment.orders.map((order) => ({ ...order, checks: [], claimsFailed: 3 }));
    await world.store.replace({ ...payment, orders });
    expect(await questionsOf({ status: 'success' })).toBe(0);
    expect(await world.stored()).toMatchObject({ dueAt: world.at(15 * MINUTE) });
  });

  it('is not postponed by a notice that says more and comes while the first one waits', async () => {
    await world.tell({ status: 'failed' });
    const { dueAt } = await world.stored();
    expect(dueAt).toBe(world.at(MINUTE));
    world.pass(4 * SECOND);
    expect(await questionsOf({ status: 'success' })).toBe(0);
    expect((await firstOrder()).claims).toMatchObject([{ status: 'success' }]);
    expect(await world.stored()).toMatchObject({ dueAt });
  });
});

describe('an order has room', () => {
  const OTHERS = ['T-1', 'T-2', 'T-3'].map((transactionNo) => ({ transactionNo, status: 'success' }));
  const FOURTH = { transactionNo: 'T-4', status: 'success' };

  beforeEach(async () => {
    for (const notice of OTHERS) expect(await world.tell(notice)).toEqual(ACKNOWLEDGED);
  });

  it('for three claims on other numbers, and Pockyt is asked about each by that number', async () => {
    expect((await firstOrder()).claims).toMatchObject(OTHERS);
    expect(world.asked('tran-query').map(({ transactionNo }) => transactionNo)).toEqual([
      'T-1',
      'T-2',
      'T-3',
    ]);
    expect(world.logged).toContainEqual([
      'ipn.mismatch',
      seen({ transactionNo: 'T-1', reason: 'transaction-mismatch' }),
    ]);
  });

  it('and not for a fourth, which Pockyt must send again', async () => {
    const before = await world.stored();
    expect(await world.tell(FOURTH)).toEqual({ kind: 'busy' });
    expect(await world.stored()).toEqual(before);
    expect(world.asked('tran-query')).toHaveLength(3);
    expect(world.logged.at(-1)).toEqual(['ipn.no_room', seen({ transactionNo: 'T-4' })]);
  });

  it('for the one that is about its own number all the same', async () => {
    world.becomes('success');
    expect(await world.tell()).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
  });

  it('for what it has already', async () => {
    for (const notice of OTHERS) expect(await world.tell(notice)).toEqual(ACKNOWLEDGED);
    expect((await firstOrder()).claims).toHaveLength(3);
  });

  it('again once Pockyt was asked for the last time', async () => {
    for (const minutes of [1, 2, 4, 8, 15, 30]) await world.sweep(minutes * MINUTE);
    expect(await firstOrder()).not.toHaveProperty('claims');
    expect(await world.tell(FOURTH)).toEqual(ACKNOWLEDGED);
  });
});
