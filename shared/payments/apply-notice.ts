import type { Notice } from '../pockyt/notice.ts';
import { isConfirming, providerStatus } from '../pockyt/status-words.ts';
import { type Claim, claimOf, isAboutRefund, isSameClaim, newDetails, weightOf } from './claim.ts';
import type { Discrepancy } from './history.ts';
import { moneyDiffers, type Order, orderId, RANKS } from './order.ts';
import type { Payment } from './payment.ts';
import { isRefunded } from './refunds.ts';
import { type Change, recorded, transition, unchanged, withOrder } from './transition.ts';

/** How many claims on numbers that are not its own an order keeps; on its own number it keeps one. */
const MAX_OTHER_CLAIMS = 3;
/** And all orders of a payment together. */
const MAX_OTHER_CLAIMS_IN_ALL = 9;

/** Why a notice left nothing to be kept, or could not be: `unmatched` belongs to no order of the payment. */
export type NotRecorded = 'unmatched' | 'reached' | 'no-room';

/** The order that a notice is about: exactly its reference, and of several of one reference the one with its number. */
export function orderOfNotice(
  { orders }: Payment,
  { reference, transactionNo }: Pick<Notice, 'reference' | 'transactionNo'>,
): Order | undefined {
  const named = orders.filter(({ providerReference }) => providerReference === reference);
  return named.find((order) => order.transactionNo === transactionNo) ?? named.find(({ found }) => !found);
}

/**
 * Keeps what a signed notice claims, until Pockyt was asked about it. It changes nothing else: a notice is a hint.
 *
 * On an order's own number the claim that says most is kept, and no later one postpones its question.
 */
export function recordClaim(
  payment: Payment,
  notice: Notice,
  credentials: string,
  now: Date,
): Change<NotRecorded> & { readonly claim?: Claim } {
  const order = orderOfNotice(payment, notice);
  if (order === undefined) return unchanged(payment, 'unmatched');
  const { claims = [] } = order;
  const claim = claimOf(notice, credentials, order, now);
  if (isReached(claim, order)) {
    const next = withDetails(order, [claim]);
    return next === order
      ? unchanged(payment, 'reached')
      : recorded(payment, withOrder(payment, orderId(order), next).orders);
  }
  const isOwn = claim.transactionNo === order.transactionNo;
  // On the order's own number all claims share a place, on another those that say the same.
  const isEarlier = (each: Claim) =>
    isOwn ? each.transactionNo === claim.transactionNo : isSameClaim(each, claim);
  const earlier = claims.find(isEarlier);
  if (!isOwn && earlier === undefined && !hasRoom(payment, order)) return unchanged(payment, 'no-room');

  const others = claims.filter((each) => each !== earlier);
  const kept = earlier ? merged(earlier, claim, order) : claim;
  const next = withOrder(payment, orderId(order), { claims: [...others, kept] });
  const { transactionNo, status, amount, currency } = claim;
  // What a notice says contradicts nothing: only an answer of Pockyt's can.
  const { discrepancy: _, ...change } = transition(payment, next.orders, now, {
    source: 'notice',
    event: 'claim',
    order: orderId(order),
    claim: { transactionNo, status, amount, currency },
    credentials,
    discrepancy: claimDiffers(order, claim),
  });
  return { ...change, claim: kept };
}

/**
 * Of two claims on one number the one that says more, and of equals the one that fits the order. Both are asked about
 * together: not later than either would be, and for as long as the later.
 */
function merged(own: Claim, claim: Claim, order: Order): Claim {
  const more = weightOf(claim) - weightOf(own);
  const isFitter = claimDiffers(order, own) !== undefined && claimDiffers(order, claim) === undefined;
  const kept = more > 0 || (more === 0 && isFitter) ? claim : own;
  const askAt = claim.askAt < own.askAt ? claim.askAt : own.askAt;
  return { ...kept, receivedAt: claim.receivedAt, askAt };
}

/** Whether there is room for a claim on a number that is not the order's own. */
export function hasRoom({ orders }: Payment, order: Order): boolean {
  const others = ({ claims = [], transactionNo }: Order) =>
    claims.filter((each) => each.transactionNo !== transactionNo).length;
  const all = orders.reduce((sum, each) => sum + others(each), 0);
  return others(order) < MAX_OTHER_CLAIMS && all < MAX_OTHER_CLAIMS_IN_ALL;
}

/** How many claims on a payment's orders came to nothing. */
export function failedClaims({ orders }: Pick<Payment, 'orders'>): number {
  return orders.reduce((sum, { claimsFailed = 0 }) => sum + claimsFailed, 0);
}

/** The order with what claims on it told besides, once what they claim is so. */
export function withDetails(order: Order, claims: readonly Claim[]): Order {
  const isFitting = (claim: Claim) =>
    !isAboutRefund(claim) && isReached(claim, order) && claimDiffers(order, claim) === undefined;
  const { details } = order;
  const told = Object.assign({}, ...claims.filter(isFitting).map((claim) => newDetails(claim, details)));
  return Object.keys(told).length > 0 ? { ...order, details: { ...told, ...details } } : order;
}

/** In which point a claim contradicts the order that it is about. What it leaves out does not contradict. */
export function claimDiffers(order: Order, claim: Omit<Notice, 'reference'>): Discrepancy | undefined {
  const isOthers = order.transactionNo !== undefined && order.transactionNo !== claim.transactionNo;
  return moneyDiffers(order, claim) ?? (isOthers ? 'transaction-mismatch' : undefined);
}

/** Whether an order is what a claim on its number says, or more. */
export function isReached(claim: Omit<Notice, 'reference'>, order: Order): boolean {
  if (claim.transactionNo !== order.transactionNo) return false;
  const { state, refunds = [] } = order;
  if (isAboutRefund(claim)) {
    const { refundReference } = claim;
    return refundReference !== undefined && refunds.some((each) => each.refundReference === refundReference);
  }
  const isGone = state === 'reversed' || (state === 'paid' && isRefunded(order));
  switch (providerStatus(claim.status)) {
    case 'paid':
      return RANKS[state] >= RANKS.paid;
    case 'open':
      return (
        RANKS[state] > RANKS.open ||
        (state === 'open' && (!isConfirming(claim.status) || order.confirming === true))
      );
    case 'reversed':
      return state === 'reversed';
    case null:
      return false;
    default:
      return state === 'failed' || state === 'closed' || isGone;
  }
}
