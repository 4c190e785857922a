import { createDynamoDbClient } from '#shared/aws/clients.ts';
import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { jsonResponse } from '#shared/http/problem.ts';
import { createPaymentReader } from '#shared/payments/repository.ts';
import { setting } from '#shared/settings.ts';
import { getLink } from './get-link.ts';

const payments = createPaymentReader({ dynamoDb: createDynamoDbClient(), table: setting('PAYMENTS_TABLE') });

/** `GET /payment-links/{reference}`: a payment with its history. */
export const handler = apiHandler(async ({ event }) => {
  const payment = await getLink(event.pathParameters?.reference, { payments });
  return jsonResponse(200, paymentLinkWithHistory(payment, publicUrl(event)));
});
