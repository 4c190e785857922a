import type { APIGatewayRequestAuthorizerEventV2, Context } from 'aws-lambda';
import { createSecretsManagerClient } from '#shared/runtime/aws-clients.ts';
import { cachedSecret } from '#shared/runtime/cached-secret.ts';
import { setting } from '#shared/runtime/environment.ts';
import { createLog, loggedError } from '#shared/runtime/log.ts';
import { uptimeMs } from '#shared/runtime/uptime.ts';
import { keyIn, readApiKeys } from './authorize.ts';

const secretId = setting('API_KEYS_SECRET');
const apiKeys = cachedSecret({
  secretsManager: createSecretsManagerClient(),
  secretId,
  howToSet:
    'It holds a name and a key each, {"backend": "..."}, or a name, a key and its scopes, {"reports": {"key": "...", "scopes": ["read"]}}.',
  read: readApiKeys,
  clock: uptimeMs,
});

/** Awaited at the start, when Lambda gives a function more of a processor than later. */
export const init = () => apiKeys.prefetch();

/**
 * The HTTP API's authorizer. The answer is cached by API Gateway per key and for every route, so it depends on
 * nothing but the key: what the key may be used for, the function of the route finds out. Without readable keys nobody
 * is let in.
 */
export async function handler(event: APIGatewayRequestAuthorizerEventV2, context: Context) {
  const log = createLog({
    requestId: event.requestContext.requestId,
    functionRequestId: context.awsRequestId,
  });
  try {
    const key = keyIn(event.headers?.authorization, await apiKeys.get());
    if (key === null) return { isAuthorized: false };
    return { isAuthorized: true, context: { keyName: key.name, scopes: key.scopes.join(' ') } };
  } catch (error) {
    log('api_keys.unusable', { secret: secretId, error: loggedError(error) });
    // An error, not a refusal: a refusal would be cached, and lock out callers whose keys are right.
    throw error;
  }
}
