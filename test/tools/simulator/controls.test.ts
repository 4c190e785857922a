import { createServer } from 'node:http';
import { close, listen } from '#tools/cdk-local/http-server.ts';
import type { Happened, NoticeView, OrderView } from '#tools/simulator/control-acts.ts';
import { isSignedBy } from '#tools/simulator/signature.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import { until } from '../support/condition.ts';
import { ACCOUNT, order, securePay, simulate, stopSimulators, tranQuery } from './merchant.ts';

const servers: ReturnType<typeof createServer>[] = [];

afterEach(async () => {
  await stopSimulators();
  for (const server of servers.splice(0)) await close(server);
});

/** A merchant's IPN route that acknowledges everything; `received` has each notice's fields. */
async function merchant(answer = 'success') {
  const received: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push(Object.fromEntries(new URLSearchParams(body)));
    response.writeHead(200).end(answer);
  });
  servers.push(server);
  return { ipnUrl: `${await listen(server)}/ipn`, received };
}

async function control<T>(simulator: Simulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.baseUrl}/simulator/${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

async function withOrder() {
  const { ipnUrl, received } = await merchant();
  const simulator = await simulate();
  const transactionNo = await order(simulator, { ipnUrl });
  const act = async (verb: string, body: object = {}) =>
    (await control<Happened>(simulator, 'POST', `orders/invoice-1/${verb}`, body)).body;
  return { simulator, received, transactionNo, act };
}

describe('an order', () => {
  it('is listed, as it is', async () => {
    const { simulator, transactionNo } = await withOrder();
    const { body } = await control<OrderView[]>(simulator, 'GET', 'orders');
    expect(body).toEqual([
      {
        reference: 'invoice-1',
        transactionNo,
        status: 'init',
        amount: '13.00',
        currency: 'PHP',
        refunded: '0.00',
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  it.each([
    ['pay', 'success'],
    ['fail', 'failed'],
    ['close', 'closed'],
    ['reverse', 'reversed'],
    ['confirm', 'pending'],
    ['deal', 'dealing'],
  ])('follows %s, and the merchant is told', async (verb, status) => {
    const { act, received } = await withOrder();
    expect(await act(verb)).toMatchObject({
      order: { status },
      sending: 'sent',
      notice: { reference: 'invoice-1', deliveries: [{ httpStatus: 200, acknowledged: true }] },
    });
    expect(received).toMatchObject([{ status, amount: '13.00' }]);
  });

  it('is named by its transaction number too', async () => {
    const { simulator, transactionNo } = await withOrder();
    const { body } = await control<Happened>(simulator, 'POST', `orders/${transactionNo}/pay`, {});
    expect(body.order).toMatchObject({ reference: 'invoice-1', status: 'success' });
  });

  it('is paid in silence when the notice is lost, which can still come', async () => {
    const { simulator, act, received } = await withOrder();
    const { notice, sending, order: paid } = await act('pay', { lost: true });
    expect([sending, paid.status, received.length]).toEqual(['lost', 'success', 0]);
    await control(simulator, 'POST', `notices/${notice!.id}/send`, { times: 2 });
    expect(received).toMatchObject([{ status: 'success' }, { status: 'success' }]);
  });

  it('is told of later, or more than once', async () => {
    const { simulator, act, received } = await withOrder();
    expect(await act('pay', { lateSeconds: 0.05, times: 3 })).toMatchObject({
      sending: 'later',
      notice: { deliveries: [] },
    });
    await until('three notices have come', () => received.length === 3);
    const { body } = await control<NoticeView[]>(simulator, 'GET', 'notices');
    expect(body).toMatchObject([{ reference: 'invoice-1', deliveries: [{}, {}, { acknowledged: true }] }]);
    expect(JSON.stringify(body)).not.toContain('verifySign');
  });

  it('is told of otherwise than it is, properly signed', async () => {
    const { act, received } = await withOrder();
    const { order: paid } = await act('pay', { amount: '0.01', currency: 'USD' });
    expect(paid).toMatchObject({ amount: '13.00', currency: 'PHP' });
    expect(received).toMatchObject([{ amount: '0.01', currency: 'USD' }]);
    expect(isSignedBy(received[0]!, [ACCOUNT.token])).toBe(true);
  });

  it('is told of to nobody while notices are held', async () => {
    const { simulator, act, received } = await withOrder();
    await control(simulator, 'PUT', 'notices', { held: true });
    expect((await act('pay')).sending).toBe('held');
    expect(received).toEqual([]);
    await control(simulator, 'PUT', 'notices', { held: false });
    expect((await act('pay')).sending).toBe('sent');
  });

  it('without an ipnUrl is told of to nobody', async () => {
    const simulator = await simulate();
    await order(simulator);
    const { body } = await control<Happened>(simulator, 'POST', 'orders/invoice-1/pay', {});
    expect(body).toMatchObject({ order: { status: 'success' }, sending: 'none' });
  });

  it('is refunded in the portal, never beyond what was paid', async () => {
    const { simulator, act } = await withOrder();
    const refund = (body: object) =>
      control<Happened & { message: string }>(simulator, 'POST', 'orders/invoice-1/refunds', body);
    expect(await refund({})).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('init') },
    });
    await act('pay');
    expect((await refund({ amount: '3.01' })).body.order.refunded).toBe('3.01');
    expect(await refund({ amount: '10.00' })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('9.99 is left') },
    });
    expect((await refund({})).body.order.refunded).toBe('13.00');
  });

  it('is refunded in the portal with a notice when that is said', async () => {
    const { simulator, act, received } = await withOrder();
    await act('pay');
    expect(await act('refunds', { amount: '1' })).toMatchObject({ sending: 'none' });
    expect(received).toHaveLength(1);
    expect(await act('refunds', { amount: '2', notice: true })).toMatchObject({
      sending: 'sent',
      order: { refunded: '3.00' },
      notice: { reference: 'invoice-1', deliveries: [{ acknowledged: true }] },
    });
    expect(received[1]).toMatchObject({ refundAmount: '2.00', amount: '13.00' });
    simulator.holdNotices(true);
    expect(await act('refunds', { notice: true })).toMatchObject({ sending: 'held' });
  });

  it('lags behind in queries, so often as is said', async () => {
    const { simulator, transactionNo, act } = await withOrder();
    await act('pay');
    expect(await act('lag', { queries: 2 })).toMatchObject({ queries: 2, order: { status: 'success' } });
    const status = async () => (await tranQuery(simulator, { transactionNo })).body.result.status;
    expect([await status(), await status(), await status()]).toEqual(['init', 'init', 'success']);
    expect(await act('lag')).toMatchObject({ queries: 1 });
  });

  it('is forged without being changed: with a wrong token, or with the leaked one', async () => {
    const { act, received } = await withOrder();
    expect((await act('forgeries')).order.status).toBe('init');
    expect((await act('forgeries', { leaked: true, amount: '1.00' })).order.status).toBe('init');
    expect(received).toMatchObject([{ status: 'success' }, { status: 'success', amount: '1.00' }]);
    expect(received.map((fields) => isSignedBy(fields, [ACCOUNT.token]))).toEqual([false, true]);
  });
});

describe('a fault', () => {
  it('is for the next call, or for every call until all are cleared', async () => {
    const simulator = await simulate();
    const codes = async () => (await tranQuery(simulator, { reference: 'none' })).body?.ret_code;
    const fault = { endpoint: 'tran-query', kind: 'refuse', code: '000080' };
    await control(simulator, 'POST', 'faults', fault);
    expect([await codes(), await codes()]).toEqual(['000080', '000021']);
    await control(simulator, 'POST', 'faults', { ...fault, always: true });
    expect([await codes(), await codes()]).toEqual(['000080', '000080']);
    await control(simulator, 'DELETE', 'faults');
    expect(await codes()).toBe('000021');
  });

  it.each([
    [{ kind: 'server-error', httpStatus: 503 }, { status: 503 }],
    [{ kind: 'not-json' }, { status: 200, body: undefined }],
    [{ kind: 'refuse' }, { status: 200, body: { ret_code: '000000' } }],
  ])('%j', async (details, answer) => {
    const simulator = await simulate();
    await control(simulator, 'POST', 'faults', { endpoint: 'secure-pay', ...details });
    expect(await securePay(simulator)).toMatchObject(answer);
    expect(simulator.orders.all).toEqual([]);
  });

  it.each([{ kind: 'cut' }, { kind: 'midway', accept: 'now' }])('%j', async (details) => {
    const simulator = await simulate();
    await control(simulator, 'POST', 'faults', { endpoint: 'secure-pay', ...details });
    await expect(securePay(simulator)).rejects.toThrow();
    expect(simulator.orders.all).toHaveLength('accept' in details ? 1 : 0);
  });

  it('may let the call be carried out late', async () => {
    const simulator = await simulate();
    await control(simulator, 'POST', 'faults', { endpoint: 'secure-pay', kind: 'cut', accept: 'late' });
    await expect(securePay(simulator)).rejects.toThrow();
    expect(simulator.orders.all).toEqual([]);
    expect((await control(simulator, 'POST', 'late-calls/accept', {})).body).toEqual({
      accepted: ['000100'],
    });
    expect(simulator.orders.all).toHaveLength(1);
  });

  it('makes every call slow, not only the first', async () => {
    const simulator = await simulate();
    const fault = { endpoint: 'tran-query', kind: 'slow', seconds: 0.05, always: true };
    await control(simulator, 'POST', 'faults', fault);
    for (let calls = 0; calls < 2; calls += 1) {
      const before = performance.now();
      await tranQuery(simulator, { reference: 'none' });
      expect(performance.now() - before).toBeGreaterThan(45);
    }
  });
});

it("the merchant's token is replaced: the old one signs nothing and is refused", async () => {
  const { simulator, act, received } = await withOrder();
  await control(simulator, 'PUT', 'tokens', { token: 'the new one' });
  await act('pay');
  expect(isSignedBy(received[0]!, ['the new one'])).toBe(true);
  expect((await tranQuery(simulator, { reference: 'invoice-1' })).status).toBe(400);
});

describe('what cannot be done is said, and changes nothing', () => {
  it.each([
    ['POST', 'orders/nothing/pay', {}, 404, 'The simulator has no order nothing.'],
    ['POST', 'orders/%/pay', {}, 400, 'encodes nothing'],
    ['POST', 'orders/invoice-1/explode', {}, 404, 'no control POST /simulator/orders/invoice-1/explode'],
    ['PUT', 'orders/invoice-1/pay', {}, 405, 'no control PUT'],
    ['POST', 'orders/invoice-1/pay', { late: 3 }, 400, 'There is no late here, only lateSeconds, times'],
    [
      'POST',
      'orders/invoice-1/pay',
      { lateSeconds: -1 },
      400,
      'lateSeconds must be a number from 0 to 86400',
    ],
    ['POST', 'orders/invoice-1/pay', { times: 1.5 }, 400, 'times must be a whole number'],
    ['POST', 'orders/invoice-1/pay', { constructor: 1 }, 400, 'There is no constructor here'],
    ['POST', 'orders/invoice-1/pay', [], 400, 'must be a JSON object'],
    ['POST', 'orders/invoice-1/refunds', { amount: 'x' }, 409, 'is init'],
    ['POST', 'notices/notice-9/send', {}, 404, 'The simulator has no notice notice-9.'],
    ['POST', 'orders/nothing/lag', {}, 404, 'The simulator has no order nothing.'],
    ['POST', 'orders/invoice-1/lag', { queries: 0.5 }, 400, 'queries must be a whole number'],
    ['PUT', 'notices', {}, 400, 'held must be true or false'],
    ['PUT', 'tokens', {}, 400, 'token must be a text'],
    ['POST', 'faults', { kind: 'hang' }, 400, 'endpoint must be secure-pay, tran-query'],
    ['POST', 'faults', { endpoint: 'cancel' }, 400, 'kind must be refuse, hang'],
    [
      'POST',
      'faults',
      { endpoint: 'cancel', kind: 'hang', code: '1' },
      400,
      'hang takes no code, only accept',
    ],
  ])('%s %s %j', async (method, path, body, status, words) => {
    const { simulator, received } = await withOrder();
    const answer = await control<{ message: string }>(simulator, method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(words);
    expect(simulator.orders.all[0]!.status).toBe('init');
    expect(received).toEqual([]);
  });

  it.each([
    ['a form, as a page in a browser could post it', 'application/x-www-form-urlencoded', '', 415],
    ['text', 'text/plain', '{}', 415],
    ['no JSON', 'application/json', '{', 400],
    ['too much', 'application/json', ' '.repeat(65 * 1024), 413],
  ])('%s', async (_, type, body, status) => {
    const { simulator } = await withOrder();
    const response = await fetch(`${simulator.baseUrl}/simulator/orders/invoice-1/pay`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(response.status).toBe(status);
    expect(simulator.orders.all[0]!.status).toBe('init');
  });

  it("is none of Pockyt's calls", async () => {
    const { simulator } = await withOrder();
    const before = simulator.requests.length;
    await control(simulator, 'GET', 'orders');
    expect(simulator.requests).toHaveLength(before);
  });
});
