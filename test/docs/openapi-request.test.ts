import fc from 'fast-check';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { Problem } from '#shared/http/problem.ts';
import { CURRENCIES, SECURE_PAY_RULES, TERMINALS } from '#shared/pockyt/fields.ts';
import { WIRE_NAMES } from '#shared/pockyt/wire-names.ts';
import { parseJson } from '#shared/runtime/json.ts';
import { readOpenApi } from '#tools/harness/openapi.ts';

const openApi = readOpenApi();
const REQUEST = '/components/schemas/CreatePaymentLink';

/** Good and bad values of each field, as they stand in a JSON body. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  amount: ['13', '13.00', '0.01', '999999999999.99', 13, '0', '0.00', '-1', '01', '1.234', '1e3', '1.', '.5'],
  currency: [...CURRENCIES, 'EUR', 'php'],
  settleCurrency: ['USD', 'GBP', 'PHP'],
  vendor: ['alipay', 'creditcard', 'alipay_hk', 'a', 'Alipay', 'x'.repeat(32), 'x'.repeat(33)],
  reference: [
    'A',
    'a_b-C',
    'x'.repeat(60),
    'x'.repeat(61),
    'a b',
    'a#b',
    1,
    'a-2',
    'a--b',
    '--',
    'a--2b',
    'a--2',
    'a--100',
    'a---2',
    '--7',
  ],
  callbackUrl: [
    'http://shop.example/?status={status}',
    'https://shop.example/{reference}?a=%7B+b&n={note}{time}{amount}{transactionNo}#c',
    'ftp://shop.example',
    'shop.example',
    'https://shop.example/{token}',
    'https://shop.example/{status',
    'https://shop.example/ x',
    'https://shop.example/?a=1&creditType=CIT',
    `https://shop.example/${'x'.repeat(2048)}`,
  ],
  terminal: [...TERMINALS, 'online', 1],
  osType: ['IOS', 'ANDROID', 'WINDOWS'],
  description: [
    'test+description',
    'é🍵'.repeat(50),
    `${'é🍵'.repeat(50)}x`,
    'a&b',
    'a=b',
    'a\nb',
    '\ud800',
    1,
  ],
  note: ['test note', 'a&b', 'a\u0000b', {}],
  timeout: ['1', '30', '999', '1399', '1440', '1441', '030', '0', 0, 1, 1440, 1441, 1.5, '1.5', true],
  goodsInfo: [
    [{ goods_name: "Bob's 茶 (2/3), a+b: c.d_e-f", quantity: 2, category: 'PHYSICAL_GOODS' }],
    '[{"goods_name":"name1","quantity":"quantity1"}]',
    'tea',
    [],
    {},
    [1],
    [{ goods_name: 'a' }],
    [{ goods_name: 'a&b', quantity: '1' }],
    [{ goods_name: '', quantity: '1' }],
    [{ goods_name: 'a', quantity: ['1'] }],
    [{ goods_name: 'a', quantity: '1', 'a b': 'c' }],
  ],
  creditType: ['normal', 'CIT', 'recurring'],
  vaultId: ['ca_af748cc62c334c75b83844e53b76e9b3', 'x', 1],
  customerNo: ['302156', 'a b', 302156],
  storeNo: ['300014', '3000 14', 300014],
  merchantNo: ['200043'],
  ipnUrl: ['https://shop.example/ipn'],
  verifySign: ['72a2c6ce8497adc8a03a78135618e666'],
  nonsense: [1],
};
const GOOD = {
  amount: '13',
  currency: 'PHP',
  vendor: 'alipay',
  reference: 'A1',
  callbackUrl: 'https://shop.example/thanks',
};

/** Whether the code accepts a body, read as the handler reads it. */
function accepts(body: object): boolean {
  try {
    const content = parseJson(JSON.stringify(body)) as Record<string, unknown>;
    readLinkRequest(content, { callbackUrl: undefined, timeout: '120' });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

const documented = (body: object) => openApi.errorsOf(REQUEST, body).length === 0;

describe('the schema of a request', () => {
  const alone = Object.entries(VALUES).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );

  it('has good and bad values to tell apart', () => {
    for (const name of Object.keys(SECURE_PAY_RULES)) expect(VALUES).toHaveProperty(name);
    expect(alone.filter(([name, value]) => accepts({ ...GOOD, [name]: value })).length).toBeGreaterThan(30);
  });

  it.each(alone)('accepts %s: %j when the code does', (name, value) => {
    const body = { ...GOOD, [name]: value };
    expect(documented(body)).toBe(accepts(body));
  });

  it('accepts a combination of fields when the code does', () => {
    const some = fc.record(
      Object.fromEntries(Object.entries(VALUES).map(([name, values]) => [name, fc.constantFrom(...values)])),
      { requiredKeys: [] },
    );
    const sound = some.map((body) =>
      Object.fromEntries(Object.entries(body).filter(([name, value]) => accepts({ ...GOOD, [name]: value }))),
    );
    fc.assert(
      fc.property(fc.oneof(some, sound), (change) => {
        const body = { ...GOOD, ...change };
        expect(documented(body)).toBe(accepts(body));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['amount', 'currency', 'vendor', 'reference'] as const)('wants %s as the code does', (name) => {
    const { [name]: _, ...body } = GOOD;
    expect([documented(body), accepts(body)]).toEqual([false, false]);
  });

  it.each(WIRE_NAMES)('has the same opinion of &%s= in a callbackUrl', (name) => {
    const body = { ...GOOD, callbackUrl: `https://shop.example/?a=1&${name}=2` };
    expect(documented(body)).toBe(accepts(body));
  });
});
