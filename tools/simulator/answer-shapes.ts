import { LosslessNumber, stringify } from 'lossless-json';
import { amountText } from './money.ts';
import type { Order, Refund } from './orders.ts';

/**
 * How answers tell what the published pages and samples tell in several ways, or in none: whoever reads them must read
 * every one. Each may be changed at any time.
 */
export interface AnswerShapes {
  /** Every amount in every answer; the published examples have text with two decimals. */
  amountSpelling: AmountSpelling;
  /** What secure-pay and refund repeat of what was sent. `number`: as far as a number can tell it. */
  echoes: Echoes;
  refundInfoShape: RefundInfoShape;
}

export type AmountSpelling = 'two-decimals' | 'three-decimals' | 'exponent' | 'number';
export type Echoes = 'text' | 'number' | 'null' | 'absent';
/**
 * A list, as in the Go SDK; one object, as the page's heading says, as long as there is one refund; the list as JSON
 * text; or a list that tells each amount in RMB and not in the order's currency.
 */
export type RefundInfoShape = 'list' | 'object' | 'text' | 'rmb-only';

type Spelled = string | LosslessNumber;

/** No rate is published. Any but 1 shows who takes yuan for the order's currency. */
const YUAN_PER_UNIT = 7n;

export function spelledAmount(hundredths: bigint, spelling: AmountSpelling): Spelled {
  const text = amountText(hundredths);
  if (spelling === 'three-decimals') return `${text}0`;
  if (spelling === 'exponent') return withExponent(hundredths);
  return spelling === 'number' ? new LosslessNumber(text) : text;
}

/** As Java writes a double that needs one: `1.3E1`, `1.0E7`. */
function withExponent(hundredths: bigint): string {
  const digits = hundredths.toString();
  const decimals = digits.slice(1).replace(/0+$/, '') || '0';
  return `${digits[0]}.${decimals}E${digits.length - 3}`;
}

/** What an answer repeats, as it repeats things now. */
export function echoed(
  values: Readonly<Record<string, Spelled>>,
  echoes: Echoes,
): Readonly<Record<string, Spelled | null>> {
  if (echoes === 'absent') return {};
  if (echoes === 'text') return values;
  const told = echoes === 'null' ? () => null : asNumber;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, told(value)]));
}

/** A reference such as `007` or `1E5` would not be the same as a number. */
function asNumber(value: Spelled): Spelled {
  return typeof value === 'string' && /^(0|[1-9]\d*)(\.\d+(E-?\d+)?)?$/.test(value)
    ? new LosslessNumber(value)
    : value;
}

/** The member of a query's answer that lists the refunds, if there are any. */
export function refundInfoOf(order: Order, shapes: AnswerShapes): { readonly refundInfo?: unknown } {
  const list = order.refunds.map((refund) => ({
    refundTransactionId: refund.refundTransactionNo,
    refundReference: refund.refundReference,
    ...refundedAmount(order, refund, shapes),
  }));
  if (list.length === 0) return {};
  if (shapes.refundInfoShape === 'object' && list.length === 1) return { refundInfo: list[0] };
  return { refundInfo: shapes.refundInfoShape === 'text' ? stringify(list) : list };
}

function refundedAmount({ currency }: Order, { amount }: Refund, shapes: AnswerShapes) {
  if (shapes.refundInfoShape !== 'rmb-only') {
    return { refundAmount: spelledAmount(amount, shapes.amountSpelling) };
  }
  const yuan = currency === 'CNY' ? amount : amount * YUAN_PER_UNIT;
  return { refundRmbAmount: spelledAmount(yuan, shapes.amountSpelling) };
}
