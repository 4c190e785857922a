import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { ASK_AGAIN_SECONDS } from '#shared/http/pockyt-problem.ts';
import { type HttpResponse, jsonResponse, Problem } from '#shared/http/problem.ts';
import type { ResolutionResult } from './resolution.ts';

/** The answer to a person's word: a problem for every word that changed nothing. */
export function answer(result: ResolutionResult, publicUrl: string): HttpResponse | Problem {
  switch (result.kind) {
    case 'resolved':
      return jsonResponse(200, paymentLinkWithHistory(result.payment, publicUrl));
    case 'nothing-to-resolve':
      return new Problem(
        'nothing-to-resolve',
        `Nothing was changed: there is none of this name whose outcome is unknown. The payment is ${result.payment.status}; read it to see how its orders and refunds stand.`,
        { members: { paymentStatus: result.payment.status } },
      );
    case 'too-early':
      return new Problem(
        'resolution-too-early',
        'Nothing was changed: for an hour after it was sent, Pockyt itself may still tell what became of it.',
        { retryAfter: result.seconds },
      );
    case 'contradicted':
      return new Problem(
        'resolution-contradicted',
        'Your word changed nothing: Pockyt was asked, and does not say the same. Read the payment for what Pockyt said, and look at the number in its portal.',
        { members: { paymentStatus: result.payment.status } },
      );
    case 'unanswered':
      return new Problem(
        'pockyt-outcome-unknown',
        'Nothing was changed: Pockyt was asked first, and did not answer. Send the same request again.',
        { retryAfter: ASK_AGAIN_SECONDS },
      );
  }
}
