import { type Dialect, jsonText, moneyIn } from './dialect.ts';
import { type MadeRefund, type Order, refundedIn, type Version } from './order.ts';

/** An answer as it goes over the wire, and what it tells, for those who judge the product. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly shown: Shown;
}

/** What an answer tells. */
export type Shown =
  /** A call that makes something was carried out. */
  | {
      readonly kind: 'made';
      readonly order: Order;
      readonly refund?: MadeRefund;
      /** An order that was made, and its link was told. */
      readonly hasLink?: boolean;
    }
  /** A question found an order. */
  | {
      readonly kind: 'found';
      readonly order: Order;
      readonly version: Version;
      /** The number that was told: of a refund, where the row is one. */
      readonly number: string;
      /** It says something untrue of it. */
      readonly isContradiction: boolean;
    }
  /** Pockyt knows of none. */
  | { readonly kind: 'none' }
  /** Nothing was made, and that is definite. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Our signature was refused. */
  | { readonly kind: 'signature' }
  /** It tells nothing. */
  | { readonly kind: 'unclear' };

const CODES: Readonly<Record<string, string>> = {
  '000000': 'system error',
  '000021': 'no related information',
  '000022': 'parameters do not match',
  '000023': 'parameter value error',
  '000040': 'Account balance is not sufficient',
};

export function success(result: object, shown: Shown, dialect: Dialect): Answer {
  const envelope = { result, ret_code: '000100', [dialect.message]: 'success ' };
  return { status: 200, text: jsonText(envelope), shown };
}

export function refusal(code: string, shown: Shown, dialect: Dialect, message = CODES[code]): Answer {
  return {
    status: dialect.errorStatus,
    text: jsonText({ ret_code: code, [dialect.message]: message }),
    shown,
  };
}

export const none = (dialect: Dialect) => refusal('000021', { kind: 'none' }, dialect);

export const refused = (code: string, dialect: Dialect) => refusal(code, { kind: 'refused', code }, dialect);

/** What is asked for may exist already: this refuses it, and does not say that there is none. */
export const repeated = (name: string, dialect: Dialect) =>
  refusal('000023', { kind: 'unclear' }, dialect, `${name} already exists`);

export const signatureRefused = (dialect: Dialect) =>
  refusal('000000', { kind: 'signature' }, dialect, 'data error : verifySign');

/** Answers from which nobody can tell whether it was done. */
export const UNCLEAR = {
  'server-error': { status: 502, text: '<html>Bad Gateway</html>', shown: { kind: 'unclear' } },
  'system-error': {
    status: 200,
    text: '{"ret_code":"000000","ret_msg":"system error"}',
    shown: { kind: 'unclear' },
  },
  unreadable: { status: 200, text: '{"ret_code":"0001', shown: { kind: 'unclear' } },
} as const satisfies Record<string, Answer>;

/** What an answer repeats of what was asked for. */
export function echoes(
  { reference, amount, currency }: Pick<Order, 'reference' | 'amount' | 'currency'>,
  dialect: Dialect,
) {
  switch (dialect.echo) {
    case 'absent':
      return {};
    case 'null':
      return { reference: null, amount: null, currency: null };
    case 'number':
      return { reference, amount: moneyIn(amount, { money: 'number' }), currency };
    case 'text':
      return { reference, amount: moneyIn(amount, dialect), currency };
  }
}

/** An order as a question finds it. */
export function orderRow(order: Order, version: Version, dialect: Dialect) {
  const isGone = version.refunds.length > 0 && refundedIn(version) >= order.amount;
  const type = isGone && version.status === 'success' ? dialect.goneType : 'payment';
  return {
    transactionNo: order.number,
    reference: order.reference,
    amount: moneyIn(order.amount, dialect),
    currency: order.currency,
    settleCurrency: order.settleCurrency,
    status: version.status,
    ...(dialect.transactionType === 'told' || type !== 'payment' ? { transactionType: type } : {}),
    ...(version.refunds.length > 0 && { refundInfo: refundInfo(version.refunds, dialect) }),
  };
}

/** A refund as a question by reference may find it: a transaction of its own, under the order's reference. */
export function refundRow(order: Order, refund: MadeRefund, dialect: Dialect) {
  return {
    transactionNo: refund.number,
    reference: order.reference,
    amount: moneyIn(refund.amount, dialect),
    currency: order.currency,
    settleCurrency: order.settleCurrency,
    status: 'success',
    transactionType: 'refund',
  };
}

function refundInfo(refunds: readonly MadeRefund[], dialect: Dialect): unknown {
  const entries = refunds.map((refund) => refundEntry(refund, dialect));
  const isOne = entries.length === 1 && dialect.refundInfo.endsWith('object');
  const shape = isOne ? entries[0] : entries;
  return dialect.refundInfo.startsWith('json') ? jsonText(shape) : shape;
}

function refundEntry({ number, reference, amount }: MadeRefund, dialect: Dialect) {
  const money = moneyIn(amount, dialect);
  switch (dialect.refundEntry) {
    case 'full':
      return { refundTransactionId: number, refundReference: reference, refundAmount: money };
    case 'nameless':
      return { refundTransactionId: number, refundAmount: money };
    case 'bare':
      return { refundAmount: money };
    case 'rmb':
      return { refundTransactionId: number, refundReference: reference, refundRmbAmount: money };
  }
}
