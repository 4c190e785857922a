import { whatHappensNext } from '#local/console/next.ts';
import type { Payment } from '#shared/payments/payment.ts';
import type { RefundRequest } from '#shared/payments/refunds.ts';
import { STATUSES } from '#shared/payments/states.ts';
import { IN_STATUS } from '#test/support/payments.ts';

const AT_NOON = new Date('2026-05-01T12:00:10.000Z');
const next = (payment: Payment, now = AT_NOON) => whatHappensNext(payment, { now, timeZone: 'UTC' });

const refund = (state: RefundRequest['state'], refundAmount: string): RefundRequest => ({
  refundReference: 'refund-1',
  refundAmount,
  state,
  requestedAt: '2026-05-01T12:00:05.000Z',
});

describe('what happens next', () => {
  it.each(STATUSES)('is a sentence for %s', (status) => {
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
      'Waits for the customer until 14:00. Without a notice, Pockyt is asked soon after 12:01:00.',
    );
  });

  it('does not call a link expired by the clock alone', () => {
    const due = { ...IN_STATUS.pending, dueAt: '2026-05-01T14:01:00.000Z' };
    expect(next(due, new Date('2026-05-01T14:00:30.000Z'))).toBe(
      'The link’s time ended at 14:00:00; it expires when Pockyt says so. Pockyt is asked soon after 14:01:00.',
    );
  });

  it('says that money may be on its way', () => {
    expect(next({ ...IN_STATUS.pending, undecided: true })).toContain('Money may be on its way');
  });

  it('says why an outcome is unknown, and what to do', () => {
    expect(next(IN_STATUS.unknown)).toBe(
      'Outcome unknown: Pockyt did not answer in time. Pockyt is asked soon after 12:01:00. Send the same request again to get a link.',
    );
  });

  it('says why there is no link, with Pockyt’s code', () => {
    expect(next(IN_STATUS.rejected)).toBe(
      'No link: Pockyt refused the request (code 000023). The reference is free: send it again, mended.',
    );
  });

  it('tells a time of another day with its day', () => {
    expect(next(IN_STATUS.pending, new Date('2026-04-30T12:00:00.000Z'))).toContain('until 1 May, 14:00.');
  });

  it('says what is left to do after the money came', () => {
    const { paid } = IN_STATUS;
    const refunded = (...refundRequests: RefundRequest[]) => next({ ...paid, refundRequests });
    expect(next(paid)).toBe('Paid; nothing more to do.');
    expect(next({ ...paid, late: true })).toBe('Paid after it had been given up: deliver, or refund it.');
    expect(refunded(refund('done', '3.00'))).toBe(
      'Paid; 3.00 PHP given back, 10.00 PHP can still be refunded.',
    );
    expect(refunded(refund('done', '13.00'))).toBe('Paid, and all of it given back; nothing more to do.');
    expect(refunded(refund('reserved', '3.00'))).toBe('Paid; a refund is being made.');
    expect(refunded(refund('unknown', '3.00'))).toContain('it is not sent again');
    expect(refunded(refund('refused', '3.00'))).toBe('Paid; nothing more to do.');
  });

  it('says that late money would count, while Pockyt is still asked', () => {
    expect(next(IN_STATUS.closed)).toMatch(
      /^Nobody can pay.* Pockyt is asked soon after .*would still count\.$/,
    );
    expect(next({ ...IN_STATUS.expired, dueAt: undefined })).toBe('Nobody paid in time. Nothing more to do.');
  });

  it('says since when Pockyt is silent', () => {
    expect(next({ ...IN_STATUS.pending, overdueSince: '2026-05-01T09:00:00.000Z' })).toMatch(
      / Pockyt has not answered since 09:00\.$/,
    );
  });
});
