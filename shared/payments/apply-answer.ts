import { boundedRefunds, type OrderKey, type QueryAnswer, type Transaction } from '../pockyt/query.ts';
import { isConfirming, type ProviderStatus, providerStatus } from '../pockyt/status-words.ts';
import type { Discrepancy } from './history.ts';
import { moneyDiffers, type Order, orderId, raise } from './order.ts';
import type { Payment } from './payment.ts';
import { isRefunded, MAX_REFUNDS, showsMoneyLeft, withListed, withoutAbandoned } from './refunds.ts';
import { ASK_AGAIN_MS, after, DAY_MS, EXPIRY_GRACE_MS, secondsAfter } from './times.ts';

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

/** Whether a question was by the order's own number, or by its own reference: if it has a number, and that is answered. */
export function isOwnQuestion(
  { transactionNo, providerReference }: Order,
  key: OrderKey,
  answer?: QueryAnswer,
): boolean {
  if ('transactionNo' in key) return key.transactionNo === transactionNo;
  if (transactionNo === undefined) return key.reference === providerReference;
  return answer?.kind === 'found' && answer.transaction.transactionNo === transactionNo;
}

/**
 * The order after Pockyt answered a question by its own number, or by its own reference while it has none. Only such an
 * answer makes it absent, lets it expire and advances its schedule.
 */
export function answerOwnQuestion(
  order: Order,
  { orders, paidChecks }: Payment,
  answer: QueryAnswer,
  askedAt: string,
): Learnt {
  const learnt = learn(withoutAbandoned(order, askedAt), orders, answer, askedAt);
  const { askAgainAt = '', ...rest } = learnt.order;
  const answered: Order = {
    ...rest,
    askedAt: latest(order.askedAt, askedAt),
    checks: order.checks.filter((time) => time > askedAt),
    ...(askAgainAt > askedAt && { askAgainAt }),
  };
  const isUnpaid = learnt.discrepancy === undefined && meaningOf(answer) === 'open';
  const { confirming, ...decided } = isOver(answered, isUnpaid, askedAt)
    ? raise(answered, 'expired')
    : answered;
  const next: Order = { ...decided, ...(confirming && decided.state === 'open' && { confirming }) };
  const looks = next.state === order.state ? [] : secondsAfter(new Date(askedAt), paidChecks);
  if (next.state === 'paid' && looks.length > 0) return { ...learnt, order: { ...next, checks: looks } };
  const isExpired = next.state === 'expired' && looks.length > 0;
  const checks = isExpired ? [...next.checks, ...looks].sort() : next.checks;
  return { ...learnt, order: { ...next, checks } };
}

/** An answer about a number that is not the order's: a payment under our reference that we may not know. */
export function answerAboutAnother(
  order: Order,
  { orders, paidChecks }: Payment,
  answer: QueryAnswer,
  askedAt: string,
  transactionNo: string,
): Learnt {
  if (answer.kind === 'unknown-order') return { order };
  const { transaction } = answer;
  if (transaction.transactionNo !== transactionNo) return { order, discrepancy: 'transaction-mismatch' };
  if (transaction.reference !== order.providerReference) return { order, discrepancy: 'reference-mismatch' };
  // A refund's own number: what it did is seen in the order.
  if (isGivenBack(transaction)) return { order: { ...order, askAgainAt: latest(order.askAgainAt, askedAt) } };
  if (transaction.transactionType !== 'payment') return { order, discrepancy: 'not-a-payment' };
  const { amount, currency } = transaction;
  if (meaningOf(answer) !== 'paid') return { order };
  if (amount === '' || currency === '') return { order, discrepancy: 'amount-mismatch' };
  const isFull = orders.filter(({ found }) => found).length >= MAX_FINDS;
  if (isFull) return { order, discrepancy: 'too-many-finds' };
  const { providerReference, storeNo, ipnUrl, sentAt, expiresAt, lease } = order;
  const call = { providerReference, storeNo, ipnUrl, sentAt, expiresAt, lease };
  const checks = secondsAfter(new Date(askedAt), paidChecks);
  const find: Order = { ...call, transactionNo, amount, currency, state: 'open', checks, found: true };
  const told = withRoomFor(transaction, find, orders);
  return { order, find: { ...withMoney(withRefunds(find, told, askedAt), told, askedAt), askedAt } };
}

/** What an answer to an order's own question says of it. */
function learn(order: Order, orders: readonly Order[], answer: QueryAnswer, askedAt: string): Learnt {
  if (answer.kind === 'unknown-order') return { order: withAbsence(order, 'never-arrived', askedAt) };
  const transaction = withRoomFor(answer.transaction, order, orders);
  const discrepancy = difference(order, orders, transaction);
  if (discrepancy === 'reference-taken') {
    return { order: withAbsence(order, discrepancy, askedAt), discrepancy };
  }
  if (discrepancy !== undefined) return { order, discrepancy };
  const { transactionNo } = transaction;
  const named = withRefunds({ ...order, transactionNo }, transaction, askedAt);
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
  const isOurs = isGivenBack(transaction) && transactionNo === order.transactionNo;
  // What has the number of another order is that order, whatever Pockyt calls it by now.
  const isNamed = order.transactionNo !== undefined;
  const isAnothers = !isNamed && orders.some((other) => other.transactionNo === transactionNo);
  if (transactionType !== 'payment' && !isOurs && !isAnothers) return 'not-a-payment';
  if (reference !== '' && reference !== order.providerReference) return 'reference-mismatch';
  const differs = moneyDiffers(order, { amount, currency });
  if (!isNamed) {
    // A number is taken for ours only with the whole of what we asked for.
    if (amount === '' || currency === '') return 'amount-mismatch';
    return isAnothers || differs !== undefined ? 'reference-taken' : undefined;
  }
  if (transactionNo !== order.transactionNo) return 'transaction-mismatch';
  return differs;
}

/** What an order is worth, as Pockyt has it. One that was refunded or voided was paid. */
export function meaningOf(answer: QueryAnswer): ProviderStatus | null {
  if (answer.kind === 'unknown-order') return 'open';
  const meaning = providerStatus(answer.transaction.status);
  return isGivenBack(answer.transaction) && meaning !== 'reversed' ? 'paid' : meaning;
}

/** Whether Pockyt calls a transaction a refund or a void, and one that was carried out. */
function isGivenBack({ transactionType, status }: Transaction): boolean {
  const meaning = providerStatus(status);
  return ['refund', 'void'].includes(transactionType) && meaning !== 'failed' && meaning !== 'open';
}

/**
 * Pockyt knows no order of ours under its reference. It is believed the second time, and only when it was asked after
 * our call could still arrive.
 */
function withAbsence(order: Order, reason: string, askedAt: string): Order {
  if (order.state !== 'unknown' || askedAt < after(order.sentAt, ASK_AGAIN_MS)) return order;
  const absence = order.absence?.reason === reason ? order.absence : { since: askedAt, reason };
  if (askedAt < after(absence.since, ASK_AGAIN_MS)) return { ...order, absence };
  return { ...order, state: 'absent', failure: { reason } };
}

/** The newest word of an open order says whether money may be on its way. */
function withConfirming({ confirming, ...order }: Order, isConfirming: boolean, askedAt: string): Order {
  const isUnderway = askedAt < (order.askedAt ?? '') ? confirming === true : isConfirming;
  return isUnderway && order.state === 'open' ? { ...order, confirming: true } : order;
}

/** What Pockyt tells of an order, with no more refunds than the other orders of the payment leave room for. */
function withRoomFor(transaction: Transaction, order: Order, orders: readonly Order[]): Transaction {
  const others = orders.filter((each) => orderId(each) !== orderId(order));
  const kept = others.reduce((sum, each) => sum + (each.refunds?.length ?? 0), 0);
  return { ...transaction, refunds: boundedRefunds(transaction.refunds, Math.max(MAX_REFUNDS - kept, 1)) };
}

/**
 * An order with the refunds that Pockyt lists, whatever it calls the order: all of its money, where it calls it a refund
 * or a void and lists none.
 */
function withRefunds(order: Order, transaction: Transaction, askedAt: string): Order {
  const { status, refunds } = transaction;
  const isTakenBack = providerStatus(status) === 'reversed';
  const isAll = isGivenBack(transaction) && !isTakenBack && refunds.length === 0;
  const known = isAll && !isRefunded(order) ? { ...order, refunded: order.amount } : order;
  return withListed(known, refunds, askedAt);
}

/** An order that was paid. It held money, if the answer shows that not all of it had gone back. */
function withMoney(order: Order, transaction: Transaction, askedAt: string): Order {
  // A word that came later says that the money is there after all.
  const { goneSince, ...rest } = raise(order, 'paid');
  const isHeld = !isGivenBack(transaction) && showsMoneyLeft(rest, transaction.refunds);
  return { ...rest, successAt: latest(order.successAt, askedAt), ...(isHeld && { held: true as const }) };
}

/** An order that was paid and of which Pockyt says now that it is closed or failed. */
function withoutMoney(order: Order, askedAt: string): Order {
  // Every paid order has been answered with `success`.
  const from = after(order.successAt as string, GONE_AFTER_MS);
  const { goneSince = askedAt, askAgainAt = '' } = order;
  const first = goneSince < askedAt ? goneSince : askedAt;
  const sure = after(first, GONE_AFTER_MS);
  if (askedAt >= from && askedAt >= sure) return raise(order, 'reversed');
  const next = askedAt < from ? from : sure;
  const again = { ...order, askAgainAt: askAgainAt > askedAt && askAgainAt < next ? askAgainAt : next };
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
