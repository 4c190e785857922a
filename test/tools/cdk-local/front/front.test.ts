import { createServer, request as httpRequest, type Server } from 'node:http';
import type { HttpRoute } from '#tools/cdk-local/assembly/http-api.ts';
import { createFront } from '#tools/cdk-local/front/front.ts';
import { close, listen } from '#tools/cdk-local/http-server.ts';
import type { InvocationResult } from '#tools/cdk-local/sandbox/sandbox.ts';

const AUTHORIZER = {
  id: 'Keys',
  functionId: 'Authorize',
  identitySource: ['$request.header.Authorization'],
  cacheSeconds: 300,
};
const ROUTES: HttpRoute[] = [
  { key: 'POST /ipn', method: 'POST', path: '/ipn', functionId: 'Ipn', timeout: 30_000 },
  { key: 'GET /slow', method: 'GET', path: '/slow', functionId: 'Slow', timeout: 50 },
  {
    key: 'GET /a',
    method: 'GET',
    path: '/a',
    functionId: 'Merchant',
    timeout: 30_000,
    authorizer: AUTHORIZER,
  },
  {
    key: 'GET /b',
    method: 'GET',
    path: '/b',
    functionId: 'Merchant',
    timeout: 30_000,
    authorizer: AUTHORIZER,
  },
];

let server: Server;
let url: string;
let time: number;
let invoked: string[];
let answers: Record<string, (event: { body?: string; identitySource?: string[] }) => unknown>;

const FAILURE: InvocationResult = { failure: { errorType: 'Error', errorMessage: 'secret detail' } };
const failing = () => FAILURE;

beforeEach(async () => {
  time = Date.now();
  invoked = [];
  answers = {
    Ipn: (event) => ({ statusCode: 200, body: event.body }),
    Slow: () => new Promise(() => {}),
    Merchant: (event) => event,
    Authorize: ({ identitySource }) => ({
      isAuthorized: identitySource?.[0] === 'Bearer good',
      context: { keyName: 'shop' },
    }),
  };
  const front = createFront({
    api: { id: 'Api', routes: ROUTES },
    now: () => time,
    async invoke(functionId, event) {
      invoked.push(functionId);
      const answer = await answers[functionId]!(event as object);
      return answer === FAILURE ? FAILURE : { payload: JSON.stringify(answer) };
    },
  });
  server = createServer(front);
  url = await listen(server);
});

afterEach(() => close(server));

const message = async (response: Response) => [response.status, await response.text()];
const withKey = (key: string, path = '/a') =>
  fetch(url + path, { headers: { authorization: `Bearer ${key}` } });

describe('the front', () => {
  it('hands a form over in base64, and sends the answer with its request id', async () => {
    const response = await fetch(`${url}/ipn`, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
    expect(await response.text()).toBe(Buffer.from('a=1').toString('base64'));
    expect(response.headers.get('apigw-requestid')).toMatch(/^[\w+/]{15}=$/);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it.each([
    ['GET', '/ipn'],
    ['POST', '/nowhere'],
  ])('answers 404 for %s %s', async (method, path) => {
    expect(await message(await fetch(url + path, { method }))).toEqual([404, '{"message":"Not Found"}']);
    expect(invoked).toEqual([]);
  });

  it('answers 400 for a path that cannot be decoded', async () => {
    answers.Ipn = () => ({ statusCode: 200 });
    const status = await new Promise((resolve) => {
      httpRequest(`${url}/%zz`, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(400);
  });

  it('answers 500 without detail when the function fails', async () => {
    answers.Ipn = failing;
    const response = await fetch(`${url}/ipn`, { method: 'POST' });
    expect(await message(response)).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  it("answers 500 when the function's headers cannot be sent", async () => {
    answers.Ipn = () => ({ statusCode: 200, headers: { 'x-bad': 'a\nb' } });
    expect((await fetch(`${url}/ipn`, { method: 'POST' })).status).toBe(500);
  });

  it('answers 503 when the function takes longer than the gateway waits', async () => {
    expect(await message(await fetch(`${url}/slow`))).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  it.each([
    ['a body over 10 MB', 10 * 1024 * 1024 + 1],
    ['an event over 6 MB', 6 * 1024 * 1024],
  ])('answers 413 for %s', async (_what, length) => {
    const response = await fetch(`${url}/ipn`, { method: 'POST', body: 'x'.repeat(length) });
    expect(await message(response)).toEqual([413, '{"message":"Request Entity Too Large"}']);
    expect(invoked).toEqual([]);
  });

  it('sends one set-cookie header for each cookie', async () => {
    answers.Ipn = () => ({ statusCode: 200, cookies: ['a=1', 'b=2'] });
    const response = await fetch(`${url}/ipn`, { method: 'POST' });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe('the authorizer', () => {
  it('lets a caller in, and tells the function who it is', async () => {
    const event = (await (await withKey('good')).json()) as { requestContext: { authorizer: unknown } };
    expect(event.requestContext.authorizer).toEqual({ lambda: { keyName: 'shop' } });
  });

  it('is not asked about a caller who says nothing', async () => {
    expect(await message(await fetch(`${url}/a`))).toEqual([401, '{"message":"Unauthorized"}']);
    expect(invoked).toEqual([]);
  });

  it('refuses a caller', async () => {
    expect(await message(await withKey('bad'))).toEqual([403, '{"message":"Forbidden"}']);
    expect(invoked).toEqual(['Authorize']);
  });

  it.each([
    ['fails', failing],
    ['answers nothing', () => null],
    ['answers with a policy', () => ({ principalId: 'x', policyDocument: {} })],
    ['answers something like yes', () => ({ isAuthorized: 'true' })],
  ])('that %s is an internal error, and is asked again', async (_what, answer) => {
    answers.Authorize = answer;
    expect(await message(await withKey('good'))).toEqual([500, '{"message":"Internal Server Error"}']);
    await withKey('good');
    expect(invoked).toEqual(['Authorize', 'Authorize']);
  });

  it('is asked once per identity within its time, across routes', async () => {
    await withKey('good', '/a');
    await withKey('good', '/b');
    await withKey('bad');
    await withKey('bad');
    expect(invoked).toEqual(['Authorize', 'Merchant', 'Merchant', 'Authorize']);
    time += 299_999;
    await withKey('good');
    expect(invoked.filter((id) => id === 'Authorize')).toHaveLength(2);
    time += 1;
    await withKey('good');
    expect(invoked.filter((id) => id === 'Authorize')).toHaveLength(3);
  });
});
