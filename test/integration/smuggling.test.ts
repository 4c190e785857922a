import { DEFAULT_SETTINGS } from '#local/settings.ts';
import type { Order } from '#local/simulator/orders.ts';
import { FORM, form, paidClaim, signedWith } from '#test/support/notices.ts';
import { sendRaw } from '#test/support/raw-http.ts';
import { type Siege, startSiege } from '#test/support/siege.ts';

const { token } = DEFAULT_SETTINGS;

let siege: Siege;

beforeAll(async () => {
  siege = await startSiege();
}, 60_000);
afterAll(() => siege?.stack.stop());

/** A request as bytes, with a notice that is signed with a wrong token. */
function raw(order: Order, { line = 'POST /ipn HTTP/1.1', headers = [] as string[], length = true } = {}) {
  const body = String(form(signedWith('wrong', paidClaim(order))).body);
  const head = [line, 'Host: api.example', `Content-Type: ${FORM}`, 'Connection: close', ...headers];
  if (length) head.push(`Content-Length: ${body.length}`);
  return { head: head.join('\r\n'), body };
}
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

it.each([
  [
    'method override headers',
    ['X-HTTP-Method-Override: GET', 'X-HTTP-Method: PUT', 'X-Method-Override: GET'],
  ],
  ['a path in a header', ['X-Original-URL: /payment-links', 'X-Rewrite-URL: /payment-links']],
  ['an address in a header', ['X-Forwarded-For: 127.0.0.1', 'X-Forwarded-Host: api', 'X-Real-IP: 127.0.0.1']],
  ['a key in a header', ['Authorization: Bearer local-development-key', 'X-Api-Key: local-development-key']],
  ['cookies', ['Cookie: verifySign=1; status=success', 'Cookie: a=b']],
  ['a charset that is the right one, twice', ['Accept-Charset: utf-8', 'Accept-Charset: utf-16']],
])('%s change nothing: 401', async (_, headers) => {
  const { head, body } = raw(await siege.ordered('pending'), { headers });
  expect((await sendRaw(siege.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual([401]);
});

it.each([
  ['two types', [`Content-Type: application/json`], [415]],
  ['two encodings', ['Content-Encoding: identity', 'Content-Encoding: gzip'], [415]],
  ['two lengths', ['Content-Length: 1'], [400]],
  ['a length and chunks', ['Transfer-Encoding: chunked'], [400]],
  ['a length and chunks under a name with a blank', ['Transfer-Encoding : chunked'], [400]],
  ['a length and chunks under a folded line', ['X: y', ' Transfer-Encoding: chunked'], [400]],
  ['a length and an encoding that is none', ['Transfer-Encoding: xchunked'], [400]],
  ['a NUL byte in a header', ['X-Note: a\0b'], [400]],
  ['a bare line feed before a header', ['X-Note: a\nTransfer-Encoding: chunked'], [400]],
  ['headers of 20 KB', [`X-Note: ${'x'.repeat(20 * 1024)}`], [431]],
])('%s are refused', async (_, headers, statuses) => {
  const { head, body } = raw(await siege.ordered('pending'), { headers });
  expect((await sendRaw(siege.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual(statuses);
});

it.each([
  ['a negative length', 'Content-Length: -5'],
  ['a length with a plus', 'Content-Length: +5'],
  ['a length in hexadecimal', 'Content-Length: 0x5'],
  ['lengths in a list', 'Content-Length: 5, 6'],
  ['chunks in two ways', 'Transfer-Encoding: chunked, identity'],
])('%s is refused: 400', async (_, header) => {
  const { head, body } = raw(await siege.ordered('pending'), { headers: [header], length: false });
  expect((await sendRaw(siege.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual([400]);
});

it('chunks are one body: 401', async () => {
  const order = await siege.ordered('pending');
  const { head, body } = raw(order, { headers: ['Transfer-Encoding: chunked'], length: false });
  expect((await sendRaw(siege.stack.url, `${head}\r\n\r\n${chunked(body)}`)).statuses).toEqual([401]);
  expect((await sendRaw(siege.stack.url, `${head}\r\n\r\nzz\r\n${body}`)).statuses).toEqual([400]);
});

it('a request that hides behind a body is a request of its own, and needs what any needs', async () => {
  const order = await siege.ordered('pending');
  const hidden = `GET /payment-links/${order.reference} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const { head, body } = raw(order);
  const open = head.replace('Connection: close', 'Connection: keep-alive');
  const { statuses, text } = await sendRaw(siege.stack.url, `${open}\r\n\r\n${body}${hidden}`);
  expect(statuses).toEqual([401, 401]);
  expect(text).not.toContain(order.transactionNo);
});

it('a body that ends too early is no notice', async () => {
  const order = await siege.ordered('pending');
  siege.stack.simulator.setStatus(order.transactionNo, 'success');
  const body = String(form(signedWith(token, paidClaim(order))).body);
  const head = `POST /ipn HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: ${body.length + 9}`;
  const { text } = await sendRaw(siege.stack.url, `${head}\r\n\r\n${body}`, true);
  expect(text).not.toMatch(/success|HTTP\/1\.1 5/);
  siege.stack.simulator.setStatus(order.transactionNo, 'pending');
});

it.each([
  ['//ipn', 404],
  ['/ipn/', 404],
  ['/IPN', 404],
  ['/Ipn', 404],
  ['/ipn;a=b', 404],
  ['/ipn%2f', 404],
  ['/ipn%00', 404],
  ['/ipn%20', 404],
  ['/./ipn', 404],
  ['/x/../ipn', 404],
  ['/payment-links/../ipn', 404],
  ['\\ipn', 400],
  ['/%2569pn', 404],
  ['/ipn%', 400],
  ['/%69pn', 401],
  ['/ipn?status=success&verifySign=0', 401],
  ['/ipn?a=%zz', 401],
  ['/ipn#x', 404],
])('POST %s: %d', async (path, status) => {
  const { head, body } = raw(await siege.ordered('pending'), { line: `POST ${path} HTTP/1.1` });
  expect((await sendRaw(siege.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual([status]);
});

it.each([
  '/ipn/../payment-links/{}',
  '//payment-links/{}',
  '/payment-links/{}/',
  '/payment-links//{}',
  '/PAYMENT-LINKS/{}',
  '/payment%2dlinks/{}',
  '/payment-links%2f{}',
  '/payment-links/{}%2fqr-code',
  '/payment-links/{}?authorization=Bearer%20local-development-key',
])('GET %s shows nothing to anybody without a key', async (path) => {
  const order = await siege.ordered('pending');
  const line = `GET ${path.replace('{}', order.reference)} HTTP/1.1`;
  const { statuses, text } = await sendRaw(
    siege.stack.url,
    `${line}\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  expect([401, 404]).toContain(statuses[0]);
  expect(text).not.toContain(order.transactionNo);
});

it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'post', 'SUCCESS'])(
  '%s /ipn takes no notice',
  async (method) => {
    const { head, body } = raw(await siege.ordered('pending'), {
      line: `${method} /ipn HTTP/1.1`,
      headers: ['X-HTTP-Method-Override: POST'],
    });
    const { statuses } = await sendRaw(siege.stack.url, `${head}\r\n\r\n${body}`);
    expect([[400], [404]]).toContainEqual(statuses);
  },
);

it('after all of that, every payment is as it was', async () => {
  expect(siege.expected.size).toBeGreaterThan(50);
  expect(await siege.found()).toEqual(siege.expected);
});
