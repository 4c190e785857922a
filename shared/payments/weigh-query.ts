import { toAmount } from '../money.ts';
import { type ProviderStatus, providerStatus } from '../pockyt/status-words.ts';
import type { QueryAnswer, Refund, Transaction } from '../pockyt/tran-query.ts';
import { expectedOf, isGivenBack, mismatch } from './compare.ts';
import { conclude, type Decision, withAttempt } from './conclude.ts';
import type { Asker, Refusal } from './history.ts';
import { type Attempt, decisiveAttempt, type Payment } from './payment.ts';
import { total } from './refunds.ts';
import { ASK_AGAIN_MS, EXPIRY_GRACE_MS, remainingChecks, retryTime } from './schedule.ts';
import { mayMove, type Status } from './states.ts';
import { withListed } from './weigh-refund.ts';

/**
 * What an order is worth, as Pockyt has it. A refund or a void of our order proves that it was paid; a reversal says
 * more than that.
 */
export function meaningOf({ status, transactionType }: Transaction): ProviderStatus | null {
  const meaning = providerStatus(status);
  if (transactionType === 'payment' || meaning === 'reversed') return meaning;
  return ['refund', 'void'].includes(transactionType) ? 'paid' : null;
}

/** What Pockyt has given back. An order that it calls a refund or a void, without saying of how much, is given back. */
export function refundsOf(transaction: Transaction): readonly Refund[] {
  const { refunds, transactionType, amount } = transaction;
  const isUnlisted = refunds.length === 0 && transactionType !== 'payment';
  return isUnlisted && meaningOf(transaction) === 'paid' ? [{ refundAmount: amount }] : refunds;
}

/** Pockyt's own answer about the order that is in force: the truth, as far as there is one. */
export function weighQuery(
  payment: Payment,
  { providerReference, answer, asker }: { providerReference: string; answer: QueryAnswer; asker: Asker },
  now: Date,
): Decision {
  const { overdueSince, ...rest } = payment;
  const answered: Payment = { ...rest, checks: remainingChecks(payment, now) };
  const attempt = decisiveAttempt(payment);
  // Somebody else has settled the attempt that was asked about, and a new one is in force.
  if (attempt.providerReference !== providerReference) return { verdict: 'ignored', reason: 'not-a-move' };
  const entry = { source: 'query', event: 'query', asker } as const;
  if (answer.kind === 'unknown-order') return weighAbsence(answered, attempt, entry, now);

  const { reference, refunds: _, transactionType, ...claim } = answer.transaction;
  const refunds = refundsOf(answer.transaction);
  const seen = {
    ...entry,
    claim,
    expected: expectedOf(payment, attempt),
    ...(transactionType !== 'payment' && { transactionType }),
    ...(refunds.length > 0 && { refunded: toAmount(total(refunds)) }),
  };
  const keep = (refusal: Refusal) => conclude(answered, payment.status, now, { ...seen, refusal });
  const differs =
    reference === attempt.providerReference ? mismatch(payment, attempt, claim) : 'contradicted';
  if (differs !== undefined) return keep(differs);
  const meaning = meaningOf(answer.transaction);
  if (meaning === null) return keep('unknown-status-word');

  const learnt = { transactionNo: claim.transactionNo };
  const known = withListed(answered, refunds, now);
  const isDealing = claim.status === 'dealing';
  const status = statusOf(payment, meaning, isDealing, now);
  if (status === payment.status) {
    const attempts = withAttempt(payment, attempt, learnt);
    return conclude({ ...known, attempts, ...(isDealing && { undecided: true }) }, status, now, seen);
  }
  const isEven = payment.status === 'closed' && isGivenBack(payment, refunds);
  if (isEven || !mayMove(payment.status, status)) {
    return payment.status === 'rejected' ? { verdict: 'ignored', reason: 'not-a-move' } : keep('not-a-move');
  }
  const gaveUp = status === 'rejected';
  const attempts = withAttempt(payment, attempt, { ...learnt, ...(gaveUp && { state: 'closed' as const }) });
  const failure = gaveUp ? { failure: { reason: 'link-lost' } } : {};
  return conclude({ ...known, attempts, ...failure }, status, now, seen);
}

/** The status that Pockyt's word means for this payment. */
function statusOf(payment: Payment, meaning: ProviderStatus, isDealing: boolean, now: Date): Status {
  if (meaning === 'open') {
    const isOver = now.getTime() >= Date.parse(payment.expiresAt) + EXPIRY_GRACE_MS;
    return payment.status === 'pending' && isOver && !isDealing ? 'expired' : payment.status;
  }
  // The link to this order was never learnt, so a dead order leaves nothing: the caller may have another one made.
  const isLinkless = payment.status === 'unknown' && (meaning === 'failed' || meaning === 'closed');
  return isLinkless ? 'rejected' : meaning;
}

/** Pockyt knows no such order. It is believed the second time, since the request for it may still be on its way. */
function weighAbsence(
  payment: Payment,
  attempt: Attempt,
  entry: { source: 'query'; event: 'query'; asker: Asker },
  now: Date,
): Decision {
  const { unknownSince = now.toISOString() } = attempt;
  const isOld = now.getTime() - Date.parse(unknownSince) >= ASK_AGAIN_MS;
  const refusal = 'unknown-order' as const;
  if (payment.status !== 'unknown' || !isOld) {
    const attempts = withAttempt(payment, attempt, { unknownSince });
    return conclude({ ...payment, attempts }, payment.status, now, { ...entry, refusal });
  }
  const attempts = withAttempt(payment, attempt, { unknownSince, state: 'absent' });
  const failure = { reason: 'never-arrived' };
  return conclude({ ...payment, attempts, failure }, 'rejected', now, { ...entry, reason: failure.reason });
}

/**
 * A question that was not answered. A check that was due is asked again, and overdue since the first time; a question
 * that only a caller asked changes nothing, unless it must be known at once what became of it.
 */
export function postponed(payment: Payment, atOnce: boolean, now: Date): Decision {
  // In the order of text, `never` comes after every time.
  const isDue = (payment.dueAt ?? 'never') <= now.toISOString();
  if (!isDue && !atOnce) return { verdict: 'ignored', reason: 'not-a-move' };
  const overdueSince = payment.overdueSince ?? (isDue ? payment.dueAt : undefined);
  const dueAt = atOnce ? now.toISOString() : retryTime(payment, now);
  return { verdict: 'noted', payment: { ...payment, overdueSince, dueAt } };
}
