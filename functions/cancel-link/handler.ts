import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { requestedPayment } from '#shared/http/requested-payment.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { answer } from './answer.ts';
import { cancelLink } from './cancel-link.ts';

/** Three calls to Pockyt must fit into what an HTTP API waits for. */
const DEADLINE_MS = 7_000;

const deps = createDeps({ deadlineMs: DEADLINE_MS });

export const init = deps.start;

/** `POST /payment-links/{reference}/cancel`: closes an unpaid link. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const payment = await requestedPayment(event.pathParameters?.reference, deps);
    return answer(await cancelLink(payment, { ...deps, log }), publicUrl(event));
  },
  { scope: 'cancel' },
);
