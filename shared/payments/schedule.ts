import type { Payment } from './payment.ts';
import { type RefundRequest, refundRequestsOf } from './refunds.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Pockyt's clock and ours differ, and a customer may press the button at the last moment. */
export const EXPIRY_GRACE_MS = MINUTE_MS;
/** Pockyt repeats a notice for two hours; what has not come by then will not come. */
const RETRY_WINDOW_MS = 120 * MINUTE_MS;
/**
 * The least time between two questions about an order that Pockyt does not know: longer than a call may take, since one
 * that hung may still arrive.
 */
export const ASK_AGAIN_MS = MINUTE_MS;

/**
 * When a payment is to be looked at, whatever notices come: soon after its creation, then ever more seldom, at its
 * expiry, after the last notice that may come, and a day later.
 *
 * @param delays seconds after the creation.
 */
export function checkTimes(createdAt: Date, expiresAt: Date, delays: readonly number[]): string[] {
  const soon = delays.map((seconds) => createdAt.getTime() + seconds * 1000);
  const end = expiresAt.getTime() + EXPIRY_GRACE_MS;
  return [...soon.filter((time) => time < end), end, end + RETRY_WINDOW_MS, end + DAY_MS].map((time) =>
    new Date(time).toISOString(),
  );
}

/** The check times of a payment that are still to come, once a question was answered. */
export function remainingChecks({ checks }: Payment, now: Date): readonly string[] {
  return checks.filter((time) => time > now.toISOString());
}

/**
 * When to look at a payment next; undefined when there is nothing left to learn.
 *
 * A payment of which nobody can say what became of it is looked at for ever, ever more seldom.
 */
export function nextCheck(payment: Payment, now: Date): string | undefined {
  switch (payment.status) {
    case 'paid':
      return nextRefundCheck(payment, now);
    case 'creating':
      return payment.lock?.until;
    case 'unknown':
      return retryTime(payment, now);
    case 'reversed':
    case 'rejected':
      return undefined;
    default:
      return payment.undecided ? (payment.checks[0] ?? retryTime(payment, now)) : payment.checks[0];
  }
}

/** A paid payment is looked at while nobody can say what became of a refund of it. */
function nextRefundCheck(payment: Payment, now: Date): string | undefined {
  const times = openRefunds(payment).map(({ lock }) => lock?.until ?? retryTime(payment, now));
  return times.sort()[0];
}

function openRefunds(payment: Payment): RefundRequest[] {
  return refundRequestsOf(payment).filter(({ state }) => state === 'reserved' || state === 'unknown');
}

/**
 * When to ask again after a question that was not answered or did not settle the matter: the longer it is open, the
 * later.
 */
export function retryTime(payment: Payment, now: Date): string {
  const since = openRefunds(payment).map(({ requestedAt }) => requestedAt);
  const age = now.getTime() - Date.parse([payment.createdAt, ...since].sort().at(-1) as string);
  return new Date(now.getTime() + Math.min(Math.max(age / 4, ASK_AGAIN_MS), DAY_MS)).toISOString();
}
