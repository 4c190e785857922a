import { getLink } from '#functions/get-link/get-link.ts';
import { ASK_AGAIN_SECONDS } from '#shared/http/pockyt-problem.ts';
import { Problem } from '#shared/http/problem.ts';
import { type Payment, refundedInAll } from '#shared/payments/payment.ts';
import { currentOrder } from '#shared/payments/status.ts';
import { closeOrder, type SyncDeps } from '#shared/payments/sync.ts';

/**
 * Closes an unpaid link at Pockyt, so that nobody can pay by it any more. A link that is closed already is as good as
 * closed now. Only what Pockyt says afterwards counts.
 *
 * @throws {Problem} `link-not-found`; `link-not-cancellable` with what became of the payment instead;
 * `pockyt-outcome-unknown` when Pockyt did not tell.
 */
export async function cancelLink(reference: string | undefined, deps: SyncDeps): Promise<Payment> {
  const payment = await getLink(reference, deps);
  if (payment.status === 'closed') return payment;
  if (payment.status !== 'pending') throw notCancellable(payment);

  const { payment: after, answer } = await closeOrder(payment, currentOrder(payment), 'cancel', deps);
  if (after.status === 'closed') return after;
  if (answer !== null && after.status !== 'pending') throw notCancellable(after);
  throw new Problem(
    'pockyt-outcome-unknown',
    'Pockyt did not say that the link is closed, so it may still be paid. Send the same request again.',
    { retryAfter: ASK_AGAIN_SECONDS },
  );
}

function notCancellable(payment: Payment): Problem {
  const { status } = payment;
  const refunded = refundedInAll(payment) > 0n ? ' Pockyt has refunded money of it.' : '';
  return new Problem('link-not-cancellable', `Nothing was cancelled: the payment is ${status}.${refunded}`, {
    members: { paymentStatus: status },
  });
}
