import type { QueryAnswer } from '#shared/pockyt/query.ts';
import { DAY, MINUTE, SECOND } from '#tools/harness/clock.ts';
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
} from '#tools/harness/payments.ts';

const { pending, unknown, paid } = IN_STATUS;
const AT = later(10 * MINUTE);

describe('an answer of Pockyt', () => {
  it('is applied 30 s after it was asked for', () => {
    const late = answered(found(), { askedAt: later(0) })(pending, later(30 * SECOND));
    expect(late.payment.status).toBe('paid');
  });

  it('counts as silence later than that', () => {
    const askedAt = later(MINUTE);
    const late = new Date(askedAt.getTime() + 30_001);
    const { payment, reason } = answered(found(), { askedAt })(pending, late);
    expect(payment).toMatchObject({ status: 'pending', dueAt: later(MINUTE + 90_001).toISOString() });
    expect(payment.orders[0]?.checks).toEqual(pending.orders[0]?.checks);
    expect(reason).toBe('silent');
  });

  it('counts as silence later than that also where nothing was due: then nothing is written', () => {
    const late = answered(found(), { askedAt: later(0) })(pending, later(30_001));
    expect(late).toEqual({ payment: pending, isChanged: false, reason: 'silent' });
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

  it.each([{ amount: '' }, { currency: '' }, { amount: '', currency: '' }])(
    'may leave out %j of an order whose number is known, and of no other',
    (left) => {
      expect(givenAt(AT, pending, answered(found(left))).status).toBe('paid');
      const change = answered(found(left))(unknown, AT);
      expect(change).toMatchObject({ discrepancy: 'amount-mismatch', payment: { status: 'unknown' } });
      expect(orderOf(change.payment)).not.toHaveProperty('transactionNo');
    },
  );
});

describe('an answer to a question by reference about an order that has got a number since', () => {
  const byReference = (change = {}) => answered(found(change), { key: { reference: 'R-1' } });

  it('is applied where it is about that number', () => {
    expect(givenAt(AT, pending, byReference()).status).toBe('paid');
    const seen = givenAt(AT, pending, byReference({ status: 'init' }));
    expect(orderOf(seen)).toMatchObject({ state: 'open', askedAt: AT.toISOString() });
  });

  it.each<[string, QueryAnswer]>([
    ['is about another number', found({ transactionNo: 'T-9' })],
    ['knows none', NO_ORDER],
  ])('is ignored where it %s', (_name, answer) => {
    const ignored = answered(answer, { key: { reference: 'R-1' } })(pending, later(2 * DAY));
    expect(ignored).toEqual({ payment: pending, isChanged: false, reason: 'not-due' });
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
