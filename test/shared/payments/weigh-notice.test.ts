import { decide } from '#shared/payments/decide.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { Confirmation } from '#shared/payments/weigh-notice.ts';
import type { Notice } from '#shared/pockyt/notice.ts';
import type { Transaction } from '#shared/pockyt/tran-query.ts';
import { DEMAND, IN_STATUS, NOW, noticeOf } from '#test/support/payments.ts';

const { pending, paid, closed, unknown } = IN_STATUS;
const says = (change: Partial<Transaction> = {}): Confirmation => ({
  kind: 'answer',
  answer: {
    kind: 'found',
    transaction: {
      reference: 'R-1',
      transactionNo: 'T-1',
      amount: '13.00',
      currency: 'PHP',
      status: 'success',
      transactionType: 'payment',
      refunds: [],
      ...change,
    },
  },
});
const told = (payment: Payment, confirmation: Confirmation, change: Partial<Notice> = {}) =>
  decide(payment, { ...noticeOf(change), confirmation }, NOW);

describe('a notice that Pockyt was asked about', () => {
  it('is believed when Pockyt says the same, and how it was confirmed is kept', () => {
    const decision = told(pending, says());
    expect(decision).toMatchObject({ verdict: 'moved', payment: { status: 'paid' } });
    expect('payment' in decision && decision.payment.history.at(-1)).toMatchObject({ confirmed: 'query' });
    expect(told(pending, says({ status: 'closed' }), { status: 'closed' })).toMatchObject({
      verdict: 'moved',
      payment: { status: 'closed' },
    });
  });

  it.each<[string, Confirmation, Partial<Notice>]>([
    ['Pockyt did not answer', { kind: 'none' }, {}],
    ['Pockyt knows no such order', { kind: 'answer', answer: { kind: 'unknown-order' } }, {}],
    ['Pockyt has not decided', says({ status: 'pending' }), {}],
    ['Pockyt says a word that nobody published', says({ status: 'odd' }), {}],
    ['Pockyt says that it is paid, and the notice that it failed', says(), { status: 'failed' }],
  ])('waits while %s, and the payment is due at once', (_, confirmation, change) => {
    const decision = told(pending, confirmation, change);
    expect(decision).toMatchObject({
      verdict: 'noted',
      refusal: 'unconfirmed',
      payment: { status: 'pending', undecided: true, dueAt: NOW.toISOString() },
    });
    const { payment } = decision as { payment: Payment };
    expect(payment.history.at(-1)).not.toHaveProperty('confirmed');
    expect(told(payment, confirmation, change)).toEqual({ verdict: 'ignored', reason: 'duplicate' });
  });

  it('that waited is believed when it comes again and Pockyt has decided', () => {
    const { payment } = told(pending, { kind: 'none' }) as { payment: Payment };
    const decision = told(payment, says());
    expect(decision).toMatchObject({ verdict: 'moved', payment: { status: 'paid' } });
    expect((decision as { payment: Payment }).payment).not.toHaveProperty('undecided');
  });

  it.each<[string, Payment, Partial<Transaction>]>([
    ['another reference', pending, { reference: 'R-2' }],
    ['another amount', pending, { amount: '1.00' }],
    ['another currency', pending, { currency: 'USD' }],
    ['another number than we know', pending, { transactionNo: 'T-2' }],
    ['another number than the notice', unknown, { transactionNo: 'T-2' }],
    ['that it was given back after it was closed', closed, { transactionType: 'refund' }],
  ])('changes nothing when Pockyt tells of %s', (_, payment, change) => {
    const decision = told(payment, says(change));
    expect(decision).toMatchObject({
      verdict: 'noted',
      refusal: 'contradicted',
      payment: { status: payment.status },
    });
    expect((decision as { payment: Payment }).payment).not.toHaveProperty('undecided');
  });

  it('of an order that was given back is paid all the same, unless it was closed', () => {
    const given = says({ transactionType: 'refund' });
    expect(told(pending, given)).toMatchObject({ payment: { status: 'paid' } });
    const part = says({ refunds: [{ refundAmount: '5.00' }] });
    expect(told(closed, part)).toMatchObject({ payment: { status: 'paid', late: true } });
  });

  it('may tell the number of an order whose answer was lost', () => {
    expect(told(unknown, says())).toMatchObject({
      payment: { status: 'paid', attempts: [{ transactionNo: 'T-1' }] },
    });
  });
});

describe('a notice that changes nothing', () => {
  const second = { ...DEMAND.attempt, providerReference: 'R-1-2', state: 'open' as const };
  const two = { ...paid, attempts: [...paid.attempts, second] };
  const other = { reference: 'R-1-2', transactionNo: 'T-2' };

  it('since it says what is so, or no more than that the order exists, has no fault', () => {
    for (const [payment, status] of [
      [pending, 'pending'],
      [paid, 'init'],
      [closed, 'closed'],
    ] as const) {
      const decision = told(payment, { kind: 'none' }, { status, amount: '13' });
      expect(decision).toMatchObject({ verdict: 'noted' });
      expect(decision).not.toHaveProperty('refusal');
    }
  });

  it('since it comes too late says so, whichever order it is about', () => {
    expect(told(paid, { kind: 'off' }, { status: 'failed' })).toMatchObject({ refusal: 'not-a-move' });
    expect(told(two, { kind: 'off' }, { ...other, status: 'failed' })).toMatchObject({
      refusal: 'not-a-move',
    });
  });

  it.each(['creating', 'unknown', 'pending'] as const)(
    'since it is about an order that another has replaced leaves the payment %s',
    (status) => {
      const open = { ...two, status, history: pending.history };
      for (const word of ['closed', 'failed']) {
        expect(told(open, { kind: 'off' }, { status: word })).toMatchObject({
          verdict: 'noted',
          refusal: 'superseded',
          payment: { status },
        });
        expect(told(open, { kind: 'off' }, { ...other, status: word })).toMatchObject({
          verdict: 'moved',
          payment: { status: word },
        });
      }
      expect(told(open, { kind: 'off' })).toMatchObject({ verdict: 'moved', payment: { status: 'paid' } });
    },
  );

  it('since another order was paid is a second payment', () => {
    expect(told(two, { kind: 'off' }, other)).toMatchObject({ refusal: 'second-payment' });
    expect(told({ ...two, status: 'closed' }, { kind: 'off' }, other)).toMatchObject({ verdict: 'moved' });
  });
});
