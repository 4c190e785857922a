import { PUBLISHED_SIGNATURES } from '#test/fixtures/published-signatures.ts';
import { Refusal } from '#tools/simulator/answers.ts';
import { checkSecurePay } from '#tools/simulator/rules.ts';
import { type Changes, ORDER, signed } from './merchant.ts';

/** The code and the message of the refusal, or undefined when the call is let through. */
function refusalOf(changes: Changes): string | undefined {
  try {
    checkSecurePay(signed({ ...ORDER, ...changes }));
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.answer.body.ret_code} ${error.answer.body.ret_msg}`;
  }
}

describe('secure-pay lets through', () => {
  it.each<[string, Changes]>([
    ['the required parameters alone', {}],
    ['two decimals', { amount: '0.01' }],
    ['twelve digits', { amount: '999999999999.99' }],
    ['whole won', { amount: '1000', currency: 'KRW' }],
    ['pounds that settle in pounds', { currency: 'GBP', settleCurrency: 'GBP' }],
    ['a phone', { terminal: 'WAP', osType: 'ANDROID' }],
    ['Braintree', { terminal: 'YIP', vendor: 'paypal', currency: 'USD' }],
    ['a secure ipnUrl', { ipnUrl: 'https://pay.example/ipn' }],
    ['an ipnUrl on this machine', { ipnUrl: 'http://127.0.0.1:3000/ipn' }],
    [
      'macros',
      { callbackUrl: 'http://shop.example/{reference}?a={amount}&t={time}&n={note}&no={transactionNo}' },
    ],
    ['texts of 100 characters', { description: '✓'.repeat(100), note: '💶'.repeat(100) }],
    ['a timeout', { timeout: '1440' }],
    ['goods', { goodsInfo: '[{"goods_name":"Tee, grün","quantity":"2"},{"goods_name":"茶","quantity":1}]' }],
    ['a card', { vendor: 'creditcard', creditType: 'CIT', currency: 'USD' }],
    ['a vaulted method', { vaultId: 'ca_af748cc62c334c75b83844e53b76e9b3', customerNo: '302156' }],
  ])('%s', (_, changes) => expect(refusalOf(changes)).toBeUndefined());

  it.each(['USD', 'CNY', 'PHP', 'IDR', 'KRW', 'HKD', 'THB', 'MYR', 'BDT', 'PKR'])('%s', (currency) =>
    expect(refusalOf({ currency })).toBeUndefined(),
  );
});

describe('secure-pay refuses', () => {
  it.each(Object.keys(ORDER))('a call without %s, or with an empty one', (name) => {
    expect(refusalOf({ [name]: undefined })).toBe(`000020 parameter is null : ${name}`);
    expect(refusalOf({ [name]: '' })).toBe(`000020 parameter is null : ${name}`);
  });

  it.each<[string, ...string[]]>([
    ['amount', '0', '0.00', '-1', '013', '1.234', '1,00', '1e3', '+1', ' 1', '1.', '.5', '1000000000000'],
    ['currency', 'EUR', 'JPY', 'usd'],
    ['settleCurrency', 'PHP'],
    ['vendor', 'AliPay', 'ali pay', '1pay'],
    ['reference', 'a#b', 'a&b', 'a=b', 'a b', 'é', 'x'.repeat(65)],
    ['terminal', 'DESKTOP', 'online'],
    ['osType', 'WINDOWS'],
    [
      'callbackUrl',
      '/thanks',
      'ftp://shop.example',
      'https://',
      'https://shop.example/{other}',
      'https://a b',
    ],
    ['ipnUrl', '', 'http://pay.example/ipn', 'pay.example/ipn', 'http://127.0.0.1.example/ipn'],
    ['description', '', 'x'.repeat(101)],
    ['note', '', 'x'.repeat(101)],
    ['timeout', '', '0', '-5', '1.5', 'soon'],
    ['creditType', '', 'recurring'],
    ['customerNo', ''],
    ['vaultId', ''],
    [
      'goodsInfo',
      '',
      'name1',
      '{}',
      '[]',
      '["name1"]',
      '[null]',
      '[{"goods_name":"a"}]',
      '[{"quantity":"1"}]',
    ],
    ['goodsInfo', '[{"goods_name":"a&b","quantity":"1"}]', '[{"goods_name":"a","quantity":{"n":1}}]'],
  ])('%s', (name, ...values) => {
    const refusals = values.map((value) => [value, refusalOf({ [name]: value })]);
    expect(refusals).toEqual(values.map((value) => [value, `000023 parameter value error : ${name}`]));
  });

  it('decimals of won and rupiah', () => {
    expect(refusalOf({ amount: '1000.00', currency: 'KRW' })).toBe('000023 parameter value error : amount');
    expect(refusalOf({ amount: '1000.5', currency: 'IDR' })).toBe('000023 parameter value error : amount');
  });

  it.each<[Changes, string]>([
    [{ currency: 'GBP' }, 'currency, settleCurrency'],
    [{ settleCurrency: 'GBP' }, 'currency, settleCurrency'],
    [{ creditType: 'normal' }, 'creditType, vendor'],
    [{ vaultId: 'ca_1' }, 'vaultId, customerNo'],
  ])('what does not match: %j', (changes, names) =>
    expect(refusalOf(changes)).toBe(`000022 parameters do not match : ${names}`),
  );

  it("nothing in Pockyt's own example but its ipnUrl, which is not secure", () => {
    const { parameters } = PUBLISHED_SIGNATURES.find(({ id }) => id === 'seed-securepay-corrected')!;
    expect(refusalOf(parameters)).toBe('000023 parameter value error : ipnUrl');
    expect(refusalOf({ ...parameters, ipnUrl: 'https://zk-tys.yunkeguan.com/ttest/test' })).toBeUndefined();
  });
});
