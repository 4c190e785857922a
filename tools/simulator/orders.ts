import { hundredthsOf } from './money.ts';
import type { Parameters } from './signature.ts';

export interface Refund {
  readonly refundTransactionNo: string;
  readonly refundReference: string;
  /** Hundredths. */
  readonly amount: bigint;
}

/** A payment order. It is never changed: what happens to it makes a new one, which the book then keeps. */
export interface Order {
  readonly transactionNo: string;
  readonly reference: string;
  /** All that secure-pay was called with, except the signature. */
  readonly parameters: Parameters;
  /** Hundredths. */
  readonly amount: bigint;
  readonly currency: string;
  readonly settleCurrency: string;
  readonly vendor: string;
  readonly callbackUrl: string;
  readonly ipnUrl: string | undefined;
  /** Undefined for terminal YIP, whose shopper pays in the merchant's own page. */
  readonly cashierUrl: string | undefined;
  /** Pockyt's word: init, pending, dealing, success, failed, closed or reversed. A test may set any other. */
  readonly status: string;
  /** The payment method's own number of the payment, if it gives one. */
  readonly vendorId: string | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When the status became what it is. */
  readonly changedAt: Date;
  readonly refunds: readonly Refund[];
}

/** Read access to the orders. */
export interface Orders {
  /** In the order in which they were made. */
  readonly all: readonly Order[];
  byTransactionNo(transactionNo: string): Order | undefined;
  /** Every order of the reference, the newest last. */
  byReference(reference: string): readonly Order[];
}

export interface OrderBook extends Orders {
  /** An order as it was before its last change; undefined if it was just made. */
  beforeLastChange(transactionNo: string): Order | undefined;
  /** Keeps an order, in place of the one with its transaction number if there is one. */
  keep(order: Order): Order;
}

const DEFAULT_TIMEOUT_MINUTES = 120;

/** The order that a checked secure-pay call asks for. */
export function newOrder(
  { verifySign: _, ...parameters }: Parameters,
  transactionNo: string,
  cashierUrl: string,
  now: Date,
): Order {
  const minutes = Number(parameters.timeout ?? DEFAULT_TIMEOUT_MINUTES);
  return {
    transactionNo,
    reference: parameters.reference!,
    parameters,
    amount: hundredthsOf(parameters.amount!)!,
    currency: parameters.currency!,
    settleCurrency: parameters.settleCurrency!,
    vendor: parameters.vendor!,
    callbackUrl: parameters.callbackUrl!,
    ipnUrl: parameters.ipnUrl,
    cashierUrl: parameters.terminal === 'YIP' ? undefined : cashierUrl,
    status: 'init',
    vendorId: undefined,
    createdAt: now,
    expiresAt: new Date(now.getTime() + minutes * 60_000),
    changedAt: now,
    refunds: [],
  };
}

export function withStatus(order: Order, status: string, now: Date, vendorId = order.vendorId): Order {
  return { ...order, status, vendorId, changedAt: now };
}

export function withRefund(order: Order, refund: Refund): Order {
  return { ...order, refunds: [...order.refunds, refund] };
}

/** What is left to refund, in hundredths. */
export function refundable({ amount, refunds }: Order): bigint {
  return refunds.reduce((left, refund) => left - refund.amount, amount);
}

/**
 * Whether the shopper has pressed the button and the confirmation is waited for: `pending`, as published, or `dealing`,
 * as long as the payment method deals with it. Such an order can be decided long after its time.
 */
export function isConfirming({ status }: Order): boolean {
  return status === 'pending' || status === 'dealing';
}

/** Whether nothing is decided yet. `init`: made, and not yet sent to the payment method. */
export function isUndecided(order: Order): boolean {
  return order.status === 'init' || isConfirming(order);
}

/** Whether a shopper can still pay. */
export function isPayable(order: Order, now: Date): boolean {
  return order.status === 'init' && !isExpired(order, now);
}

/** Whether an order with which nobody went on has outlived its `timeout`. Pockyt has no word of its own for that. */
export function isExpired(order: Order, now: Date): boolean {
  return order.status === 'init' && now >= order.expiresAt;
}

/** @param asOfNow what time alone has made of an order */
export function createOrderBook(asOfNow = (order: Order): Order => order): OrderBook {
  const orders = new Map<string, Order>();
  const earlier = new Map<string, Order>();
  const all = () => [...orders.values()].map(asOfNow);
  return {
    get all() {
      return all();
    },
    byTransactionNo(transactionNo) {
      const order = orders.get(transactionNo);
      return order && asOfNow(order);
    },
    byReference: (reference) => all().filter((order) => order.reference === reference),
    beforeLastChange(transactionNo) {
      const order = orders.get(transactionNo);
      return order && asOfNow(order) !== order ? order : earlier.get(transactionNo);
    },
    keep(order) {
      const replaced = orders.get(order.transactionNo);
      if (replaced) earlier.set(order.transactionNo, asOfNow(replaced));
      orders.set(order.transactionNo, order);
      return order;
    },
  };
}
