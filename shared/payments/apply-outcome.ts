import type { Link } from '../pockyt/secure-pay.ts';
import type { Failure } from './lease.ts';
import { isInFlight, type Order, orderId, raise } from './order.ts';
import {
  type CreateInput,
  canRetryCreate,
  keptOrders,
  newOrder,
  nextReference,
  type Payment,
} from './payment.ts';
import { type Change, transition, unchanged, withOrder } from './transition.ts';

/** What became of our own call for an order. */
export type Outcome =
  | { readonly kind: 'link'; readonly link: Link; readonly failure?: undefined }
  | { readonly kind: 'refused' | 'unknown'; readonly link?: undefined; readonly failure: Failure };

const EVENTS = { link: 'link', refused: 'refused', unknown: 'unknown-outcome' } as const;

/**
 * The outcome of our own call, told by whoever made it. Within the lease it is the order's state; after it, it is a report
 * like any other: no link is stored and the number does not change.
 */
export function applyOutcome(payment: Payment, owner: string, outcome: Outcome, now: Date): Change {
  const order = payment.orders.find(({ lease }) => lease.owner === owner);
  if (order === undefined) return unchanged(payment);
  const { link, failure } = outcome;
  const isInTime = isInFlight(order, now);
  const state = link ? 'open' : outcome.kind === 'refused' ? 'refused' : 'unknown';
  const next: Order = {
    ...raise(order, state),
    ...(isInTime && { lease: { owner, until: now.toISOString() } }),
    ...(isInTime && link && { link, transactionNo: link.transactionNo }),
    ...(failure && { failure }),
  };
  const { orders } = withOrder(payment, orderId(order), next);
  const entry = { source: 'create', event: EVENTS[outcome.kind], order: orderId(order) } as const;
  const late = isInTime ? {} : { reason: 'lease-expired' };
  return transition(payment, orders, now, { ...entry, ...failure, ...late });
}

/**
 * A further order for a payment of which nothing can be paid. The caller's fields may be corrected; what was learnt
 * stays.
 */
export function startFurtherOrder(payment: Payment, input: CreateInput, now: Date): Change {
  const providerReference = nextReference(payment);
  if (!canRetryCreate(payment) || providerReference === undefined) return unchanged(payment);
  const { order: _, lease: __, ...demanded } = input;
  const reused = payment.orders.find((each) => !each.found && each.providerReference === providerReference);
  const { claims, claimsFailed } = reused ?? {};
  const order = { ...newOrder(providerReference, input, now), claims, claimsFailed };
  const orders = keptOrders([...payment.orders.filter((each) => each !== reused), order]);
  // Notices may have come for the new reference before it was ours.
  const { isLookedAt, ...rest } = payment;
  const next = { ...rest, ...demanded, returnKey: payment.returnKey ?? input.returnKey };
  const entry = { source: 'create', event: 'requested', order: providerReference } as const;
  return transition(next, orders, now, entry);
}
