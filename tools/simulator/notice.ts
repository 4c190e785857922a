import { amountText } from './money.ts';
import type { Order, Refund } from './orders.ts';
import { pockytTime } from './pockyt-time.ts';
import { type Parameters, signatureOf } from './signature.ts';

/** The mode that a merchant chooses in Pockyt's portal. */
export type NoticeFormat = 'form' | 'json';

const CONTENT_TYPES: Readonly<Record<NoticeFormat, string>> = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
};

/** What a notice says otherwise than its order: for forgeries and for contradictions. */
export interface NoticeChanges {
  readonly status?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly transactionNo?: string;
  readonly reference?: string;
  /** Any fields, by name; undefined leaves one out. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
  /** The token to sign with. */
  readonly token?: string;
  /** The signature itself; null for none. */
  readonly verifySign?: string | null;
  readonly format?: NoticeFormat;
}

/** A notice as it is posted. */
export interface NoticeMessage {
  readonly contentType: string;
  readonly body: string;
}

/** The fields of a payment's notice, unsigned. What is not set is absent, as in the published example. */
export function noticeFields(order: Order): Parameters {
  const { vendorId } = order;
  const { note } = order.parameters;
  return {
    transactionNo: order.transactionNo,
    status: order.status,
    amount: amountText(order.amount),
    currency: order.currency,
    settleCurrency: order.settleCurrency,
    time: pockytTime(order.changedAt),
    reference: order.reference,
    ...(vendorId !== undefined && { vendorId }),
    ...(note !== undefined && { note }),
  };
}

/** The fields of a refund's notice, unsigned. Pockyt publishes none of them: these are the refund answer's. */
export function refundNoticeFields(order: Order, refund: Refund, now: Date): Parameters {
  return {
    transactionNo: order.transactionNo,
    refundTransactionNo: refund.refundTransactionNo,
    refundReference: refund.refundReference,
    refundAmount: amountText(refund.amount),
    amount: amountText(order.amount),
    currency: order.currency,
    settleCurrency: order.settleCurrency,
    reference: order.reference,
    status: 'success',
    time: pockytTime(now),
  };
}

/** A notice with the fields as changed, signed over exactly what is sent. */
export function noticeMessage(fields: Parameters, token: string, changes: NoticeChanges = {}): NoticeMessage {
  const { fields: others, token: otherToken, verifySign, format = 'form', ...named } = changes;
  const changed = present({ ...fields, ...named, ...others });
  const signature = verifySign === undefined ? signatureOf(changed, otherToken ?? token) : verifySign;
  const signed = signature === null ? changed : { ...changed, verifySign: signature };
  const body = format === 'json' ? JSON.stringify(signed) : new URLSearchParams(signed).toString();
  return { contentType: CONTENT_TYPES[format], body };
}

function present(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}
