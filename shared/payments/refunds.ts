import type { Refund } from '../pockyt/query.ts';
import { sameAmount, toAmount, toHundredths } from '../runtime/money.ts';
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
  /** Of whoever asks Pockyt; kept until the outcome is known. */
  readonly lease?: Lease;
  /** ISO 8601, in UTC. */
  readonly requestedAt: string;
  /** The name of whoever asked for it. */
  readonly requestedBy?: string;
  /** How many refunds of this amount Pockyt listed before: those are not this one. */
  readonly listedBefore?: number;
  readonly refundTransactionNo?: string;
  /** Why it is refused or unknown. */
  readonly failure?: Failure;
  /** A person said what became of it, and Pockyt has not: it does not list it. */
  readonly isByWord?: true;
}

/** How a refund is told outside: one that only a person says was made is as unknown as it was. */
export function toldState({ state, isByWord }: RefundRequest): RefundRequest['state'] {
  return state === 'done' && isByWord ? 'unknown' : state;
}

/** Whether it is known what became of a refund. */
export function isEnded({ state }: RefundRequest): boolean {
  return state === 'done' || state === 'refused';
}

/** Whether whoever asks Pockyt for a refund may still be alive. */
export function isUnderWay({ state, lease }: RefundRequest, at: string): boolean {
  return state === 'reserved' && lease !== undefined && lease.until > at;
}

/** What of an order is about its money. */
export interface OrderMoney {
  /** Decimal text, as it was sent. */
  readonly amount: string;
  /** What Pockyt has refunded, as it lists it, whoever asked for it; and when it was asked. */
  readonly refunds?: readonly Refund[];
  readonly refundsAskedAt?: string;
  /** Decimal text: the most that was ever known to have gone back. It never falls. */
  readonly refunded?: string;
  /** The refunds of this order's money that were asked for here. */
  readonly refundRequests?: readonly RefundRequest[];
}

/**
 * What Pockyt lists of an order: ours by name or number, and where it tells neither, one by one by amount, those first
 * that were made for certain; the others were refunded elsewhere.
 */
function matched({ refunds = [], refundRequests = [] }: OrderMoney) {
  const ours = new Map<RefundRequest, Refund>();
  for (const request of refundRequests) {
    const refund = refunds.find((each) => isNamed(each, request));
    if (refund) ours.set(request, refund);
  }
  const named = [...ours.values()];
  let others = refunds.filter((refund) => !named.includes(refund));
  for (const request of byCertainty(refundRequests)) {
    if (ours.has(request)) continue;
    const alike = others.filter((refund) => isAlike(refund, request));
    // What was listed before may have a name by now, or have lost it.
    const before = (request.listedBefore ?? 0) - alike.filter(hasName).length;
    const nameless = alike.filter((each) => !hasName(each) && !hasOtherNumber(each, request));
    const refund = nameless[Math.max(before, 0)];
    if (refund) ours.set(request, refund);
    others = others.filter((each) => each !== refund);
  }
  return { ours, others };
}

/** Those that may stand in a list without a name. An unknown one waits while one of its amount is being made. */
function byCertainty(requests: readonly RefundRequest[]): RefundRequest[] {
  const reserved = requests.filter(({ state }) => state === 'reserved');
  const unknown = requests.filter(
    (request) => request.state === 'unknown' && !reserved.some((each) => isAlike(each, request)),
  );
  return [...requests.filter(({ state }) => state === 'done'), ...unknown];
}

function isNamed(refund: Refund, { refundReference, refundTransactionNo }: RefundRequest): boolean {
  const isOurNumber = refundTransactionNo !== undefined && refund.refundTransactionNo === refundTransactionNo;
  return refund.refundReference === refundReference || isOurNumber;
}

function hasName({ refundReference }: Refund): boolean {
  return refundReference !== undefined;
}

function hasOtherNumber({ refundTransactionNo }: Refund, request: RefundRequest): boolean {
  return refundTransactionNo !== undefined && request.refundTransactionNo !== undefined;
}

/** Whether two refunds are of the same amount. */
export function isAlike(
  { refundAmount }: Pick<Refund, 'refundAmount'>,
  other: Pick<RefundRequest, 'refundAmount'>,
): boolean {
  return refundAmount !== null && sameAmount(refundAmount, other.refundAmount);
}

/** What Pockyt has refunded without our asking: in its portal, or since a cancellation came too late. */
export function otherRefunds(order: OrderMoney): readonly Refund[] {
  return matched(order).others;
}

/**
 * Hundredths that went back for certain: the larger of what Pockyt lists and what it said to have done, and never less
 * than was known before.
 */
export function refundedHundredths(order: OrderMoney): bigint {
  const { ours, others } = matched(order);
  const done = (order.refundRequests ?? []).filter(({ state, isByWord }) => state === 'done' && !isByWord);
  const listed = total([...ours.keys()], 0n) + total(others, 0n);
  return largest(listed, total(done, 0n), hundredths(order.refunded ?? '0'));
}

/** Whether all the money of an order went back. */
export function isRefunded(order: OrderMoney): boolean {
  return refundedHundredths(order) >= hundredths(order.amount);
}

/** Whether a list shows that some of the money did not go back: what cannot be read may be all of it. */
export function showsMoneyLeft(order: OrderMoney, listed: readonly Refund[]): boolean {
  const { ours, others } = matched({ ...order, refunds: listed });
  const amount = hundredths(order.amount);
  return amount > total([...ours.keys()], amount) + total(others, amount);
}

/**
 * Hundredths of an order that may still be sent back: what was paid, less every refund that was made elsewhere, and
 * every one of ours that was made, may have been made or is being made.
 */
export function refundableHundredths(
  order: OrderMoney & { readonly state: string; readonly held?: true },
): bigint {
  if (order.state !== 'paid' || !order.held) return 0n;
  const ours = (order.refundRequests ?? []).filter(({ state }) => state !== 'refused');
  const amount = hundredths(order.amount);
  const gone = largest(
    total(ours, amount) + total(otherRefunds(order), amount),
    hundredths(order.refunded ?? '0'),
  );
  return amount > gone ? amount - gone : 0n;
}

function total(refunds: readonly Pick<Refund, 'refundAmount'>[], unreadable: bigint): bigint {
  const read = (amount: string | null) => (amount === null ? null : toHundredths(amount)) ?? unreadable;
  return refunds.reduce((sum, { refundAmount }) => sum + read(refundAmount), 0n);
}

function largest(...amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
}

/** Of an amount that we have checked, or nothing of one that Pockyt told and nobody can read. */
function hundredths(amount: string): bigint {
  return toHundredths(amount) ?? 0n;
}

/**
 * The order with the refunds that Pockyt listed. One that was asked for and is listed is done, whatever we thought of it;
 * that one is not listed proves nothing.
 *
 * A list may be left out of an answer, and answers overtake each other: of two lists the longer counts, then the later.
 */
export function withListed<O extends OrderMoney>(order: O, listed: readonly Refund[], at: string): O {
  const { refunds = [], refundsAskedAt = '' } = order;
  const isNews = listed.length > refunds.length || (listed.length === refunds.length && at >= refundsAskedAt);
  const known = isNews && listed.length > 0 ? { ...order, refunds: listed, refundsAskedAt: at } : order;
  const { ours } = matched(known);
  const refundRequests = known.refundRequests?.map((each) => withMade(each, ours.get(each)));
  const next = { ...known, ...(refundRequests && { refundRequests }) };
  const refunded = refundedHundredths(next);
  return refunded > 0n ? { ...next, refunded: toAmount(refunded) } : next;
}

function withMade(request: RefundRequest, made: Refund | undefined): RefundRequest {
  if (made === undefined) return request;
  const { failure, lease, isByWord, ...rest } = request;
  const { refundTransactionNo = rest.refundTransactionNo } = made;
  return { ...rest, state: 'done', ...(refundTransactionNo && { refundTransactionNo }) };
}

/** An order's refunds: whoever reserved one and did not come back in time left it unknown. */
export function withoutAbandoned<O extends OrderMoney>(order: O, at: string): O {
  const refundRequests = order.refundRequests?.map((request): RefundRequest => {
    const isAbandoned = request.state === 'reserved' && !isUnderWay(request, at);
    return isAbandoned ? { ...request, state: 'unknown', failure: { reason: 'abandoned' } } : request;
  });
  return refundRequests ? { ...order, refundRequests } : order;
}
