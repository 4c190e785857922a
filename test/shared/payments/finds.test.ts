import { MAX_FINDS } from '#shared/payments/apply-answer.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { Transaction } from '#shared/pockyt/query.ts';
import { DAY, HOUR, MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  found,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  noticed,
  orderOf,
  type Step,
} from '#tools/harness/payments.ts';

const { pending, paid } = IN_STATUS;
const AT = later(10 * MINUTE);

/** Pockyt is asked by a number that no order of ours has, and answers about that one, or differs. */
function askedBy(transactionNo: string, difference: Partial<Transaction> = {}): Step {
  return answered(found({ transactionNo, ...difference }), { key: { transactionNo }, trigger: 'notice' });
}
const numbersOf = ({ orders }: Payment) => orders.map(({ transactionNo }) => transactionNo);

describe('a payment under our reference with a number that no order of ours has', () => {
  const { payment } = askedBy('T-9')(givenAt(AT, pending, noticed({ transactionNo: 'T-9' })), AT);
  const find = orderOf(payment, 'R-1#T-9');

  it('is added as an order that was found', () => {
    expect(find).toMatchObject({
      providerReference: 'R-1',
      transactionNo: 'T-9',
      amount: '13.00',
      currency: 'PHP',
      storeNo: '300014',
      state: 'paid',
      held: true,
      found: true,
    });
    expect(payment.history.at(-1)).toMatchObject({ event: 'found', order: 'R-1#T-9', to: 'paid' });
  });

  it('makes the payment paid with its amount', () => {
    expect(payment.status).toBe('paid');
  });

  it('leaves the order alone that was asked on behalf of', () => {
    const { claims: _, ...before } = orderOf(pending);
    const { claims: __, ...after } = orderOf(payment);
    expect(after).toEqual(before);
  });

  it('is asked about as a paid order is, by its own number', () => {
    expect(find.checks).toEqual([DAY, 7 * DAY].map((wait) => new Date(AT.getTime() + wait).toISOString()));
    const day = later(10 * MINUTE + DAY);
    const key = { transactionNo: 'T-9' };
    const seen = givenAt(day, payment, answered(found(key), { orderId: 'R-1#T-9' }));
    expect(orderOf(seen, 'R-1#T-9').checks).toEqual(find.checks.slice(1));
  });

  it('is reversed by an answer about it, whichever order was asked on behalf of', () => {
    const reversed = givenAt(AT, payment, askedBy('T-9', { status: 'reversed' }));
    expect(reversed.status).toBe('reversed');
    expect(orderOf(reversed).state).toBe('open');
  });

  it('is not found again', () => {
    expect(numbersOf(givenAt(AT, payment, askedBy('T-9'), askedBy('T-9')))).toEqual(['T-1', 'T-9']);
  });

  it('makes a payment that is paid already paid twice', () => {
    const twice = givenAt(AT, paid, askedBy('T-9'));
    expect(twice.orders.filter(({ held }) => held)).toHaveLength(2);
    expect(twice.status).toBe('paid');
  });

  it.each([{ amount: '99.00' }, { currency: 'USD' }])('never makes the payment paid with %j', (other) => {
    const shown = givenAt(AT, pending, askedBy('T-9', other));
    expect(shown.status).toBe('pending');
    expect(orderOf(shown, 'R-1#T-9')).toMatchObject({ state: 'paid', held: true, ...other });
  });

  it('is found with what has gone back of it', () => {
    const refunded = givenAt(AT, pending, askedBy('T-9', { refunds: [{ refundAmount: '13.00' }] }));
    expect(refunded.status).toBe('pending');
    expect(refunded.history.at(-1)).toMatchObject({ event: 'found', refunded: '13.00' });
  });

  it('is found under an order that was refused', () => {
    const both = givenAt(AT, IN_STATUS.rejected, askedBy('T-9'));
    expect(both).toMatchObject({ status: 'paid', paidAfterClose: true });
  });
});

describe('no order is found', () => {
  it.each(['init', 'pending', 'failed', 'closed', 'reversed', 'strange'])(
    'where Pockyt says %s',
    (status) => {
      expect(numbersOf(givenAt(AT, pending, askedBy('T-9', { status })))).toEqual(['T-1']);
    },
  );

  it('where Pockyt knows none', () => {
    const none = answered(NO_ORDER, { key: { transactionNo: 'T-9' } })(pending, AT);
    expect(none.payment.orders).toHaveLength(1);
  });

  it.each([
    ['transaction-mismatch', { transactionNo: 'T-8' }],
    ['reference-mismatch', { reference: 'R-10' }],
    ['not-a-payment', { transactionType: 'authorisation' }],
    ['not-a-payment', { transactionType: 'refund', status: 'failed' }],
    ['not-a-payment', { transactionType: 'void', status: 'init' }],
    ['amount-mismatch', { amount: '' }],
    ['amount-mismatch', { currency: '' }],
  ] as const)('where the answer is about something else, which it says: %s', (discrepancy, difference) => {
    const change = askedBy('T-9', difference)(pending, AT);
    expect(change).toMatchObject({ discrepancy, payment: { status: 'pending' } });
    expect(change.payment.orders).toHaveLength(1);
  });

  it('where nobody can read how much it is, which is shown', () => {
    const change = askedBy('T-9', { amount: 'much' })(pending, AT);
    expect(change.payment.status).toBe('pending');
    expect(change.payment.history.at(-1)).toMatchObject({ claim: { transactionNo: 'T-9', amount: 'much' } });
  });

  it(`beyond ${MAX_FINDS} of a payment, which it says`, () => {
    const numbers = Array.from({ length: MAX_FINDS }, (_, index) => `T-2${index}`);
    const full = givenAt(AT, pending, ...numbers.map((number) => askedBy(number)));
    const further = askedBy('T-9')(full, AT);
    expect(numbersOf(further.payment)).toEqual(['T-1', ...numbers]);
    expect(further.discrepancy).toBe('too-many-finds');
  });

  it('by the own reference of an order that has a number', () => {
    const other = answered(found({ transactionNo: 'T-9' }), { key: { reference: 'R-1' } });
    expect(other(pending, AT)).toEqual({ payment: pending, isChanged: false, reason: 'not-due' });
  });

  it.each(['refund', 'void'])(
    'by the number of a %s, and the order is asked about at once',
    (transactionType) => {
      for (const status of ['success', 'closed', 'reversed', 'strange']) {
        const { payment, discrepancy } = askedBy('T-9', { transactionType, status })(paid, AT);
        expect(discrepancy).toBeUndefined();
        expect(payment).toMatchObject({ status: 'paid', dueAt: AT.toISOString(), isUrgent: true });
        expect(payment.orders).toEqual([{ ...orderOf(paid), askAgainAt: AT.toISOString() }]);
      }
    },
  );
});

describe('an answer about another number', () => {
  const asked = (status: string) => askedBy('T-9', { status });

  it('does not advance the schedule of the order', () => {
    const { orders } = givenAt(AT, pending, asked('init'));
    expect(orders[0]?.checks).toEqual(pending.orders[0]?.checks);
    expect(orders[0]).not.toHaveProperty('askedAt');
  });

  it('does not let the order expire', () => {
    expect(givenAt(later(3 * HOUR), pending, asked('init')).status).toBe('pending');
    expect(givenAt(later(2 * DAY), pending, asked('init')).status).toBe('pending');
  });
});

describe('an answer to a question by reference about an order that has a number', () => {
  const byReference = (answer: typeof NO_ORDER) => answered(answer, { key: { reference: 'R-1' } });

  it.each([
    ['that knows none', NO_ORDER],
    ['about another number', found({ transactionNo: 'T-9', status: 'init' })],
  ])('%s does not advance its schedule and does not let it expire', (_name, answer) => {
    const { orders } = givenAt(later(2 * DAY), pending, byReference(answer));
    expect(orders[0]).toMatchObject({ state: 'open', checks: pending.orders[0]?.checks });
  });
});
