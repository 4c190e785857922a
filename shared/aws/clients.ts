import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Logger } from '@smithy/types';
import { optionalSetting, setting } from '../settings.ts';

/**
 * What both clients share. Everything is stated, so that the SDK neither searches the disk for profiles nor evaluates
 * endpoint rules while a customer waits: Lambda gives the region and the credentials in the environment.
 */
function clientConfig(service: 'dynamodb' | 'secretsmanager', endpointSetting: string) {
  const region = setting('AWS_REGION');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    region,
    endpoint: optionalSetting(endpointSetting) ?? `https://${service}.${region}.${suffix}`,
    credentials: {
      accessKeyId: setting('AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
      sessionToken: optionalSetting('AWS_SESSION_TOKEN'),
    },
    authSchemePreference: [] as string[],
    requestHandler,
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: 'pockyt-payment-links',
    cacheMiddleware: true,
    logger,
  } as const;
}

/**
 * Warnings only. The SDK writes a command's whole input, shoppers' data included, to the other levels; its default
 * logger does nothing with it, but filters it first.
 */
const logger = { warn: console.warn } as Logger;

/** A call to AWS that takes longer is tried again, well within a function's time. */
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  // Without it the SDK writes a warning and waits for ever.
  throwOnRequestTimeout: true,
});

export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({
    ...clientConfig('dynamodb', 'AWS_ENDPOINT_URL_DYNAMODB'),
    accountIdEndpointMode: 'disabled',
  });
}

export function createSecretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient(clientConfig('secretsmanager', 'AWS_ENDPOINT_URL_SECRETS_MANAGER'));
}
