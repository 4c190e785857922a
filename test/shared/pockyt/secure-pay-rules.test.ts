import { LosslessNumber } from 'lossless-json';
import { type CallerField, SECURE_PAY_RULES } from '#shared/pockyt/secure-pay-rules.ts';

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
  currency: { accepts: ['PHP', 'PKR'], refuses: ['EUR', 'php', ['PHP'], undefined] },
  settleCurrency: { accepts: ['USD', 'GBP'], refuses: ['PHP', 1] },
  vendor: { accepts: ['alipay', 'alipay_hk', 'x2'], refuses: ['a', '2x', 'Ali', 'a-b', 'x'.repeat(33), 1] },
  reference: {
    accepts: ['A', 'a_b-1', 'x'.repeat(60)],
    refuses: ['', 'a#', 'a b', 'é', 'x'.repeat(61), number('1')],
  },
  callbackUrl: {
    accepts: [
      'http://a.example',
      'https://a.example/{reference}?s={status}&t={transactionNo}&a={amount}&n={note}&w={time}',
      'https://a.example/ü?currency=1&x=&creditTypeX=1#f',
    ],
    refuses: [
      1,
      'a.example',
      'ftp://a.example',
      'https://',
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
