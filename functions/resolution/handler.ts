import { apiHandler, publicUrl } from '#shared/http/api.ts';

import { callerOf } from '#shared/http/caller.ts';
import { jsonBody } from '#shared/http/json-body.ts';
import { isProviderReference, isRefundReference } from '#shared/http/references.ts';
import { linkNotFound, requestedPayment } from '#shared/http/requested-payment.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { answer } from './answer.ts';
import { readResolution } from './request.ts';
import { resolveUnknownOrder, resolveUnknownRefund } from './resolution.ts';

/** Two calls to Pockyt, as a rule, must fit into what an HTTP API waits for. */
const DEADLINE_MS = 7_000;

const common = createDeps({ deadlineMs: DEADLINE_MS });

export const init = common.start;

/**
 * `POST /payment-links/{reference}/orders/{providerReference}/resolution` and
 * `POST /payment-links/{reference}/refunds/{refundReference}/resolution`: a person's word on an unknown outcome.
 */
export const handler = apiHandler(
  async ({ event, log }) => {
    const body = jsonBody(event);
    const { reference, providerReference = '', refundReference } = event.pathParameters ?? {};
    const isName = refundReference
      ? isRefundReference(refundReference)
      : isProviderReference(providerReference);
    if (!isName) return linkNotFound();
    const payment = await requestedPayment(reference, common);
    const word = { ...readResolution(body), by: callerOf(event) };
    const deps = { ...common, log };
    const result = refundReference
      ? await resolveUnknownRefund(payment, refundReference, word, deps)
      : await resolveUnknownOrder(payment, providerReference, word, deps);
    return answer(result, publicUrl(event));
  },
  { scope: 'refund' },
);
