import { apiHandler } from '#shared/http/api.ts';
import type { ApiEvent } from '#shared/http/event.ts';
import { createPaymentReader } from '#shared/payments/store.ts';
import { createDynamoDbClient } from '#shared/runtime/aws-clients.ts';
import { setting } from '#shared/runtime/environment.ts';
import { looksSoFar } from './auto-refresh.ts';
import { findReturned } from './find-returned.ts';
import { preferredLanguage } from './languages.ts';
import { faultPage, notFoundPage, paymentPage } from './page.ts';

const dynamoDb = createDynamoDbClient();
const payments = createPaymentReader({ dynamoDb, table: setting('PAYMENTS_TABLE') });

export const init = () => dynamoDb.connect();

/** `GET /return/{id}`: the page for the customer who comes back from Pockyt. */
export const handler = apiHandler(
  async ({ event }) => {
    const payment = await findReturned(event.pathParameters?.id, { payments });
    if (payment === null) return notFoundPage(languageOf(event));
    return paymentPage(payment, looksSoFar(event.queryStringParameters?.look), languageOf(event));
  },
  {
    // A callbackUrl comes back with whatever Pockyt and browsers add; only the looks are read.
    query: 'any',
    toResponse: (_problem, event) => faultPage(languageOf(event)),
  },
);

function languageOf({ headers }: ApiEvent) {
  return preferredLanguage(headers['accept-language']);
}
