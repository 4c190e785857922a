import type { CreateResult } from '#functions/create-link/create-link.ts';
import type { Order } from '#shared/payments/order.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import { lost, openWorld } from './support/world.ts';

const world = openWorld();
const ACKNOWLEDGED = { kind: 'acknowledged' };

const firstOrder = async () => (await world.stored()).orders[0] as Order;
const refundNotice = (refundReference: string, refundAmount: string) => ({
  fields: { refundReference, refundAmount, status: 'success' },
});

describe('a notice about an order in flight', () => {
  /** Sends a notice while the call for the order is under way. */
  function tellInFlight(notice: object = {}) {
    world.afterCall = async ({ endpoint }) => {
      if (endpoint !== 'secure-pay') return;
      world.afterCall = () => {};
      world.becomes('success');
      expect(await world.tell(notice)).toEqual(ACKNOWLEDGED);
      expect(await world.stored()).toMatchObject({ status: 'creating', orders: [{ claims: [{}] }] });
      expect(world.asked('tran-query')).toEqual([]);
    };
  }

  it('waits for its end, when it is asked about by the next sweep', async () => {
    tellInFlight();
    expect(await world.create()).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
    expect(await world.stored()).toMatchObject({ isUrgent: true, dueAt: world.at(0) });
    await world.sweep();
    expect(await world.stored()).toMatchObject({ status: 'paid' });
    expect(await firstOrder()).not.toHaveProperty('claims');
  });

  it('waits for the end of the lease when its owner does not come back, and is asked about then', async () => {
    tellInFlight();
    const answered = world.afterCall;
    world.afterCall = async (call) => {
      await answered(call);
      throw new Error('dead');
    };
    await expect(world.create()).rejects.toThrow('dead');
    world.afterCall = () => {};
    await world.sweep(MINUTE - 1);
    expect(world.asked('tran-query')).toEqual([]);
    await world.sweep(1);
    expect(await world.stored()).toMatchObject({ status: 'paid' });
  });

  it('about another number does not become the number of the order', async () => {
    tellInFlight({ transactionNo: 'T-forged' });
    const result = (await world.create()) as Extract<CreateResult, { kind: 'created' }>;
    expect(result.payment.orders).toMatchObject([{ transactionNo: world.order().transactionNo }]);
    await world.sweep();
    expect(await world.stored()).toMatchObject({ status: 'pending' });
  });
});

it('a notice about an order that is sent anew while Pockyt is asked waits like one in flight', async () => {
  world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000000', message: 'verifySign' });
  await world.create();
  const transactionNo = await world.madeElsewhere();
  world.simulator.repeatedReference = 'second-order';
  world.beforeCall = async ({ endpoint }) => {
    if (endpoint !== 'tran-query') return;
    world.beforeCall = () => {};
    // Its owner sends it, and is not told yet what came of it.
    world.afterCall = () => {
      throw new Error('dead');
    };
    await expect(world.create()).rejects.toThrow('dead');
    world.afterCall = () => {};
  };
  expect(await world.tell({ transactionNo, status: 'success' })).toEqual(ACKNOWLEDGED);
  expect(world.sent()).toEqual([world.reference, world.reference]);
  expect(await world.stored()).toMatchObject({
    status: 'creating',
    orders: [{ state: 'sending', claims: [{ transactionNo }] }],
  });
});

describe('a notice about a further order', () => {
  beforeEach(async () => {
    world.simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    await world.create();
    await world.create();
    expect(world.sent()).toEqual([world.reference, `${world.reference}--2`]);
    world.pass(MINUTE);
  });
  /** What an order's notices say that a test gives a status. */
  const about = (number: number, status: string) => {
    world.becomes(status, number);
    const { reference, transactionNo } = world.order(number);
    return world.tell({ reference, transactionNo, status });
  };

  it('makes the payment paid', async () => {
    expect(await about(2, 'success')).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({
      status: 'paid',
      orders: [{ state: 'closed' }, { state: 'paid', transactionNo: world.order(2).transactionNo }],
    });
  });

  it('leaves the payment paid, and tells nobody anything, when the order that it replaced is taken back', async () => {
    await about(2, 'success');
    world.pass(MINUTE);
    expect(await about(1, 'reversed')).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({
      status: 'paid',
      orders: [{ state: 'reversed' }, { state: 'paid' }],
    });
    expect(world.events().filter(({ eventFrom }) => eventFrom === 'paid')).toEqual([]);
  });

  it('is asked about in the store of that order', async () => {
    const payment = await world.stored();
    const orders = payment.orders.map((order, index) => ({
      ...order,
      storeNo: index === 0 ? '300099' : '300014',
    }));
    await world.store.replace({ ...payment, orders });
    world.calls.length = 0;
    await about(1, 'reversed');
    await about(2, 'success');
    expect(world.asked('tran-query').map(({ storeNo }) => storeNo)).toEqual(['300099', '300014']);
  });
});

describe('a notice about a number that none of our orders has', () => {
  /** A notice about an order that Pockyt has under our reference and that we did not make. */
  async function tellOfAnother(change: object = {}, status = 'success') {
    const transactionNo = await world.madeElsewhere(change as Record<string, string>);
    world.becomes(status);
    return { transactionNo, receipt: await world.tell({ transactionNo }) };
  }

  beforeEach(async () => {
    await world.made();
    world.pass(10_000);
    world.logged.length = 0;
  });

  it('is asked about by that number, and adds an order that was found where Pockyt says that it is paid', async () => {
    const { transactionNo, receipt } = await tellOfAnother();
    expect(receipt).toEqual(ACKNOWLEDGED);
    expect(world.asked('tran-query')).toMatchObject([{ transactionNo }]);
    expect(await world.stored()).toMatchObject({
      status: 'paid',
      orders: [{ state: 'open' }, { state: 'paid', found: true, held: true, transactionNo }],
    });
    expect(world.logged).toContainEqual([
      'payment.found',
      expect.objectContaining({ reference: world.reference, transactionNo }),
    ]);
  });

  it.each([
    ['amount', { amount: '99.00' }],
    ['currency', { currency: 'USD' }],
  ])('is shown and alarms where it has another %s, and does not make the payment paid', async (_, change) => {
    const { transactionNo } = await tellOfAnother(change);
    expect(await world.stored()).toMatchObject({
      status: 'pending',
      orders: [{ state: 'open' }, { state: 'paid', found: true, transactionNo, ...change }],
    });
    expect(world.loggedEvents()).toContain('payment.found');
    const transitions = world.events().filter(({ eventType }) => eventType === 'PaymentStatusChanged');
    expect(transitions).toHaveLength(1);
  });

  it.each(['init', 'pending', 'failed', 'closed', 'reversed'])(
    'adds nothing where Pockyt says that it is %s',
    async (status) => {
      await tellOfAnother({}, status);
      expect((await world.stored()).orders).toHaveLength(1);
      expect(await world.stored()).toMatchObject({ status: 'pending' });
    },
  );

  it('adds nothing where Pockyt has it under another reference', async () => {
    const transactionNo = await world.madeElsewhere({ reference: `${world.reference}-another` });
    world.simulator.setStatus(transactionNo, 'success');
    await world.tell({ transactionNo, status: 'success' });
    expect((await world.stored()).orders).toHaveLength(1);
    expect(world.loggedEvents()).toContain('payment.contradiction');
  });

  it('is followed up when Pockyt does not answer at once', async () => {
    world.beforeCall = lost;
    await tellOfAnother();
    expect(await world.stored()).toMatchObject({ status: 'pending', isUrgent: true });
    world.beforeCall = () => {};
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'paid', orders: [{}, { found: true }] });
  });
});

describe('a notice about a refund', () => {
  beforeEach(async () => {
    await world.paid();
    world.pass(MINUTE);
    world.logged.length = 0;
  });

  it('is asked about by the number of the order, and what Pockyt lists is kept', async () => {
    const { refundReference } = world.simulator.refundAtPortal(world.order().transactionNo, '3.00');
    expect(await world.tell(refundNotice(refundReference, '3.00'))).toEqual(ACKNOWLEDGED);
    expect(await world.stored()).toMatchObject({
      status: 'paid',
      orders: [{ refunds: [{ refundReference, refundAmount: '3.00' }] }],
    });
    expect(await firstOrder()).not.toHaveProperty('claims');
    expect(world.events().at(-1)).toMatchObject({ eventType: 'PaymentRefundChanged', eventRefunded: '3.00' });
  });

  it('of all the money makes the payment refunded', async () => {
    const { refundReference } = world.simulator.refundAtPortal(world.order().transactionNo);
    await world.tell(refundNotice(refundReference, '13.00'));
    expect(await world.stored()).toMatchObject({ status: 'refunded' });
  });

  it('is kept while Pockyt does not list it yet, on a paid payment too, and asked about within a minute', async () => {
    const { refundReference } = world.simulator.refundAtPortal(world.order().transactionNo, '3.00');
    world.simulator.faults.lag(world.order().transactionNo, 1);
    await world.tell(refundNotice(refundReference, '3.00'));
    expect(await world.stored()).toMatchObject({
      isUrgent: true,
      dueAt: world.at(MINUTE),
      orders: [{ claims: [{ refundReference, refundAmount: '3.00' }] }],
    });
    await world.sweep(MINUTE);
    expect(await world.stored()).toMatchObject({ orders: [{ refunds: [{ refundReference }] }] });
    expect(await firstOrder()).not.toHaveProperty('claims');
  });

  it('that is listed already is acknowledged, and nothing is asked', async () => {
    const { refundReference } = world.simulator.refundAtPortal(world.order().transactionNo, '3.00');
    await world.refresh();
    const calls = world.calls.length;
    expect(await world.tell(refundNotice(refundReference, '3.00'))).toEqual(ACKNOWLEDGED);
    expect(world.calls).toHaveLength(calls);
    expect(world.loggedEvents()).toContain('ipn.duplicate');
  });

  it('does not pay a payment that is not paid', async () => {
    world.becomes('init');
    await world.tell(refundNotice('refund-1', '3.00'));
    expect((await firstOrder()).refunds).toBeUndefined();
  });
});

it('a notice that the order was taken back is followed up on a paid payment until Pockyt says so', async () => {
  await world.paid();
  world.pass(MINUTE);
  world.becomes('reversed');
  world.simulator.faults.lag(world.order().transactionNo, 3);
  await world.tell();
  for (const minutes of [1, 1]) {
    await world.sweep(minutes * MINUTE);
    expect(await world.stored()).toMatchObject({ status: 'paid', isUrgent: true });
  }
  await world.sweep(2 * MINUTE);
  expect(await world.stored()).toMatchObject({ status: 'reversed' });
});
