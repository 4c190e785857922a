import { ASK_AGAIN_SECONDS, IN_FLIGHT_SECONDS, pockytProblem } from '#shared/http/pockyt-problem.ts';
import { type HttpResponse, invalidRequest, jsonResponse, Problem } from '#shared/http/problem.ts';

import { findRefund } from '#shared/payments/apply-refund.ts';
import type { Order } from '#shared/payments/order.ts';
import { type Payment, refundableInAll, refundedInAll } from '#shared/payments/payment.ts';
import { MAX_REFUNDS, type RefundRequest, refundableHundredths } from '#shared/payments/refunds.ts';
import { toAmount } from '#shared/runtime/money.ts';
import type { RefundResult } from './refund.ts';
import { REFUND_FIELDS } from './request.ts';

const WORDING = {
  fields: REFUND_FIELDS,
  unknown:
    'Money may have been given back. Send the same request again: it never refunds a second time, and Pockyt is asked each time.',
  notDone: 'Nothing was refunded.',
};

/** The answer to a request for a refund: a problem for every outcome without a refund. */
export function answer(outcome: RefundResult, publicUrl: string): HttpResponse | Problem {
  switch (outcome.kind) {
    case 'made':
      return jsonResponse(201, refundMade(outcome, publicUrl));
    case 'repeated':
      return jsonResponse(200, refundMade(outcome, publicUrl));
    case 'in-flight':
      return new Problem(
        'refund-in-flight',
        'The first request for this refund is still running. Send the same request again to learn what came of it.',
        { retryAfter: IN_FLIGHT_SECONDS },
      );
    case 'unknown':
      return new Problem(
        'refund-outcome-unknown',
        'This refund may have been made, so it is not made again. Send the same request again: each time Pockyt is asked. ' +
          "If it stays unknown, look for it in Pockyt's portal.",
        { retryAfter: ASK_AGAIN_SECONDS },
      );
    case 'reused':
      return new Problem(
        'reference-reused',
        'This refundReference was used with another refundAmount or for another order. Send exactly the same fields to learn of that refund. ' +
          'A new refundReference is another refund: its money goes back besides.',
      );
    case 'order-unclear':
      return orderUnclear(outcome.transactionNos);
    case 'not-paid':
      return notPossible(outcome.payment, 'only a paid payment has money to give back');
    case 'too-many-refunds':
      return notPossible(
        outcome.payment,
        `${MAX_REFUNDS} refunds were asked for, the most that a payment keeps; make further ones in Pockyt's portal`,
      );
    case 'exceeds-the-payment':
      return exceeding(outcome.order);
    case 'unconfirmed':
      return new Problem(
        'pockyt-outcome-unknown',
        'Nothing was refunded: Pockyt did not confirm in time that the payment is paid, and what was refunded before. Send the same request again.',
        { retryAfter: ASK_AGAIN_SECONDS },
      );
    case 'failed':
      return pockytProblem(outcome.error, WORDING);
  }
}

function refundMade(
  { payment, request: made }: { payment: Payment; request: RefundRequest },
  publicUrl: string,
) {
  const { reference, orders, request } = payment;
  // Money that was found may be in another currency than the payment's.
  const { order } = findRefund(payment, made.refundReference) as { order: Order };
  const { currency } = order;
  const alike = { orders, request: { ...request, currency } };
  return {
    reference,
    refundReference: made.refundReference,
    refundAmount: made.refundAmount,
    currency,
    status: made.state,
    refundTransactionNo: made.refundTransactionNo,
    requestedAt: made.requestedAt,
    refundedAmount: toAmount(refundedInAll(alike)),
    refundableAmount: toAmount(refundableInAll(alike)),
    links: { payment: `${publicUrl}/payment-links/${reference}` },
  };
}

function notPossible({ status }: Payment, why: string): Problem {
  return new Problem('refund-not-possible', `Nothing was refunded: the payment is ${status}, and ${why}.`, {
    members: { paymentStatus: status },
  });
}

function orderUnclear(transactionNos: readonly string[]): Problem {
  const detail = `Must name the order whose money goes back: ${transactionNos.join(' or ')}.`;
  return invalidRequest('Nothing was refunded.', [{ pointer: '#/transactionNo', detail }]);
}

function exceeding(order: Order): Problem {
  const refundableAmount = toAmount(refundableHundredths(order));
  return new Problem(
    'refund-exceeds-payment',
    `Nothing was refunded: ${refundableAmount} ${order.currency} of this payment can still be given back. ` +
      "Refunds made in Pockyt's portal count, and so do those that are under way or of which nobody knows what became.",
    { members: { refundableAmount } },
  );
}
