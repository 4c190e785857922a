import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '#tools/cdk-local/assembly/storage.ts';
import { type DynamoDb, startDynamoDb } from '#tools/cdk-local/dynamodb.ts';
import { findJava } from '#tools/cdk-local/java.ts';
import { createTables } from '#tools/cdk-local/tables.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TABLE: Table = {
  id: 'Unmatched',
  name: 'unmatched',
  arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/unmatched',
  attributes: [
    { AttributeName: 'reference', AttributeType: 'S' },
    { AttributeName: 'noticeId', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'S' },
  ],
  keySchema: [
    { AttributeName: 'reference', KeyType: 'HASH' },
    { AttributeName: 'noticeId', KeyType: 'RANGE' },
  ],
  indexes: [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  timeToLive: 'expiresAt',
  stream: 'NEW_AND_OLD_IMAGES',
};
const key = { reference: { S: 'order-1' }, noticeId: { S: 'n-1' } };
const due = { dueShard: { S: '3' }, dueAt: { S: '2026-05-01T12:01:00.000Z' } };
const DUE_BEFORE = {
  TableName: TABLE.name,
  IndexName: 'due',
  KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
  ExpressionAttributeValues: { ':shard': { S: '3' }, ':now': { S: '2026-05-01T12:02:00.000Z' } },
};

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

function clientOf({ endpoint }: DynamoDb): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
}

async function javaIsThere(): Promise<boolean> {
  return (await findJava()) !== undefined;
}

describe.each(['dynamodb-local', 'dynalite'] as const)('DynamoDB by %s', (engine) => {
  const dataDir = temporaryFolder('data-');

  it('starts, creates tables, keeps data in a folder, and stops', async () => {
    if (engine === 'dynamodb-local' && !(await javaIsThere())) return;

    const first = await startDynamoDb({ engine, dataDir });
    const client = clientOf(first);
    await createTables([TABLE], first);
    await client.send(new PutItemCommand({ TableName: TABLE.name, Item: key }));
    const { Table: made } = await client.send(new DescribeTableCommand({ TableName: TABLE.name }));
    expect(made).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: TABLE.keySchema });
    expect(made?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'due' }]);
    await client.send(
      new PutItemCommand({
        TableName: TABLE.name,
        Item: { ...key, noticeId: { S: 'n-2' }, ...due, note: { S: 'x' } },
      }),
    );
    const { Items } = await client.send(new QueryCommand(DUE_BEFORE));
    expect(Items).toEqual([{ ...key, noticeId: { S: 'n-2' }, ...due }]);
    client.destroy();
    await first.stop();
    expect(await answers(first.endpoint)).toBe(false);

    const second = await startDynamoDb({ engine, dataDir });
    const reader = clientOf(second);
    await createTables([TABLE], second);
    const { Item } = await reader.send(new GetItemCommand({ TableName: TABLE.name, Key: key }));
    expect(Item).toEqual(key);
    if (engine === 'dynamodb-local') {
      const { TimeToLiveDescription } = await reader.send(
        new DescribeTimeToLiveCommand({ TableName: TABLE.name }),
      );
      expect(TimeToLiveDescription).toMatchObject({
        AttributeName: 'expiresAt',
        TimeToLiveStatus: 'ENABLED',
      });
    }
    reader.destroy();
    await second.stop();
    expect(await answers(second.endpoint)).toBe(false);
  });
});

describe('a table that another version of the stack made', () => {
  it('is refused when it lacks an index, with what to do', async () => {
    const database = await startDynamoDb({ engine: 'dynalite' });
    const attributes = TABLE.attributes.slice(0, 2);
    await createTables([{ ...TABLE, attributes, indexes: [] }], database);
    await expect(createTables([TABLE], database)).rejects.toThrow(
      'The table unmatched that was kept has no index due: another version of this stack made it. ' +
        'Choose another folder for the data, or remove the old one.',
    );
    await database.stop();
  });
});

describe('the engine', () => {
  const path = process.env.PATH;
  const home = process.env.JAVA_HOME;

  afterEach(() => {
    process.env.PATH = path;
    if (home === undefined) delete process.env.JAVA_HOME;
    else process.env.JAVA_HOME = home;
  });

  it('is dynalite where there is no Java, and DynamoDB Local says that it needs one', async () => {
    process.env.PATH = '/nonexistent';
    delete process.env.JAVA_HOME;
    const database = await startDynamoDb();
    expect(database.engine).toBe('dynalite');
    await database.stop();
    await expect(startDynamoDb({ engine: 'dynamodb-local' })).rejects.toThrow('needs Java 17');
  });
});
