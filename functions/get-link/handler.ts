import { wire } from '#shared/aws/wiring.ts';
import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { jsonResponse } from '#shared/http/problem.ts';
import { getLink, getRefreshedLink } from './get-link.ts';

const collaborators = wire();

export const init = () => collaborators.dynamoDb.connect();

/** `GET /payment-links/{reference}`: a payment with its history; with `?refresh=true` after Pockyt was asked. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const reference = event.pathParameters?.reference;
    const payment =
      event.queryStringParameters?.refresh === 'true'
        ? await getRefreshedLink(reference, { ...collaborators, log })
        : await getLink(reference, collaborators);
    return jsonResponse(200, paymentLinkWithHistory(payment, publicUrl(event)));
  },
  { scope: 'read', query: ['refresh'] },
);
