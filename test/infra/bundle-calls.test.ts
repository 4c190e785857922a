import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '#infra/bundle/bundle.ts';
import { FORM, signedWith } from '#tools/conformance/notices/notice.ts';
import type { BundledFunction } from '#tools/harness/bundles/bundled-function.ts';
import { type Surroundings, startSurroundings } from '#tools/harness/bundles/surroundings.ts';
import { paidClaim } from '#tools/harness/notices.ts';
import type { Order } from '#tools/simulator/orders.ts';
import { CREDENTIALS } from '#tools/simulator/test-merchant.ts';

/** What a function calls costs time and money: more than its own work. These are all of its calls. */
const SECRET = 'GetSecretValue';
const [LOAD, STORE] = ['GetItem', 'PutItem'];
const [MAKE, ASK] = ['/online/v3/secure-pay', '/app-data-search/v3/tran-query'];

let folder: string;
let around: Surroundings;
let create: BundledFunction;
let references = 0;
let reference: string;

const bundle = (name: string) => join(folder, name, 'index.mjs');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-calls-test-'));
  await bundleFunctions({ outFolder: folder });
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  around = await startSurroundings();
  create = await around.start(bundle('create-link'));
  reference = `calls-${++references}`;
});
afterEach(() => around.stop());

const make = (as = reference) =>
  create.call({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      amount: '13',
      currency: 'PHP',
      vendor: 'alipay',
      callbackUrl: 'https://shop.example/back',
      reference: as,
    }),
  });

describe('creating a link', () => {
  it('has the secret from its start, stores before and after, and asks Pockyt once', async () => {
    expect(around.calls()).toEqual([SECRET]);
    expect((await make()).statusCode).toBe(201);
    expect(around.calls()).toEqual([STORE, MAKE, STORE]);
    expect((await make('another')).statusCode).toBe(201);
    expect(around.calls()).toEqual([STORE, MAKE, STORE]);
  });

  it('again takes a write that finds it there, and the read of what is there', async () => {
    await make();
    around.calls();
    expect((await make()).statusCode).toBe(200);
    expect(around.calls()).toEqual([STORE, LOAD]);
  });

  it('reads the secret, if the start could not', async () => {
    around.calls();
    around.secrets.failWith({ status: 400, type: 'AccessDeniedException' });
    create = await around.start(bundle('create-link'));
    expect(around.calls()).toEqual([SECRET]);
    around.secrets.failWith(undefined);
    expect((await make()).statusCode).toBe(201);
    expect(around.calls()).toEqual([SECRET, STORE, MAKE, STORE]);
  });

  it('a hundred times at once reads one secret, when the start could not', async () => {
    around.secrets.failWith({ status: 400, type: 'AccessDeniedException' });
    create = await around.start(bundle('create-link'));
    around.secrets.failWith(undefined);
    around.calls();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => make(`at-once-${index}`)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(100).fill(201));
    expect(around.calls().filter((name) => name === SECRET)).toHaveLength(1);
  });

  it('one after the other keeps its connections', async () => {
    for (let count = 0; count < 10; count += 1) await make(`in-turn-${count}`);
    const { dynamoDb, secretsManager, pockyt } = around;
    expect([dynamoDb, secretsManager, pockyt].map((endpoint) => endpoint.connections())).toEqual([1, 1, 1]);
  });
});

describe('reading a link', () => {
  it('is one read', async () => {
    await make();
    const get = await around.start(bundle('get-link'));
    around.calls();
    const { statusCode } = await get.call({ method: 'GET', pathParameters: { reference } });
    expect(statusCode).toBe(200);
    expect(around.calls()).toEqual([LOAD]);
  });
});

describe('a notice', () => {
  /** Pays the link, and gives what tells the function of it. */
  async function paid(environment: Record<string, string> = {}) {
    await make();
    const order = () => around.simulator.orders.all[0] as Order;
    const webhook = await around.start(bundle('ipn-webhook'), environment);
    const tell = (token = CREDENTIALS.token) => {
      const body = new URLSearchParams(signedWith(token, paidClaim(order()))).toString();
      return webhook.call({ path: '/ipn', headers: { 'content-type': FORM }, body });
    };
    around.simulator.setStatus(order().transactionNo, 'success');
    around.calls();
    return { tell };
  }

  it('is loaded, confirmed and stored; once more it is only loaded', async () => {
    const { tell } = await paid();
    expect((await tell()).statusCode).toBe(200);
    expect(around.calls()).toEqual([LOAD, ASK, STORE]);
    expect((await tell()).statusCode).toBe(200);
    expect(around.calls()).toEqual([LOAD]);
  });

  it('that is forged asks for other versions of the secret, and a flood of them does not', async () => {
    await make();
    const webhook = await around.start(bundle('ipn-webhook'));
    around.calls();
    const forge = () =>
      webhook.call({ path: '/ipn', headers: { 'content-type': FORM }, body: 'status=success' });
    expect((await forge()).statusCode).toBe(401);
    expect(around.calls()).toEqual([SECRET, SECRET]);
    for (let count = 0; count < 20; count += 1) await forge();
    expect(around.calls()).toEqual([]);
  });

  it('is loaded and stored where Pockyt is not asked', async () => {
    const { tell } = await paid({ CONFIRM_NOTICES: 'off' });
    expect((await tell()).statusCode).toBe(200);
    expect(around.calls()).toEqual([LOAD, STORE]);
  });
});
