import type { APIGatewayRequestAuthorizerEventV2, Context } from 'aws-lambda';
import { createSecretsManagerClient } from '#shared/aws/clients.ts';
import { cachedSecret } from '#shared/credentials/cached-secret.ts';
import { createLog, loggedError } from '#shared/logging/log.ts';
import { setting } from '#shared/settings.ts';
import { keyNameOf, readApiKeys } from './authorize.ts';

const secretId = setting('API_KEYS_SECRET');
const apiKeys = cachedSecret({
  secretsManager: createSecretsManagerClient(),
  secretId,
  howToSet: 'It holds a name and a key each, {"backend": "..."}.',
  read: readApiKeys,
  clock: () => performance.now(),
});

/**
 * The HTTP API's authorizer. The answer is cached by API Gateway per key and for every route, so it depends on
 * nothing but the key. Without readable keys nobody is let in.
 */
export async function handler(event: APIGatewayRequestAuthorizerEventV2, context: Context) {
  const log = createLog({
    requestId: event.requestContext.requestId,
    functionRequestId: context.awsRequestId,
  });
  try {
    const keyName = keyNameOf(event.headers?.authorization, await apiKeys.get());
    return keyName === null ? { isAuthorized: false } : { isAuthorized: true, context: { keyName } };
  } catch (error) {
    log('api_keys.unusable', { secret: secretId, error: loggedError(error) });
    // An error, not a refusal: a refusal would be cached, and lock out callers whose keys are right.
    throw error;
  }
}
