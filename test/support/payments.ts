import { decide, type Evidence } from '#shared/payments/decide.ts';
import { type Demand, newPayment } from '#shared/payments/new-payment.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { checkTimes } from '#shared/payments/schedule.ts';
import type { Status } from '#shared/payments/states.ts';
import type { Notice } from '#shared/pockyt/notice.ts';

export const NOW = new Date('2026-05-01T12:00:00.000Z');
export const OWNER = 'owner-1';

export const DEMAND: Demand = {
  request: {
    reference: 'R-1',
    amount: '13',
    currency: 'PHP',
    settleCurrency: 'USD',
    vendor: 'alipay',
    terminal: 'ONLINE',
    osType: 'IOS',
    timeout: '120',
    callbackUrl: 'https://shop.example/back',
  },
  requestHash: 'hash-1',
  createdBy: 'backend',
  expiresAt: '2026-05-01T14:00:00.000Z',
  checks: checkTimes(NOW, new Date('2026-05-01T14:00:00.000Z'), [60, 300]),
  lock: { owner: OWNER, until: '2026-05-01T12:01:00.000Z' },
  attempt: { providerReference: 'R-1', ipnUrl: 'https://pay.example/ipn', storeNo: '300014' },
};

export const LINK: Evidence = {
  kind: 'link',
  owner: OWNER,
  link: { transactionNo: 'T-1', paymentUrl: 'https://cashier.example/T-1' },
};
export const REFUSED: Evidence = {
  kind: 'refused',
  owner: OWNER,
  failure: { code: '000023', reason: 'refused-by-pockyt' },
};
export const UNKNOWN: Evidence = { kind: 'unknown-outcome', owner: OWNER, failure: { reason: 'deadline' } };

/** A notice that agrees with `DEMAND`, or differs where it is told to. */
export function noticeOf(change: Partial<Notice> = {}): Extract<Evidence, { kind: 'notice' }> {
  const notice = {
    reference: 'R-1',
    transactionNo: 'T-1',
    status: 'success',
    amount: '13.00',
    currency: 'PHP',
  };
  return {
    kind: 'notice',
    notice: { ...notice, ...change },
    credentials: 'current',
    confirmation: { kind: 'off' },
  };
}

/** The payment after evidence, whether it moved, was noted or ignored. */
export function given(payment: Payment, ...evidence: readonly Evidence[]): Payment {
  return evidence.reduce((current, each) => {
    const decision = decide(current, each, NOW);
    return decision.verdict === 'ignored' ? current : decision.payment;
  }, payment);
}

export const CREATING = newPayment(DEMAND, NOW);

/** A payment in each status, as it comes to be there. `expired` has no way there yet but by hand. */
export const IN_STATUS: Readonly<Record<Status, Payment>> = {
  creating: CREATING,
  pending: given(CREATING, LINK),
  rejected: given(CREATING, REFUSED),
  unknown: given(CREATING, UNKNOWN),
  paid: given(CREATING, LINK, noticeOf()),
  failed: given(CREATING, LINK, noticeOf({ status: 'failed' })),
  closed: given(CREATING, LINK, noticeOf({ status: 'closed' })),
  expired: { ...given(CREATING, LINK), status: 'expired' },
  reversed: given(CREATING, LINK, noticeOf(), noticeOf({ status: 'reversed' })),
};
