import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { FORM, JSON_TYPE, signedWith } from '#tools/conformance/notices/notice.ts';
import { type Endpoint, startEndpoint } from '#tools/harness/bundles/endpoint.ts';
import { type Surroundings, startSurroundings } from '#tools/harness/bundles/surroundings.ts';
import { ok } from '#tools/harness/bundles/tables.ts';
import type { Call } from '#tools/harness/gateway.ts';
import { paidClaim } from '#tools/harness/notices.ts';
import { FUNCTIONS } from '#tools/harness/template.ts';
import type { Order } from '#tools/simulator/orders.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';

const REFERENCE = 'work';
const KEY = 'a-key-of-nobody-that-is-long-enough-to-be-taken';

let folder: string;
let around: Surroundings;
/** Where the keys are, and where nothing is due. */
let keys: Endpoint;
let due: Endpoint;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-work-test-'));
  await bundleFunctions({ outFolder: folder });
  const holding = () => ok({ SecretString: JSON.stringify({ shop: KEY }) });
  const nothing = () => ok({ Count: 0, Items: [] });
  [around, keys, due] = await Promise.all([
    startSurroundings(),
    startEndpoint(holding),
    startEndpoint(nothing),
  ]);
});
afterAll(async () => {
  await Promise.all([around.stop(), keys.stop(), due.stop()]);
  await rm(folder, { recursive: true });
});

const reading: Call = { method: 'GET', pathParameters: { reference: REFERENCE } };
const posting = (body: object, names: Record<string, string> = {}): Call => ({
  headers: { 'content-type': JSON_TYPE },
  pathParameters: { reference: REFERENCE, ...names },
  body: JSON.stringify(body),
});
/** The order that the link is at Pockyt. */
const order = () => around.simulator.orders.all[0] as Order;

interface Work {
  readonly call: () => Call;
  readonly environment?: () => Record<string, string>;
  /** What must be in the answer. */
  readonly answer: object;
}

/** One request to each function, in the order of a payment's life. */
const WORK: Readonly<Record<string, Work>> = {
  authorize: {
    call: () => ({ headers: { authorization: `Bearer ${KEY}` } }),
    environment: () => ({ AWS_ENDPOINT_URL_SECRETS_MANAGER: keys.url }),
    answer: { isAuthorized: true },
  },
  'create-link': {
    call: () => posting({ amount: '13.00', currency: 'PHP', vendor: 'alipay', reference: REFERENCE }),
    environment: () => ({ RETURN_PAGE: 'on' }),
    answer: { statusCode: 201 },
  },
  'get-link': { call: () => reading, answer: { statusCode: 200 } },
  'qr-code': { call: () => reading, answer: { statusCode: 200 } },
  'return-page': {
    call: () => ({
      method: 'GET',
      pathParameters: { id: order().callbackUrl.split('/return/')[1]?.split('?')[0] ?? '' },
    }),
    answer: { statusCode: 200 },
  },
  'refresh-link': { call: () => posting({}), answer: { statusCode: 200 } },
  resolution: {
    // The order is not unknown.
    call: () => posting({ outcome: 'not-made', seen: 'Nothing.' }, { providerReference: REFERENCE }),
    answer: { statusCode: 409 },
  },
  'ipn-webhook': {
    call: () => {
      around.simulator.setStatus(order().transactionNo, 'success');
      const body = new URLSearchParams(signedWith(CREDENTIALS.token, paidClaim(order()))).toString();
      return { path: '/ipn', headers: { 'content-type': FORM }, body };
    },
    answer: { statusCode: 200, body: 'success' },
  },
  refund: {
    call: () => posting({ refundReference: 'back', refundAmount: '1.00' }),
    answer: { statusCode: 201 },
  },
  'cancel-link': {
    // It is paid.
    call: () => posting({}),
    answer: { statusCode: 409 },
  },
  reconcile: {
    call: () => ({}),
    environment: () => ({ AWS_ENDPOINT_URL_DYNAMODB: due.url }),
    answer: { checked: 0, failed: 0 },
  },
};

it('there is work for each function', () => {
  expect(Object.keys(WORK).sort()).toEqual(FUNCTIONS);
});

it.each(Object.entries(WORK))(
  '%s does its work in its bundle',
  async (name, { call, environment, answer }) => {
    const running = await around.start(join(folder, name, 'index.mjs'), environment?.());
    expect(await running.call(call())).toMatchObject(answer);
    expect(running.lines().filter((line) => line.includes('left out'))).toEqual([]);
  },
);
