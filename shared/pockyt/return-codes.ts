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

const ASK_FIRST = 'It may have been done. Repeat the same request: nothing is ever made twice.';

/** The codes of Pockyt's status-code page, and what each proves. */
const RETURN_CODES: ReadonlyMap<string, ReturnCode> = new Map([
  ['000100', { means: 'success', outcome: 'success', advice: 'Send the customer to the link.' }],
  ['000000', { means: 'system error', outcome: 'unknown', advice: ASK_FIRST }],
  [
    '000010',
    {
      means: 'API version error',
      outcome: 'refused',
      advice: 'Ask Pockyt whether secure-pay v3 is enabled for this account.',
    },
  ],
  [
    '000020',
    {
      means: 'a parameter is null',
      outcome: 'refused',
      advice: 'Send the parameter that Pockyt misses; some vendors need more than the page requires.',
    },
  ],
  ['000021', { means: 'no related information', outcome: 'unknown', advice: ASK_FIRST }],
  [
    '000022',
    {
      means: 'parameters do not match',
      outcome: 'refused',
      advice: 'Check that the vendor, the currency and the store belong together for this account.',
    },
  ],
  [
    '000023',
    {
      means: 'parameter value error',
      outcome: 'refused',
      advice: 'Correct the value and send the request again under the same reference.',
    },
  ],
  [
    '000030',
    {
      means: 'no rights',
      outcome: 'refused',
      advice: 'Ask Pockyt to enable this vendor and currency for the store.',
    },
  ],
  ['000040', { means: 'transaction status error', outcome: 'unknown', advice: ASK_FIRST }],
  ['000080', { means: 'supplier error', outcome: 'unknown', advice: ASK_FIRST }],
]);

/** A code that Pockyt does not publish proves nothing. */
const UNPUBLISHED: ReturnCode = {
  means: 'a code that Pockyt does not publish',
  outcome: 'unknown',
  advice: ASK_FIRST,
};

export function returnCode(code: string): ReturnCode {
  return RETURN_CODES.get(code) ?? UNPUBLISHED;
}
