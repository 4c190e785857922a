import { appendHistory, type Discrepancy, type HistoryEntry } from './history.ts';
import { type Order, orderId } from './order.ts';
import type { Payment } from './payment.ts';
import { withSchedule } from './schedule.ts';
import { isGivenUp, statusOf } from './status.ts';

/** What was learnt makes of a payment. It is to be written exactly when `isChanged`. */
export interface Change<Reason extends string = string> {
  readonly payment: Payment;
  readonly isChanged: boolean;
  /** Why nothing is to be written. */
  readonly reason?: Reason;
  /** In which point an answer contradicts what was asked for. */
  readonly discrepancy?: Discrepancy;
}

export function unchanged<Reason extends string>(payment: Payment, reason?: Reason): Change<Reason> {
  return { payment, isChanged: false, ...(reason && { reason }) };
}

/** What is known of one order, without a line of history: it says neither more nor less than what is stored. */
export function recorded(payment: Payment, orders: readonly Order[]): Change<never> {
  return { payment: withSchedule({ ...payment, orders }), isChanged: true };
}

/**
 * The payment with these orders: its status, when it is due, and one more line of history.
 *
 * The only place where a status changes.
 */
export function transition(
  payment: Payment,
  orders: readonly Order[],
  now: Date,
  entry: Omit<HistoryEntry, 'at' | 'from' | 'to'>,
): Change<never> {
  const at = now.toISOString();
  const from = payment.status;
  const to = statusOf({ ...payment, orders });
  const isNew = from !== to;
  const next: Payment = {
    ...payment,
    orders,
    status: to,
    ...(isNew && to === 'paid' && { paidAt: payment.paidAt ?? at }),
    ...(isNew && to === 'paid' && isGivenUp(from) && { paidAfterClose: true }),
    ...appendHistory(payment, { at, ...entry, from, to }),
    updatedAt: at,
  };
  const { discrepancy } = entry;
  return { payment: withSchedule(next), isChanged: true, ...(discrepancy && { discrepancy }) };
}

/** The payment with one of its orders changed. */
export function withOrder(payment: Payment, id: string, change: Partial<Order>): Payment {
  const orders = payment.orders.map((each) => (orderId(each) === id ? { ...each, ...change } : each));
  return { ...payment, orders };
}
