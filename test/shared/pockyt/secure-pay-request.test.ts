import fc from 'fast-check';
import { readLinkRequest } from '#functions/create-link/request.ts';
import { Problem } from '#shared/http/problem.ts';
import { type CallerField, CURRENCIES, SECURE_PAY_RULES, TERMINALS } from '#shared/pockyt/fields.ts';
import { type SecurePayFields, securePayParameters } from '#shared/pockyt/secure-pay.ts';
import { canonicalString, verify } from '#shared/pockyt/signature.ts';
import { WIRE_NAMES } from '#shared/pockyt/wire-names.ts';
import { parseJson } from '#shared/runtime/json.ts';
import { PUBLISHED_SIGNATURES } from '#test/fixtures/published-signatures.ts';
import { cuttings } from '#test/support/ambiguous-parses.ts';
import { anyText } from '#test/support/arbitraries.ts';

const SIGNER = { merchantNo: '200043', storeNo: '300014', token: '5cbfb079f15b150122261c8537086d77a' };
const IPN_URL = 'https://pay.example.com/ipn';
const DEFAULTS = { callbackUrl: undefined, timeout: '120' };

function fieldsOf(body: object): SecurePayFields {
  return readLinkRequest(parseJson(JSON.stringify(body)) as Record<string, unknown>, DEFAULTS).fields;
}

describe("the page's own example", () => {
  const example = {
    amount: '13',
    currency: 'PHP',
    vendor: 'alipay',
    reference: 'test202001011303',
    callbackUrl: 'http://zk-tys.yunkeguan.com/ttest/test2?status={status}',
    terminal: 'ONLINE',
    osType: 'IOS',
    description: 'test+description',
    note: 'test note',
    timeout: 30,
    goodsInfo: [{ goods_name: 'name1', quantity: 'quantity1' }],
  };
  const ipnUrl = 'http://zk-tys.yunkeguan.com/ttest/test';

  it('comes out as the parameters and with the signature that Pockyt printed', () => {
    const vector = PUBLISHED_SIGNATURES.find(({ id }) => id === 'seed-securepay-corrected');
    expect(securePayParameters(fieldsOf(example), SIGNER, ipnUrl)).toEqual({
      ...vector?.parameters,
      verifySign: '72a2c6ce8497adc8a03a78135618e666',
    });
  });

  it.each([
    [
      'goodsInfo as text, with spaces',
      { goodsInfo: '[ { "goods_name": "name1", "quantity": "quantity1" } ]' },
    ],
    ['timeout as text', { timeout: '30' }],
    ['nothing where the page has defaults', { terminal: undefined, osType: undefined }],
    ['settleCurrency, which follows from the currency', { settleCurrency: 'USD' }],
    ['empty values where there is nothing to say', { customerNo: '', creditType: null, vaultId: '' }],
  ])('comes out the same with %s', (_, change) => {
    const parameters = securePayParameters(fieldsOf({ ...example, ...change }), SIGNER, ipnUrl);
    expect(parameters.verifySign).toBe('72a2c6ce8497adc8a03a78135618e666');
  });
});

describe('the parameters that are sent', () => {
  it("are the caller's, the merchant's and ours, without anything empty", () => {
    const fields = fieldsOf({
      amount: '13.50',
      currency: 'USD',
      vendor: 'creditcard',
      reference: 'R-1',
      callbackUrl: 'https://shop.example/{reference}',
      customerNo: '302156',
      vaultId: 'ca_af748cc62c334c75b83844e53b76e9b3',
      storeNo: '300099',
      note: '',
    });
    const { verifySign, ...parameters } = securePayParameters(fields, SIGNER, IPN_URL);
    expect(parameters).toEqual({
      merchantNo: '200043',
      storeNo: '300099',
      amount: '13.50',
      currency: 'USD',
      settleCurrency: 'USD',
      vendor: 'creditcard',
      creditType: 'normal',
      reference: 'R-1',
      callbackUrl: 'https://shop.example/{reference}',
      customerNo: '302156',
      vaultId: 'ca_af748cc62c334c75b83844e53b76e9b3',
      terminal: 'ONLINE',
      osType: 'IOS',
      timeout: '120',
      ipnUrl: IPN_URL,
    });
  });
});

it('what is absent or empty is neither signed nor sent', () => {
  const fields = fieldsOf({
    amount: '1',
    currency: 'USD',
    vendor: 'alipay',
    reference: 'R',
    callbackUrl: 'https://a.example',
  });
  const bare = securePayParameters(fields, SIGNER, IPN_URL);
  expect(securePayParameters({ ...fields, note: '', customerNo: undefined }, SIGNER, IPN_URL)).toEqual(bare);
  expect(Object.keys(bare)).not.toContain('note');
});

/** Requests that the rules let through, with every value at its most awkward. */
const awkwardUrl = fc
  .tuple(
    fc.constantFrom('https://shop.example/r', 'http://localhost:8080/{reference}', 'https://x.example/ü?é=1'),
    fc.array(
      fc.oneof(
        fc.constantFrom(...WIRE_NAMES).map((name) => `&${name}=1`),
        fc.constantFrom('?a=b', '&status={status}', '&x', '#y', '&=1', '&clientip=1', '+%26creditType=CIT'),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([base, parts]) => base + parts.join(''))
  .filter((url) => 'text' in SECURE_PAY_RULES.callbackUrl(url));
const freeText = anyText.filter((text) => 'text' in SECURE_PAY_RULES.note(text));
const goods = fc.array(
  fc.record({ goods_name: fc.constantFrom('茶', "Kid's tea 2/3", 'ชา'), quantity: fc.constantFrom('1', 2) }),
  { minLength: 1, maxLength: 2 },
);
const request = fc
  .record(
    {
      amount: fc.nat({ max: 999_999_999 }).map((amount) => String(amount + 1)),
      currency: fc.constantFrom(...CURRENCIES),
      vendor: fc.stringMatching(/^[a-z][a-z0-9_]{1,31}$/).filter((vendor) => vendor !== 'creditcard'),
      reference: fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/).filter((text) => !/--[0-9]+$/.test(text)),
      callbackUrl: awkwardUrl,
      terminal: fc.constantFrom(...TERMINALS),
      osType: fc.constantFrom('IOS', 'ANDROID'),
      description: freeText,
      note: freeText,
      timeout: fc.integer({ min: 1, max: 1440 }),
      goodsInfo: goods,
    },
    { requiredKeys: ['amount', 'currency', 'vendor', 'reference', 'callbackUrl', 'osType'] },
  )
  .map((body) => securePayParameters(fieldsOf(body), SIGNER, IPN_URL));

describe('whatever the rules let through', () => {
  it('is signed so that it verifies', () => {
    fc.assert(
      fc.property(request, (parameters) => {
        expect(verify(parameters, SIGNER.token)).toBe(true);
      }),
    );
  });

  it('is all text, and never empty', () => {
    fc.assert(
      fc.property(request, (parameters) => {
        expect(Object.values(parameters).every((value) => typeof value === 'string' && value !== '')).toBe(
          true,
        );
      }),
    );
  });

  it('shares its canonical string with no other set of parameters', () => {
    // A set is a danger if Pockyt could take it for a request: names that it knows, values that our rules let
    // through, and nothing missing that every request has.
    const ours: Record<string, string> = { merchantNo: SIGNER.merchantNo, ipnUrl: IPN_URL };
    const accepts = (name: string, value: string) =>
      (WIRE_NAMES as readonly string[]).includes(name) &&
      (ours[name] ?? value) === value &&
      (!Object.hasOwn(SECURE_PAY_RULES, name) || 'text' in SECURE_PAY_RULES[name as CallerField](value));
    const always = [
      'amount',
      'callbackUrl',
      'currency',
      'ipnUrl',
      'merchantNo',
      'reference',
      'storeNo',
      'vendor',
    ];
    fc.assert(
      fc.property(request, ({ verifySign, ...parameters }) => {
        const readable = cuttings(canonicalString(parameters), accepts).filter((each) =>
          always.every((name) => name in each),
        );
        expect(readable).toEqual([parameters]);
      }),
    );
  });

  it.each(['clientIp', 'creditType'])(
    'holds no %s in the callbackUrl, the only names that could be forged',
    (name) => {
      const forged = SECURE_PAY_RULES.callbackUrl(`https://shop.example/?a=1&${name}=x`);
      expect(forged).toEqual({ problem: expect.stringContaining(`&${name}=`) });
      expect(SECURE_PAY_RULES.callbackUrl(`https://shop.example/?${name}=x`)).toHaveProperty('text');
    },
  );
});

describe('requests that are refused', () => {
  const good = {
    amount: '1',
    currency: 'USD',
    vendor: 'alipay',
    reference: 'R',
    callbackUrl: 'https://a.example',
  };

  it('are refused with every error at once, each with its pointer', () => {
    const body = { amount: 13, currency: 'EUR', vendor: 'Alipay', merchantNo: '1', 'a/b~c': 1 };
    try {
      fieldsOf(body);
      throw new Error('was accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      const { type, options } = error as Problem;
      expect(type).toBe('invalid-request');
      expect(options.errors?.map(({ pointer }) => pointer)).toEqual([
        '#/merchantNo',
        '#/a~1b~0c',
        '#/amount',
        '#/currency',
        '#/vendor',
        '#/reference',
        '#/callbackUrl',
      ]);
      expect(options.errors?.[2]?.detail).toContain('"13"');
    }
  });

  it.each([
    ['a settleCurrency that does not follow', { settleCurrency: 'GBP' }, 'settleCurrency'],
    ['decimals for won', { currency: 'KRW', amount: '10.00' }, 'amount'],
    ['a phone without its kind', { terminal: 'WAP' }, 'osType'],
    ['creditType without a card', { creditType: 'CIT' }, 'creditType'],
    ['a vault without its customer', { vaultId: 'ca_1' }, 'vaultId'],
  ])('%s', (_, change, name) => {
    expect(() => fieldsOf({ ...good, ...change })).toThrow(Problem);
    try {
      fieldsOf({ ...good, ...change });
    } catch (error) {
      expect((error as Problem).options.errors?.map(({ pointer }) => pointer)).toEqual([`#/${name}`]);
    }
  });
});

it('the default of the deployment is sent, and is no part of what makes two requests the same', () => {
  const body = { amount: '1', currency: 'USD', vendor: 'alipay', reference: 'R' };
  const with1 = readLinkRequest(body, { callbackUrl: 'https://one.example', timeout: '10' });
  const with2 = readLinkRequest(body, { callbackUrl: 'https://two.example', timeout: '20' });
  expect(with1.fields).toMatchObject({ callbackUrl: 'https://one.example', timeout: '10' });
  expect(with2.fields).toMatchObject({ callbackUrl: 'https://two.example', timeout: '20' });
  expect(with1.requestHash).toBe(with2.requestHash);
});
