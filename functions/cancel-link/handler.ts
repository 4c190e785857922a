import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { jsonResponse } from '#shared/http/problem.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { cancelLink } from './cancel-link.ts';

/** Three calls to Pockyt must fit into what an HTTP API waits for. */
const DEADLINE_MS = 7_000;

const deps = createDeps({ deadlineMs: DEADLINE_MS });

export const init = deps.start;

/** `POST /payment-links/{reference}/cancel`: closes an unpaid link. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const payment = await cancelLink(event.pathParameters?.reference, { ...deps, log });
    return jsonResponse(200, paymentLinkWithHistory(payment, publicUrl(event)));
  },
  { scope: 'cancel' },
);
