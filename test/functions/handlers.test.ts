import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { decodeNotice, verifyNotice } from '#shared/pockyt/notice.ts';
import { sign } from '#shared/pockyt/sign.ts';
import { CREDENTIALS, type Functions, startFunctions } from '#test/support/functions.ts';
import { CONTEXT } from '#test/support/gateway.ts';

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

  it.each(['', '/qr-code'])('answers 404 for a reference that nobody used%s', async (path) => {
    expect((await read(path)).statusCode).toBe(404);
  });

  it('asks Pockyt first when it is told to', async () => {
    const { transactionNo } = JSON.parse((await create()).body);
    functions.simulator.setStatus(transactionNo, 'success');
    const refreshed = await functions.call('get-link', {
      method: 'GET',
      path: `/payment-links/${reference}?refresh=true`,
      pathParameters: { reference },
    });
    expect(JSON.parse(refreshed.body)).toMatchObject({ status: 'paid' });
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
      context: { keyName: 'backend', scopes: 'create read refund cancel' },
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

it.each(['create-link', 'ipn-webhook', 'authorize'] as const)(
  '%s reads its secret at its start',
  async (name) => {
    const fresh = await startFunctions();
    try {
      await fresh.init(name);
      expect(fresh.secretsManager.calls('GetSecretValue')).toBe(1);
    } finally {
      await fresh.stop();
    }
  },
);

it.each([
  ['create-link', 3],
  ['ipn-webhook', 3],
  ['cancel-link', 3],
  ['refund', 3],
  ['get-link', 1],
  ['qr-code', 1],
  ['return-page', 1],
] as const)(
  '%s makes its %i connections at its start, and its first request makes none',
  async (name, most) => {
    const fresh = await startFunctions();
    let connections = 0;
    const count = () => connections++;
    subscribe('net.client.socket', count);
    try {
      await fresh.init(name);
      expect(connections).toBe(most);
      const looking = {
        method: 'GET',
        pathParameters: { reference: 'nothing', id: `nothing.${'k'.repeat(22)}` },
      };
      const making = { headers: JSON_TYPE, body: JSON.stringify({ ...BODY, reference }) };
      const telling = { path: '/ipn', headers: FORM, body: notice() };
      const first = { 'create-link': making, 'ipn-webhook': telling }[name as string] ?? looking;
      await fresh.call(name, first);
      expect(connections).toBe(most);
    } finally {
      unsubscribe('net.client.socket', count);
      await fresh.stop();
    }
  },
);

describe('without credentials', () => {
  it.each([
    ['no value', ''],
    ['nonsense', 'canary'],
  ])('(%s) nothing is made and nothing is acknowledged', async (_, credentials) => {
    const closed = await startFunctions({ credentials });
    try {
      const created = await closed.call('create-link', {
        headers: JSON_TYPE,
        body: JSON.stringify({ ...BODY, reference }),
      });
      const told = await closed.call('ipn-webhook', { path: '/ipn', headers: FORM, body: notice() });
      expect([created.statusCode, told.statusCode]).toEqual([503, 503]);
      expect(JSON.parse(created.body)).toMatchObject({
        type: expect.stringMatching(/credentials-not-configured$/),
      });
      expect(created.headers['retry-after']).toBe('30');
      expect(told.body).toBe('try again');
      expect(closed.simulator.requests).toHaveLength(0);
      expect(created.body + closed.output.join()).not.toContain('canary');
    } finally {
      await closed.stop();
    }
  });
});

describe('a deployment that lacks a setting', () => {
  it('does not start, and says which', async () => {
    await expect(startFunctions({ environment: { PAYMENTS_TABLE: '' } })).rejects.toThrow('PAYMENTS_TABLE');
  });

  it('reaches AWS in its own region, China included', async () => {
    const { AWS_REGION } = process.env;
    const environment = {
      AWS_REGION: 'cn-north-1',
      AWS_ENDPOINT_URL_DYNAMODB: '',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: '',
    };
    const elsewhere = await startFunctions({ environment });
    await elsewhere.stop();
    expect(process.env.AWS_REGION).toBe(AWS_REGION);
  });
});
