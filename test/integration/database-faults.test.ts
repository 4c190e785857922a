import { createPaymentStore } from '#shared/payments/store.ts';
import type { DatabaseFault } from '#tools/harness/database-fault.ts';
import { type Database, functionsClient, startDatabase } from '#tools/harness/databases.ts';
import { type DynamoDbProxy, startDynamoDbProxy } from '#tools/harness/dynamodb-proxy.ts';
import { CREATING } from '#tools/harness/payments.ts';

let database: Database;
let proxy: DynamoDbProxy;

beforeAll(async () => {
  database = await startDatabase('dynalite');
  proxy = await startDynamoDbProxy(database.endpoint);
});
afterAll(async () => {
  await proxy?.stop();
  await database?.stop();
});

/** Writes and reads a payment, while the first calls go wrong; gives how often each write was made. */
async function writeThrough(faults: readonly DatabaseFault[], reference: string) {
  const left = [...faults];
  let puts = 0;
  proxy.failWhen(({ operation }) => {
    if (operation !== 'PutItem') return undefined;
    puts += 1;
    return left.shift();
  });
  let ids = 0;
  const payments = createPaymentStore({
    dynamoDb: functionsClient(proxy.endpoint),
    table: database.payments,
    randomId: () => `${reference}-${++ids}`,
  });
  const { committed } = await payments.add({ ...CREATING, reference });
  return { committed, puts, stored: (await payments.load(reference))?.reference };
}

it.each<DatabaseFault>([
  'throughput exceeded',
  'throttled',
  'internal error',
  'unavailable',
  'connection cut',
  'reply lost',
  'hung',
])('a write goes through: %s', async (fault) => {
  const reference = `once-${fault.replace(' ', '-')}`;
  expect(await writeThrough([fault], reference)).toEqual({ committed: true, puts: 2, stored: reference });
});

it('a write whose reply was lost twice is known as our own', async () => {
  const found = await writeThrough(['reply lost', 'reply lost'], 'lost-twice');
  expect(found).toEqual({ committed: true, puts: 3, stored: 'lost-twice' });
});

it('a write that goes wrong three times is an error, and not made a fourth time', async () => {
  const thrice = ['throttled', 'unavailable', 'throughput exceeded'] as const;
  await expect(writeThrough(thrice, 'thrice')).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
  });
});
