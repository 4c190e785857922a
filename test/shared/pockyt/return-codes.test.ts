import { returnCode } from '#shared/pockyt/return-codes.ts';

const ASK_FIRST = 'It may have been done. Repeat the same request: nothing is ever made twice.';

/** What a merchant reads about each code, word for word. */
describe("Pockyt's code", () => {
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
