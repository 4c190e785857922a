import { randomUUID } from 'node:crypto';
import { createPaymentStore } from '../payments/store.ts';
import { createPockytClient, isLoopback, pockytBaseUrl } from '../pockyt/client.ts';
import { createDynamoDbClient, createSecretsManagerClient } from './aws-clients.ts';
import { optionalSetting, setting } from './environment.ts';
import { createCredentialsSecret } from './pockyt-credentials.ts';
import { uptimeMs } from './uptime.ts';

/**
 * What a function that deals with Pockyt works with, made once from its environment.
 *
 * @param deadlineMs how long a call to Pockyt may take; the client's default if not said.
 */
export function createDeps({ deadlineMs }: { deadlineMs?: number } = {}) {
  const dynamoDb = createDynamoDbClient();
  const baseUrl = pockytBaseUrl(setting('POCKYT_ENVIRONMENT'), optionalSetting('POCKYT_BASE_URL'));
  const credentials = createCredentialsSecret({
    secretsManager: createSecretsManagerClient(),
    secretId: setting('CREDENTIALS_SECRET'),
    acceptPublicToken: isLoopback(baseUrl),
    clock: uptimeMs,
  });
  const pockyt = createPockytClient({ baseUrl, deadlineMs });
  return {
    dynamoDb,
    payments: createPaymentStore({
      dynamoDb,
      table: setting('PAYMENTS_TABLE'),
      randomId: randomUUID,
    }),
    credentials,
    pockyt,
    now: () => new Date(),
    /**
     * Awaited at the start, when Lambda gives a function more of a processor than later: reads the secret, and
     * meanwhile connects to whatever the first request will call.
     */
    start: () => Promise.all([credentials.prefetch(), dynamoDb.connect(), pockyt.connect()]),
  };
}
