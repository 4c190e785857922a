import { sameAmount, toHundredths } from '../money.ts';
import type { Refund } from '../pockyt/tran-query.ts';
import type { Failure, Lease } from './lease.ts';

/** Each refund is kept with its order for good, and a payment is one item of limited size. */
export const MAX_REFUNDS = 100;

/** A refund that a caller asked for. It counts against its order unless Pockyt has definitely refused it. */
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
  readonly lease: Lease;
  /** ISO 8601, in UTC. */
  readonly requestedAt: string;
  /** The name of the API key that asked for it. */
  readonly requestedBy?: string;
  /** How many refunds of this amount Pockyt listed without a name before: those are not this one. */
  readonly listedBefore?: number;
  readonly refundTransactionNo?: string;
  /** Why it is refused or unknown. */
  readonly failure?: Failure;
}

/** What of an order is about its money. */
interface Money {
  readonly amount: string;
  readonly refunds?: readonly Refund[];
  readonly refundRequests?: readonly RefundRequest[];
}

/** What Pockyt lists of an order: ours by name, number or amount, and what was refunded elsewhere. */
function matched({ refunds = [], refundRequests = [] }: Money) {
  const ours = new Map<RefundRequest, Refund>();
  const isNamed = (request: RefundRequest) => (refund: Refund) =>
    refund.refundReference === request.refundReference ||
    (refund.refundTransactionNo !== undefined && refund.refundTransactionNo === request.refundTransactionNo);
  for (const request of refundRequests) {
    const refund = refunds.find(isNamed(request));
    if (refund) ours.set(request, refund);
  }
  let others = refunds.filter((refund) => ![...ours.values()].includes(refund));
  for (const request of refundRequests) {
    if (ours.has(request) || request.state === 'refused' || request.state === 'reserved') continue;
    const alike = others.filter((refund) => isNameless(refund, request.refundAmount));
    const found = alike[request.listedBefore ?? 0];
    if (found === undefined) continue;
    ours.set(request, found);
    others = others.filter((refund) => refund !== found);
  }
  return { ours, others };
}

/** Whether a listed refund of this amount does not say whose it is. */
export function isNameless({ refundReference, refundAmount }: Refund, amount: string): boolean {
  return refundReference === undefined && refundAmount !== null && sameAmount(refundAmount, amount);
}

/** What Pockyt has refunded without our asking: in its portal, or since a cancellation came too late. */
export function otherRefunds(order: Money): readonly Refund[] {
  return matched(order).others;
}

/** Hundredths that went back for certain: what was refunded elsewhere, and all of ours that is done or listed. */
export function refundedHundredths(order: Money): bigint {
  const { ours, others } = matched(order);
  const done = (order.refundRequests ?? []).filter(
    (request) => request.state === 'done' || ours.has(request),
  );
  return total(done, 0n) + total(others, 0n);
}

/** Whether all the money of an order went back. */
export function isRefunded(order: Money): boolean {
  return refundedHundredths(order) >= hundredths(order.amount);
}

/** Whether an answer's list shows that some of the money did not go back: what cannot be read may be all of it. */
export function showsMoneyLeft(order: Money): boolean {
  const { ours, others } = matched(order);
  const amount = hundredths(order.amount);
  return amount > total([...ours.keys()], amount) + total(others, amount) && !isRefunded(order);
}

/**
 * Hundredths of an order that may still be sent back: what was paid, less every refund that was made elsewhere, and
 * every one of ours that was made, may have been made or is being made.
 */
export function refundableHundredths(
  order: Money & { readonly state: string; readonly held?: true },
): bigint {
  if (order.state !== 'paid' || !order.held) return 0n;
  const ours = (order.refundRequests ?? []).filter(({ state }) => state !== 'refused');
  const amount = hundredths(order.amount);
  const left = amount - total(ours, amount) - total(otherRefunds(order), amount);
  return left > 0n ? left : 0n;
}

function total(refunds: readonly Pick<Refund, 'refundAmount'>[], unreadable: bigint): bigint {
  const read = (amount: string | null) => (amount === null ? null : toHundredths(amount)) ?? unreadable;
  return refunds.reduce((sum, { refundAmount }) => sum + read(refundAmount), 0n);
}

/** Of an amount that was checked when it was asked for, or that Pockyt told and we could read. */
export function hundredths(amount: string): bigint {
  return toHundredths(amount) ?? 0n;
}

/**
 * The order with the refunds that Pockyt listed. One that was asked for and is listed is done, whatever we thought of it;
 * that one is not listed proves nothing.
 *
 * A list may be left out of an answer, and answers overtake each other: of two lists the longer counts, then the later.
 */
export function withListed<O extends Money & { readonly successAt?: string }>(
  order: O,
  listed: readonly Refund[],
  at: string,
): O {
  const { refunds = [], successAt = '' } = order;
  const isNews = listed.length > refunds.length || (listed.length === refunds.length && at >= successAt);
  const known = isNews && listed.length > 0 ? { ...order, refunds: listed } : order;
  if (known.refundRequests === undefined) return known;
  const { ours } = matched(known);
  return { ...known, refundRequests: known.refundRequests.map((each) => withMade(each, ours.get(each))) };
}

function withMade(request: RefundRequest, made: Refund | undefined): RefundRequest {
  if (made === undefined) return request;
  const { failure, ...rest } = request;
  const { refundTransactionNo = rest.refundTransactionNo } = made;
  return { ...rest, state: 'done', ...(refundTransactionNo && { refundTransactionNo }) };
}

/** The refunds of an order: whoever reserved one and did not come back in time left it unknown. */
export function withoutAbandoned({ refundRequests }: Money, at: string): Pick<Money, 'refundRequests'> {
  const requests = refundRequests?.map((request): RefundRequest => {
    const isAbandoned = request.state === 'reserved' && request.lease.until <= at;
    return isAbandoned ? { ...request, state: 'unknown', failure: { reason: 'abandoned' } } : request;
  });
  return requests ? { refundRequests: requests } : {};
}
