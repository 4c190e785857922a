import { jsonObject, jsonOrNull, scalarText } from '../runtime/json.ts';
import { sameAmount, toAmount, toHundredths } from '../runtime/money.ts';
import type { PockytClient } from './client.ts';
import { type Answer, readAnswer } from './envelope.ts';
import { CredentialsRefusedError, UnknownOutcomeError } from './errors.ts';
import { contradicts } from './expect-success.ts';
import { clip } from './notice.ts';
import type { PockytCredentials } from './secure-pay.ts';
import { sign, type WireParameters } from './signature.ts';
import { namesIn } from './wire-names.ts';

export const TRAN_QUERY_PATH = '/app-data-search/v3/tran-query';

/** Pockyt may list more refunds than are worth keeping. */
const MAX_REFUNDS = 100;

/** Which order is meant: exactly one of the two is sent, the number where it is known. */
export type OrderKey = { readonly transactionNo: string } | { readonly reference: string };

/** An order as Pockyt has it, in Pockyt's words, each of at most 64 characters. */
export interface Transaction {
  readonly transactionNo: string;
  /** Empty where Pockyt does not tell it. */
  readonly reference: string;
  /** Empty where it is not told, as the currency and the reference are. */
  readonly amount: string;
  /** In upper case. */
  readonly currency: string;
  readonly status: string;
  /** `payment`, `refund` or `void`; Pockyt's word, so it may be another. */
  readonly transactionType: string;
  readonly refunds: readonly Refund[];
}

/** A refund that Pockyt has made of an order, in part or in full; the last of a hundred stands for all further ones. */
export interface Refund {
  readonly refundReference?: string;
  /** Pockyt's number of the refund. */
  readonly refundTransactionNo?: string;
  /**
   * In the currency of the order. Null where Pockyt lists a refund and nobody can read how much it is: it may be all.
   */
  readonly refundAmount: string | null;
}

/** What Pockyt knows of an order: `unknown-order` is its own word that there is none. */
export type QueryAnswer =
  | { readonly kind: 'found'; readonly transaction: Transaction }
  | { readonly kind: 'unknown-order' };

/** The parameters of a call about one order, signed. */
export function orderParameters(
  key: OrderKey,
  { merchantNo, storeNo, token }: PockytCredentials,
): WireParameters {
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
export async function tranQuery(
  client: PockytClient,
  key: OrderKey,
  signer: PockytCredentials,
): Promise<QueryAnswer> {
  return readQueryAnswer(readAnswer(await client.post(TRAN_QUERY_PATH, orderParameters(key, signer))));
}

/** Exactly what `tranQuery` does with an answer. */
export function readQueryAnswer({ code, message, result }: Answer): QueryAnswer {
  if (code === '000021') return { kind: 'unknown-order' };
  if (code !== '000100') {
    if (namesIn(message).includes('verifySign')) throw new CredentialsRefusedError(code);
    throw new UnknownOutcomeError('return-code', `Pockyt answered the query with ${code}.`, code);
  }
  // What is not told is empty, and what is told in no text is null.
  const told = (name: string) => scalarText(result[name] ?? '');
  const [transactionNo, reference, transactionType] = [
    told('transactionNo'),
    told('reference'),
    told('transactionType'),
  ];
  const [amount, currency, status] = [told('amount'), told('currency'), told('status')];
  // A number or a reference is not cut: the beginning of another's may be the whole of ours.
  const isNamed = transactionNo && reference !== null && isShort(transactionNo) && isShort(reference);
  if (!isNamed || amount === null || currency === null || !status || transactionType === null) {
    throw new UnknownOutcomeError('unreadable', 'Pockyt answered the query without what it must tell.', code);
  }
  const money = clip(currency.trim().toUpperCase());
  return {
    kind: 'found',
    transaction: {
      transactionNo,
      reference,
      amount: clip(amount),
      currency: money,
      status: clip(status),
      // Older answers do not tell the type, and only payments were queried by them.
      transactionType: clip(transactionType.trim().toLowerCase() || 'payment'),
      refunds: boundedRefunds(refundsIn(result.refundInfo, money), MAX_REFUNDS),
    },
  };
}

function isShort(text: string): boolean {
  return clip(text) === text;
}

/**
 * The refunds of `refundInfo`, which Pockyt's page calls an object and its Go SDK a list. Where there was none it is
 * absent or empty; any other shape is a refund of which nobody can read how much it is.
 */
function refundsIn(refundInfo: unknown, currency: string): Refund[] {
  const told = typeof refundInfo === 'string' ? jsonIn(refundInfo) : (refundInfo ?? '');
  const entries = Array.isArray(told) ? told : [told];
  return entries.filter((entry) => !isNothing(entry)).map((entry) => refundIn(entry, currency));
}

/** Whether an entry tells nothing: it is empty, or each of its members is. */
function isNothing(entry: unknown): boolean {
  const members = jsonObject(entry);
  return members ? Object.values(members).every((each) => each === null || each === '') : entry === '';
}

/** What JSON text says: empty for nothing, null for what is no JSON. */
function jsonIn(text: string): unknown {
  return ['', 'null'].includes(text.trim()) ? '' : jsonOrNull(text);
}

function refundIn(entry: unknown, currency: string): Refund {
  const told = jsonObject(entry) ?? {};
  const refundReference = scalarText(told.refundReference);
  const refundTransactionNo = scalarText(told.refundTransactionId) || scalarText(told.refundTransactionNo);
  return {
    ...(refundReference && { refundReference: clip(refundReference) }),
    ...(refundTransactionNo && { refundTransactionNo: clip(refundTransactionNo) }),
    refundAmount: amountIn(told, currency),
  };
}

/** How much a refund is in the currency of the order, as Pockyt spells it; null where it does not say so. */
function amountIn(told: Readonly<Record<string, unknown>>, currency: string): string | null {
  const amount = scalarText(told.refundAmount);
  const hundredths = amount === null ? null : toHundredths(amount);
  if (hundredths === null || contradicts(told.currency, currency)) return null;
  // Pockyt tells one of two amounts, the other for orders in renminbi. A nought beside that one is no amount.
  return hundredths === 0n && contradicts(told.refundRmbAmount, '0', sameAmount) ? null : amount;
}

/** The same money in no more entries than so many: the last one is the sum of all that are left. */
export function boundedRefunds(refunds: readonly Refund[], most: number): readonly Refund[] {
  if (refunds.length <= most) return refunds;
  const rest = refunds.slice(most - 1).map(({ refundAmount }) => refundAmount);
  const readable = rest.filter((amount) => amount !== null);
  const sum = readable.reduce((total, amount) => total + (toHundredths(amount) as bigint), 0n);
  const refundAmount = toAmount(sum);
  const isWhole = readable.length === rest.length && toHundredths(refundAmount) !== null;
  return [...refunds.slice(0, most - 1), { refundAmount: isWhole ? refundAmount : null }];
}
