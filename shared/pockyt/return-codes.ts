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

const ASK_FIRST = 'An order may exist. Repeat the same request: it never makes a second link.';

/** The codes of Pockyt's status-code page, and what each proves about an order. */
const RETURN_CODES: ReadonlyMap<string, ReturnCode> = new Map([
  ['000100', { means: 'success', order: 'created', advice: 'Send the customer to the link.' }],
  ['000000', { means: 'system error', order: 'unknown', advice: ASK_FIRST }],
  [
    '000010',
    {
      means: 'API version error',
      order: 'refused',
      advice: 'Ask Pockyt whether secure-pay v3 is enabled for this account.',
    },
  ],
  [
    '000020',
    {
      means: 'a parameter is null',
      order: 'refused',
      advice: 'Send the parameter that Pockyt misses; some vendors need more than the page requires.',
    },
  ],
  ['000021', { means: 'no related information', order: 'unknown', advice: ASK_FIRST }],
  [
    '000022',
    {
      means: 'parameters do not match',
      order: 'refused',
      advice: 'Check that the vendor, the currency and the store belong together for this account.',
    },
  ],
  [
    '000023',
    {
      means: 'parameter value error',
      order: 'refused',
      advice: 'Correct the value and send the request again under the same reference.',
    },
  ],
  [
    '000030',
    {
      means: 'no rights',
      order: 'refused',
      advice: 'Ask Pockyt to enable this vendor and currency for the store.',
    },
  ],
  ['000040', { means: 'transaction status error', order: 'unknown', advice: ASK_FIRST }],
  ['000080', { means: 'supplier error', order: 'unknown', advice: ASK_FIRST }],
]);

/** A code that Pockyt does not publish proves nothing, so an order may exist. */
const UNPUBLISHED: ReturnCode = {
  means: 'a code that Pockyt does not publish',
  order: 'unknown',
  advice: ASK_FIRST,
};

export function returnCode(code: string): ReturnCode {
  return RETURN_CODES.get(code) ?? UNPUBLISHED;
}
