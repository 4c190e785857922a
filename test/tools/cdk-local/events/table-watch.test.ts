import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { watchTable } from '#tools/cdk-local/events/table-watch.ts';
import { functionsClient, startDatabase } from '#tools/harness/databases.ts';

it('tells of every item that is put or updated, as it is stored then, and of no write that was refused', async () => {
  const database = await startDatabase('dynalite');
  const images: unknown[] = [];
  let told = () => {};
  const watch = await watchTable(database.endpoint, ({ table, dynamodb }) => {
    images.push([table, dynamodb.NewImage]);
    told();
  });
  const client = functionsClient(watch.endpoint);
  try {
    const Item = { reference: { S: 'R-1' }, eventId: { S: 'R-1#1' } };
    await client.send(new PutItemCommand({ TableName: database.payments, Item }));
    const ConditionExpression = 'attribute_not_exists(eventId)';
    await expect(
      client.send(new PutItemCommand({ TableName: database.payments, Item, ConditionExpression })),
    ).rejects.toThrow();
    const isTold = new Promise<void>((resolve) => {
      told = resolve;
    });
    await client.send(
      new UpdateItemCommand({
        TableName: database.payments,
        Key: { reference: { S: 'R-1' } },
        UpdateExpression: 'SET note = :note',
        ExpressionAttributeValues: { ':note': { S: 'by hand' } },
      }),
    );
    await isTold;
    expect(images).toEqual([
      [database.payments, Item],
      [database.payments, { ...Item, note: { S: 'by hand' } }],
    ]);
  } finally {
    client.destroy();
    await Promise.all([watch.stop(), database.stop()]);
  }
});
