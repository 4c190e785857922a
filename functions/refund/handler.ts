import { randomUUID } from 'node:crypto';
import { apiHandler, publicUrl } from '#shared/http/api.ts';

import { callerOf } from '#shared/http/caller.ts';
import { jsonBody } from '#shared/http/json-body.ts';
import { requestedPayment } from '#shared/http/requested-payment.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { answer } from './answer.ts';
import { refund } from './refund.ts';
import { readRefundRequest } from './request.ts';

const deps = { ...createDeps(), randomId: randomUUID };

export const init = deps.start;

/** `POST /payment-links/{reference}/refunds`: gives the money back, in part or in full. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const body = jsonBody(event);
    const payment = await requestedPayment(event.pathParameters?.reference, deps);
    const fields = readRefundRequest(body, payment.request.currency);
    const keyName = callerOf(event);
    const outcome = await refund(payment, fields, keyName, { ...deps, log });
    return answer(outcome, publicUrl(event));
  },
  { scope: 'refund' },
);
