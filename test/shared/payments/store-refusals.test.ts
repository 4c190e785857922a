import {
  ConditionalCheckFailedException,
  type GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createPaymentStore } from '#shared/payments/store.ts';
import type { Database } from '#tools/harness/databases.ts';
import { CREATING } from '#tools/harness/payments.ts';

describe('a write that was refused', () => {
  /** The store before a database that refuses every write so, and what was asked of it. */
  function refusing(error: Error, writeId?: string) {
    const send = jest.fn(async (command: GetItemCommand | PutItemCommand) => {
      if (command instanceof PutItemCommand) throw error;
      return { Item: marshall({ ...CREATING, version: 7, writeId }, { removeUndefinedValues: true }) };
    });
    const dynamoDb = { send } as unknown as Database['client'];
    return { send, payments: createPaymentStore({ dynamoDb, table: 'payments', randomId: () => 'ours' }) };
  }
  const conflict = new ConditionalCheckFailedException({ message: 'conflict', $metadata: {} });

  it('by its condition is looked at with a consistent read', async () => {
    const { send, payments } = refusing(conflict, 'theirs');
    expect(await payments.replace(CREATING)).toMatchObject({ committed: false, payment: { version: 7 } });
    expect(send.mock.calls.map(([{ input }]) => input).at(-1)).toMatchObject({ ConsistentRead: true });
  });

  it('is ours where what is stored has our write id', async () => {
    const { payments } = refusing(conflict, 'ours');
    expect(await payments.replace(CREATING)).toMatchObject({ committed: true, payment: { version: 7 } });
  });

  it('needs nothing that a database returns with the refusal', async () => {
    const { send, payments } = refusing(conflict, 'theirs');
    await payments.replace(CREATING);
    const inputs = send.mock.calls.map(([{ input }]) => input as PutItemCommandInput);
    expect(inputs[0]).not.toHaveProperty('ReturnValuesOnConditionCheckFailure');
  });

  it('for another reason is no lost race', async () => {
    const { send, payments } = refusing(new Error('throttled'));
    await expect(payments.replace(CREATING)).rejects.toThrow('throttled');
    expect(send).toHaveBeenCalledTimes(1);
  });
});
