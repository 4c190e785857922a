import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from './assembly/storage.ts';
import { REGION } from './assembly/template.ts';
import type { DynamoDb } from './dynamodb.ts';

/**
 * Creates the stack's tables, save those that are there already, and waits until they can be used.
 *
 * @throws Error when one that is there already was made by another version of the stack and lacks an index
 */
export async function createTables(
  tables: readonly Table[],
  { endpoint, engine }: Pick<DynamoDb, 'endpoint' | 'engine'>,
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: NO_CREDENTIALS });
  try {
    for (const table of tables) {
      const isNew = await create(client, table, engine);
      demandIndexes(table, await active(client, table.name));
      // dynalite knows no expiry: items stay, which changes nothing but the space that they take.
      if (isNew && table.timeToLive && engine === 'DynamoDB Local')
        await expire(client, table.name, table.timeToLive);
    }
  } finally {
    client.destroy();
  }
}

const NO_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const POLL_MILLIS = 20;
const ACTIVE_TIMEOUT_MILLIS = 10_000;

async function create(client: DynamoDBClient, table: Table, engine: DynamoDb['engine']): Promise<boolean> {
  const streams = table.stream !== undefined && engine === 'DynamoDB Local';
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table.name,
        AttributeDefinitions: table.attributes,
        KeySchema: table.keySchema,
        BillingMode: 'PAY_PER_REQUEST',
        ...(table.indexes.length > 0 && { GlobalSecondaryIndexes: table.indexes }),
        ...(streams && { StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream } }),
      } as CreateTableCommandInput),
    );
    return true;
  } catch (error) {
    if (error instanceof ResourceInUseException) return false;
    throw new Error(`The table ${table.name} could not be created: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function active(client: DynamoDBClient, name: string): Promise<TableDescription> {
  const deadline = Date.now() + ACTIVE_TIMEOUT_MILLIS;
  while (Date.now() < deadline) {
    const { Table: described } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (described?.TableStatus === 'ACTIVE') return described;
    await delay(POLL_MILLIS);
  }
  throw new Error(`The table ${name} did not become active within ${ACTIVE_TIMEOUT_MILLIS / 1000} seconds.`);
}

function demandIndexes({ name, indexes }: Table, { GlobalSecondaryIndexes = [] }: TableDescription): void {
  const there = GlobalSecondaryIndexes.map(({ IndexName }) => IndexName);
  const missing = indexes.find(({ IndexName }) => !there.includes(IndexName));
  if (!missing) return;
  throw new Error(
    `The table ${name} that was kept has no index ${missing.IndexName}: another version of this stack made it. ` +
      'Choose another folder for the data, or remove the old one.',
  );
}

async function expire(client: DynamoDBClient, name: string, attribute: string): Promise<void> {
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: attribute },
    }),
  );
}
