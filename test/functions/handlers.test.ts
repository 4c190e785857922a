import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeNotice, verifyNotice } from '#shared/pockyt/notice.ts';
import { sign } from '#shared/pockyt/signature.ts';
import type { Functions } from '#test/support/functions.ts';
import { CONTEXT } from '#tools/harness/gateway.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';
import { PAID_CHECKS, startFunctions } from './support/start-functions.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const BODY = { amount: '13', currency: 'PHP', vendor: 'alipay', callbackUrl: 'https://shop.example/back' };

let functions: Functions;
let references = 0;
let reference: string;

beforeAll(async () => {
  functions = await startFunctions();
});
afterAll(() => functions.stop());
beforeEach(() => {
  reference = `handlers-${++references}`;
});

const create = (change: object = {}) =>
  functions.call('create-link', {
    headers: JSON_TYPE,
    body: JSON.stringify({ ...BODY, reference, ...change }),
    keyName: 'backend',
  });
const read = (path = '') =>
  functions.call(path === '' ? 'get-link' : 'qr-code', {
    method: 'GET',
    path: `/payment-links/${reference}${path}`,
    pathParameters: { reference },
  });
const notice = (change: Record<string, string> = {}, token = CREDENTIALS.token) => {
  const parameters = {
    reference,
    transactionNo: 'T-1',
    status: 'success',
    amount: '13.00',
    currency: 'PHP',
    ...change,
  };
  return new URLSearchParams({ ...parameters, verifySign: sign(parameters, token) }).toString();
};
const tell = (body: string, headers: Record<string, string> = FORM) =>
  functions.call('ipn-webhook', { path: '/ipn', headers, body });

describe('POST /payment-links', () => {
  it('answers 201 with a link, and 200 with the same one to the same request', async () => {
    const first = await create();
    const second = await create();
    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    expect(JSON.parse(first.body)).toMatchObject({
      reference,
      status: 'pending',
      paymentUrl: expect.stringMatching(/^http/),
    });
    expect(second.body).toBe(first.body);
  });

  it('warns of a vendor and currency that are not documented together, and goes on', async () => {
    const { statusCode, body } = await create({ currency: 'THB' });
    expect(statusCode).toBe(201);
    expect(JSON.parse(body).warnings).toEqual([expect.stringContaining('THB')]);
  });

  it.each([
    ['400', { amount: 13 }, 400, 'invalid-request'],
    ['422 for another request', { amount: '14' }, 422, 'reference-reused'],
  ])('answers %s', async (_, change, status, type) => {
    await create();
    const { statusCode, body } = await create(change);
    expect(statusCode).toBe(status);
    expect(JSON.parse(body).type).toBe(`urn:pockyt-payment-links:problem:${type}`);
  });
});

describe('a payment that is made', () => {
  const item = async () => {
    const { client, payments } = functions.database;
    const Key = { reference: { S: reference } };
    const { Item = {} } = await client.send(new GetItemCommand({ TableName: payments, Key }));
    return unmarshall(Item);
  };

  it('is looked at as often as the deployment says: soon after it is made, and after it is paid', async () => {
    const { transactionNo } = JSON.parse((await create()).body);
    const { paidChecks, orders, createdAt } = await item();
    expect(paidChecks).toEqual(PAID_CHECKS.split(',').map(Number));
    const seconds = (times: string[], since: string) =>
      times.map((time) => Math.round((Date.parse(time) - Date.parse(since)) / 1000));
    expect(seconds(orders[0].checks, createdAt).slice(0, 2)).toEqual([60, 300]);
    functions.simulator.setStatus(transactionNo, 'success');
    await tell(notice({ transactionNo }));
    const paid = await item();
    expect(seconds(paid.orders[0].checks, paid.orders[0].askedAt)).toEqual(paidChecks);
  });
});

describe('GET /payment-links/{reference}', () => {
  it('answers the payment with its history, and its QR code', async () => {
    await create();
    expect(JSON.parse((await read()).body)).toMatchObject({
      status: 'pending',
      createdBy: 'backend',
      history: [{}, {}],
    });
    expect(await read('/qr-code')).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'image/svg+xml' },
    });
  });

  it('answers 404 for what Pockyt calls its further order', async () => {
    await create();
    reference = `${reference}--2`;
    expect((await read()).statusCode).toBe(404);
  });

  it.each(['', '/qr-code'])('answers 404 for a reference that nobody used%s', async (path) => {
    expect((await read(path)).statusCode).toBe(404);
  });

  it('answers 404 without a reference', async () => {
    expect((await functions.call('get-link', { method: 'GET' })).statusCode).toBe(404);
  });
});

describe('POST /ipn', () => {
  it('answers success in plain text to a genuine notice, and marks the payment paid', async () => {
    const { transactionNo } = JSON.parse((await create()).body);
    functions.simulator.setStatus(transactionNo, 'success');
    const response = await tell(notice({ transactionNo }));
    expect(response).toMatchObject({
      statusCode: 200,
      body: 'success',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(JSON.parse((await read()).body)).toMatchObject({ status: 'paid' });
  });

  it.each([
    ['a forged one', () => tell(notice({}, 'forged')), 401],
    ['an unsigned one', () => tell('status=success'), 401],
    ['an empty one', () => functions.call('ipn-webhook', { path: '/ipn' }), 401],
    ['one that is none', () => tell('a[b]=1'), 400],
    ['one that is too large', () => tell('x'.repeat(20_000)), 413],
    ['one of another type', () => tell('<a/>', { 'content-type': 'text/xml' }), 415],
    ['a compressed one', () => tell('x', { ...FORM, 'content-encoding': 'gzip' }), 415],
  ])('answers %s with a refusal that says nothing', async (_, call, status) => {
    expect(await call()).toMatchObject({ statusCode: status, body: 'refused' });
  });

  it('answers 503 to one for which the order has no room, so that Pockyt sends it again', async () => {
    await create();
    const claim = (number: number) => tell(notice({ transactionNo: `T-${number}` }));
    for (const number of [1, 2, 3])
      expect(await claim(number)).toMatchObject({ statusCode: 200, body: 'success' });
    expect(await claim(4)).toMatchObject({ statusCode: 503, body: 'try again' });
  });

  it('keeps a signed one under a reference that is too long for the database', async () => {
    const long = 'x'.repeat(3000);
    const body = notice({ reference: long, ['__proto__']: 'kept' });
    expect(await tell(body)).toMatchObject({ statusCode: 200, body: 'success' });
    const { client, unmatched } = functions.database;
    const { Items = [] } = await client.send(new ScanCommand({ TableName: unmatched }));
    const kept = Items.map((item) => unmarshall(item)).find(({ reference: name }) => name.startsWith('xxx'));
    expect(kept).toMatchObject({ reference: 'x'.repeat(64) });
    expect(kept?.parameters).toContainEqual(['reference', long]);
    expect(kept?.parameters).toContainEqual(['__proto__', 'kept']);
  });

  it('is what the simulator sends', () => {
    const body = {
      body: notice(),
      isBase64Encoded: false,
      contentType: FORM['content-type'],
      contentEncoding: undefined,
    };
    expect(verifyNotice(decodeNotice(body), CREDENTIALS.token)).toBe(true);
  });
});

describe('POST /payment-links/{reference}/cancel', () => {
  it('answers the closed link', async () => {
    await create();
    const cancelled = await functions.call('cancel-link', {
      path: `/payment-links/${reference}/cancel`,
      pathParameters: { reference },
    });
    expect(cancelled.statusCode).toBe(200);
    expect(JSON.parse(cancelled.body)).toMatchObject({ status: 'closed' });
  });
});

describe('POST /payment-links/{reference}/refunds', () => {
  const refund = (body: object, path = reference) =>
    functions.call('refund', {
      headers: JSON_TYPE,
      pathParameters: { reference: path },
      body: JSON.stringify(body),
      keyName: 'backend',
    });

  it('gives the money back, once', async () => {
    const link = JSON.parse((await create()).body);
    await functions.simulator.pay(link.transactionNo);
    await tell(notice({ transactionNo: link.transactionNo }));
    const body = { refundReference: 'refund-1', refundAmount: '3.00' };
    const first = await refund(body);
    expect(first.statusCode).toBe(201);
    expect(JSON.parse(first.body)).toMatchObject({ ...body, status: 'done', refundableAmount: '10.00' });
    expect((await refund(body)).statusCode).toBe(200);
    expect(JSON.parse((await read()).body).refunds).toMatchObject([{ ...body, requestedBy: 'backend' }]);
  });

  it('refuses what it cannot accept, and what is not there', async () => {
    await create();
    expect((await refund({ refundReference: 'refund-1' })).statusCode).toBe(400);
    expect((await refund({ refundReference: 'refund-1', refundAmount: '1' })).statusCode).toBe(409);
    expect((await refund({}, 'nobody')).statusCode).toBe(404);
  });
});

describe('the schedule', () => {
  it('runs a sweep, and reports it', async () => {
    expect(await functions.handler('reconcile')({}, CONTEXT)).toMatchObject({ failed: 0 });
    expect(functions.output.some((line) => line.includes('"reconcile.swept"'))).toBe(true);
  });

  it('gives each worker its shards of the index, and one that is told none has them all', async () => {
    const due = await startFunctions({ environment: { CHECK_DELAYS: '0' } });
    const sweep = async (event: object) => {
      const summary = (await due.handler('reconcile')(event, CONTEXT)) as { checked: number };
      return summary.checked;
    };
    const make = async (first: number) => {
      for (let number = first; number < first + 6; number++) {
        const body = JSON.stringify({ ...BODY, reference: `shards-${number}` });
        expect(await due.call('create-link', { headers: JSON_TYPE, body })).toMatchObject({
          statusCode: 201,
        });
      }
    };
    try {
      const [lower, upper] = [0, 32].map((from) => Array.from({ length: 32 }, (_, shard) => from + shard));
      await make(1);
      const low = await sweep({ shards: lower });
      expect(await sweep({ shards: lower })).toBe(0);
      expect(low + (await sweep({ shards: upper }))).toBe(6);
      await make(7);
      expect(await sweep({ shards: [] })).toBe(0);
      expect(await sweep({})).toBe(6);
    } finally {
      await due.stop();
    }
  });
});

describe('the authorizer', () => {
  const authorize = (authorization?: string) =>
    functions.handler('authorize')(
      { headers: authorization && { authorization }, requestContext: { requestId: 'request-1' } },
      CONTEXT,
    );

  it('lets a key in and names it', async () => {
    expect(await authorize('Bearer key-of-the-backend')).toEqual({
      isAuthorized: true,
      context: { keyName: 'backend', scopes: 'create read refresh refund cancel' },
    });
  });

  it.each([undefined, 'Bearer nobody'])('lets %s not in', async (authorization) => {
    expect(await authorize(authorization)).toEqual({ isAuthorized: false });
  });

  it('is an error, and no refusal that would be remembered, when there are no keys to compare with', async () => {
    const broken = await startFunctions({ environment: { API_KEYS_SECRET: 'no-such-secret' } });
    try {
      const event = { requestContext: { requestId: 'request-1' } };
      await expect(broken.handler('authorize')(event, CONTEXT)).rejects.toThrow('no-such-secret');
      expect(JSON.parse(broken.output[0] as string)).toMatchObject({
        event: 'api_keys.unusable',
        secret: 'no-such-secret',
      });
    } finally {
      await broken.stop();
    }
  });
});
