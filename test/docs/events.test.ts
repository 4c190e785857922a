import { readFileSync } from 'node:fs';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { STATUSES } from '#shared/payments/status.ts';
import { type Database, engines, startDatabase } from '#tools/harness/databases.ts';
import { sectionsOf, tableRows } from './markdown.ts';

/** What the page says is to be passed to `aws dynamodb scan`. */
const page = readFileSync('docs/events.md', 'utf8');
const command = /aws dynamodb scan[^`]*/.exec(page)?.[0] ?? '';
const option = (name: string) => new RegExp(`--${name} '([^']*)'`).exec(command)?.[1] as string;

describe('the schemas of events', () => {
  const [kinds = []] = sectionsOf('docs/events.md').map(({ text }) => tableRows(text).map(([kind]) => kind));
  const schemaOf = (kind: string) => JSON.parse(readFileSync(`docs/events/${kind}.schema.json`, 'utf8'));

  it('are those that the page names, and have every status', () => {
    expect(kinds).toEqual(['PaymentStatusChanged', 'PaymentRefundChanged']);
    for (const kind of kinds as string[]) {
      const { status, previousStatus } = schemaOf(kind).properties;
      expect(previousStatus.enum).toEqual(STATUSES);
      // A status that changed is told only when it is another than `creating`.
      const told = STATUSES.filter((each) => kind !== 'PaymentStatusChanged' || each !== 'creating');
      expect(status.enum).toEqual(told);
    }
  });
});

describe.each(engines())('the replay that docs/events.md describes, on %s', (engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await startDatabase(engine);
  }, 60_000);
  afterAll(() => database.stop());

  it('finds what was written since, also when it was written again', async () => {
    const put = (reference: string, written: object) =>
      database.client.send(
        new PutItemCommand({
          TableName: database.payments,
          Item: { reference: { S: reference }, version: { N: '3' }, ...written },
        }),
      );
    await put('before', { updatedAt: { S: '2026-11-22T21:59:59.999Z' } });
    await put('during', { updatedAt: { S: '2026-11-22T22:30:00.000Z' } });
    await put('again', { updatedAt: { S: '2026-11-24T01:00:00.000Z' } });

    const { Items = [] } = await database.client.send(
      new ScanCommand({
        TableName: database.payments,
        FilterExpression: option('filter-expression'),
        ExpressionAttributeValues: JSON.parse(option('expression-attribute-values')),
        ProjectionExpression: option('projection-expression'),
        ExpressionAttributeNames: JSON.parse(option('expression-attribute-names')),
      }),
    );
    expect(Items.map(({ reference }) => reference?.S).sort()).toEqual(['again', 'during']);
  });
});
