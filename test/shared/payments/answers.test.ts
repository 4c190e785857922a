import type { Payment } from '#shared/payments/payment.ts';
import { HOUR, MINUTE, SECOND } from '#test/support/clock.ts';
import {
  answered,
  CREATING,
  called,
  found,
  given,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  orderOf,
  UNKNOWN,
} from '#test/support/payments.ts';

const { pending, unknown, paid } = IN_STATUS;
const AT = later(10 * MINUTE);
const stateOf = (payment: Payment) => payment.orders.map(({ state }) => state);

describe('an answer of Pockyt', () => {
  it('is applied 30 s after it was asked for', () => {
    const late = answered(found(), { askedAt: later(0) })(pending, later(30 * SECOND));
    expect(late.payment.status).toBe('paid');
  });

  it('counts as silence later than that', () => {
    const askedAt = later(MINUTE);
    const { payment } = answered(found(), { askedAt })(pending, new Date(askedAt.getTime() + 30_001));
    expect(payment).toMatchObject({ status: 'pending', dueAt: later(MINUTE + 90_001).toISOString() });
    expect(payment.orders[0]?.checks).toEqual(pending.orders[0]?.checks);
  });

  it('is about no order that is not there any more', () => {
    const key = { transactionNo: 'T-1' };
    expect(answered(found(), { orderId: 'R-1--7', key })(pending, AT)).toEqual({
      payment: pending,
      isChanged: false,
      reason: 'not-due',
    });
  });

  it('adds no line of history where it says nothing new', () => {
    const again = answered(found({ status: 'init' }))(pending, later(MINUTE));
    expect(again).toMatchObject({
      isChanged: true,
      payment: { history: pending.history, status: 'pending' },
    });
    expect(orderOf(again.payment)).toMatchObject({ askedAt: later(MINUTE).toISOString() });
  });

  it('is kept in the history with what it was compared with', () => {
    const { history } = givenAt(AT, pending, answered(found({ amount: '6.00' }), { trigger: 'refresh' }));
    expect(history.at(-1)).toEqual({
      at: AT.toISOString(),
      source: 'query',
      event: 'answer',
      order: 'R-1',
      trigger: 'refresh',
      claim: { transactionNo: 'T-1', status: 'success', amount: '6.00', currency: 'PHP' },
      discrepancy: 'amount-mismatch',
      expected: { amount: '13', currency: 'PHP', transactionNo: 'T-1' },
      from: 'pending',
      to: 'pending',
    });
  });

  it('leaves the newest time at which an order was asked about', () => {
    const newer = givenAt(AT, pending, answered(found({ status: 'init' })));
    const older = givenAt(AT, newer, answered(found({ status: 'init' }), { askedAt: later(590 * SECOND) }));
    expect(orderOf(older).askedAt).toBe(AT.toISOString());
  });

  it.each(['', 'R-1'])('may leave the reference out: %j', (reference) => {
    expect(givenAt(AT, pending, answered(found({ reference }))).status).toBe('paid');
    expect(givenAt(AT, unknown, answered(found({ reference }))).status).toBe('paid');
  });

  it.each(['13', '13.0', '13.000', '1.3E1', '+13.00'])('may spell the amount as %s', (amount) => {
    expect(givenAt(AT, pending, answered(found({ amount }))).status).toBe('paid');
  });
});

describe('an answer that is not about the order', () => {
  it.each([
    ['transaction-mismatch', { transactionNo: 'T-9' }],
    ['reference-mismatch', { reference: 'R-1--2' }],
    ['amount-mismatch', { amount: '12.99' }],
    ['amount-mismatch', { amount: 'much' }],
    ['currency-mismatch', { currency: 'USD' }],
    ['not-a-payment', { transactionNo: 'T-9', transactionType: 'refund' }],
  ] as const)('changes nothing of it and says %s: %j', (discrepancy, difference) => {
    const change = answered(found(difference))(pending, AT);
    expect(change).toMatchObject({ isChanged: true, discrepancy, payment: { status: 'pending' } });
    const { askedAt: _, checks: __, ...rest } = orderOf(change.payment);
    const { checks: ___, ...before } = orderOf(pending);
    expect(rest).toEqual(before);
  });

  it('says so of a paid order, which keeps its money', () => {
    const change = answered(found({ amount: '6.00', status: 'reversed' }))(paid, AT);
    expect(change).toMatchObject({ discrepancy: 'amount-mismatch', payment: { status: 'paid' } });
  });

  it('says so of a word that nobody has published', () => {
    const change = answered(found({ status: 'strange' }))(pending, AT);
    expect(change).toMatchObject({ discrepancy: 'unknown-status-word', payment: { status: 'pending' } });
  });
});

describe('an order of which Pockyt knows none', () => {
  const FIRST = MINUTE;
  const once = givenAt(later(FIRST), unknown, answered(NO_ORDER));

  it('is not absent the first time', () => {
    expect(stateOf(once)).toEqual(['unknown']);
  });

  it('is absent the second time, 60 s later', () => {
    expect(stateOf(givenAt(later(FIRST + MINUTE - 1), once, answered(NO_ORDER)))).toEqual(['unknown']);
    const twice = givenAt(later(FIRST + MINUTE), once, answered(NO_ORDER));
    expect(twice).toMatchObject({ status: 'rejected' });
    expect(orderOf(twice)).toMatchObject({ state: 'absent', failure: { reason: 'never-arrived' } });
  });

  it('does not count the times at which our call could still arrive', () => {
    const early = givenAt(later(FIRST - 1), unknown, answered(NO_ORDER));
    expect(stateOf(givenAt(later(2 * FIRST), early, answered(NO_ORDER)))).toEqual(['unknown']);
  });

  it('is not absent by a second question that was asked before the first', () => {
    const before = answered(NO_ORDER, { askedAt: later(FIRST) });
    const swapped = givenAt(later(FIRST + 10 * SECOND), unknown, answered(NO_ORDER), before);
    expect(stateOf(swapped)).toEqual(['unknown']);
  });

  it('is not absent by questions about another number', () => {
    const asked = answered(NO_ORDER, { key: { transactionNo: 'T-9' } });
    const twice = givenAt(later(2 * HOUR), givenAt(later(HOUR), unknown, asked), asked);
    expect(stateOf(twice)).toEqual(['unknown']);
  });

  it('stays open where it was there before', () => {
    const twice = givenAt(
      later(HOUR),
      givenAt(later(MINUTE), pending, answered(NO_ORDER)),
      answered(NO_ORDER),
    );
    expect(stateOf(twice)).toEqual(['open']);
  });
});

describe('an order whose reference Pockyt gives to another transaction', () => {
  const other = answered(found({ amount: '99.00', transactionNo: 'T-9' }));
  const once = givenAt(later(MINUTE), unknown, other);

  it('is not absent the first time, and does not take its number', () => {
    expect(stateOf(once)).toEqual(['unknown']);
    expect(orderOf(once).transactionNo).toBeUndefined();
    expect(other(unknown, later(MINUTE)).discrepancy).toBe('reference-taken');
  });

  it('is absent the second time, 60 s later', () => {
    expect(stateOf(givenAt(later(2 * MINUTE - 1), once, other))).toEqual(['unknown']);
    const twice = givenAt(later(2 * MINUTE), once, other);
    expect(orderOf(twice)).toMatchObject({ state: 'absent', failure: { reason: 'reference-taken' } });
  });

  it('has a reference taken by a find too', () => {
    const key = { transactionNo: 'T-9' };
    const withFind = givenAt(later(MINUTE), unknown, answered(found(key), { key }));
    const twice = givenAt(
      later(3 * MINUTE),
      givenAt(later(2 * MINUTE), withFind, answered(found(key))),
      answered(found(key)),
    );
    expect(stateOf(twice)).toEqual(['absent', 'paid']);
    expect(twice.status).toBe('paid');
  });
});

describe('an answer about a transaction that is no payment', () => {
  it.each(['refund', 'void'])(
    'means paid and given back, of type %s with our own number',
    (transactionType) => {
      const closed = givenAt(AT, pending, answered(found({ transactionType })));
      expect(closed.status).toBe('closed');
      expect(orderOf(closed)).toMatchObject({ state: 'paid', refunds: [{ refundAmount: '13.00' }] });
      expect(orderOf(closed)).not.toHaveProperty('held');
      expect(givenAt(AT, paid, answered(found({ transactionType }))).status).toBe('refunded');
    },
  );

  it('is of no order where its number is not ours', () => {
    const change = answered(found({ transactionType: 'refund' }))(unknown, AT);
    expect(change).toMatchObject({ discrepancy: 'not-a-payment', payment: { status: 'unknown' } });
  });

  it.each(['init', 'success'])('is no word on an order where it is neither refund nor void: %s', (status) => {
    const change = answered(found({ transactionType: 'authorisation', status }))(pending, AT);
    expect(stateOf(change.payment)).toEqual(['open']);
  });
});

describe('the lease of a call that nobody ended', () => {
  it('leaves the order unknown, whoever is answered first', () => {
    const abandoned = givenAt(later(MINUTE), CREATING, answered(NO_ORDER));
    expect(abandoned).toMatchObject({ status: 'unknown' });
    expect(orderOf(abandoned)).toMatchObject({ state: 'unknown', failure: { reason: 'abandoned' } });
  });

  it('leaves it unknown where Pockyt is silent too, and says so in the history', () => {
    const silent = givenAt(later(MINUTE), CREATING, answered(null));
    expect(silent).toMatchObject({ status: 'unknown', dueAt: later(2 * MINUTE).toISOString() });
    expect(silent.history.at(-1)).toMatchObject({ event: 'lease-expired', reason: 'abandoned' });
  });

  it('is over when its owner told', () => {
    expect(given(CREATING, called(UNKNOWN), answered(found())).status).toBe('paid');
  });
});
