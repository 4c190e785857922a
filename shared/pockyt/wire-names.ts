/**
 * Every parameter name that Pockyt's published sources name for a payment request, whichever version or product
 * it belongs to. Two things hang on this list: what a `ret_msg` is allowed to tell us (a name, never a value), and
 * which names a value could be re-cut into (see `namesThatSortBetween`).
 */
export const WIRE_NAMES = [
  'amount',
  'appId',
  'callbackUrl',
  'clientIp',
  'creditType',
  'currency',
  'customerNo',
  'description',
  'frequency',
  'goodsInfo',
  'ipnUrl',
  'merGroupNo',
  'merchantNo',
  'note',
  'openid',
  'osType',
  'osVersion',
  'paymentCount',
  'reference',
  'refundAmount',
  'refundReference',
  'rmbAmount',
  'settleCurrency',
  'storeAdminNo',
  'storeNo',
  'terminal',
  'timeout',
  'vaultId',
  'vendor',
  'verifySign',
] as const;

/**
 * The names that can stand between two neighbours of a canonical string. A value of the first neighbour that holds
 * `&name=` for one of them reads, once joined, exactly like that parameter sent on its own.
 */
export function namesThatSortBetween(first: string, second: string): readonly string[] {
  return WIRE_NAMES.filter((name) => name > first && name < second);
}

/** The parameters that a provider's message names. Names only: a message may quote a shopper's data. */
export function namesIn(message: string): string[] {
  return WIRE_NAMES.filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(message));
}
