/**
 * What a `ret_code` says about the order, or the refund, that was asked for:
 * - `success`: it exists, if the rest of the answer agrees;
 * - `refused`: there is none, and sending the same again would be refused again;
 * - `unknown`: there may be one. Only asking Pockyt can tell.
 */
export interface ReturnCode {
  readonly means: string;
  readonly outcome: 'success' | 'refused' | 'unknown';
  readonly advice: string;
}

const unknown = (means: string): ReturnCode => ({
  means,
  outcome: 'unknown',
  advice: 'It may have been done. Repeat the same request: nothing is ever made twice.',
});
const refused = (means: string, advice: string): ReturnCode => ({ means, outcome: 'refused', advice });

/** The codes of Pockyt's status-code page, and what each proves. */
const RETURN_CODES: ReadonlyMap<string, ReturnCode> = new Map([
  ['000100', { means: 'success', outcome: 'success', advice: 'Send the customer to the link.' }],
  ['000000', unknown('system error')],
  ['000010', refused('API version error', 'Ask Pockyt whether secure-pay v3 is enabled for this account.')],
  [
    '000020',
    refused(
      'a parameter is null',
      'Send the parameter that Pockyt misses; some vendors need more than the page requires.',
    ),
  ],
  ['000021', unknown('no related information')],
  [
    '000022',
    refused(
      'parameters do not match',
      'Check that the vendor, the currency and the store belong together for this account.',
    ),
  ],
  [
    '000023',
    refused(
      'parameter value error',
      'Correct the value and send the request again under the same reference.',
    ),
  ],
  ['000030', refused('no rights', 'Ask Pockyt to enable this vendor and currency for the store.')],
  ['000040', unknown('transaction status error')],
  ['000080', unknown('supplier error')],
]);

/** A code that Pockyt does not publish proves nothing. */
export function returnCode(code: string): ReturnCode {
  return RETURN_CODES.get(code) ?? unknown('a code that Pockyt does not publish');
}
