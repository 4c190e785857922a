import { LosslessNumber } from 'lossless-json';
import { type CallerField, SECURE_PAY_RULES } from '#shared/pockyt/fields.ts';

const number = (text: string) => new LosslessNumber(text);
const long = 'é🍵'.repeat(50);

/** Per parameter: what is accepted, with the text that is sent if it is another one, and what is refused. */
const CASES: Readonly<
  Record<CallerField, { accepts: readonly (unknown | [unknown, string])[]; refuses: readonly unknown[] }>
> = {
  amount: {
    accepts: ['13', '13.0', '0.01', '999999999999.99'],
    refuses: [
      number('13'),
      '',
      '0',
      '0.00',
      '013',
      '-1',
      '+1',
      '.5',
      '1.',
      '1.234',
      '1e3',
      ' 1',
      '1000000000000',
      null,
    ],
  },
  currency: {
    accepts: ['USD', 'CNY', 'PHP', 'IDR', 'KRW', 'HKD', 'THB', 'MYR', 'GBP', 'BDT', 'PKR'],
    refuses: ['EUR', 'php', ['PHP'], undefined],
  },
  settleCurrency: { accepts: ['USD', 'GBP'], refuses: ['PHP', 1] },
  vendor: { accepts: ['alipay', 'alipay_hk', 'x2'], refuses: ['a', '2x', 'Ali', 'a-b', 'x'.repeat(33), 1] },
  reference: {
    accepts: ['A', 'a_b-1', 'x'.repeat(60), 'a-2', 'a--', 'a--2b', 'a--b2', 'a-2-3', '--'],
    refuses: ['', 'a#', 'a b', 'é', 'x'.repeat(61), number('1'), 'a--2', 'a--02', 'a---99', 'a--2--3', '--1'],
  },
  callbackUrl: {
    accepts: [
      'http://a.example',
      'https://a.example/{reference}?s={status}&t={transactionNo}&a={amount}&n={note}&w={time}',
      'https://a.example/ü?currency=1&x=&creditTypeX=1#f',
      'https://a.example/?a=1&amount=1&callbackUrl=2&currency=3&verifySign=4',
      `https://a.example/${'x'.repeat(2030)}`,
    ],
    refuses: [
      1,
      'a.example',
      'ftp://a.example',
      'https://',
      'javascript:https://a.example',
      'https://a.example:{amount}',
      'https://a.example/{token}',
      'https://a.example/}',
      'https://a.example/ b',
      'https://a.example/\u0000',
      'https://a.example/\ud800',
      'https://a.example/?a=1&creditType=CIT',
      'https://a.example/?&clientIp=',
      `https://a.example/${'x'.repeat(2048)}`,
    ],
  },
  terminal: { accepts: ['ONLINE', 'WAP', 'APP', 'MWEB', 'YIP'], refuses: ['online', 'MINIPROGRAM', 1] },
  osType: { accepts: ['IOS', 'ANDROID'], refuses: ['ios', 1] },
  description: {
    accepts: ['a + b', long],
    refuses: [1, `${long}x`, 'a&b', 'a=b', 'a\tb', 'a\u0085', '\udc00'],
  },
  note: { accepts: ['a + b', long], refuses: [{}, `${long}x`, '&', '=', '\n', '\ud800x'] },
  timeout: {
    accepts: ['1', '1440', [number('30'), '30']],
    refuses: ['0', '1441', '9999', '030', '1.5', number('1.0'), number('-1'), true, ''],
  },
  goodsInfo: {
    accepts: [
      ['[ {"goods_name" : "a", "quantity": "1"} ]', '[{"goods_name":"a","quantity":"1"}]'],
      [
        [{ goods_name: "Bob's 茶 (2/3), a+b: c.d_e-f", quantity: number('2.50') }],
        '[{"goods_name":"Bob\'s 茶 (2/3), a+b: c.d_e-f","quantity":2.50}]',
      ],
    ],
    refuses: [
      'a',
      '{}',
      [],
      ['a'],
      [[]],
      [number('1')],
      [{ goods_name: 'a' }],
      [{ quantity: '1' }],
      [{ goods_name: '', quantity: '1' }],
      [{ goods_name: 'a&b', quantity: '1' }],
      [{ goods_name: 'a\\u0022', quantity: '1' }],
      [{ goods_name: 'a', quantity: true }],
      [{ goods_name: 'a', quantity: '1', 'bad name': 'x' }],
    ],
  },
  creditType: { accepts: ['normal', 'CIT'], refuses: ['cit', 'recurring'] },
  vaultId: { accepts: ['ca_af748cc62c334c75b83844e53b76e9b3'], refuses: ['af748', 'ca_', 'ca_a&b', 1] },
  customerNo: { accepts: ['302156', 'a_b-1'], refuses: ['', 'a b', 'a=b', 'x'.repeat(65), number('1')] },
  storeNo: { accepts: ['300014'], refuses: ['', 'a b', 'a=b', 'x'.repeat(33), number('1')] },
};

describe.each(Object.entries(CASES))('%s', (name, { accepts, refuses }) => {
  const rule = SECURE_PAY_RULES[name as CallerField];

  it.each(accepts.map((value) => (Array.isArray(value) ? value : [value, value])))(
    'accepts %j',
    (value, text) => {
      expect(rule(value)).toEqual({ text });
    },
  );

  it.each(refuses.map((value) => [value]))('refuses %j, and says what would do', (value) => {
    expect(rule(value)).toEqual({ problem: expect.stringMatching(/^[A-Z].+\.$/s) });
  });
});

describe('a refusal', () => {
  const MACROS = '{transactionNo} {status} {amount} {time} {reference} {note}';
  const GOODS =
    'Must be a list such as [{"goods_name": "Tea", "quantity": "2"}], or that list as a JSON string.';
  const goods = (change: object) => [
    { goods_name: 'a', quantity: '1' },
    { goods_name: 'a', quantity: '1', ...change },
  ];

  it.each<[CallerField, unknown, string]>([
    ['amount', number('13'), 'Must be a string, so that no digit is lost on the way. Quote it: "13".'],
    [
      'amount',
      '',
      'Must be a decimal string above zero, such as "13" or "13.00": no leading zero, no sign, at most 12 digits before the point and 2 after it.',
    ],
    ['currency', 'EUR', 'Must be one of USD, CNY, PHP, IDR, KRW, HKD, THB, MYR, GBP, BDT, PKR.'],
    [
      'vendor',
      'Ali',
      'Must be the name of a payment method as Pockyt spells it, such as "alipay" or "creditcard": lower-case letters, digits and _.',
    ],
    [
      'reference',
      '',
      'Must be your invoice number in 1 to 60 characters: letters, digits, - and _, not ending in -- and digits, which mark a further order of a payment.',
    ],
    ['callbackUrl', 1, 'Must be a string.'],
    ['callbackUrl', 'https://a.example/{token}', `Braces are for Pockyt's macros only: ${MACROS}.`],
    ['callbackUrl', `https://a.example/${'x'.repeat(2048)}`, 'Must be at most 2048 characters long.'],
    [
      'callbackUrl',
      'https://a.example/ b',
      'Must not hold spaces, line breaks or broken characters; percent-encode them.',
    ],
    ['callbackUrl', 'a.example', 'Must be an absolute URL that begins with https:// or http://.'],
    [
      'callbackUrl',
      'https://a.example/?&clientIp=1',
      'Must not hold "&clientIp=", which would sign like Pockyt\'s own parameter; rename it.',
    ],
    ['note', 1, 'Must be a string.'],
    ['note', '\ud800', 'Holds half of a character (an unpaired surrogate).'],
    ['note', `${long}x`, 'Must be at most 100 characters long.'],
    ['note', '&', 'Must not hold & or =, which the signature could not tell apart.'],
    ['note', '\n', 'Must not hold line breaks or other control characters.'],
    ['timeout', '0', 'Must be whole minutes from 1 to 1440, such as "120" or 120.'],
    ['timeout', '1441', 'Must be whole minutes from 1 to 1440, such as "120" or 120.'],
    ['goodsInfo', 'a', GOODS],
    ['goodsInfo', [], GOODS],
    ['goodsInfo', ['a'], `Item 1: ${GOODS}`],
    ['goodsInfo', [{ quantity: '1' }], 'Item 1: "goods_name" is missing.'],
    ['goodsInfo', [{ goods_name: 'a' }], 'Item 1: "quantity" is missing.'],
    [
      'goodsInfo',
      goods({ '1': 'a' }),
      'Item 2: Names must be letters, digits and _, and begin with a letter.',
    ],
    [
      'goodsInfo',
      goods({ size: '' }),
      `Item 2: "size" must be text of letters, digits, spaces and - _ . , : ( ) / + ' only, and not empty.`,
    ],
    [
      'vaultId',
      'x',
      'Must be the ID of a vaulted payment method, such as "ca_af748cc62c334c75b83844e53b76e9b3".',
    ],
    ['customerNo', '', 'Must be the customer number that Pockyt gave you, such as "302156".'],
    ['storeNo', '', 'Must be a store number of your merchant account, such as "300014".'],
  ])('of %s %j says what would be accepted', (name, value, problem) => {
    expect(SECURE_PAY_RULES[name](value)).toEqual({ problem });
  });
});

describe('goodsInfo', () => {
  /** Goods of so many bytes of compact JSON, the last letter of three. */
  const goodsOf = (bytes: number) => {
    const list = (name: string) => [{ goods_name: `${name}茶`, quantity: '1' }];
    return list('g'.repeat(bytes - Buffer.byteLength(JSON.stringify(list('')))));
  };

  it('is accepted up to 8192 bytes of what is sent, however it is written', () => {
    const most = JSON.stringify(goodsOf(8192));
    expect(Buffer.byteLength(most)).toBe(8192);
    expect(SECURE_PAY_RULES.goodsInfo(goodsOf(8192))).toEqual({ text: most });
    expect(SECURE_PAY_RULES.goodsInfo(JSON.stringify(goodsOf(8192), null, 9))).toEqual({ text: most });
    expect(SECURE_PAY_RULES.goodsInfo(goodsOf(8193))).toEqual({
      problem: 'Must be at most 8192 bytes of JSON.',
    });
  });
});
