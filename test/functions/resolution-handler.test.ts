import type { Functions } from '#test/support/functions.ts';
import { type Clock, HOUR, MINUTE, startClock } from '#tools/harness/clock.ts';
import { apiEvent, CONTEXT } from '#tools/harness/gateway.ts';
import { startFunctions } from './support/start-functions.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = { amount: '13', currency: 'PHP', vendor: 'alipay', callbackUrl: 'https://shop.example/back' };
const NOT_MADE = { outcome: 'not-made', seen: 'Nothing in the portal.' };

let functions: Functions;
let clock: Clock;
let references = 0;
let reference: string;

beforeAll(async () => {
  functions = await startFunctions();
});
afterAll(() => functions.stop());
beforeEach(() => {
  reference = `resolution-${++references}`;
  clock = startClock(new Date());
});
afterEach(() => clock.stop());

const post = async (name: 'create-link' | 'refund' | 'ipn-webhook', body: object, path = '') => {
  const { statusCode } = await functions.call(name, {
    path: `/payment-links${path}`,
    pathParameters: { reference },
    headers: JSON_TYPE,
    body: JSON.stringify(body),
    keyName: 'backend',
  });
  return statusCode;
};
/** A word on an order, or on a refund if it is named. */
const resolve = async (
  body: object,
  { order = reference, refund, of = reference }: { order?: string; refund?: string; of?: string } = {},
) => {
  const pathParameters = {
    reference: of,
    ...(refund === undefined ? { providerReference: order } : { refundReference: refund }),
  };
  const what = refund === undefined ? `orders/${order}` : `refunds/${refund}`;
  const response = await functions.call('resolution', {
    path: `/payment-links/${of}/${what}/resolution`,
    pathParameters,
    headers: JSON_TYPE,
    body: JSON.stringify(body),
    keyName: 'anna',
  });
  return { ...response, body: JSON.parse(response.body) };
};

/** A create whose answer got lost; Pockyt has no order, or one that it does not tell of. */
async function loseOrder(): Promise<void> {
  functions.simulator.faults.next('secure-pay', { kind: 'cut' });
  expect(await post('create-link', { ...BODY, reference })).toBe(502);
}

async function loseRefund(): Promise<void> {
  await post('create-link', { ...BODY, reference });
  functions.simulator.setStatus(
    functions.simulator.orders.byReference(reference)[0]?.transactionNo as string,
    'success',
  );
  functions.simulator.faults.next('refund', { kind: 'cut' });
  expect(await post('refund', { refundReference: 'one', refundAmount: '10' }, `/${reference}/refunds`)).toBe(
    502,
  );
}

const problem = (type: string) => `urn:pockyt-payment-links:problem:${type}`;

describe('POST /payment-links/{reference}/orders/{providerReference}/resolution', () => {
  it('answers the payment with who said what', async () => {
    await loseOrder();
    clock.pass(HOUR);
    const { statusCode, body } = await resolve(NOT_MADE);
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({
      reference,
      status: 'rejected',
      orders: [{ state: 'absent', failure: { reason: 'resolved-by-a-person' } }],
    });
    expect(body.history.at(-1)).toMatchObject({ source: 'person', resolution: { ...NOT_MADE, by: 'anna' } });
    expect(functions.output.some((line) => line.includes('"payment.resolved"'))).toBe(true);
    expect(await post('create-link', { ...BODY, reference })).toBe(201);
  });

  it('answers 409 within the hour, and when it will be over', async () => {
    await loseOrder();
    clock.pass(40 * MINUTE);
    const { statusCode, headers, body } = await resolve(NOT_MADE);
    expect([statusCode, headers['retry-after']]).toEqual([409, '1200']);
    expect(body).toMatchObject({ type: problem('resolution-too-early'), detail: expect.any(String) });
  });

  it('answers 409 to a number that Pockyt does not confirm', async () => {
    await loseOrder();
    clock.pass(HOUR);
    const { statusCode, headers, body } = await resolve({
      outcome: 'made',
      seen: 'Success.',
      transactionNo: '900000000000000001',
    });
    expect([statusCode, headers['retry-after']]).toEqual([409, undefined]);
    expect(body).toMatchObject({ type: problem('resolution-contradicted'), paymentStatus: 'unknown' });
  });

  it('answers 409 to a name under which nothing is unknown', async () => {
    await loseOrder();
    clock.pass(HOUR);
    const { statusCode, body } = await resolve(NOT_MADE, { order: `${reference}--2` });
    expect(statusCode).toBe(409);
    expect(body).toMatchObject({ type: problem('nothing-to-resolve'), paymentStatus: 'unknown' });
    const bare = { pathParameters: { reference }, headers: JSON_TYPE, body: JSON.stringify(NOT_MADE) };
    expect((await functions.call('resolution', bare)).statusCode).toBe(404);
  });

  it('answers 502 while Pockyt is silent, and when to try again', async () => {
    await loseOrder();
    clock.pass(HOUR);
    functions.simulator.faults.next('tran-query', { kind: 'server-error' });
    const { statusCode, headers, body } = await resolve(NOT_MADE);
    expect([statusCode, headers['retry-after']]).toEqual([502, '60']);
    expect(body).toMatchObject({ type: problem('pockyt-outcome-unknown') });
  });

  it('answers 400 with everything that is wrong, and 404 where there is no payment', async () => {
    expect((await resolve({})).statusCode).toBe(404);
    expect((await functions.call('resolution', { headers: JSON_TYPE, body: '{}' })).statusCode).toBe(404);
    await loseOrder();
    expect((await resolve({}, { of: `${reference}--2` })).statusCode).toBe(404);
    const { statusCode, body } = await resolve({ outcome: 'lost', transactionNo: 1, who: 'me' });
    expect(statusCode).toBe(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '#/who',
      '#/outcome',
      '#/seen',
      '#/transactionNo',
    ]);
  });
});

describe('POST /payment-links/{reference}/refunds/{refundReference}/resolution', () => {
  it('answers the payment with the refund, whose money is free', async () => {
    await loseRefund();
    expect(await resolve(NOT_MADE, { refund: 'one' })).toMatchObject({
      statusCode: 409,
      headers: { 'retry-after': '3600' },
    });
    clock.pass(HOUR);
    const { statusCode, body } = await resolve(NOT_MADE, { refund: 'one' });
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({
      status: 'paid',
      refunds: [{ refundReference: 'one', status: 'refused', byWord: true }],
      refundableAmount: '13.00',
    });
    expect(body.history.at(-1)).toMatchObject({ resolution: { by: 'anna' } });
  });

  it('answers 409 to a refund that nobody asked for', async () => {
    await loseRefund();
    clock.pass(HOUR);
    const { statusCode, body } = await resolve(NOT_MADE, { refund: 'two' });
    expect([statusCode, body.paymentStatus]).toEqual([409, 'paid']);
  });
});

it('a key without the scope refund may say nothing', async () => {
  const event = apiEvent({ headers: JSON_TYPE, body: JSON.stringify(NOT_MADE) });
  const authorizer = { lambda: { keyName: 'reader', scopes: 'create read refresh cancel' } };
  const requestContext = { ...event.requestContext, authorizer };
  const response = await functions.handler('resolution')({ ...event, requestContext }, CONTEXT);
  expect(response).toMatchObject({ statusCode: 403 });
});
