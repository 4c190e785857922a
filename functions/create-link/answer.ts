import { paymentLink } from '#shared/http/payment-link.ts';
import { type HttpResponse, jsonResponse, Problem } from '#shared/http/problem.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { OrderRefusedError, type PockytError, UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { SECURE_PAY_RULES } from '#shared/pockyt/secure-pay-rules.ts';
import { vendorWarning } from '#shared/pockyt/vendors.ts';
import type { Outcome } from './create-link.ts';

/** Seconds until it makes sense to ask again about what Pockyt may or may not have made. */
const ASK_AGAIN_SECONDS = 60;
/** Seconds in which somebody may have put the right credentials into the secret. */
const CREDENTIALS_SECONDS = 60;

/**
 * The answer to a request for a link.
 *
 * @throws {Problem} for every outcome without a link.
 */
export function answer(outcome: Outcome, publicUrl: string): HttpResponse {
  switch (outcome.kind) {
    case 'created':
      return jsonResponse(201, linkOf(outcome.payment, publicUrl));
    case 'repeated':
      return jsonResponse(200, linkOf(outcome.payment, publicUrl));
    case 'in-flight':
      throw new Problem(
        'link-in-flight',
        'The first request for this reference is still running. Send the same request again to get its link.',
        { retryAfter: outcome.retryAfter },
      );
    case 'unsettled':
      throw new Problem(
        'link-outcome-unknown',
        'An earlier request for this reference may have made a link, so none is made now: a customer could pay twice. ' +
          'Send the same request again: each time Pockyt is asked, and a link is made as soon as it is sure that there is no other.',
        { retryAfter: ASK_AGAIN_SECONDS },
      );
    case 'reused':
      throw new Problem(
        'reference-reused',
        'This reference was used with other fields. Send exactly the same fields to get its link, or choose a new reference.',
      );
    case 'failed':
      throw problemOf(outcome.error);
  }
}

function linkOf(payment: Payment, publicUrl: string) {
  const warning = vendorWarning(payment.request.vendor, payment.request.currency);
  return { ...paymentLink(payment, publicUrl), ...(warning && { warnings: [warning] }) };
}

function problemOf(error: PockytError): Problem {
  const members = { code: error.code };
  if (error instanceof OrderRefusedError) {
    const errors = error.parameters
      .filter((name) => Object.hasOwn(SECURE_PAY_RULES, name))
      .map((name) => ({ pointer: `#/${name}`, detail: "Pockyt's answer names this field." }));
    return new Problem('refused-by-pockyt', `${error.message} ${error.advice}`, {
      members,
      cause: error,
      ...(errors.length > 0 && { errors }),
    });
  }
  if (error instanceof UnknownOutcomeError) {
    const type = error.reason === 'deadline' ? 'pockyt-deadline' : 'pockyt-outcome-unknown';
    return new Problem(
      type,
      `${error.message} A link may exist. Keep the reference and send the same request again: it never makes a second link.`,
      { members, cause: error, retryAfter: ASK_AGAIN_SECONDS },
    );
  }
  return new Problem(
    'credentials-refused',
    `${error.message} No link was made. Put the right credentials into the secret, then send the same request again.`,
    { members, cause: error, retryAfter: CREDENTIALS_SECONDS },
  );
}
