import { isInFlight } from '#shared/payments/order.ts';
import { decisiveOrder, type Payment } from '#shared/payments/payment.ts';
import { type SyncDeps, syncPayment } from '#shared/payments/sync.ts';
import { isJustAsked } from '#shared/payments/times.ts';
import { withBudget } from '#shared/pockyt/client.ts';

/**
 * Why a payment is answered as it was known:
 *
 * - just-asked: Pockyt was asked a moment ago, and this is what it said
 * - in-flight: the order is being made, so that there is no outcome to ask about
 * - nothing-to-ask: no order of the payment can have come to anything
 * - pockyt-silent: of something that was asked Pockyt gave no answer that tells; what it did answer is stored
 */
export const UNANSWERED_REASONS = ['just-asked', 'in-flight', 'nothing-to-ask', 'pockyt-silent'] as const;
export type UnansweredReason = (typeof UNANSWERED_REASONS)[number];

/** Whether Pockyt has just answered all that was to be asked about a payment. */
export type Refresh =
  | { readonly answered: true }
  | { readonly answered: false; readonly reason: UnansweredReason };

export interface Refreshed {
  readonly payment: Payment;
  readonly refresh: Refresh;
}

/** A payment after Pockyt was asked about it, and whether it answered. */
export async function refreshLink(payment: Payment, deps: SyncDeps): Promise<Refreshed> {
  const now = deps.now();
  const decisive = decisiveOrder(payment);
  if (isJustAsked(decisive, now)) return { payment, refresh: unanswered('just-asked') };

  const pockyt = withBudget(deps.pockyt, deps.now);
  const { payment: after, answers } = await syncPayment(payment, 'refresh', { ...deps, pockyt });
  if (isInFlight(decisive, now)) return { payment: after, refresh: unanswered('in-flight') };
  if (answers.length === 0) return { payment: after, refresh: unanswered('nothing-to-ask') };
  const isAnswered = !answers.includes(null);
  return { payment: after, refresh: isAnswered ? { answered: true } : unanswered('pockyt-silent') };
}

function unanswered(reason: UnansweredReason): Refresh {
  return { answered: false, reason };
}
