import type { Payment } from '#shared/payments/payment.ts';
import { currentOrder } from '#shared/payments/status.ts';
import { closeOrder, type SyncDeps } from '#shared/payments/sync.ts';

/** What became of a cancellation. */
export type CancelResult =
  /** Nobody can pay by the link any more. */
  | { readonly kind: 'closed'; readonly payment: Payment }
  /** There was no unpaid link to close; the payment says what became of it instead. */
  | { readonly kind: 'not-cancellable'; readonly payment: Payment }
  /** Pockyt did not tell, so the link may still be paid. */
  | { readonly kind: 'unknown' };

/**
 * Closes an unpaid link at Pockyt, so that nobody can pay by it any more. A link that is closed already is as good as
 * closed now. Only what Pockyt says afterwards counts.
 */
export async function cancelLink(payment: Payment, deps: SyncDeps): Promise<CancelResult> {
  if (payment.status === 'closed') return { kind: 'closed', payment };
  if (payment.status !== 'pending') return { kind: 'not-cancellable', payment };

  const { payment: after, answer } = await closeOrder(payment, currentOrder(payment), 'cancel', deps);
  if (after.status === 'closed') return { kind: 'closed', payment: after };
  if (answer !== null && after.status !== 'pending') return { kind: 'not-cancellable', payment: after };
  return { kind: 'unknown' };
}
