import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { decide } from '#shared/payments/decide.ts';
import type { Payment } from '#shared/payments/payment.ts';
import {
  createDueIndex,
  createPaymentReader,
  createPaymentRepository,
  createUnmatchedRepository,
  DUE_SHARDS,
  type PaymentRepository,
} from '#shared/payments/repository.ts';
import { ContentionError, MAX_WRITES, writeDecided } from '#shared/payments/write-decided.ts';
import { type Database, engines, startDatabase } from '#test/support/databases.ts';
import { CREATING, IN_STATUS, LINK, NOW, noticeOf } from '#test/support/payments.ts';

const now = () => NOW;

describe.each(engines())('payments in %s', (engine) => {
  let database: Database;
  let payments: PaymentRepository;
  let ids: number;

  const fresh = (reference: string): Payment => ({ ...CREATING, reference });
  const repository = () =>
    createPaymentRepository({
      dynamoDb: database.client,
      table: database.payments,
      randomId: () => `write-${++ids}`,
    });

  beforeAll(async () => {
    ids = 0;
    database = await startDatabase(engine);
    payments = repository();
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
    const unmatched = createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched });
    await unmatched.under('nobody');
    const inputs = send.mock.calls.map(([{ input }]) => input);
    send.mockRestore();
    expect(inputs).toMatchObject([{ ConsistentRead: true }, { ConsistentRead: true }]);
  });

  it('are added once: the second is told what is there', async () => {
    const first = await payments.add(fresh('once'));
    const second = await payments.add({ ...fresh('once'), requestHash: 'other' });
    expect(first).toMatchObject({ won: true, payment: { version: 1 } });
    expect(second).toMatchObject({ won: false, payment: { version: 1, requestHash: CREATING.requestHash } });
  });

  it('are replaced only over the version that was read', async () => {
    const { payment } = await payments.add(fresh('versions'));
    expect(await payments.replace({ ...payment, status: 'unknown' })).toMatchObject({ won: true });
    expect(await payments.replace({ ...payment, status: 'rejected' })).toMatchObject({
      won: false,
      payment: { status: 'unknown', version: 2 },
    });
    await expect(payments.replace({ ...fresh('nothing there'), version: 3 })).rejects.toThrow(
      ConditionalCheckFailedException,
    );
  });

  it('count a write as won that the SDK repeated after its answer was lost', async () => {
    const sent = database.client.send.bind(database.client);
    const twice = jest.spyOn(database.client, 'send').mockImplementation((async (command: PutItemCommand) => {
      const answer = await sent(command);
      return command instanceof PutItemCommand ? sent(command) : answer;
    }) as never);
    const added = await payments.add(fresh('repeated'));
    const replaced = await payments.replace(added.payment);
    twice.mockRestore();
    expect([added.won, replaced.won]).toEqual([true, true]);
    expect(await payments.load('repeated')).toMatchObject({ version: 2 });
  });

  it('are found under a further reference, which nobody else can take', async () => {
    await payments.add(fresh('named'));
    expect(await payments.addAlias('named-2', 'named')).toBe(true);
    expect(await payments.addAlias('named-2', 'named')).toBe(true);
    expect(await payments.addAlias('named-2', 'other')).toBe(false);
    expect(await payments.addAlias('named', 'other')).toBe(false);
    expect(await payments.load('named-2')).toMatchObject({ reference: 'named' });
    expect(await payments.add(fresh('named-2'))).toMatchObject({
      won: false,
      payment: { reference: 'named' },
    });
  });

  it('are in the index exactly while they are due, in one of a few partitions', async () => {
    const index = createDueIndex({ dynamoDb: database.client, table: database.payments, index: 'DueIndex' });
    const dueNow = async () => {
      const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => index.due(shard, NOW, 100));
      return (await Promise.all(shards)).flat().filter((reference) => reference.startsWith('due-'));
    };
    const early = { ...fresh('due-1'), dueAt: '2026-05-01T11:59:00.000Z' };
    await payments.add({ ...fresh('due-2'), dueAt: '2026-05-01T12:00:01.000Z' });
    const { payment } = await payments.add(early);
    expect(await dueNow()).toEqual(['due-1']);
    await payments.replace({ ...payment, dueAt: undefined });
    expect(await dueNow()).toEqual([]);
    const { Item } = await database.client.send(
      new GetItemCommand({ TableName: database.payments, Key: { reference: { S: 'due-1' } } }),
    );
    expect(Item).not.toHaveProperty('dueShard');
  });

  it('are told of the longest due first, and no more than asked for', async () => {
    const index = createDueIndex({ dynamoDb: database.client, table: database.payments, index: 'DueIndex' });
    const dueAt = (minute: number) => `2020-01-01T00:${minute + 10}:00.000Z`;
    // More payments than partitions: some share one.
    for (let minute = 0; minute <= DUE_SHARDS; minute++) {
      await payments.add({ ...fresh(`overdue-${minute}`), dueAt: dueAt(minute) });
    }
    const long = new Date('2020-01-01T01:00:00.000Z');
    const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);
    const all = await Promise.all(shards.map((shard) => index.due(shard, long, 100)));
    const first = await Promise.all(shards.map((shard) => index.due(shard, long, 1)));
    expect(all.flat()).toHaveLength(DUE_SHARDS + 1);
    expect(first).toEqual(all.map((references) => references.slice(0, 1)));
    const minuteOf = (reference: string) => Number(reference.split('-')[1]);
    for (const references of all) {
      expect(references).toEqual([...references].sort((one, other) => minuteOf(one) - minuteOf(other)));
    }
  });

  it('let an error through that is no lost race', async () => {
    const elsewhere = createPaymentRepository({
      dynamoDb: database.client,
      table: 'no-such-table',
      randomId: () => 'id',
    });
    await expect(elsewhere.add(fresh('x'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(elsewhere.addAlias('x-2', 'x')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('are decided anew when somebody else wrote first', async () => {
    const { payment: creating } = await payments.add(fresh('R-1'));
    const { payment: paid } = await writeDecided(payments, creating, noticeOf(), now);
    const { payment } = await writeDecided(payments, creating, LINK, now);
    expect(paid).toMatchObject({ status: 'paid', version: 2 });
    expect(payment).toMatchObject({ status: 'paid', version: 3, link: { transactionNo: 'T-1' } });
    expect(await payments.load('R-1')).toEqual(JSON.parse(JSON.stringify(payment)));
  });

  it('are not written when there is nothing to write', async () => {
    const { payment } = await payments.add(fresh('quiet'));
    const stale = { ...LINK, owner: 'somebody else' } as typeof LINK;
    const { decision } = await writeDecided(payments, payment, stale, now);
    expect(decision).toEqual(decide(payment, stale, NOW));
    expect(await payments.load('quiet')).toMatchObject({ version: 1 });
  });

  it('take every one of many different notices that come at once, or say that they could not', async () => {
    const { payment } = await payments.add({ ...IN_STATUS.pending, reference: 'busy' });
    const notices = Array.from({ length: MAX_WRITES }, (_, index) => noticeOf({ amount: `${index}.50` }));
    const written = await Promise.all(notices.map((notice) => writeDecided(payments, payment, notice, now)));
    expect(written.every(({ decision }) => decision.verdict === 'noted')).toBe(true);
    const stored = await payments.load('busy');
    expect(stored?.history.filter(({ refusal }) => refusal === 'amount-mismatch')).toHaveLength(MAX_WRITES);
  });

  it('give up after a bounded number of lost races, having stored nothing', async () => {
    const { payment } = await payments.add(fresh('contended'));
    const losing: PaymentRepository = {
      ...payments,
      replace: async () => ({ won: false, payment }),
    };
    await expect(writeDecided(losing, payment, LINK, now)).rejects.toThrow(ContentionError);
    expect(await payments.load('contended')).toMatchObject({ version: 1 });
  });

  it('keep an unmatched notice once, however often it comes', async () => {
    const unmatched = createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched });
    const notice = {
      reference: 'stranger',
      noticeId: 'n-1',
      receivedAt: NOW.toISOString(),
      expiresAt: 1_900_000_000,
      credentials: 'current',
      parameters: { status: 'success' },
    };
    await unmatched.keep(notice);
    await unmatched.keep(notice);
    const { Item } = await database.client.send(
      new GetItemCommand({
        TableName: database.unmatched,
        Key: { reference: { S: 'stranger' }, noticeId: { S: 'n-1' } },
      }),
    );
    expect(Item).toMatchObject({
      expiresAt: { N: '1900000000' },
      parameters: { M: { status: { S: 'success' } } },
    });
  });

  it('tell the unmatched notices of a reference, until they are removed', async () => {
    const unmatched = createUnmatchedRepository({ dynamoDb: database.client, table: database.unmatched });
    const notice = (reference: string, noticeId: string) => ({
      reference,
      noticeId,
      receivedAt: NOW.toISOString(),
      expiresAt: 1_900_000_000,
      credentials: 'current',
      parameters: { status: 'success' },
    });
    const [one, two, other] = [
      notice('early', 'n-1'),
      notice('early', 'n-2'),
      notice('other', 'n-3'),
    ] as const;
    for (const each of [one, two, other]) await unmatched.keep(each);
    expect(await unmatched.under('early')).toEqual([one, two]);
    await unmatched.remove(one);
    expect(await unmatched.under('early')).toEqual([two]);
    expect(await unmatched.under('other')).toEqual([other]);
  });
});

describe('a write that was refused', () => {
  /** The repository before a database that refuses every write so, and what was asked of it. */
  function refusing(error: Error) {
    const send = jest.fn(async (command: GetItemCommand | PutItemCommand) => {
      if (command instanceof PutItemCommand) throw error;
      return { Item: marshall({ ...CREATING, version: 7 }, { removeUndefinedValues: true }) };
    });
    const dynamoDb = { send } as unknown as Database['client'];
    return { send, payments: createPaymentRepository({ dynamoDb, table: 'payments', randomId: () => 'id' }) };
  }
  const conflict = (Item?: Record<string, AttributeValue>) =>
    new ConditionalCheckFailedException({ message: 'conflict', $metadata: {}, Item });

  it('by a database that tells what is stored costs no read', async () => {
    const stored = marshall({ ...CREATING, version: 9 }, { removeUndefinedValues: true });
    const { send, payments } = refusing(conflict(stored));
    expect(await payments.replace(CREATING)).toMatchObject({ won: false, payment: { version: 9 } });
    expect(send.mock.calls.map(([{ input }]) => input)).toMatchObject([
      { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ]);
  });

  it('by a database that does not is looked at', async () => {
    const { send, payments } = refusing(conflict());
    expect(await payments.replace(CREATING)).toMatchObject({ won: false, payment: { version: 7 } });
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('for another reason is no lost race', async () => {
    const { send, payments } = refusing(new Error('throttled'));
    await expect(payments.replace(CREATING)).rejects.toThrow('throttled');
    expect(send).toHaveBeenCalledTimes(1);
  });
});
