import { findRefund } from '#shared/payments/apply-refund.ts';
import { eventOf } from '#shared/payments/events.ts';
import { type Payment, refundableInAll, refundedInAll } from '#shared/payments/payment.ts';
import { resolveOrder, resolveRefund, withWord } from '#shared/payments/resolve.ts';
import type { QueryAnswer, Refund, Transaction } from '#shared/pockyt/query.ts';
import { toAmount } from '#shared/runtime/money.ts';
import { HOUR, MINUTE } from '#tools/harness/clock.ts';
import {
  answered,
  called,
  found,
  given,
  givenAt,
  IN_STATUS,
  later,
  NO_ORDER,
  noticed,
  orderOf,
  REFUND_DONE,
  REFUND_UNKNOWN,
  refundCame,
  repeated,
  reserved,
  type Step,
  UNKNOWN,
} from '#tools/harness/payments.ts';

const { unknown, pending, paid } = IN_STATUS;
const AT = later(HOUR);
const NOT_MADE = { outcome: 'not-made', seen: 'Nothing under the reference.', by: 'backend' } as const;
const MADE = { outcome: 'made', seen: 'Success, 13.00 PHP.', by: 'backend' } as const;

const said = (answer: QueryAnswer, transactionNo = 'T-1', at = AT) => ({
  transactionNo,
  answer,
  askedAt: at.toISOString(),
});
const notMade = (id = 'R-1'): Step => {
  return (payment, now) => resolveOrder(payment, id, NOT_MADE, undefined, now);
};
const made = (change: Partial<Transaction> = {}, transactionNo = 'T-1', id = 'R-1'): Step => {
  return (payment, now) =>
    resolveOrder(payment, id, MADE, said(found({ transactionNo, ...change }), transactionNo, now), now);
};

describe('an unknown order', () => {
  it('is absent by the word that it was not made, which stands in the history', () => {
    const resolved = givenAt(AT, unknown, notMade());
    expect(resolved).toMatchObject({ status: 'rejected', updatedAt: AT.toISOString() });
    expect(resolved).not.toHaveProperty('dueAt');
    expect(orderOf(resolved)).toMatchObject({
      state: 'absent',
      failure: { reason: 'resolved-by-a-person' },
    });
    expect(resolved.history.at(-1)).toEqual({
      at: AT.toISOString(),
      source: 'person',
      event: 'resolved',
      order: 'R-1',
      resolution: NOT_MADE,
      from: 'unknown',
      to: 'rejected',
    });
    expect(eventOf(unknown, resolved)).toMatchObject({
      eventType: 'PaymentStatusChanged',
      eventFrom: 'unknown',
    });
  });

  it.each<[string, Partial<Transaction>, object, string]>([
    ['paid', {}, { state: 'paid', held: true, transactionNo: 'T-1' }, 'paid'],
    ['open, and to be closed', { status: 'init' }, { state: 'open', transactionNo: 'T-1' }, 'unknown'],
    ['open, with money on its way', { status: 'dealing' }, { state: 'open', confirming: true }, 'unknown'],
    ['closed', { status: 'closed' }, { state: 'closed', transactionNo: 'T-1' }, 'rejected'],
    ['reversed', { status: 'reversed' }, { state: 'reversed' }, 'rejected'],
    ['paid and given back', { transactionType: 'void' }, { state: 'paid', refunded: '13.00' }, 'rejected'],
    [
      'open, in a word that nobody knows,',
      { status: 'frozen' },
      { state: 'open', transactionNo: 'T-1' },
      'unknown',
    ],
  ])('is %s by the word that it was made, if Pockyt says so of the number', (_, change, order, status) => {
    const resolved = givenAt(AT, unknown, made(change));
    expect(orderOf(resolved)).toMatchObject(order);
    expect(resolved).toMatchObject({ status });
    expect(resolved.history.at(-1)).toMatchObject({
      source: 'person',
      event: 'resolved',
      order: 'R-1',
      resolution: MADE,
    });
  });

  it('is asked about from then on as any order that is open or paid', () => {
    expect(orderOf(givenAt(AT, unknown, made()))).toMatchObject({
      askedAt: AT.toISOString(),
      successAt: AT.toISOString(),
      checks: [later(25 * HOUR).toISOString(), later(169 * HOUR).toISOString()],
    });
    expect(givenAt(AT, unknown, made({ status: 'init' }))).toMatchObject({ isUrgent: true });
    // In a word that nobody knows, until a day after its time.
    const frozen = givenAt(AT, unknown, made({ status: 'frozen' }));
    const late = givenAt(later(27 * HOUR), frozen, answered(found({ status: 'frozen' })));
    expect(orderOf(late)).toMatchObject({ state: 'expired' });
    expect(late).toMatchObject({ status: 'rejected' });
  });

  it.each<[string, Partial<Transaction>]>([
    ['of another number', { transactionNo: 'T-2' }],
    ['of another reference', { reference: 'R-2' }],
    ['of no reference', { reference: '' }],
    ['of another amount', { amount: '6.00' }],
    ['of no amount', { amount: '' }],
    ['in another currency', { currency: 'USD' }],
    ['in no currency', { currency: '' }],
    ['of another kind', { transactionType: 'payout' }],
    ['of part of it that went back', { transactionType: 'refund', amount: '6.00' }],
  ])('stays as it is by a number that Pockyt says is %s', (_, change) => {
    const answer = found(change);
    expect(resolveOrder(unknown, 'R-1', MADE, said(answer), AT)).toEqual({
      payment: unknown,
      isChanged: false,
      reason: 'contradicted',
    });
  });

  it('stays as it is by a number that Pockyt does not know', () => {
    expect(resolveOrder(unknown, 'R-1', MADE, said(NO_ORDER), AT)).toMatchObject({ reason: 'contradicted' });
  });

  it('stays as it is by the number of another order', () => {
    const second = { ...orderOf(unknown), providerReference: 'R-1--2' };
    const both = { ...pending, orders: [...pending.orders, second] };
    const answer = found({ reference: 'R-1--2' });
    expect(resolveOrder(both, 'R-1--2', MADE, said(answer), AT)).toMatchObject({ reason: 'contradicted' });
    const own = found({ reference: 'R-1--2', transactionNo: 'T-2' });
    expect(resolveOrder(both, 'R-1--2', MADE, said(own, 'T-2'), AT)).toMatchObject({ isChanged: true });
  });

  describe('of which Pockyt has told the number, and how it stands in a word that nobody knows,', () => {
    const named = givenAt(later(MINUTE), unknown, answered(found({ status: 'frozen' })));

    it('was made, whatever a person says', () => {
      expect(orderOf(named)).toMatchObject({ state: 'unknown', transactionNo: 'T-1' });
      expect(notMade()(named, AT)).toMatchObject({ reason: 'contradicted' });
    });

    it('has that number and no other', () => {
      expect(made({}, 'T-2')(named, AT)).toMatchObject({ reason: 'contradicted' });
      expect(orderOf(givenAt(AT, named, made({ status: 'frozen' })))).toMatchObject({ state: 'open' });
    });
  });

  it('is resolved an hour after it was sent, and not sooner', () => {
    for (const word of [notMade(), made()]) {
      expect(word(unknown, later(HOUR - 1))).toEqual({
        payment: unknown,
        isChanged: false,
        reason: 'nothing-to-resolve',
      });
      expect(word(unknown, AT)).toMatchObject({ isChanged: true });
    }
  });

  it('is the only one that can be resolved', () => {
    for (const [status, payment] of Object.entries(IN_STATUS)) {
      if (status === 'unknown') continue;
      expect(notMade()(payment, AT)).toEqual({ payment, isChanged: false, reason: 'nothing-to-resolve' });
    }
    expect(notMade('R-1--2')(unknown, AT)).toMatchObject({ reason: 'nothing-to-resolve' });
  });

  it('of several is resolved alone', () => {
    const rejected = givenAt(AT, unknown, notMade());
    const further = givenAt(AT, rejected, repeated('owner-2'), called(UNKNOWN, 'owner-2'));
    const at = later(2 * HOUR);
    const resolved = givenAt(at, further, notMade('R-1--2'));
    expect(resolved.orders.map(({ state }) => state)).toEqual(['absent', 'absent']);
    expect(orderOf(resolved)).toBe(orderOf(further));
    expect(notMade()(further, at)).toMatchObject({ reason: 'nothing-to-resolve' });
  });

  it('that counts as not made, and of which a notice tells after all, is found', () => {
    const T1 = { transactionNo: 'T-1' };
    const after = givenAt(AT, unknown, notMade(), noticed(), answered(found(), { key: T1 }));
    expect(after).toMatchObject({ status: 'paid', paidAfterClose: true, orders: [{}, { found: true }] });
  });
});

describe('an unknown refund', () => {
  const lost = given(paid, reserved('one', '10'), refundCame('one', REFUND_UNKNOWN));
  const RT1 = { transactionNo: 'RT-1', transactionType: 'refund', amount: '10.00' };
  const freed: Step = (payment, now) => resolveRefund(payment, 'one', NOT_MADE, undefined, now);
  const kept =
    (change: Partial<Transaction> = {}, number = 'RT-1'): Step =>
    (payment, now) =>
      resolveRefund(payment, 'one', MADE, said(found({ ...RT1, ...change }), number, now), now);
  const listing = (...refunds: Refund[]) => answered(found({ refunds }));
  const left = (payment: Payment) => toAmount(refundableInAll(payment));
  const back = (payment: Payment) => toAmount(refundedInAll(payment));
  const requestOf = (payment: Payment) => findRefund(payment, 'one')?.request;

  it('frees its money by the word that it was not made', () => {
    expect([left(lost), back(lost)]).toEqual(['3.00', '0.00']);
    const resolved = givenAt(AT, lost, freed);
    expect([left(resolved), back(resolved)]).toEqual(['13.00', '0.00']);
    expect(requestOf(resolved)).toEqual({
      refundReference: 'one',
      refundAmount: '10',
      requestedAt: later(0).toISOString(),
      state: 'refused',
      isByWord: true,
      failure: { reason: 'resolved-by-a-person' },
    });
    expect(resolved.history.at(-1)).toEqual({
      at: AT.toISOString(),
      source: 'person',
      event: 'resolved',
      order: 'R-1',
      refund: { refundReference: 'one', refundAmount: '10' },
      resolution: NOT_MADE,
      from: 'paid',
      to: 'paid',
    });
    expect(resolved).not.toHaveProperty('isUrgent');
    expect(eventOf(lost, resolved)).toMatchObject({
      eventRefundReference: 'one',
      eventRefundStatus: 'refused',
    });
    const another = givenAt(AT, resolved, reserved('two', '13'), refundCame('two', REFUND_DONE));
    expect(another).toMatchObject({ status: 'refunded' });
  });

  it('keeps its money by the word that it was made, and nobody is told so before Pockyt says it', () => {
    const resolved = givenAt(AT, lost, kept());
    expect(requestOf(resolved)).toMatchObject({ state: 'done', isByWord: true, refundTransactionNo: 'RT-1' });
    expect(requestOf(resolved)).not.toHaveProperty('failure');
    expect([resolved.status, left(resolved), back(resolved)]).toEqual(['paid', '3.00', '0.00']);
    expect(resolved).not.toHaveProperty('isUrgent');
    expect(eventOf(lost, resolved)).toBeUndefined();
    expect(eventOf(resolved, givenAt(AT, resolved, listing()))).toBeUndefined();
  });

  it('of all the money, which a person says was made, leaves the payment paid', () => {
    const all = given(paid, reserved('one', '13'), refundCame('one', REFUND_UNKNOWN));
    const resolved = givenAt(AT, all, kept({ amount: '13' }));
    expect([resolved.status, left(resolved)]).toEqual(['paid', '0.00']);
    const listed = givenAt(AT, resolved, listing({ refundReference: 'one', refundAmount: '13.00' }));
    expect(listed).toMatchObject({ status: 'refunded' });
  });

  it.each<[string, Refund]>([
    ['its name', { refundReference: 'one', refundAmount: '10.00' }],
    ['its number', { refundTransactionNo: 'RT-1', refundAmount: '10.00' }],
    ['its amount alone', { refundAmount: '10.00' }],
  ])('that a person says was made is told as refunded as soon as a list has %s', (_, refund) => {
    const resolved = givenAt(AT, lost, kept());
    const listed = givenAt(AT, resolved, listing(refund));
    expect([left(listed), back(listed)]).toEqual(['3.00', '10.00']);
    expect(requestOf(listed)).toMatchObject({ state: 'done', refundTransactionNo: 'RT-1' });
    expect(requestOf(listed)).not.toHaveProperty('isByWord');
    expect(eventOf(resolved, listed)).toMatchObject({
      eventType: 'PaymentRefundChanged',
      eventRefundReference: 'one',
      eventRefundStatus: 'done',
      eventRefunded: '10.00',
    });
  });

  it('that a person says was not made is done again as soon as a list has its name', () => {
    const resolved = givenAt(AT, lost, freed);
    const listed = givenAt(AT, resolved, listing({ refundReference: 'one', refundAmount: '10.00' }));
    expect(requestOf(listed)).toMatchObject({ state: 'done' });
    expect(requestOf(listed)).not.toHaveProperty('failure');
    expect(requestOf(listed)).not.toHaveProperty('isByWord');
    expect([left(listed), back(listed)]).toEqual(['3.00', '10.00']);
    expect(listed.history.at(-1)).toMatchObject({ source: 'query', event: 'answer', refunded: '10.00' });
    expect(eventOf(resolved, listed)).toMatchObject({
      eventRefundReference: 'one',
      eventRefundStatus: 'done',
    });
  });

  it('that a person says was not made is nobody else’s, where a list has its amount and no name', () => {
    const listed = givenAt(AT, lost, freed, listing({ refundAmount: '10.00' }));
    expect(requestOf(listed)).toMatchObject({ state: 'refused' });
    expect([left(listed), back(listed)]).toEqual(['3.00', '10.00']);
  });

  it.each<[string, Partial<Transaction>]>([
    ['of another number', { transactionNo: 'RT-2' }],
    ['no refund', { transactionType: 'payment' }],
    ['of another amount', { amount: '9.00' }],
    ['of no amount', { amount: '' }],
    ['in another currency', { currency: 'USD' }],
    ['of another reference', { reference: 'R-2' }],
    ['not decided', { status: 'dealing' }],
    ['failed', { status: 'failed' }],
    ['taken back', { status: 'reversed' }],
  ])('stays as it is by a number that Pockyt says is %s', (_, change) => {
    expect(kept(change)(lost, AT)).toEqual({ payment: lost, isChanged: false, reason: 'contradicted' });
  });

  it.each(['one', 'R-1', ''])(
    'is what Pockyt calls %p, whose reference it tells is not published',
    (reference) => {
      expect(kept({ reference, currency: '' })(lost, AT)).toMatchObject({ isChanged: true });
    },
  );

  it('stays as it is by a number that Pockyt does not know', () => {
    const change = resolveRefund(lost, 'one', MADE, said(NO_ORDER), AT);
    expect(change).toMatchObject({ isChanged: false, reason: 'contradicted' });
  });

  it('stays as it is by the number of another refund, asked for here or listed', () => {
    const RT2 = { transactionNo: 'RT-2' };
    const done = { kind: 'done', refund: { refundTransactionNo: 'RT-2' } } as const;
    const other = given(lost, reserved('two', '3'), refundCame('two', done));
    expect(kept(RT2, 'RT-2')(other, AT)).toMatchObject({ reason: 'contradicted' });
    const elsewhere = { refundReference: 'portal', refundTransactionNo: 'RT-2', refundAmount: '3.00' };
    expect(kept(RT2, 'RT-2')(given(lost, listing(elsewhere)), AT)).toMatchObject({ reason: 'contradicted' });
    expect(kept()(other, AT)).toMatchObject({ isChanged: true });
  });

  it('is resolved an hour after it was asked for, and not sooner', () => {
    for (const word of [freed, kept()]) {
      expect(word(lost, later(HOUR - 1))).toMatchObject({ isChanged: false, reason: 'nothing-to-resolve' });
      expect(word(lost, AT)).toMatchObject({ isChanged: true });
    }
  });

  it('is the only one that can be resolved', () => {
    const done = given(paid, reserved('one', '10'), refundCame('one', REFUND_DONE));
    for (const payment of [paid, done, given(paid, reserved('one', '10')), givenAt(AT, lost, freed)]) {
      expect(freed(payment, AT)).toEqual({ payment, isChanged: false, reason: 'nothing-to-resolve' });
    }
  });

  it('of several is resolved alone, and its own owner comes too late', () => {
    const both = given(lost, reserved('two', '3'), refundCame('two', REFUND_UNKNOWN));
    const resolved = givenAt(AT, both, freed);
    expect(findRefund(resolved, 'two')).toMatchObject({ request: { state: 'unknown' } });
    expect(refundCame('one', REFUND_DONE)(resolved, AT)).toMatchObject({ isChanged: false });
  });
});

describe('a word that Pockyt agrees with', () => {
  it('stands in the history, and changes nothing else', () => {
    const { payment } = withWord(paid, { order: 'R-1' }, MADE, AT);
    expect(payment.orders).toBe(paid.orders);
    expect(payment.history.at(-1)).toMatchObject({ source: 'person', order: 'R-1', resolution: MADE });
    expect(eventOf(paid, payment)).toBeUndefined();
  });
});
