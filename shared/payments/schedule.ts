import { holdsMoney, isOf, isToBeClosed, isUndecided, type Order } from './order.ts';
import type { Payment } from './payment.ts';
import { after, LONGEST_WAIT_MS, quarterSince } from './times.ts';

/** When an order's own question is due next; undefined when there is nothing left to learn. */
export function ownDueAt(order: Order, orders: readonly Order[]): string | undefined {
  return [stateDueAt(order, orders), order.askAgainAt, ...ownClaims(order), ...refundTimes(order)].sort()[0];
}

/** When Pockyt is next asked anything about an order. */
export function orderDueAt(order: Order, orders: readonly Order[]): string | undefined {
  if (order.state === 'sending') return order.lease.until;
  const claims = (order.claims ?? []).map(({ askAt }) => askAt);
  const first = [ownDueAt(order, orders), ...claims].sort()[0];
  return first !== undefined && order.retryAt !== undefined && order.retryAt > first ? order.retryAt : first;
}

/** When the state of an order makes it due next; undefined when it does not. */
export function stateDueAt(order: Order, orders: readonly Order[]): string | undefined {
  const { state, checks, lease } = order;
  switch (state) {
    case 'sending':
      return lease.until;
    case 'unknown':
      return nextAsk(order, order.sentAt);
    case 'refused':
    case 'absent':
    case 'reversed':
      return undefined;
    default:
      return isToBeClosed(order, orders) ? nextAsk(order, closingSince(order, orders)) : checks[0];
  }
}

/** Since when an order is to be closed: since it was sent, or since another was last seen to have its money. */
function closingSince(order: Order, orders: readonly Order[]): string {
  const holders = orders.filter((other) => holdsMoney(other) && isOf(other, order));
  const seen = holders.map(({ successAt }) => successAt as string).sort();
  return order.link ? (seen[0] as string) : order.sentAt;
}

/** The longer it is open, the later it is asked again; at once what was not asked since. */
function nextAsk({ askedAt = '', lease }: Order, since: string): string {
  const last = askedAt > lease.until ? askedAt : lease.until;
  return last < since ? since : after(last, quarterSince(since, last, LONGEST_WAIT_MS));
}

function ownClaims({ claims = [], transactionNo }: Order): string[] {
  return claims.filter((claim) => claim.transactionNo === transactionNo).map(({ askAt }) => askAt);
}

/** A refund of which nobody knows the end is looked for, ever more seldom. */
function refundTimes(order: Order): string[] {
  return (order.refundRequests ?? []).flatMap(({ state, lease = order.lease, requestedAt }) => {
    if (state === 'reserved') return [lease.until];
    return state === 'unknown' ? [nextAsk({ ...order, lease }, requestedAt)] : [];
  });
}

/**
 * The payment with the time at which it is due, if at all. `isUrgent` when money waits for the answer: a call under way,
 * an unknown outcome, a claim, an order to be closed. Routine looks wait behind those.
 */
export function withSchedule({ dueAt: _, isUrgent: __, ...payment }: Payment): Payment {
  const { orders } = payment;
  const dueAt = orders.map((order) => orderDueAt(order, orders)).sort()[0];
  if (dueAt === undefined) return payment;
  return { ...payment, dueAt, ...(orders.some((order) => isUrgent(order, orders)) && { isUrgent: true }) };
}

function isUrgent(order: Order, orders: readonly Order[]): boolean {
  const { claims = [], askAgainAt } = order;
  const isOpenEnded = isUndecided(order) || isToBeClosed(order, orders);
  return isOpenEnded || claims.length > 0 || askAgainAt !== undefined || refundTimes(order).length > 0;
}
