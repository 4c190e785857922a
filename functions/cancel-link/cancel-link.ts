import { getLink } from '#functions/get-link/get-link.ts';
import { Problem } from '#shared/http/problem.ts';
import { closeUnpaid, type Inquiry } from '#shared/payments/look-into.ts';
import type { Payment } from '#shared/payments/payment.ts';

/**
 * Closes an unpaid link at Pockyt, so that nobody can pay by it any more. A link that is closed already is as good as
 * closed now. Only what Pockyt says afterwards counts.
 *
 * @throws {Problem} `link-not-found`; `link-not-cancellable` with what became of the payment instead;
 * `pockyt-outcome-unknown` when Pockyt did not tell.
 */
export async function cancelLink(reference: string | undefined, inquiry: Inquiry): Promise<Payment> {
  const payment = await getLink(reference, inquiry);
  if (payment.status === 'closed') return payment;
  if (payment.status !== 'pending') throw notCancellable(payment);

  const { payment: after, answered } = await closeUnpaid(payment, 'cancel', inquiry);
  if (after.status === 'closed') return after;
  if (answered && after.status !== 'pending') throw notCancellable(after);
  throw new Problem(
    'pockyt-outcome-unknown',
    'Pockyt did not say that the link is closed, so it may still be paid. Send the same request again.',
    { retryAfter: 60 },
  );
}

function notCancellable({ status, refunds = [] }: Payment): Problem {
  const refunded = refunds.length > 0 ? ' Pockyt has refunded money of it.' : '';
  return new Problem('link-not-cancellable', `Nothing was cancelled: the payment is ${status}.${refunded}`, {
    members: { paymentStatus: status },
    retryAfter: 60,
  });
}
