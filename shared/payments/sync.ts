import { cancelOrder } from '../pockyt/cancel.ts';
import type { PockytClient } from '../pockyt/client.ts';
import { CredentialsRefusedError, orPockytError, PockytError } from '../pockyt/errors.ts';
import { type OrderKey, type QueryAnswer, tranQuery } from '../pockyt/query.ts';
import { returnCode } from '../pockyt/return-codes.ts';
import type { PockytCredentials } from '../pockyt/secure-pay.ts';
import type { Log } from '../runtime/log.ts';
import type { CredentialsSecret } from '../runtime/pockyt-credentials.ts';
import { failedClaims } from './apply-notice.ts';
import { findRefund, refundRequestsOf } from './apply-refund.ts';
import { applyReport, type Report } from './apply-report.ts';
import type { Discrepancy, Trigger } from './history.ts';
import { holdsMoney, isInFlight, isToBeClosed, isUndecided, type Order, orderId, ownKey } from './order.ts';
import { decisiveOrder, ordersWithMoney, type Payment } from './payment.ts';
import { toldState } from './refunds.ts';
import { ownDueAt, stateDueAt } from './schedule.ts';
import type { PaymentStore } from './store.ts';
import { isDue } from './times.ts';
import type { Change } from './transition.ts';
import { updateWithRetry } from './update.ts';

export interface SyncDeps {
  readonly payments: PaymentStore;
  readonly credentials: CredentialsSecret;
  readonly pockyt: PockytClient;
  readonly now: () => Date;
  readonly log: Log;
}

/** A payment after Pockyt was asked. */
export interface Synced {
  readonly payment: Payment;
  /** Pockyt's last answer, if it came in time and tells anything. */
  readonly answer: QueryAnswer | null;
  readonly discrepancy?: Discrepancy | undefined;
  /** Whether it says that the order can be paid, and so is to be cancelled. */
  readonly isPayable?: boolean | undefined;
}

/** A payment after Pockyt was asked about all that there was to ask. */
export interface AllSynced {
  readonly payment: Payment;
  /** Pockyt's last answer to each question, or null. Empty when there was nothing to ask. */
  readonly answers: readonly (QueryAnswer | null)[];
}

/** Asks Pockyt about one order. Null when it gave no answer that tells anything; that is logged here. */
export async function queryOrder(
  order: Order,
  key: OrderKey,
  { pockyt, credentials, log }: Pick<SyncDeps, 'pockyt' | 'credentials' | 'log'>,
): Promise<QueryAnswer | null> {
  const ask = (signer: PockytCredentials) =>
    orPockytError(tranQuery(pockyt, key, { ...signer, storeNo: order.storeNo }));
  let answer = await ask(await credentials.get());
  if (answer instanceof CredentialsRefusedError) {
    // The token may have been replaced at Pockyt before it was here.
    const [, pending] = (await credentials.others()).find(([version]) => version === 'pending') ?? [];
    if (pending) answer = await ask(pending);
  }
  if (!(answer instanceof PockytError)) return answer;
  const { code } = answer;
  if (answer instanceof CredentialsRefusedError) {
    credentials.forget();
    log('pockyt.credentials_refused', { reference: order.providerReference, code });
    return null;
  }
  logUnanswered(answer, order, log);
  // A number that Pockyt refuses to look up is none of its own.
  const isForeign = 'transactionNo' in key && key.transactionNo !== order.transactionNo;
  return isForeign && code && returnCode(code).outcome === 'refused' ? { kind: 'unknown-order' } : null;
}

/**
 * Asks Pockyt about one order of a payment, by its own number or reference if not said otherwise, and stores what it
 * says before anything else is done.
 */
export async function syncOrder(
  payment: Payment,
  order: Order,
  trigger: Trigger,
  deps: SyncDeps,
  { key = ownKey(order), cancel }: { key?: OrderKey; cancel?: Report['cancel'] } = {},
): Promise<Synced> {
  const askedAt = deps.now();
  const answer = await queryOrder(order, key, deps);
  const report = { orderId: orderId(order), key, answer, askedAt, trigger, ...(cancel && { cancel }) };
  const change = await updateWithRetry(deps, payment, (current, now) => applyReport(current, report, now));
  logChange(change, deps.log);
  const { discrepancy, reason, isPayable } = change;
  return { payment: change.payment, answer: reason ? null : answer, discrepancy, isPayable };
}

/**
 * Closes an order at Pockyt if nobody has paid it. A paid one Pockyt would refund instead, so it is asked immediately
 * before, and again afterwards: between the two the order may have been paid, and what was paid then is refunded.
 *
 * @returns the payment as Pockyt's last answer leaves it.
 */
export async function closeOrder(
  payment: Payment,
  order: Order,
  trigger: Trigger,
  deps: SyncDeps,
): Promise<Synced> {
  const before = await syncOrder(payment, order, trigger, deps, { cancel: 'next' });
  const known = sameOrder(before.payment, order);
  if (!before.isPayable || known === undefined) return before;
  await sendCancel(known, deps);
  return syncOrder(before.payment, known, trigger, deps, { cancel: 'sent' });
}

/**
 * Asks Pockyt about all of a payment that is due, or about all that can be known of it now, and closes what is to be
 * closed. Never makes an order. Safe to be done by several at once, and to be broken off anywhere.
 *
 * @param asked `due`, or `all`: whatever has money, the order by which the payment stands, and every claim.
 */
export async function syncPayment(
  payment: Payment,
  trigger: Trigger,
  deps: SyncDeps,
  asked: 'due' | 'all' = 'all',
): Promise<AllSynced> {
  const now = deps.now();
  const answers: (QueryAnswer | null)[] = [];
  let current = payment;
  const take = (synced: Synced) => {
    current = synced.payment;
    answers.push(synced.answer);
  };
  for (const order of payment.orders) {
    if (isInFlight(order, now) || (asked === 'due' && isSilent(order, now))) continue;
    const isOwnAsked =
      asked === 'due' ? isDue(ownDueAt(order, payment.orders), now) : isOfInterest(order, payment);
    if (isOwnAsked) take(await syncOwn(current, order, trigger, deps, asked));
    for (const { transactionNo, askAt } of order.claims ?? []) {
      const isOwn = transactionNo === order.transactionNo;
      if (isOwn || (asked === 'due' && !isDue(askAt, now))) continue;
      take(await syncOrder(current, order, trigger, deps, { key: { transactionNo } }));
    }
  }
  return { payment: current, answers };
}

function isSilent({ retryAt }: Order, now: Date): boolean {
  return retryAt !== undefined && retryAt > now.toISOString();
}

/** Of an order that Pockyt denied, what it has under the reference would be another's. */
function isOfInterest(order: Order, payment: Payment): boolean {
  const { state, transactionNo, claims = [] } = order;
  if (transactionNo === undefined && (state === 'refused' || state === 'absent')) return false;
  const isClaimed = claims.some((claim) => claim.transactionNo === transactionNo);
  return isClaimed || holdsMoney(order) || order === decisiveOrder(payment);
}

/** Asks about an order; closes it, if it is to be closed and its turn has come. */
function syncOwn(
  payment: Payment,
  order: Order,
  trigger: Trigger,
  deps: SyncDeps,
  asked: 'due' | 'all',
): Promise<Synced> {
  const current = sameOrder(payment, order) ?? order;
  const isTurn = asked === 'all' || isDue(stateDueAt(current, payment.orders), deps.now());
  const closes = isTurn && (isUndecided(current) || isToBeClosed(current, payment.orders));
  return (closes ? closeOrder : syncOrder)(payment, current, trigger, deps);
}

function sameOrder({ orders }: Payment, order: Order): Order | undefined {
  return orders.find((each) => orderId(each) === orderId(order));
}

async function sendCancel(order: Order, { pockyt, credentials, log }: SyncDeps): Promise<void> {
  const signer = { ...(await credentials.get()), storeNo: order.storeNo };
  const error = await orPockytError(cancelOrder(pockyt, ownKey(order), signer));
  if (error) logUnanswered(error, order, log);
}

function logUnanswered({ code, message }: PockytError, { providerReference }: Order, log: Log): void {
  log('pockyt.unanswered', { reference: providerReference, code, reason: message });
}

/** What an operator is told of a write that followed an answer of Pockyt's, or a person's word. */
export function logChange(change: Updated, log: Log): void {
  const { reference, status, paidAfterClose } = change.payment;
  const from = change.before.status;
  const isLate = status === 'paid' && paidAfterClose;
  if (from !== status) log(isLate ? 'payment.paid_late' : 'payment.moved', { reference, from, status });
  logFindings(change, log);
}

/** What else an operator is told of a write that followed an answer: refunds that were found, and what needs a person. */
export function logFindings({ before, payment, discrepancy }: Updated, log: Log): void {
  const { reference, status } = payment;
  for (const request of refundRequestsOf(payment)) {
    const { refundReference, refundAmount, failure } = request;
    const earlier = findRefund(before, refundReference)?.request;
    const state = toldState(request);
    if (earlier === undefined || toldState(earlier) === state) continue;
    if (state === 'done') log('refund.found', { reference, refundReference, amount: refundAmount });
    if (state === 'unknown') log('refund.unknown', { reference, refundReference, reason: failure?.reason });
    // Its money was free since a person said so, and may have gone back by another refund.
    const isOverridden = state === 'done' && earlier.state === 'refused' && earlier.isByWord;
    if (isOverridden) log('payment.contradiction', { reference, status, reason: 'refund-was-made' });
  }
  const money = ordersWithMoney(payment).length;
  if (money > 1 && money > ordersWithMoney(before).length) log('payment.paid_twice', { reference, status });
  const finds = payment.orders
    .filter(({ found }) => found)
    .slice(before.orders.filter(({ found }) => found).length);
  for (const { transactionNo } of finds) log('payment.found', { reference, status, transactionNo });
  if (failedClaims(payment) > failedClaims(before)) log('ipn.unconfirmed', { reference, status });
  if (discrepancy !== undefined) log('payment.contradiction', { reference, status, reason: discrepancy });
}

type Updated = Change & { readonly before: Payment };
