import { refundReturnCode, returnCode } from '#shared/pockyt/return-codes.ts';

const ASK_FIRST = 'It may have been done. Repeat the same request: nothing is ever made twice.';

/** What a merchant reads about each code, word for word. */
describe("Pockyt's code about an order", () => {
  it.each([
    ['000100', 'success', 'success', 'Send the customer to the link.'],
    ['000000', 'unknown', 'system error', ASK_FIRST],
    [
      '000010',
      'refused',
      'API version error',
      'Ask Pockyt whether secure-pay v3 is enabled for this account.',
    ],
    [
      '000020',
      'refused',
      'a parameter is null',
      'Send the parameter that Pockyt misses; some vendors need more than the page requires.',
    ],
    ['000021', 'unknown', 'no related information', ASK_FIRST],
    [
      '000022',
      'refused',
      'parameters do not match',
      'Check that the vendor, the currency and the store belong together for this account.',
    ],
    [
      '000023',
      'refused',
      'parameter value error',
      'Correct the value and send the request again under the same reference.',
    ],
    ['000030', 'refused', 'no rights', 'Ask Pockyt to enable this vendor and currency for the store.'],
    ['000040', 'unknown', 'transaction status error', ASK_FIRST],
    ['000080', 'unknown', 'supplier error', ASK_FIRST],
    ['000099', 'unknown', 'a code that Pockyt does not publish', ASK_FIRST],
    ['constructor', 'unknown', 'a code that Pockyt does not publish', ASK_FIRST],
  ])('%s says %s: %s', (code, outcome, means, advice) => {
    expect(returnCode(code)).toEqual({ outcome, means, advice });
  });
});

describe("Pockyt's code about a refund", () => {
  it.each([
    ['000100', 'success', 'success', 'The money has been given back.'],
    ['000000', 'unknown', 'system error', ASK_FIRST],
    [
      '000010',
      'refused',
      'API version error',
      'Ask Pockyt whether refunds through its API are enabled for this account, then send the same request again.',
    ],
    [
      '000020',
      'refused',
      'a parameter is null',
      'Ask Pockyt what it needs for a refund of this payment method, then send the same request again.',
    ],
    [
      '000021',
      'refused',
      'no related information',
      'Pockyt finds no such transaction in this store. Refresh the payment to see what Pockyt has, ask Pockyt if it is there, then send the same request again.',
    ],
    [
      '000022',
      'refused',
      'parameters do not match',
      'Check that the payment belongs to this store and was paid in this currency, then send the same request again.',
    ],
    [
      '000023',
      'refused',
      'parameter value error',
      'Correct the value and send the request again under the same refundReference.',
    ],
    [
      '000030',
      'refused',
      'no rights',
      'Ask Pockyt to enable refunds for this store, then send the same request again.',
    ],
    [
      '000040',
      'refused',
      'balance not sufficient, or transaction status error',
      "Top up the account's balance at Pockyt, or see in its portal how the transaction stands; then send the same request again, or another refundAmount under the same refundReference.",
    ],
    ['000080', 'unknown', 'supplier error', ASK_FIRST],
    ['000099', 'unknown', 'a code that Pockyt does not publish', ASK_FIRST],
    ['constructor', 'unknown', 'a code that Pockyt does not publish', ASK_FIRST],
  ])('%s says %s: %s', (code, outcome, means, advice) => {
    expect(refundReturnCode(code)).toEqual({ outcome, means, advice });
  });

  it('is never answered with the advice to take another refundReference', () => {
    for (const code of ['000010', '000020', '000021', '000022', '000023', '000030', '000040', '000080']) {
      expect(refundReturnCode(code).advice).not.toMatch(/new|another refundReference/);
    }
  });
});
