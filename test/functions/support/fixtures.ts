import type { Order } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { statusOf } from '#shared/payments/status.ts';
import { CREATE_INPUT, NOW } from '#tools/harness/payments.ts';

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
  const { request, requestHash, createdBy, expiresAt } = CREATE_INPUT;
  return {
    reference: 'R-1',
    status: statusOf({ orders, request }),
    version: 1,
    requestHash,
    request,
    createdBy,
    createdAt: NOW.toISOString(),
    updatedAt: NOW.toISOString(),
    expiresAt,
    orders,
    paidChecks: [],
    history: [],
    historyDropped: 0,
  };
}
