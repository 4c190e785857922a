import type { Link, SecurePayFields } from '../pockyt/secure-pay.ts';
import type { Refund } from '../pockyt/tran-query.ts';
import { type HistoryEntry, paidTransactionNo } from './history.ts';
import type { RefundRequest } from './refunds.ts';
import type { Status } from './states.ts';

/** One order that we asked Pockyt for. A payment has more than one only when an earlier one led nowhere. */
export interface Attempt {
  /** The reference that Pockyt knows. It equals the payment's, or is that with a suffix. */
  readonly providerReference: string;
  /** Pockyt's number; absent until an answer or a notice told it. */
  readonly transactionNo?: string;
  readonly ipnUrl: string;
  readonly storeNo: string;
  /**
   * `refused`: Pockyt said that there is no order. `unknown`: nobody knows. `absent`: Pockyt, asked twice, knows of
   * none. `closed`: there is one that nobody can pay.
   */
  readonly state: 'sending' | 'open' | 'refused' | 'unknown' | 'absent' | 'closed';
  /** When Pockyt first said that it does not know the order; ISO 8601. */
  readonly unknownSince?: string;
}

/** The right to finish what is in flight. Whoever does not hold it can neither finish nor release it. */
export interface Lock {
  readonly owner: string;
  /** ISO 8601. After it the owner is presumed dead. */
  readonly until: string;
}

/** Why there is no link: what the provider or the way to it said. */
export interface Failure {
  /** Pockyt's `ret_code`, if it answered with one. */
  readonly code?: string;
  readonly reason: string;
}

/** A payment as it is stored: one item, keyed by the merchant's reference. Times are ISO 8601 in UTC. */
export interface Payment {
  readonly reference: string;
  readonly status: Status;
  /** Each write adds one; each write is conditional on the one that it read. */
  readonly version: number;
  /** SHA-256 of the caller's fields in normal form: the same request again, or another one. */
  readonly requestHash: string;
  readonly request: SecurePayFields;
  /** The name of the API key that created it; absent where callers are not told apart. */
  readonly createdBy?: string;
  /** Opens the page for the customer who comes back; absent where the deployment had none when it was created. */
  readonly returnKey?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string;
  readonly lock?: Lock;
  readonly attempts: readonly Attempt[];
  readonly link?: Link;
  readonly failure?: Failure;
  /** When it is to be looked at, whatever notices come. */
  readonly checks: readonly string[];
  /** When it is due for its next check; absent when there is nothing left to learn. */
  readonly dueAt?: string;
  /** Since when a check is overdue because Pockyt did not answer. */
  readonly overdueSince?: string;
  /**
   * Money may be on its way: a notice said so and Pockyt has not confirmed it, or Pockyt says that it is dealing with
   * it. Such a payment is looked at until it is known.
   */
  readonly undecided?: boolean;
  /** What Pockyt has refunded, as it says itself, whoever asked for it. */
  readonly refunds?: readonly Refund[];
  /** The refunds that were asked for here. */
  readonly refundRequests?: readonly RefundRequest[];
  readonly paidAt?: string;
  /** True when the money came after the payment had been given up. */
  readonly late?: boolean;
  readonly history: readonly HistoryEntry[];
  /** How many entries of the history were left out to keep it short. */
  readonly historyDropped: number;
}

/** Whether it is certain that there is no order, so that a caller may have one made under the same reference. */
export function isFree(payment: Payment): boolean {
  const isRefused = payment.status === 'unknown' && currentAttempt(payment).state === 'refused';
  return payment.status === 'rejected' || isRefused;
}

/** The attempt that is in force: the last one. */
export function currentAttempt(payment: Payment): Attempt {
  return payment.attempts.at(-1) as Attempt;
}

/** The attempt that Pockyt is asked about: the one that was paid, and while none is, the last. */
export function decisiveAttempt(payment: Payment): Attempt {
  const paid = paidTransactionNo(payment);
  const attempt = paid && payment.attempts.find(({ transactionNo }) => transactionNo === paid);
  return attempt || currentAttempt(payment);
}
