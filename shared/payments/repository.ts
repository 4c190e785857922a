import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { WireParameters } from '../pockyt/sign.ts';
import type { Payment } from './payment.ts';

/** Reads payments. */
export interface PaymentReader {
  /** The payment as it is now: a consistent read. Null when there is none. */
  load(reference: string): Promise<Payment | null>;
}

/** Writes payments. Every write is conditional, so that of two writers one always learns that it lost. */
export interface PaymentRepository extends PaymentReader {
  /** Writes a payment whose reference must be free. */
  add(payment: Payment): Promise<Written>;
  /** Writes over the version that was read. */
  replace(payment: Payment): Promise<Written>;
}

/** What is stored after a write: ours, or what somebody else had written before. */
export interface Written {
  readonly won: boolean;
  readonly payment: Payment;
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

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

interface Collaborators {
  readonly dynamoDb: DynamoDBClient;
  readonly table: string;
}

export function createPaymentReader({ dynamoDb, table }: Collaborators): PaymentReader {
  return {
    async load(reference) {
      const item = await read(dynamoDb, table, reference);
      return item === undefined ? null : paymentOf(item);
    },
  };
}

/** @param randomId makes an id that no other write has. */
export function createPaymentRepository({
  dynamoDb,
  table,
  randomId,
}: Collaborators & { randomId: () => string }): PaymentRepository {
  /**
   * The SDK sends a write again when its answer was lost, and then finds its own write in the way. So a condition
   * that failed is believed only after a look at what is stored: with our id on it, it is our success.
   */
  const write = async (payment: Payment, condition: Condition): Promise<Written> => {
    const writeId = randomId();
    const next = { ...payment, version: payment.version + 1 };
    try {
      await dynamoDb.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ ...next, writeId }, { removeUndefinedValues: true }),
          ...condition,
          // Saves a read where the database does it; where it does not, the read below serves as well.
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { won: true, payment: next };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const item = error.Item ?? (await read(dynamoDb, table, payment.reference));
      if (item === undefined) throw error;
      return { won: item.writeId?.S === writeId, payment: paymentOf(item) };
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
    replace: (payment) =>
      write(payment, {
        ConditionExpression: 'version = :read',
        ExpressionAttributeValues: { ':read': { N: String(payment.version) } },
      }),
  };
}

async function read(dynamoDb: DynamoDBClient, table: string, reference: string) {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: { reference: { S: reference } }, ConsistentRead: true }),
  );
  return Item;
}

function paymentOf(item: Record<string, AttributeValue>): Payment {
  const { writeId, ...payment } = unmarshall(item);
  return payment as Payment;
}

export function createUnmatchedRepository({ dynamoDb, table }: Collaborators): UnmatchedRepository {
  return {
    async keep(notice) {
      await dynamoDb.send(new PutItemCommand({ TableName: table, Item: marshall(notice) }));
    },
  };
}
