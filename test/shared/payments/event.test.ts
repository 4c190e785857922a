import { decide, type Evidence } from '#shared/payments/decide.ts';
import { eventOf } from '#shared/payments/event.ts';
import type { Attempt, Payment } from '#shared/payments/payment.ts';
import { STATUSES } from '#shared/payments/states.ts';
import { CREATING, given, IN_STATUS, LINK, NOW, noticeOf } from '#test/support/payments.ts';

const until = new Date(NOW.getTime() + 60_000).toISOString();
const demand: Evidence = {
  kind: 'refund-demand',
  demand: { refundReference: 'one', refundAmount: '3', lock: { owner: 'o', until } },
};
const outcome = (kind: 'done' | 'refused' | 'unknown'): Evidence => ({
  kind: 'refund-outcome',
  refundReference: 'one',
  owner: 'o',
  outcome: kind === 'done' ? { kind, refund: {} } : { kind, failure: { reason: 'deadline' } },
});
const told = (payment: Payment, evidence: Evidence) => {
  const decision = decide(payment, evidence, NOW);
  return eventOf(payment, 'payment' in decision ? decision.payment : payment);
};

describe('what a write tells the outside', () => {
  it('is a status that moved, with all that a listener needs', () => {
    expect(told(CREATING, LINK)).toEqual({
      eventType: 'PaymentStatusChanged',
      eventAt: NOW.toISOString(),
      eventFrom: 'creating',
      eventTransactionNo: 'T-1',
      eventLate: 'false',
      eventRefundReference: '',
      eventRefundStatus: '',
      eventRefunded: '0.00',
    });
    expect(told(IN_STATUS.pending, noticeOf())).toMatchObject({ eventFrom: 'pending' });
    expect(told(IN_STATUS.closed, noticeOf())).toMatchObject({ eventFrom: 'closed', eventLate: 'true' });
  });

  it('is known of an order whose number came by a notice, and empty while there is none', () => {
    expect(told(CREATING, noticeOf())).toMatchObject({ eventTransactionNo: 'T-1' });
    expect(
      told(CREATING, { kind: 'unknown-outcome', owner: 'owner-1', failure: { reason: 'x' } }),
    ).toMatchObject({
      eventTransactionNo: '',
    });
  });

  it('names the order that was paid, though a newer one has the link', () => {
    const { pending } = IN_STATUS;
    const replaced: Payment = {
      ...pending,
      attempts: [
        { ...(pending.attempts[0] as Attempt), state: 'closed' },
        { ...(pending.attempts[0] as Attempt), providerReference: 'R-1-2', transactionNo: 'T-2' },
      ],
      link: { transactionNo: 'T-2', paymentUrl: 'https://cashier.example/T-2' },
    };
    expect(told(replaced, noticeOf({ transactionNo: 'T-1' }))).toMatchObject({ eventTransactionNo: 'T-1' });
    const ofNewer = noticeOf({ reference: 'R-1-2', transactionNo: 'T-2' });
    expect(told(replaced, ofNewer)).toMatchObject({ eventTransactionNo: 'T-2' });
  });

  it.each(['done', 'refused', 'unknown'] as const)('is a refund that came out %s', (kind) => {
    expect(told(given(IN_STATUS.paid, demand), outcome(kind))).toMatchObject({
      eventType: 'PaymentRefundChanged',
      eventFrom: 'paid',
      eventRefundReference: 'one',
      eventRefundStatus: kind,
      eventRefunded: kind === 'done' ? '3.00' : '0.00',
    });
  });

  it('names the refund that changed, and none that was done before', () => {
    const done = given(IN_STATUS.paid, demand, outcome('done'));
    const [one] = done.refundRequests ?? [];
    const two = { ...one, refundReference: 'two', refundAmount: '4' } as NonNullable<typeof one>;
    const before = { ...done, refundRequests: [one as typeof two, { ...two, state: 'reserved' as const }] };
    const later = { ...done, refundRequests: [one as typeof two, two] };
    const unasked = { ...done, refundRequests: undefined };
    expect(eventOf(unasked, done)).toMatchObject({ eventRefundReference: 'one', eventRefundStatus: 'done' });
    expect(eventOf(before, later)).toMatchObject({ eventRefundReference: 'two', eventRefunded: '7.00' });
    expect(eventOf(done, { ...done, status: 'reversed' })).toMatchObject({
      eventType: 'PaymentStatusChanged',
      eventRefundReference: '',
      eventRefundStatus: '',
    });
  });

  it('is a refund that Pockyt made without our asking', () => {
    const { paid } = IN_STATUS;
    const refunded = { ...paid, refunds: [{ refundAmount: '2.50' }] };
    expect(eventOf(paid, refunded)).toMatchObject({
      eventType: 'PaymentRefundChanged',
      eventRefundReference: '',
      eventRefunded: '2.50',
    });
    expect(eventOf(refunded, refunded)).toBeUndefined();
  });

  it('is nothing where nothing came of it: evidence that was noted, a reservation, a new attempt', () => {
    expect(told(IN_STATUS.pending, noticeOf({ amount: '1.00' }))).toBeUndefined();
    expect(told(IN_STATUS.paid, demand)).toBeUndefined();
    for (const status of STATUSES) expect(eventOf(IN_STATUS[status], IN_STATUS[status])).toBeUndefined();
    expect(eventOf(IN_STATUS.rejected, { ...IN_STATUS.rejected, status: 'creating' })).toBeUndefined();
  });
});
