import { findRefund } from '#shared/payments/apply-refund.ts';
import type { Resolution } from '#shared/payments/history.ts';
import { isUndecided, type Order, orderId } from '#shared/payments/order.ts';
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
  | { readonly kind: Unresolved; readonly payment: Payment };

/** A person's word, and who they are. */
interface Word extends ResolutionFields {
  readonly by: string | undefined;
}

/** An outcome as a payment has it. */
interface Outcome {
  /** Which order it is about. */
  readonly order: Order;
  readonly refund?: About['refund'];
  readonly sentAt: string;
  /** Whether it is known, and then whether it is what the person says. */
  readonly isKnown: boolean;
  readonly isSo: boolean;
}

/** What is written of the word, with what Pockyt says of the number; undefined where the word is `not-made`. */
type Resolve = (
  payment: Payment,
  resolution: Resolution,
  made: AnswerAboutNumber | undefined,
  now: Date,
) => Change<Unresolved>;

/**
 * Ends an outcome that nobody knows by what a person saw in Pockyt's portal. Pockyt is asked in the same request, of what
 * notices claim as well: `made` is believed only if it says so of the number, and `not-made` only while it does not
 * contradict.
 */
export function resolveUnknownOrder(
  payment: Payment,
  providerReference: string,
  word: Word,
  deps: SyncDeps,
): Promise<ResolutionResult> {
  const outcomeIn = ({ orders }: Payment): Outcome | undefined => {
    const order = orders.find((each) => orderId(each) === providerReference);
    if (order === undefined) return undefined;
    const { sentAt, transactionNo } = order;
    // One whose owner died is unknown as soon as Pockyt is asked.
    return { order, sentAt, isKnown: !isUndecided(order), isSo: transactionNo === word.transactionNo };
  };
  return resolve(payment, outcomeIn, word, deps, (current, ...said) =>
    resolveOrder(current, providerReference, ...said),
  );
}

/** The same for a refund, which is looked for in Pockyt's list of its order first. */
export function resolveUnknownRefund(
  payment: Payment,
  refundReference: string,
  word: Word,
  deps: SyncDeps,
): Promise<ResolutionResult> {
  const outcomeIn = (current: Payment): Outcome | undefined => {
    const found = findRefund(current, refundReference);
    if (found === undefined) return undefined;
    const { order, request } = found;
    const { state, requestedAt, refundAmount, refundTransactionNo = word.transactionNo } = request;
    const isMade = state === 'done' && refundTransactionNo === word.transactionNo;
    const isSo = word.outcome === 'made' ? isMade : state === 'refused';
    const refund = { refundReference, refundAmount };
    return { order, refund, sentAt: requestedAt, isKnown: isEnded(request), isSo };
  };
  return resolve(payment, outcomeIn, word, deps, (current, ...said) =>
    resolveRefund(current, refundReference, ...said),
  );
}

/** Asks Pockyt, and stores the word if it agrees with what Pockyt says by now. */
async function resolve(
  payment: Payment,
  outcomeIn: (payment: Payment) => Outcome | undefined,
  word: Word,
  given: SyncDeps,
  change: Resolve,
): Promise<ResolutionResult> {
  const deps = { ...given, pockyt: withBudget(given.pockyt, given.now) };
  const named = outcomeIn(payment);
  if (named === undefined || named.isKnown) return { kind: 'nothing-to-resolve', payment };
  const seconds = Math.ceil((Date.parse(resolvableAt(named.sentAt)) - deps.now().getTime()) / 1000);
  if (seconds > 0) return { kind: 'too-early', seconds };

  const { payment: asked, answer } = await ask(payment, named, word, deps);
  const { order, refund, isKnown, isSo } = outcomeIn(asked) as Outcome;
  if (isKnown && !isSo) return { kind: 'contradicted', payment: asked };
  const { transactionNo, outcome, seen, by } = word;
  const made = isKnown || !transactionNo ? undefined : await askNumber(order, transactionNo, deps);
  if (made === null || (!isKnown && !made && answer === null)) return { kind: 'unanswered' };

  const resolution = { outcome, seen, ...(by && { by }) };
  const about = { order: orderId(order), ...(refund && { refund }) };
  const stored = await updateWithRetry(deps, asked, (current, now) =>
    isKnown ? withWord(current, about, resolution, now) : change(current, resolution, made, now),
  );
  logChange(stored, deps.log);
  const { payment: after, reason } = stored;
  if (reason) return { kind: reason, payment: after };
  const { reference, status } = after;
  const refundReference = refund?.refundReference;
  deps.log('payment.resolved', { reference, refundReference, transactionNo, status, reason: outcome });
  return { kind: 'resolved', payment: after };
}

/** Asks about an order; and, before it counts as not made, about every number that a notice claims it to have. */
async function ask(
  payment: Payment,
  { order, refund }: Outcome,
  { outcome }: Word,
  deps: SyncDeps,
): Promise<Synced> {
  let synced = await syncOrder(payment, order, 'resolution', deps);
  const claims = refund || outcome === 'made' ? [] : (order.claims ?? []);
  for (const { transactionNo } of claims) {
    const { answer } = synced;
    synced = await syncOrder(synced.payment, order, 'resolution', deps, { key: { transactionNo } });
    synced = { ...synced, answer: answer && synced.answer };
  }
  return synced;
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
