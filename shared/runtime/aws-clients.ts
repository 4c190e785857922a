import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Logger } from '@smithy/types';
import { createRequestHandler } from './aws-http-handler.ts';
import { type AwsVariable, optionalSetting, setting } from './environment.ts';
import type { HttpClient } from './http-client.ts';
import { Sha256 } from './sha256.ts';

/**
 * What both clients share. Everything is stated, so that the SDK neither searches the disk for profiles nor evaluates
 * endpoint rules while a customer waits: Lambda gives the region and the credentials in the environment.
 */
function clientConfig(service: 'dynamodb' | 'secretsmanager', endpointSetting: AwsVariable) {
  const region = setting('AWS_REGION');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint = optionalSetting(endpointSetting) ?? `https://${service}.${region}.${suffix}`;
  const credentials = {
    accessKeyId: setting('AWS_ACCESS_KEY_ID'),
    secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
    sessionToken: optionalSetting('AWS_SESSION_TOKEN'),
  };
  return {
    region,
    endpoint,
    credentials,
    // One for all requests: the SDK would make another for each.
    signer: new SignatureV4({ credentials, region, service, sha256: Sha256 }),
    sha256: Sha256,
    authSchemePreference: [] as string[],
    requestHandler: createRequestHandler(endpoint),
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

export function createDynamoDbClient(): DynamoDBClient & Pick<HttpClient, 'connect'> {
  const config = clientConfig('dynamodb', 'AWS_ENDPOINT_URL_DYNAMODB');
  const client = new DynamoDBClient({ ...config, accountIdEndpointMode: 'disabled' });
  return Object.assign(client, { connect: config.requestHandler.connect });
}

export function createSecretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient(clientConfig('secretsmanager', 'AWS_ENDPOINT_URL_SECRETS_MANAGER'));
}
