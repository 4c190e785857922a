import { createServer } from 'node:http';
import { close, listen } from '#tools/cdk-local/http-server.ts';
import { documentedFetch, type Exchange, readOpenApi } from '#tools/harness/openapi.ts';

const openApi = readOpenApi();
const { document } = openApi;
const post = document.paths['/payment-links'].post;
const LINK = post.responses['201'].content['application/json'].examples.link.value;
const REQUEST = post.requestBody.content['application/json'].examples.smallest.value;
const UNKNOWN_LINK = document.components.responses.LinkNotFound.content['application/problem+json'].examples;

const created: Exchange = {
  method: 'POST',
  path: '/payment-links',
  requestType: 'application/json; charset=utf-8',
  requestBody: JSON.stringify(REQUEST),
  status: 201,
  contentType: 'application/json',
  headers: {},
  answerBody: JSON.stringify(LINK),
};
const inFlight: Exchange = {
  ...created,
  status: 409,
  contentType: 'application/problem+json',
  headers: { 'retry-after': '58' },
  answerBody: JSON.stringify(
    post.responses['409'].content['application/problem+json'].examples.inFlight.value,
  ),
};
const notice: Exchange = {
  method: 'POST',
  path: '/ipn',
  requestBody: 'reference=a&verifySign=435d01c5d5fa88cfe8168fbfbf732519',
  status: 200,
  contentType: 'text/plain; charset=utf-8',
  answerBody: 'success',
};
const image: Exchange = {
  method: 'GET',
  path: '/payment-links/order-1/qr-code?size=large',
  status: 200,
  contentType: 'image/svg+xml',
  headers: { vary: 'accept' },
  answerBody: '<svg xmlns="http://www.w3.org/2000/svg"/>',
};
const missing: Exchange = {
  method: 'GET',
  path: '/payment-links/order-1',
  status: 404,
  contentType: 'application/problem+json',
  answerBody: JSON.stringify(UNKNOWN_LINK.unknown.value),
};

const answer = (change: object) => ({ answerBody: JSON.stringify({ ...LINK, ...change }) });
const request = (change: object) => ({ requestBody: JSON.stringify({ ...REQUEST, ...change }) });

describe('an exchange', () => {
  it.each<[string, Exchange]>([
    ['a link', created],
    ['a link whose request says null and nothing', { ...created, ...request({ note: null, vaultId: '' }) }],
    ['a wait', inFlight],
    ['a wait whose headers nobody looked at', { ...inFlight, headers: undefined }],
    ['a notice', notice],
    ['an SVG', image],
    ['a PNG', { ...image, contentType: 'image/png', answerBody: '\u0089PNG' }],
    ['nothing there', missing],
    [
      'no key',
      { ...missing, status: 401, contentType: 'application/json', answerBody: '{"message":"Unauthorized"}' },
    ],
    ['a refused request, whatever is in it', { ...inFlight, requestBody: 'no JSON' }],
  ])('with %s is as documented', (_, exchange) => {
    expect(openApi.differences(exchange)).toEqual([]);
  });

  it.each<[string, Exchange, string]>([
    ['another route', { ...created, path: '/payments' }, 'is not documented'],
    ['a longer route', { ...missing, path: '/payment-links/a/b' }, 'is not documented'],
    ['another method', { ...created, method: 'PUT' }, 'is not documented'],
    ['another status', { ...created, status: 202 }, 'POST /payment-links 202 is not documented'],
    ['another type', { ...created, contentType: 'text/html' }, '"text/html" is not documented'],
    ['no type', { ...created, contentType: null }, '"" is not documented'],
    ['no JSON', { ...created, answerBody: '{' }, 'not JSON'],
    ['one member more', { ...created, ...answer({ note: 'x' }) }, 'unevaluated'],
    ['one member less', { ...created, ...answer({ status: undefined }) }, "'status'"],
    ['a status that does not exist', { ...created, ...answer({ status: 'done' }) }, '/status'],
    ['an amount that is a number', { ...created, ...answer({ amount: 10 }) }, '/amount'],
    ['a link where nothing can be paid', { ...created, ...answer({ status: 'paid' }) }, '/paymentUrl'],
    ['a time elsewhere', { ...created, ...answer({ createdAt: '2026-11-22T22:06:00+08:00' }) }, '/createdAt'],
    ['a history where there is none', { ...created, ...answer({ historyDropped: 0 }) }, 'unevaluated'],
    ['an accepted request with a stray field', { ...created, ...request({ merchantNo: '1' }) }, 'request: '],
    ['an accepted request of another type', { ...created, requestType: 'text/plain' }, 'request: '],
    ['a problem of another status', { ...inFlight, answerBody: missing.answerBody }, '/status'],
    ['no Retry-After', { ...inFlight, headers: {} }, 'Retry-After is missing'],
    ['a date in Retry-After', { ...inFlight, headers: { 'retry-after': 'Sun, 06 Nov' } }, 'Retry-After: '],
    ['Retry-After where there is none', { ...missing, headers: { 'retry-after': '60' } }, 'not documented'],
    ['another acknowledgement', { ...notice, answerBody: 'ok' }, 'success'],
    ['an image that is none', { ...image, answerBody: 'x' }, '<svg'],
    ['an empty image', { ...image, contentType: 'image/png', answerBody: '' }, 'empty'],
  ])('with %s is not', (_, exchange, difference) => {
    expect(openApi.differences(exchange).join('; ')).toContain(difference);
  });
});

describe('fetch', () => {
  let url: string;
  let body = '';
  const server = createServer((_, response) => {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(body);
  });
  beforeAll(async () => {
    url = await listen(server, 0);
  });
  afterAll(() => close(server));

  it('answers what is documented', async () => {
    body = missing.answerBody;
    const response = await documentedFetch(openApi)(`${url}${missing.path}`);
    expect(await response.json()).toEqual(UNKNOWN_LINK.unknown.value);
  });

  it('throws for what is not', async () => {
    body = '{}';
    await expect(documentedFetch(openApi)(`${url}${missing.path}`)).rejects.toThrow('404: answer: ');
  });
});

it('says which reference leads nowhere', () => {
  const paths = 'paths: { /a: { get: { responses: { "200": { $ref: "#/components/responses/None" } } } } }';
  const exchange = { method: 'GET', path: '/a', status: 200, contentType: null, answerBody: '' };
  expect(() => readOpenApi(paths).differences(exchange)).toThrow('no /components/responses/None');
});
