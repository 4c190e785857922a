import type { QueryAnswer, Transaction } from '../pockyt/query.ts';
import { sameAmount } from '../runtime/money.ts';
import { answerOwnQuestion, meaningOf } from './apply-answer.ts';
import { findRefund, refundRequestsOf } from './apply-refund.ts';
import type { Resolution } from './history.ts';
import { moneyDiffers, type Order, orderId, raise } from './order.ts';
import type { Payment } from './payment.ts';
import type { RefundRequest } from './refunds.ts';
import { after, HOUR_MS } from './times.ts';
import { type Change, transition, unchanged, withOrder } from './transition.ts';

/** How long after it was sent an outcome may be resolved by a person. Until then Pockyt may still tell. */
const RESOLVE_AFTER_MS = HOUR_MS;

/** Why a person's word changed nothing: there is no unknown outcome of that name and age, or Pockyt says otherwise. */
export type Unresolved = 'nothing-to-resolve' | 'contradicted';

/** What Pockyt answered about the number under which a person saw something. */
export interface AnswerAboutNumber {
  readonly transactionNo: string;
  readonly answer: QueryAnswer;
  readonly askedAt: string;
}

/** What a person's word is about. */
export interface About {
  readonly order: string;
  readonly refund?: Pick<RefundRequest, 'refundReference' | 'refundAmount'>;
}

/** Why an order is absent, or a refund refused, of which nobody but a person says so. */
const BY_WORD = { reason: 'resolved-by-a-person' } as const;

/** When an unknown outcome may be resolved by a person. */
export function resolvableAt(sentAt: string): string {
  return after(sentAt, RESOLVE_AFTER_MS);
}

/**
 * A person's word that there is no order, which counts while Pockyt has named none; or that there is one, of this number,
 * which is believed if Pockyt says of that number that it is just this order.
 *
 * @param made what Pockyt says of the number; undefined where the word is that there is no order.
 */
export function resolveOrder(
  payment: Payment,
  id: string,
  resolution: Resolution,
  made: AnswerAboutNumber | undefined,
  now: Date,
): Change<Unresolved> {
  const order = payment.orders.find((each) => orderId(each) === id);
  const isUnknown = order?.state === 'unknown' && now.toISOString() >= resolvableAt(order.sentAt);
  if (!isUnknown) return unchanged(payment, 'nothing-to-resolve');
  const next = made ? confirmed(order, payment, made) : withoutOrder(order);
  if (next === undefined) return unchanged(payment, 'contradicted');
  return withWord(withOrder(payment, id, next), { order: id }, resolution, now);
}

/** The order as one that was not made; undefined where Pockyt has told its number, though not how it stands. */
function withoutOrder(order: Order): Order | undefined {
  return order.transactionNo === undefined ? { ...order, state: 'absent', failure: BY_WORD } : undefined;
}

/**
 * The order with its number, as Pockyt has it; undefined when Pockyt does not say that it is this order. Unlike elsewhere
 * the whole of it must be told: nothing but a person's word joins the number to the order.
 */
function confirmed(
  order: Order,
  payment: Payment,
  { transactionNo, answer, askedAt }: AnswerAboutNumber,
): Order | undefined {
  const isAnothers = payment.orders.some((other) => other !== order && other.transactionNo === transactionNo);
  if (isAnothers || (order.transactionNo ?? transactionNo) !== transactionNo) return undefined;
  if (answer.kind === 'unknown-order' || !isWhole(answer.transaction)) return undefined;
  const learnt = answerOwnQuestion({ ...order, transactionNo }, payment, answer, askedAt);
  // It is this order, and how it stands is said in a word that nobody knows: it is there.
  if (learnt.discrepancy === 'unknown-status-word') return raise(learnt.order, 'open');
  return learnt.discrepancy === undefined ? learnt.order : undefined;
}

function isWhole({ reference, amount, currency }: Transaction): boolean {
  return [reference, amount, currency].every((told) => told !== '');
}

/**
 * A person's word on a refund: `made` keeps its money counted, `not-made` sets it free. The status stays as Pockyt's list
 * has it, and a later list overrides the word.
 *
 * @param made what Pockyt says of the refund's number; undefined where the word is that it was not made.
 */
export function resolveRefund(
  payment: Payment,
  refundReference: string,
  resolution: Resolution,
  made: AnswerAboutNumber | undefined,
  now: Date,
): Change<Unresolved> {
  const found = findRefund(payment, refundReference);
  const isUnknown =
    found?.request.state === 'unknown' && now.toISOString() >= resolvableAt(found.request.requestedAt);
  if (!isUnknown) return unchanged(payment, 'nothing-to-resolve');
  const { order, request } = found;
  if (made && !isRefund(made, request, order, payment)) return unchanged(payment, 'contradicted');
  const { failure, lease, ...rest } = request;
  const resolved: RefundRequest = {
    ...rest,
    isByWord: true,
    ...(made
      ? { state: 'done', refundTransactionNo: made.transactionNo }
      : { state: 'refused', failure: BY_WORD }),
  };
  const refundRequests = order.refundRequests?.map((each) => (each === request ? resolved : each));
  const next = withOrder(payment, orderId(order), { refundRequests });
  const { refundAmount } = request;
  const about = { order: orderId(order), refund: { refundReference, refundAmount } };
  return withWord(next, about, resolution, now);
}

/**
 * Whether Pockyt says of a number that it is this refund. Whose reference it tells of a refund, the order's or the
 * refund's, is not published.
 */
function isRefund(
  { transactionNo, answer }: AnswerAboutNumber,
  { refundReference, refundAmount }: RefundRequest,
  order: Order,
  payment: Payment,
): boolean {
  if (answer.kind === 'unknown-order' || isAnothersRefund(transactionNo, payment)) return false;
  const { transaction } = answer;
  const { reference, currency } = transaction;
  return (
    transaction.transactionNo === transactionNo &&
    transaction.transactionType === 'refund' &&
    meaningOf(answer) === 'paid' &&
    ['', refundReference, order.providerReference].includes(reference) &&
    sameAmount(transaction.amount, refundAmount) &&
    moneyDiffers(order, { currency }) === undefined
  );
}

/** Whether a number is that of another refund: of one that was asked for here, or of one that Pockyt lists. */
function isAnothersRefund(transactionNo: string, payment: Payment): boolean {
  const listed = payment.orders.flatMap(({ refunds = [] }) => refunds);
  return [...refundRequestsOf(payment), ...listed].some((each) => each.refundTransactionNo === transactionNo);
}

/** The payment with a person's word in its history: who, when, and what they saw. */
export function withWord(payment: Payment, about: About, resolution: Resolution, now: Date): Change<never> {
  const entry = { source: 'person', event: 'resolved', ...about, resolution } as const;
  return transition(payment, payment.orders, now, entry);
}
