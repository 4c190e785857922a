import { sign } from '#shared/pockyt/signature.ts';
import { LOG_EVENTS } from '#shared/runtime/log-events.ts';
import { type Functions, startFunctions } from '#test/support/functions.ts';
import { type Clock, MINUTE, SECOND, startClock } from '#tools/harness/clock.ts';
import { CONTEXT } from '#tools/harness/gateway.ts';

/**
 * Promise: no token, API key, signature, key of a page or shopper data in a log line or an error. A canary is planted in each, traffic
 * of every kind is sent, and everything that came out is searched.
 */
const CREDENTIALS = { merchantNo: '200043', storeNo: '300014', token: 'canary-token-of-the-merchant' };
const KEY = 'canary-key-of-the-backend';
const SHOPPER = {
  customerNo: 'canary-customer',
  vaultId: 'ca_canaryVault',
  note: 'canary note',
  description: 'canary description',
  goodsInfo: [{ goods_name: 'canary goods', quantity: '1' }],
  callbackUrl: 'https://shop.example/back?who=canary-query',
};
const CANARIES = /canary/i;
const CLIENT_ADDRESS = '192.0.2.1';

/** What this traffic does not come to. */
const UNHEARD = ['link.overtaken', 'credentials.unusable', 'api_keys.unusable', 'reconcile.failed'];

let functions: Functions;
let clock: Clock;
let count = 0;
const answers: string[] = [];
/** What the merchant's back end reads: it alone is given the key of a page. */
const reads: string[] = [];
const signatures: string[] = [];
const pageKeys: string[] = [];

beforeAll(async () => {
  clock = startClock(new Date());
  functions = await startFunctions({
    credentials: JSON.stringify(CREDENTIALS),
    environment: { RETURN_PAGE: 'on' },
  });
  functions.simulator.setTokens([CREDENTIALS.token]);
});
afterAll(async () => {
  await functions.stop();
  clock.stop();
});

const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };

async function create(change: object | string = {}) {
  const reference = `quiet-${++count}`;
  const body = { amount: '13', currency: 'USD', vendor: 'creditcard', reference, ...SHOPPER };
  const response = await functions.call('create-link', {
    headers,
    body: typeof change === 'string' ? change : JSON.stringify({ ...body, ...change }),
    keyName: 'backend',
  });
  if (response.statusCode >= 400) answers.push(response.body);
  const answer = JSON.parse(response.body);
  if (answer.links?.returnPage !== undefined) {
    const id = answer.links.returnPage.split('/return/')[1];
    pageKeys.push(id.split('.')[1]);
    await open(id);
  }
  return { reference, transactionNo: '', ...answer, statusCode: response.statusCode };
}

async function open(id: string) {
  const page = await functions.call('return-page', {
    method: 'GET',
    path: `/return/${id}?look=canary`,
    pathParameters: { id },
  });
  answers.push(page.body);
  return page.statusCode;
}

async function tell(parameters: Record<string, string>, token = CREDENTIALS.token, suffix = '') {
  const verifySign = sign(parameters, token);
  signatures.push(verifySign);
  clock.pass(10 * SECOND);
  const response = await functions.call('ipn-webhook', {
    path: '/ipn',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...parameters, verifySign }).toString() + suffix,
  });
  answers.push(response.body);
}

/** The schedule goes on, minute by minute. */
async function sweep(minutes: number) {
  for (let minute = 0; minute < minutes; minute++) {
    clock.pass(MINUTE);
    await functions.handler('reconcile')({}, CONTEXT);
  }
}

/** A payment as a merchant reads it. */
async function read({ reference }: { reference: string }) {
  const call = { method: 'GET', path: `/payment-links/${reference}`, pathParameters: { reference } };
  reads.push((await functions.call('get-link', call)).body);
}

/** The same after Pockyt was asked, which was not asked a moment ago. */
async function refresh({ reference }: { reference: string }) {
  clock.pass(10 * SECOND);
  const call = { path: `/payment-links/${reference}/refresh`, pathParameters: { reference } };
  reads.push((await functions.call('refresh-link', call)).body);
}

/** Another order under a reference of ours, which is paid. */
async function paidElsewhere(reference: string): Promise<string> {
  const [own] = functions.simulator.orders.byReference(reference);
  const { verifySign: _, ...parameters } = { ...own?.parameters, verifySign: '' };
  const body = JSON.stringify({ ...parameters, verifySign: sign(parameters, CREDENTIALS.token) });
  const path = `${functions.simulator.baseUrl}/online/v3/secure-pay`;
  const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { result } = (await answer.json()) as { result: { transactionNo: string } };
  functions.simulator.setStatus(result.transactionNo, 'success');
  return result.transactionNo;
}

const claim = (
  { reference, transactionNo }: { reference: string; transactionNo: string },
  status: string,
) => ({
  reference,
  transactionNo,
  status,
  amount: '13.00',
  currency: 'USD',
  note: SHOPPER.note,
  customerNo: SHOPPER.customerNo,
  vaultId: SHOPPER.vaultId,
});

it('nothing that is secret or private comes out, whatever goes in', async () => {
  const { faults } = functions.simulator;
  const link = await create();
  expect(link.statusCode).toBe(201);
  expect((await create({ reference: link.reference })).statusCode).toBe(200);
  await create({ reference: link.reference, note: 'canary other' });
  await create({
    note: 'canary & more',
    description: 'canary='.repeat(50),
    vaultId: 'canary',
    'canary-field': 1,
  });
  await create('{"note": "canary');
  await create('{"note": "canary", "note": "canary 2"}');
  for (const fault of [
    { kind: 'refuse', code: '000023', message: 'parameter value error : note canary' },
    { kind: 'refuse', code: '000000', message: 'data error : verifySign canary' },
    { kind: 'refuse', code: '000000', message: 'system error canary' },
    { kind: 'not-json', body: '<html>canary</html>' },
    { kind: 'server-error', body: 'canary' },
    { kind: 'cut', at: 'midway' },
    { kind: 'oversized' },
  ] as const) {
    faults.next('secure-pay', fault);
    const failed = await create();
    expect(failed.statusCode).toBeGreaterThanOrEqual(422);
    await create({ reference: failed.reference });
  }
  functions.simulator.setStatus(link.transactionNo, 'failed');
  await tell(claim(link, 'failed'));
  await tell(claim(link, 'closed'));
  functions.simulator.setStatus(link.transactionNo, 'success');
  await tell(claim(link, 'success'));
  await tell(claim(link, 'success'));
  await tell({ ...claim(link, 'success'), amount: '1.00' });
  await tell({ ...claim(link, 'odd'), vendorId: 'canary-vendor' });
  await tell({ ...claim(link, 'success'), reference: 'stranger' });
  await tell(claim(link, 'success'), 'canary-forger');
  await tell(claim(link, 'success'), CREDENTIALS.token, '&note=canary');
  const other = await create();
  await tell(claim(other, 'success'));
  faults.next('tran-query', { kind: 'refuse', code: '000000', message: 'note canary' });
  await tell(claim(other, 'closed'));
  for (const transactionNo of ['1', '2', '3', '4']) await tell({ ...claim(other, 'success'), transactionNo });
  faults.next('tran-query', { kind: 'altered', result: { amount: '99.00', note: 'canary' } });
  await refresh(other);
  const failed = await create();
  for (const status of ['failed', 'success']) {
    functions.simulator.setStatus(failed.transactionNo, status);
    await refresh(failed);
  }
  // A notice comes before its payment.
  await tell({ ...claim(other, 'success'), reference: `quiet-${count + 1}` });
  const late = await create();
  await sweep(32);
  functions.simulator.repeatedReference = 'second-order';
  const found = await paidElsewhere(late.reference);
  functions.simulator.setStatus(late.transactionNo, 'success');
  await tell(claim(late, 'success'));
  await tell({ ...claim(late, 'success'), transactionNo: found });
  for (const each of [link, other, late]) await read(each);
  const refund = (refundReference: string, refundAmount: string) =>
    functions.call('refund', {
      headers,
      pathParameters: { reference: link.reference },
      body: JSON.stringify({ refundReference, refundAmount }),
    });
  for (const fault of [
    { kind: 'refuse', code: '000023', message: 'refundAmount note canary' },
    { kind: 'refuse', code: '000000', message: 'data error : verifySign canary' },
    { kind: 'server-error', body: 'canary', accept: 'now' },
  ] as const) {
    faults.next('refund', fault);
    answers.push((await refund(`refund-${fault.kind}`, '1.00')).body);
  }
  answers.push((await refund('refund-server-error', '1.00')).body);
  answers.push((await refund('refund-server-error', '1.01')).body);
  answers.push((await refund('canary refund', 'canary')).body);
  for (let time = 0; time < 2; time++) answers.push((await refund('refund-made', '1.00')).body);
  faults.next('refund', { kind: 'cut', accept: 'never' });
  answers.push((await refund('refund-lost', '1.00')).body);
  // A person's word is taken an hour later.
  clock.pass(61 * MINUTE);
  const resolution = await functions.call('resolution', {
    headers,
    path: `/payment-links/${link.reference}/refunds/refund-lost/resolution`,
    pathParameters: { reference: link.reference, refundReference: 'refund-lost' },
    body: JSON.stringify({ outcome: 'not-made', seen: 'no refund of 1.00' }),
  });
  reads.push(resolution.body);
  // The database goes away, so that our own faults are logged as well.
  await functions.database.stop();
  await create();
  await tell(claim(link, 'reversed'));
  expect(await open(`${link.reference}.${pageKeys[0]}`)).toBe(500);

  const lines = functions.output.map((line) => JSON.parse(line));
  const events = new Set(lines.map(({ event }) => event));
  expect(Object.keys(LOG_EVENTS).filter((event) => !events.has(event))).toEqual(UNHEARD);
  for (const event of events) expect(LOG_EVENTS).toHaveProperty([event]);

  const others = [...functions.output, ...answers];
  const everything = [...others, ...reads];
  // A field that nobody knows is refused by its name, which is the caller's own: in the answer, never in the log.
  const shown = everything.map((text) =>
    text.replaceAll('#/canary-field', '').replaceAll('canary-field: Is no', ''),
  );
  expect(shown.filter((text) => CANARIES.test(text))).toEqual([]);
  expect(everything.filter((text) => text.includes(CLIENT_ADDRESS))).toEqual([]);
  expect(pageKeys.length).toBeGreaterThan(2);
  expect(reads.length).toBeGreaterThan(5);
  expect(others.filter((text) => pageKeys.some((key) => text.includes(key)))).toEqual([]);
  expect(everything.filter((text) => signatures.some((signature) => text.includes(signature)))).toEqual([]);
}, 60_000);
