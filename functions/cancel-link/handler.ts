import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { jsonResponse } from '#shared/http/problem.ts';
import { wire } from '#shared/runtime/wiring.ts';
import { cancelLink } from './cancel-link.ts';

/** Three calls to Pockyt must fit into what an HTTP API waits for. */
const DEADLINE_MS = 7_000;

const collaborators = wire({ deadlineMs: DEADLINE_MS });

export const init = collaborators.start;

/** `POST /payment-links/{reference}/cancel`: closes an unpaid link. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const payment = await cancelLink(event.pathParameters?.reference, { ...collaborators, log });
    return jsonResponse(200, paymentLinkWithHistory(payment, publicUrl(event)));
  },
  { scope: 'cancel' },
);
