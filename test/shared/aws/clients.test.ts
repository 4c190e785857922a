import { createServer, type Server } from 'node:http';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { close, listen, sendJson } from '#local/http-server.ts';
import { createDynamoDbClient, createSecretsManagerClient } from '#shared/aws/clients.ts';

const before = { ...process.env };
let server: Server;
let calls: number;

beforeEach(async () => {
  calls = 0;
  server = createServer((_request, response) => {
    calls += 1;
    if (calls > 1) sendJson(response, 200, {});
  });
  const endpoint = await listen(server);
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
  });
});
afterEach(async () => {
  process.env = { ...before };
  await close(server);
});

it.each([
  ['DynamoDB', () => createDynamoDbClient().send(new DescribeTableCommand({ TableName: 'payments' }))],
  [
    'Secrets Manager',
    () => createSecretsManagerClient().send(new DescribeSecretCommand({ SecretId: 'api-keys' })),
  ],
])(
  'a call that %s does not answer is given up and made again',
  async (_service, call) => {
    await call();
    expect(calls).toBe(2);
  },
  8_000,
);
