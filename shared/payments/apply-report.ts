import type { OrderKey, QueryAnswer } from '../pockyt/query.ts';
import { providerStatus } from '../pockyt/status-words.ts';
import { toAmount } from '../runtime/money.ts';
import {
  answerAboutAnother,
  answerOwnQuestion,
  isOwnQuestion,
  type Learnt,
  meaningOf,
} from './apply-answer.ts';
import { failedClaims, hasRoom, isReached, orderOfNotice, withDetails } from './apply-notice.ts';
import { afterQuestion, afterSilence, type Claim } from './claim.ts';
import type { HistoryEntry, Trigger } from './history.ts';
import { isInFlight, type Order, orderId } from './order.ts';
import type { Payment } from './payment.ts';
import { refundedHundredths } from './refunds.ts';
import { ASK_AGAIN_MS, after, isDue, silenceEnds } from './times.ts';
import { type Change, recorded, transition, unchanged } from './transition.ts';

/** An answer that is written later than so long after it was asked for tells of another time: it counts as silence. */
const MAX_ANSWER_AGE_MS = 30_000;

/** Pockyt's answer to one question about one order. */
export interface Report {
  /** The order on whose behalf Pockyt was asked. */
  readonly orderId: string;
  /** By what it was asked. */
  readonly key: OrderKey;
  /** Null when Pockyt gave no answer that tells anything. */
  readonly answer: QueryAnswer | null;
  readonly askedAt: Date;
  readonly trigger: Trigger;
  /** Whether the order is cancelled at Pockyt next, if it can be paid, or just was: that call may arrive late. */
  readonly cancel?: 'next' | 'sent';
}

/** What a report makes of a payment. `isPayable` when Pockyt says that the order can be paid, and is to be cancelled. */
export type Reported = Change<'in-flight' | 'not-due' | 'silent'> & { readonly isPayable?: boolean };

/**
 * What an answer of Pockyt's makes of a payment, whoever asked: it changes the order that was asked about, and no other.
 * The status follows from the orders.
 */
export function applyReport(payment: Payment, report: Report, now: Date): Reported {
  const { answer, key, trigger, cancel } = report;
  const askedAt = report.askedAt.toISOString();
  const before = orderOf(payment, report);
  if (before === undefined) return unchanged(payment, 'not-due');
  // While it was under way, only its owner's word counts.
  if (!before.found && askedAt < before.lease.until) return unchanged(payment, 'in-flight');
  const isStale = now.getTime() - report.askedAt.getTime() > MAX_ANSWER_AGE_MS;
  if (answer === null || isStale) return silent(payment, before, report, now);

  const { orders } = payment;
  const { silentSince, retryAt, ...order } = withoutLease(before, now);
  const number = 'transactionNo' in key ? key.transactionNo : undefined;
  const isOwn = isOwnQuestion(order, key, answer);
  // It was asked by its reference, and has another number since.
  if (!isOwn && number === undefined) return unchanged(payment, 'not-due');
  const learnt = isOwn
    ? answerOwnQuestion(order, payment, answer, askedAt)
    : answerAboutAnother(order, payment, answer, askedAt, number as string);
  const isPayable = cancel === 'next' && canBePaid(learnt, answer);
  const next = isPayable ? { ...learnt.order, askAgainAt: after(now, ASK_AGAIN_MS) } : learnt.order;
  const all = orders.map((each) => (each === before ? next : each)).concat(learnt.find ?? []);
  const isContradicted = learnt.discrepancy !== undefined;
  const asked = all
    .map((each) => withDetails(each, claimsUnder(each, orders)))
    .map((each) => withClaimsAsked(each, all, report, isContradicted));

  const isLookedAt = trigger === 'reconciliation' && orders.every((each) => hasRoom(payment, each));
  const current = isLookedAt ? { ...payment, isLookedAt } : payment;
  const entry = entryOf(report, payment, before, learnt, asked);
  const change = entry === undefined ? recorded(current, asked) : transition(current, asked, now, entry);
  const isRepeated = !isOwn && entry !== undefined && isTold(payment, entry);
  const { discrepancy, ...rest } = change;
  return { ...rest, ...(discrepancy && !isRepeated && { discrepancy }), ...(isPayable && { isPayable }) };
}

/** Whether Pockyt said so before: about the number of a claim it is asked time and again. */
function isTold(
  { history }: Payment,
  { order, claim, discrepancy }: Pick<HistoryEntry, 'order' | 'claim' | 'discrepancy'>,
): boolean {
  return history.some(
    (each) =>
      each.source === 'query' &&
      each.order === order &&
      each.discrepancy === discrepancy &&
      each.claim?.transactionNo === claim?.transactionNo,
  );
}

/** Whether Pockyt says of just this order that a customer can pay it, or could until now. */
function canBePaid({ order, discrepancy }: Learnt, answer: QueryAnswer): boolean {
  const isSaid = answer.kind === 'found' && discrepancy === undefined && meaningOf(answer) === 'open';
  return isSaid && (order.state === 'open' || order.state === 'expired');
}

/** Nothing was learnt. What a cancellation did is to be known at once; of a claim on another number, that one waits. */
function silent(payment: Payment, before: Order, report: Report, now: Date): Reported {
  const isSent = report.cancel === 'sent';
  if (!isSent && isOwnQuestion(before, report.key)) {
    return { ...applySilence(payment, now, [before]), reason: 'silent' };
  }
  const next = isSent
    ? { ...before, checks: [now.toISOString(), ...before.checks] }
    : withClaimsAsked(before, payment.orders, { ...report, answer: null }, false);
  const orders = payment.orders.map((each) => (each === before ? next : each));
  return { ...recorded(payment, orders), reason: 'silent' };
}

/** The order that a report is about: the one that has the number by which Pockyt was asked, if one of ours has. */
function orderOf(payment: Payment, { orderId: id, key }: Report): Order | undefined {
  const asked = payment.orders.find((order) => orderId(order) === id);
  if (asked === undefined || 'reference' in key) return asked;
  return orderOfNotice(payment, { reference: asked.providerReference, ...key });
}

/**
 * Nothing was learnt of what was due: it is asked again, the later the longer nothing is.
 *
 * @param asked the orders that it is about; all of them where a check could not be made at all.
 */
export function applySilence(payment: Payment, now: Date, asked = payment.orders): Change<'not-due'> {
  const at = now.toISOString();
  if (!isDue(payment.dueAt, now)) return unchanged(payment, 'not-due');
  const orders = payment.orders.map((before) => {
    if (!asked.includes(before) || isInFlight(before, now)) return before;
    const order = withoutLease(before, now);
    const { silentSince = at } = order;
    return { ...order, silentSince, retryAt: silenceEnds(silentSince, at) };
  });
  const abandoned = orders.find(({ state }, index) => state !== payment.orders[index]?.state);
  if (abandoned === undefined) return recorded(payment, orders);
  const entry = { source: 'create', event: 'lease-expired', order: orderId(abandoned) } as const;
  return transition(payment, orders, now, { ...entry, ...abandoned.failure });
}

/** An order whose owner did not come back in time: what it may have asked Pockyt for is unknown. */
function withoutLease(order: Order, now: Date): Order {
  if (order.state !== 'sending' || isInFlight(order, now)) return order;
  return { ...order, state: 'unknown', failure: { reason: 'abandoned' } };
}

/** The order with the claims that remain: one ends when what it claims is reached, or after its last question. */
function withClaimsAsked(
  order: Order,
  orders: readonly Order[],
  { key, answer, askedAt }: Report,
  isContradicted: boolean,
): Order {
  if (order.claims === undefined) return order;
  const { claims, ...rest } = order;
  let { claimsFailed = 0 } = order;
  const left = claims.flatMap((claim) => {
    const { transactionNo } = claim;
    const named = orders.find(
      (each) => each.transactionNo === transactionNo && each.providerReference === order.providerReference,
    );
    if (named && isReached(claim, named)) return [];
    if (!('transactionNo' in key) || key.transactionNo !== transactionNo) return [claim];
    if (!named && !isContradicted && isSaid(claim, answer)) return [];
    if (answer === null) return afterSilence(claim, askedAt) ?? [];
    const next = afterQuestion(claim, askedAt);
    if (next === undefined) claimsFailed += 1;
    return next ?? [];
  });
  return { ...rest, ...(claimsFailed > 0 && { claimsFailed }), ...(left.length > 0 && { claims: left }) };
}

/** Every claim that was made under an order's reference, on whichever number. */
function claimsUnder({ providerReference }: Order, orders: readonly Order[]): Claim[] {
  const alike = orders.filter((order) => order.providerReference === providerReference);
  return alike.flatMap(({ claims = [] }) => claims);
}

/** Whether Pockyt says of a number that is no order of ours just what the claim does. */
function isSaid({ status }: Claim, answer: QueryAnswer | null): boolean {
  return answer?.kind === 'found' && providerStatus(status) === providerStatus(answer.transaction.status);
}

/** The line of history; undefined where an answer says nothing new. */
function entryOf(
  { answer, trigger }: Report,
  payment: Payment,
  before: Order,
  { order, discrepancy, find }: Learnt,
  orders: readonly Order[],
): Omit<HistoryEntry, 'at' | 'from' | 'to'> | undefined {
  const isFailed = failedClaims({ orders }) > failedClaims(payment);
  const isNews =
    discrepancy !== undefined || find !== undefined || isFailed || newsOf(before) !== newsOf(order);
  if (!isNews) return undefined;
  const { amount, currency, transactionNo } = before;
  const refunded = refundedHundredths(find ?? order);
  const reason = order.state === before.state ? undefined : order.failure?.reason;
  return {
    source: 'query',
    event: find ? 'found' : isFailed ? 'claim-unconfirmed' : 'answer',
    order: orderId(find ?? order),
    trigger,
    ...(answer?.kind === 'found' ? said(answer) : { reason: reason ?? 'unknown-order' }),
    ...(discrepancy && {
      discrepancy,
      expected: { amount, currency, ...(transactionNo && { transactionNo }) },
    }),
    ...(refunded > 0n && { refunded: toAmount(refunded) }),
  };
}

/** All of an order that is worth a line of history when it changes. */
function newsOf(order: Order): string {
  const { state, held, confirming, absence, goneSince, refunds = [], refunded } = order;
  const asked = (order.refundRequests ?? []).map((request) => request.state);
  return JSON.stringify([state, held, confirming, absence, goneSince, refunds, refunded, asked]);
}

function said({ transaction }: Extract<QueryAnswer, { kind: 'found' }>) {
  const { transactionNo, status, amount, currency, transactionType } = transaction;
  const claim = { transactionNo, status, amount, currency };
  return { claim, ...(transactionType !== 'payment' && { transactionType }) };
}
