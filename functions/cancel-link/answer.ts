import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { ASK_AGAIN_SECONDS } from '#shared/http/pockyt-problem.ts';
import { type HttpResponse, jsonResponse, Problem } from '#shared/http/problem.ts';
import { refundedInAll } from '#shared/payments/payment.ts';
import type { CancelResult } from './cancel-link.ts';

/** The answer to a request to cancel. */
export function answer(result: CancelResult, publicUrl: string): HttpResponse | Problem {
  if (result.kind === 'closed') return jsonResponse(200, paymentLinkWithHistory(result.payment, publicUrl));
  if (result.kind === 'unknown') {
    return new Problem(
      'pockyt-outcome-unknown',
      'Pockyt did not say that the link is closed, so it may still be paid. Send the same request again.',
      { retryAfter: ASK_AGAIN_SECONDS },
    );
  }
  const { status } = result.payment;
  const refunded = refundedInAll(result.payment) > 0n ? ' Pockyt has refunded money of it.' : '';
  return new Problem('link-not-cancellable', `Nothing was cancelled: the payment is ${status}.${refunded}`, {
    members: { paymentStatus: status },
  });
}
