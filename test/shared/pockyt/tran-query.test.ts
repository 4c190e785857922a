import { readAnswer } from '#shared/pockyt/answer.ts';
import { cancelOrder } from '#shared/pockyt/cancel.ts';
import { CredentialsRefusedError, UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { orderParameters, readQueryAnswer, tranQuery } from '#shared/pockyt/tran-query.ts';
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

  it('tells of refunds, as far as they have an amount', () => {
    const refundInfo = [
      { refundTransactionId: 'X', refundReference: 'refund-1', refundAmount: '5.00' },
      { refundAmount: 0.5 },
      { refundReference: 'refund-2' },
      'odd',
    ];
    expect(read({ ret_code: '000100', result: { ...RESULT, refundInfo } })).toEqual({
      kind: 'found',
      transaction: {
        ...TRANSACTION,
        refunds: [
          { refundReference: 'refund-1', refundTransactionNo: 'X', refundAmount: '5.00' },
          { refundAmount: '0.5' },
        ],
      },
    });
    expect(read({ ret_code: '000100', result: { ...RESULT, refundInfo: 'odd' } })).toMatchObject({
      transaction: { refunds: [] },
    });
  });

  it('may be that there is none', () => {
    expect(read({ ret_code: '000021', ret_msg: 'no related information' })).toEqual({
      kind: 'unknown-order',
    });
  });

  it.each(['transactionNo', 'reference', 'amount', 'currency', 'status'])(
    'without %s tells nothing',
    (name) => {
      for (const value of [undefined, '', {}]) {
        const error = thrownBy({ ret_code: '000100', result: { ...RESULT, [name]: value } });
        expect(error).toBeInstanceOf(UnknownOutcomeError);
        expect(error).toMatchObject({
          reason: 'unreadable',
          message: 'Pockyt answered the query without what it must tell.',
        });
      }
    },
  );

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
