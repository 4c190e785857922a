import { type HistoryEntry, type Refusal, withEntry } from './history.ts';
import type { Attempt, Payment } from './payment.ts';
import { nextCheck } from './schedule.ts';
import { isGivenUp, type Status } from './states.ts';

/** What evidence makes of a payment. `payment` is what is to be written; without it nothing is. */
export type Decision =
  | { readonly verdict: 'moved'; readonly payment: Payment; readonly late: boolean }
  | { readonly verdict: 'noted'; readonly payment: Payment; readonly refusal?: Refusal }
  | {
      readonly verdict: 'ignored';
      readonly reason:
        | 'duplicate'
        | 'not-the-owner'
        | 'not-a-move'
        | 'exceeds-the-payment'
        | 'too-many-refunds';
    };

/** A decision that is to be written. */
export type Concluded = Exclude<Decision, { verdict: 'ignored' }>;

/** The payment with its status, one more line of history, and the time of its next check. */
export function conclude(
  payment: Payment,
  status: Status,
  now: Date,
  entry: Omit<HistoryEntry, 'at' | 'from' | 'to'>,
): Concluded {
  const at = now.toISOString();
  const from = payment.status;
  const late = status === 'paid' && isGivenUp(from);
  const next: Payment = {
    ...payment,
    ...withEntry(payment, { at, ...entry, from, to: status }),
    status,
    updatedAt: at,
    ...(status === 'paid' && from !== 'paid' && { paidAt: at }),
    ...(late && { late }),
  };
  const scheduled = { ...next, dueAt: nextCheck(next, now) };
  return from === status
    ? { verdict: 'noted', payment: scheduled, ...(entry.refusal && { refusal: entry.refusal }) }
    : { verdict: 'moved', payment: scheduled, late };
}

/** The attempts with one of them changed. */
export function withAttempt({ attempts }: Payment, attempt: Attempt, change: Partial<Attempt>): Attempt[] {
  return attempts.map((each) => (each === attempt ? { ...each, ...change } : each));
}
