import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { jsonResponse } from '#shared/http/problem.ts';
import { requestedPayment } from '#shared/http/requested-payment.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { refreshLink } from './refresh-link.ts';

const deps = createDeps();

export const init = deps.start;

/** `POST /payment-links/{reference}/refresh`: a payment with its history, after Pockyt was asked. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const stored = await requestedPayment(event.pathParameters?.reference, deps);
    const { payment, refresh } = await refreshLink(stored, { ...deps, log });
    return jsonResponse(200, { ...paymentLinkWithHistory(payment, publicUrl(event)), refresh });
  },
  { scope: 'refresh' },
);
