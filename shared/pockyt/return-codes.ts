/**
 * What a `ret_code` says about the order, or the refund, that was asked for:
 * - `success`: it exists, if the rest of the answer agrees;
 * - `refused`: there is none, and sending the same again would be refused again until somebody has acted;
 * - `unknown`: there may be one. Only asking Pockyt can tell.
 */
export interface ReturnCode {
  readonly means: string;
  readonly outcome: 'success' | 'refused' | 'unknown';
  /** What to do next. Whoever follows it never pays twice: it never tells to take a new name for the same money. */
  readonly advice: string;
}

type Codes = ReadonlyMap<string, ReturnCode>;

const success = (advice: string): ReturnCode => ({ means: 'success', outcome: 'success', advice });
const unknown = (means: string): ReturnCode => ({
  means,
  outcome: 'unknown',
  advice: 'It may have been done. Repeat the same request: nothing is ever made twice.',
});
const refused = (means: string, advice: string): ReturnCode => ({ means, outcome: 'refused', advice });

/** The codes of Pockyt's status-code page, and what each proves about an order. */
const ORDER_CODES: Codes = new Map([
  ['000100', success('Send the customer to the link.')],
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

/**
 * The same codes about a refund. 000021 and 000040 are refusals here: without a transaction, in another status or
 * without a balance there is nothing that could have been given back. Of 000040 one page says that the account's
 * balance is not sufficient, two others that the transaction has another status.
 */
const REFUND_CODES: Codes = new Map([
  ['000100', success('The money has been given back.')],
  ['000000', unknown('system error')],
  [
    '000010',
    refused(
      'API version error',
      'Ask Pockyt whether refunds through its API are enabled for this account, then send the same request again.',
    ),
  ],
  [
    '000020',
    refused(
      'a parameter is null',
      'Ask Pockyt what it needs for a refund of this payment method, then send the same request again.',
    ),
  ],
  [
    '000021',
    refused(
      'no related information',
      'Pockyt finds no such transaction in this store. Refresh the payment to see what Pockyt has, ask Pockyt if it is there, then send the same request again.',
    ),
  ],
  [
    '000022',
    refused(
      'parameters do not match',
      'Check that the payment belongs to this store and was paid in this currency, then send the same request again.',
    ),
  ],
  [
    '000023',
    refused(
      'parameter value error',
      'Correct the value and send the request again under the same refundReference.',
    ),
  ],
  [
    '000030',
    refused('no rights', 'Ask Pockyt to enable refunds for this store, then send the same request again.'),
  ],
  [
    '000040',
    refused(
      'balance not sufficient, or transaction status error',
      "Top up the account's balance at Pockyt, or see in its portal how the transaction stands; then send the same request again, or another refundAmount under the same refundReference.",
    ),
  ],
  ['000080', unknown('supplier error')],
]);

const UNPUBLISHED = unknown('a code that Pockyt does not publish');

/** What a code says about an order. One that Pockyt does not publish proves nothing. */
export function returnCode(code: string): ReturnCode {
  return ORDER_CODES.get(code) ?? UNPUBLISHED;
}

/** What a code says about a refund. */
export function refundReturnCode(code: string): ReturnCode {
  return REFUND_CODES.get(code) ?? UNPUBLISHED;
}
