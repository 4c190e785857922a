import { toHundredths } from '../money.ts';
import type { MadeRefund } from '../pockyt/refund.ts';
import type { Refund } from '../pockyt/tran-query.ts';
import { conclude, type Decision } from './conclude.ts';
import type { Failure, Lock, Payment } from './payment.ts';
import {
  isTheSame,
  MAX_REFUNDS,
  type RefundRequest,
  refundableHundredths,
  refundRequestOf,
  refundRequestsOf,
  total,
} from './refunds.ts';

/** A caller's wish to give money back. */
export interface RefundDemand {
  readonly refundReference: string;
  readonly refundAmount: string;
  readonly requestedBy?: string;
  readonly lock: Lock;
}

/** What became of our own call for a refund. It counts only from the owner of the refund's lock. */
export type RefundOutcome =
  | { readonly kind: 'done'; readonly refund: MadeRefund; readonly failure?: undefined }
  | { readonly kind: 'refused' | 'unknown'; readonly failure: Failure };

/** Reserves the money, before Pockyt hears of it, so that no two refunds together give back more than was paid. */
export function weighRefundDemand(payment: Payment, demand: RefundDemand, now: Date): Decision {
  const { refundReference, refundAmount } = demand;
  const earlier = refundRequestOf(payment, refundReference);
  const isTaken = earlier !== undefined && earlier.state !== 'refused';
  if (payment.status !== 'paid' || isTaken) return { verdict: 'ignored', reason: 'not-a-move' };
  if ((toHundredths(refundAmount) as bigint) > refundableHundredths(payment)) {
    return { verdict: 'ignored', reason: 'exceeds-the-payment' };
  }
  // Every demand leaves a line in the history that stays.
  if (payment.history.filter(({ event }) => event === 'refund-requested').length >= MAX_REFUNDS) {
    return { verdict: 'ignored', reason: 'too-many-refunds' };
  }
  const request = { ...demand, state: 'reserved' as const, requestedAt: now.toISOString() };
  const others = refundRequestsOf(payment).filter((other) => other !== earlier);
  return conclude({ ...payment, refundRequests: [...others, request] }, payment.status, now, {
    source: 'refund',
    event: 'refund-requested',
    refund: { refundReference, refundAmount },
  });
}

/** The outcome of our own call for a refund. Only a definite refusal sets the money free again. */
export function weighRefundOutcome(
  payment: Payment,
  { refundReference, owner, outcome }: { refundReference: string; owner: string; outcome: RefundOutcome },
  now: Date,
): Decision {
  const request = refundRequestOf(payment, refundReference);
  if (request?.lock?.owner !== owner) return { verdict: 'ignored', reason: 'not-the-owner' };
  const { refundAmount } = request;
  const { failure } = outcome;
  const change = outcome.kind === 'done' ? outcome.refund : { failure };
  const refundRequests = refundRequestsOf(payment).map((each) =>
    each === request ? { ...withoutLock(request), state: outcome.kind, ...change } : each,
  );
  return conclude({ ...payment, refundRequests }, payment.status, now, {
    source: 'refund',
    event: `refund-${outcome.kind}`,
    refund: { refundReference, refundAmount },
    ...failure,
  });
}

/**
 * The payment with the refunds that Pockyt lists. One that was asked for and is listed is done, whatever we thought of
 * it; that one is not listed proves nothing. Whoever reserved one and did not come back in time left it unknown.
 */
export function withListed(payment: Payment, listed: readonly Refund[], now: Date): Payment {
  const { refunds, refundRequests } = payment;
  // A list may be left out of an answer: what was given back once stays given back.
  const known = refunds === undefined || total(listed) >= total(refunds) ? listed : refunds;
  return {
    ...payment,
    ...(known.length > 0 && { refunds: known }),
    ...(refundRequests && { refundRequests: refundRequests.map((request) => settled(request, known, now)) }),
  };
}

function settled(request: RefundRequest, listed: readonly Refund[], now: Date): RefundRequest {
  if (request.state === 'done') return request;
  const found = listed.find((refund) => isTheSame(request, refund));
  if (found !== undefined) {
    const { failure, ...rest } = withoutLock(request);
    const { refundTransactionNo } = found;
    return { ...rest, state: 'done', ...(refundTransactionNo && { refundTransactionNo }) };
  }
  const isAbandoned = request.lock !== undefined && request.lock.until <= now.toISOString();
  return isAbandoned
    ? { ...withoutLock(request), state: 'unknown', failure: { reason: 'abandoned' } }
    : request;
}

function withoutLock({ lock, ...rest }: RefundRequest): Omit<RefundRequest, 'lock'> {
  return rest;
}
