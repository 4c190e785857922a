import { type Stack, startStack } from '#test/support/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ checkDelays: '1,2,3,4,5,6,7,8,9,10' });
}, 60_000);
afterAll(() => stack?.stop());

const body = (reference: string) => ({
  amount: '13',
  currency: 'PHP',
  vendor: 'alipay',
  reference,
  callbackUrl: 'https://shop.example/back',
});
const read = async (path: string) => (await (await stack.merchant(path)).json()) as { status: string };

it('a paid link whose notice was lost is found paid by the schedule, without a word from anybody', async () => {
  stack.simulator.holdNotices(true);
  const link = (await (await stack.merchant('/payment-links', body('lost-1'))).json()) as {
    transactionNo: string;
  };
  await stack.simulator.pay(link.transactionNo);
  expect(await read('/payment-links/lost-1')).toMatchObject({ status: 'pending' });
  while ((await read('/payment-links/lost-1')).status !== 'paid') await stack.runSchedules();
  expect(stack.output.some((line) => line.includes('"reconcile.swept"'))).toBe(true);
}, 30_000);

it('a caller who cannot wait asks at once', async () => {
  const link = (await (await stack.merchant('/payment-links', body('lost-2'))).json()) as {
    transactionNo: string;
  };
  await stack.simulator.pay(link.transactionNo);
  expect(await read('/payment-links/lost-2?refresh=true')).toMatchObject({ status: 'paid' });
});

it('a link is cancelled at Pockyt, and a paid one is not', async () => {
  await stack.merchant('/payment-links', body('cancel-1'));
  const cancelled = await stack.merchant('/payment-links/cancel-1/cancel', {});
  expect(cancelled.status).toBe(200);
  expect(await cancelled.json()).toMatchObject({ status: 'closed' });
  expect(stack.simulator.orders.byReference('cancel-1').at(-1)?.status).toBe('closed');

  const link = (await (await stack.merchant('/payment-links', body('cancel-2'))).json()) as {
    transactionNo: string;
  };
  await stack.simulator.pay(link.transactionNo);
  const refused = await stack.merchant('/payment-links/cancel-2/cancel', {});
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ paymentStatus: 'paid' });
  expect((await stack.merchant('/payment-links/nobody/cancel', {})).status).toBe(404);
});
