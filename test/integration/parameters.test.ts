import { sign } from '#shared/pockyt/signature.ts';
import { ROWS } from '#test/support/parameter-rows.ts';
import { type Stack, startStack } from '#tools/harness/stack.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';

/**
 * Every row of Pockyt's parameter page, at the HTTP interface: what is accepted, with the bytes that reach Pockyt, and
 * what is refused.
 */
let stack: Stack;
let count = 0;

beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack?.stop());

const base = () => ({
  amount: '13',
  currency: 'PHP',
  vendor: 'alipay',
  reference: `row-${++count}`,
  callbackUrl: 'https://shop.example/back',
});

/** Creates a link and gives the body that reached Pockyt, byte for byte. */
async function sent(change: object): Promise<Record<string, unknown>> {
  const body = { ...base(), ...change };
  const before = stack.simulator.requests.length;
  const response = await stack.merchant('/payment-links', body);
  expect({ status: response.status, body: response.status === 201 ? '' : await response.text() }).toEqual({
    status: 201,
    body: '',
  });
  expect(stack.simulator.requests).toHaveLength(before + 1);
  const request = stack.simulator.requests.at(-1);
  expect(request?.path).toBe('/online/v3/secure-pay');
  const parameters = JSON.parse(request?.body.toString() ?? '') as Record<string, string>;
  expect(parameters.verifySign).toBe(sign(parameters, DEFAULT_SETTINGS.token));
  return parameters;
}

/** Tries to create a link and gives the pointers of the fields that were refused. */
async function refused(change: object | string): Promise<string[]> {
  const before = stack.simulator.requests.length;
  const response = await stack.merchant(
    '/payment-links',
    typeof change === 'string' ? change : { ...base(), ...change },
  );
  const problem = (await response.json()) as { errors: { pointer: string; detail: string }[] };
  expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
    status: 400,
    type: 'application/problem+json',
  });
  expect(stack.simulator.requests).toHaveLength(before);
  for (const { detail } of problem.errors) expect(detail).toMatch(/^[A-Z"].+\.$/s);
  return problem.errors.map(({ pointer }) => pointer);
}

describe.each(ROWS)('%s', (parameter, accepted, wire, refusals) => {
  if (accepted.length > 0) {
    it.each(
      accepted.map((change, index) => [JSON.stringify(change).slice(0, 90), change, wire[index]] as const),
    )('accepts %s', async (_, change, value) => {
      const parameters = await sent(change);
      expect(parameters[parameter]).toEqual(value);
      expect(parameter in parameters).toBe(value !== undefined);
    });
  }

  it.each(refusals.map((change) => [JSON.stringify(change).slice(0, 90), change] as const))(
    'refuses %s',
    async (_, change) => {
      expect(await refused(change)).toEqual([`#/${parameter}`]);
    },
  );
});

describe('reference', () => {
  it.each(['A', 'test202001011303', 'a_b-C', 'a-2', 'a--b2', 'a--', '2--', 'x'.repeat(60)])(
    'accepts %s',
    async (reference) => {
      expect(await sent({ reference })).toMatchObject({ reference });
    },
  );

  // What ends like the references of further orders is nobody's own.
  it.each(['', 'a#b', 'a b', 'a/b', 'ä', 'x'.repeat(61), 1, undefined, 'a--2', 'a--99', 'a--2--3', 'a--007'])(
    'refuses %p',
    async (reference) => {
      expect(await refused({ reference })).toEqual(['#/reference']);
    },
  );
});

describe('ipnUrl', () => {
  it('is the address of this deployment', async () => {
    expect(await sent({})).toMatchObject({ ipnUrl: `${stack.url}/ipn` });
  });

  it('is refused from a caller', async () => {
    expect(await refused({ ipnUrl: 'https://shop.example/ipn' })).toEqual(['#/ipnUrl']);
  });
});

describe('verifySign', () => {
  it("is the page's own for the page's own example, but for the address of the notices", async () => {
    const example = {
      reference: 'test202001011303-b',
      callbackUrl: 'http://zk-tys.yunkeguan.com/ttest/test2?status={status}',
      terminal: 'ONLINE',
      osType: 'IOS',
      description: 'test+description',
      note: 'test note',
      timeout: '30',
      goodsInfo: [{ goods_name: 'name1', quantity: 'quantity1' }],
    };
    const parameters = (await sent(example)) as Record<string, string>;
    const asPublished = {
      ...parameters,
      reference: 'test202001011303',
      ipnUrl: 'http://zk-tys.yunkeguan.com/ttest/test',
    };
    expect(sign(asPublished, DEFAULT_SETTINGS.token)).toBe('72a2c6ce8497adc8a03a78135618e666');
  });
});

describe('what is no row of the page', () => {
  it.each(['clientIp', 'paymentCount', 'Amount', '__proto__', 'a/b'])(
    '%s is refused by its name',
    async (name) => {
      const pointer = name.replace('/', '~1');
      expect(await refused(JSON.stringify(base()).replace('{', `{"${name}":"1",`))).toEqual([`#/${pointer}`]);
    },
  );

  it('is all named at once, with everything else that is wrong', async () => {
    const pointers = await refused({ amount: 13, currency: 'EUR', nonsense: 1, merchantNo: '1' });
    expect([...pointers].sort()).toEqual(['#/amount', '#/currency', '#/merchantNo', '#/nonsense']);
  });
});

describe('YIP', () => {
  it('answers a client token and its script instead of a link', async () => {
    const response = await stack.merchant('/payment-links', {
      ...base(),
      terminal: 'YIP',
      vendor: 'paypal',
      currency: 'USD',
    });
    const link = (await response.json()) as { reference: string };
    expect(response.status).toBe(201);
    expect(link).toMatchObject({ clientToken: expect.any(String), clientScript: expect.any(String) });
    expect(link).not.toHaveProperty('paymentUrl');
    expect((await stack.merchant(`/payment-links/${link.reference}/qr-code`)).status).toBe(409);
  });
});
