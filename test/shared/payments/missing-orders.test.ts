import type { Payment } from '#shared/payments/payment.ts';
import { HOUR, MINUTE, SECOND } from '#tools/harness/clock.ts';
import { answered, found, givenAt, IN_STATUS, later, NO_ORDER, orderOf } from '#tools/harness/payments.ts';

const { pending, unknown } = IN_STATUS;
const AT = later(10 * MINUTE);
const stateOf = (payment: Payment) => payment.orders.map(({ state }) => state);

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

  it('is known since when it is missing, and why', () => {
    const since = later(FIRST).toISOString();
    expect(orderOf(once).absence).toEqual({ since, reason: 'never-arrived' });
    const again = givenAt(later(FIRST + 30 * SECOND), once, answered(NO_ORDER));
    expect(orderOf(again).absence).toEqual({ since, reason: 'never-arrived' });
    expect(again.history).toHaveLength(once.history.length);
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

  it('is not absent where the two answers have different reasons: each begins anew', () => {
    const missing = answered(NO_ORDER);
    for (const [one, two, reason] of [
      [other, missing, 'never-arrived'],
      [missing, other, 'reference-taken'],
    ] as const) {
      const first = givenAt(later(MINUTE), unknown, one);
      const second = givenAt(later(3 * MINUTE), first, two);
      expect(stateOf(second)).toEqual(['unknown']);
      expect(orderOf(second).absence).toEqual({ since: later(3 * MINUTE).toISOString(), reason });
      const third = givenAt(later(5 * MINUTE), second, two);
      expect(orderOf(third)).toMatchObject({ state: 'absent', failure: { reason } });
    }
  });

  it.each([{ amount: '6.00' }, { currency: 'USD' }])('may differ in no more than %j', (difference) => {
    const change = answered(found(difference))(unknown, AT);
    expect(change.discrepancy).toBe('reference-taken');
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

  it.each([
    ['void', 'reversed'],
    ['void', 'closed'],
    ['refund', 'success'],
  ])('has a reference taken by a find of which Pockyt makes a %s, %s', (transactionType, status) => {
    const key = { transactionNo: 'T-9' };
    const withFind = givenAt(later(MINUTE), unknown, answered(found(key), { key }));
    const gone = answered(found({ ...key, transactionType, status }));
    const twice = givenAt(later(3 * MINUTE), givenAt(later(2 * MINUTE), withFind, gone), gone);
    expect(stateOf(twice)).toEqual(['absent', 'paid']);
    expect(orderOf(twice)).toMatchObject({ failure: { reason: 'reference-taken' } });
  });
});
