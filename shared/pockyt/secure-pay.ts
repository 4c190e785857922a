import { scalarText } from '../runtime/json.ts';
import { sameAmount } from '../runtime/money.ts';
import type { PockytClient } from './client.ts';
import { type Answer, readAnswer } from './envelope.ts';
import { UnknownOutcomeError } from './errors.ts';
import { contradicts, expectSuccess } from './expect-success.ts';
import type { CallerField } from './fields.ts';
import { clip } from './notice.ts';
import { returnCode } from './return-codes.ts';
import { sign, type WireParameters } from './signature.ts';

export const SECURE_PAY_PATH = '/online/v3/secure-pay';

/** Links are kept with the payment, an item of limited size. Pockyt's are of 100 bytes, its client tokens of a few KB. */
export const MAX_LINK_BYTES = 6 * 1024;

/** What a caller asked for, in normal form: each value is the text that is signed and sent. */
export type SecurePayFields = Readonly<
  Partial<Record<CallerField, string>> &
    Record<
      'amount' | 'currency' | 'settleCurrency' | 'vendor' | 'reference' | 'terminal' | 'osType' | 'timeout',
      string
    >
>;

export interface PockytCredentials {
  readonly merchantNo: string;
  readonly storeNo: string;
  readonly token: string;
}

/** Where the customer pays: a link, or for YIP (Braintree) what the merchant's own page needs to show a form. */
export type Link =
  | { readonly transactionNo: string; readonly paymentUrl: string }
  | { readonly transactionNo: string; readonly clientToken: string; readonly clientScript: string };

/**
 * The parameters of a secure-pay call, signed. What is absent or empty is neither signed nor sent: Pockyt's own
 * SDKs disagree on how an empty value signs.
 *
 * @param ipnUrl where Pockyt sends its notices.
 */
export function securePayParameters(
  fields: SecurePayFields,
  signer: PockytCredentials,
  ipnUrl: string,
): WireParameters {
  const parameters: Record<string, string> = {};
  const all = { ...fields, merchantNo: signer.merchantNo, storeNo: fields.storeNo ?? signer.storeNo, ipnUrl };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && value !== '') parameters[name] = value;
  }
  parameters.verifySign = sign(parameters, signer.token);
  return parameters;
}

/**
 * Makes an order at Pockyt, once.
 *
 * @throws {RequestRefusedError} when there is no order and the request is to blame.
 * @throws {CredentialsRefusedError} when there is no order and our credentials are to blame.
 * @throws {UnknownOutcomeError} when there may be an order.
 */
export async function securePay(client: PockytClient, parameters: WireParameters): Promise<Link> {
  return readLink(readAnswer(await client.post(SECURE_PAY_PATH, parameters)), parameters);
}

/** Exactly what `securePay` does with an answer. `sent` is what the answer must be about. */
export function readLink(answer: Answer, sent: WireParameters): Link {
  expectSuccess(answer, returnCode);
  return usableLink(answer.result, sent);
}

function usableLink(result: Readonly<Record<string, unknown>>, sent: WireParameters): Link {
  const unusable = (what: string) =>
    new UnknownOutcomeError('unusable-link', `Pockyt reports success, but ${what}.`, '000100');

  for (const name of ['reference', 'currency'] as const) {
    if (contradicts(result[name], sent[name] as string)) throw unusable(`for another ${name}`);
  }
  if (contradicts(result.amount, sent.amount as string, sameAmount)) throw unusable('for another amount');
  const { clientToken, clientScript } = result;
  const transactionNo = scalarText(result.transactionNo);
  if (!transactionNo || clip(transactionNo) !== transactionNo) throw unusable('without a transactionNo');
  if (sent.terminal === 'YIP') {
    if (!isText(clientToken)) throw unusable('without a clientToken');
    const script = isText(clientScript) ? clientScript : '';
    if (isTooLong(clientToken + script))
      throw unusable(`with a clientToken of more than ${MAX_LINK_BYTES} bytes`);
    return { transactionNo, clientToken, clientScript: script };
  }
  const paymentUrl = readUrl(result.cashierUrl);
  if (paymentUrl === null || isTooLong(paymentUrl)) throw unusable('without a link that a browser can open');
  return { transactionNo, paymentUrl };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTooLong(text: string): boolean {
  return Buffer.byteLength(text) > MAX_LINK_BYTES;
}

/** An http(s) URL. One of Pockyt's own samples percent-decodes `cashierUrl` before it redirects, so both are read. */
function readUrl(value: unknown): string | null {
  if (!isText(value)) return null;
  try {
    const url = /^https?%3a/i.test(value) ? decodeURIComponent(value) : value;
    return /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
  } catch {
    return null;
  }
}
