import { toAmount } from '../money.ts';
import { providerStatus } from '../pockyt/status-words.ts';
import type { OrderKey, QueryAnswer } from '../pockyt/tran-query.ts';
import { answerAboutAnother, answerOwnQuestion, isOwnQuestion, type Learnt } from './apply-answer.ts';
import { afterQuestion, type Claim } from './claim.ts';
import { isReached } from './claims.ts';
import type { HistoryEntry, Trigger } from './history.ts';
import { isInFlight, type Order, orderId } from './order.ts';
import type { Payment } from './payment.ts';
import { refundedHundredths } from './refunds.ts';
import { ASK_AGAIN_MS, after, silenceEnds } from './schedule.ts';
import { type Change, recorded, transition, unchanged, withOrder } from './transition.ts';

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

/**
 * What an answer of Pockyt's makes of a payment, whoever asked: it changes the order that was asked about, and no other.
 * The status follows from the orders.
 */
export function applyReport(payment: Payment, report: Report, now: Date): Change<'in-flight' | 'not-due'> {
  const { answer, key, trigger, cancel } = report;
  const askedAt = report.askedAt.toISOString();
  const before = orderOf(payment, report);
  if (before === undefined) return unchanged(payment, 'not-due');
  // While it was under way, only its owner's word counts.
  if (!before.found && askedAt < before.lease.until) return unchanged(payment, 'in-flight');
  const isStale = now.getTime() - report.askedAt.getTime() > MAX_ANSWER_AGE_MS;
  if (answer === null || isStale) {
    if (cancel !== 'sent') return applySilence(payment, now, (order) => order === before);
    // What the cancellation did is to be known at once.
    const { orders } = withOrder(payment, orderId(before), { checks: [askedAt, ...before.checks] });
    return recorded(payment, orders);
  }

  const { orders, paidChecks } = payment;
  const { silentSince, retryAt, ...order } = withoutLease(before, now);
  const learnt =
    isOwnQuestion(order, key) || !('transactionNo' in key)
      ? answerOwnQuestion(order, orders, answer, askedAt, paidChecks)
      : answerAboutAnother(order, orders, answer, key.transactionNo, askedAt, paidChecks);
  const asked = withClaimsAsked(learnt, key, answer, report.askedAt);
  const isCancelled = cancel === 'next' && (asked.state === 'open' || asked.state === 'expired');
  const next = isCancelled ? { ...asked, askAgainAt: after(now, ASK_AGAIN_MS) } : asked;
  const all = [
    ...orders.map((each) => (each === before ? next : each)),
    ...(learnt.find ? [learnt.find] : []),
  ];
  const current = trigger === 'reconciliation' ? { ...payment, isLookedAt: true as const } : payment;
  const entry = entryOf(report, before, { ...learnt, order: next });
  return entry === undefined ? recorded(current, all) : transition(current, all, now, entry);
}

/** The order that a report is about: the one that has the number by which Pockyt was asked, if one of ours has. */
function orderOf({ orders }: Payment, { orderId: id, key }: Report): Order | undefined {
  const asked = orders.find((order) => orderId(order) === id);
  const named = orders.find(
    ({ transactionNo, providerReference }) =>
      'transactionNo' in key &&
      key.transactionNo === transactionNo &&
      providerReference === asked?.providerReference,
  );
  return named ?? asked;
}

/**
 * Nothing was learnt of what was due: it is asked again, the later the longer nothing is.
 *
 * @param isSilent which orders it is about; all of them where a check could not be made at all.
 */
export function applySilence(
  payment: Payment,
  now: Date,
  isSilent: (order: Order) => boolean = () => true,
): Change<'not-due'> {
  const at = now.toISOString();
  if (payment.dueAt === undefined || payment.dueAt > at) return unchanged(payment, 'not-due');
  const orders = payment.orders.map((before) => {
    if (!isSilent(before) || isInFlight(before, now)) return before;
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
  { order, discrepancy }: Learnt,
  key: OrderKey,
  answer: QueryAnswer,
  askedAt: Date,
): Order {
  const { claims = [], ...rest } = order;
  let { claimsFailed = 0 } = order;
  const left = claims.flatMap((claim) => {
    if (isReached(claim, order)) return [];
    if (!('transactionNo' in key) || key.transactionNo !== claim.transactionNo) return [claim];
    const isAnother = claim.transactionNo !== order.transactionNo && discrepancy === undefined;
    if (isAnother && isSaid(claim, answer)) return [];
    const next = afterQuestion(claim, askedAt);
    if (next === undefined) claimsFailed += 1;
    return next ?? [];
  });
  return { ...rest, ...(claimsFailed > 0 && { claimsFailed }), ...(left.length > 0 && { claims: left }) };
}

/** Whether Pockyt says of a number that is no order of ours just what the claim does. */
function isSaid({ status }: Claim, answer: QueryAnswer): boolean {
  return answer.kind === 'found' && providerStatus(status) === providerStatus(answer.transaction.status);
}

/** The line of history; undefined where an answer says nothing new. */
function entryOf(
  { answer, trigger }: Report,
  before: Order,
  { order, discrepancy, find }: Learnt,
): Omit<HistoryEntry, 'at' | 'from' | 'to'> | undefined {
  const isNews = discrepancy !== undefined || find !== undefined || newsOf(before) !== newsOf(order);
  if (!isNews) return undefined;
  const isFailed = before.claimsFailed !== order.claimsFailed;
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
  const { state, held, confirming, claimsFailed, absentSince, goneSince, refunds = [] } = order;
  const asked = (order.refundRequests ?? []).map((request) => request.state);
  return JSON.stringify([state, held, confirming, claimsFailed, absentSince, goneSince, refunds, asked]);
}

function said({ transaction }: Extract<QueryAnswer, { kind: 'found' }>) {
  const { transactionNo, status, amount, currency, transactionType } = transaction;
  const claim = { transactionNo, status, amount, currency };
  return { claim, ...(transactionType !== 'payment' && { transactionType }) };
}
