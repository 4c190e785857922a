import * as jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { until } from '#test/tools/support/condition.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import type { NoticeChanges } from '#tools/simulator/notice.ts';
import type { Order } from '#tools/simulator/orders.ts';

const scan = jsqr.default as unknown as typeof jsqr.default.default;

let stack: Stack;
let count = 0;

beforeAll(async () => {
  const seconds = Array.from({ length: 18 }, (_, index) => index + 1).join(',');
  stack = await startStack({ checkDelays: seconds, paidChecks: seconds });
}, 60_000);
afterAll(() => stack?.stop());

interface Link {
  readonly reference: string;
  readonly status: string;
  readonly transactionNo: string;
  readonly paymentUrl: string;
  readonly history: readonly { readonly from: string; readonly to: string; readonly discrepancy?: string }[];
}

const bodyOf = (reference: string) => ({
  amount: '13',
  currency: 'PHP',
  vendor: 'alipay',
  reference,
  callbackUrl: 'https://shop.example/back?status={status}',
});

async function created(): Promise<Link> {
  const response = await stack.merchant('/payment-links', bodyOf(`life-${++count}`));
  expect(response.status).toBe(201);
  return (await response.json()) as Link;
}

/** How many orders Pockyt was asked for. */
const ordersSent = () => stack.simulator.requests.filter(({ endpoint }) => endpoint === 'secure-pay').length;
const read = async ({ reference }: Link) =>
  (await (await stack.merchant(`/payment-links/${reference}`)).json()) as Link;
/** Lets the schedule run until the payment reads so. */
const sweptUntil = (link: Link, seen: object) =>
  until(`${link.reference} is ${JSON.stringify(seen)}`, async () => {
    await stack.runSchedules();
    const {
      orders: [order],
      ...payment
    } = (await read(link)) as Link & { orders: [object] };
    return Object.entries(seen).every(([name, value]) => ({ ...order, ...payment })[name as never] === value);
  });
/** What the system answers to a notice about the link, in part otherwise than it is. */
const told = ({ transactionNo }: Link, changes: NoticeChanges) => {
  const order = stack.simulator.orders.byTransactionNo(transactionNo) as Order;
  const { contentType, body } = stack.simulator.buildNotice(order, changes);
  return fetch(`${stack.url}/ipn`, { method: 'POST', headers: { 'content-type': contentType }, body });
};
/** The statuses that it came through. */
const path = async (link: Link) =>
  (await read(link)).history.flatMap(({ from, to }) => (from === to ? [] : [to]));
const becomes = (link: Link, status: string) =>
  until(`${link.reference} is ${status}`, async () => (await read(link)).status === status);

describe('a payment link, over HTTP', () => {
  it('is created, scanned, paid at the cashier, and read as paid with its history', async () => {
    const link = await created();
    const png = await stack.merchant(`/payment-links/${link.reference}/qr-code`, undefined, {
      accept: 'image/png',
    });
    const { data, width, height } = PNG.sync.read(Buffer.from(await png.arrayBuffer()));
    expect(scan(new Uint8ClampedArray(data), width, height)?.data).toBe(link.paymentUrl);

    await stack.simulator.pay(link.transactionNo);
    await becomes(link, 'paid');
    expect(await path(link)).toEqual(['pending', 'paid']);
    expect((await stack.merchant(`/payment-links/${link.reference}/qr-code`)).status).toBe(409);
    const again = await stack.merchant('/payment-links', bodyOf(link.reference));
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ status: 'paid' });
  });

  it.each([
    ['fail', 'failed'],
    ['close', 'closed'],
  ] as const)('can %s', async (act, status) => {
    const link = await created();
    await stack.simulator[act](link.transactionNo);
    await becomes(link, status);
  });

  it('is read with the notice acknowledged, once', async () => {
    const link = await created();
    const notice = await stack.simulator.pay(link.transactionNo);
    expect(notice?.deliveries).toMatchObject([{ acknowledged: true }]);
    expect(await stack.simulator.deliver(notice?.id as string)).toMatchObject({ acknowledged: true });
    expect((await path(link)).filter((to) => to === 'paid')).toHaveLength(1);
  });

  it.each([
    ['another amount', { amount: '0.01' }, 'amount-mismatch'],
    ['another currency', { currency: 'USD' }, 'currency-mismatch'],
    ['another transaction', { transactionNo: '1' }, 'transaction-mismatch'],
  ])('is not paid by a notice with %s, though it is signed', async (_, change, discrepancy) => {
    const link = await created();
    const response = await told(link, { status: 'success', fields: change });
    expect([response.status, await response.text()]).toEqual([200, 'success']);
    expect(await read(link)).toMatchObject({ status: 'pending' });
    expect((await read(link)).history.at(-1)).toMatchObject({ discrepancy });
  });

  it('is paid, and then reversed', async () => {
    const link = await created();
    await stack.simulator.pay(link.transactionNo);
    await becomes(link, 'paid');
    await stack.simulator.reverse(link.transactionNo);
    await sweptUntil(link, { status: 'reversed' });
    expect(await path(link)).toEqual(['pending', 'paid', 'reversed']);
  });

  it('is paid, and refunded at the portal, in part and then in full', async () => {
    const link = await created();
    await stack.simulator.pay(link.transactionNo);
    stack.simulator.refundAtPortal(link.transactionNo, '3.00');
    await sweptUntil(link, { status: 'paid', refundableAmount: '10.00' });
    stack.simulator.refundAtPortal(link.transactionNo);
    await sweptUntil(link, { status: 'refunded', refundedAmount: '13.00' });
    expect(await path(link)).toEqual(['pending', 'paid', 'refunded']);
  });

  it('is pending as long as Pockyt waits for the confirmation', async () => {
    const link = await created();
    for (const word of ['pending', 'dealing']) {
      stack.simulator.setStatus(link.transactionNo, word);
      await sweptUntil(link, { status: 'pending', confirming: true });
    }
    stack.simulator.setStatus(link.transactionNo, 'success');
    await sweptUntil(link, { status: 'paid' });
  });

  it('is not paid by a forger', async () => {
    const link = await created();
    const response = await told(link, { status: 'success', token: 'forged' });
    expect(response.status).toBe(401);
    expect(await read(link)).toMatchObject({ status: 'pending' });
  });
});

describe('what Pockyt may do to a request', () => {
  it.each([
    ['refuses it', { kind: 'refuse', code: '000023' }, 422, 'rejected'],
    [
      'refuses our signature',
      { kind: 'refuse', code: '000000', message: 'data error : verifySign' },
      503,
      'rejected',
    ],
    ['has a system error', { kind: 'refuse', code: '000000', message: 'system error' }, 502, 'unknown'],
    ['answers 500', { kind: 'server-error' }, 502, 'unknown'],
    ['answers no JSON', { kind: 'not-json' }, 502, 'unknown'],
    ['answers too much', { kind: 'oversized' }, 502, 'unknown'],
    ['hangs up', { kind: 'cut' }, 502, 'unknown'],
    ['hangs up in the middle', { kind: 'cut', at: 'midway' }, 502, 'unknown'],
    ['hangs', { kind: 'hang' }, 504, 'unknown'],
  ] as const)('%s', async (_, fault, status, state) => {
    const reference = `fault-${++count}`;
    const before = ordersSent();
    stack.simulator.faults.next('secure-pay', fault);
    const response = await stack.merchant('/payment-links', bodyOf(reference));
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await read({ reference } as Link)).toMatchObject({ status: state });

    const again = await stack.merchant('/payment-links', bodyOf(reference));
    expect(again.status).toBe(state === 'unknown' ? 409 : 201);
    expect(ordersSent() - before).toBe(state === 'unknown' ? 1 : 2);
  });
});

describe('who may call', () => {
  it.each([
    ['no key', {}, 401],
    ['a wrong key', { authorization: 'Bearer wrong' }, 403],
  ])('%s is nobody', async (_, headers, status) => {
    for (const [method, path] of [
      ['POST', '/payment-links'],
      ['GET', '/payment-links/x'],
      ['GET', '/payment-links/x/qr-code'],
    ]) {
      const response = await fetch(`${stack.url}${path}`, {
        method,
        headers: headers as Record<string, string>,
      });
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual({ message: status === 401 ? 'Unauthorized' : 'Forbidden' });
    }
  });
});

describe('two hundred at once, over HTTP', () => {
  const MANY = 200;

  it('identical requests make one order and one link; copies of a notice make one move', async () => {
    const reference = `crowd-${++count}`;
    const before = ordersSent();
    const responses = await Promise.all(
      Array.from({ length: MANY }, () => stack.merchant('/payment-links', bodyOf(reference))),
    );
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 201, 409].includes(status))).toEqual([]);
    expect(ordersSent() - before).toBe(1);
    const links = await Promise.all(
      responses.filter(({ ok }) => ok).map((response) => response.json() as Promise<Link>),
    );
    expect(new Set(links.map(({ paymentUrl }) => paymentUrl)).size).toBe(1);

    const [link] = links as [Link];
    stack.simulator.holdNotices(true);
    const notice = await stack.simulator.pay(link.transactionNo);
    const attempts = await Promise.all(
      Array.from({ length: MANY }, () => stack.simulator.deliver(notice?.id as string)),
    );
    expect(attempts.every(({ acknowledged }) => acknowledged)).toBe(true);
    stack.simulator.holdNotices(false);
    expect((await path(link)).filter((to) => to === 'paid')).toHaveLength(1);
    const applied = stack.output.filter((line) => line.includes('"ipn.applied"') && line.includes(reference));
    expect(applied).toHaveLength(1);
  }, 60_000);
});
