import { LosslessNumber } from 'lossless-json';
import { CredentialsRefusedError, RequestRefusedError, UnknownOutcomeError } from '#shared/pockyt/errors.ts';
import { REFUND_PATH, readRefund, refundOrder, refundParameters } from '#shared/pockyt/refund.ts';
import { refundReturnCode } from '#shared/pockyt/return-codes.ts';
import { PUBLISHED_SIGNATURES, type PublishedSignature } from '#test/fixtures/published-signatures.ts';

const SENT = {
  merchantNo: '200043',
  storeNo: '300014',
  refundAmount: '3.00',
  currency: 'USD',
  settleCurrency: 'USD',
  transactionNo: 'T-1',
  refundReference: 'refund-1',
  verifySign: 'signature',
};
const MADE = {
  amount: '13.00',
  refundAmount: '3.00',
  refundReference: 'refund-1',
  refundTransactionNo: 'RT-1',
  transactionNo: 'T-1',
  status: 'success',
};
const answered = (result: object, code = '000100', message = 'refund success') => ({
  code,
  message,
  result: result as Record<string, unknown>,
});

describe('a refund on the wire', () => {
  it('is signed as Pockyt published', () => {
    const published = PUBLISHED_SIGNATURES.find(({ id }) => id === 'refund') as PublishedSignature;
    const { merchantNo, storeNo, ...fields } = published.parameters as unknown as typeof SENT;
    const token = published.token;
    expect(refundParameters(fields, { merchantNo, storeNo, token })).toEqual({
      ...published.parameters,
      verifySign: published.verifySign,
    });
  });

  it('is posted once, to its own path', async () => {
    const post = jest.fn(async () => ({
      status: 200,
      text: JSON.stringify({ ret_code: '000100', result: MADE }),
    }));
    expect(await refundOrder({ post }, SENT)).toEqual({ refundTransactionNo: 'RT-1' });
    expect(post.mock.calls).toEqual([[REFUND_PATH, SENT]]);
    expect(REFUND_PATH).toBe('/app-data-search/v3/refund');
  });

  it.each([
    [MADE, { refundTransactionNo: 'RT-1' }],
    [{ ...MADE, refundTransactionNo: undefined }, {}],
    [{ ...MADE, refundTransactionNo: null }, {}],
    [{ ...MADE, refundTransactionNo: '' }, {}],
    [{ ...MADE, refundTransactionNo: new LosslessNumber('7') }, { refundTransactionNo: '7' }],
    [{ ...MADE, refundTransactionNo: 'R'.repeat(65) }, { refundTransactionNo: 'R'.repeat(64) }],
    [{ ...MADE, refundAmount: new LosslessNumber('3.0') }, { refundTransactionNo: 'RT-1' }],
    [{ ...MADE, refundAmount: new LosslessNumber('3E0') }, { refundTransactionNo: 'RT-1' }],
    [{ ...MADE, refundAmount: '3.000' }, { refundTransactionNo: 'RT-1' }],
    [{ refundAmount: '3', status: 'success' }, {}],
    [{ ...MADE, currency: 'USD' }, { refundTransactionNo: 'RT-1' }],
    [{ ...MADE, reference: 'R-1', settleCurrency: 'GBP' }, { refundTransactionNo: 'RT-1' }],
    ...['refundAmount', 'refundReference', 'transactionNo', 'currency', 'status'].flatMap((name) =>
      [undefined, null, ''].map(
        (value) => [{ ...MADE, [name]: value }, { refundTransactionNo: 'RT-1' }] as const,
      ),
    ),
    [{}, {}],
  ])('is made when the answer is about it (%#)', (result, expected) => {
    expect(readRefund(answered(result), SENT)).toEqual(expected);
  });

  it('may be told by numbers', () => {
    const sent = { ...SENT, refundReference: '1001', transactionNo: '297553638298245023' };
    const result = {
      refundReference: new LosslessNumber('1001'),
      transactionNo: new LosslessNumber(sent.transactionNo),
    };
    expect(readRefund(answered(result), sent)).toEqual({});
    const other = { ...result, transactionNo: new LosslessNumber('297553638298245024') };
    expect(() => readRefund(answered(other), sent)).toThrow('for another transactionNo');
  });

  it.each([
    [{ ...MADE, refundAmount: '3.01' }, 'for another refundAmount'],
    [{ ...MADE, refundAmount: '3.001' }, 'for another refundAmount'],
    [{ ...MADE, refundAmount: 'three' }, 'for another refundAmount'],
    [{ ...MADE, refundAmount: {} }, 'for another refundAmount'],
    [{ ...MADE, refundAmount: ['3.00'] }, 'for another refundAmount'],
    [{ ...MADE, refundReference: 'refund-2' }, 'for another refundReference'],
    [{ ...MADE, refundReference: {} }, 'for another refundReference'],
    [{ ...MADE, transactionNo: 'T-2' }, 'for another transactionNo'],
    [{ ...MADE, currency: 'CNY' }, 'for another currency'],
    [{ ...MADE, status: 'pending' }, 'with another status than success'],
    [{ ...MADE, status: 'failed' }, 'with another status than success'],
    [{ ...MADE, status: 'refunded' }, 'with another status than success'],
    [{ ...MADE, status: {} }, 'with another status than success'],
    [{ ...MADE, status: false }, 'with another status than success'],
  ])('is unknown when the answer is about something else (%#)', (result, what) => {
    let error: unknown;
    try {
      readRefund(answered(result), SENT);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({
      reason: 'another-refund',
      code: '000100',
      message: `Pockyt reports success, but ${what}.`,
    });
  });

  it.each([
    ['000023', 'refundAmount error', RequestRefusedError],
    ['000023', 'repeated refundReference', UnknownOutcomeError],
    ['000023', 'verifySign', RequestRefusedError],
    ['000021', 'no related information', RequestRefusedError],
    ['000021', 'transaction does not exist', RequestRefusedError],
    ['000021', 'duplicate refundReference', UnknownOutcomeError],
    ['000040', 'transaction status error', RequestRefusedError],
    ['000040', 'Account balance is not sufficient', RequestRefusedError],
    ['000040', 'transaction already refunded', UnknownOutcomeError],
    ['000000', 'data error : verifySign', CredentialsRefusedError],
    ['000000', 'repeated refundReference : verifySign', UnknownOutcomeError],
    ['000000', 'system error', UnknownOutcomeError],
    ['000080', 'supplier error', UnknownOutcomeError],
    ['000080', 'verifySign', UnknownOutcomeError],
    ['999999', '', UnknownOutcomeError],
  ])('answered %s (%s) is told apart', (code, message, kind) => {
    expect(() => readRefund(answered({}, code, message), SENT)).toThrow(kind);
  });

  it.each(['000010', '000020', '000021', '000022', '000023', '000030', '000040'])(
    'refused with %s frees the money and says what to do, below HTTP 500 only',
    async (code) => {
      const post = (status: number) => ({
        post: async () => ({
          status,
          text: JSON.stringify({ ret_code: code, ret_msg: 'error : refundAmount' }),
        }),
      });
      for (const status of [200, 400, 499]) {
        await expect(refundOrder(post(status), SENT)).rejects.toMatchObject({
          name: 'RequestRefusedError',
          code,
          parameters: ['refundAmount'],
          message: `Pockyt refused the request: ${refundReturnCode(code).means} (${code}).`,
          advice: refundReturnCode(code).advice,
        });
      }
      await expect(refundOrder(post(500), SENT)).rejects.toMatchObject({ reason: 'server-error' });
    },
  );

  it('that may have been made says so in the words of refunds', () => {
    expect(() => readRefund(answered({}, '000080', ''), SENT)).toThrow(
      'Pockyt answered 000080 (supplier error), which does not rule out that it was done.',
    );
  });
});
