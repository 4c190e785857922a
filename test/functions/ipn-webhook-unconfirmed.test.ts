import type { Order } from '#shared/payments/order.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import type { NoticeChanges } from '#tools/simulator/notice.ts';
import { openWorld } from './support/world.ts';

const world = openWorld();
const ACKNOWLEDGED = { kind: 'acknowledged' };

const firstOrder = async () => (await world.stored()).orders[0] as Order;
/** A notice to a deployment that cannot ask Pockyt. */
async function tell(notice: NoticeChanges = {}) {
  const before = world.calls.length;
  expect(await world.tell(notice, { confirms: false })).toEqual(ACKNOWLEDGED);
  expect(world.calls).toHaveLength(before);
  return world.stored();
}

describe('where Pockyt is not asked, a notice stands for its answer', () => {
  beforeEach(async () => {
    await world.create({}, { checkDelays: [3600] });
    world.logged.length = 0;
    world.pass(10_000);
  });

  it('when it agrees with the order in number, reference, amount and currency', async () => {
    const { transactionNo } = world.order();
    expect(await tell({ status: 'success' })).toMatchObject({
      status: 'paid',
      paidAt: world.at(0),
      orders: [{ state: 'paid', held: true, transactionNo }],
    });
    expect(await firstOrder()).not.toHaveProperty('claims');
    expect(world.loggedEvents()).toEqual(['ipn.applied']);
  });

  it.each(['10', '13.000', '1.3E1'])('and an amount of %s is compared as money', async (amount) => {
    const isSame = amount !== '10';
    expect((await tell({ status: 'success', amount })).status).toBe(isSame ? 'paid' : 'pending');
  });

  it.each(['failed', 'closed'])('when it says that the order is %s', async (status) => {
    expect(await tell({ status })).toMatchObject({ status, orders: [{ state: status }] });
  });

  it('when it says that the money was taken back', async () => {
    await tell({ status: 'success' });
    world.pass(MINUTE);
    expect(await tell({ status: 'reversed' })).toMatchObject({ status: 'reversed' });
  });

  it('and of an older one that comes later nothing comes', async () => {
    await tell({ status: 'success' });
    world.pass(MINUTE);
    expect(await tell({ status: 'init' })).toMatchObject({ status: 'paid' });
    expect(world.loggedEvents().at(-1)).toBe('ipn.duplicate');
  });

  it('when it comes a second after another, since there is nothing to wait for', async () => {
    await tell({ status: 'success' });
    world.pass(1000);
    expect(await tell({ status: 'reversed' })).toMatchObject({ status: 'reversed' });
  });
});

describe('where Pockyt is not asked, a notice pays nothing', () => {
  beforeEach(async () => {
    await world.create({}, { checkDelays: [3600] });
    world.logged.length = 0;
    world.pass(10_000);
  });

  it.each<[string, NoticeChanges]>([
    ['of another amount', { amount: '1.00' }],
    ['of an amount that is none', { amount: 'ten' }],
    ['of another currency', { currency: 'USD' }],
    ['of another number', { transactionNo: 'T-2' }],
    ['without an amount', { fields: { amount: undefined } }],
    ['without a currency', { fields: { currency: undefined } }],
    ['of a word that nobody published', { status: 'odd' }],
    ['of a refund', { fields: { refundReference: 'refund-1', refundAmount: '13.00' } }],
  ])('%s, which is kept and acknowledged', async (_, notice) => {
    const { status, orders, history } = await tell({ status: 'success', ...notice });
    expect(status).toBe('pending');
    expect(orders).toMatchObject([{ state: 'open' }]);
    expect(orders).toHaveLength(1);
    expect(history).toContainEqual(expect.objectContaining({ source: 'notice', event: 'claim' }));
    expect(world.events()).toHaveLength(1);
  });

  it.each<[string, NoticeChanges, string]>([
    ['amount', { amount: '1.00' }, 'amount-mismatch'],
    ['currency', { currency: 'USD' }, 'currency-mismatch'],
    ['number', { transactionNo: 'T-2' }, 'transaction-mismatch'],
  ])('and one of another %s is reported', async (_, notice, reason) => {
    await tell({ status: 'success', ...notice });
    expect(world.logged).toContainEqual(['ipn.mismatch', expect.objectContaining({ reason })]);
  });
});

describe('where Pockyt is not asked, a notice about an order without a number', () => {
  const lose = async () => {
    world.simulator.faults.next('secure-pay', { kind: 'cut', accept: 'now' });
    await world.create();
    world.pass(MINUTE);
  };

  it('tells the number of one whose call was lost', async () => {
    await lose();
    const { transactionNo } = world.order();
    expect(await tell({ status: 'success' })).toMatchObject({
      status: 'paid',
      orders: [{ state: 'paid', transactionNo }],
    });
  });

  it('of another amount tells nothing', async () => {
    await lose();
    const { status, orders } = await tell({ status: 'success', amount: '1.00' });
    expect([status, orders.length]).toEqual(['unknown', 1]);
    expect(orders[0]).not.toHaveProperty('transactionNo');
  });

  it('is not taken for one that Pockyt refused', async () => {
    world.simulator.faults.next('secure-pay', { kind: 'refuse', code: '000023' });
    await world.create();
    const transactionNo = await world.madeElsewhere();
    expect(await tell({ transactionNo, status: 'success' })).toMatchObject({
      status: 'rejected',
      orders: [{ state: 'refused', claims: [{ transactionNo }] }],
    });
  });

  it('tells the number of one whose owner did not come back within its lease', async () => {
    world.afterCall = () => {
      throw new Error('dead');
    };
    await expect(world.create()).rejects.toThrow('dead');
    world.pass(MINUTE);
    const { transactionNo } = world.order();
    expect(await tell({ status: 'success' })).toMatchObject({
      status: 'paid',
      orders: [{ state: 'paid', transactionNo }],
    });
  });

  it('in flight is not acknowledged, and stands for the answer when Pockyt repeats it', async () => {
    world.afterCall = async ({ endpoint }) => {
      if (endpoint !== 'secure-pay') return;
      world.afterCall = () => {};
      expect(await world.tell({ status: 'success' }, { confirms: false })).toEqual({ kind: 'busy' });
    };
    expect(await world.create()).toMatchObject({ kind: 'created', payment: { status: 'pending' } });
    world.pass(MINUTE);
    expect(await tell({ status: 'success' })).toMatchObject({ status: 'paid' });
  });
});
