import { asking, type Case, type Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import { and, inShort, link, problem } from '../expect.ts';
import type { Workbench } from '../workbench.ts';

/** Requests with one thing wrong, and the fields that the refusal must name. */
const REFUSED: readonly (readonly [what: string, change: Record<string, unknown>, ...fields: string[]])[] = [
  ['an amount that is a number', { amount: 0.01 }, 'amount'],
  ['an amount of zero', { amount: '0.00' }, 'amount'],
  ['a negative amount', { amount: '-0.01' }, 'amount'],
  ['an amount with three decimals', { amount: '0.001' }, 'amount'],
  ['an amount with an exponent', { amount: '1e1' }, 'amount'],
  ['an amount with a leading zero', { amount: '01.00' }, 'amount'],
  ['an amount with a comma', { amount: '1,000.00' }, 'amount'],
  ['an amount with blanks', { amount: ' 1.00 ' }, 'amount'],
  ['an amount in other digits', { amount: '١' }, 'amount'],
  ['an amount of 13 digits', { amount: '1234567890123' }, 'amount'],
  ['no amount', { amount: undefined }, 'amount'],
  ['decimals of a currency that has none', { amount: '1.50', currency: 'KRW' }, 'amount'],
  ['a currency that is not offered', { currency: 'EUR' }, 'currency'],
  ['a currency in small letters', { currency: 'usd' }, 'currency'],
  ['another currency to settle in', { currency: 'USD', settleCurrency: 'GBP' }, 'settleCurrency'],
  ['a vendor in capitals', { vendor: 'AliPay' }, 'vendor'],
  ['a reference with a slash', { reference: 'a/b' }, 'reference'],
  ['a reference with a blank', { reference: 'a b' }, 'reference'],
  ['a reference of 61 characters', { reference: 'x'.repeat(61) }, 'reference'],
  ['a reference that is a number', { reference: 1 }, 'reference'],
  ['a callbackUrl that is no address', { callbackUrl: 'shop.example' }, 'callbackUrl'],
  ['a callbackUrl that is a script', { callbackUrl: 'javascript:alert(1)' }, 'callbackUrl'],
  ['a callbackUrl with another macro', { callbackUrl: 'https://shop.example/{token}' }, 'callbackUrl'],
  [
    'a callbackUrl that forges creditType',
    { callbackUrl: 'https://shop.example/?a=1&creditType=CIT' },
    'callbackUrl',
  ],
  [
    'a callbackUrl that forges clientIp',
    { callbackUrl: 'https://shop.example/?a=1&clientIp=1.2.3.4' },
    'callbackUrl',
  ],
  ['a callbackUrl with a line break', { callbackUrl: 'https://shop.example/\r\nx' }, 'callbackUrl'],
  ['a terminal that is none', { terminal: 'KIOSK' }, 'terminal'],
  ['a phone without its osType', { terminal: 'WAP' }, 'osType'],
  ['a note that forges a parameter', { note: 'a&amount=0.01' }, 'note'],
  ['a note with a NUL byte', { note: 'a\0b' }, 'note'],
  ['a note with half a character', { note: '\ud800' }, 'note'],
  ['a description of 101 characters', { description: 'x'.repeat(101) }, 'description'],
  ['a timeout of no minutes', { timeout: 0 }, 'timeout'],
  ['a timeout of more than a day', { timeout: '1441' }, 'timeout'],
  ['goods that forge a parameter', { goodsInfo: [{ goods_name: 'a&b=c', quantity: '1' }] }, 'goodsInfo'],
  ['goods that are none', { goodsInfo: [] }, 'goodsInfo'],
  ['a creditType without a card', { vendor: 'alipay', creditType: 'CIT' }, 'creditType'],
  ['a vaultId without its customer', { vaultId: 'ca_1' }, 'vaultId'],
  ['an unknown field', { nonsense: 1 }, 'nonsense'],
  ['a field in other letters', { Amount: '1' }, 'Amount'],
  ['a merchantNo', { merchantNo: '1' }, 'merchantNo'],
  ['an ipnUrl', { ipnUrl: 'https://thief.example/ipn' }, 'ipnUrl'],
  ['a verifySign', { verifySign: '0'.repeat(32) }, 'verifySign'],
  [
    'four mistakes, named at once',
    { amount: 13, currency: 'EUR', nonsense: 1, merchantNo: '1' },
    'amount',
    'currency',
    'merchantNo',
    'nonsense',
  ],
];

/** Bodies that are none, by the text that is sent. */
const NO_OBJECTS: readonly (readonly [what: string, body: string])[] = [
  ['an empty body', ''],
  ['half a JSON object', '{"amount":'],
  ['a JSON list', '[]'],
  ['JSON null', 'null'],
  ['a form', 'amount=1.00&currency=USD'],
  ['a key twice, with two values', '{"amount":"1.00","amount":"2.00"}'],
];

const post = (bench: Workbench, type: string, body: string): Promise<Answer> =>
  bench.client.send({ path: '/payment-links', headers: { 'content-type': type }, body });

const refused = REFUSED.map(
  ([what, change, ...fields]): Case =>
    asking(
      `POST with ${what}`,
      problem(400, 'invalid-request', { pointers: fields.map((field) => `#/${field}`) }),
      (bench) => bench.create(bench.fields(change)),
    ),
);

/** A shopper's data: the caller knows it, and an answer that is logged somewhere should not tell it. */
const PRIVATE = {
  description: 'conformance-description',
  note: 'conformance-note',
  goodsInfo: [{ goods_name: 'conformance-goods', quantity: '1' }],
};

const withoutPrivate = ({ text }: Answer) =>
  ['conformance-description', 'conformance-note', 'conformance-goods', 'shop.example'].find((secret) =>
    text.includes(secret),
  ) && 'it tells what describes the shopper';

export const CREATE: Promised = {
  promise: 'A request is taken by the rules, or refused by name and makes nothing',
  cases: [
    ...refused,
    asking(
      'POST with a field of the name __proto__',
      problem(400, 'invalid-request', { pointers: ['#/__proto__'] }),
      (bench) => bench.create(JSON.stringify(bench.fields()).replace('{', '{"__proto__":"1",')),
    ),
    asking(
      'POST with a reference that ends in --2',
      problem(400, 'invalid-request', { pointers: ['#/reference'] }),
      (bench) => bench.create(bench.fields({ reference: `${bench.reference()}--2` })),
    ),
    asking(
      "POST under the name of a link's further order",
      problem(400, 'invalid-request', { pointers: ['#/reference'] }),
      async (bench) =>
        bench.create(bench.fields({ reference: `${(await bench.link('plain')).reference}--2` })),
    ),
    ...NO_OBJECTS.map(([what, body]) =>
      asking(`POST with ${what}`, problem(400, 'invalid-json'), (bench) =>
        post(bench, 'application/json', body),
      ),
    ),
    asking('POST as text/plain', problem(415, 'unsupported-media-type'), (bench) =>
      post(bench, 'text/plain', JSON.stringify(bench.fields())),
    ),
    asking('POST of 33 KB', problem(413, 'request-too-large'), (bench) =>
      bench.create(bench.fields({ note: 'x'.repeat(33 * 1024) })),
    ),
    {
      request: 'GET each reference that was refused',
      expected: '404 link-not-found',
      async attempt(bench) {
        const expectation = problem(404, 'link-not-found');
        for (const reference of bench.unmade()) {
          const answer = await bench.read(reference);
          const fault = expectation.fault(answer);
          if (fault) return { got: `${inShort(answer)} for ${reference}`, fault };
        }
        return { got: expectation.says };
      },
    },
    asking(
      'POST with every text that describes a shopper',
      and(link(201, 'pending'), 'without it', withoutPrivate),
      (bench) => bench.create(bench.fields(PRIVATE)),
    ),
    asking('POST with null and empty fields', link(201, 'pending'), (bench) =>
      bench.create(bench.fields({ note: null, description: '', settleCurrency: null })),
    ),
  ],
};
