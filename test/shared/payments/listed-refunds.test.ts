import { findRefund } from '#shared/payments/apply-refund.ts';
import { type Payment, refundableInAll, refundedInAll } from '#shared/payments/payment.ts';
import { MAX_REFUNDS, otherRefunds, withListed } from '#shared/payments/refunds.ts';
import type { Refund } from '#shared/pockyt/query.ts';
import { toAmount, toHundredths } from '#shared/runtime/money.ts';
import { MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  REFUND_DONE as DONE,
  found,
  given,
  givenAt,
  IN_STATUS,
  later,
  NOW,
  orderOf,
  REFUND_REFUSED as REFUSED,
  refundCame,
  reserved,
  REFUND_UNKNOWN as UNKNOWN,
} from '#tools/harness/payments.ts';

const { paid } = IN_STATUS;
const left = (payment: Payment) => toAmount(refundableInAll(payment));
const back = (payment: Payment) => toAmount(refundedInAll(payment));
const listing = (...refunds: Refund[]) => answered(found({ refunds }));
const stateOf = (payment: Payment, name = 'one') => findRefund(payment, name)?.request.state;
const nameless = (refundAmount: string | null): Refund => ({ refundAmount });

describe('a listed refund', () => {
  const unknown = given(paid, reserved('one', '3'), refundCame('one', UNKNOWN));
  const done = given(paid, reserved('one', '3'), refundCame('one', DONE));

  it.each<[string, Payment, Refund]>([
    ['with its name', unknown, { refundReference: 'one', refundAmount: '3.00' }],
    [
      'with its name and an amount that nobody can read',
      unknown,
      { refundReference: 'one', refundAmount: null },
    ],
    ['with its name and another amount', unknown, { refundReference: 'one', refundAmount: '2.95' }],
    ['with its number', done, { refundTransactionNo: 'RT-1', refundAmount: null }],
    ['with neither and its amount', unknown, nameless('3.000')],
    ['with neither and its amount, in another spelling', unknown, nameless('0.3E1')],
  ])('is ours %s, and then it has our amount', (_name, payment, refund) => {
    const seen = given(payment, listing(refund));
    expect([stateOf(seen), back(seen), left(seen)]).toEqual(['done', '3.00', '10.00']);
    expect(otherRefunds(orderOf(seen))).toEqual([]);
  });

  it.each<[string, Refund, string, string]>([
    ['with another name', { refundReference: 'two', refundAmount: '3.00' }, '3.00', '7.00'],
    ['with neither and another amount', nameless('4.00'), '4.00', '6.00'],
    ['that nobody can read, and may be all', nameless(null), '0.00', '0.00'],
  ])('is not ours %s', (_name, refund, told, rest) => {
    const seen = given(unknown, listing(refund));
    expect([stateOf(seen), back(seen), left(seen)]).toEqual(['unknown', told, rest]);
    expect(otherRefunds(orderOf(seen))).toEqual([refund]);
  });

  it('with another number than ours is not ours, though it has our amount', () => {
    const seen = given(done, listing({ refundTransactionNo: 'RT-2', refundAmount: '3.00' }));
    expect(left(seen)).toBe('7.00');
    expect(findRefund(seen, 'one')?.request.refundTransactionNo).toBe('RT-1');
  });

  it('without a name counts for one of ours', () => {
    const two = given(
      unknown,
      reserved('two', '3.00'),
      refundCame('two', UNKNOWN),
      listing(nameless('3.00')),
    );
    expect([stateOf(two, 'one'), stateOf(two, 'two')]).toEqual(['done', 'unknown']);
    expect([back(two), left(two)]).toEqual(['3.00', '7.00']);
    const both = given(two, listing(nameless('3.00'), nameless('3.00')));
    expect([stateOf(both, 'one'), stateOf(both, 'two'), back(both)]).toEqual(['done', 'done', '6.00']);
  });

  it('without a name counts first for one of ours that was made for certain', () => {
    const two = given(unknown, reserved('two', '3'), refundCame('two', { kind: 'done', refund: {} }));
    const seen = given(two, listing(nameless('3.00')));
    expect([stateOf(seen, 'one'), stateOf(seen, 'two')]).toEqual(['unknown', 'done']);
    expect([back(seen), left(seen)]).toEqual(['3.00', '7.00']);
  });

  it('without a name is not that of an unknown one while one of its amount is being made', () => {
    const waiting = given(unknown, reserved('two', '3'), listing(nameless('3.00')));
    expect([stateOf(waiting, 'one'), stateOf(waiting, 'two')]).toEqual(['unknown', 'reserved']);
    expect([back(waiting), left(waiting)]).toEqual(['3.00', '4.00']);
    const made = given(waiting, refundCame('two', { kind: 'done', refund: {} }), listing(nameless('3.00')));
    expect([stateOf(made, 'one'), stateOf(made, 'two')]).toEqual(['unknown', 'done']);
    expect([back(made), left(made)]).toEqual(['3.00', '7.00']);
    const other = given(unknown, reserved('two', '4'), listing(nameless('3.00')));
    expect([stateOf(other, 'one'), stateOf(other, 'two')]).toEqual(['done', 'reserved']);
  });

  it('that was there before ours was asked for is not ours, with a name or when it has lost it', () => {
    const portal = { refundReference: 'portal', refundAmount: '3.00' };
    const before = given(paid, listing(portal), reserved('one', '3'), refundCame('one', UNKNOWN));
    for (const still of [portal, nameless('3.00')]) {
      const seen = given(before, listing(still));
      expect([stateOf(seen), back(seen), left(seen)]).toEqual(['unknown', '3.00', '7.00']);
    }
    for (const both of [
      [portal, nameless('3.00')],
      [nameless('3.00'), nameless('3.00')],
    ]) {
      const seen = given(before, listing(...both));
      expect([stateOf(seen), back(seen), left(seen)]).toEqual(['done', '6.00', '7.00']);
    }
  });

  it('that was there before without a name, and has one now, is not ours either', () => {
    const before = given(paid, listing(nameless('3.00')), reserved('one', '3'), refundCame('one', UNKNOWN));
    const named = { refundReference: 'portal', refundAmount: '3.00' };
    expect(stateOf(given(before, listing(named)))).toBe('unknown');
    expect(stateOf(given(before, listing(named, nameless('3.00'))))).toBe('done');
  });

  it('without a name and with a number is ours where ours has none yet', () => {
    const numbered = { refundTransactionNo: 'RT-9', refundAmount: '3.00' };
    const seen = given(unknown, listing(numbered));
    expect(findRefund(seen, 'one')?.request).toMatchObject({ state: 'done', refundTransactionNo: 'RT-9' });
  });

  it('without a name that was there before ours was asked for is not ours', () => {
    const before = given(paid, listing(nameless('3.00')), reserved('one', '3'), refundCame('one', UNKNOWN));
    expect(left(before)).toBe('7.00');
    const still = given(before, listing(nameless('3.00')));
    expect([stateOf(still), left(still)]).toEqual(['unknown', '7.00']);
    const both = given(before, listing(nameless('3.00'), nameless('3.00')));
    expect([stateOf(both), back(both), left(both)]).toEqual(['done', '6.00', '7.00']);
  });

  it('without a name is not that of a refund that Pockyt refused or is asked for just now', () => {
    const refused = given(paid, reserved('one', '3'), refundCame('one', REFUSED), listing(nameless('3.00')));
    expect([stateOf(refused), back(refused), left(refused)]).toEqual(['refused', '3.00', '10.00']);
    const under = given(paid, reserved('one', '3'), listing(nameless('3.00')));
    expect([stateOf(under), left(under)]).toEqual(['reserved', '7.00']);
  });

  it('is not there yet where one of ours is done, and what is told is the larger', () => {
    const portal = given(done, listing({ refundReference: 'portal', refundAmount: '2.00' }));
    expect([back(portal), left(portal)]).toEqual(['3.00', '8.00']);
    const more = given(done, listing({ refundReference: 'portal', refundAmount: '4.00' }));
    expect([back(more), left(more)]).toEqual(['4.00', '6.00']);
  });

  it('is told for good, whatever a later list leaves out', () => {
    const refunded = given(paid, listing(nameless('5.00')));
    expect(orderOf(refunded)).toMatchObject({ refunded: '5.00', refundsAskedAt: NOW.toISOString() });
    for (const less of [listing(), listing(nameless('2.00')), listing(nameless(null))]) {
      const after = givenAt(later(MINUTE), refunded, less);
      expect(orderOf(after).refunded).toBe('5.00');
      expect(back(after)).toBe('5.00');
      expect(toHundredths(left(after))).toBeLessThanOrEqual(800n);
    }
  });

  it('is told in a list that is cut off to as many entries as the other orders leave', () => {
    const key = { transactionNo: 'T-9' };
    const list = (count: number) => Array.from({ length: count }, () => nameless('0.05'));
    const sixty = given(paid, listing(...list(60)));
    const find = answered(found({ ...key, refunds: list(50) }), { key });
    const both = given(sixty, find);
    const listed = both.orders.map(({ refunds = [] }) => refunds);
    expect(listed.map(({ length }) => length)).toEqual([60, MAX_REFUNDS - 60]);
    expect(listed[1]?.at(-1)).toEqual(nameless('0.55'));
    expect([back(both), left(both)]).toEqual(['5.50', '20.50']);
    const full = given(paid, listing(...list(MAX_REFUNDS)), find);
    expect(orderOf(full, 'R-1#T-9').refunds).toEqual([nameless('2.50')]);
  });

  it('gives its number to ours', () => {
    const numbered = given(
      unknown,
      listing({ refundReference: 'one', refundTransactionNo: 'RT-7', refundAmount: '3' }),
    );
    expect(findRefund(numbered, 'one')?.request.refundTransactionNo).toBe('RT-7');
    expect(findRefund(numbered, 'one')?.request).not.toHaveProperty('failure');
  });

  it('is kept with when it was asked for, and never less than was known', () => {
    const at = NOW.toISOString();
    const order = { amount: '13' };
    expect(withListed(order, [nameless('5')], at)).toEqual({
      ...order,
      refunds: [nameless('5')],
      refundsAskedAt: at,
      refunded: '5.00',
    });
    expect(withListed(order, [], at)).toEqual(order);
    expect(withListed({ ...order, refunded: '14.00' }, [], at)).toMatchObject({ refunded: '14.00' });
  });

  it('of more than was paid leaves nothing', () => {
    expect(left(given(paid, listing(nameless('14.00'))))).toBe('0.00');
  });
});
