import { randomUUID } from 'node:crypto';
import { pockytCredentials } from '../credentials/pockyt-credentials.ts';
import { createPaymentRepository } from '../payments/repository.ts';
import { createPockytClient, isLoopback, pockytBaseUrl } from '../pockyt/client.ts';
import { optionalSetting, setting } from '../settings.ts';
import { uptimeMs } from '../uptime.ts';
import { createDynamoDbClient, createSecretsManagerClient } from './clients.ts';

/**
 * What a function that deals with Pockyt works with, made once from its environment.
 *
 * @param deadlineMs how long a call to Pockyt may take; the client's default if not said.
 */
export function wire({ deadlineMs }: { deadlineMs?: number } = {}) {
  const dynamoDb = createDynamoDbClient();
  const baseUrl = pockytBaseUrl(setting('POCKYT_ENVIRONMENT'), optionalSetting('POCKYT_BASE_URL'));
  return {
    dynamoDb,
    payments: createPaymentRepository({
      dynamoDb,
      table: setting('PAYMENTS_TABLE'),
      randomId: randomUUID,
    }),
    credentials: pockytCredentials({
      secretsManager: createSecretsManagerClient(),
      secretId: setting('CREDENTIALS_SECRET'),
      acceptPublicToken: isLoopback(baseUrl),
      clock: uptimeMs,
    }),
    pockyt: createPockytClient({ baseUrl, deadlineMs }),
    now: () => new Date(),
  };
}
