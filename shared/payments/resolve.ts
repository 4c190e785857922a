import type { QueryAnswer } from '../pockyt/tran-query.ts';
import { answerOwnQuestion } from './apply-answer.ts';
import { findRefund } from './apply-refund.ts';
import type { Resolution } from './history.ts';
import { type Order, orderId } from './order.ts';
import type { Payment } from './payment.ts';
import { after, HOUR_MS } from './times.ts';
import { type Change, transition, unchanged, withOrder } from './transition.ts';

/** How long after it was sent an outcome may be resolved by a person. Until then Pockyt may still tell. */
const RESOLVE_AFTER_MS = HOUR_MS;

/**
 * Why a person's word changed nothing: there is no unknown outcome of that name, it is too early, or Pockyt says
 * otherwise.
 */
export type Unresolved = 'nothing-to-resolve' | 'too-early' | 'contradicted';

/** When an unknown outcome may be resolved by a person. */
export function resolvableAt({ sentAt }: { readonly sentAt: string }): string {
  return after(sentAt, RESOLVE_AFTER_MS);
}

/**
 * A person's word that there is no order, after Pockyt was asked and knew of none; or that there is one, of this number,
 * which is believed if Pockyt says of that number that it is just this order.
 *
 * @param made what Pockyt said of the number; undefined where the word is that there is no order.
 */
export function resolveOrder(
  payment: Payment,
  id: string,
  resolution: Resolution,
  made:
    | { readonly transactionNo: string; readonly answer: QueryAnswer; readonly askedAt: string }
    | undefined,
  now: Date,
): Change<Unresolved> {
  const order = payment.orders.find((each) => orderId(each) === id);
  if (order?.state !== 'unknown') return unchanged(payment, 'nothing-to-resolve');
  if (now.toISOString() < resolvableAt(order)) return unchanged(payment, 'too-early');
  const next: Order | undefined = made
    ? confirmed(order, payment, made)
    : { ...order, state: 'absent', failure: { reason: 'resolved-by-a-person' } };
  if (next === undefined) return unchanged(payment, 'contradicted');
  const { orders } = withOrder(payment, id, next);
  return transition(payment, orders, now, { source: 'person', event: 'resolved', order: id, resolution });
}

/** The order with its number, as Pockyt has it; undefined when Pockyt does not say that it is this order. */
function confirmed(
  order: Order,
  { orders, paidChecks }: Payment,
  { transactionNo, answer, askedAt }: { transactionNo: string; answer: QueryAnswer; askedAt: string },
): Order | undefined {
  const isAnothers = orders.some((other) => other.transactionNo === transactionNo);
  if (isAnothers || answer.kind === 'unknown-order') return undefined;
  const learnt = answerOwnQuestion({ ...order, transactionNo }, orders, answer, askedAt, paidChecks);
  return learnt.discrepancy === undefined ? learnt.order : undefined;
}

/**
 * A person's word on a refund: `made` keeps its money counted, `not-made` sets it free. The status stays as Pockyt's list
 * has it, and a later list overrides the word.
 */
export function resolveRefund(
  payment: Payment,
  refundReference: string,
  resolution: Resolution,
  refundTransactionNo: string | undefined,
  now: Date,
): Change<Unresolved> {
  const found = findRefund(payment, refundReference);
  if (found?.request.state !== 'unknown') return unchanged(payment, 'nothing-to-resolve');
  const { order, request } = found;
  if (now.toISOString() < resolvableAt({ sentAt: request.requestedAt }))
    return unchanged(payment, 'too-early');
  const { failure, lease, ...rest } = request;
  const isMade = resolution.outcome === 'made';
  const resolved = {
    ...rest,
    state: isMade ? ('done' as const) : ('refused' as const),
    isByWord: true as const,
    ...(isMade ? { refundTransactionNo } : { failure: { reason: 'resolved-by-a-person' } }),
  };
  const refundRequests = order.refundRequests?.map((each) => (each === request ? resolved : each));
  const { orders } = withOrder(payment, orderId(order), { refundRequests });
  const { refundAmount } = request;
  return transition(payment, orders, now, {
    source: 'person',
    event: 'resolved',
    order: orderId(order),
    refund: { refundReference, refundAmount },
    resolution,
  });
}
