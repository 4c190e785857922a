import type { FunctionName, Functions } from '#test/support/functions.ts';
import { startFunctions } from './support/start-functions.ts';

const ROUTES = [
  ['get-link', 'GET', ''],
  ['refresh-link', 'POST', '/refresh'],
  ['qr-code', 'GET', '/qr-code'],
  ['cancel-link', 'POST', '/cancel'],
  ['refund', 'POST', '/refunds'],
  ['resolution', 'POST', '/refunds/one/resolution'],
] as const;

let functions: Functions;
let references = 0;
let reference: string;

beforeAll(async () => {
  functions = await startFunctions();
});
afterAll(() => functions.stop());

beforeEach(() => {
  reference = `paths-${++references}`;
});

const JSON_TYPE = { 'content-type': 'application/json' };
const create = (path = '/payment-links') => {
  const body = { amount: '13', currency: 'PHP', vendor: 'alipay', callbackUrl: 'https://shop.example/back' };
  return functions.call('create-link', {
    path,
    headers: JSON_TYPE,
    body: JSON.stringify({ ...body, reference }),
  });
};
const call = (name: FunctionName, method: string, path: string, of = reference) =>
  functions.call(name, {
    method,
    path: `/payment-links/${of}${path}`,
    pathParameters: { reference: of },
    headers: JSON_TYPE,
    body: method === 'POST' ? JSON.stringify({ refundReference: 'one', refundAmount: '1' }) : undefined,
  });
const refresh = async () => JSON.parse((await call('refresh-link', 'POST', '/refresh')).body);

describe('POST /payment-links/{reference}/refresh', () => {
  it('answers the payment after Pockyt was asked, and says that it was', async () => {
    const { transactionNo } = JSON.parse((await create()).body);
    functions.simulator.setStatus(transactionNo, 'success');
    expect(await refresh()).toMatchObject({
      reference,
      status: 'paid',
      history: [{}, {}, { trigger: 'refresh' }],
      refresh: { answered: true },
    });
  });

  it('answers what is stored where Pockyt does not answer, and says so', async () => {
    await create();
    functions.simulator.faults.next('tran-query', { kind: 'server-error' });
    const { statusCode, body } = await call('refresh-link', 'POST', '/refresh');
    expect(statusCode).toBe(200);
    const { refresh: told, ...payment } = JSON.parse(body);
    expect(told).toEqual({ answered: false, reason: 'pockyt-silent' });
    expect(payment).toEqual(JSON.parse((await call('get-link', 'GET', '')).body));
  });

  it('asked twice in a row, leaves Pockyt alone', async () => {
    await create();
    await refresh();
    expect(await refresh()).toMatchObject({ refresh: { answered: false, reason: 'just-asked' } });
  });
});

describe('a reference of 2,049 characters, which the database would not look for', () => {
  it.each(ROUTES)('is one that nobody used: %s', async (name, method, path) => {
    const response = await call(name, method, path, 'x'.repeat(2049));
    expect(response.statusCode).toBe(404);
    expect(JSON.parse(response.body).type).toMatch(/link-not-found$/);
    expect(functions.output.filter((line) => line.includes('"ERROR"'))).toEqual([]);
  });

  it('opens no page, and rings nobody', async () => {
    const id = `${'x'.repeat(2049)}.q83vEjRWeJCrze8SNFZ4kA`;
    const page = await functions.call('return-page', {
      method: 'GET',
      path: `/return/${id}`,
      pathParameters: { id },
    });
    expect(page.statusCode).toBe(404);
    expect(functions.output.filter((line) => line.includes('"ERROR"'))).toEqual([]);
  });
});

describe('a name in a path that nothing of ours can have', () => {
  it.each([
    [{ refundReference: 'x'.repeat(61) }],
    [{ refundReference: 'a b' }],
    [{ providerReference: `${'x'.repeat(60)}--100` }],
    [{ providerReference: 'x'.repeat(61) }],
    [{ providerReference: 'R#T-1' }],
  ])('is not looked for: %j', async (names) => {
    await create();
    const { statusCode, body } = await functions.call('resolution', {
      path: `/payment-links/${reference}/.../resolution`,
      pathParameters: { reference, ...names },
      headers: JSON_TYPE,
      body: JSON.stringify({ outcome: 'not-made', seen: 'Nothing.' }),
    });
    expect(statusCode).toBe(404);
    expect(JSON.parse(body).type).toMatch(/link-not-found$/);
  });
});

describe('a query', () => {
  it('is refused by name on every merchant route, and nothing is done', async () => {
    await create();
    for (const [name, method, path] of ROUTES) {
      const { statusCode, body } = await call(name, method, `${path}?size=large`);
      expect([name, statusCode, JSON.parse(body).errors]).toMatchObject([name, 400, [{ parameter: 'size' }]]);
    }
    reference = `${reference}-more`;
    expect((await create('/payment-links?size=large')).statusCode).toBe(400);
    expect((await call('get-link', 'GET', '')).statusCode).toBe(404);
  });

  it.each(['?refresh=true', '?refresh=1', '?refresh'])(
    'that would once have had Pockyt asked is answered with the route that does (%s)',
    async (query) => {
      await create();
      const { statusCode, body } = await call('get-link', 'GET', query);
      expect(statusCode).toBe(400);
      expect(JSON.parse(body).detail).toContain('POST /payment-links/{reference}/refresh');
    },
  );

  it('is passed over by the return page and by the IPN', async () => {
    await create();
    const page = await functions.call('return-page', {
      method: 'GET',
      path: '/return/nobody?status=success&look=2',
      pathParameters: { id: 'nobody' },
    });
    expect(page.statusCode).toBe(404);
    expect(page.headers['content-type']).toContain('text/html');
    const told = await functions.call('ipn-webhook', { path: '/ipn?source=pockyt', body: 'status=success' });
    expect(told).toMatchObject({ statusCode: 401, body: 'refused' });
  });
});

it('no name at all is no payment', async () => {
  const answer = await functions.call('refresh-link', { path: '/payment-links//refresh' });
  expect(answer.statusCode).toBe(404);
});
