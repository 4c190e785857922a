import type { Order } from '#shared/payments/order.ts';
import { type CreateInput, newOrder, newPayment, type Payment } from '#shared/payments/payment.ts';
import { checkTimes, withSchedule } from '#shared/payments/schedule.ts';
import { type Status, statusOf } from '#shared/payments/status.ts';

export const NOW = new Date('2026-05-01T12:00:00.000Z');

const EXPIRES = new Date('2026-05-01T14:00:00.000Z');

export const INPUT: CreateInput = {
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
  expiresAt: EXPIRES.toISOString(),
  paidChecks: [86_400],
  lease: { owner: 'owner-1', until: '2026-05-01T12:01:00.000Z' },
  order: {
    storeNo: '300014',
    ipnUrl: 'https://pay.example/ipn',
    checks: checkTimes(NOW, EXPIRES, [60, 300]),
  },
};

/** What makes an order one that a customer can pay. */
const LINKED = {
  transactionNo: 'T-1',
  link: { transactionNo: 'T-1', paymentUrl: 'https://cashier.example/T-1' },
} as const;

export const SENDING: Order = newOrder('R-1', INPUT, NOW);
export const UNKNOWN: Order = { ...SENDING, state: 'unknown', failure: { reason: 'deadline' } };
export const REFUSED: Order = {
  ...SENDING,
  state: 'refused',
  failure: { code: '000023', reason: 'refused-by-pockyt' },
};
export const OPEN: Order = { ...SENDING, ...LINKED, state: 'open' };
export const PAID: Order = { ...OPEN, state: 'paid', held: true, checks: ['2026-05-02T12:00:00.000Z'] };

/** A second order, in the place of one that came to nothing. */
export function second(order: Order): Order {
  const link = { ...LINKED.link, transactionNo: 'T-2', paymentUrl: 'https://cashier.example/T-2' };
  return { ...order, providerReference: 'R-1--2', ...(order.link && { link, transactionNo: 'T-2' }) };
}

/** The payment that these orders make. */
export function paymentOf(orders: readonly Order[], change: Partial<Payment> = {}): Payment {
  const begun = { ...newPayment(INPUT, NOW), ...change, orders };
  return withSchedule({ ...begun, status: statusOf(begun) });
}

/** A payment in each status. */
export const IN_STATUS: Readonly<Record<Status, Payment>> = {
  creating: paymentOf([SENDING]),
  pending: paymentOf([OPEN]),
  rejected: paymentOf([REFUSED]),
  unknown: paymentOf([UNKNOWN]),
  paid: paymentOf([PAID], { paidAt: NOW.toISOString() }),
  failed: paymentOf([{ ...OPEN, state: 'failed' }]),
  closed: paymentOf([{ ...OPEN, state: 'closed' }]),
  expired: paymentOf([{ ...OPEN, state: 'expired' }]),
  refunded: paymentOf([{ ...PAID, refunds: [{ refundAmount: '13.00' }] }]),
  reversed: paymentOf([{ ...PAID, state: 'reversed' }]),
};
