import { readRefundRequest } from '#functions/refund/request.ts';
import type { Problem } from '#shared/http/problem.ts';

describe('the body of a refund', () => {
  const read = (body: Record<string, unknown>, currency = 'PHP') => {
    try {
      return readRefundRequest(body, currency);
    } catch (error) {
      return (error as Problem).options.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`);
    }
  };

  it('is its name and its amount', () => {
    const body = { refundReference: 'one', refundAmount: '3.00' };
    expect(read(body)).toEqual(body);
    expect(read({ refundReference: 'one', refundAmount: '3' }, 'KRW')).toEqual({
      refundReference: 'one',
      refundAmount: '3',
    });
  });

  it('may name the order whose money goes back', () => {
    const body = { refundReference: 'one', refundAmount: '3.00', transactionNo: '297512345678000001' };
    expect(read(body)).toEqual(body);
    expect(read({ ...body, transactionNo: 'a b' })).toEqual([
      "#/transactionNo Must be Pockyt's number of the order whose money goes back, as the payment shows it.",
    ]);
    expect(read({ ...body, transactionNo: '' })).toEqual([expect.stringContaining('#/transactionNo')]);
  });

  it('is refused with all that is wrong at once', () => {
    expect(read({})).toEqual([
      expect.stringMatching(/^#\/refundReference Is required\. Must be your name/),
      expect.stringMatching(/^#\/refundAmount Is required\. Must be a decimal string/),
    ]);
    expect(read({ refundReference: 'a b', refundAmount: '0', currency: 'PHP', 'odd/~': 1 })).toEqual([
      "#/currency Is the payment's own. Leave it out.",
      '#/odd~1~0 Is no field of a refund. Leave it out.',
      expect.stringMatching(/^#\/refundReference Must be your name/),
      expect.stringMatching(/^#\/refundAmount Must be a decimal string/),
    ]);
    expect(read({ refundReference: 'one', refundAmount: '3.00' }, 'IDR')).toEqual([
      '#/refundAmount Must be a whole number: IDR is paid without decimals.',
    ]);
  });
});
