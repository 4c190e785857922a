import { hash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

import type { EventAttributes } from './events.ts';
import type { Payment } from './payment.ts';

/** Reads payments. */
export interface PaymentReader {
  /** The payment as it is now: a consistent read. Null when there is none. */
  load(reference: string): Promise<Payment | null>;
}

/** Writes payments. Every write is conditional, so that of two writers one always learns that it lost. */
export interface PaymentStore extends PaymentReader {
  /** Writes a payment whose reference must be free. */
  add(payment: Payment): Promise<Written>;
  /** Writes over the version that was read. `event` is what the write tells the outside, if anything. */
  replace(payment: Payment, event?: EventAttributes): Promise<Written>;
}

/** What is stored after a write: ours, or what somebody else had written before. */
export interface Written {
  readonly committed: boolean;
  readonly payment: Payment;
}

/** Finds the payments that are due for a check. */
export interface DueIndex {
  /**
   * References that are due in one shard, those that money waits for before routine looks, of each the longest due first.
   * The index lags: read the payment before acting.
   */
  due(shard: number, now: Date, limit: number): Promise<DueReferences>;
}

export interface DueReferences {
  readonly urgent: readonly string[];
  readonly routine: readonly string[];
}

/** Where signed notices are kept that belong to no payment of ours. */
export interface UnmatchedStore {
  keep(notice: UnmatchedNotice): Promise<void>;
  /** Those that call themselves so: the reference may have become a payment's since they came. */
  under(reference: string): Promise<UnmatchedNotice[]>;
  remove(notice: UnmatchedNotice): Promise<void>;
}

export interface UnmatchedNotice {
  /** What the notice calls itself, or `-` when it has no reference. */
  readonly reference: string;
  /** The same for the same content, so that a notice that is delivered again is kept once. */
  readonly noticeId: string;
  readonly receivedAt: string;
  /** Seconds since 1970, for DynamoDB's time to live. */
  readonly expiresAt: number;
  readonly credentials: string;
  /** Everything that was signed, without the signature: a list, since a name may be any text, `__proto__` too. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

interface Deps {
  readonly dynamoDb: DynamoDBClient;
  readonly table: string;
}

export function createPaymentReader({ dynamoDb, table }: Deps): PaymentReader {
  return {
    async load(reference) {
      const item = await readPayment(dynamoDb, table, reference);
      return item === undefined ? null : paymentOf(item);
    },
  };
}

/** @param randomId makes an id that no other write has. */
export function createPaymentStore({
  dynamoDb,
  table,
  randomId,
}: Deps & { randomId: () => string }): PaymentStore {
  /**
   * The SDK sends a write again when its answer was lost, and then finds its own write in the way. So a condition
   * that failed is believed only after a look at what is stored: with our id on it, it is our success.
   */
  const write = async (payment: Payment, condition: Condition, event?: EventAttributes): Promise<Written> => {
    const writeId = randomId();
    const next = { ...payment, version: payment.version + 1 };
    try {
      await dynamoDb.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ ...next, ...indexKey(next), ...event, writeId }, { removeUndefinedValues: true }),
          ...condition,
        }),
      );
      return { committed: true, payment: next };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const item = await readPayment(dynamoDb, table, payment.reference);
      if (item === undefined) throw error;
      return { committed: item.writeId?.S === writeId, payment: paymentOf(item) };
    }
  };

  return {
    ...createPaymentReader({ dynamoDb, table }),
    add: (payment) =>
      write(payment, {
        ConditionExpression: 'attribute_not_exists(#key)',
        // The word itself is reserved in DynamoDB's expressions.
        ExpressionAttributeNames: { '#key': 'reference' },
      }),
    replace: (payment, event) =>
      write(
        payment,
        {
          ConditionExpression: 'version = :read',
          ExpressionAttributeValues: { ':read': { N: String(payment.version) } },
        },
        event,
      ),
  };
}

/** How many partitions each class of due payments is spread over, so that none of them is hot. */
export const DUE_SHARDS = 64;

const URGENT = '1';
const ROUTINE = '2';

type Item = Record<string, AttributeValue>;

async function readPayment(
  dynamoDb: DynamoDBClient,
  table: string,
  reference: string,
): Promise<Item | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: { reference: { S: reference } }, ConsistentRead: true }),
  );
  return Item;
}

/** The key of the sparse index, class and shard: present exactly while the payment is due for a check at some time. */
function indexKey({ reference, dueAt, isUrgent }: Payment): { dueShard: string } | undefined {
  if (dueAt === undefined) return undefined;
  const shard = hash('md5', reference, 'buffer').readUInt8() % DUE_SHARDS;
  return { dueShard: shardKey(isUrgent ? URGENT : ROUTINE, shard) };
}

function shardKey(urgency: string, shard: number): string {
  return `${urgency}-${String(shard).padStart(2, '0')}`;
}

function paymentOf(item: Item): Payment {
  const { writeId, dueShard, ...stored } = unmarshall(item);
  // What an earlier write told the outside is no part of the payment, or the next write would tell it again.
  const payment = Object.entries(stored).filter(([name]) => !name.startsWith('event'));
  return Object.fromEntries(payment) as unknown as Payment;
}

export function createDueIndex({ dynamoDb, table, index }: Deps & { index: string }): DueIndex {
  const query = async (key: string, now: Date, limit: number): Promise<string[]> => {
    const { Items } = await dynamoDb.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
        ExpressionAttributeValues: { ':shard': { S: key }, ':now': { S: now.toISOString() } },
        Limit: limit,
      }),
    );
    return (Items as Item[]).map((item) => item.reference?.S as string);
  };
  return {
    async due(shard, now, limit) {
      const [urgent, routine] = await Promise.all(
        [URGENT, ROUTINE].map((urgency) => query(shardKey(urgency, shard), now, limit)),
      );
      return { urgent: urgent as string[], routine: routine as string[] };
    },
  };
}

export function createUnmatchedStore({ dynamoDb, table }: Deps): UnmatchedStore {
  return {
    async keep(notice) {
      await dynamoDb.send(new PutItemCommand({ TableName: table, Item: marshall(notice) }));
    },
    async under(reference) {
      const { Items } = await dynamoDb.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: '#key = :reference',
          ExpressionAttributeNames: { '#key': 'reference' },
          ExpressionAttributeValues: { ':reference': { S: reference } },
          ConsistentRead: true,
        }),
      );
      return (Items as Item[]).map((item) => unmarshall(item) as UnmatchedNotice);
    },
    async remove({ reference, noticeId }) {
      const Key = marshall({ reference, noticeId });
      await dynamoDb.send(new DeleteItemCommand({ TableName: table, Key }));
    },
  };
}
