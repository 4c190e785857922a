import { recordClaim } from '#shared/payments/apply-notice.ts';
import { applyOutcome, type Outcome, startFurtherOrder } from '#shared/payments/apply-outcome.ts';
import { applyRefundOutcome, type RefundOutcome, reserveRefund } from '#shared/payments/apply-refund.ts';
import { applyReport, type Report } from '#shared/payments/apply-report.ts';
import { type Order, orderId, ownKey } from '#shared/payments/order.ts';
import { type CreateInput, newPayment, type Payment } from '#shared/payments/payment.ts';
import type { Status } from '#shared/payments/status.ts';
import { checkTimes } from '#shared/payments/times.ts';
import type { Change } from '#shared/payments/transition.ts';
import type { Notice } from '#shared/pockyt/notice.ts';
import type { QueryAnswer, Transaction } from '#shared/pockyt/query.ts';
import { DAY, HOUR, MINUTE } from './clock.ts';

export const NOW = new Date('2026-05-01T12:00:00.000Z');
export const OWNER = 'owner-1';
const EXPIRES_AT = '2026-05-01T14:00:00.000Z';

/** So many milliseconds after `NOW`. */
export function later(milliseconds: number): Date {
  return new Date(NOW.getTime() + milliseconds);
}

export const CREATE_INPUT: CreateInput = {
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
  expiresAt: EXPIRES_AT,
  paidChecks: [DAY / 1000, (7 * DAY) / 1000],
  lease: { owner: OWNER, until: '2026-05-01T12:01:00.000Z' },
  order: {
    ipnUrl: 'https://pay.example/ipn',
    storeNo: '300014',
    checks: checkTimes(NOW, new Date(EXPIRES_AT), [60, 300]),
  },
};

export const LINK: Outcome = {
  kind: 'link',
  link: { transactionNo: 'T-1', paymentUrl: 'https://cashier.example/T-1' },
};
export const REFUSED: Outcome = {
  kind: 'refused',
  failure: { code: '000023', reason: 'refused-by-pockyt' },
};
export const UNKNOWN: Outcome = { kind: 'unknown', failure: { reason: 'deadline' } };

/** One thing that happens to a payment. */
export type Step = (payment: Payment, now: Date) => Change;

/** The payment after all that happens to it at one time, in turn. */
export function givenAt(now: Date, payment: Payment, ...steps: readonly Step[]): Payment {
  return steps.reduce((current, step) => step(current, now).payment, payment);
}

/** The payment after all that happens to it at `NOW`. */
export function given(payment: Payment, ...steps: readonly Step[]): Payment {
  return givenAt(NOW, payment, ...steps);
}

/** Our call for an order came to this. */
export function called(outcome: Outcome, owner = OWNER): Step {
  return (payment, now) => applyOutcome(payment, owner, outcome, now);
}

/** The caller's own repeat has a further order made. */
export function repeated(owner: string, change: Partial<CreateInput> = {}): Step {
  return (payment, now) => {
    const until = new Date(now.getTime() + MINUTE).toISOString();
    return startFurtherOrder(payment, { ...CREATE_INPUT, lease: { owner, until }, ...change }, now);
  };
}

/** A notice that agrees with `CREATE_INPUT`, or differs where it is told to. */
export function noticeOf(change: Partial<Notice> = {}): Notice {
  const fields = {
    reference: 'R-1',
    transactionNo: 'T-1',
    status: 'success',
    amount: '13.00',
    currency: 'PHP',
  };
  return { ...fields, ...change };
}

/** Such a notice comes. */
export function noticed(change: Partial<Notice> = {}): Step {
  return (payment, now) => recordClaim(payment, noticeOf(change), 'current', now);
}

export const NO_ORDER: QueryAnswer = { kind: 'unknown-order' };

/** An answer of Pockyt's that agrees with `CREATE_INPUT`, or differs where it is told to. */
export function found(change: Partial<Transaction> = {}): QueryAnswer {
  const transaction = {
    reference: 'R-1',
    transactionNo: 'T-1',
    amount: '13.00',
    currency: 'PHP',
    status: 'success',
    transactionType: 'payment',
    refunds: [],
  };
  return { kind: 'found', transaction: { ...transaction, ...change } };
}

/** The order of this name. */
export function orderOf({ orders }: Pick<Payment, 'orders'>, name = 'R-1'): Order {
  return orders.find((order) => orderId(order) === name) as Order;
}

/** Pockyt answers a question about an order: its own question, asked just now, where not said otherwise. */
export function answered(answer: QueryAnswer | null, about: Partial<Report> = {}): Step {
  return (payment, now) => {
    const { orderId: name = 'R-1', key = ownKey(orderOf(payment, name)) } = about;
    const asked = { askedAt: now, trigger: 'reconciliation' } as const;
    const report = { ...asked, ...about, orderId: name, key, answer };
    return applyReport(payment, report, now);
  };
}

/** Money is reserved for a refund, whose owner has the name of the refund. */
export function reserved(refundReference: string, refundAmount: string, ofOrder = 'R-1'): Step {
  return (payment, now) => {
    const lease = { owner: refundReference, until: new Date(now.getTime() + MINUTE).toISOString() };
    return reserveRefund(payment, ofOrder, { refundReference, refundAmount, lease }, now);
  };
}

/** The owner of a refund tells what came of it. */
export function refundCame(refundReference: string, outcome: RefundOutcome, owner = refundReference): Step {
  return (payment, now) => applyRefundOutcome(payment, { refundReference, owner, outcome }, now);
}

export const REFUND_DONE: RefundOutcome = { kind: 'done', refund: { refundTransactionNo: 'RT-1' } };
export const REFUND_REFUSED: RefundOutcome = {
  kind: 'refused',
  failure: { code: '000023', reason: 'refused-by-pockyt' },
};
export const REFUND_UNKNOWN: RefundOutcome = { kind: 'unknown', failure: { reason: 'deadline' } };

export const CREATING = newPayment(CREATE_INPUT, NOW);

/** A payment in each status, as it comes to be there. */
export const IN_STATUS: Readonly<Record<Status, Payment>> = {
  creating: CREATING,
  pending: given(CREATING, called(LINK)),
  rejected: given(CREATING, called(REFUSED)),
  unknown: given(CREATING, called(UNKNOWN)),
  paid: given(CREATING, called(LINK), answered(found())),
  failed: given(CREATING, called(LINK), answered(found({ status: 'failed' }))),
  closed: given(CREATING, called(LINK), answered(found({ status: 'closed' }))),
  expired: givenAt(
    later(2 * HOUR + MINUTE),
    given(CREATING, called(LINK)),
    answered(found({ status: 'init' })),
  ),
  refunded: given(
    CREATING,
    called(LINK),
    answered(found()),
    answered(found({ refunds: [{ refundAmount: '13.00' }] })),
  ),
  reversed: given(CREATING, called(LINK), answered(found()), answered(found({ status: 'reversed' }))),
};
