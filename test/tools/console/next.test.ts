import type { Claim } from '#shared/payments/claim.ts';
import type { Order } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { RefundRequest } from '#shared/payments/refunds.ts';
import { STATUSES } from '#shared/payments/status.ts';
import { whatHappensNext } from '#tools/console/next.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import { OPEN, PAID, paymentOf, REFUSED, second, UNKNOWN } from './payments.ts';

const AT_NOON = new Date('2026-05-01T12:00:10.000Z');
const next = (payment: Payment, now = AT_NOON) => whatHappensNext(payment, { now, timeZone: 'UTC' });
const nextOf = (...orders: Order[]) => next(paymentOf(orders));

const refund = (state: RefundRequest['state'], refundAmount: string): RefundRequest => ({
  refundReference: 'refund-1',
  refundAmount,
  state,
  lease: { owner: 'owner-2', until: '2026-05-01T12:01:05.000Z' },
  requestedAt: '2026-05-01T12:00:05.000Z',
});
const CLAIM: Claim = {
  transactionNo: 'T-1',
  status: 'success',
  credentials: 'current',
  receivedAt: '2026-05-01T12:00:05.000Z',
  askAt: '2026-05-01T12:00:05.000Z',
};

describe('what happens next', () => {
  it.each(STATUSES)('is made of sentences for %s', (status) => {
    expect(IN_STATUS[status].status).toBe(status);
    expect(next(IN_STATUS[status])).toMatch(/^[A-Z].*\.$/);
    expect(next(IN_STATUS[status])).not.toMatch(/undefined|NaN|Invalid/);
  });

  it('says by when a link that is being asked for must be there', () => {
    expect(next(IN_STATUS.creating)).toBe(
      'Pockyt is being asked for the link. Without an outcome by 12:01:00 it counts as unknown.',
    );
  });

  it('says until when the customer may pay, and when Pockyt is asked', () => {
    expect(next(IN_STATUS.pending)).toBe(
      'Waits for the customer until 14:00. Pockyt is asked soon after 12:01:00.',
    );
  });

  it('does not call a link expired by the clock alone', () => {
    const asked = paymentOf([{ ...OPEN, checks: ['2026-05-01T14:01:00.000Z'] }]);
    expect(next(asked, new Date('2026-05-01T14:00:30.000Z'))).toBe(
      'The link’s time ended at 14:00:00; it expires when Pockyt says so. Pockyt is asked soon after 14:01:00.',
    );
  });

  it('says that money may be on its way', () => {
    expect(nextOf({ ...OPEN, confirming: true })).toContain('Money may be on its way');
  });

  it('says what a notice claims, until Pockyt has confirmed it', () => {
    expect(nextOf({ ...OPEN, claims: [CLAIM] })).toBe(
      'Waits for the customer until 14:00. A notice says “success” of T-1; Pockyt has not confirmed it. Pockyt is asked soon after 12:00:05.',
    );
    expect(nextOf({ ...PAID, claims: [CLAIM, { ...CLAIM, transactionNo: 'T-9' }] })).toBe(
      'Paid. Pockyt has not confirmed what 2 notices say. Pockyt is asked soon after 12:00:05.',
    );
  });

  it('says why an outcome is unknown, and what to do', () => {
    expect(next(IN_STATUS.unknown)).toBe(
      'Outcome unknown: Pockyt did not answer in time. Send the same request again to get a link. Pockyt is asked soon after 12:01:00.',
    );
    expect(nextOf({ ...UNKNOWN, state: 'open', transactionNo: 'T-1' })).toMatch(
      /^The link was lost, and the order is to be closed\. Send the same request again/,
    );
  });

  it('says why there is no link, with Pockyt’s code, and whether the reference is free', () => {
    expect(next(IN_STATUS.rejected)).toBe(
      'No link: Pockyt refused the request (code 000023). The reference is free: send it again, mended.',
    );
    expect(nextOf({ ...UNKNOWN, state: 'closed', transactionNo: 'T-1' })).toMatch(
      /^No link: it was lost, and the order is closed\. The reference is free/,
    );
    expect(nextOf({ ...UNKNOWN, state: 'expired', transactionNo: 'T-1' })).toMatch(
      /^No link: it was lost, and the order is expired\. Send the same request again/,
    );
  });

  it('tells a time of another day with its day', () => {
    expect(next(IN_STATUS.pending, new Date('2026-04-30T12:00:00.000Z'))).toContain('until 1 May, 14:00.');
  });

  it('says what is left to do after the money came', () => {
    const asked = 'Pockyt is asked soon after 2 May, 12:00, in case money went back.';
    const refunded = (...refundRequests: RefundRequest[]) => nextOf({ ...PAID, refundRequests });
    expect(next(IN_STATUS.paid)).toBe(`Paid. ${asked}`);
    expect(next({ ...IN_STATUS.paid, dueAt: undefined })).toBe('Paid. Pockyt is not asked again.');
    expect(next({ ...IN_STATUS.paid, paidAfterClose: true })).toBe(
      `Paid after it had been given up: deliver, or refund it. ${asked}`,
    );
    expect(refunded(refund('done', '3.00'))).toBe(
      `Paid; 3.00 PHP refunded, 10.00 PHP can still be refunded. ${asked}`,
    );
    expect(refunded(refund('reserved', '3.00'))).toBe(
      'Paid; a refund is being made. Pockyt is asked soon after 12:01:05.',
    );
    expect(refunded(refund('unknown', '3.00'))).toContain('it is not sent again');
    expect(refunded(refund('refused', '3.00'))).toBe(`Paid. ${asked}`);
    expect(refunded(refund('done', '13.00'))).toMatch(/^All of the money was refunded\./);
  });

  it('says which orders have money where more than one has', () => {
    expect(nextOf(PAID, second(PAID))).toMatch(/^Money is in T-1 and T-2: refund what is too much\./);
  });

  it('says what came otherwise than it was asked for', () => {
    const found: Order = { ...PAID, transactionNo: 'T-9', amount: '5.00', found: true };
    expect(nextOf(OPEN, found)).toMatch(
      /^Waits .* 5\.00 PHP came by T-9, not what was asked for\. Pockyt is asked/,
    );
  });

  it('promises no link where such money came, also when it has gone back', () => {
    const found: Order = { ...PAID, transactionNo: 'T-9', amount: '5.00', found: true };
    expect(nextOf(REFUSED, found)).toMatch(
      /^No link comes of this reference any more: other money came under it\. 5\.00 PHP came by T-9/,
    );
    expect(nextOf(REFUSED, { ...found, refunded: '5.00' })).toMatch(
      /^No link comes of this reference any more/,
    );
  });

  it('says that another order is to be closed', () => {
    expect(nextOf(PAID, second(OPEN))).toContain('Another order, which can still be paid, is to be closed.');
    expect(nextOf({ ...OPEN, state: 'closed' }, second(REFUSED))).not.toContain('Another order');
  });

  it('says that money that comes late would count, while Pockyt is still asked', () => {
    expect(next(IN_STATUS.closed)).toMatch(
      /^Nobody can pay.* Pockyt is asked soon after .*, in case money comes late\.$/,
    );
    expect(next({ ...IN_STATUS.expired, dueAt: undefined })).toBe(
      'Nobody paid in time. Pockyt is not asked again.',
    );
  });

  it('says that money came and went back before anybody was told of it', () => {
    expect(nextOf({ ...OPEN, state: 'reversed' })).toContain('money that came has gone back');
  });

  it('says since when Pockyt is silent', () => {
    expect(nextOf({ ...OPEN, silentSince: '2026-05-01T09:00:00.000Z' })).toMatch(
      / Pockyt has not answered since 09:00\.$/,
    );
  });
});
