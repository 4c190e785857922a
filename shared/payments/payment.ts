import type { SecurePayFields } from '../pockyt/secure-pay.ts';
import { appendHistory, type HistoryEntry } from './history.ts';
import type { Lease } from './lease.ts';
import {
  holdsMoney,
  isOf,
  MAX_ORDERS,
  nthReference,
  type Order,
  type OrderState,
  orderNumber,
} from './order.ts';
import { isRefunded, refundableHundredths, refundedHundredths } from './refunds.ts';
import { currentOrder, type Standing, type Status } from './status.ts';

/** The orders that are kept besides those that ever held money and those that were found. */
export const KEPT_ORDERS = 9;

/**
 * A payment as it is stored: one item, keyed by the merchant's reference. What Pockyt knows is in its orders, and its
 * status is computed from them. Times are ISO 8601 in UTC.
 */
export interface Payment {
  readonly reference: string;
  readonly status: Status;
  /** Each write adds one; each write is conditional on the one that it read. */
  readonly version: number;
  /** SHA-256 of the caller's fields in normal form: the same request again, or another one. */
  readonly requestHash: string;
  readonly request: SecurePayFields;
  /** The name of whoever asked for it; absent where callers are not told apart. */
  readonly createdBy?: string;
  /** Opens the page for the customer who comes back; absent where the deployment had none when it was created. */
  readonly returnKey?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string;
  /** At least one, the newest last. */
  readonly orders: readonly Order[];
  /** Seconds after which a paid or expired order is asked about, whatever notices come. */
  readonly paidChecks: readonly number[];
  /** Whether reconciliation has looked at it, and so for notices that came before it. */
  readonly isLookedAt?: true;
  /** When it is due for its next check; absent when there is nothing left to learn. */
  readonly dueAt?: string;
  /** Whether money waits for that check. */
  readonly isUrgent?: true;
  /** When this system learnt that it is paid. */
  readonly paidAt?: string;
  /** True when the money came after the payment had been given up. */
  readonly paidAfterClose?: true;
  readonly history: readonly HistoryEntry[];
  /** How many entries of the history were left out to keep it short. */
  readonly historyDropped: number;
}

/** A caller's wish for a link, ready to be sent to Pockyt. */
export interface CreateInput {
  readonly request: SecurePayFields;
  readonly requestHash: string;
  readonly createdBy?: string;
  /** For a payment that has none yet. */
  readonly returnKey?: string;
  readonly expiresAt: string;
  readonly paidChecks: readonly number[];
  readonly lease: Lease;
  readonly order: Pick<Order, 'storeNo' | 'ipnUrl' | 'checks'>;
}

/** A payment that is about to be asked for: written before Pockyt hears of it, so that nothing is asked twice. */
export function newPayment(input: CreateInput, now: Date): Payment {
  const at = now.toISOString();
  const { order, lease, ...kept } = input;
  const { reference } = kept.request;
  const entry = { at, source: 'create', event: 'requested', from: 'creating', to: 'creating' } as const;
  return {
    reference,
    status: 'creating',
    version: 0,
    ...kept,
    createdAt: at,
    updatedAt: at,
    orders: [newOrder(reference, input, now)],
    dueAt: lease.until,
    isUrgent: true,
    ...appendHistory({ history: [], historyDropped: 0 }, entry),
  };
}

/** An order that is about to be sent. */
export function newOrder(providerReference: string, input: CreateInput, now: Date): Order {
  const { request, lease, expiresAt, order } = input;
  const { amount, currency } = request;
  const call = { ...order, sentAt: now.toISOString(), expiresAt, lease };
  return { providerReference, amount, currency, state: 'sending', ...call };
}

/** Reasons for which an order was refused before Pockyt looked at it: its reference was not used. */
const UNUSED: readonly string[] = ['credentials-refused', 'not-sent'];

/** The reference of a payment's next order; undefined when all are used. */
export function nextReference({ reference, orders }: Payment): string | undefined {
  const last = orders.findLast(({ found }) => !found) as Order;
  const isUnused = last.state === 'refused' && UNUSED.includes(last.failure?.reason ?? '');
  if (isUnused) return last.providerReference;
  const number = orderNumber(last) + 1;
  return number > MAX_ORDERS ? undefined : nthReference(reference, number);
}

/** Whether it is certain that nothing can be paid under this reference, so that a caller may have an order made. */
export function canRetryCreate({ status, orders }: Payment): boolean {
  return status === 'rejected' && orders.every(isOver);
}

/** Whether an order can neither be paid any more nor has money, and nobody was given its link. */
function isOver(order: Order): boolean {
  if (order.link !== undefined || order.held) return false;
  return OVER.includes(order.state) || (order.state === 'paid' && isRefunded(order));
}

const OVER: readonly OrderState[] = ['refused', 'absent', 'failed', 'closed', 'reversed'];

/** The orders that are kept: the newest of ours, as many older ones with a claim, and all that held money or were found. */
export function keptOrders(orders: readonly Order[]): Order[] {
  const own = orders.filter(({ found }) => !found);
  const newest = own.slice(-KEPT_ORDERS);
  const claimed = own.filter((order) => order.claims && !newest.includes(order)).slice(-KEPT_ORDERS);
  return orders.filter((order) => order.held || order.found || [...newest, ...claimed].includes(order));
}

/** The orders by which the merchant has the customer's money: more than one is a payment made twice. */
export function ordersWithMoney({ orders }: Pick<Standing, 'orders'>): Order[] {
  return orders.filter(holdsMoney);
}

/** The order by which a payment stands: the one that has its money, or had it; else the current one. */
export function decisiveOrder({ orders, request }: Standing): Order {
  const ofThePayment = orders.filter((order) => order.held && isOf(order, request));
  return ofThePayment.find(holdsMoney) ?? ofThePayment[0] ?? currentOrder({ orders });
}

/** Hundredths that went back of all orders together, for certain. */
export function refundedInAll(payment: Standing): bigint {
  return inAll(payment, refundedHundredths);
}

/** Hundredths that may still be sent back of all orders together. */
export function refundableInAll(payment: Standing): bigint {
  return inAll(payment, refundableHundredths);
}

/** A transaction that was found under our reference may be in another currency. */
function inAll({ orders, request }: Standing, hundredths: (order: Order) => bigint): bigint {
  const alike = orders.filter(({ currency }) => currency === request.currency);
  return alike.reduce((sum, order) => sum + hundredths(order), 0n);
}
