/**
 * What a `ret_code` on secure-pay says about the order:
 * - `created`: it exists, if the answer also holds a usable link;
 * - `refused`: there is none, and sending the same again would be refused again;
 * - `unknown`: there may be one. Only asking Pockyt can tell.
 */
export interface ReturnCode {
  readonly means: string;
  readonly order: 'created' | 'refused' | 'unknown';
  readonly advice: string;
}

const unknown = (means: string): ReturnCode => ({
  means,
  order: 'unknown',
  advice: 'An order may exist. Repeat the same request: it never makes a second link.',
});
const refused = (means: string, advice: string): ReturnCode => ({ means, order: 'refused', advice });

/** The codes of Pockyt's status-code page, and what each proves about an order. */
const RETURN_CODES: ReadonlyMap<string, ReturnCode> = new Map([
  ['000100', { means: 'success', order: 'created', advice: 'Send the customer to the link.' }],
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

/** A code that Pockyt does not publish proves nothing, so an order may exist. */
export function returnCode(code: string): ReturnCode {
  return RETURN_CODES.get(code) ?? unknown('a code that Pockyt does not publish');
}
