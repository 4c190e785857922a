import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { WireParameters } from '../pockyt/sign.ts';
import type { Payment } from './payment.ts';

/** Where payments are kept. Every write is conditional, so that of two writers one always learns that it lost. */
export interface PaymentRepository {
  /** The payment as it is now: a consistent read. Null when there is none. */
  load(reference: string): Promise<Payment | null>;
  /** Writes a payment that must not exist yet, and returns it as stored. Null when its reference is taken. */
  add(payment: Payment): Promise<Payment | null>;
  /** Writes over the version that was read, and returns what is stored. Null when somebody else was faster. */
  replace(payment: Payment): Promise<Payment | null>;
}

/** Where signed notices are kept that belong to no payment of ours. */
export interface UnmatchedRepository {
  keep(notice: UnmatchedNotice): Promise<void>;
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
  /** Everything that was signed, without the signature. */
  readonly parameters: WireParameters;
}

interface Collaborators {
  readonly dynamoDb: DynamoDBClient;
  readonly table: string;
}

/** @param randomId makes an id that no other write has. */
export function createPaymentRepository({
  dynamoDb,
  table,
  randomId,
}: Collaborators & { randomId: () => string }): PaymentRepository {
  const read = async (reference: string) => {
    const { Item } = await dynamoDb.send(
      new GetItemCommand({ TableName: table, Key: { reference: { S: reference } }, ConsistentRead: true }),
    );
    return Item === undefined ? null : (unmarshall(Item) as Payment & { writeId: string });
  };

  /**
   * The SDK sends a write again when its answer was lost, and then finds its own write in the way. So a condition
   * that failed is believed only after a look at what is stored: with our id on it, it is our success.
   */
  const write = async (payment: Payment, condition: string, values?: Record<string, { N: string }>) => {
    const writeId = randomId();
    const next = { ...payment, version: payment.version + 1 };
    try {
      await dynamoDb.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ ...next, writeId }, { removeUndefinedValues: true }),
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
        }),
      );
      return next;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return (await read(payment.reference))?.writeId === writeId ? next : null;
    }
  };

  return {
    async load(reference) {
      const item = await read(reference);
      if (item === null) return null;
      const { writeId, ...payment } = item;
      return payment;
    },
    add: (payment) => write(payment, 'attribute_not_exists(reference)'),
    replace: (payment) => write(payment, 'version = :read', { ':read': { N: String(payment.version) } }),
  };
}

export function createUnmatchedRepository({ dynamoDb, table }: Collaborators): UnmatchedRepository {
  return {
    async keep(notice) {
      await dynamoDb.send(new PutItemCommand({ TableName: table, Item: marshall(notice) }));
    },
  };
}
