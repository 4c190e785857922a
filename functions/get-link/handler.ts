import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { jsonResponse } from '#shared/http/problem.ts';
import { requestedPayment } from '#shared/http/requested-payment.ts';
import { createPaymentReader } from '#shared/payments/store.ts';
import { createDynamoDbClient } from '#shared/runtime/aws-clients.ts';
import { setting } from '#shared/runtime/environment.ts';

const dynamoDb = createDynamoDbClient();
const payments = createPaymentReader({ dynamoDb, table: setting('PAYMENTS_TABLE') });

export const init = () => dynamoDb.connect();

/** `GET /payment-links/{reference}`: a payment with its history, as it is stored. */
export const handler = apiHandler(
  async ({ event }) => {
    const payment = await requestedPayment(event.pathParameters?.reference, { payments });
    return jsonResponse(200, paymentLinkWithHistory(payment, publicUrl(event)));
  },
  {
    scope: 'read',
    instead: { refresh: 'To have Pockyt asked first, send POST /payment-links/{reference}/refresh.' },
  },
);
