import { jsonObject, scalarText } from '../json.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { PockytClient } from './client.ts';
import { CredentialsRefusedError, UnknownOutcomeError } from './errors.ts';
import type { Signer } from './secure-pay.ts';
import { sign, type WireParameters } from './sign.ts';
import { namesIn } from './wire-names.ts';

export const TRAN_QUERY_PATH = '/app-data-search/v3/tran-query';

/** Which order is meant: exactly one of the two is sent, the number where it is known. */
export type OrderKey = { readonly transactionNo: string } | { readonly reference: string };

/** An order as Pockyt has it, in Pockyt's words. */
export interface Transaction {
  readonly transactionNo: string;
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
  /** `payment`, `refund` or `void`; Pockyt's word, so it may be another. */
  readonly transactionType: string;
  readonly refunds: readonly Refund[];
}

/** A refund that Pockyt has made of an order, in part or in full. */
export interface Refund {
  readonly refundReference?: string;
  /** Pockyt's number of the refund. */
  readonly refundTransactionNo?: string;
  readonly refundAmount: string;
}

/** What Pockyt knows of an order: `unknown-order` is its own word that there is none. */
export type QueryAnswer =
  | { readonly kind: 'found'; readonly transaction: Transaction }
  | { readonly kind: 'unknown-order' };

/** The parameters of a call about one order, signed. */
export function orderParameters(key: OrderKey, { merchantNo, storeNo, token }: Signer): WireParameters {
  const parameters = { merchantNo, storeNo, ...key };
  return { ...parameters, verifySign: sign(parameters, token) };
}

/**
 * Asks Pockyt about an order.
 *
 * Sources: Pockyt's query page (fields, the words of `transactionType`) and status-code page (000021, "no related
 * information").
 *
 * @throws {CredentialsRefusedError} when Pockyt refuses our signature.
 * @throws {UnknownOutcomeError} when no answer came that tells anything.
 */
export async function tranQuery(client: PockytClient, key: OrderKey, signer: Signer): Promise<QueryAnswer> {
  return readQueryAnswer(readAnswer(await client.post(TRAN_QUERY_PATH, orderParameters(key, signer))));
}

/** Exactly what `tranQuery` does with an answer. */
export function readQueryAnswer({ code, message, result }: Answer): QueryAnswer {
  if (code === '000021') return { kind: 'unknown-order' };
  if (code !== '000100') {
    if (namesIn(message).includes('verifySign')) throw new CredentialsRefusedError(code);
    throw new UnknownOutcomeError('return-code', `Pockyt answered the query with ${code}.`, code);
  }
  const [transactionNo, reference, amount, currency, status] = [
    result.transactionNo,
    result.reference,
    result.amount,
    result.currency,
    result.status,
  ].map((value) => scalarText(value) ?? '');
  if (!transactionNo || !reference || !amount || !currency || !status) {
    throw new UnknownOutcomeError('unreadable', 'Pockyt answered the query without what it must tell.', code);
  }
  return {
    kind: 'found',
    transaction: {
      transactionNo,
      reference,
      amount,
      currency,
      status,
      // Older answers do not tell the type, and only payments were queried by them.
      transactionType: scalarText(result.transactionType) ?? 'payment',
      refunds: refundsIn(result.refundInfo),
    },
  };
}

/** `refundInfo` is a list, and absent where there was no refund. What has no amount is none. */
function refundsIn(refundInfo: unknown): Refund[] {
  if (!Array.isArray(refundInfo)) return [];
  return refundInfo.flatMap((entry) => {
    const refund = jsonObject(entry) ?? {};
    const refundAmount = scalarText(refund.refundAmount);
    const refundReference = scalarText(refund.refundReference);
    const refundTransactionNo = scalarText(refund.refundTransactionId);
    if (refundAmount === null) return [];
    return [
      {
        ...(refundReference && { refundReference }),
        ...(refundTransactionNo && { refundTransactionNo }),
        refundAmount,
      },
    ];
  });
}
