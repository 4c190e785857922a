import { eventOf } from '#shared/payments/events.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { STATUSES } from '#shared/payments/status.ts';
import {
  answered,
  CREATING,
  called,
  found,
  given,
  IN_STATUS,
  LINK,
  NOW,
  noticed,
  orderOf,
  REFUND_DONE,
  REFUND_REFUSED,
  REFUND_UNKNOWN,
  refundCame,
  repeated,
  reserved,
  type Step,
  UNKNOWN,
} from '#tools/harness/payments.ts';

const { pending, paid, closed, rejected, refunded } = IN_STATUS;
const told = (payment: Payment, step: Step) => eventOf(payment, step(payment, NOW).payment);
const T9 = { transactionNo: 'T-9' };
const paidByT9 = answered(found(T9), { key: T9 });

describe('what a write tells the outside', () => {
  it('is a status that changed, with all that a listener needs', () => {
    expect(told(CREATING, called(LINK))).toEqual({
      eventType: 'PaymentStatusChanged',
      eventId: 'R-1#1',
      eventVersion: '1',
      eventAt: NOW.toISOString(),
      eventFrom: 'creating',
      eventTransactionNo: 'T-1',
      eventPaidAfterClose: 'false',
      eventRefundReference: '',
      eventRefundStatus: '',
      eventRefunded: '0.00',
    });
    expect(told(pending, answered(found()))).toMatchObject({
      eventFrom: 'pending',
      eventPaidAfterClose: 'false',
    });
  });

  it('says of money that it came late', () => {
    expect(told(closed, answered(found()))).toMatchObject({
      eventFrom: 'closed',
      eventPaidAfterClose: 'true',
    });
  });

  it('has no number while none is known', () => {
    expect(told(CREATING, called(UNKNOWN))).toMatchObject({ eventTransactionNo: '' });
  });

  it('names the order that was paid, though another one has the link', () => {
    expect(told(pending, paidByT9)).toMatchObject({ eventTransactionNo: 'T-9' });
    expect(told(given(pending, paidByT9), answered(found()))).toMatchObject({ eventTransactionNo: 'T-1' });
  });

  it.each([
    ['done', REFUND_DONE, '3.00'],
    ['refused', REFUND_REFUSED, '0.00'],
    ['unknown', REFUND_UNKNOWN, '0.00'],
  ] as const)('is a refund that came out %s', (state, outcome, eventRefunded) => {
    expect(told(given(paid, reserved('one', '3')), refundCame('one', outcome))).toMatchObject({
      eventType: 'PaymentRefundChanged',
      eventFrom: 'paid',
      eventRefundReference: 'one',
      eventRefundStatus: state,
      eventRefunded,
    });
  });

  it('names the refund that changed, and none that was done before', () => {
    const one = given(paid, reserved('one', '3'), refundCame('one', REFUND_DONE), reserved('two', '4'));
    expect(told(one, refundCame('two', REFUND_DONE))).toMatchObject({
      eventRefundReference: 'two',
      eventRefunded: '7.00',
    });
    expect(told(one, answered(found({ status: 'reversed' })))).toMatchObject({
      eventType: 'PaymentStatusChanged',
      eventRefundReference: '',
    });
  });

  it('is a refund that was made without our asking', () => {
    const listed = answered(found({ refunds: [{ refundAmount: '2.50' }] }));
    expect(told(paid, listed)).toMatchObject({
      eventType: 'PaymentRefundChanged',
      eventFrom: 'paid',
      eventRefundReference: '',
      eventRefunded: '2.50',
    });
    expect(told(given(paid, listed), listed)).toBeUndefined();
  });

  it('is that all money has gone back', () => {
    expect(eventOf(paid, refunded)).toMatchObject({
      eventType: 'PaymentStatusChanged',
      eventFrom: 'paid',
      eventRefunded: '13.00',
    });
  });

  it('is a second payment, and that one of two was reversed', () => {
    const twice = given(paid, paidByT9);
    expect(eventOf(paid, twice)).toMatchObject({ eventType: 'PaymentRefundChanged', eventFrom: 'paid' });
    const reversed = answered(found({ status: 'reversed' }));
    expect(told(twice, reversed)).toMatchObject({
      eventType: 'PaymentRefundChanged',
      eventTransactionNo: 'T-9',
    });
  });

  it('is nothing where neither the status nor money moved', () => {
    expect(told(pending, noticed())).toBeUndefined();
    expect(told(pending, answered(found({ amount: '6.00' })))).toBeUndefined();
    expect(told(paid, reserved('one', '3'))).toBeUndefined();
    for (const status of STATUSES) expect(eventOf(IN_STATUS[status], IN_STATUS[status])).toBeUndefined();
  });

  it('is nothing where a further order is about to be asked for', () => {
    expect(told(rejected, repeated('owner-2'))).toBeUndefined();
  });

  it('is never that a payment is paid whose money has gone back', () => {
    const gone = answered(found({ refunds: [{ refundAmount: '13.00' }] }));
    const after = gone(pending, NOW).payment;
    expect([eventOf(pending, after)?.eventType, after.status]).toEqual(['PaymentStatusChanged', 'closed']);
    expect(after).not.toHaveProperty('paidAt');
  });

  it('has nothing of the shopper', () => {
    const canaries = {
      note: 'canary',
      description: 'canary',
      goodsInfo: 'canary',
      customerNo: 'canary',
      vaultId: 'canary',
    };
    const shopper = { ...pending, request: { ...pending.request, ...canaries } };
    const event = told(
      given(shopper, noticed({ customerNo: 'canary', vaultId: 'canary' })),
      answered(found()),
    );
    expect(event).toBeDefined();
    expect(JSON.stringify(event)).not.toContain('canary');
    expect(orderOf(shopper).state).toBe('open');
  });
});
