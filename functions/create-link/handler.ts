import { randomUUID } from 'node:crypto';
import { createDynamoDbClient, createSecretsManagerClient } from '#shared/aws/clients.ts';
import { pockytCredentials } from '#shared/credentials/pockyt-credentials.ts';
import { apiHandler, publicUrl } from '#shared/http/api.ts';
import { jsonBody } from '#shared/http/json-body.ts';
import { createPaymentRepository } from '#shared/payments/repository.ts';
import { createPockytClient, isLoopback, pockytBaseUrl } from '#shared/pockyt/client.ts';
import { optionalSetting, setting } from '#shared/settings.ts';
import { answer } from './answer.ts';
import { createLink } from './create-link.ts';
import { readLinkRequest } from './request.ts';

const baseUrl = pockytBaseUrl(setting('POCKYT_ENVIRONMENT'), optionalSetting('POCKYT_BASE_URL'));
const defaults = {
  callbackUrl: optionalSetting('DEFAULT_CALLBACK_URL'),
  timeout: setting('LINK_TIMEOUT_MINUTES'),
};
const collaborators = {
  payments: createPaymentRepository({
    dynamoDb: createDynamoDbClient(),
    table: setting('PAYMENTS_TABLE'),
    randomId: randomUUID,
  }),
  credentials: pockytCredentials({
    secretsManager: createSecretsManagerClient(),
    secretId: setting('CREDENTIALS_SECRET'),
    acceptPublicToken: isLoopback(baseUrl),
    clock: () => performance.now(),
  }),
  pockyt: createPockytClient({ baseUrl }),
  now: () => new Date(),
  randomId: randomUUID,
};

/** `POST /payment-links`: makes a payment link, or answers the one that the same request made before. */
export const handler = apiHandler(async ({ event, log }) => {
  const url = publicUrl(event);
  const outcome = await createLink(
    {
      ...readLinkRequest(jsonBody(event), defaults),
      ipnUrl: `${url}/ipn`,
      keyName: event.requestContext.authorizer?.lambda?.keyName,
    },
    { ...collaborators, log },
  );
  return answer(outcome, url);
});
