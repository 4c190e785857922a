import { type Attacks, startAttacks } from '#test/support/attacks.ts';
import { FORM, form, signedWith } from '#tools/conformance/notices/notice.ts';
import { sendRaw } from '#tools/conformance/raw-http.ts';
import {
  IDLE_HEADERS,
  IPN_PATHS,
  LINK_PATHS,
  NO_LENGTHS,
  OTHER_METHODS,
  TORN_HEADERS,
} from '#tools/conformance/smuggled.ts';
import { paidClaim } from '#tools/harness/notices.ts';
import type { Order } from '#tools/simulator/orders.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';

const { token, apiKey } = DEFAULT_SETTINGS;

let attacks: Attacks;

beforeAll(async () => {
  attacks = await startAttacks();
}, 60_000);
afterAll(() => attacks?.stack.stop());

/** A request as bytes, with a notice that is signed with a wrong token. */
function raw(
  order: Order,
  { line = 'POST /ipn HTTP/1.1', headers = [] as readonly string[], length = true } = {},
) {
  const body = String(form(signedWith('wrong', paidClaim(order))).body);
  const head = [line, 'Host: api.example', `Content-Type: ${FORM}`, 'Connection: close', ...headers];
  if (length) head.push(`Content-Length: ${body.length}`);
  return { head: head.join('\r\n'), body };
}
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

it.each(IDLE_HEADERS)('%s change nothing: 401', async (_, headers) => {
  const keyed = headers.map((header) => header.replace('{key}', apiKey));
  const { head, body } = raw(await attacks.ordered('pending'), { headers: keyed });
  expect((await sendRaw(attacks.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual([401]);
});

it.each(TORN_HEADERS)('%s are refused', async (_, headers, status) => {
  const { head, body } = raw(await attacks.ordered('pending'), { headers });
  expect((await sendRaw(attacks.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual([status]);
});

it.each(NO_LENGTHS)('%s is refused: 400', async (_, header) => {
  const { head, body } = raw(await attacks.ordered('pending'), { headers: [header], length: false });
  expect((await sendRaw(attacks.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual([400]);
});

it('chunks are one body: 401', async () => {
  const order = await attacks.ordered('pending');
  const { head, body } = raw(order, { headers: ['Transfer-Encoding: chunked'], length: false });
  expect((await sendRaw(attacks.stack.url, `${head}\r\n\r\n${chunked(body)}`)).statuses).toEqual([401]);
  expect((await sendRaw(attacks.stack.url, `${head}\r\n\r\nzz\r\n${body}`)).statuses).toEqual([400]);
});

it('a request that hides behind a body is a request of its own, and needs what any needs', async () => {
  const order = await attacks.ordered('pending');
  const hidden = `GET /payment-links/${order.reference} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const { head, body } = raw(order);
  const open = head.replace('Connection: close', 'Connection: keep-alive');
  const { statuses, text } = await sendRaw(attacks.stack.url, `${open}\r\n\r\n${body}${hidden}`);
  expect(statuses).toEqual([401, 401]);
  expect(text).not.toContain(order.transactionNo);
});

it('a body that ends too early is no notice', async () => {
  const order = await attacks.ordered('pending');
  attacks.stack.simulator.setStatus(order.transactionNo, 'success');
  const body = String(form(signedWith(token, paidClaim(order))).body);
  const head = `POST /ipn HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: ${body.length + 9}`;
  const { text } = await sendRaw(attacks.stack.url, `${head}\r\n\r\n${body}`, { hangsUp: true });
  expect(text).not.toMatch(/success|HTTP\/1\.1 5/);
  attacks.stack.simulator.setStatus(order.transactionNo, 'init');
});

it.each(IPN_PATHS)('POST %s: %d', async (path, status) => {
  const { head, body } = raw(await attacks.ordered('pending'), { line: `POST ${path} HTTP/1.1` });
  expect((await sendRaw(attacks.stack.url, `${head}\r\n\r\n${body}`)).statuses).toEqual([status]);
});

const KEY_IN_QUERY = `/payment-links/{}?authorization=Bearer%20${apiKey}`;

it.each([...LINK_PATHS, KEY_IN_QUERY])('GET %s shows nothing to anybody without a key', async (path) => {
  const order = await attacks.ordered('pending');
  const line = `GET ${path.replace('{}', order.reference)} HTTP/1.1`;
  const { statuses, text } = await sendRaw(
    attacks.stack.url,
    `${line}\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  expect([401, 404]).toContain(statuses[0]);
  expect(text).not.toContain(order.transactionNo);
});

it.each(OTHER_METHODS)('%s /ipn takes no notice', async (method) => {
  const { head, body } = raw(await attacks.ordered('pending'), {
    line: `${method} /ipn HTTP/1.1`,
    headers: ['X-HTTP-Method-Override: POST'],
  });
  const { statuses } = await sendRaw(attacks.stack.url, `${head}\r\n\r\n${body}`);
  expect([[400], [404]]).toContainEqual(statuses);
});

it('after all of that, every payment is as it was', async () => {
  expect(attacks.expected.size).toBeGreaterThan(50);
  expect(await attacks.found()).toEqual(attacks.expected);
});
