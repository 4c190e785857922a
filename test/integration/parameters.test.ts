import { DEFAULT_SETTINGS } from '#local/settings.ts';
import { CURRENCIES, TERMINALS } from '#shared/pockyt/secure-pay-rules.ts';
import { sign } from '#shared/pockyt/sign.ts';
import { type Stack, startStack } from '#test/support/stack.ts';

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

const VAULT = 'ca_af748cc62c334c75b83844e53b76e9b3';
const LONG = 'é🍵'.repeat(50);

type Row = readonly [
  parameter: string,
  accepted: readonly object[],
  wire: readonly unknown[],
  refusals: readonly object[],
];

/** A row per parameter: requests that are accepted, the value that each sends, and requests that are refused for it. */
const ROWS: readonly Row[] = [
  [
    'customerNo',
    [{ customerNo: '302156' }, {}, { customerNo: '' }],
    ['302156', undefined, undefined],
    [{ customerNo: 302156 }, { customerNo: 'a b' }, { customerNo: 'a&b=c' }],
  ],
  [
    'storeNo',
    [{}, { storeNo: '300099' }],
    ['300014', '300099'],
    [{ storeNo: 300014 }, { storeNo: '3000 14' }, { storeNo: 'x'.repeat(33) }],
  ],
  [
    'amount',
    [
      { amount: '13' },
      { amount: '13.00' },
      { amount: '0.01' },
      { amount: '999999999999.99' },
      { amount: '100', currency: 'KRW' },
    ],
    ['13', '13.00', '0.01', '999999999999.99', '100'],
    [
      { amount: 13 },
      { amount: '0' },
      { amount: '0.00' },
      { amount: '-1' },
      { amount: '01' },
      { amount: '1.234' },
      { amount: '1e3' },
      { amount: '1000000000000' },
      { amount: '' },
      { amount: undefined },
      { amount: '13.00', currency: 'KRW' },
      { amount: '13.5', currency: 'IDR' },
    ],
  ],
  [
    'currency',
    CURRENCIES.map((currency) => ({ currency })),
    CURRENCIES,
    [{ currency: 'EUR' }, { currency: 'php' }, { currency: ['PHP'] }, { currency: undefined }],
  ],
  [
    'settleCurrency',
    [{}, { settleCurrency: 'USD' }, { currency: 'GBP' }, { currency: 'GBP', settleCurrency: 'GBP' }],
    ['USD', 'USD', 'GBP', 'GBP'],
    [{ settleCurrency: 'GBP' }, { currency: 'GBP', settleCurrency: 'USD' }, { settleCurrency: 'PHP' }],
  ],
  [
    'vendor',
    [{ vendor: 'alipay' }, { vendor: 'alipay_hk' }, { vendor: 'somethingnew2' }],
    ['alipay', 'alipay_hk', 'somethingnew2'],
    [
      { vendor: 'Alipay' },
      { vendor: 'a' },
      { vendor: 'ali pay' },
      { vendor: 'x'.repeat(33) },
      { vendor: undefined },
    ],
  ],
  [
    'callbackUrl',
    [
      { callbackUrl: 'http://shop.example/?status={status}' },
      { callbackUrl: 'https://shop.example/?trans_no={transactionNo}&amount={amount}&t={time}&n={note}' },
      { callbackUrl: 'https://shop.example/{reference}?a=%7B+b#c' },
      { callbackUrl: undefined },
    ],
    [
      'http://shop.example/?status={status}',
      'https://shop.example/?trans_no={transactionNo}&amount={amount}&t={time}&n={note}',
      'https://shop.example/{reference}?a=%7B+b#c',
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/return\/row-\d+\.[\w-]{22}$/),
    ],
    [
      { callbackUrl: 'shop.example' },
      { callbackUrl: 'ftp://shop.example' },
      { callbackUrl: 'https://' },
      { callbackUrl: 'https://shop.example/{token}' },
      { callbackUrl: 'https://shop.example/{status' },
      { callbackUrl: 'https://shop.example/?a=1&creditType=CIT' },
      { callbackUrl: 'https://shop.example/?a=1&clientIp=1.2.3.4' },
      { callbackUrl: 'https://shop.example/ x' },
      { callbackUrl: `https://shop.example/${'x'.repeat(2048)}` },
      { callbackUrl: 1 },
    ],
  ],
  [
    'terminal',
    TERMINALS.map((terminal) => ({ terminal, osType: 'ANDROID' })),
    TERMINALS,
    [{ terminal: 'online' }, { terminal: 'MINIPROGRAM' }, { terminal: 1 }],
  ],
  [
    'description',
    [
      { description: 'test+description' },
      { description: 'Tee für zwei, 茶' },
      { description: LONG },
      { description: '' },
    ],
    ['test+description', 'Tee für zwei, 茶', LONG, undefined],
    [
      { description: `${LONG}x` },
      { description: 'a&b' },
      { description: 'a=b' },
      { description: 'a\nb' },
      { description: 1 },
    ],
  ],
  [
    'note',
    [{ note: 'test note' }, { note: LONG }, {}],
    ['test note', LONG, undefined],
    [{ note: `${LONG}x` }, { note: 'a&b' }, { note: 'a=b' }, { note: 'a\u0000b' }, { note: {} }],
  ],
  [
    'osType',
    [{}, { osType: 'ANDROID' }, { terminal: 'WAP', osType: 'IOS' }, { terminal: 'APP', osType: 'ANDROID' }],
    ['IOS', 'ANDROID', 'IOS', 'ANDROID'],
    [{ osType: 'WINDOWS' }, { terminal: 'WAP' }, { terminal: 'APP' }, { terminal: 'MWEB' }],
  ],
  [
    'timeout',
    [{}, { timeout: '30' }, { timeout: 30 }, { timeout: 1 }, { timeout: '1440' }],
    ['120', '30', '30', '1', '1440'],
    [
      { timeout: 0 },
      { timeout: 1441 },
      { timeout: '1.5' },
      { timeout: 1.5 },
      { timeout: '030' },
      { timeout: true },
    ],
  ],
  [
    'goodsInfo',
    [
      { goodsInfo: [{ goods_name: 'name1', quantity: 'quantity1' }] },
      { goodsInfo: '[ { "goods_name": "name1", "quantity": "quantity1" } ]' },
      {
        goodsInfo: [{ goods_name: "Bob's 茶 (2/3), a+b: c.d_e-f", quantity: 2, category: 'PHYSICAL_GOODS' }],
      },
    ],
    [
      '[{"goods_name":"name1","quantity":"quantity1"}]',
      '[{"goods_name":"name1","quantity":"quantity1"}]',
      '[{"goods_name":"Bob\'s 茶 (2/3), a+b: c.d_e-f","quantity":2,"category":"PHYSICAL_GOODS"}]',
    ],
    [
      { goodsInfo: 'tea' },
      { goodsInfo: [] },
      { goodsInfo: {} },
      { goodsInfo: [1] },
      { goodsInfo: [{ goods_name: 'a' }] },
      { goodsInfo: [{ goods_name: 'a&b', quantity: '1' }] },
      { goodsInfo: [{ goods_name: 'a"b', quantity: '1' }] },
      { goodsInfo: [{ goods_name: '', quantity: '1' }] },
      { goodsInfo: [{ goods_name: 'a', quantity: ['1'] }] },
      { goodsInfo: [{ goods_name: 'a', quantity: '1', 'a b': 'c' }] },
    ],
  ],
  [
    'creditType',
    [
      { vendor: 'creditcard' },
      { vendor: 'creditcard', creditType: 'CIT' },
      { vendor: 'creditcard', creditType: 'normal' },
      {},
    ],
    ['normal', 'CIT', 'normal', undefined],
    [
      { creditType: 'CIT' },
      { vendor: 'creditcard', creditType: 'recurring' },
      { vendor: 'creditcard', creditType: 'cit' },
    ],
  ],
  [
    'vaultId',
    [{ vaultId: VAULT, customerNo: '302156' }, {}],
    [VAULT, undefined],
    [{ vaultId: VAULT }, { vaultId: 'x', customerNo: '302156' }, { vaultId: 1, customerNo: '302156' }],
  ],
  ['merchantNo', [{}], ['200043'], [{ merchantNo: '200043' }, { merchantNo: '1' }]],
  ['verifySign', [], [], [{ verifySign: '72a2c6ce8497adc8a03a78135618e666' }, { verifySign: '' }]],
];

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
  it.each(['A', 'test202001011303', 'a_b-C', 'x'.repeat(60)])('accepts %s', async (reference) => {
    expect(await sent({ reference })).toMatchObject({ reference });
  });

  it.each(['', 'a#b', 'a b', 'a/b', 'ä', 'x'.repeat(61), 1, undefined])('refuses %p', async (reference) => {
    expect(await refused({ reference })).toEqual(['#/reference']);
  });
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
