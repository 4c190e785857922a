import type { Order } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { withSchedule } from '#shared/payments/schedule.ts';
import { statusOf } from '#shared/payments/status.ts';
import { CREATING, IN_STATUS, orderOf } from '#tools/harness/payments.ts';

export const SENDING = orderOf(IN_STATUS.creating);
export const UNKNOWN = orderOf(IN_STATUS.unknown);
export const REFUSED = orderOf(IN_STATUS.rejected);
export const OPEN = orderOf(IN_STATUS.pending);
export const PAID = orderOf(IN_STATUS.paid);

/** A second order, in the place of one that came to nothing. */
export function second(order: Order): Order {
  const transactionNo = 'T-2';
  const link = { transactionNo, paymentUrl: 'https://cashier.example/T-2' };
  return { ...order, providerReference: 'R-1--2', ...(order.link && { link, transactionNo }) };
}

/** The payment that these orders make. */
export function paymentOf(orders: readonly Order[], change: Partial<Payment> = {}): Payment {
  const begun = { ...CREATING, ...change, orders };
  return withSchedule({ ...begun, status: statusOf(begun) });
}
