import { scalarText } from '../runtime/json.ts';
import { sameAmount } from '../runtime/money.ts';
import type { PockytClient } from './client.ts';
import { type Answer, readAnswer } from './envelope.ts';
import { UnknownOutcomeError } from './errors.ts';
import { contradicts, expectSuccess } from './expect-success.ts';
import { clip } from './notice.ts';
import { refundReturnCode } from './return-codes.ts';
import type { PockytCredentials } from './secure-pay.ts';
import { sign, type WireParameters } from './signature.ts';
import { providerStatus } from './status-words.ts';

export const REFUND_PATH = '/app-data-search/v3/refund';

/** A refund to ask for. Amounts are decimal text, in the currency in which the customer paid. */
export interface RefundFields {
  readonly refundReference: string;
  readonly refundAmount: string;
  readonly currency: string;
  readonly settleCurrency: string;
  /** Of the order that was paid. */
  readonly transactionNo: string;
}

/** A refund that Pockyt has made. */
export interface MadeRefund {
  readonly refundTransactionNo?: string;
}

/** The parameters of a refund call, signed. */
export function refundParameters(
  fields: RefundFields,
  { merchantNo, storeNo, token }: PockytCredentials,
): WireParameters {
  const parameters = { merchantNo, storeNo, ...fields };
  return { ...parameters, verifySign: sign(parameters, token) };
}

/**
 * Gives money back, once. Sent without an `ipnUrl`: what a notice of a refund looks like is not published, and the
 * answer and the query tell all there is to know.
 *
 * @throws {RequestRefusedError} when nothing was given back and the request is to blame.
 * @throws {CredentialsRefusedError} when nothing was given back and our credentials are to blame.
 * @throws {UnknownOutcomeError} when money may have been given back.
 */
export async function refundOrder(client: PockytClient, parameters: WireParameters): Promise<MadeRefund> {
  return readRefund(readAnswer(await client.post(REFUND_PATH, parameters)), parameters);
}

/**
 * Exactly what `refundOrder` does with an answer. `sent` is what the answer must be about: what it does not repeat does
 * not contradict, and without a status its code tells.
 */
export function readRefund(answer: Answer, sent: WireParameters): MadeRefund {
  expectSuccess(answer, refundReturnCode);
  const { result } = answer;
  const other = (what: string) =>
    new UnknownOutcomeError('another-refund', `Pockyt reports success, but ${what}.`, answer.code);

  for (const name of ['refundReference', 'transactionNo', 'currency'] as const) {
    if (contradicts(result[name], sent[name] as string)) throw other(`for another ${name}`);
  }
  if (contradicts(result.refundAmount, sent.refundAmount as string, sameAmount)) {
    throw other('for another refundAmount');
  }
  if (contradicts(result.status, 'paid', (word, status) => providerStatus(word) === status)) {
    throw other('with another status than success');
  }
  const refundTransactionNo = scalarText(result.refundTransactionNo);
  return refundTransactionNo ? { refundTransactionNo: clip(refundTransactionNo) } : {};
}
