import { holdsMoney, isToBeClosed, type Order } from './order.ts';
import type { Payment } from './payment.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Pockyt's clock and ours differ, and a customer may press the button at the last moment. */
export const EXPIRY_GRACE_MS = MINUTE_MS;
/** Pockyt repeats a notice for two hours; what has not come by then will not come. */
const RETRY_WINDOW_MS = 2 * HOUR_MS;
/** The least time between two questions of the same kind about the same order. */
export const ASK_AGAIN_MS = MINUTE_MS;
/** The longest time between two questions of which nobody knows the end. */
const LONGEST_WAIT_MS = 30 * DAY_MS;
/** The longest time between two questions while Pockyt answers none. */
const LONGEST_SILENCE_MS = HOUR_MS;

/**
 * When an order is to be asked about, whatever notices come: soon after its creation, then ever more seldom, at its
 * expiry, after the last notice that may come, and a day later.
 *
 * @param delays seconds after the creation.
 */
export function checkTimes(createdAt: Date, expiresAt: Date, delays: readonly number[]): string[] {
  const soon = secondsAfter(createdAt, delays);
  const end = expiresAt.getTime() + EXPIRY_GRACE_MS;
  const late = [end, end + RETRY_WINDOW_MS, end + DAY_MS].map((time) => new Date(time).toISOString());
  return [...soon.filter((time) => time < (late[0] as string)), ...late];
}

/** Each so many seconds after a time. */
export function secondsAfter(time: Date, seconds: readonly number[]): string[] {
  return seconds.map((each) => after(time, each * 1000));
}

export function after(time: Date | string, milliseconds: number): string {
  return new Date(new Date(time).getTime() + milliseconds).toISOString();
}

/** A quarter of what has passed since, between the two. */
function quarterSince(since: string, at: string, longest: number): number {
  const age = Date.parse(at) - Date.parse(since);
  return Math.min(Math.max(age / 4, ASK_AGAIN_MS), longest);
}

/** When to ask again after a question at `askedAt` that Pockyt left unanswered. */
export function silenceEnds(silentSince: string, askedAt: string): string {
  return after(askedAt, quarterSince(silentSince, askedAt, LONGEST_SILENCE_MS));
}

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

function stateDueAt(order: Order, orders: readonly Order[]): string | undefined {
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

/** Since when an order is to be closed: since it was sent, or since another was last seen to have the money. */
function closingSince({ sentAt, link }: Order, orders: readonly Order[]): string {
  const seen = orders.filter(holdsMoney).map(({ successAt }) => successAt ?? sentAt);
  return link ? (seen.sort()[0] ?? sentAt) : sentAt;
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
  return (order.refundRequests ?? []).flatMap(({ state, lease, requestedAt }) => {
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
  const { state, claims = [], askAgainAt } = order;
  const isOpenEnded = state === 'sending' || state === 'unknown' || isToBeClosed(order, orders);
  return isOpenEnded || claims.length > 0 || askAgainAt !== undefined || refundTimes(order).length > 0;
}
