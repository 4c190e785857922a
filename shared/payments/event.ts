import { toAmount } from '../money.ts';
import { decisiveAttempt, type Payment } from './payment.ts';
import { type RefundRequest, refundedHundredths, refundRequestsOf } from './refunds.ts';

/**
 * What the outside is told of a write: attributes of the stored item, all of them text, present exactly when the write
 * is an event. The stream's pipe can neither compare two images nor leave a field out, so everything stands here.
 * docs/events.md has the schema. Nothing about the shopper is in it.
 */
export interface EventAttributes {
  readonly eventType: 'PaymentStatusChanged' | 'PaymentRefundChanged';
  readonly eventAt: string;
  readonly eventFrom: string;
  readonly eventTransactionNo: string;
  readonly eventLate: 'true' | 'false';
  /** The refund that changed; empty where none did, or where Pockyt gives no name. */
  readonly eventRefundReference: string;
  readonly eventRefundStatus: string;
  /** What was given back for certain, in all. */
  readonly eventRefunded: string;
}

/** What a write tells the outside: a status that moved, or a refund that did. Undefined for every other write. */
export function eventOf(before: Payment, after: Payment): EventAttributes | undefined {
  const moved = after.status !== before.status && after.status !== 'creating';
  const refund = refundRequestsOf(after).find((request) => isNews(before, request));
  const refunded = refundedHundredths(after);
  if (!moved && refund === undefined && refunded === refundedHundredths(before)) return undefined;
  return {
    eventType: moved ? 'PaymentStatusChanged' : 'PaymentRefundChanged',
    eventAt: after.updatedAt,
    eventFrom: before.status,
    eventTransactionNo: decisiveAttempt(after).transactionNo ?? '',
    eventLate: after.late ? 'true' : 'false',
    eventRefundReference: refund?.refundReference ?? '',
    eventRefundStatus: refund?.state ?? '',
    eventRefunded: toAmount(refunded),
  };
}

/** A refund that has come to an outcome. That it is reserved is nobody's business yet. */
function isNews(before: Payment, { refundReference, state }: RefundRequest): boolean {
  const earlier = refundRequestsOf(before).find((request) => request.refundReference === refundReference);
  return state !== 'reserved' && earlier?.state !== state;
}
