import { type Stack, startStack } from '#tools/harness/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    checkDelays: '1,2,3,4,5,6,7,8,9,10',
    paidChecks: '1,2,3,4,5,6,7,8,9,10',
  });
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

const refresh = async (reference: string) =>
  (await stack.merchant(`/payment-links/${reference}/refresh`, {})).json();

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

it.each([
  ['reversed', (transactionNo: string) => stack.simulator.setStatus(transactionNo, 'reversed')],
  ['refunded', (transactionNo: string) => void stack.simulator.refundAtPortal(transactionNo)],
])(
  'a payment that is %s is found so after it was paid, without a word from anybody',
  async (status, happens) => {
    const reference = `gone-${status}`;
    const link = (await (await stack.merchant('/payment-links', body(reference))).json()) as {
      transactionNo: string;
    };
    await stack.simulator.pay(link.transactionNo);
    expect(await refresh(reference)).toMatchObject({ status: 'paid', refresh: { answered: true } });
    happens(link.transactionNo);
    expect(await read(`/payment-links/${reference}`)).toMatchObject({ status: 'paid' });
    while ((await read(`/payment-links/${reference}`)).status === 'paid') await stack.runSchedules();
    expect(await read(`/payment-links/${reference}`)).toMatchObject({ status });
  },
  30_000,
);

it('a caller who cannot wait asks at once', async () => {
  const link = (await (await stack.merchant('/payment-links', body('lost-2'))).json()) as {
    transactionNo: string;
  };
  await stack.simulator.pay(link.transactionNo);
  expect(await refresh('lost-2')).toMatchObject({ status: 'paid', refresh: { answered: true } });
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

it('a paid link is refunded in parts, each of them once, and never beyond what was paid', async () => {
  const link = (await (await stack.merchant('/payment-links', body('refund-1'))).json()) as {
    transactionNo: string;
    amount: string;
  };
  const refund = (refundReference: string, refundAmount: string) =>
    stack.merchant('/payment-links/refund-1/refunds', { refundReference, refundAmount });
  expect((await refund('one', '1')).status).toBe(409);
  await stack.simulator.pay(link.transactionNo);
  await refresh('refund-1');

  const same = await Promise.all(Array.from({ length: 5 }, () => refund('one', '3.00')));
  const statuses = same.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.every((status) => [200, 201, 409].includes(status))).toBe(true);
  expect((await refund('one', '3.00')).status).toBe(200);
  expect((await refund('one', '3.01')).status).toBe(422);
  const tooMuch = await refund('two', link.amount);
  expect(tooMuch.status).toBe(409);
  expect(await tooMuch.json()).toMatchObject({ refundableAmount: '10.00' });
  expect((await refund('two', '10.00')).status).toBe(201);
  expect(await read('/payment-links/refund-1')).toMatchObject({
    status: 'refunded',
    refundedAmount: '13.00',
    refundableAmount: '0.00',
    refunds: [{ refundReference: 'one' }, { refundReference: 'two' }],
  });
  const [order] = stack.simulator.orders.byReference('refund-1');
  expect(order?.refunds.map(({ amount }) => amount)).toEqual([300n, 1000n]);
});
