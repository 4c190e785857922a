import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { jsonResponse } from '#shared/http/problem.ts';
import { wire } from '#shared/runtime/wiring.ts';
import { refreshLink } from './refresh-link.ts';

const collaborators = wire();

export const init = collaborators.start;

/** `POST /payment-links/{reference}/refresh`: a payment with its history, after Pockyt was asked. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const { reference } = event.pathParameters ?? {};
    const { payment, refresh } = await refreshLink(reference, { ...collaborators, log });
    return jsonResponse(200, { ...paymentLinkWithHistory(payment, publicUrl(event)), refresh });
  },
  { scope: 'refresh' },
);
