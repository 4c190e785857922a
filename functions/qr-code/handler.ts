import { apiHandler } from '#shared/http/api.ts';
import { requestedPayment } from '#shared/http/requested-payment.ts';
import { createPaymentReader } from '#shared/payments/store.ts';
import { createDynamoDbClient } from '#shared/runtime/aws-clients.ts';
import { setting } from '#shared/runtime/environment.ts';
import { answer } from './answer.ts';
import { qrCode } from './qr-code.ts';

const dynamoDb = createDynamoDbClient();
const payments = createPaymentReader({ dynamoDb, table: setting('PAYMENTS_TABLE') });

export const init = () => dynamoDb.connect();

/** `GET /payment-links/{reference}/qr-code`: the link as a QR code. */
export const handler = apiHandler(
  async ({ event }) => {
    const payment = await requestedPayment(event.pathParameters?.reference, { payments });
    return answer(await qrCode(payment, event.headers.accept));
  },
  { scope: 'read' },
);
