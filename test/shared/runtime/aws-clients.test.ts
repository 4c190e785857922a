import { createServer, type Server } from 'node:http';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { createDynamoDbClient, createSecretsManagerClient } from '#shared/runtime/aws-clients.ts';
import { close, listen, sendJson } from '#tools/cdk-local/http-server.ts';

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

it.each([
  ['eu-west-1', 'eu-west-1.amazonaws.com'],
  ['cn-north-1', 'cn-north-1.amazonaws.com.cn'],
])('each service is called where it is in %s', async (region, domain) => {
  process.env.AWS_REGION = region;
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  delete process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER;
  const endpoints = [createDynamoDbClient(), createSecretsManagerClient()].map(({ config }) =>
    config.endpoint?.(),
  );
  expect(await Promise.all(endpoints)).toMatchObject([
    { protocol: 'https:', hostname: `dynamodb.${domain}` },
    { protocol: 'https:', hostname: `secretsmanager.${domain}` },
  ]);
});
