import type { OrderKey } from '../pockyt/query.ts';
import type { Link } from '../pockyt/secure-pay.ts';
import { sameAmount } from '../runtime/money.ts';
import type { Claim, Details } from './claim.ts';
import type { Failure, Lease } from './lease.ts';
import { isRefunded, type OrderMoney } from './refunds.ts';

/**
 * The states of an order, with their ranks. A report only raises the rank, so reports in any order end alike.
 *
 * | state | means |
 * |---|---|
 * | sending | our call is under way, under a lease with an owner |
 * | unknown | our call ended without an answer that tells |
 * | refused, absent | Pockyt said that it was not made, or, asked twice, knows of none |
 * | open | exists, undecided; without a stored link it is to be closed |
 * | expired | its time is over, and Pockyt, asked after that, said unpaid |
 * | failed, closed | exists and can no more be paid |
 * | paid | money came; `refunds` lists what went back |
 * | reversed | taken back |
 */
export const RANKS = {
  sending: 0,
  unknown: 1,
  refused: 2,
  absent: 2,
  open: 3,
  expired: 4,
  failed: 5,
  closed: 6,
  paid: 7,
  reversed: 8,
} as const;

export type OrderState = keyof typeof RANKS;

/** One secure-pay call, and what is known of what it made. Times are ISO 8601 in UTC. */
export interface Order extends OrderMoney {
  /** The reference that Pockyt knows: the payment's own, or that with `--2`, `--3` and so on. */
  readonly providerReference: string;
  /** Pockyt's number; absent until an answer told it. */
  readonly transactionNo?: string;
  readonly storeNo: string;
  readonly ipnUrl: string;
  readonly currency: string;
  readonly state: OrderState;
  readonly sentAt: string;
  readonly expiresAt: string;
  readonly lease: Lease;
  readonly link?: Link;
  readonly failure?: Failure;
  /** Not made by a call of ours: Pockyt has it under our reference. */
  readonly found?: true;
  /** An answer showed its money, and that not all of it had gone back. Never unset. */
  readonly held?: true;
  /** Money may be on its way: Pockyt's last word was `pending` or `dealing`. */
  readonly confirming?: true;
  /** When the newest question about it was asked that Pockyt answered. */
  readonly askedAt?: string;
  /** When it is to be asked about, whatever notices come. */
  readonly checks: readonly string[];
  /** When it is to be asked about besides, whatever it has become: a call of ours may arrive late. */
  readonly askAgainAt?: string;
  /** When Pockyt was first asked and knew of none, or gave its reference to another transaction, and which. */
  readonly absence?: { readonly since: string; readonly reason: string };
  /** When the newest question was asked that was answered with `success`. */
  readonly successAt?: string;
  /** When a question about it, paid before, was first answered with `closed` or `failed`. */
  readonly goneSince?: string;
  /** Since when questions stay unanswered, and when the next one is. */
  readonly silentSince?: string;
  readonly retryAt?: string;
  readonly claims?: readonly Claim[];
  /** What the notices told of it that came true. */
  readonly details?: Details;
  /** How many claims came to nothing. */
  readonly claimsFailed?: number;
}

/** The most orders that are made under one reference. */
export const MAX_ORDERS = 99;

const SUFFIX = /--([2-9]|[1-9][0-9])$/;

/** Pockyt's reference of a payment's nth order: `R`, `R--2`, `R--3`. */
export function nthReference(reference: string, number: number): string {
  return number === 1 ? reference : `${reference}--${number}`;
}

/** Which order of its payment a reference of Pockyt's names, counted from 1. */
export function orderNumber({ providerReference }: Order): number {
  return Number(SUFFIX.exec(providerReference)?.[1] ?? 1);
}

/** The payment's reference in a reference of Pockyt's. Only what comes from Pockyt is cut, never a caller's. */
export function paymentReference(providerReference: string): string {
  return providerReference.replace(SUFFIX, '');
}

/** The name of an order within its payment. A find shares its reference with an order of ours. */
export function orderId({ found, providerReference, transactionNo }: Order): string {
  return found ? `${providerReference}#${transactionNo}` : providerReference;
}

/** How Pockyt is asked about an order: by its number where we know it, since a reference may have more than one. */
export function ownKey({ transactionNo, providerReference }: Order): OrderKey {
  return transactionNo === undefined ? { reference: providerReference } : { transactionNo };
}

/** Whether nobody knows yet if it was made. */
export function isUndecided({ state }: Order): boolean {
  return state === 'sending' || state === 'unknown';
}

/** Whether our call for it may still be under way, so that only its owner's word counts. */
export function isInFlight({ state, lease }: Order, at: Date): boolean {
  return state === 'sending' && lease.until > at.toISOString();
}

/** The order in a higher state; unchanged where it is as high already. */
export function raise(order: Order, state: OrderState): Order {
  return RANKS[state] > RANKS[order.state] ? { ...order, state } : order;
}

/** Whether an order is of this amount and currency. */
export function isOf(order: Order, { amount, currency }: { amount: string; currency: string }): boolean {
  return order.currency === currency && sameAmount(order.amount, amount);
}

/** Whether what is told of an order's money contradicts it. What is left out, or empty, does not. */
export function moneyDiffers(
  order: Order,
  { amount, currency }: { readonly amount?: string; readonly currency?: string },
): 'amount-mismatch' | 'currency-mismatch' | undefined {
  if (amount && !sameAmount(amount, order.amount)) return 'amount-mismatch';
  return currency && currency !== order.currency ? 'currency-mismatch' : undefined;
}

/** Whether money of the customer's is with the merchant by this order. */
export function holdsMoney(order: Order): boolean {
  return order.state === 'paid' && order.held === true && !isRefunded(order);
}

/** Whether an order is to be closed: nobody has its link, or another order has the money that it asks for. */
export function isToBeClosed(order: Order, orders: readonly Order[]): boolean {
  if (order.state !== 'open') return false;
  return order.link === undefined || orders.some((other) => holdsMoney(other) && isOf(other, order));
}
