import { ConditionalCheckFailedException, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { eventOf } from '#shared/payments/events.ts';
import type { Payment } from '#shared/payments/payment.ts';
import {
  createDueIndex,
  createPaymentReader,
  createPaymentStore,
  createUnmatchedStore,
  DUE_SHARDS,
  type DueIndex,
  type PaymentStore,
  type UnmatchedStore,
} from '#shared/payments/store.ts';
import { type Database, engines, functionsClient, startDatabase } from '#tools/harness/databases.ts';
import { type DynamoDbProxy, startDynamoDbProxy } from '#tools/harness/dynamodb-proxy.ts';
import { CREATING, IN_STATUS, NOW } from '#tools/harness/payments.ts';

const ALL_SHARDS = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);
const fresh = (reference: string, change: Partial<Payment> = {}): Payment => ({
  ...CREATING,
  reference,
  ...change,
});

describe.each(engines())('payments in %s', (engine) => {
  let database: Database;
  let payments: PaymentStore;
  let ids = 0;
  const store = (dynamoDb = database.client) =>
    createPaymentStore({ dynamoDb, table: database.payments, randomId: () => `write-${++ids}` });
  const itemOf = async (reference: string) => {
    const Key = { reference: { S: reference } };
    const command = new GetItemCommand({ TableName: database.payments, Key, ConsistentRead: true });
    return (await database.client.send(command)).Item;
  };

  beforeAll(async () => {
    database = await startDatabase(engine);
    payments = store();
  });
  afterAll(() => database?.stop());

  it('come back as they were written, in every status', async () => {
    for (const [status, payment] of Object.entries(IN_STATUS)) {
      const { payment: stored } = await payments.add({ ...payment, reference: `back-${status}` });
      expect(await payments.load(`back-${status}`)).toEqual(JSON.parse(JSON.stringify(stored)));
    }
  });

  it('are null when they do not exist', async () => {
    expect(await payments.load('nowhere')).toBeNull();
    const reader = createPaymentReader({ dynamoDb: database.client, table: database.payments });
    expect(await reader.load('nowhere')).toBeNull();
  });

  it('are read as they are now, never as they were', async () => {
    const send = jest.spyOn(database.client, 'send');
    await payments.load('nowhere');
    expect(send.mock.calls.map(([{ input }]) => input)).toMatchObject([{ ConsistentRead: true }]);
    send.mockRestore();
  });

  it('are added once: the second is told what is there', async () => {
    const first = await payments.add(fresh('once'));
    const second = await payments.add(fresh('once', { requestHash: 'other' }));
    expect(first).toMatchObject({ committed: true, payment: { version: 1 } });
    expect(second).toMatchObject({
      committed: false,
      payment: { version: 1, requestHash: CREATING.requestHash },
    });
  });

  it('are added under a reference that looks like a further order of another payment', async () => {
    await payments.add(fresh('named'));
    expect(await payments.add(fresh('named-2'))).toMatchObject({ committed: true });
    expect(await payments.load('named')).toMatchObject({ reference: 'named', version: 1 });
  });

  it('are replaced only over the version that was read', async () => {
    const { payment } = await payments.add(fresh('versions'));
    expect(await payments.replace({ ...payment, status: 'unknown' })).toMatchObject({ committed: true });
    expect(await payments.replace({ ...payment, status: 'rejected' })).toMatchObject({
      committed: false,
      payment: { status: 'unknown', version: 2 },
    });
  });

  it('are never made by a replacement', async () => {
    const missing = fresh('nothing there', { version: 3 });
    await expect(payments.replace(missing)).rejects.toThrow(ConditionalCheckFailedException);
    expect(await payments.load('nothing there')).toBeNull();
  });

  it('let an error through that is no lost race', async () => {
    const elsewhere = createPaymentStore({
      dynamoDb: database.client,
      table: 'no-such-table',
      randomId: () => 'id',
    });
    await expect(elsewhere.add(fresh('x'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('have what a write told the outside on the item, and not on the next one', async () => {
    const { payment } = await payments.add(fresh('told'));
    const paid = { ...IN_STATUS.paid, reference: 'told', version: payment.version };
    const { payment: stored } = await payments.replace(paid, eventOf(payment, paid));
    expect(await itemOf('told')).toMatchObject({
      eventType: { S: 'PaymentStatusChanged' },
      eventFrom: { S: 'creating' },
    });
    expect(
      Object.keys((await payments.load('told')) as Payment).filter((name) => name.startsWith('event')),
    ).toEqual([]);
    await payments.replace(stored);
    expect(await itemOf('told')).not.toHaveProperty('eventType');
  });

  describe('whose write lost its reply', () => {
    let proxy: DynamoDbProxy;
    beforeAll(async () => {
      proxy = await startDynamoDbProxy(database.endpoint);
    });
    afterAll(() => proxy?.stop());

    /** A store whose next write is carried out, but for whose reply the connection breaks. */
    const losing = () => {
      let isLost = false;
      proxy.failWhen(({ operation }) => {
        if (operation !== 'PutItem' || isLost) return undefined;
        isLost = true;
        return 'reply lost';
      });
      return store(functionsClient(proxy.endpoint));
    };

    it('recognise it when the SDK sends it again', async () => {
      const { committed, payment } = await losing().add(fresh('repeated'));
      expect([committed, payment.version]).toEqual([true, 1]);
      expect(await losing().replace({ ...payment, status: 'unknown' })).toMatchObject({ committed: true });
      expect(await payments.load('repeated')).toMatchObject({ version: 2, status: 'unknown' });
    });

    it('take nobody else’s for it', async () => {
      await payments.add(fresh('theirs', { requestHash: 'theirs' }));
      expect(await losing().add(fresh('theirs'))).toMatchObject({
        committed: false,
        payment: { requestHash: 'theirs' },
      });
    });
  });

  describe('that are due', () => {
    let index: DueIndex;
    beforeAll(() => {
      index = createDueIndex({ dynamoDb: database.client, table: database.payments, index: 'DueIndex' });
    });
    const dueNow = async (now: Date, prefix: string) => {
      const shards = await Promise.all(ALL_SHARDS.map((shard) => index.due(shard, now, 100)));
      const named = (references: readonly string[]) => references.filter((each) => each.startsWith(prefix));
      return {
        urgent: named(shards.flatMap(({ urgent }) => urgent)),
        routine: named(shards.flatMap(({ routine }) => routine)),
      };
    };

    it('are in the index exactly while they are', async () => {
      await payments.add(fresh('due-2', { dueAt: '2026-05-01T12:00:01.000Z' }));
      const { payment } = await payments.add(fresh('due-1', { dueAt: NOW.toISOString() }));
      expect(await dueNow(NOW, 'due-')).toEqual({ urgent: ['due-1'], routine: [] });
      await payments.replace({ ...payment, dueAt: undefined });
      expect(await dueNow(NOW, 'due-')).toEqual({ urgent: [], routine: [] });
      expect(await itemOf('due-1')).not.toHaveProperty('dueShard');
    });

    it('are of two classes: what money waits for, and what is routine', async () => {
      const dueAt = '2020-01-01T00:00:00.000Z';
      await payments.add(fresh('class-1', { dueAt, isUrgent: true }));
      await payments.add(fresh('class-2', { dueAt, isUrgent: undefined }));
      expect(await dueNow(NOW, 'class-')).toEqual({ urgent: ['class-1'], routine: ['class-2'] });
      expect(await itemOf('class-1')).toMatchObject({
        dueShard: { S: expect.stringMatching(/^1-[0-6][0-9]$/) },
      });
      expect(await itemOf('class-2')).toMatchObject({
        dueShard: { S: expect.stringMatching(/^2-[0-6][0-9]$/) },
      });
    });

    it('are spread over 64 shards, each always in the same', async () => {
      expect(DUE_SHARDS).toBe(64);
      const dueAt = '2020-01-02T00:00:00.000Z';
      for (let number = 0; number < 400; number++) await payments.add(fresh(`spread-${number}`, { dueAt }));
      const shards = await Promise.all(ALL_SHARDS.map((shard) => index.due(shard, NOW, 500)));
      const counts = shards.map(({ urgent }) => urgent.filter((each) => each.startsWith('spread-')).length);
      expect(counts.reduce((sum, count) => sum + count)).toBe(400);
      expect(Math.min(...counts)).toBeGreaterThan(0);
      expect(Math.max(...counts)).toBeLessThan(25);
      const before = (await itemOf('spread-7'))?.dueShard;
      await payments.replace((await payments.load('spread-7')) as Payment);
      expect((await itemOf('spread-7'))?.dueShard).toEqual(before);
    });

    it('are told the longest due first, and no more than asked for', async () => {
      const references = Array.from({ length: 200 }, (_, number) => `order-${number}`);
      for (const [number, reference] of references.entries()) {
        const dueAt = new Date(
          Date.parse('2019-01-01T00:00:00.000Z') + ((number * 7) % 200) * 60_000,
        ).toISOString();
        await payments.add(fresh(reference, { dueAt }));
      }
      const until = new Date('2019-01-02T00:00:00.000Z');
      const timeOf = (reference: string) => (Number(reference.split('-')[1]) * 7) % 200;
      for (const shard of ALL_SHARDS) {
        const { urgent } = await index.due(shard, until, 100);
        expect(urgent).toEqual([...urgent].sort((one, other) => timeOf(one) - timeOf(other)));
        expect((await index.due(shard, until, 1)).urgent).toEqual(urgent.slice(0, 1));
      }
    });
  });

  describe('unmatched notices', () => {
    let unmatched: UnmatchedStore;
    const notice = (reference: string, noticeId: string) => ({
      reference,
      noticeId,
      receivedAt: NOW.toISOString(),
      expiresAt: 1_900_000_000,
      credentials: 'current',
      parameters: [['status', 'success'] as const, ['__proto__', 'kept'] as const],
    });
    beforeAll(() => {
      unmatched = createUnmatchedStore({ dynamoDb: database.client, table: database.unmatched });
    });

    it('are kept once, however often they come', async () => {
      await unmatched.keep(notice('stranger', 'n-1'));
      await unmatched.keep(notice('stranger', 'n-1'));
      expect(await unmatched.under('stranger')).toEqual([notice('stranger', 'n-1')]);
      const Key = { reference: { S: 'stranger' }, noticeId: { S: 'n-1' } };
      const { Item } = await database.client.send(new GetItemCommand({ TableName: database.unmatched, Key }));
      expect(Item).toMatchObject({
        expiresAt: { N: '1900000000' },
        parameters: {
          L: [{ L: [{ S: 'status' }, { S: 'success' }] }, { L: [{ S: '__proto__' }, { S: 'kept' }] }],
        },
      });
    });

    it('are told under exactly their reference, as they are now, until they are removed', async () => {
      const [one, two, other] = [
        notice('early', 'n-1'),
        notice('early', 'n-2'),
        notice('early--2', 'n-3'),
      ] as const;
      for (const each of [one, two, other]) await unmatched.keep(each);
      const send = jest.spyOn(database.client, 'send');
      expect(await unmatched.under('early')).toEqual([one, two]);
      expect(send.mock.calls[0]?.[0].input).toMatchObject({ ConsistentRead: true });
      send.mockRestore();
      await unmatched.remove(one);
      expect(await unmatched.under('early')).toEqual([two]);
      expect(await unmatched.under('early--2')).toEqual([other]);
    });
  });
});
