import { toAmount } from '../runtime/money.ts';
import { findRefund, refundRequestsOf } from './apply-refund.ts';
import { holdsMoney } from './order.ts';
import { decisiveOrder, type Payment, refundedInAll } from './payment.ts';
import { type RefundRequest, refundedHundredths, toldState } from './refunds.ts';

/**
 * What the outside is told of a write: attributes of the stored item, all of them text, present exactly when the write
 * is an event. The stream's pipe can neither compare two images nor leave a field out, so everything stands here.
 * docs/events.md has the schema. Nothing about the shopper is in it.
 */
export interface EventAttributes {
  readonly eventType: 'PaymentStatusChanged' | 'PaymentRefundChanged';
  /** The same for the same event, whatever is written to the item later by hand. */
  readonly eventId: string;
  /** Of the write that is the event. */
  readonly eventVersion: string;
  readonly eventAt: string;
  readonly eventFrom: string;
  readonly eventTransactionNo: string;
  readonly eventPaidAfterClose: 'true' | 'false';
  /** The refund that changed; empty where none did, or where Pockyt gives no name. */
  readonly eventRefundReference: string;
  readonly eventRefundStatus: string;
  /** What was given back for certain, in all. */
  readonly eventRefunded: string;
}

/** What a write tells the outside: a status that changed, or money that moved though the status stayed. */
export function eventOf(before: Payment, after: Payment): EventAttributes | undefined {
  const isTransition = after.status !== before.status && after.status !== 'creating';
  const refund = refundRequestsOf(after).find((request) => isNews(before, request));
  const isMoved = moneyOf(before) !== moneyOf(after);
  if (!isTransition && refund === undefined && !isMoved) return undefined;
  const version = String(before.version + 1);
  return {
    eventType: isTransition ? 'PaymentStatusChanged' : 'PaymentRefundChanged',
    eventId: `${after.reference}#${version}`,
    eventVersion: version,
    eventAt: after.updatedAt,
    eventFrom: before.status,
    eventTransactionNo: decisiveOrder(after).transactionNo ?? '',
    eventPaidAfterClose: after.paidAfterClose ? 'true' : 'false',
    eventRefundReference: refund?.refundReference ?? '',
    eventRefundStatus: refund?.state ?? '',
    eventRefunded: toAmount(refundedInAll(after)),
  };
}

/** Which orders have money or had it, and what went back of each. */
function moneyOf({ orders }: Payment): string {
  const held = orders.filter((order) => order.held);
  return JSON.stringify(held.map((order) => [holdsMoney(order), String(refundedHundredths(order))]));
}

/** A refund that has come to an outcome. That it is reserved is nobody's business yet. */
function isNews(before: Payment, request: RefundRequest): boolean {
  const earlier = findRefund(before, request.refundReference)?.request;
  return request.state !== 'reserved' && (earlier && toldState(earlier)) !== toldState(request);
}
