import fc from 'fast-check';
import { cancelOrder } from '#shared/pockyt/cancel.ts';
import { readAnswer } from '#shared/pockyt/envelope.ts';
import { CredentialsRefusedError, UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import {
  boundedRefunds,
  orderParameters,
  type Refund,
  readQueryAnswer,
  tranQuery,
} from '#shared/pockyt/query.ts';
import { sameAmount, toAmount, toHundredths } from '#shared/runtime/money.ts';
import { PUBLISHED_SIGNATURES } from '#test/fixtures/published-signatures.ts';

const SIGNER = { merchantNo: '200043', storeNo: '300014', token: '5cbfb079f15b150122261c8537086d77a' };
const RESULT = {
  amount: '13.00',
  currency: 'PHP',
  settleCurrency: 'USD',
  reference: 'R-1',
  status: 'success',
  transactionNo: 'T-1',
  transactionType: 'payment',
};
const read = (body: object) => readQueryAnswer(readAnswer({ status: 200, text: JSON.stringify(body) }));
/** The refunds in an answer whose `refundInfo` is written as this JSON. */
function refundsOf(json: string, result: object = RESULT): readonly Refund[] {
  const text = JSON.stringify({ ret_code: '000100', result: { ...result, refundInfo: '?' } });
  const answer = readQueryAnswer(readAnswer({ status: 200, text: text.replace('"?"', () => json) }));
  return answer.kind === 'found' ? answer.transaction.refunds : [];
}
const sumOf = (refunds: readonly { refundAmount?: string | null }[]) =>
  refunds.reduce((total, each) => total + (toHundredths(each.refundAmount as string) as bigint), 0n);
const thrownBy = (body: object): unknown => {
  try {
    return read(body);
  } catch (error) {
    return error;
  }
};
const { settleCurrency, ...rest } = RESULT;
const TRANSACTION = { ...rest, refunds: [] };

describe('a question about an order', () => {
  it('is signed as Pockyt published it', () => {
    const vector = PUBLISHED_SIGNATURES.find(({ id }) => id === 'tran-query');
    const transactionNo = vector?.parameters.transactionNo as string;
    expect(orderParameters({ transactionNo }, SIGNER)).toEqual({
      ...vector?.parameters,
      verifySign: vector?.verifySign,
    });
  });

  it('names the number or the reference, never both', () => {
    expect(orderParameters({ reference: 'R-1' }, SIGNER)).not.toHaveProperty('transactionNo');
  });

  it('goes to its own path, and so does a cancellation', async () => {
    const post = jest.fn(async () => ({
      status: 200,
      text: JSON.stringify({ ret_code: '000100', result: RESULT }),
    }));
    await tranQuery({ post }, { reference: 'R-1' }, SIGNER);
    await cancelOrder({ post }, { reference: 'R-1' }, SIGNER);
    const calls = post.mock.calls as unknown as [path: string][];
    expect(calls.map(([path]) => path)).toEqual([
      '/app-data-search/v3/tran-query',
      '/app-data-search/v3/cancel',
    ]);
  });
});

describe('an answer about an order', () => {
  it('tells what Pockyt has', () => {
    expect(read({ ret_code: '000100', ret_msg: 'query success ', result: RESULT })).toEqual({
      kind: 'found',
      transaction: TRANSACTION,
    });
  });

  it('may be about a payment without saying so, and write numbers without quotes', () => {
    const { transactionType, ...rest } = RESULT;
    expect(read({ ret_code: '000100', result: { ...rest, amount: 13 } })).toMatchObject({
      transaction: { transactionType: 'payment', amount: '13' },
    });
  });

  it.each([undefined, null, ''])('is about a payment where the type is %j', (transactionType) => {
    expect(read({ ret_code: '000100', result: { ...RESULT, transactionType } })).toMatchObject({
      transaction: { transactionType: 'payment' },
    });
  });

  it.each(['refund', 'void', 'other'])('keeps the type %s', (transactionType) => {
    expect(read({ ret_code: '000100', result: { ...RESULT, transactionType } })).toMatchObject({
      transaction: { transactionType },
    });
  });

  it.each(
    ['reference', 'amount', 'currency'].flatMap((name) =>
      [undefined, null, ''].map((value) => [name, value] as const),
    ),
  )('need not repeat the %s: %j', (name, value) => {
    expect(read({ ret_code: '000100', result: { ...RESULT, [name]: value } })).toEqual({
      kind: 'found',
      transaction: { ...TRANSACTION, [name]: '' },
    });
  });

  it('may write every text as a number', () => {
    const numbers = {
      transactionNo: 1,
      reference: 2,
      amount: 1.5,
      currency: 840,
      status: 3,
      transactionType: 4,
    };
    expect(read({ ret_code: '000100', result: numbers })).toMatchObject({
      transaction: {
        transactionNo: '1',
        reference: '2',
        amount: '1.5',
        currency: '840',
        status: '3',
        transactionType: '4',
      },
    });
  });

  it.each([
    ['amount', '🍵'],
    ['currency', 'X'],
    ['status', '🍵'],
    ['transactionType', 'é'],
  ])('is kept with 64 bytes of its %s', (name, letter) => {
    const kept = 64 / Buffer.byteLength(letter);
    expect(
      read({ ret_code: '000100', result: { ...RESULT, [name]: letter.repeat(kept + 1) } }),
    ).toMatchObject({ transaction: { [name]: letter.repeat(kept) } });
  });

  it('is read in any case, with or without blanks', () => {
    const result = { ...RESULT, currency: ' php', transactionType: ' Refund ', status: 'SUCCESS' };
    expect(read({ ret_code: '000100', result })).toMatchObject({
      transaction: { currency: 'PHP', transactionType: 'refund', status: 'SUCCESS' },
    });
    expect(read({ ret_code: '000100', result: { ...RESULT, transactionType: ' ' } })).toMatchObject({
      transaction: { transactionType: 'payment' },
    });
  });

  it('never reads as money where it was cut', () => {
    const amount = `13.${'0'.repeat(61)}1`;
    const answer = read({ ret_code: '000100', result: { ...RESULT, amount } });
    const cut = answer.kind === 'found' ? answer.transaction.amount : '';
    expect(cut).toBe(amount.slice(0, 64));
    expect(toHundredths(cut)).toBeNull();
  });

  it('may be that there is none', () => {
    expect(read({ ret_code: '000021', ret_msg: 'no related information' })).toEqual({
      kind: 'unknown-order',
    });
  });

  it.each([
    ...['transactionNo', 'status'].flatMap((name) =>
      [undefined, null, '', {}, [], true].map((value) => [name, value] as const),
    ),
    ...['reference', 'transactionType', 'amount', 'currency'].flatMap((name) =>
      [{}, [], ['R-1'], true, false].map((value) => [name, value] as const),
    ),
    ['transactionNo', 'T'.repeat(65)] as const,
    ['transactionNo', '🍵'.repeat(17)] as const,
    ['reference', 'R'.repeat(65)] as const,
    ['reference', '🍵'.repeat(17)] as const,
  ])('whose %s is %j tells nothing', (name, value) => {
    const error = thrownBy({ ret_code: '000100', result: { ...RESULT, [name]: value } });
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({
      code: '000100',
      reason: 'unreadable',
      message: 'Pockyt answered the query without what it must tell.',
    });
  });

  it.each(['000000', '000040', '000080', '000099'])('with %s tells nothing', (code) => {
    const error = thrownBy({ ret_code: code });
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({
      reason: 'return-code',
      code,
      message: `Pockyt answered the query with ${code}.`,
    });
  });

  it('may be that our signature is wrong', () => {
    const error = thrownBy({ ret_code: '000000', retMsg: 'data error : verifySign' });
    expect(error).toBeInstanceOf(CredentialsRefusedError);
  });
});

describe('what Pockyt lists as refunded', () => {
  const entry = { refundTransactionId: 'X', refundReference: 'refund-1', refundAmount: '5.00' };
  const read = { refundReference: 'refund-1', refundTransactionNo: 'X', refundAmount: '5.00' };
  const asText = (value: unknown) => JSON.stringify(JSON.stringify(value));

  it.each([
    ['a list', JSON.stringify([entry])],
    ['one object', JSON.stringify(entry)],
    ['a list as JSON text', asText([entry])],
    ['one object as JSON text', asText(entry)],
    ['JSON text with blanks around it', JSON.stringify(` \n${JSON.stringify([entry])}\n`)],
  ])('may be %s', (_, json) => {
    expect(refundsOf(json)).toEqual([read]);
  });

  it.each([
    ...['null', '""', '[]', '{}', '" "', '"[]"', '"{}"', '" [ ] "', '"null"', '[{}]', '[{},""]', '"[{}]"'],
    '{"refundAmount":null}',
    '{"refundAmount":"","refundReference":null}',
    '[{"refundTransactionId":"","refundReference":"","refundAmount":"","refundRmbAmount":null}]',
  ])('is nothing at %s', (json) => {
    expect(refundsOf(json)).toEqual([]);
  });

  it('is nothing of an entry that tells nothing, whatever stands beside it', () => {
    expect(refundsOf(JSON.stringify([{}, entry, { refundAmount: null }]))).toEqual([read]);
  });

  it('is nothing where nothing is told', () => {
    expect(TRANSACTION.refunds).toEqual([]);
    expect(readQueryAnswer({ code: '000100', message: '', result: RESULT })).toEqual({
      kind: 'found',
      transaction: TRANSACTION,
    });
  });

  it.each([
    '"odd"',
    '"[{"',
    '13',
    '0',
    '"13.00"',
    'true',
    'false',
    '"true"',
    '["odd"]',
    '[null]',
    '[[]]',
    '[13]',
    '{"list":[{"refundAmount":"5.00"}]}',
    '{"refundAmount":"five"}',
    '{"refundAmount":"5.001"}',
    '{"refundAmount":"-5.00"}',
    '{"refundAmount":{"value":"5.00"}}',
    '{"refundRmbAmount":"35.00"}',
    '{"refundAmount":null,"refundRmbAmount":"35.00"}',
    '{"refundAmount":"","status":"success"}',
    '{"refundAmount":null,"refundRmbAmount":0}',
    '{"refundReference":false}',
    '{"refundAmount":0,"refundRmbAmount":35}',
    '{"refundAmount":"0.00","refundRmbAmount":"35.00"}',
    '{"refundAmount":"0.00","refundRmbAmount":"much"}',
    '{"refundAmount":"5.00","currency":"USD"}',
    '{"refundAmount":"5.00","currency":{}}',
    JSON.stringify({ refundAmount: `5.${'0'.repeat(62)}` }),
    JSON.stringify(asText([entry])),
  ])('may be all of it at %s', (json) => {
    expect(refundsOf(json)).toEqual([{ refundAmount: null }]);
  });

  it.each([
    ['0.5', '0.5'],
    ['5', '5'],
    ['5.00', '5.00'],
    ['5E0', '5E0'],
    ['"5.000"', '5.000'],
    ['"1.0E7"', '1.0E7'],
    ['0', '0'],
  ])('is an amount as it was written: %s', (json, refundAmount) => {
    expect(refundsOf(`[{"refundAmount":${json}}]`)).toEqual([{ refundAmount }]);
  });

  it.each([
    { refundAmount: '5.00', refundRmbAmount: '35.00' },
    { refundAmount: '5.00', refundRmbAmount: null, currency: null },
    { refundAmount: '5.00', refundRmbAmount: '', currency: '' },
    { refundAmount: '5.00', currency: 'PHP', settleCurrency: 'USD' },
  ])("is in the payment's currency: %j", (told) => {
    expect(refundsOf(JSON.stringify(told))).toEqual([{ refundAmount: '5.00' }]);
  });

  it.each([
    { refundAmount: '0.00', refundRmbAmount: '0.00' },
    { refundAmount: '0.00', refundRmbAmount: 0 },
    { refundAmount: '0.00', refundRmbAmount: null },
  ])('may be nothing at all: %j', (told) => {
    expect(refundsOf(JSON.stringify(told))).toEqual([{ refundAmount: '0.00' }]);
  });

  it.each([
    [
      { refundReference: 1001, refundTransactionId: 7 },
      { refundReference: '1001', refundTransactionNo: '7' },
    ],
    [{ refundTransactionNo: 'Y' }, { refundTransactionNo: 'Y' }],
    [{ refundTransactionId: 'X', refundTransactionNo: 'Y' }, { refundTransactionNo: 'X' }],
    [{ refundTransactionId: '', refundTransactionNo: 'Y' }, { refundTransactionNo: 'Y' }],
    [{ refundReference: {}, refundTransactionId: [] }, {}],
    [
      { refundReference: 'r'.repeat(65), refundTransactionId: '🍵'.repeat(17) },
      { refundReference: 'r'.repeat(64), refundTransactionNo: '🍵'.repeat(16) },
    ],
  ])('bears the names %j, and may be all of it where no amount can be read', (told, names) => {
    expect(refundsOf(JSON.stringify([{ ...told, refundAmount: '1' }]))).toEqual([
      { ...names, refundAmount: '1' },
    ]);
    expect(refundsOf(JSON.stringify([told]))).toEqual([{ ...names, refundAmount: null }]);
  });

  it('bears no name that is empty', () => {
    const unnamed = { refundReference: '', refundTransactionId: null, refundAmount: '1' };
    expect(refundsOf(JSON.stringify([unnamed]))).toEqual([{ refundAmount: '1' }]);
  });

  it('is told entry by entry, readable or not', () => {
    expect(
      refundsOf(JSON.stringify([entry, { refundAmount: 0.5 }, { refundReference: 'refund-2' }, 'odd'])),
    ).toEqual([
      read,
      { refundAmount: '0.5' },
      { refundReference: 'refund-2', refundAmount: null },
      { refundAmount: null },
    ]);
  });

  it('is 100 entries at most', () => {
    const some = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ refundReference: `r-${at}`, refundAmount: `1E${at % 2}` }));
    expect(refundsOf(JSON.stringify(some(100)))).toEqual(some(100));
    expect(refundsOf(JSON.stringify(some(101)))).toEqual([...some(99), { refundAmount: '11.00' }]);
    const odd = some(102).map((each, at) => (at === 100 ? { refundReference: 'odd' } : each));
    expect(refundsOf(JSON.stringify(odd))).toEqual([...some(99), { refundAmount: null }]);
    const early = some(102).map((each, at) => (at === 98 ? { refundReference: 'odd' } : each));
    expect(refundsOf(JSON.stringify(early)).slice(98)).toEqual([
      { refundReference: 'odd', refundAmount: null },
      { refundAmount: '21.00' },
    ]);
    const vast = some(101).map((each) => ({ ...each, refundAmount: '999999999999999.99' }));
    expect(refundsOf(JSON.stringify(vast))[99]).toEqual({ refundAmount: null });
  });

  it('is never less than what Pockyt wrote, and every amount in it reads as money', () => {
    const amount = fc.oneof(
      fc.nat({ max: 10_000 }).map((value) => toAmount(BigInt(value))),
      fc.constant('odd'),
    );
    const told = fc.array(
      fc.record({ refundAmount: amount, refundReference: fc.string() }, { requiredKeys: [] }),
      { maxLength: 150, size: 'max' },
    );
    fc.assert(
      fc.property(told, fc.boolean(), (entries, text) => {
        const refunds = refundsOf(text ? asText(entries) : JSON.stringify(entries));
        const isRead = (each: { refundAmount?: string | null }) =>
          typeof each.refundAmount === 'string' && sameAmount(each.refundAmount, each.refundAmount);
        const telling = entries.filter((each) => Object.values(each).some((member) => member !== ''));
        expect(refunds.length).toBe(Math.min(telling.length, 100));
        expect(refunds.filter((each) => each.refundAmount !== null).every(isRead)).toBe(true);
        expect(refunds.every(isRead)).toBe(telling.every(isRead));
        if (telling.every(isRead)) expect(sumOf(refunds)).toBe(sumOf(telling));
      }),
    );
  });
});

describe('refunds that are bound to a number of entries', () => {
  const some = (count: number): Refund[] =>
    Array.from({ length: count }, (_, at) => ({ refundReference: `r-${at}`, refundAmount: `${at}.50` }));

  it('are as they are where there are no more', () => {
    expect(boundedRefunds([], 1)).toEqual([]);
    expect(boundedRefunds(some(3), 3)).toEqual(some(3));
  });

  it('are the same money otherwise, the last entry being the sum of all that are left', () => {
    expect(boundedRefunds(some(3), 2)).toEqual([...some(1), { refundAmount: '4.00' }]);
    expect(boundedRefunds(some(3), 1)).toEqual([{ refundAmount: '4.50' }]);
    for (const most of [1, 7, 99]) {
      const bounded = boundedRefunds(some(100), most);
      expect(bounded).toHaveLength(most);
      expect(sumOf(bounded)).toBe(sumOf(some(100)));
    }
  });

  it('may be all of it where one that is left cannot be read', () => {
    const odd = [...some(2), { refundReference: 'odd', refundAmount: null }];
    expect(boundedRefunds(odd, 2)).toEqual([...some(1), { refundAmount: null }]);
  });
});
