import { type Order, type OrderState, RANKS } from '#shared/payments/order.ts';
import { isGivenUp, STATUSES, type Status, statusOf } from '#shared/payments/status.ts';
import { IN_STATUS, orderOf } from '#tools/harness/payments.ts';

const { transactionNo: _, ...linked } = orderOf(IN_STATUS.pending);
const { link: __, ...unlinked } = linked;
const { request } = IN_STATUS.pending;

const order = (state: OrderState, change: Partial<Order> = {}): Order => ({ ...unlinked, state, ...change });
const withLink = (state: OrderState, change: Partial<Order> = {}): Order => ({ ...linked, state, ...change });
const status = (...orders: Order[]) => statusOf({ request, orders });

const held = { held: true } as const;
const foundOne = { found: true } as const;
const all = { refunds: [{ refundAmount: '13.00' }] };
const some = { refunds: [{ refundAmount: '12.99' }] };
/** Money of an order, but not of the payment's amount. */
const another = { amount: '14', ...held };

describe('the status of a payment', () => {
  describe('is paid where an order of its amount holds money', () => {
    it.each<[string, Order[]]>([
      ['the only one', [withLink('paid', held)]],
      ['after a part of it went back', [withLink('paid', { ...held, ...some })]],
      ['while a later order is being asked for', [withLink('paid', held), order('sending')]],
      ['while a later order can be paid', [withLink('paid', held), withLink('open')]],
      ['though another one was reversed', [withLink('reversed', held), withLink('paid', held)]],
      [
        'though the money of another one went back',
        [withLink('paid', { ...held, ...all }), order('paid', held)],
      ],
      ['also where it was found', [withLink('expired'), order('paid', { ...held, ...foundOne })]],
      ['also where it has no link', [order('paid', held)]],
      ['in another spelling', [withLink('paid', { ...held, amount: '13.000' })]],
    ])('%s', (_name, orders) => {
      expect(status(...orders)).toBe('paid');
      expect(status(...orders.toReversed())).toBe('paid');
    });
  });

  describe('is told by where the money went that is all gone', () => {
    it.each<[string, Status, Order[]]>([
      ['reversed', 'reversed', [withLink('reversed', held)]],
      ['refunded', 'refunded', [withLink('paid', { ...held, ...all })]],
      [
        'one reversed, one refunded',
        'reversed',
        [order('reversed', held), order('paid', { ...held, ...all })],
      ],
      ['while a later order can be paid', 'reversed', [withLink('reversed', held), withLink('open')]],
      [
        'refunded, while one is being asked for',
        'refunded',
        [order('paid', { ...held, ...all }), order('sending')],
      ],
      [
        'a refunded one, and one reversed that never held any',
        'refunded',
        [order('paid', { ...held, ...all }), order('reversed')],
      ],
    ])('%s: %s', (_name, expected, orders) => {
      expect(status(...orders)).toBe(expected);
      expect(status(...orders.toReversed())).toBe(expected);
    });
  });

  describe('without money is that of its only order', () => {
    it.each<[OrderState, Status, Status]>([
      ['sending', 'creating', 'creating'],
      ['unknown', 'unknown', 'unknown'],
      ['refused', 'rejected', 'rejected'],
      ['absent', 'rejected', 'rejected'],
      ['open', 'unknown', 'pending'],
      ['expired', 'rejected', 'expired'],
      ['failed', 'rejected', 'failed'],
      ['closed', 'rejected', 'closed'],
      // What went back or was taken back before anybody saw it leaves the reference free where nobody has the link.
      ['paid', 'rejected', 'closed'],
      ['reversed', 'rejected', 'closed'],
    ])('%s: %s without a link, %s with one', (state, without, withOne) => {
      const change = state === 'paid' ? all : {};
      expect([status(order(state, change)), status(withLink(state, change))]).toEqual([without, withOne]);
    });
  });

  describe('without money is that of the last own order that is in flight or has a link', () => {
    it.each<[string, Status, Order[]]>([
      ['the last one has the link', 'pending', [order('refused'), withLink('open')]],
      ['a later one was refused', 'expired', [withLink('expired'), order('refused')]],
      ['a later one is absent', 'closed', [withLink('closed'), order('absent')]],
      ['a later one is being asked for', 'creating', [withLink('closed'), order('sending')]],
      ['two have a link', 'failed', [withLink('closed'), withLink('failed')]],
      ['none has one', 'rejected', [order('closed'), order('absent')]],
      ['none has one and the last is open', 'unknown', [order('refused'), order('open')]],
    ])('%s: %s', (_name, expected, orders) => {
      expect(status(...orders)).toBe(expected);
    });

    it.each(['paid', 'reversed'] as const)('and never that of one that was found: %s', (state) => {
      const one = order(state, { ...foundOne, ...another });
      expect(status(withLink('open'), one)).toBe('pending');
      expect(status(order('refused'), one)).toBe('rejected');
    });
  });

  it('is never paid by money of another amount or another currency', () => {
    expect(status(withLink('expired'), order('paid', { ...another, ...foundOne }))).toBe('expired');
    expect(status(withLink('expired'), order('paid', { ...held, ...foundOne, currency: 'USD' }))).toBe(
      'expired',
    );
  });

  it('does not see money that was never seen held', () => {
    expect(status(withLink('paid', all), order('reversed'))).toBe('closed');
  });

  it('is one of those that are published', () => {
    const states = Object.keys(RANKS) as OrderState[];
    for (const state of states)
      for (const each of [order, withLink]) expect(STATUSES).toContain(status(each(state)));
  });
});

it.each(STATUSES)('whether money that comes then comes late: %s', (each) => {
  expect(isGivenUp(each)).toBe(['rejected', 'failed', 'closed', 'expired'].includes(each));
});
