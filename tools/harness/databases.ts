import { spawnSync } from 'node:child_process';
import { CreateTableCommand, DynamoDBClient, type KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '#shared/runtime/aws-clients.ts';
import { type DynamoDb, startDynamoDb } from '../cdk-local/dynamodb.ts';

export type Engine = 'dynalite' | 'dynamodb-local';

/** The databases that this machine can run: DynamoDB Local is AWS's own and needs Java, which not everybody has. */
export function engines(): Engine[] {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (Number(/version "(\d+)/.exec(stderr ?? '')?.[1]) >= 17) return ['dynalite', 'dynamodb-local'];
  console.warn('No Java 17 here: what needs DynamoDB Local is tested with dynalite alone.');
  return ['dynalite'];
}

export interface Database {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly payments: string;
  readonly unmatched: string;
  stop(): Promise<void>;
}

/** A database with both tables, named so that no other test meets them. */
export async function startDatabase(engine: Engine): Promise<Database> {
  const database: DynamoDb = await startDynamoDb({ engine });
  const client = new DynamoDBClient({
    endpoint: database.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTable(client, 'payments', ['reference'], ['dueShard', 'dueAt']);
  await createTable(client, 'unmatched', ['reference', 'noticeId']);
  return {
    endpoint: database.endpoint,
    client,
    payments: 'payments',
    unmatched: 'unmatched',
    async stop() {
      client.destroy();
      await database.stop();
    },
  };
}

/** A client as the functions have it, with their limits of time and their retries. */
export function functionsClient(endpoint: string): DynamoDBClient {
  const before = process.env;
  process.env = {
    ...before,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
  try {
    return createDynamoDbClient();
  } finally {
    process.env = before;
  }
}

async function createTable(
  client: DynamoDBClient,
  name: string,
  keys: readonly string[],
  index: readonly string[] = [],
): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...keys, ...index].map((key) => ({ AttributeName: key, AttributeType: 'S' })),
      KeySchema: keySchema(keys),
      ...(index.length > 0 && {
        GlobalSecondaryIndexes: [
          { IndexName: 'DueIndex', KeySchema: keySchema(index), Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
      }),
    }),
  );
}

function keySchema(keys: readonly string[]): KeySchemaElement[] {
  return keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}
