import fc from 'fast-check';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { PROBLEM_URN, PROBLEMS, Problem } from '#shared/http/problem.ts';
import { parseJson } from '#shared/json.ts';
import type { HistoryEntry, Refusal } from '#shared/payments/history.ts';
import type { Attempt } from '#shared/payments/payment.ts';
import { STATUSES } from '#shared/payments/states.ts';
import type { UnknownOutcomeCause } from '#shared/pockyt/errors.ts';
import { CURRENCIES, SECURE_PAY_RULES, TERMINALS } from '#shared/pockyt/secure-pay-rules.ts';
import { WIRE_NAMES } from '#shared/pockyt/wire-names.ts';
import { ofType, synthesize } from '#test/infra/synthesize.ts';
import { readOpenApi } from '#test/support/openapi.ts';

const openApi = readOpenApi();
const { document } = openApi;
const schemas = document.components.schemas;
const REQUEST = '/components/schemas/CreatePaymentLink';

interface Place {
  readonly pointer: string;
  readonly key: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever stands in the document
  readonly node: any;
}

function places(node: unknown, pointer = '', key = ''): Place[] {
  if (typeof node !== 'object' || node === null) return [{ pointer, key, node }];
  const below = Object.entries(node).flatMap(([name, child]) =>
    places(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, name),
  );
  return [{ pointer, key, node }, ...below];
}

const everything = places(document);

describe('the OpenAPI document', () => {
  it('has the routes of the stack, and says which need a key', () => {
    const routes = Object.values(ofType(synthesize(), 'AWS::ApiGatewayV2::Route'));
    expect([...openApi.operations].sort()).toEqual(
      routes.map(({ Properties }) => Properties.RouteKey).sort(),
    );
    const open = routes.filter(({ Properties }) => Properties.AuthorizationType === 'NONE');
    expect(open.map(({ Properties }) => Properties.RouteKey)).toEqual(['POST /ipn']);
    expect(document.security).toEqual([{ apiKey: [] }]);
    expect(everything.filter(({ key }) => key === 'security').map(({ pointer }) => pointer)).toEqual([
      '/security',
      '/paths/~1ipn/post/security',
    ]);
  });

  it('refers to nothing that is not there', () => {
    const references = everything.filter(({ key }) => key === '$ref');
    const known = new Set(everything.map(({ pointer }) => `#${pointer}`));
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter(({ node }) => !known.has(node)).map(({ node }) => node)).toEqual([]);
  });

  it('has only schemas that compile, and uses each', () => {
    const all = [
      ...everything.filter(({ key }) => key === 'schema').map(({ pointer }) => pointer),
      ...Object.keys(schemas).map((name) => `/components/schemas/${name}`),
    ];
    for (const pointer of all) expect(() => openApi.errorsOf(pointer, null)).not.toThrow();
    const used = new Set(everything.filter(({ key }) => key === '$ref').map(({ node }) => node));
    expect(Object.keys(schemas).filter((name) => !used.has(`#/components/schemas/${name}`))).toEqual([]);
  });

  it('has only examples that are valid', () => {
    const media = everything.filter(({ node }) => node?.schema !== undefined && node.examples !== undefined);
    expect(media.length).toBeGreaterThan(8);
    for (const { pointer, node } of media) {
      for (const [name, { value }] of Object.entries<{ value: unknown }>(node.examples)) {
        expect([pointer, name, openApi.errorsOf(`${pointer}/schema`, value)]).toEqual([pointer, name, []]);
      }
    }
  });

  it('has every problem type with its status and title, and in a response of that status', () => {
    const described = Object.values<{ properties?: Record<string, { const: string }> }>(schemas)
      .filter(({ properties }) => properties?.type?.const?.startsWith(PROBLEM_URN))
      .map(({ properties }) => [
        properties?.type?.const.slice(PROBLEM_URN.length),
        { status: properties?.status?.const, title: properties?.title?.const },
      ]);
    expect(Object.fromEntries(described)).toEqual(PROBLEMS);

    const answered = new Set<string>();
    for (const { pointer, key, node } of everything) {
      if (!/\/responses\/\d{3}$/.test(pointer)) continue;
      const media = openApi.resolve(node).content['application/problem+json'];
      for (const each of media === undefined ? [] : (media.schema.oneOf ?? [media.schema])) {
        const { type, status } = openApi.resolve(each).properties;
        expect([pointer, status.const]).toEqual([pointer, Number(key)]);
        answered.add(type.const.slice(PROBLEM_URN.length));
      }
    }
    expect([...answered].sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it('has the words of the code', () => {
    // Records, so that the compiler knows when one is missing.
    const reasons: Record<UnknownOutcomeCause | 'refused-by-pockyt' | 'credentials-refused', 1> = {
      'refused-by-pockyt': 1,
      'credentials-refused': 1,
      deadline: 1,
      connection: 1,
      oversized: 1,
      'server-error': 1,
      unreadable: 1,
      'return-code': 1,
      'unusable-link': 1,
      'repeated-reference': 1,
    };
    const refusals: Record<Refusal, 1> = {
      'amount-mismatch': 1,
      'currency-mismatch': 1,
      'transaction-mismatch': 1,
      'unknown-status-word': 1,
      'not-a-move': 1,
    };
    const events: Record<HistoryEntry['event'], 1> = {
      requested: 1,
      link: 1,
      refused: 1,
      'unknown-outcome': 1,
      notice: 1,
    };
    const entryMembers: Record<keyof HistoryEntry, 1> = {
      at: 1,
      source: 1,
      event: 1,
      from: 1,
      to: 1,
      claim: 1,
      credentials: 1,
      code: 1,
      reason: 1,
      refusal: 1,
      times: 1,
      lastAt: 1,
    };
    const attemptStates: Record<Attempt['state'], 1> = { sending: 1, open: 1, refused: 1, unknown: 1 };
    const { HistoryEntry: entry, Failure, Attempt: attempt } = schemas;
    expect(schemas.Status.enum).toEqual(STATUSES);
    expect(schemas.Currency.enum).toEqual(CURRENCIES);
    expect(schemas.Terminal.enum).toEqual(TERMINALS);
    expect(Failure.properties.reason.enum).toEqual(Object.keys(reasons));
    expect(entry.properties.refusal.enum).toEqual(Object.keys(refusals));
    expect(entry.properties.event.enum).toEqual(Object.keys(events));
    expect(Object.keys(entry.properties)).toEqual(Object.keys(entryMembers));
    expect(attempt.properties.state.enum).toEqual(Object.keys(attemptStates));
    expect(Object.keys(schemas.CreatePaymentLink.properties)).toEqual(Object.keys(SECURE_PAY_RULES));
  });
});

/** Good and bad values of each field, as they stand in a JSON body. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  amount: ['13', '13.00', '0.01', '999999999999.99', 13, '0', '0.00', '-1', '01', '1.234', '1e3', '1.', '.5'],
  currency: [...CURRENCIES, 'EUR', 'php'],
  settleCurrency: ['USD', 'GBP', 'PHP'],
  vendor: ['alipay', 'creditcard', 'alipay_hk', 'a', 'Alipay', 'x'.repeat(32), 'x'.repeat(33)],
  reference: ['A', 'a_b-C', 'x'.repeat(60), 'x'.repeat(61), 'a b', 'a#b', 1],
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
