import { sameAmount } from '#shared/money.ts';
import { findRefund } from '#shared/payments/apply-refund.ts';
import type { Resolution } from '#shared/payments/history.ts';
import { type Order, orderId } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { resolvableAt, resolveOrder, resolveRefund, type Unresolved } from '#shared/payments/resolve.ts';
import { queryOrder, type SyncDeps, syncOrder } from '#shared/payments/sync.ts';
import { updateWithRetry } from '#shared/payments/update.ts';
import { withBudget } from '#shared/pockyt/client.ts';
import type { ResolutionFields } from './request.ts';

/** What became of a person's word on an unknown outcome. */
export type ResolutionResult =
  | { readonly kind: 'resolved'; readonly payment: Payment }
  | { readonly kind: 'too-early'; readonly seconds: number }
  /** Pockyt was asked and did not answer; nothing was changed. */
  | { readonly kind: 'unanswered' }
  | { readonly kind: Exclude<Unresolved, 'too-early'>; readonly payment: Payment };

/**
 * Ends an outcome that nobody knows by what a person saw in Pockyt's portal. Pockyt is asked in the same request: `made`
 * is believed only if it says so of the number, and `not-made` only while it does not contradict.
 */
export async function resolveUnknownOrder(
  payment: Payment,
  providerReference: string,
  fields: ResolutionFields,
  by: string | undefined,
  given: SyncDeps,
): Promise<ResolutionResult> {
  const deps = { ...given, pockyt: withBudget(given.pockyt, given.now) };
  const named = payment.orders.find((order) => orderId(order) === providerReference);
  if (named?.state !== 'unknown') return { kind: 'nothing-to-resolve', payment };
  const early = secondsUntil(resolvableAt(named), deps);
  if (early > 0) return { kind: 'too-early', seconds: early };

  const { payment: current, answer: own } = await syncOrder(payment, named, 'resolution', deps);
  if (own === null) return { kind: 'unanswered' };
  const order = current.orders.find((each) => orderId(each) === providerReference) as Order;
  if (order.state !== 'unknown') {
    const isSo = (order.transactionNo ?? undefined) === fields.transactionNo;
    return { kind: isSo ? 'resolved' : 'contradicted', payment: current };
  }
  const { transactionNo } = fields;
  const askedAt = deps.now().toISOString();
  const answer = transactionNo ? await queryOrder(order, { transactionNo }, deps) : undefined;
  if (answer === null) return { kind: 'unanswered' };
  const made = transactionNo && answer ? { transactionNo, answer, askedAt } : undefined;
  const word = wordOf(fields, by);
  const { payment: after, reason } = await updateWithRetry(deps, current, (each, now) =>
    resolveOrder(each, providerReference, word, made, now),
  );
  return resultOf(after, reason);
}

/** The same for a refund, which is looked for in Pockyt's list of its order first. */
export async function resolveUnknownRefund(
  payment: Payment,
  refundReference: string,
  fields: ResolutionFields,
  by: string | undefined,
  given: SyncDeps,
): Promise<ResolutionResult> {
  const deps = { ...given, pockyt: withBudget(given.pockyt, given.now) };
  const found = findRefund(payment, refundReference);
  if (found?.request.state !== 'unknown') return { kind: 'nothing-to-resolve', payment };
  const early = secondsUntil(resolvableAt({ sentAt: found.request.requestedAt }), deps);
  if (early > 0) return { kind: 'too-early', seconds: early };

  const { payment: current, answer: own } = await syncOrder(payment, found.order, 'resolution', deps);
  if (own === null) return { kind: 'unanswered' };
  if (findRefund(current, refundReference)?.request.state === 'done') {
    return { kind: fields.outcome === 'made' ? 'resolved' : 'contradicted', payment: current };
  }
  const { transactionNo } = fields;
  if (transactionNo) {
    const answer = await queryOrder(found.order, { transactionNo }, deps);
    if (answer === null) return { kind: 'unanswered' };
    const { refundAmount } = found.request;
    const isSaid =
      answer.kind === 'found' &&
      answer.transaction.transactionType === 'refund' &&
      answer.transaction.transactionNo === transactionNo &&
      sameAmount(answer.transaction.amount, refundAmount);
    if (!isSaid) return { kind: 'contradicted', payment: current };
  }
  const word = wordOf(fields, by);
  const { payment: after, reason } = await updateWithRetry(deps, current, (each, now) =>
    resolveRefund(each, refundReference, word, transactionNo, now),
  );
  return resultOf(after, reason);
}

function wordOf({ outcome, seen }: ResolutionFields, by: string | undefined): Resolution {
  return { outcome, seen, ...(by && { by }) };
}

function secondsUntil(time: string, { now }: Pick<SyncDeps, 'now'>): number {
  return Math.ceil((Date.parse(time) - now().getTime()) / 1000);
}

function resultOf(payment: Payment, reason: Unresolved | undefined): ResolutionResult {
  if (reason === undefined) return { kind: 'resolved', payment };
  // It was old enough before; somebody else was faster.
  return { kind: reason === 'too-early' ? 'nothing-to-resolve' : reason, payment };
}
