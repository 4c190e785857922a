import { meaningOf } from '#shared/payments/apply-answer.ts';
import {
  applyRefundOutcome,
  findRefund,
  type NotReserved,
  type RefundOutcome,
  reserveRefund,
} from '#shared/payments/apply-refund.ts';
import { callUnderLease, failedOutcome, type Lease, newLease, reportFailed } from '#shared/payments/lease.ts';
import { isOf, type Order, orderId } from '#shared/payments/order.ts';
import { decisiveOrder, ordersWithMoney, type Payment } from '#shared/payments/payment.ts';
import { isEnded, isUnderWay, type RefundRequest } from '#shared/payments/refunds.ts';
import { type SyncDeps, syncOrder, syncPayment } from '#shared/payments/sync.ts';
import { updateWithRetry } from '#shared/payments/update.ts';
import { BUDGET_MS, DEADLINE_MS, withBudget } from '#shared/pockyt/client.ts';
import { PockytError } from '#shared/pockyt/errors.ts';
import { refundOrder, refundParameters } from '#shared/pockyt/refund.ts';
import type { PockytCredentials } from '#shared/pockyt/secure-pay.ts';
import { sameAmount } from '#shared/runtime/money.ts';
import type { RefundFields } from './request.ts';

export interface RefundDeps extends SyncDeps {
  readonly randomId: () => string;
}

/** What became of a request for a refund. */
export type RefundResult =
  /** Pockyt has given the money back, and it is stored. */
  | { readonly kind: 'made'; readonly payment: Payment; readonly request: RefundRequest }
  /** The same was asked before, and Pockyt has given the money back. */
  | { readonly kind: 'repeated'; readonly payment: Payment; readonly request: RefundRequest }
  /** Somebody is asking Pockyt for it at this moment. */
  | { readonly kind: 'in-flight' }
  /** An earlier request may have given the money back; nothing was sent. */
  | { readonly kind: 'unknown' }
  /** The refundReference belongs to a refund of another amount, or of another order. */
  | { readonly kind: 'reused' }
  /** Money is in more than one order, or not in the one that was named. */
  | { readonly kind: 'order-unclear'; readonly transactionNos: readonly string[] }
  /** The payment is not paid, or not any more. */
  | { readonly kind: 'not-paid'; readonly payment: Payment }
  /** Pockyt did not say that the payment is paid, and what was refunded before; nothing was sent. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'exceeds-the-payment'; readonly payment: Payment; readonly order: Order }
  | { readonly kind: 'too-many-refunds'; readonly payment: Payment }
  /** This request failed; `error` says whether money was given back. */
  | { readonly kind: 'failed'; readonly error: PockytError };

/**
 * Gives a paid payment's money back, in part or in full, once for each `refundReference`, however often it is asked for.
 *
 * Pockyt is asked first what it has refunded already, since its portal refunds too. The money is reserved before Pockyt
 * hears of the refund, so that refunds together never give back more than was paid, and what came of it is stored before
 * anybody is told. A refund of which nobody knows what became is never sent again.
 */
export async function refund(
  payment: Payment,
  fields: RefundFields,
  keyName: string | undefined,
  given: RefundDeps,
): Promise<RefundResult> {
  const deps = { ...given, pockyt: withBudget(given.pockyt, given.now) };
  const begun = deps.now().getTime();
  const { refundReference, refundAmount, transactionNo } = fields;
  // Before anything is reserved: what is reserved and never sent would count until its lease ends.
  const signer = await deps.credentials.get();
  const { payment: earlier, isSilent } = await withEarlier(payment, refundReference, deps);
  if (isTaken(earlier, refundReference)) return describeExisting(earlier, fields, deps);

  const order = orderToRefund(earlier, transactionNo);
  // What was taken back stays so; of everything else Pockyt may know that it is paid.
  const isUnsure = isSilent && earlier.status !== 'reversed';
  if ('kind' in order) return order.kind === 'not-paid' && isUnsure ? { kind: 'unconfirmed' } : order;
  const { payment: current, answer, discrepancy } = await syncOrder(earlier, order, 'refund', deps);
  if (answer?.kind !== 'found' || discrepancy || meaningOf(answer) !== 'paid') {
    const isPaid = ordersWithMoney(current).some((each) => orderId(each) === orderId(order));
    return isPaid ? { kind: 'unconfirmed' } : { kind: 'not-paid', payment: current };
  }
  // What is left of the budget must do for the whole of Pockyt's answer.
  if (deps.now().getTime() - begun > BUDGET_MS - DEADLINE_MS) return { kind: 'unconfirmed' };
  const lease = newLease(deps.randomId(), deps.now());
  const request = { refundReference, refundAmount, ...(keyName && { requestedBy: keyName }), lease };
  const reserve = (each: Payment, now: Date) => reserveRefund(each, orderId(order), request, now);
  const { payment: reserved, reason } = await updateWithRetry(deps, current, reserve);
  // Ours by its owner, even where it reads as somebody's before us.
  const isOurs = findRefund(reserved, refundReference)?.request.lease?.owner === lease.owner;
  if (isOurs) return send(reserved, fields, lease, signer, given);
  if (isTaken(reserved, refundReference)) return describeExisting(reserved, fields, deps);
  return { kind: reason as Exclude<NotReserved, 'taken'>, payment: reserved, order };
}

/**
 * The payment, after Pockyt was asked if nobody knows what became of this refund, or if there is nothing to refund; and
 * whether it left a question unanswered.
 */
async function withEarlier(
  payment: Payment,
  refundReference: string,
  deps: RefundDeps,
): Promise<{ payment: Payment; isSilent: boolean }> {
  const earlier = findRefund(payment, refundReference);
  // Money may have come of which no notice told.
  if (earlier === undefined && ordersWithMoney(payment).length === 0) {
    const { payment: asked, answers } = await syncPayment(payment, 'refund', deps);
    return { payment: asked, isSilent: answers.includes(null) };
  }
  const at = deps.now().toISOString();
  if (!earlier || isEnded(earlier.request) || isUnderWay(earlier.request, at)) {
    return { payment, isSilent: false };
  }
  const { payment: asked, answer } = await syncOrder(payment, earlier.order, 'refund', deps);
  return { payment: asked, isSilent: answer === null };
}

/** Whether the payment has this refund already. One that Pockyt has refused may be asked for anew. */
function isTaken(payment: Payment, refundReference: string): boolean {
  const state = findRefund(payment, refundReference)?.request.state;
  return state !== undefined && state !== 'refused';
}

/** How a refund stands that is not ours to make. The same amount in another spelling is the same refund. */
function describeExisting(payment: Payment, fields: RefundFields, { now, log }: RefundDeps): RefundResult {
  const { reference } = payment;
  const { refundReference } = fields;
  const { request, order } = findRefund(payment, refundReference) as { request: RefundRequest; order: Order };
  const isSameOrder = [undefined, order.transactionNo].includes(fields.transactionNo);
  if (!isSameOrder || !sameAmount(request.refundAmount, fields.refundAmount)) {
    log('refund.conflict', { reference, refundReference });
    return { kind: 'reused' };
  }
  log('refund.repeated', { reference, refundReference });
  if (request.state === 'done') return { kind: 'repeated', payment, request };
  return { kind: isUnderWay(request, now().toISOString()) ? 'in-flight' : 'unknown' };
}

/** The order whose money goes back: the one that was named, or the only one that has money. */
function orderToRefund(payment: Payment, transactionNo: string | undefined): Order | RefundResult {
  const paid = ordersWithMoney(payment);
  const named = paid.filter((order) => order.transactionNo === transactionNo);
  const isClear = transactionNo === undefined && paid.length === 1 && isOf(paid[0] as Order, payment.request);
  const order = isClear ? paid[0] : named[0];
  if (order !== undefined) return order;
  if (paid.length > 0) {
    return { kind: 'order-unclear', transactionNos: paid.map((each) => each.transactionNo as string) };
  }
  const decisive = decisiveOrder(payment);
  const isSpent = decisive.state === 'paid' && decisive.held;
  return isSpent ? { kind: 'exceeds-the-payment', payment, order: decisive } : { kind: 'not-paid', payment };
}

/** Asks Pockyt for the refund, once, and stores what came of it before anybody is told. */
async function send(
  reserved: Payment,
  { refundReference, refundAmount }: RefundFields,
  lease: Lease,
  signer: PockytCredentials,
  deps: RefundDeps,
): Promise<RefundResult> {
  const { pockyt, now, log } = deps;
  const { reference, request } = reserved;
  const { settleCurrency } = request;
  const { order } = findRefund(reserved, refundReference) as { order: Order };
  const { storeNo, currency } = order;
  // Known of every order that is paid.
  const transactionNo = order.transactionNo as string;
  const fields = { refundReference, refundAmount, currency, settleCurrency, transactionNo };
  const parameters = refundParameters(fields, { ...signer, storeNo });
  const result = await callUnderLease(lease, now(), () => refundOrder(pockyt, parameters));
  const isMade = result !== null && !(result instanceof PockytError);
  const told: RefundOutcome = isMade ? { kind: 'done', refund: result } : failedOutcome(result);

  const outcome = { refundReference, owner: lease.owner, outcome: told };
  const { payment } = await updateWithRetry(deps, reserved, (current, at) =>
    applyRefundOutcome(current, outcome, at),
  );
  const stored = findRefund(payment, refundReference)?.request;
  const seen = { reference, refundReference, amount: refundAmount, currency };
  // It may be done though our answer does not say so: somebody else has asked Pockyt meanwhile.
  if (stored?.state === 'done') {
    log('refund.made', seen);
    return { kind: 'made', payment, request: stored };
  }
  if (!(result instanceof PockytError)) return { kind: 'unknown' };
  reportFailed(result, { unknown: 'refund.unknown', refused: 'refund.refused' }, seen, deps);
  return { kind: 'failed', error: result };
}
