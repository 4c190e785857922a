import type { MadeRefund } from '../pockyt/refund.ts';
import { sameAmount, toHundredths } from '../runtime/money.ts';
import type { Failure, Lease } from './lease.ts';
import { type Order, orderId } from './order.ts';
import type { Payment } from './payment.ts';
import { isAlike, MAX_REFUNDS, otherRefunds, type RefundRequest, refundableHundredths } from './refunds.ts';
import { type Change, transition, unchanged, withOrder } from './transition.ts';

/** What became of our own call for a refund. */
export type RefundOutcome =
  | { readonly kind: 'done'; readonly refund: MadeRefund; readonly failure?: undefined }
  | { readonly kind: 'refused' | 'unknown'; readonly failure: Failure };

/** The refunds that were asked for here, refused ones included, each with its order. */
export function refundRequestsOf({ orders }: Pick<Payment, 'orders'>): RefundRequest[] {
  return orders.flatMap(({ refundRequests = [] }) => refundRequests);
}

/** The refund of this name, and the order that it counts against. */
export function findRefund(
  { orders }: Payment,
  refundReference: string,
): { order: Order; request: RefundRequest } | undefined {
  for (const order of orders) {
    const request = order.refundRequests?.find((each) => each.refundReference === refundReference);
    if (request) return { order, request };
  }
  return undefined;
}

/** Why no money could be reserved for a refund. */
export type NotReserved = 'taken' | 'reused' | 'not-paid' | 'exceeds-the-payment' | 'too-many-refunds';

/** Reserves the money, before Pockyt hears of it, so that no two refunds together give back more than was paid. */
export function reserveRefund(
  payment: Payment,
  orderName: string,
  {
    lease,
    ...request
  }: Pick<RefundRequest, 'refundReference' | 'refundAmount' | 'requestedBy'> & { lease: Lease },
  now: Date,
): Change<NotReserved> {
  const { refundReference, refundAmount } = request;
  const earlier = findRefund(payment, refundReference);
  const order = payment.orders.find((each) => orderId(each) === orderName);
  if (earlier !== undefined && earlier.request.state !== 'refused') return unchanged(payment, 'taken');
  if (order?.state !== 'paid' || !order.held) return unchanged(payment, 'not-paid');
  // Pockyt may have made it already: for another system, or before a restore.
  const made = order.refunds?.find((refund) => refund.refundReference === refundReference);
  if (made?.refundAmount && !sameAmount(made.refundAmount, refundAmount)) return unchanged(payment, 'reused');
  const asked = toHundredths(refundAmount);
  if (asked === null || (made === undefined && asked > refundableHundredths(order))) {
    return unchanged(payment, 'exceeds-the-payment');
  }
  const others = refundRequestsOf(payment).filter((each) => each !== earlier?.request);
  if (others.length >= MAX_REFUNDS) return unchanged(payment, 'too-many-refunds');
  const listedBefore = otherRefunds(order).filter((refund) => isAlike(refund, request)).length;
  const reserved: RefundRequest = {
    ...request,
    ...(made ? { state: 'done' } : { state: 'reserved', lease }),
    requestedAt: now.toISOString(),
    ...(listedBefore > 0 && { listedBefore }),
  };
  // What Pockyt refused may be asked for anew, of another order even.
  const orders = payment.orders.map((each) => {
    const kept = each.refundRequests?.filter(({ refundReference: name }) => name !== refundReference);
    return { ...each, refundRequests: each === order ? [...(kept ?? []), reserved] : kept };
  });
  return transition(payment, orders, now, {
    source: 'refund',
    event: 'refund-requested',
    order: orderName,
    refund: { refundReference, refundAmount },
  });
}

/** The outcome of our own call for a refund, told by its owner. Only a definite refusal sets the money free again. */
export function applyRefundOutcome(
  payment: Payment,
  { refundReference, owner, outcome }: { refundReference: string; owner: string; outcome: RefundOutcome },
  now: Date,
): Change {
  const found = findRefund(payment, refundReference);
  if (found?.request.lease?.owner !== owner || found.request.state === 'done') return unchanged(payment);
  const { order, request } = found;
  const { failure, lease, ...rest } = request;
  const ended: RefundRequest = {
    ...rest,
    state: outcome.kind,
    ...(outcome.kind === 'unknown' && { lease: { owner, until: now.toISOString() } }),
    ...(outcome.kind === 'done' ? outcome.refund : { failure: outcome.failure }),
  };
  const refundRequests = order.refundRequests?.map((each) => (each === request ? ended : each));
  const { refundAmount } = request;
  return transition(payment, withOrder(payment, orderId(order), { refundRequests }).orders, now, {
    source: 'refund',
    event: `refund-${outcome.kind}`,
    order: orderId(order),
    refund: { refundReference, refundAmount },
    ...outcome.failure,
  });
}
