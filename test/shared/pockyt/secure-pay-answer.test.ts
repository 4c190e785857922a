import { readAnswer } from '#shared/pockyt/envelope.ts';
import {
  CredentialsRefusedError,
  type PockytError,
  RequestRefusedError,
  UnknownOutcomeError,
} from '#shared/pockyt/errors.ts';
import { returnCode } from '#shared/pockyt/return-codes.ts';
import { type Link, MAX_LINK_BYTES, readLink, securePay } from '#shared/pockyt/secure-pay.ts';

const SENT = { reference: 'R-1', amount: '13', currency: 'PHP', terminal: 'ONLINE' };
const RESULT = {
  amount: '13.00',
  cashierUrl: 'https://cashier.example/T-1',
  currency: 'PHP',
  reference: 'R-1',
  settleCurrency: 'USD',
  transactionNo: 'T-1',
};

function read(
  body: unknown,
  { status = 200, sent = SENT as Record<string, string> } = {},
): Link | PockytError {
  try {
    return readLink(
      readAnswer({ status, text: typeof body === 'string' ? body : JSON.stringify(body) }),
      sent,
    );
  } catch (error) {
    return error as PockytError;
  }
}
const success = (change: object = {}) => ({
  ret_code: '000100',
  ret_msg: 'prepay success ',
  result: { ...RESULT, ...change },
});

describe('success', () => {
  it('is 000100 with a link', () => {
    expect(read(success())).toEqual({ transactionNo: 'T-1', paymentUrl: 'https://cashier.example/T-1' });
  });

  it.each([
    ['at HTTP 400', success(), { status: 400 }],
    ['with retMsg for ret_msg', { ret_code: '000100', retMsg: 'ok', result: RESULT }, {}],
    [
      'without what we know anyway',
      success({ amount: undefined, currency: undefined, reference: undefined }),
      {},
    ],
    ['with nulls for what we know anyway', success({ amount: null, currency: null, reference: null }), {}],
    ['with empty echoes', success({ amount: '', currency: '', reference: '' }), {}],
    ['with numbers for text', success({ amount: 13 }), {}],
    [
      'with a reference that is written as a number',
      success({ reference: 2020010113 }),
      { sent: { ...SENT, reference: '2020010113' } },
    ],
    [
      'with a link that is percent-encoded',
      success({ cashierUrl: encodeURIComponent(RESULT.cashierUrl) }),
      {},
    ],
  ])('is read %s', (_, body, options) => {
    expect(read(body, options)).toEqual({ transactionNo: 'T-1', paymentUrl: 'https://cashier.example/T-1' });
  });

  it.each([
    ['http://127.0.0.1/T-1', 'http://127.0.0.1/T-1'],
    ['http%3A%2F%2F127.0.0.1%2FT-1', 'http://127.0.0.1/T-1'],
    ['https://a.example/?back=https%3A%2F%2Fb.example', 'https://a.example/?back=https%3A%2F%2Fb.example'],
    [
      `https://a.example/${'x'.repeat(MAX_LINK_BYTES - 18)}`,
      `https://a.example/${'x'.repeat(MAX_LINK_BYTES - 18)}`,
    ],
  ])('with the link %s sends the customer to %s', (cashierUrl, paymentUrl) => {
    expect(read(success({ cashierUrl }))).toEqual({ transactionNo: 'T-1', paymentUrl });
  });

  it.each(['13', '13.00', '13.000', '1.3E1', '1.3e+1', '"13"', '"13.000"', '"1.3E1"'])(
    'may spell the amount %s',
    (amount) => {
      const text = JSON.stringify(success()).replace('"13.00"', amount);
      expect(read(text)).toHaveProperty('paymentUrl');
    },
  );

  it.each([
    ['13.01', '13'],
    ['1.3E2', '13'],
    ['"13.001"', '13'],
    ['"-13"', '13'],
    ['10000000.01', '10000000.00'],
  ])('does not come with the amount %s where %s was sent', (amount, asked) => {
    const text = JSON.stringify(success()).replace('"13.00"', amount);
    expect(read(text, { sent: { ...SENT, amount: asked } })).toMatchObject({ reason: 'unusable-link' });
  });

  it('for ten million may come as a double of Java', () => {
    const text = JSON.stringify(success()).replace('"13.00"', '1.0E7');
    expect(read(text, { sent: { ...SENT, amount: '10000000.00' } })).toHaveProperty('paymentUrl');
  });

  it('keeps every digit of a number that is written without quotes', () => {
    const text = JSON.stringify(success()).replace('"T-1"', '297553638298245023');
    expect(read(text)).toMatchObject({ transactionNo: '297553638298245023' });
  });

  it('of YIP is a client token instead of a link', () => {
    const sent = { ...SENT, terminal: 'YIP' };
    const yip = { cashierUrl: undefined, clientToken: 'ct', clientScript: 'https://js.example/x.js' };
    expect(read(success(yip), { sent })).toEqual({
      transactionNo: 'T-1',
      clientToken: 'ct',
      clientScript: 'https://js.example/x.js',
    });
    expect(read(success({ ...yip, clientScript: undefined }), { sent })).toMatchObject({ clientScript: '' });
    expect(read(success({ ...yip, clientToken: '' }), { sent })).toMatchObject({ reason: 'unusable-link' });
    expect(read(success({ ...yip, clientToken: 13 }), { sent })).toMatchObject({ reason: 'unusable-link' });
    const long = { ...yip, clientToken: 'é'.repeat(MAX_LINK_BYTES / 2 - 24) };
    expect(read(success({ ...long, clientScript: 'x'.repeat(48) }), { sent })).toMatchObject({
      clientToken: long.clientToken,
    });
    expect(read(success({ ...long, clientScript: 'x'.repeat(49) }), { sent })).toMatchObject({
      message: 'Pockyt reports success, but with a clientToken of more than 6144 bytes.',
    });
  });
});

describe('an order that may exist', () => {
  it.each([
    ['000100 without a result', { ret_code: '000100' }, 'unusable-link'],
    ['000100 without a link', success({ cashierUrl: undefined }), 'unusable-link'],
    ['000100 with an empty link', success({ cashierUrl: '' }), 'unusable-link'],
    ['000100 with a link that is no URL', success({ cashierUrl: 'https://' }), 'unusable-link'],
    [
      '000100 with a link that is no web page',
      success({ cashierUrl: 'javascript:alert(1)' }),
      'unusable-link',
    ],
    [
      '000100 with a link that is badly encoded',
      success({ cashierUrl: 'https%3A%2F%2Fx%zz' }),
      'unusable-link',
    ],
    ['000100 without a transaction', success({ transactionNo: undefined }), 'unusable-link'],
    ['000100 with a list of links', success({ cashierUrl: ['https://a.example'] }), 'unusable-link'],
    ['000100 with a link inside another', success({ cashierUrl: 'x-https://a.example' }), 'unusable-link'],
    ['000100 for another reference', success({ reference: 'R-2' }), 'unusable-link'],
    ['000100 for another currency', success({ currency: 'USD' }), 'unusable-link'],
    ['000100 for another amount', success({ amount: '14.00' }), 'unusable-link'],
    ['000100 for no amount', success({ amount: {} }), 'unusable-link'],
    ['000100 for a list of references', success({ reference: ['R-1'] }), 'unusable-link'],
    ['000100 for a currency that is true', success({ currency: true }), 'unusable-link'],
    ['000100 for a number that is another reference', success({ reference: 1 }), 'unusable-link'],
    ['000100 for the same reference in another case', success({ reference: 'r-1' }), 'unusable-link'],
    ['000100 with a transaction that is null', success({ transactionNo: null }), 'unusable-link'],
    ['000100 with an endless transaction', success({ transactionNo: 'T'.repeat(65) }), 'unusable-link'],
    [
      '000100 with an endless link',
      success({ cashierUrl: `https://a.example/${'x'.repeat(MAX_LINK_BYTES - 17)}` }),
      'unusable-link',
    ],
    ['000000, a system error', { ret_code: '000000', ret_msg: 'system error' }, 'return-code'],
    ['000021', { ret_code: '000021' }, 'return-code'],
    ['000040', { ret_code: '000040' }, 'return-code'],
    ['000080', { ret_code: '000080' }, 'return-code'],
    ['a code that nobody published', { ret_code: '000099' }, 'return-code'],
    ['a code from the language', { ret_code: 'toString' }, 'return-code'],
    [
      'a repeated reference',
      { ret_code: '000023', ret_msg: 'reference already exists' },
      'repeated-reference',
    ],
    [
      'a repeated reference that is called verifySign',
      { ret_code: '000000', ret_msg: 'reference repeated : verifySign' },
      'return-code',
    ],
    ['a supplier who names verifySign', { ret_code: '000080', ret_msg: 'verifySign' }, 'return-code'],
    [
      'a code that nobody published, with verifySign',
      { ret_code: '000099', ret_msg: 'verifySign' },
      'return-code',
    ],
    ['no code', { ret_msg: 'ok' }, 'unreadable'],
    ['a code that is no text', { ret_code: 100 }, 'unreadable'],
    ['a code of 16 letters', { ret_code: 'x'.repeat(16) }, 'return-code'],
    ['a code that is longer than any', { ret_code: 'x'.repeat(17) }, 'unreadable'],
    ['no JSON', '<html>', 'unreadable'],
    ['nothing', '', 'unreadable'],
    ['a list', [], 'unreadable'],
  ])('%s', (_, body, reason) => {
    const error = read(body);
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ reason });
  });

  it.each(['000100', '000020', '000023', '000030'])('%s at HTTP 500', (code) => {
    expect(read({ ...success(), ret_code: code }, { status: 500 })).toMatchObject({ reason: 'server-error' });
  });
});

describe('what is said about an order that may exist', () => {
  const unusable = (what: string) => `Pockyt reports success, but ${what}.`;

  it.each([
    [success({ reference: 'R-2' }), '000100', unusable('for another reference')],
    [success({ currency: 'USD' }), '000100', unusable('for another currency')],
    [success({ amount: '14' }), '000100', unusable('for another amount')],
    [success({ transactionNo: '' }), '000100', unusable('without a transactionNo')],
    [success({ cashierUrl: 'x' }), '000100', unusable('without a link that a browser can open')],
    [
      { ret_code: '000040' },
      '000040',
      'Pockyt answered 000040 (transaction status error), which does not rule out that it was done.',
    ],
    [
      { ret_code: '000023', ret_msg: 'DUPLICATE order' },
      '000023',
      'Pockyt says that it has this reference already.',
    ],
    [{ ret_code: '' }, undefined, 'Pockyt answered HTTP 200 without a ret_code.'],
  ])('%j', (body, code, message) => {
    expect(read(body)).toMatchObject({ name: 'UnknownOutcomeError', code, message });
  });

  it('a client token that is missing', () => {
    expect(read(success(), { sent: { ...SENT, terminal: 'YIP' } })).toMatchObject({
      message: unusable('without a clientToken'),
    });
  });

  it('a fault of Pockyt', () => {
    expect(read(success(), { status: 503 })).toMatchObject({
      code: undefined,
      message: 'Pockyt answered HTTP 503.',
    });
  });

  it.each([
    'Reference repeated',
    'duplicated reference',
    'paid ALREADY',
    'this order exists',
    'Exists',
    'the reference must not exist',
    "the reference mustn't exist",
    'the reference cannot exist twice',
    'store not exist, order exists',
    'note exists',
  ])('%s, at a code that refuses otherwise', (retMsg) => {
    expect(read({ ret_code: '000023', retMsg })).toMatchObject({ reason: 'repeated-reference' });
  });
});

describe("Pockyt's message", () => {
  it.each([
    [{ ret_msg: 'one', retMsg: 'two' }, 'one'],
    [{ retMsg: 'two' }, 'two'],
    [{ ret_msg: 13 }, ''],
    [{}, ''],
  ])('of %j is "%s"', (words, message) => {
    const text = JSON.stringify({ retCode: '000100', ...words });
    expect(readAnswer({ status: 200, text })).toEqual({ code: '000100', message, result: {} });
  });
});

describe('an order that does not exist', () => {
  it.each(['000010', '000020', '000022', '000023', '000030'])(
    '%s is refused, with an explanation',
    (code) => {
      for (const status of [200, 400, 499]) {
        const error = read({ ret_code: code, retMsg: 'parameter value error : amount' }, { status });
        expect(error).toBeInstanceOf(RequestRefusedError);
        expect(error).toMatchObject({ code, parameters: ['amount'], advice: returnCode(code).advice });
        expect((error as PockytError).message).toContain(returnCode(code).means);
      }
    },
  );

  it("is the fault of our credentials when Pockyt's message names verifySign", () => {
    expect(read({ ret_code: '000000', retMsg: 'data error : verifySign' }, { status: 400 })).toBeInstanceOf(
      CredentialsRefusedError,
    );
    expect(read({ ...success(), ret_msg: 'verifySign ok' })).not.toBeInstanceOf(Error);
  });

  it('is the fault of the request when verifySign is named under a code that refuses requests', () => {
    const error = read({ ret_code: '000023', ret_msg: 'VerifySign wrong' });
    expect(error).toBeInstanceOf(RequestRefusedError);
    expect(error).toMatchObject({ parameters: ['verifySign'] });
  });

  it.each([
    'store not exist',
    'vendor does not exist',
    "currency doesn't exist",
    'NON-EXISTENT vendor',
    'nonexistent store',
  ])('%s is no reference that is known', (retMsg) => {
    expect(read({ ret_code: '000022', retMsg })).toBeInstanceOf(RequestRefusedError);
  });

  it("never shows Pockyt's message, which may quote a shopper", () => {
    const error = read({ ret_code: '000023', ret_msg: 'bad note: canary' }) as RequestRefusedError;
    expect(`${error.message} ${error.advice} ${error.parameters}`).not.toContain('canary');
    expect(error.parameters).toEqual(['note']);
  });
});

it('goes to the path of secure-pay', async () => {
  const post = jest.fn(async () => ({ status: 200, text: JSON.stringify(success()) }));
  await expect(securePay({ post }, SENT)).resolves.toHaveProperty('paymentUrl');
  expect(post).toHaveBeenCalledWith('/online/v3/secure-pay', SENT);
});
