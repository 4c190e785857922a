import { until } from '#test/tools/support/condition.ts';
import { startDynamoDb } from '#tools/cdk-local/dynamodb.ts';
import { startDynamoDbProxy } from '#tools/harness/dynamodb-proxy.ts';
import { startStack } from '#tools/harness/stack.ts';

const BODY = {
  amount: '13',
  currency: 'PHP',
  vendor: 'alipay',
  reference: 'crash-1',
  callbackUrl: 'https://shop.example/back',
};

it('a function that is killed before its last write leaves a payment that is not forgotten, and no second order', async () => {
  const database = await startDynamoDb({ engine: 'dynalite' });
  const proxy = await startDynamoDbProxy(database.endpoint);
  const stack = await startStack({}, { dynamoDb: database, dynamoDbEndpoint: proxy.endpoint });
  try {
    proxy.holdWhen(
      ({ operation, body }) => operation === 'PutItem' && body.ConditionExpression === 'version = :read',
    );

    const crashed = stack.merchant('/payment-links', BODY);
    await until('the last write is held', () => proxy.held.length === 1);
    for (const pool of stack.functions.values()) for (const pid of pool.pids()) process.kill(pid, 'SIGKILL');
    expect((await crashed).status).toBeGreaterThanOrEqual(500);
    proxy.holdWhen(() => false);

    const read = (await (await stack.merchant('/payment-links/crash-1')).json()) as { status: string };
    expect(['creating', 'unknown']).toContain(read.status);
    const repeat = await stack.merchant('/payment-links', BODY);
    expect(repeat.status).toBe(409);
    expect(Number(repeat.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(stack.simulator.requests).toHaveLength(1);
  } finally {
    await stack.stop();
    await proxy.stop();
    await database.stop();
  }
}, 60_000);
