import { randomUUID } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { createPaymentRepository } from '#shared/payments/repository.ts';
import { type Database, startDatabase } from '#test/support/databases.ts';
import { CREATING, DEMAND } from '#test/support/payments.ts';
import { codeBlocks, sectionsOf } from './markdown.ts';

let database: Database;
beforeAll(async () => {
  database = await startDatabase('dynalite');
});
afterAll(() => database.stop());

describe('docs/retention.md', () => {
  const command = sectionsOf('docs/retention.md')
    .flatMap(({ text }) => codeBlocks(text, 'sh'))
    .find((code) => code.includes('update-item')) as string;
  const option = (name: string) => new RegExp(`--${name} '([^']+)'`).exec(command)?.[1] as string;
  const erase = (reference: string) =>
    database.client.send(
      new UpdateItemCommand({
        TableName: database.payments,
        Key: JSON.parse(option('key').replace('<reference>', reference)),
        UpdateExpression: option('update-expression'),
        ConditionExpression: option('condition-expression'),
        ExpressionAttributeNames: JSON.parse(option('expression-attribute-names')),
        ExpressionAttributeValues: JSON.parse(option('expression-attribute-values')),
      }),
    );

  it('erases what is about a shopper and nothing else, and what was read before cannot bring it back', async () => {
    const payments = createPaymentRepository({
      dynamoDb: database.client,
      table: database.payments,
      randomId: randomUUID,
    });
    const shopper = {
      customerNo: 'canary',
      vaultId: 'canary',
      note: 'canary',
      description: 'canary',
      goodsInfo: 'canary',
      callbackUrl: 'https://shop.example/canary',
    };
    const { payment } = await payments.add({
      ...CREATING,
      request: { ...DEMAND.request, ...shopper },
      returnKey: 'canary',
    });
    await erase(payment.reference);
    const erased = await payments.load(payment.reference);
    const { callbackUrl, ...kept } = DEMAND.request;
    const { returnKey, ...open } = payment;
    expect(erased).toEqual({ ...open, request: kept, version: payment.version + 1 });
    expect(JSON.stringify(erased)).not.toContain('canary');
    expect((await payments.replace(payment)).won).toBe(false);
  });

  it('makes no payment out of nothing', async () => {
    await expect(erase('nobody')).rejects.toThrow();
    expect(command).toContain('attribute_exists');
  });
});
