import { findRefund } from '#shared/payments/apply-refund.ts';
import type { Resolution } from '#shared/payments/history.ts';
import { type Order, orderId } from '#shared/payments/order.ts';
import type { Payment } from '#shared/payments/payment.ts';
import { isEnded } from '#shared/payments/refunds.ts';
import {
  type About,
  type AnswerAboutNumber,
  resolvableAt,
  resolveOrder,
  resolveRefund,
  type Unresolved,
  withWord,
} from '#shared/payments/resolve.ts';
import { logChange, queryOrder, type SyncDeps, type Synced, syncOrder } from '#shared/payments/sync.ts';
import type { Change } from '#shared/payments/transition.ts';
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

/** A person's word, and who they are. */
interface Word extends ResolutionFields {
  readonly by: string | undefined;
}

/** How the outcome stands after Pockyt was asked. */
interface Asked extends Synced {
  /** Whether it is known now, and then whether it is what the person says. */
  readonly isKnown: boolean;
  readonly isSo: boolean;
  /** Whose money it is about. */
  readonly order: Order;
}

/** What is written of the word, with what Pockyt says of the number; undefined where the word is `not-made`. */
type Resolve = (payment: Payment, made: AnswerAboutNumber | undefined, now: Date) => Change<Unresolved>;

/**
 * Ends an outcome that nobody knows by what a person saw in Pockyt's portal. Pockyt is asked in the same request, of what
 * notices claim as well: `made` is believed only if it says so of the number, and `not-made` only while it does not
 * contradict.
 */
export async function resolveUnknownOrder(
  payment: Payment,
  providerReference: string,
  word: Word,
  given: SyncDeps,
): Promise<ResolutionResult> {
  const deps = { ...given, pockyt: withBudget(given.pockyt, given.now) };
  const named = payment.orders.find((order) => orderId(order) === providerReference);
  // One whose owner died is unknown as soon as Pockyt is asked.
  if (named?.state !== 'unknown' && named?.state !== 'sending')
    return { kind: 'nothing-to-resolve', payment };
  const early = secondsUntil(resolvableAt(named), deps);
  if (early > 0) return { kind: 'too-early', seconds: early };

  const synced = await askWithClaims(payment, named, word, deps);
  const order = synced.payment.orders.find((each) => orderId(each) === providerReference) as Order;
  const isKnown = order.state !== 'unknown' && order.state !== 'sending';
  const isSo = order.transactionNo === word.transactionNo;
  const about = { order: providerReference };
  return resolve({ ...synced, isKnown, isSo, order }, about, word, deps, (current, made, now) =>
    resolveOrder(current, providerReference, resolutionOf(word), made, now),
  );
}

/** The same for a refund, which is looked for in Pockyt's list of its order first. */
export async function resolveUnknownRefund(
  payment: Payment,
  refundReference: string,
  word: Word,
  given: SyncDeps,
): Promise<ResolutionResult> {
  const deps = { ...given, pockyt: withBudget(given.pockyt, given.now) };
  const named = findRefund(payment, refundReference);
  if (named === undefined || isEnded(named.request)) return { kind: 'nothing-to-resolve', payment };
  const early = secondsUntil(resolvableAt({ sentAt: named.request.requestedAt }), deps);
  if (early > 0) return { kind: 'too-early', seconds: early };

  const synced = await syncOrder(payment, named.order, 'resolution', deps);
  const { order, request } = findRefund(synced.payment, refundReference) as typeof named;
  const { state, refundAmount, refundTransactionNo = word.transactionNo } = request;
  const isMade = state === 'done' && refundTransactionNo === word.transactionNo;
  const isSo = word.outcome === 'made' ? isMade : state === 'refused';
  const about = { order: orderId(order), refund: { refundReference, refundAmount } };
  return resolve(
    { ...synced, isKnown: isEnded(request), isSo, order },
    about,
    word,
    deps,
    (current, made, now) => resolveRefund(current, refundReference, resolutionOf(word), made, now),
  );
}

/** Asks about an order; and, before it counts as not made, about every number that a notice claims it to have. */
async function askWithClaims(
  payment: Payment,
  order: Order,
  { outcome }: Word,
  deps: SyncDeps,
): Promise<Synced> {
  let synced = await syncOrder(payment, order, 'resolution', deps);
  for (const { transactionNo } of outcome === 'made' ? [] : (order.claims ?? [])) {
    const { answer } = synced;
    synced = await syncOrder(synced.payment, order, 'resolution', deps, { key: { transactionNo } });
    synced = { ...synced, answer: answer && synced.answer };
  }
  return synced;
}

/** Stores the word, if it agrees with what Pockyt says by now. */
async function resolve(
  { payment, answer, isKnown, isSo, order }: Asked,
  about: About,
  word: Word,
  deps: SyncDeps,
  change: Resolve,
): Promise<ResolutionResult> {
  if (isKnown) {
    const agreed = (current: Payment, now: Date) => withWord(current, about, resolutionOf(word), now);
    return isSo ? store(payment, about, word, deps, agreed) : { kind: 'contradicted', payment };
  }
  const { transactionNo } = word;
  const made = transactionNo === undefined ? undefined : await askNumber(order, transactionNo, deps);
  if (made === null || (made === undefined && answer === null)) return { kind: 'unanswered' };
  return store(payment, about, word, deps, (current, now) => change(current, made, now));
}

async function store(
  payment: Payment,
  { refund }: About,
  { transactionNo, outcome }: Word,
  deps: SyncDeps,
  change: (payment: Payment, now: Date) => Change<Unresolved>,
): Promise<ResolutionResult> {
  const stored = await updateWithRetry(deps, payment, change);
  logChange(stored, deps.log);
  const { payment: after, reason } = stored;
  // It was old enough before; somebody else was faster.
  if (reason) return { kind: reason === 'too-early' ? 'nothing-to-resolve' : reason, payment: after };
  const { reference, status } = after;
  const refundReference = refund?.refundReference;
  deps.log('payment.resolved', { reference, refundReference, transactionNo, status, reason: outcome });
  return { kind: 'resolved', payment: after };
}

/** What Pockyt says of a number; null when it does not answer. */
async function askNumber(
  order: Order,
  transactionNo: string,
  deps: SyncDeps,
): Promise<AnswerAboutNumber | null> {
  const askedAt = deps.now().toISOString();
  const answer = await queryOrder(order, { transactionNo }, deps);
  return answer && { transactionNo, answer, askedAt };
}

function resolutionOf({ outcome, seen, by }: Word): Resolution {
  return { outcome, seen, ...(by && { by }) };
}

function secondsUntil(time: string, { now }: Pick<SyncDeps, 'now'>): number {
  return Math.ceil((Date.parse(time) - now().getTime()) / 1000);
}
