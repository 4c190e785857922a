import type { Order } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { type Status, statusOf } from '#shared/payments/status.ts';

export const NOW = new Date('2026-05-01T12:00:00.000Z');

/** An order of 13 PHP that can be paid, or as it is told to be. */
export function orderWith(change: Partial<Order> = {}): Order {
  return {
    providerReference: 'R-1',
    transactionNo: 'T-1',
    storeNo: '300014',
    ipnUrl: 'https://pay.example/ipn',
    amount: '13',
    currency: 'PHP',
    state: 'open',
    sentAt: NOW.toISOString(),
    expiresAt: '2026-05-01T14:00:00.000Z',
    lease: { owner: 'somebody', until: NOW.toISOString() },
    checks: [],
    link: { transactionNo: 'T-1', paymentUrl: 'https://cashier.example/T-1' },
    ...change,
  };
}

/** The same without a link and without a number: one of which nobody was told. */
export function orderWithoutLink(change: Partial<Order> = {}): Order {
  const { link, transactionNo, ...order } = orderWith();
  return { ...order, ...change };
}

/** A payment of 13 PHP with these orders, and with the status that they give it. */
export function paymentWith(...orders: readonly [Order, ...Order[]]): Payment {
  const request = {
    reference: 'R-1',
    amount: '13',
    currency: 'PHP',
    settleCurrency: 'USD',
    vendor: 'alipay',
    terminal: 'ONLINE',
    osType: 'IOS',
    timeout: '120',
    callbackUrl: 'https://shop.example/back',
  };
  return {
    reference: 'R-1',
    status: statusOf({ orders, request }),
    version: 1,
    requestHash: 'hash-1',
    request,
    createdBy: 'backend',
    createdAt: NOW.toISOString(),
    updatedAt: NOW.toISOString(),
    expiresAt: '2026-05-01T14:00:00.000Z',
    orders,
    paidChecks: [],
    history: [],
    historyDropped: 0,
  };
}

const HELD = { held: true, successAt: NOW.toISOString() } as const;

/** A payment in each status. */
export const IN_STATUS: Readonly<Record<Status, Payment>> = {
  creating: paymentWith(orderWithoutLink({ state: 'sending' })),
  unknown: paymentWith(orderWithoutLink({ state: 'unknown', failure: { reason: 'deadline' } })),
  pending: paymentWith(orderWith()),
  rejected: paymentWith(
    orderWithoutLink({ state: 'refused', failure: { code: '000023', reason: 'refused-by-pockyt' } }),
  ),
  paid: paymentWith(orderWith({ state: 'paid', ...HELD })),
  failed: paymentWith(orderWith({ state: 'failed' })),
  closed: paymentWith(orderWith({ state: 'closed' })),
  expired: paymentWith(orderWith({ state: 'expired' })),
  refunded: paymentWith(orderWith({ state: 'paid', ...HELD, refunds: [{ refundAmount: '13.00' }] })),
  reversed: paymentWith(orderWith({ state: 'reversed', ...HELD })),
};
