import { sameAmount, toHundredths } from '../money.ts';
import type { Refund } from '../pockyt/tran-query.ts';
import type { Failure, Lock, Payment } from './payment.ts';

/** Each refund is kept with its payment for good, and a payment is one item of limited size. */
export const MAX_REFUNDS = 100;

/** A refund that a caller asked for. It counts against the payment unless Pockyt has definitely refused it. */
export interface RefundRequest {
  /** The caller's name for it: the same name is the same refund. */
  readonly refundReference: string;
  /** Decimal text, in the payment's currency. */
  readonly refundAmount: string;
  /**
   * `reserved`: somebody is asking Pockyt at this moment. `done`: Pockyt says that it has made it. `refused`: it said
   * that it has not. `unknown`: nobody knows, and it is never sent again.
   */
  readonly state: 'reserved' | 'done' | 'refused' | 'unknown';
  /** While it is reserved. */
  readonly lock?: Lock;
  /** ISO 8601, in UTC. */
  readonly requestedAt: string;
  /** The name of the API key that asked for it. */
  readonly requestedBy?: string;
  readonly refundTransactionNo?: string;
  /** Why it is refused or unknown. */
  readonly failure?: Failure;
}

/** The refunds that were asked for here, refused ones included. */
export function refundRequestsOf({ refundRequests = [] }: Payment): readonly RefundRequest[] {
  return refundRequests;
}

export function refundRequestOf(payment: Payment, refundReference: string): RefundRequest | undefined {
  return refundRequestsOf(payment).find((request) => request.refundReference === refundReference);
}

/** What Pockyt has refunded without our asking: in its portal, or since a cancellation came too late. */
export function otherRefunds(payment: Payment): Refund[] {
  const { refunds = [] } = payment;
  return refunds.filter((refund) => !refundRequestsOf(payment).some((request) => isTheSame(request, refund)));
}

/** Whether a refund that Pockyt lists is the one that was asked for: the same money under the same name or number. */
export function isTheSame(request: RefundRequest, refund: Refund): boolean {
  const isNamed =
    refund.refundReference === request.refundReference ||
    (refund.refundTransactionNo !== undefined && refund.refundTransactionNo === request.refundTransactionNo);
  return isNamed && sameAmount(refund.refundAmount, request.refundAmount);
}

/** Hundredths that are given back for certain. */
export function refundedHundredths(payment: Payment): bigint {
  const done = refundRequestsOf(payment).filter(({ state }) => state === 'done');
  return total([...done, ...otherRefunds(payment)]);
}

/**
 * Hundredths that may still be given back: what was paid, less every refund that was made, may have been made or is
 * being made.
 */
export function refundableHundredths(payment: Payment): bigint {
  if (payment.status !== 'paid') return 0n;
  const claims = refundRequestsOf(payment).filter(({ state }) => state !== 'refused');
  const paid = toHundredths(payment.request.amount) as bigint;
  // A refund whose amount nobody can read may have been all of it.
  const left = paid - total([...claims, ...otherRefunds(payment)], paid);
  // Stryker disable next-line EqualityOperator: nothing is left either way.
  return left > 0n ? left : 0n;
}

/** The sum of refunds, in hundredths. */
export function total(refunds: readonly Pick<Refund, 'refundAmount'>[], unreadable = 0n): bigint {
  return refunds.reduce((sum, { refundAmount }) => sum + (toHundredths(refundAmount) ?? unreadable), 0n);
}
