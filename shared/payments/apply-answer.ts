import { sameAmount, toHundredths } from '../money.ts';
import { isConfirming, type ProviderStatus, providerStatus } from '../pockyt/status-words.ts';
import type { OrderKey, QueryAnswer, Transaction } from '../pockyt/tran-query.ts';
import type { Discrepancy } from './history.ts';
import { isOf, type Order, raise } from './order.ts';
import { showsMoneyLeft, withListed, withoutAbandoned } from './refunds.ts';
import { ASK_AGAIN_MS, after, DAY_MS, EXPIRY_GRACE_MS, secondsAfter } from './schedule.ts';

/**
 * Pockyt's word for a paid order may become `closed` or `failed`: its money is gone then. It is believed only so long
 * after the last `success`, and when it is said twice so far apart.
 */
const GONE_AFTER_MS = 10 * 60_000;
/** The most transactions that are kept beside our own orders. */
export const MAX_FINDS = 5;

/** An order in the light of an answer. */
export interface Learnt {
  readonly order: Order;
  readonly discrepancy?: Discrepancy;
  /** A payment that Pockyt has under the order's reference and that no order of ours is. */
  readonly find?: Order;
}

/** Whether a question was by the order's own number, or by its own reference while it has none. */
export function isOwnQuestion({ transactionNo, providerReference }: Order, key: OrderKey): boolean {
  return 'transactionNo' in key
    ? key.transactionNo === transactionNo
    : transactionNo === undefined && key.reference === providerReference;
}

/**
 * The order after Pockyt answered a question by its own number, or by its own reference while it has none. Only such an
 * answer makes it absent, lets it expire and advances its schedule.
 *
 * @param orders all orders of the payment.
 * @param paidChecks seconds after which it is asked about again once it is paid or expired.
 */
export function answerOwnQuestion(
  order: Order,
  orders: readonly Order[],
  answer: QueryAnswer,
  askedAt: string,
  paidChecks: readonly number[],
): Learnt {
  const learnt = learn({ ...order, ...withoutAbandoned(order, askedAt) }, orders, answer, askedAt);
  const { askAgainAt = '', ...rest } = learnt.order;
  const answered: Order = {
    ...rest,
    askedAt: latest(order.askedAt, askedAt),
    checks: order.checks.filter((time) => time > askedAt),
    ...(askAgainAt > askedAt && { askAgainAt }),
  };
  const isUnpaid = learnt.discrepancy === undefined && meaningOf(answer) === 'open';
  const next = isOver(answered, isUnpaid, askedAt) ? raise(answered, 'expired') : answered;
  const looks = next.state === order.state ? [] : secondsAfter(new Date(askedAt), paidChecks);
  if (next.state === 'paid' && looks.length > 0) return { ...learnt, order: { ...next, checks: looks } };
  const isExpired = next.state === 'expired' && looks.length > 0;
  const checks = isExpired ? [...next.checks, ...looks].sort() : next.checks;
  return { ...learnt, order: { ...next, checks } };
}

/** An answer about a number that is not the order's: a payment under our reference that we may not know. */
export function answerAboutAnother(
  order: Order,
  orders: readonly Order[],
  answer: QueryAnswer,
  transactionNo: string,
  askedAt: string,
  paidChecks: readonly number[],
): Learnt {
  if (answer.kind === 'unknown-order') return { order };
  const { transaction } = answer;
  if (transaction.transactionNo !== transactionNo) return { order, discrepancy: 'transaction-mismatch' };
  if (transaction.reference !== order.providerReference) return { order, discrepancy: 'reference-mismatch' };
  if (transaction.transactionType !== 'payment') return { order, discrepancy: 'not-a-payment' };
  const { amount, currency } = transaction;
  if (meaningOf(answer) !== 'paid' || toHundredths(amount) === null) return { order };
  const isFull = orders.filter(({ found }) => found).length >= MAX_FINDS;
  if (isFull) return { order, discrepancy: 'too-many-finds' };
  const { providerReference, storeNo, ipnUrl, sentAt, expiresAt, lease } = order;
  const known = {
    providerReference,
    transactionNo,
    storeNo,
    ipnUrl,
    amount,
    currency,
    sentAt,
    expiresAt,
    lease,
  };
  const find = {
    ...known,
    state: 'open' as const,
    checks: secondsAfter(new Date(askedAt), paidChecks),
    found: true as const,
  };
  return { order, find: { ...withMoney(find, transaction, askedAt), askedAt } };
}

/** What an answer to an order's own question says of it. */
function learn(order: Order, orders: readonly Order[], answer: QueryAnswer, askedAt: string): Learnt {
  if (answer.kind === 'unknown-order') return { order: withAbsence(order, 'never-arrived', askedAt) };
  const { transaction } = answer;
  const discrepancy = difference(order, orders, transaction);
  if (discrepancy === 'reference-taken') {
    return { order: withAbsence(order, discrepancy, askedAt), discrepancy };
  }
  if (discrepancy !== undefined) return { order, discrepancy };
  const named = { ...order, transactionNo: transaction.transactionNo };
  const meaning = meaningOf(answer);
  switch (meaning) {
    case null:
      return { order: named, discrepancy: 'unknown-status-word' };
    case 'open':
      return { order: withConfirming(raise(named, 'open'), isConfirming(transaction.status), askedAt) };
    case 'paid':
      return { order: withMoney(named, transaction, askedAt) };
    case 'reversed':
      return { order: raise(named, meaning) };
    default:
      return { order: order.state === 'paid' ? withoutMoney(named, askedAt) : raise(named, meaning) };
  }
}

/** In which point an answer is not about this order. What it leaves out does not contradict. */
function difference(
  order: Order,
  orders: readonly Order[],
  transaction: Transaction,
): Discrepancy | undefined {
  const { transactionNo, reference, transactionType, amount, currency } = transaction;
  // A refund or a void of an order has the order's own number, or it is a transaction of its own.
  if (transactionType !== 'payment' && transactionNo !== order.transactionNo) return 'not-a-payment';
  if (reference !== '' && reference !== order.providerReference) return 'reference-mismatch';
  if (order.transactionNo === undefined) {
    const isAnothers = orders.some((other) => other.transactionNo === transactionNo);
    return isAnothers || !isOf(order, { amount, currency }) ? 'reference-taken' : undefined;
  }
  if (transactionNo !== order.transactionNo) return 'transaction-mismatch';
  if (!sameAmount(amount, order.amount)) return 'amount-mismatch';
  return currency === order.currency ? undefined : 'currency-mismatch';
}

/** What an order is worth, as Pockyt has it. A refund or a void of an order proves that it was paid. */
export function meaningOf(answer: QueryAnswer): ProviderStatus | null {
  if (answer.kind === 'unknown-order') return 'open';
  const { status, transactionType } = answer.transaction;
  const meaning = providerStatus(status);
  return transactionType === 'payment' || meaning === 'reversed' ? meaning : 'paid';
}

/**
 * Pockyt knows no order of ours under its reference. It is believed the second time, and only when it was asked after
 * our call could still arrive.
 */
function withAbsence(order: Order, reason: string, askedAt: string): Order {
  if (order.state !== 'unknown' || askedAt < after(order.sentAt, ASK_AGAIN_MS)) return order;
  const { absentSince = askedAt } = order;
  if (askedAt < after(absentSince, ASK_AGAIN_MS)) return { ...order, absentSince };
  return { ...order, state: 'absent', failure: { reason } };
}

/** The newest word of an open order says whether money may be on its way. */
function withConfirming({ confirming, ...order }: Order, isConfirming: boolean, askedAt: string): Order {
  const isUnderway = askedAt < (order.askedAt ?? '') ? confirming === true : isConfirming;
  return isUnderway ? { ...order, confirming: true } : order;
}

/** An order that was paid, with what went back of it: all, where Pockyt calls it a refund or a void and lists none. */
function withMoney(order: Order, { refunds, transactionType, amount }: Transaction, askedAt: string): Order {
  const isGivenBack = transactionType !== 'payment';
  const listed = refunds.length === 0 && isGivenBack ? [{ refundAmount: amount }] : refunds;
  const { goneSince, confirming, ...rest } = withListed(raise(order, 'paid'), listed, askedAt);
  const isStillGone = goneSince !== undefined && goneSince >= after(askedAt, GONE_AFTER_MS);
  return {
    ...rest,
    successAt: latest(order.successAt, askedAt),
    ...(isStillGone && { goneSince }),
    ...(!isGivenBack && showsMoneyLeft(rest) && { held: true as const }),
  };
}

/** An order that was paid and of which Pockyt says now that it is closed or failed. */
function withoutMoney(order: Order, askedAt: string): Order {
  const { successAt = '', goneSince } = order;
  const from = after(successAt, GONE_AFTER_MS);
  const first = goneSince !== undefined && goneSince < askedAt ? goneSince : askedAt;
  const sure = after(first, GONE_AFTER_MS);
  if (askedAt >= from && askedAt >= sure) return raise(order, 'reversed');
  const again = { ...order, askAgainAt: askedAt < from ? from : sure };
  return askedAt < from ? again : { ...again, goneSince: first };
}

/**
 * Whether an open order's time is over: Pockyt, asked after it, said unpaid, and no claim says otherwise. While money may
 * be on its way, a day later.
 */
function isOver(
  { state, expiresAt, confirming, claims = [] }: Order,
  isUnpaid: boolean,
  at: string,
): boolean {
  const end = after(expiresAt, EXPIRY_GRACE_MS);
  const isDecided = isUnpaid && !confirming && claims.length === 0;
  return state === 'open' && (at >= after(end, DAY_MS) || (isDecided && at >= end));
}

function latest(one: string | undefined, other: string): string {
  return one !== undefined && one > other ? one : other;
}
