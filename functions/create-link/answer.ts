import { paymentLink } from '#shared/http/payment-link.ts';
import { ASK_AGAIN_SECONDS, IN_FLIGHT_SECONDS, pockytProblem } from '#shared/http/pockyt-problem.ts';
import { type HttpResponse, jsonResponse, Problem } from '#shared/http/problem.ts';
import { MAX_ORDERS } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { SECURE_PAY_RULES } from '#shared/pockyt/fields.ts';
import { vendorWarning } from '#shared/pockyt/vendors.ts';
import type { CreateResult } from './create-link.ts';

const WORDING = {
  fields: Object.keys(SECURE_PAY_RULES),
  unknown:
    'A link may exist. Keep the reference and send the same request again: it never makes a second link.',
  notDone: 'No link was made.',
};

/** The answer to a request for a link: a problem for every outcome without a link. */
export function answer(outcome: CreateResult, publicUrl: string): HttpResponse | Problem {
  switch (outcome.kind) {
    case 'created':
      return jsonResponse(201, linkOf(outcome.payment, publicUrl));
    case 'repeated':
      return jsonResponse(200, linkOf(outcome.payment, publicUrl));
    case 'in-flight':
      return new Problem(
        'link-in-flight',
        'The first request for this reference is still running. Send the same request again to get its link.',
        { retryAfter: IN_FLIGHT_SECONDS },
      );
    case 'unknown':
      return new Problem(
        'link-outcome-unknown',
        'An earlier request for this reference may have made a link, so none is made now: a customer could pay twice. ' +
          'Send the same request again: each time Pockyt is asked, and a link is made as soon as it is sure that there is no other.',
        { retryAfter: ASK_AGAIN_SECONDS },
      );
    case 'reused':
      return new Problem(
        'reference-reused',
        'This reference was used with other fields, and may have a link. Send exactly the same fields to get it. ' +
          'A new reference is for another purchase: for the same one a customer could pay twice.',
      );
    case 'exhausted':
      return new Problem(
        'reference-reused',
        `No link was made: ${MAX_ORDERS} orders were made under this reference, the most there can be, and none can be paid. Choose a new reference.`,
      );
    case 'other-money':
      return new Problem(
        'reference-reused',
        'No link was made, and none will be: money of another amount or currency came under this reference. Read the payment: ' +
          'deliver for that money, or refund all of it by its transactionNo and choose a new reference when it has gone back.',
      );
    case 'failed':
      return pockytProblem(outcome.error, WORDING);
  }
}

function linkOf(payment: Payment, publicUrl: string) {
  const warning = vendorWarning(payment.request.vendor, payment.request.currency);
  return { ...paymentLink(payment, publicUrl), ...(warning && { warnings: [warning] }) };
}
